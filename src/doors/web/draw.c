/*
 * web/draw: what came of a visit, as an answer.
 *
 * Sets out a page for a room's drawing and carries its reply over to the exchange.  A form
 * that was refused is shown again with all that was typed but secrets and files; anything
 * else that went wrong gets a page that says what to do and shows nothing of the inside.
 */
#include "doors/web/web_in.h"

#include <assert.h>
#include <string.h>

#include "base/secret.h"
#include "gen/session_views.h"
#include "rooms/safeguarding/safeguarding.h"
#include "rooms/session/session.h"

void
visit_begin(const struct hall *hall, struct exchange *x, struct visit *ret_visit)
{
	*ret_visit = (struct visit){ .hall = hall, .x = x, .cookies = cookies_read(x) };
	if (ret_visit->cookies.session.n > 0)
		ret_visit->token = secret_sha256_hex(x->mem, ret_visit->cookies.session);
}

void
visit_cx(const struct visit *v, struct cx *ret_cx)
{
	str lang = v->cookies.display.lang;

	exchange_cx(v->x, "web", v->token, ret_cx);
	ret_cx->lang = lang_find(lang.n > 0 ? lang : header_language(v->x));
	ret_cx->lang_chosen = lang.n > 0;
}

static str
page_key(struct page *pg)
{
	const struct visit *v = pg->door;
	struct keyring      k = { pg->mem, v->x->site->secret, v->x->now, v->token };
	str                 key = key_make(&k);

	if (v->x->kept.nkeys < KEPT_HOLES)
		v->x->kept.keys[v->x->kept.nkeys] = key;
	v->x->kept.nkeys++;
	return key;
}

/* One of the safeguarding room's small questions, on this thread's own connection. */
static const void *
ask_of(struct page *pg, const struct op *op)
{
	const struct visit *v = pg->door;
	struct cx           cx;
	void               *out = NULL;

	visit_cx(v, &cx);
	cx.lang = pg->lang;
	cx.who = pg->cx->who;
	cx.who_known = true;
	return op_run(&cx, op, (struct words){ 0 }, &out) == OK ? out : NULL;
}

/* When it cannot be asked, nobody is watching: never the other way about. */
static const struct page_help *
page_help(struct page *pg)
{
	const struct help_words *w = ask_of(pg, &safeguarding_notice);
	struct page_help        *h = arena_take(pg->mem, sizeof *h);

	if (w != NULL)
		*h = (struct page_help){ w->notice, w->notice_own, w->watched };
	return h;
}

static int64_t
page_alerts(struct page *pg)
{
	const struct waiting *w = ask_of(pg, &safeguarding_waiting);

	return w != NULL ? w->alerts : 0;
}

/* What they chose for this browser wins over what their person's row says. */
static const struct lang *
language_for(const struct visit *v, const struct cx *cx)
{
	if (v->cookies.display.lang.n > 0 || cx->who.id.v == 0)
		return cx->lang;
	if (cx->who.easy)
		return lang_find(STR("easy"));
	return cx->who.lang.n > 0 ? lang_find(cx->who.lang) : cx->lang;
}

static void
page_for(const struct visit *v, struct cx *cx, struct reply *r, struct page *ret_page)
{
	cx->lang = language_for(v, cx);
	*r = (struct reply){ .body = { .mem = v->x->mem } };
	*ret_page = (struct page){ .b = &r->body, .mem = v->x->mem, .cx = cx, .lang = cx->lang,
		.zone = v->x->site->zone, .today = cx->today, .path = v->x->path,
		.provider = v->x->site->provider, .address = v->x->site->address,
		.scheme = v->cookies.display.scheme, .size = v->cookies.display.size, .key_new = page_key, .help = page_help, .alerts = page_alerts, .door = v };
}

void
draw_goto(struct exchange *x, str path)
{
	x->reply = (struct http_reply){ .status = 303, .type = STR("text/plain; charset=utf-8"),
		.body = STR("See the address in Location.\n") };
	exchange_reply_header(x, STR("Location"), check_own_path(path) ? path : STR("/"));
}

/* Back to this very page, or to the page of the form that was sent. */
str
draw_sign_in(const struct visit *v)
{
	struct buf b = { .mem = v->x->mem };
	str        next = v->x->path, query = v->x->query;

	if (v->x->method == HTTP_POST) {
		query = STR("");
		if (v->route->back == NULL || !tree_fill(v->x->mem, str_of(v->route->back), v->all, &next))
			next = STR("/");
	}
	if (query.n > 0)
		next = str_fmt(v->x->mem, "%.*s?%.*s", STR_ARG(next), STR_ARG(query));
	buf_add(&b, STR("/sign-in?back="));
	for (size_t i = 0; i < next.n; i++)
		if (strchr("&=+#%", next.p[i]) != NULL)
			buf_addf(&b, "%%%02X", (unsigned char)next.p[i]);
		else
			buf_add(&b, (str){ next.p + i, 1 });
	return buf_str(&b);
}

