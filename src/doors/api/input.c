/*
 * doors/api: a query or a JSON body as words for an operation.  JSON's kinds are
 * checked here (a number is not a text), values by the operation's own declaration as
 * everywhere.  A member nobody declared is refused by name: a typing mistake in a
 * program must not be silently dropped.
 */
#include "doors/api/api_in.h"

#include <string.h>

#include "base/json.h"
#include "base/secret.h"

struct taking {
	struct cx          *cx;
	const struct op    *op;
	struct word        *at;
	size_t              n;
};

static void
fault(struct cx *cx, const char *key, str field, int64_t number, str text)
{
	if (cx->nwhys < WHYS_MAX)
		cx->whys[cx->nwhys++] = (struct why){ key, field, number, text };
}

static const struct field *
field_find(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return &op->fields[i];
	return NULL;
}

static bool
in_path(const struct matched *m, str name)
{
	for (size_t i = 0; i < m->nwords; i++)
		if (str_eq(m->words[i].name, name))
			return true;
	return false;
}

static void
add(struct taking *t, struct word w)
{
	t->at[t->n++] = w;
}

/* Base64 of RFC 4648, either alphabet, with or without padding. */
static bool
from_base64(struct arena *mem, str text, str *ret_bytes)
{
	char *p = arena_take(mem, text.n + 1);

	while (text.n > 0 && text.p[text.n - 1] == '=')
		text.n--;
	for (size_t i = 0; i < text.n; i++)
		p[i] = text.p[i] == '+' ? '-' : text.p[i] == '/' ? '_' : text.p[i];
	return secret_from_base64url(mem, (str){ p, text.n }, ret_bytes);
}

static void
take_file(struct taking *t, const struct json *j)
{
	const struct json *name = json_get(j, STR("name")), *type = json_get(j, STR("type"));
	const struct json *data = json_get(j, STR("base64"));
	str                bytes;

	if (name == NULL || name->kind != JSON_KIND_STR || type == NULL || type->kind != JSON_KIND_STR
	    || data == NULL || data->kind != JSON_KIND_STR)
		fault(t->cx, "api.file", j->name, 0, STR(""));
	else if (!from_base64(t->cx->mem, data->text, &bytes))
		fault(t->cx, "api.base64", j->name, 0, STR(""));
	else
		add(t, (struct word){ j->name, bytes, type->text, name->text });
}

static bool
take_ids(struct taking *t, const struct json *j)
{
	struct buf b = { .mem = t->cx->mem };

	for (size_t i = 0; i < j->n; i++) {
		if (j->at[i].kind != JSON_KIND_INT)
			return false;
		buf_addf(&b, "%s%lld", i > 0 ? "," : "", (long long)j->at[i].num);
	}
	add(t, (struct word){ .name = j->name, .value = buf_str(&b) });
	return true;
}

/* False: the value is of another kind than the field. */
static bool
take_value(struct taking *t, const struct field *f, const struct json *j)
{
	struct word w = { .name = j->name, .value = j->text };

	switch (f->kind) {
	case FIELD_INT:
	case FIELD_ID:
		w.value = str_fmt(t->cx->mem, "%lld", (long long)j->num);
		if (j->kind == JSON_KIND_INT)
			add(t, w);
		return j->kind == JSON_KIND_INT;
	case FIELD_BOOL:
		w.value = j->yes ? STR("1") : STR("");
		if (j->kind == JSON_KIND_BOOL)
			add(t, w);
		return j->kind == JSON_KIND_BOOL;
	case FIELD_IDS:
		return j->kind == JSON_KIND_LIST && take_ids(t, j);
	case FIELD_FILE:
		if (j->kind == JSON_KIND_MAP)
			take_file(t, j);
		return j->kind == JSON_KIND_MAP;
	case FIELD_TEXT: case FIELD_LINE: case FIELD_CHOICE: case FIELD_DAY: case FIELD_CLOCK:
	case FIELD_SECRET:
		if (j->kind == JSON_KIND_STR)
			add(t, w);
		return j->kind == JSON_KIND_STR;
	}
	return false;
}

static const char *
wanted_kind(enum field_kind k)
{
	switch (k) {
	case FIELD_INT: case FIELD_ID: return "a whole number";
	case FIELD_IDS:  return "a list of whole numbers";
	case FIELD_BOOL: return "true or false";
	case FIELD_FILE: return "a map with name, type and base64";
	case FIELD_TEXT: case FIELD_LINE: case FIELD_CHOICE: case FIELD_DAY: case FIELD_CLOCK:
	case FIELD_SECRET: break;
	}
	return "a text";
}

