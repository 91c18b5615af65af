/*
 * web/pages: from a whole, lawful request to an operation.
 *
 * A GET runs its operation here and now on this thread's read connection.  A POST proves
 * by its key that the form was ours and goes to the writer; when it is done we draw on the
 * same thread.  What is out of reach looks like what is not there.
 */
#include "doors/web/web_in.h"

#include <string.h>

#include "base/secret.h"
#include "page/assets.h"
#include "rooms/outbox/outbox.h"
#include "rooms/safeguarding/safeguarding.h"
#include "rooms/session/session.h"
#include "store/migrate.h"

enum { TESTED_S = 26 * 3600 };                  /* the clock tests the way once a day */

/* ---- small answers without an operation ---- */

static void
answer_plain(struct exchange *x, int status, str text)
{
	x->reply = (struct http_reply){ .status = status, .type = STR("text/plain; charset=utf-8"),
		.body = text };
}

/* Is somebody on call everywhere, does mail go, did the clock test the way within a day?  A word, no more. */
static bool
lane_is_ready(struct exchange *x)
{
	const struct coverage      *c;
	const struct outbox_health *h;
	struct cx                   cx;
	void                       *covered = NULL, *mail = NULL;

	exchange_cx(x, "web", (str){ 0 }, &cx);
	cx.who = actor_house();
	cx.who_known = true;
	if (op_run(&cx, &safeguarding_coverage, (struct words){ 0 }, &covered) != OK ||
	    op_run(&cx, &outbox_health_read, (struct words){ 0 }, &mail) != OK)
		return false;
	c = covered;
	h = mail;
	return c->empty == 0 && c->test_ok && x->now.s - c->tested.s < TESTED_S && !h->down;
}

static void
answer_ready(struct exchange *x)
{
	struct migrated m = { 0 };

	x->route = "/readyz";
	if (migrate_look(x->db, x->mem, &m) == OK && m.from == m.newest)
		answer_plain(x, 200, lane_is_ready(x) ? STR("ready\nsafeguarding ready\n")
		    : STR("ready\nsafeguarding not ready\n"));
	else
		answer_plain(x, 503, STR("not ready\n"));
}

/* True when the address was one of the door's own. */
static bool
answer_own(struct exchange *x)
{
	str rest = x->path;

	if (str_starts(x->path, STR("/api/")) && x->site->api != NULL) {
		x->route = "/api";
		x->site->api(x);
		return true;
	}
	if (x->method == HTTP_POST)
		return false;
	if (str_starts(x->path, STR(ASSETS_AT))) {
		rest = (str){ rest.p + strlen(ASSETS_AT), rest.n - strlen(ASSETS_AT) };
		statics_answer(x, rest);
		return true;
	}
	if (str_eq(x->path, STR("/healthz"))) {
		x->route = "/healthz";
		answer_plain(x, 200, STR("well\n"));
		return true;
	}
	if (str_eq(x->path, STR("/readyz"))) {
		answer_ready(x);
		return true;
	}
	return false;
}

/* ---- words ---- */

static bool
may_repeat(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return op->fields[i].kind == FIELD_IDS;
	return false;
}

/* The same field twice: which one would count?  Neither. */
static bool
has_doubles(const struct op *op, struct words w, str *ret_name)
{
	for (size_t i = 0; i < w.n; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(w.at[i].name, w.at[j].name) && !may_repeat(op, w.at[i].name)) {
				*ret_name = w.at[i].name;
				return true;
			}
	return false;
}

/*
 * A device, without keeping its address: for slowing those who guess.  A browser that
 * somebody has signed in with is its own; all others at one address are one together.
 */
static str
device_of(const struct visit *v)
{
	const struct exchange *x = v->x;
	str                    mac;

	if (v->cookies.device.n > 0)
		return v->cookies.device;
	mac = secret_hmac(x->mem, x->site->secret, str_fmt(x->mem, "device %.*s", STR_ARG(x->peer)));
	return secret_to_hex(x->mem, (str){ mac.p, 8 });
}

static void
set_words(struct visit *v, const struct word *address, size_t n, struct words typed)
{
	bool         post = v->x->method == HTTP_POST;
	struct word *at = arena_take(v->x->mem, (n + typed.n + 1) * sizeof *at);

	memcpy(at, address, n * sizeof *at);
	if (post)
		at[n++] = (struct word){ .name = STR("device"), .value = device_of(v) };
	if (typed.n > 0)
		memcpy(at + n, typed.at, typed.n * sizeof *at);
	v->address = (struct words){ at, n };
	v->typed = typed;
	v->all = (struct words){ at, n + typed.n };
}

static bool
is_address_word(const struct visit *v, str name)
{
	str value;

	return words_find(v->address, name, &value);
}

/* ---- what went wrong ---- */

