/*
 * doors/api: refusals, as application/problem+json (RFC 9457).  `type` names the kind
 * for programs, `detail` says it for people, `errors` names each field at fault.
 * Nothing internal is ever in it: an error of the store is only "try again or tell us".
 */
#include "doors/api/api_in.h"

#include "words/words.h"

static void
head(struct buf *b, int status, const char *kind, const char *title, str detail)
{
	buf_addf(b, "{\"type\":\"urn:waggle:problem:%s\",\"title\":", kind);
	json_str(b, str_of(title));
	buf_addf(b, ",\"status\":%d,\"detail\":", status);
	json_str(b, detail);
}

static void
send(struct exchange *x, int status, const struct buf *b)
{
	x->reply.status = status;
	x->reply.type = STR("application/problem+json");
	x->reply.body = buf_str(b);
	if (status == 401)
		exchange_reply_header(x, STR("WWW-Authenticate"), STR("Bearer realm=\"waggle\""));
	if (status == 503 || status == 507)
		exchange_reply_header(x, STR("Retry-After"), status == 503 ? STR("1") : STR("10"));
}

void
api_refuse(struct exchange *x, int status, const char *kind, const char *title, str detail)
{
	struct buf b = { .mem = x->mem };

	head(&b, status, kind, title, detail);
	buf_add(&b, STR("}"));
	send(x, status, &b);
}

struct sort { const char *kind, *title, *detail; };

static struct sort
sort_of(err e)
{
	switch (e) {
	case ERR_INPUT:
		return (struct sort){ "input", "Something to mend", "Some of what was sent needs mending." };
	case ERR_LOGIN:
		return (struct sort){ "login", "Not signed in", "Send a token: Authorization: Bearer ..." };
	case ERR_DENIED:
		return (struct sort){ "denied", "Not allowed", "You may not do this." };
	case ERR_MISSING:
		return (struct sort){ "missing", "Not found", "There is no such thing here." };
	case ERR_CLASH:
		return (struct sort){ "clash", "Changed meanwhile", "Somebody else changed it first." };
	case ERR_BUSY:
		return (struct sort){ "busy", "Busy", "We are busy. Try again in a moment." };
	case ERR_FULL:
		return (struct sort){ "full", "No room", "The disk is full, so nothing new can be kept. Reading"
		    " still works. Try again when somebody has made room." };
	case OK: case ERR_STORE: case ERR_COUNT_:
		break;
	}
	return (struct sort){ "store", "Our mistake", "Something went wrong here. Nothing was changed." };
}

static void
add_errors(struct buf *b, const struct cx *cx)
{
	buf_add(b, STR(",\"errors\":["));
	for (size_t i = 0; i < cx->nwhys; i++) {
		const struct why *w = &cx->whys[i];

		buf_add(b, i > 0 ? STR(",{\"field\":") : STR("{\"field\":"));
		json_str(b, w->field);
		buf_add(b, STR(",\"key\":"));
		json_str(b, str_of(w->key));
		buf_add(b, STR(",\"detail\":"));
		json_str(b, words_why(cx->lang, cx->mem, w->key, w->field, w->number, w->text));
		buf_add(b, STR("}"));
	}
	buf_add(b, STR("]"));
}

static bool
is_text(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return op->fields[i].kind == FIELD_TEXT || op->fields[i].kind == FIELD_LINE;
	return false;
}

static void
add_texts(struct buf *b, const char *name, struct words w, const struct op *op)
{
	const char *comma = "";

	buf_addf(b, ",\"%s\":{", name);
	for (size_t i = 0; i < w.n; i++)
		if (op == NULL || is_text(op, w.at[i].name)) {
			buf_add(b, str_of(comma));
			json_str(b, w.at[i].name);
			buf_add(b, STR(":"));
			json_str(b, w.at[i].value);
			comma = ",";
		}
	buf_add(b, STR("}"));
}

void
api_problem(struct exchange *x, const struct cx *cx, const struct op_call *c, err e)
{
	struct buf  b = { .mem = x->mem };
	struct sort s = sort_of(e);
	str         detail = str_of(s.detail);

	if (cx->why.key != NULL && e != ERR_STORE)
		detail = words_why(cx->lang, cx->mem, cx->why.key, cx->why.field, cx->why.number,
		    cx->why.text);
	head(&b, http_status_of(e), s.kind, s.title, detail);
	if (cx->why.key != NULL && e != ERR_STORE) {
		buf_add(&b, STR(",\"key\":"));
		json_str(&b, str_of(cx->why.key));
	}
	if (cx->nwhys > 0 && e != ERR_STORE)
		add_errors(&b, cx);
	if (e == ERR_CLASH && cx->stands.n > 0) {
		if (cx->wanted.n > 0)
			add_texts(&b, "yours", cx->wanted, NULL);
		else
			add_texts(&b, "yours", c->w, c->op);
		add_texts(&b, "now", cx->stands, NULL);
	}
	buf_add(&b, STR("}"));
	send(x, http_status_of(e), &b);
}
