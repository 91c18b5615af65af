/*
 * page: a view, dressed: the language, the colours, who is signed in, and the way out.
 * What is inside is the room's; what is round it is the same on every page.  Nothing is
 * looked up here and nothing is ever inline: style and script come from page/assets.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "gen/page_views.h"
#include "page/assets.h"
#include "page/chrome.h"
#include "page/page_in.h"

void
reply_goto(struct page *pg, struct reply *r, const char *fmt, ...)
{
	char    url[1024];
	va_list ap;
	int     n;

	va_start(ap, fmt);
	n = vsnprintf(url, sizeof url, fmt, ap);
	va_end(ap);
	assert(n > 0 && (size_t)n < sizeof url);
	r->goto_url = str_copy(pg->mem, (str){ url, (size_t)n });
	assert(is_own_path(r->goto_url));
	r->status = 303;
}

static str
stylesheet(const struct page *pg, str dir)
{
	static const char *const known[] = { "cream", "dark", "contrast" };
	const char *name = "page";

	for (size_t i = 0; i < LEN(known); i++)
		if (str_eq(pg->scheme, str_of(known[i])))
			name = known[i];
	return asset_url(str_fmt(pg->mem, "%s%s.css", name, str_eq(dir, STR("rtl")) ? ".rtl" : ""));
}

static str
classes(const struct page *pg)
{
	bool plain = pg->scheme.n == 0;

	return str_fmt(pg->mem, "nhsuk-template size-%lld scheme-%.*s%s",
	    (long long)(pg->size ? pg->size : 100), STR_ARG(plain ? STR("page") : pg->scheme),
	    lang_is_easy(pg->lang) ? " easy" : "");
}

static void
languages(const struct page *pg, struct chrome *c)
{
	const struct lang *l;

	for (size_t i = 0; i < LEN(c->langs) && (l = lang_at(i)) != NULL; i++)
		c->langs[c->nlangs++] = (struct chrome_lang){ lang_code(l), lang_tag(l), lang_dir(l),
			lang_own_name(l), str_eq(lang_code(l), lang_code(pg->lang)) };
}

void
page_show(struct page *pg, struct reply *r, const struct view *view, const void *drawn)
{
	const struct cx *cx = pg->cx;
	struct chrome c = {
		.view = view, .drawn = drawn, .tag = lang_tag(pg->lang), .dir = lang_dir(pg->lang),
		.classes = classes(pg), .css = stylesheet(pg, lang_dir(pg->lang)),
		.app_js = asset_url(STR("app.js")), .boot_js = asset_url(STR("boot.js")),
		.icon = asset_url(STR("favicon.svg")), .provider = pg->provider, .path = pg->path,
		.who = cx->who.name, .signed_in = cx->who.id.v != 0, .wrong = cx->nwhys > 0,
		.room_screen = pg->room_screen,
	};

	if (r->body.mem == NULL)
		r->body.mem = pg->mem;
	pg->b = &r->body;
	buf_need(pg->b, 16 * 1024);
	if (c.signed_in && pg->key_new)
		c.key = pg->key_new(pg);
	if (c.signed_in && pg->alerts)
		c.alerts = pg->alerts(pg);
	languages(pg, &c);
	part_layout(pg, &c);
	if (r->status == 0)
		r->status = 200;
	if (r->type.n == 0)
		r->type = STR("text/html; charset=utf-8");
}