/* ---- a room's reply becomes ours ---- */

/* RFC 6266: a plain name for old programs, the whole one encoded. */
static void
name_file(struct exchange *x, str filename)
{
	struct buf b = { .mem = x->mem };

	buf_add(&b, STR("attachment; filename=\""));
	for (size_t i = 0; i < filename.n; i++) {
		unsigned char c = (unsigned char)filename.p[i];
		bool plain = c > ' ' && c < 0x7F && strchr("\"\\%/;", c) == NULL;

		buf_add(&b, plain ? (str){ filename.p + i, 1 } : STR("_"));
	}
	buf_add(&b, STR("\"; filename*=UTF-8''"));
	for (size_t i = 0; i < filename.n; i++)
		buf_addf(&b, "%%%02X", (unsigned char)filename.p[i]);
	exchange_reply_header(x, STR("Content-Disposition"), buf_str(&b));
}

/* A page with a form in it is for one visit only: two people with one key would be one act. */
static bool
may_be_shared(const struct visit *v)
{
	return v->token.n == 0 && v->x->kept.nkeys == 0 && v->x->method != HTTP_POST && v->x->reply.status == 200;
}

static void
deliver(struct visit *v, const struct reply *r)
{
	struct exchange *x = v->x;

	x->reply = (struct http_reply){ .status = r->status == 0 ? 200 : r->status,
		.type = r->type.n > 0 ? r->type : STR("text/html; charset=utf-8"),
		.body = buf_str(&r->body) };
	if (r->goto_url.n > 0)
		draw_goto(x, r->goto_url);
	else if (r->cache_public && may_be_shared(v))
		shared_headers(x, str_fmt(x->mem, "W/\"%016llx\"", (unsigned long long)secret_short(
		    (str){ x->site->secret.p, 16 }, x->reply.body)));
	x->kept.place = r->place;
	if (r->filename.n > 0)
		name_file(x, r->filename);
	if (r->uploaded)                /* beside the policy every answer has; browsers keep to both */
		exchange_reply_header(x, STR("Content-Security-Policy"), STR("sandbox"));
	if (r->set_session.n > 0) {
		cookie_session(x, r->set_session);
		if (v->cookies.device.n == 0 && !str_eq(r->set_session, STR("-")))
			cookie_device(x);
	}
	if (r->clear_cache)
		exchange_reply_header(x, STR("Clear-Site-Data"), STR("\"cache\""));
	if (r->set_display.n > 0) {
		struct display d;

		if (display_parse(r->set_display, &d))
			cookie_display(x, &d);
	}
}

/* ---- outcomes ---- */

static bool
is_secret(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return op->fields[i].kind == FIELD_SECRET || op->fields[i].kind == FIELD_FILE;
	return false;
}

/* What was typed, without secrets, files and the form's key. */
static struct words
kept_words(const struct visit *v)
{
	struct word *at = arena_take(v->x->mem, (v->typed.n + 1) * sizeof *at);
	size_t       n = 0;

	for (size_t i = 0; i < v->typed.n && v->route != NULL; i++) {
		const struct word *w = &v->typed.at[i];

		if (w->type.n == 0 && !str_eq(w->name, STR(PAGE_KEY_FIELD)) && !is_secret(v->route->op, w->name))
			at[n++] = *w;
	}
	return (struct words){ at, n };
}

static bool
is_text(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return op->fields[i].kind == FIELD_TEXT || op->fields[i].kind == FIELD_LINE;
	return false;
}

/* What somebody would be sorry to lose. */
static struct words
typed_texts(const struct visit *v)
{
	struct words kept = kept_words(v);
	struct word *at = arena_take(v->x->mem, (kept.n + 1) * sizeof *at);
	size_t       n = 0;

	for (size_t i = 0; i < kept.n; i++)
		if (kept.at[i].value.n > 0 && is_text(v->route->op, kept.at[i].name))
			at[n++] = kept.at[i];
	return (struct words){ at, n };
}

/* The page of the form no longer offers it: what was typed would be nowhere. */
static bool
loses_words(const struct visit *v, const struct cx *cx, const struct reply *r)
{
	str form = str_fmt(v->x->mem, "data-op=\"%.*s\"", STR_ARG(v->route->op->name));

	return cx->stands.n == 0 && typed_texts(v).n > 0 && !str_has(buf_str(&r->body), form);
}