static void
draw_failure(struct visit *v, struct cx *cx, err e)
{
	int status = http_status_of(e);

	/* a word of the address that is no number: there is no such page (but a rule's no is read there) */
	if (e == ERR_INPUT && is_address_word(v, cx->why.field) && str_starts(str_of(cx->why.key), STR("input.")))
		status = 404;
	else if (e == ERR_DENIED && cx->who.id.v == 0)
		status = 404;
	else if (e == ERR_LOGIN && v->x->method != HTTP_POST) {
		draw_goto(v->x, draw_sign_in(v));
		return;
	} else if ((e == ERR_INPUT || e == ERR_CLASH) && draw_back(v, cx, status)) {
		return;
	}
	draw_error(v, cx, status, STR(""));
}

void
pages_refuse(const struct hall *hall, struct exchange *x, int status)
{
	struct visit v;
	struct cx    cx;

	visit_begin(hall, x, &v);
	visit_cx(&v, &cx);
	draw_error(&v, &cx, status, STR(""));
}

/* ---- GET ---- */

/* `?lang=ar` on any page: keeps it in this browser and comes back. */
static bool
switch_language(struct visit *v, struct words query)
{
	struct display d = v->cookies.display;
	struct buf     b = { .mem = v->x->mem };
	str            rest = v->x->query, lang, back;
	bool           first = true;

	if (!words_find(query, STR("lang"), &lang) || !str_eq(lang_code(lang_find(lang)), lang))
		return false;
	buf_add(&b, v->x->path);
	while (rest.n > 0) {
		str pair = str_cut(&rest, '&');

		if (pair.n == 0 || str_starts(pair, STR("lang=")))
			continue;
		buf_add(&b, first ? STR("?") : STR("&"));
		buf_add(&b, pair);
		first = false;
	}
	d.lang = lang_code(lang_find(lang));
	/* the links on every page go by way of /display, which knows where they came from */
	if (str_eq(v->x->path, STR("/display")) && words_find(query, STR("back"), &back))
		draw_goto(v->x, back);
	else
		draw_goto(v->x, buf_str(&b));
	cookie_display(v->x, &d);
	return true;
}

/*
 * Paper and pictures take a tenth of a second and more, and a web thread never waits: the
 * outcome is drawn on a slow thread, by an operation of the door's own.
 */
struct drawing { struct job job; struct visit *visit; struct cx cx; const void *out; };

static err
draw_before(struct cx *cx, void *in)
{
	struct drawing *d = (struct drawing *)(void *)((char *)cx - offsetof(struct drawing, job.cx));

	(void)in;
	draw_outcome(d->visit, &d->cx, d->visit->route, d->out);
	return OK;
}

static err
draw_run(struct cx *cx, const void *in, void *ret_out)
{
	(void)cx;
	(void)in;
	(void)ret_out;
	return OK;
}