static void
take_member(struct taking *t, const struct matched *m, const struct json *j)
{
	const struct field *f = field_find(t->op, j->name);

	if (f == NULL)
		fault(t->cx, "api.unknown", j->name, 0, STR(""));
	else if (in_path(m, j->name) || j->kind == JSON_KIND_NULL)
		return;                         /* the address outranks the body */
	else if (!take_value(t, f, j))
		fault(t->cx, "api.kind", j->name, 0, str_of(wanted_kind(f->kind)));
}

/* "application/json", perhaps with charset=utf-8. */
static bool
is_json_type(str type)
{
	str kind = str_trim(str_cut(&type, ';'));

	type = str_trim(type);
	return kind.n == STR("application/json").n
	    && strncasecmp(kind.p, "application/json", kind.n) == 0
	    && (type.n == 0 || (type.n == STR("charset=utf-8").n
	    && strncasecmp(type.p, "charset=utf-8", type.n) == 0));
}

static bool
takes_files(const struct op *op)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (op->fields[i].kind == FIELD_FILE)
			return true;
	return false;
}

/* False: refused already. */
static bool
body_is_lawful(struct exchange *x, const struct op *op)
{
	if (x->body.n > 0 && !is_json_type(exchange_header(x, "Content-Type"))) {
		api_refuse(x, 415, "type", "Not JSON", STR("Send application/json, in UTF-8."));
		return false;
	}
	if (x->body.n > API_BODY_MAX && !takes_files(op)) {
		api_refuse(x, 413, "size", "Too large", STR("This takes at most 1 MB."));
		return false;
	}
	return true;
}

static err
body_words(struct exchange *x, const struct matched *m, struct taking *t)
{
	const struct json *top = NULL;
	struct json_fault  bad;

	if (x->body.n == 0)
		return OK;
	if (!body_is_lawful(x, m->op))
		return ERR_INPUT;
	if (!json_parse(x->mem, x->body, &top, &bad) || top->kind != JSON_KIND_MAP) {
		str why = top != NULL ? STR("The body must be a JSON object.")
		    : str_fmt(x->mem, "Line %lld, column %lld: %.*s.", (long long)bad.line,
		        (long long)bad.column, STR_ARG(bad.text));

		api_refuse(x, 400, "json", "Not valid JSON", why);
		return ERR_INPUT;
	}
	t->at = arena_take(x->mem, (m->nwords + top->n) * sizeof *t->at + 1);
	t->n = 0;
	for (size_t i = 0; i < m->nwords; i++)
		add(t, m->words[i]);
	for (size_t i = 0; i < top->n; i++)
		take_member(t, m, &top->at[i]);
	return OK;
}

static err
query_words(struct exchange *x, const struct matched *m, struct taking *t)
{
	struct words q = { 0 };
	str          bad = { 0 };

	if (form_parse(x->mem, x->query, &q, &bad) != OK) {
		api_refuse(x, 400, "query", "Not a valid query",
		    bad.n > 0 ? str_fmt(x->mem, "See \"%.*s\".", STR_ARG(bad)) : STR("It is not UTF-8 text."));
		return ERR_INPUT;
	}
	t->at = arena_take(x->mem, (m->nwords + q.n) * sizeof *t->at + 1);
	t->n = 0;
	for (size_t i = 0; i < m->nwords; i++)
		add(t, m->words[i]);
	for (size_t i = 0; i < q.n; i++) {
		if (field_find(t->op, q.at[i].name) == NULL)
			fault(t->cx, "api.unknown", q.at[i].name, 0, STR(""));
		else if (!in_path(m, q.at[i].name))
			add(t, q.at[i]);
	}
	return OK;
}

err
api_words(struct exchange *x, const struct matched *m, struct cx *cx, struct words *ret_words)
{
	struct word   path[PATH_WORDS];
	struct taking t = { cx, m->op, arena_take(x->mem, sizeof path), 0 };

	for (size_t i = 0; i < m->nwords; i++)
		add(&t, m->words[i]);
	TRY(m->op->tx == TX_WRITE ? body_words(x, m, &t) : query_words(x, m, &t));
	if (cx->nwhys > 0) {
		cx->why = cx->whys[0];
		return ERR_INPUT;
	}
	*ret_words = (struct words){ t.at, t.n };
	return OK;
}