void
draw_outcome(struct visit *v, struct cx *cx, const struct route *route, const void *out)
{
	struct page  pg;
	struct reply r;

	cx->db = v->x->db;              /* the writer's is no longer ours */
	page_for(v, cx, &r, &pg);
	pg.asked = v->all;
	/* a form of the page's own operation shows what was asked: searches keep their words */
	pg.kept = kept_words(v);
	pg.refused = route->op;
	route->draw(&pg, out, &r);
	deliver(v, &r);
	v->x->kept.until = cx->who.good_until;
}

bool
draw_back(struct visit *v, const struct cx *cx, int status)
{
	const struct route *back;
	struct found        found;
	struct cx           again;
	struct page         pg;
	struct reply        r;
	void               *out = NULL;
	str                 path, unused;

	if (v->route == NULL || v->route->back == NULL)
		return false;
	back = tree_get_route(v->hall->tree, str_of(v->route->back));
	if (!tree_fill(v->x->mem, str_of(v->route->back), v->all, &path) ||
	    !tree_find(v->hall->tree, v->x->mem, path, &found) || found.get != back)
		return false;
	visit_cx(v, &again);
	if (op_run(&again, back->op, (struct words){ found.get_words, found.get_n }, &out) != OK)
		return false;
	again.why = cx->why;
	memcpy(again.whys, cx->whys, sizeof again.whys);
	again.nwhys = cx->nwhys;
	again.stands = cx->stands;
	again.wanted = cx->wanted;
	if (again.why.key == NULL)
		again.why.key = "input.unsaid";         /* words have a general sentence for it */
	if (again.nwhys == 0)
		again.whys[again.nwhys++] = again.why;  /* about no one field, but still to be read */
	for (size_t i = 0; i < again.nwhys; i++)        /* nothing on the page to lead to */
		if (words_find(v->address, again.whys[i].field, &unused))
			again.whys[i].field = (str){ 0 };
	page_for(v, &again, &r, &pg);
	pg.path = path;
	pg.asked = v->all;
	pg.kept = kept_words(v);
	pg.refused = v->route->op;
	back->draw(&pg, out, &r);
	if (loses_words(v, &again, &r))
		return false;
	r.cache_public = false;
	r.place = 0;
	r.status = status;
	deliver(v, &r);
	return true;
}

static void
fill_error(const struct visit *v, const struct cx *cx, int status, struct error_page *ret_page)
{
	struct words kept = v->x->method == HTTP_POST ? typed_texts(v) : (struct words){ 0 };

	*ret_page = (struct error_page){ .status = status, .missing = status == 404,
		.denied = status == 403, .login = status == 401, .clash = status == 409,
		.input = status == 422, .busy = status == 503, .full = status == 507, .too_big = status == 413,
		.broken = status == 500, .kept = kept.at, .nkept = kept.n };
	ret_page->other = status != 404 && status != 403 && status != 401 && status != 409 &&
	    status != 422 && status != 503 && status != 507 && status != 413 && status != 500;
	if (cx->why.key != NULL && (status == 422 || status == 409))
		ret_page->why = words_why(cx->lang, cx->mem, cx->why.key, cx->why.field,
		    cx->why.number, cx->why.text);
}

/* An error page still says who is signed in.  Any operation for everybody tells us. */
static void
learn_who(struct visit *v, struct cx *cx)
{
	struct cx asked;
	void     *out = NULL;

	visit_cx(v, &asked);
	if (op_run(&asked, &help_read, (struct words){ 0 }, &out) == OK)
		cx->who = asked.who;
}

void
draw_error(struct visit *v, struct cx *cx, int status, str bad_field)
{
	struct error_page shown;
	struct page       pg;
	struct reply      r;
	str               sign_in = STR("");

	if (v->token.n > 0 && cx->who.id.v == 0 && status != 500)
		learn_who(v, cx);
	/* what is not there and what is not for everybody look alike, to the last word */
	if (status == 404 && cx->who.id.v == 0 && v->route != NULL) {
		sign_in = draw_sign_in(v);
		cx->nwhys = 0;
	}
	cx->db = v->x->db;
	page_for(v, cx, &r, &pg);
	fill_error(v, cx, status, &shown);
	shown.field = bad_field;
	shown.sign_in = sign_in;
	show_error(&pg, &r, &shown);
	r.status = status;
	deliver(v, &r);
	if (status == 503 || status == 507)
		exchange_reply_header(v->x, STR("Retry-After"), STR("5"));
}
