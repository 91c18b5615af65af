/*
 * doors/api: a request under /api/v1/ becomes an operation, its output the answer.
 * See api.h.  A change needs a token: the browser's cookie is believed for reading
 * only, so that no other site can make a browser change anything here.
 */
#include "doors/api/api_in.h"

#include <string.h>
#include <strings.h>

#include "base/secret.h"
#include "words/words.h"

enum { KEY_LONGEST = 200, KEY_SHORTEST = 20 };

static void
answer(struct exchange *x, const struct op *op, const void *out)
{
	struct buf b = { .mem = x->mem };

	if (op->out != NULL)
		shape_write(&b, op->out, out);
	else
		buf_add(&b, STR("{}"));
	x->reply.status = 200;
	x->reply.type = STR("application/json");
	x->reply.body = buf_str(&b);
}

/* Who they say they are.  False: the Authorization header is not one we understand. */
static bool
token_of(struct exchange *x, str *ret_token)
{
	str said = exchange_header(x, "Authorization");
	str secret = exchange_session(x);

	*ret_token = STR("");
	if (said.n > 0) {
		str scheme = str_cut(&said, ' ');

		secret = str_trim(said);
		if (scheme.n != 6 || strncasecmp(scheme.p, "Bearer", 6) != 0 || secret.n == 0)
			return false;
	} else if (x->method == HTTP_POST) {
		return true;
	}
	if (secret.n > 0)
		*ret_token = secret_sha256_hex(x->mem, secret);
	return true;
}

/*
 * The caller's own once-only key.  It is bound to who calls: two programs may both
 * count 1, 2, 3.  Without a token it must be long, because whoever knows the key is
 * told the first outcome again, and that may hold a receipt.
 */
static bool
once_of(struct exchange *x, struct cx *cx)
{
	str key = exchange_header(x, "Idempotency-Key");

	if (key.n == 0)
		return true;
	if (key.n > KEY_LONGEST || !str_is_utf8(key) || !str_is_plain(key)
	    || (cx->token.n == 0 && key.n < KEY_SHORTEST)) {
		api_refuse(x, 400, "key", "Not a good Idempotency-Key",
		    STR("It must be 20 to 200 characters that nobody can guess, like a UUID."));
		return false;
	}
	cx->once = secret_sha256_hex(x->mem,
	    str_fmt(x->mem, "api %.*s %.*s", STR_ARG(cx->token), STR_ARG(key)));
	return true;
}

/* What was refused is told after its words were heard. */
static void
refused_and_heard(struct exchange *x)
{
	struct job *j = x->door;

	x->job = j;
	api_problem(x, &j->cx, &j->call, j->e);
}

static void
then(struct exchange *x)
{
	struct job *j = x->job;

	x->unlogged = j->cx.unnamed;
	if (j->e != OK) {
		x->door = j;
		if (!exchange_heard(x, j, refused_and_heard))
			api_problem(x, &j->cx, &j->call, j->e);
		return;
	}
	if (j->cx.why.key != NULL && strcmp(j->cx.why.key, "once.again") == 0)
		exchange_reply_header(x, STR("Idempotent-Replayed"), STR("true"));
	answer(x, j->call.op, j->call.out);
}

static void
do_write(struct exchange *x, const struct cx *cx, const struct op *op, struct words w)
{
	struct job *j = arena_take(x->mem, sizeof *j);

	j->cx = *cx;
	j->cx.db = NULL;
	j->call = (struct op_call){ .op = op, .w = w };
	exchange_write(x, j, then);
}

static void
do_read(struct exchange *x, struct cx *cx, const struct op *op, struct words w)
{
	void *out = NULL;
	err   e = op_run(cx, op, w, &out);

	x->unlogged = cx->unnamed;
	if (e != OK)
		api_problem(x, cx, &(struct op_call){ .op = op, .w = w }, e);
	else
		answer(x, op, out);
}

static void
do_op(struct exchange *x, const struct matched *m)
{
	struct cx    cx;
	struct words w;
	str          token;
	err          e;

	x->route = str_c(x->mem, str_fmt(x->mem, "/api/v1%.*s", STR_ARG(m->op->path)));
	if (!token_of(x, &token)) {
		api_refuse(x, 401, "login", "Not signed in", STR("Send a token: Authorization: Bearer ..."));
		return;
	}
	exchange_cx(x, "api", token, &cx);
	cx.lang = lang_find(header_language(x));
	if (!once_of(x, &cx))
		return;
	e = api_words(x, m, &cx, &w);
	if (e != OK && x->reply.status == 0)
		api_problem(x, &cx, &(struct op_call){ .op = m->op }, e);
	else if (e == OK && m->op->tx == TX_WRITE)
		do_write(x, &cx, m->op, w);
	else if (e == OK)
		do_read(x, &cx, m->op, w);
}

static void
document(struct exchange *x)
{
	struct buf b = { .mem = x->mem };

	x->route = "/api/v1/openapi.json";
	if (x->method == HTTP_POST) {
		exchange_reply_header(x, STR("Allow"), STR("GET, HEAD"));
		api_refuse(x, 405, "method", "Another method", STR("Use GET."));
		return;
	}
	api_openapi(&b, x->site->ops);
	x->reply.status = 200;
	x->reply.type = STR("application/json");
	x->reply.body = buf_str(&b);
}

void
api_answer(struct exchange *x)
{
	str            base = STR("/api/v1");
	struct matched m = { 0 };
	str            path = x->path;

	x->route = "/api/v1/?";
	if (!str_starts(path, base)) {
		api_refuse(x, 404, "missing", "Not found", STR("The API begins at /api/v1/."));
		return;
	}
	path = (str){ path.p + base.n, path.n - base.n };
	if (str_eq(path, STR("/openapi.json"))) {
		document(x);
		return;
	}
	m = api_match(x, path);
	if (m.op != NULL) {
		do_op(x, &m);
	} else if (m.other_method) {
		exchange_reply_header(x, STR("Allow"), x->method == HTTP_POST ? STR("GET, HEAD") : STR("POST"));
		api_refuse(x, 405, "method", "Another method",
		    x->method == HTTP_POST ? STR("Use GET.") : STR("Use POST."));
	} else {
		api_refuse(x, 404, "missing", "Not found",
		    STR("There is no such address. /api/v1/openapi.json lists them."));
	}
}
