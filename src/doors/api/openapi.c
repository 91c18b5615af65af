/*
 * doors/api: the OpenAPI 3.1 document, written from the table of operations.
 * Each operation's fields become parameters or a request body, its shape the answer;
 * nothing in it is written by hand, so nothing in it can be out of date.
 */
#include "doors/api/api_in.h"

#include "doors/api/openapi_in.h"

static bool
in_path(const struct op *op, str name)
{
	str rest = op->path;

	while (rest.n > 0) {
		str piece = str_cut(&rest, '/');

		if (piece.n == name.n + 2 && piece.p[0] == '{'
		    && str_eq((str){ piece.p + 1, name.n }, name))
			return true;
	}
	return false;
}

static void
text(struct buf *b, const char *name, str value)
{
	buf_addf(b, "\"%s\":", name);
	json_str(b, value);
}

static void
parameter(struct buf *b, const struct field *f, bool path)
{
	buf_add(b, STR("{"));
	text(b, "name", f->name);
	buf_addf(b, ",\"in\":\"%s\"", path ? "path" : "query");
	if (path || !f->optional)
		buf_add(b, STR(",\"required\":true"));
	if (f->about != NULL) {
		buf_add(b, STR(","));
		text(b, "description", str_of(f->about));
	}
	buf_add(b, STR(",\"schema\":"));
	openapi_field(b, f);
	buf_add(b, STR("}"));
}

static void
parameters(struct buf *b, const struct op *op)
{
	bool first = true;

	buf_add(b, STR(",\"parameters\":["));
	for (size_t i = 0; i < op->nfields; i++) {
		bool path = in_path(op, op->fields[i].name);

		if (!path && op->tx == TX_WRITE)
			continue;
		buf_add(b, first ? STR("") : STR(","));
		parameter(b, &op->fields[i], path);
		first = false;
	}
	if (op->tx == TX_WRITE) {
		buf_add(b, first ? STR("") : STR(","));
		buf_add(b, STR("{\"$ref\":\"#/components/parameters/IdempotencyKey\"}"));
	}
	buf_add(b, STR("]"));
}

/* True when something must be there. */
static bool
required(struct buf *b, const struct op *op)
{
	bool first = true;

	for (size_t i = 0; i < op->nfields; i++) {
		const struct field *f = &op->fields[i];

		if (f->optional || f->kind == FIELD_BOOL || in_path(op, f->name))
			continue;
		buf_add(b, first ? STR(",\"required\":[") : STR(","));
		json_str(b, f->name);
		first = false;
	}
	buf_add(b, first ? STR("") : STR("]"));
	return !first;
}

static void
request_body(struct buf *b, const struct op *op)
{
	bool first = true, must;

	buf_add(b, STR(",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":"
	    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"));
	for (size_t i = 0; i < op->nfields; i++) {
		const struct field *f = &op->fields[i];

		if (in_path(op, f->name))
			continue;
		buf_add(b, first ? STR("") : STR(","));
		json_str(b, f->name);
		buf_add(b, STR(":"));
		openapi_field(b, f);
		first = false;
	}
	buf_add(b, STR("}"));
	must = required(b, op);
	buf_add(b, must ? STR("}}},\"required\":true}") : STR("}}}}"));
}

static void
operation(struct openapi *o, const struct op *op)
{
	struct buf *b = o->b;
	str         rest = op->name;

	buf_addf(b, "\"%s\":{", op->tx == TX_READ ? "get" : "post");
	text(b, "operationId", op->name);
	buf_add(b, STR(","));
	text(b, "summary", str_of(op->about));
	buf_add(b, STR(",\"tags\":["));
	json_str(b, str_cut(&rest, '.'));
	buf_add(b, STR("],"));
	text(b, "x-permission", str_of(may_name(op->may)));
	parameters(b, op);
	if (op->tx == TX_WRITE)
		request_body(b, op);
	buf_add(b, STR(",\"responses\":{\"200\":{\"description\":\"Done.\",\"content\":"
	    "{\"application/json\":{\"schema\":"));
	if (op->out != NULL)
		openapi_ref(o, op->out);
	else
		buf_add(b, STR("{\"type\":\"object\"}"));
	buf_add(b, STR("}}},\"4XX\":{\"$ref\":\"#/components/responses/Problem\"},"
	    "\"5XX\":{\"$ref\":\"#/components/responses/Problem\"}},\"security\":["));
	buf_add(b, op->may == MAY_ANYONE ? STR("{},{\"token\":[]}") : STR("{\"token\":[]}"));
	buf_add(b, STR("]}"));
}

static bool
seen_before(struct ops all, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!all.at[k]->no_token && str_eq(all.at[k]->path, all.at[i]->path))
			return true;
	return false;
}

static void
paths(struct openapi *o, struct ops all)
{
	struct buf *b = o->b;
	bool        first = true;

	for (size_t i = 0; i < all.n; i++) {
		bool inner = true;

		if (all.at[i]->no_token || seen_before(all, i))
			continue;
		buf_add(b, first ? STR("\n") : STR(",\n"));
		first = false;
		json_str(b, all.at[i]->path);
		buf_add(b, STR(":{"));
		for (size_t k = i; k < all.n; k++) {
			if (all.at[k]->no_token || !str_eq(all.at[k]->path, all.at[i]->path))
				continue;
			buf_add(b, inner ? STR("") : STR(","));
			inner = false;
			operation(o, all.at[k]);
		}
		buf_add(b, STR("}"));
	}
}

static void
components(struct openapi *o)
{
	buf_add(o->b, STR("\"components\":{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":"
	    "\"bearer\",\"description\":\"Made by: waggle token new\"}},\n"
	    "\"parameters\":{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\","
	    "\"description\":\"Sent again with the same key, the change is made once and the first answer"
	    " is given again. Without a token it needs at least 20 characters.\","
	    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":200}}},\n"
	    "\"responses\":{\"Problem\":{\"description\":\"It was refused, and why.\",\"content\":"
	    "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}},\n"
	    "\"schemas\":{\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\"],"
	    "\"properties\":{\"type\":{\"type\":\"string\",\"format\":\"uri\"},\"title\":{\"type\":\"string\"},"
	    "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},\"key\":{\"type\":\"string\"},"
	    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"field\",\"key\","
	    "\"detail\"],\"properties\":{\"field\":{\"type\":\"string\"},\"key\":{\"type\":\"string\"},"
	    "\"detail\":{\"type\":\"string\"}}}},"
	    "\"yours\":{\"type\":\"object\",\"description\":\"After a clash: the texts you sent.\","
	    "\"additionalProperties\":{\"type\":\"string\"}},"
	    "\"now\":{\"type\":\"object\",\"description\":\"After a clash: the texts that stand there now.\","
	    "\"additionalProperties\":{\"type\":\"string\"}}}}"));
	openapi_schemas(o);
	buf_add(o->b, STR("}}"));
}

void
api_openapi(struct buf *b, struct ops all)
{
	struct openapi o = { .b = b };

	buf_add(b, STR("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Waggle\",\"version\":\"" WAGGLE_VERSION "\","
	    "\"description\":\"What is said on the floor reaches whoever can decide, by a promised date."
	    " Lists give `next`: ask again with older=next for what comes before. 0: there is no more.\","
	    "\"license\":{\"name\":\"Apache License 2.0\",\"identifier\":\"Apache-2.0\"}},\n"
	    "\"servers\":[{\"url\":\"/api/v1\"}],\n\"paths\":{"));
	paths(&o, all);
	buf_add(b, STR("},\n"));
	components(&o);
	buf_add(b, STR("}"));
}
