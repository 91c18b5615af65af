/*
 * rooms/session: addresses and drawing.  A sign-in that did not fit shows the form again
 * with the name kept and the password not.
 */
#include "rooms/session/session.h"

#include "rooms/safeguarding/safeguarding.h"

#include "gen/session_views.h"
#include "gen/words_gen.h"
#include "page/ui.h"

static str
own_path(str back)
{
	bool own = back.n > 0 && back.p[0] == '/' && !str_starts(back, STR("//")) &&
	    !str_has(back, STR("\\"));

	return own ? back : STR("/");
}

static void
draw_form(struct page *pg, const void *out, struct reply *r)
{
	struct session_form form = *(const struct session_form *)out;

	form.back = own_path(form.back);
	show_sign_in(pg, r, &form);
}

static void
draw_opened(struct page *pg, const void *vout, struct reply *r)
{
	const struct session_opened *out = vout;
	struct session_form          again = { own_path(out->back), false };

	if (out->opened) {
		r->set_session = out->secret;
		reply_goto(pg, r, "%.*s", STR_ARG(own_path(out->back)));
		return;
	}
	if (out->slowed)
		(void)cx_fail_n(pg->cx, ERR_INPUT, "access.wait", STR("login"), out->minutes);
	else
		(void)cx_fail(pg->cx, ERR_INPUT, "access.wrong", STR("login"));
	show_sign_in(pg, r, &again);
	r->status = out->slowed ? 429 : 422;
}

static void
draw_closed(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	r->set_session = STR("-");
	reply_goto(pg, r, "/");
}

static void
draw_me(struct page *pg, const void *out, struct reply *r)
{
	show_me(pg, r, out);
}

/* How many languages, sizes and schemes there can be at most. */
enum { CHOICES_MAX = 8 };

static struct option
option_of(struct page *pg, str value, struct msg label, str now)
{
	return (struct option){ .value = value, .label = words_get(pg->lang, label),
		.chosen = str_eq(value, now), .label_en = !words_has(pg->lang, label) };
}

static void
offer_langs(struct page *pg, struct display_form *form)
{
	struct option     *at = arena_take(pg->mem, CHOICES_MAX * sizeof *at);
	const struct lang *l;

	for (form->nlangs = 0; form->nlangs < CHOICES_MAX &&
	    (l = lang_at(form->nlangs)) != NULL; form->nlangs++)
		at[form->nlangs] = (struct option){ .value = lang_code(l), .label = lang_own_name(l),
			.chosen = l == pg->lang };
	form->langs = at;
}

static void
offer_looks(struct page *pg, struct display_form *form)
{
	static const struct { int64_t size; struct msg label; } sizes[] = {
		{ 100, MSG_size_100 }, { 125, MSG_size_125 }, { 150, MSG_size_150 }, { 200, MSG_size_200 } };
	static const struct { const char *scheme; struct msg label; } schemes[] = {
		{ "", MSG_scheme_plain }, { "cream", MSG_scheme_cream }, { "dark", MSG_scheme_dark },
		{ "contrast", MSG_scheme_contrast } };
	struct option *size = arena_take(pg->mem, LEN(sizes) * sizeof *size);
	struct option *scheme = arena_take(pg->mem, LEN(schemes) * sizeof *scheme);
	str            now = str_fmt(pg->mem, "%lld", (long long)pg->size);

	for (size_t i = 0; i < LEN(sizes); i++)
		size[i] = option_of(pg, str_fmt(pg->mem, "%lld", (long long)sizes[i].size),
		    sizes[i].label, now);
	for (size_t i = 0; i < LEN(schemes); i++)
		scheme[i] = option_of(pg, str_of(schemes[i].scheme), schemes[i].label, pg->scheme);
	form->sizes = size;
	form->nsizes = LEN(sizes);
	form->schemes = scheme;
	form->nschemes = LEN(schemes);
}

static void
draw_display(struct page *pg, const void *out, struct reply *r)
{
	struct display_form form = *(const struct display_form *)out;

	form.back = own_path(form.back);
	offer_langs(pg, &form);
	offer_looks(pg, &form);
	show_display(pg, r, &form);
}

static void
draw_display_set(struct page *pg, const void *vout, struct reply *r)
{
	const struct display_form *out = vout;

	r->set_display = str_fmt(pg->mem, "%.*s.%lld.%.*s", STR_ARG(out->lang),
	    (long long)out->size, STR_ARG(out->scheme));
	reply_goto(pg, r, "%.*s", STR_ARG(own_path(out->back)));
}

static void
draw_help_now(struct page *pg, const void *out, struct reply *r)
{
	show_help_now(pg, r, out);
	r->cache_public = true;
}

static void
draw_leave(struct page *pg, const void *out, struct reply *r)
{
	pg->room_screen = true;         /* nothing round it that says what this was */
	show_leave(pg, r, out);
	r->clear_cache = true;
}

static void
draw_accessibility(struct page *pg, const void *out, struct reply *r)
{
	show_accessibility(pg, r, out);
	r->cache_public = true;
}

static const struct route routes[] = {
	{ GET, "/sign-in", &session_ask, draw_form },
	{ POST, "/sign-in", &session_open, draw_opened, .back = "/sign-in" },
	{ POST, "/sign-out", &session_close, draw_closed },
	{ GET, "/me", &session_read, draw_me },
	{ GET, "/display", &display_ask, draw_display },
	{ POST, "/display", &display_set, draw_display_set, .back = "/display" },
	{ GET, "/help-now", &safeguarding_help, draw_help_now },
	{ GET, "/leave", &help_read, draw_leave },
	{ GET, "/accessibility", &help_read, draw_accessibility },
};
const struct routes session_routes = { routes, LEN(routes) };