static const struct op drawing_op = {
	.name = STR_INIT("page.draw"), .path = STR_INIT("/page/draw"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "Draws a page that takes long.", .in_size = 1, .out_size = 1,
	.before = draw_before, .run = draw_run, .no_token = true,
};

static void
drawn(struct exchange *x)
{
	struct drawing *d = x->door;

	if (x->job->e != OK)
		draw_error(d->visit, &d->cx, http_status_of(x->job->e), STR(""));
}

static void
draw_slowly(struct visit *v, const struct cx *cx, const void *out)
{
	struct drawing *d = arena_take(v->x->mem, sizeof *d);

	*d = (struct drawing){ .visit = v, .cx = *cx, .out = out };
	visit_cx(v, &d->job.cx);
	d->job.cx.who_known = true;             /* asked and answered: this only draws */
	d->job.call.op = &drawing_op;
	v->x->door = d;
	exchange_write(v->x, &d->job, drawn);
}

static void
run_here(struct visit *v)
{
	struct cx cx;
	void     *out = NULL;
	err       e;

	visit_cx(v, &cx);
	e = op_run(&cx, v->route->op, v->all, &out);
	if (e != OK)
		draw_failure(v, &cx, e);
	else if (v->route->slow)
		draw_slowly(v, &cx, out);
	else
		draw_outcome(v, &cx, v->route, out);
}

static void
get_page(struct visit *v, const struct found *f)
{
	struct words query = { 0 };
	struct cx    cx;
	str          bad = STR("");

	visit_cx(v, &cx);
	v->route = f->get;
	v->x->route = f->get->path;
	if (form_parse(v->x->mem, v->x->query, &query, &bad) != OK ||
	    has_doubles(f->get->op, query, &bad)) {
		draw_error(v, &cx, 400, bad);
		return;
	}
	if (switch_language(v, query))
		return;
	set_words(v, f->get_words, f->get_n, query);
	run_here(v);
}

/* ---- POST ---- */

static void
seen(struct exchange *x)
{
	(void)x;                        /* the answer is drawn already */
}

/* Somebody who changes things is still there: their session moves on, at most hourly. */
static void
move_session_on(struct visit *v)
{
	struct session_now *now;
	struct job         *j;
	struct cx           cx;
	void               *out = NULL;

	visit_cx(v, &cx);
	if (v->token.n == 0 || v->route->op->no_token ||
	    op_run(&cx, &session_read, (struct words){ 0 }, &out) != OK)
		return;
	now = out;
	if (now->seen.s == 0 || now->seen.s + SESSION_SEEN_S > v->x->now.s)
		return;
	j = arena_take(v->x->mem, sizeof *j);
	visit_cx(v, &j->cx);
	j->call.op = &session_seen;
	exchange_write(v->x, j, seen);
}

/* The form that is shown again carries what it was heard as, so that it is not heard twice. */
static void
carry(struct visit *v, str ref)
{
	struct word *at = arena_take(v->x->mem, (v->typed.n + 1) * sizeof *at);
	size_t       n = 0;

	for (size_t i = 0; i < v->typed.n; i++)
		if (!str_eq(v->typed.at[i].name, STR(HEARD_FIELD)))
			at[n++] = v->typed.at[i];
	at[n++] = (struct word){ .name = STR(HEARD_FIELD), .value = ref };
	v->typed = (struct words){ at, n };
}

static void
refused_and_heard(struct exchange *x)
{
	struct visit                     *v = x->door;
	const struct safeguarding_unsent *heard = x->job->call.out;

	if (x->job->e == OK && heard->n > 0)
		carry(v, heard->ref);
	x->job = v->refused;            /* nothing of the form itself was kept */
	draw_failure(v, &v->refused->cx, v->refused->e);
}

static void
posted(struct exchange *x)
{
	struct visit *v = x->door;
	struct job   *j = x->job;

	if (j->e != OK) {
		v->refused = j;
		if (!exchange_heard(x, j, refused_and_heard))
			draw_failure(v, &j->cx, j->e);
		return;
	}
	draw_outcome(v, &j->cx, v->route, j->call.out);
	if (!j->cx.unnamed)             /* else the session would tell when somebody unlinkable spoke */
		move_session_on(v);
}

/* The form is too old, or was made for somebody else: here it is again, with a new key. */
static void
draw_stale(struct visit *v, const char *why)
{
	struct cx cx;

	visit_cx(v, &cx);
	(void)cx_fail(&cx, ERR_INPUT, why, STR(""));
	if (!draw_back(v, &cx, 403))
		draw_error(v, &cx, 403, STR(""));
}

static void
give_to_writer(struct visit *v, str once)
{
	struct job *j = arena_take(v->x->mem, sizeof *j);

	visit_cx(v, &j->cx);
	/* signing in and out twice is harmless, and a session's secret is never kept */
	j->cx.once = v->route->op->no_token ? STR("") : once;
	j->call.op = v->route->op;
	j->call.w = v->all;
	v->x->door = v;
	exchange_write(v->x, j, posted);
}

static void
post_page(struct visit *v, const struct found *f)
{
	struct keyring k = { v->x->mem, v->x->site->secret, v->x->now, v->token };
	struct words   typed = { 0 };
	struct cx      cx;
	str            bad = STR(""), key = STR(""), once = STR("");
	err            e;

	visit_cx(v, &cx);
	v->route = f->post;
	v->x->route = f->post->path;
	v->x->unlogged = f->post->op->unnamed != NULL;
	if (check_cross_site(v->x)) {
		draw_error(v, &cx, 403, STR(""));
		return;
	}
	e = form_body(v->x, &typed, &bad);
	if (e != OK || has_doubles(f->post->op, typed, &bad)) {
		draw_error(v, &cx, e == ERR_MISSING ? 415 : 400, bad);
		return;
	}
	set_words(v, f->post_words, f->post_n, typed);
	(void)words_find(typed, STR(PAGE_KEY_FIELD), &key);
	if (key_check(&k, key, &once) != KEY_GOOD)
		draw_stale(v, "csrf.bad");
	else if (f->post->op->tx == TX_READ && f->post->op->before == NULL)
		run_here(v);
	else
		give_to_writer(v, once);
}

/* ---- the way in ---- */

static void
refuse_method(struct visit *v, const struct found *f)
{
	struct cx cx;

	visit_cx(v, &cx);
	draw_error(v, &cx, 405, STR(""));
	exchange_reply_header(v->x, STR("Allow"), f->get != NULL ? STR("GET, HEAD") : STR("POST"));
}

void
pages_answer(const struct hall *hall, struct exchange *x)
{
	struct visit *v = arena_take(x->mem, sizeof *v);
	struct found  f = { 0 };

	if (answer_own(x))
		return;
	visit_begin(hall, x, v);
	/* the visit outlives this call when the writer is asked, and so must its hall */
	v->hall = memcpy(arena_take(x->mem, sizeof *hall), hall, sizeof *hall);
	if (!tree_find(hall->tree, x->mem, x->path, &f))
		pages_refuse(hall, x, 404);
	else if (x->method == HTTP_POST ? f.post == NULL : f.get == NULL)
		refuse_method(v, &f);
	else if (x->method == HTTP_POST)
		post_page(v, &f);
	else
		get_page(v, &f);
}
