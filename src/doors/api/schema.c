/*
 * doors/api: fields and shapes as JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it).
 * Limits are the operation's own.  Two shapes of one name get numbers.
 */
#include "doors/api/openapi_in.h"

#include <assert.h>

#define CLOCK_SCHEMA "{\"type\":\"string\",\"pattern\":\"^([01][0-9]|2[0-3]):[0-5][0-9]$\"}"

static void
enum_of(struct buf *b, const char *const *choices, bool with_empty)
{
	bool first = true;

	buf_add(b, STR("{\"type\":\"string\",\"enum\":["));
	for (size_t i = 0; choices[i] != NULL; i++) {
		if (choices[i][0] == 0 && !with_empty)
			continue;
		buf_add(b, first ? STR("") : STR(","));
		json_str(b, str_of(choices[i]));
		first = false;
	}
	buf_add(b, STR("]}"));
}

static void
number_of(struct buf *b, const struct field *f)
{
	buf_addf(b, "{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":%d", f->kind == FIELD_ID);
	if (f->max > 0)
		buf_addf(b, ",\"maximum\":%zu", f->max);
	buf_add(b, STR("}"));
}

static void
text_of(struct buf *b, const struct field *f)
{
	buf_add(b, STR("{\"type\":\"string\""));
	if (!f->optional)
		buf_add(b, STR(",\"minLength\":1"));
	buf_addf(b, ",\"maxLength\":%zu", field_limit(f));
	if (f->kind == FIELD_SECRET)
		buf_add(b, STR(",\"format\":\"password\",\"writeOnly\":true"));
	buf_add(b, STR("}"));
}

static void
kind_of(struct buf *b, const struct field *f)
{
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_ID:
		number_of(b, f);
		return;
	case FIELD_IDS:
		buf_addf(b, "{\"type\":\"array\",\"items\":{\"type\":\"integer\",\"format\":\"int64\","
		    "\"minimum\":1},\"maxItems\":%d}", IDS_MAX);
		return;
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_SECRET:
		text_of(b, f);
		return;
	case FIELD_CHOICE:
		enum_of(b, f->choices, false);
		return;
	case FIELD_BOOL:
		buf_add(b, STR("{\"type\":\"boolean\",\"default\":false}"));
		return;
	case FIELD_DAY:
		buf_add(b, STR("{\"type\":\"string\",\"format\":\"date\"}"));
		return;
	case FIELD_CLOCK:
		buf_add(b, STR(CLOCK_SCHEMA));
		return;
	case FIELD_FILE:
		buf_add(b, STR("{\"type\":\"object\",\"required\":[\"name\",\"type\",\"base64\"],\"properties\":"
		    "{\"name\":{\"type\":\"string\"},\"type\":{\"type\":\"string\"},"
		    "\"base64\":{\"type\":\"string\",\"contentEncoding\":\"base64\"}}}"));
		return;
	}
}

/* A description goes inside the schema object: its closing brace is put back. */
static void
describe(struct buf *b, const char *about)
{
	if (about == NULL)
		return;
	assert(b->p[b->n - 1] == '}');
	b->n--;
	buf_add(b, b->p[b->n - 1] == '{' ? STR("\"description\":") : STR(",\"description\":"));
	json_str(b, str_of(about));
	buf_add(b, STR("}"));
}

void
openapi_field(struct buf *b, const struct field *f)
{
	kind_of(b, f);
	describe(b, f->about);
}

/* The name of the i-th: its own, with a number when another has it already. */
static void
name_of(struct openapi *o, size_t i)
{
	size_t same = 0;

	for (size_t k = 0; k < i; k++)
		same += str_eq(str_of(o->named[k]->name), str_of(o->named[i]->name));
	buf_add(o->b, str_of(o->named[i]->name));
	if (same > 0)
		buf_addf(o->b, "_%zu", same + 1);
}

void
openapi_ref(struct openapi *o, const struct shape *s)
{
	size_t i = 0;

	while (i < o->n && o->named[i] != s)
		i++;
	if (i == o->n) {
		assert(o->n < SCHEMAS_MAX);
		o->named[o->n++] = s;
	}
	buf_add(o->b, STR("{\"$ref\":\"#/components/schemas/"));
	name_of(o, i);
	buf_add(o->b, STR("\"}"));
}

static void
property(struct openapi *o, const struct shape_field *f)
{
	switch (f->kind) {
	case SHAPE_INT:
		buf_add(o->b, STR("{\"type\":\"integer\",\"format\":\"int64\"}"));
		break;
	case SHAPE_STR:
		buf_add(o->b, STR("{\"type\":\"string\"}"));
		break;
	case SHAPE_BOOL:
		buf_add(o->b, STR("{\"type\":\"boolean\"}"));
		break;
	case SHAPE_DAY:
		buf_add(o->b, STR("{\"type\":[\"string\",\"null\"],\"format\":\"date\"}"));
		break;
	case SHAPE_STAMP:
		buf_add(o->b, STR("{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"));
		break;
	case SHAPE_CLOCK:
		buf_add(o->b, STR(CLOCK_SCHEMA));
		break;
	case SHAPE_CHOICE:
		enum_of(o->b, f->choices, true);
		break;
	case SHAPE_LIST:
		buf_add(o->b, STR("{\"type\":\"array\",\"items\":"));
		openapi_ref(o, f->inner);
		buf_add(o->b, STR("}"));
		break;
	case SHAPE_ONE:
		openapi_ref(o, f->inner);
		break;
	}
	describe(o->b, f->about);
}

/* Naming one may name more: o->n grows as we go. */
void
openapi_schemas(struct openapi *o)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct shape *s = o->named[i];

		buf_add(o->b, STR(",\n\""));
		name_of(o, i);
		buf_add(o->b, STR("\":{\"type\":\"object\",\"required\":["));
		for (size_t k = 0; k < s->n; k++) {
			buf_add(o->b, k > 0 ? STR(",") : STR(""));
			json_str(o->b, str_of(s->at[k].name));
		}
		buf_add(o->b, STR("],\"properties\":{"));
		for (size_t k = 0; k < s->n; k++) {
			buf_add(o->b, k > 0 ? STR(",") : STR(""));
			json_str(o->b, str_of(s->at[k].name));
			buf_add(o->b, STR(":"));
			property(o, &s->at[k]);
		}
		buf_add(o->b, STR("}}"));
	}
}
