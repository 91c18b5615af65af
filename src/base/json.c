/*
 * base/json: jansson's parser behind a small facade of our own.  See json.h.
 * The only file that names jansson.  What jansson does not tell (the line of each
 * value) is found by walking the text beside the tree: it is valid by then.
 */
#include "base/json.h"

#include <assert.h>
#include <jansson.h>
#include <string.h>

/* Later it could not open /dev/urandom any more, and would take the time of day for chance. */
void
json_start(void)
{
	json_object_seed(0);
}

struct walk { struct arena *mem; str rest; int64_t line; };

/* Counts brackets outside strings, before a recursive parser sees them. */
static bool
is_too_deep(str s)
{
	size_t deep = 0;
	bool   quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '{' || c == '[') && ++deep > JSON_DEPTH)
			return true;
		else if (!quoted && (c == '}' || c == ']') && deep > 0)
			deep--;
	}
	return false;
}

static void
walk_by(struct walk *w, size_t n)
{
	w->rest.p += n;
	w->rest.n -= n;
}

/* To where the next name or value begins. */
static void
walk_to_value(struct walk *w)
{
	while (w->rest.n > 0 && strchr(" \t\r\n,:]}", w->rest.p[0]) != NULL) {
		w->line += w->rest.p[0] == '\n';
		walk_by(w, 1);
	}
}

static void
walk_over_string(struct walk *w)
{
	assert(w->rest.n > 0 && w->rest.p[0] == '"');
	walk_by(w, 1);
	while (w->rest.n > 0 && w->rest.p[0] != '"')
		walk_by(w, w->rest.p[0] == '\\' ? 2 : 1);
	walk_by(w, 1);
}

static void
walk_over_plain(struct walk *w)
{
	while (w->rest.n > 0 && strchr(" \t\r\n,:]}", w->rest.p[0]) == NULL)
		walk_by(w, 1);
}

static void take(struct walk *w, json_t *from, struct json *to);

static void
take_list(struct walk *w, json_t *from, struct json *to)
{
	struct json *at;

	to->kind = JSON_KIND_LIST;
	to->n = json_array_size(from);
	to->at = at = arena_take(w->mem, (to->n + 1) * sizeof *at);
	walk_by(w, 1);
	for (size_t i = 0; i < to->n; i++)
		take(w, json_array_get(from, i), &at[i]);
}

/* jansson keeps members in the order they came. */
static void
take_map(struct walk *w, json_t *from, struct json *to)
{
	struct json *at;
	size_t       i = 0;

	to->kind = JSON_KIND_MAP;
	to->n = json_object_size(from);
	to->at = at = arena_take(w->mem, (to->n + 1) * sizeof *at);
	walk_by(w, 1);
	for (void *it = json_object_iter(from); it != NULL; it = json_object_iter_next(from, it)) {
		at[i].name = str_copy(w->mem, str_of(json_object_iter_key(it)));
		walk_to_value(w);
		walk_over_string(w);
		take(w, json_object_iter_value(it), &at[i++]);
	}
}

static void
take_plain(struct walk *w, json_t *from, struct json *to)
{
	if (json_is_string(from)) {
		to->kind = JSON_KIND_STR;
		to->text = str_copy(w->mem,
		    (str){ json_string_value(from), json_string_length(from) });
		walk_over_string(w);
		return;
	}
	if (json_is_integer(from)) {
		to->kind = JSON_KIND_INT;
		to->num = json_integer_value(from);
		to->real = (double)to->num;
	} else if (json_is_real(from)) {
		to->kind = JSON_KIND_REAL;
		to->real = json_real_value(from);
	} else if (json_is_boolean(from)) {
		to->kind = JSON_KIND_BOOL;
		to->yes = json_is_true(from);
	}
	walk_over_plain(w);
}

static void
take(struct walk *w, json_t *from, struct json *to)
{
	walk_to_value(w);
	to->line = w->line;
	if (json_is_array(from))
		take_list(w, from, to);
	else if (json_is_object(from))
		take_map(w, from, to);
	else
		take_plain(w, from, to);
}

/* NULL: no memory; so that the library's own can be given back on the arena's way out too. */
static struct json *
take_safely(struct walk *w, json_t *from)
{
	jmp_buf               out;
	jmp_buf              *before = arena_way_out(w->mem, &out);
	struct json *volatile top = NULL;

	if (setjmp(out) == 0) {
		top = arena_take(w->mem, sizeof *top);
		take(w, from, top);
	} else {
		top = NULL;
	}
	(void)arena_way_out(w->mem, before);
	return top;
}

static str
fault_text(struct arena *mem, const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_duplicate_key:
		return str_fmt(mem, "the same name comes twice in one map: %s", e->text);
	case json_error_premature_end_of_input:
		return STR("the text ends too early");
	case json_error_end_of_input_expected:
		return STR("something follows after the end");
	case json_error_invalid_utf8:
		return STR("the text is not UTF-8");
	case json_error_null_byte_in_key:
	case json_error_null_character:
		return STR("a NUL character cannot be stored");
	case json_error_numeric_overflow:
		return STR("a number is too large");
	default:
		return str_fmt(mem, "this is not valid JSON: %s", e->text);
	}
}

static json_t *
load(str text, json_error_t *e)
{
	return json_loadb(text.n > 0 ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, e);
}

bool
json_parse(struct arena *mem, str text, const struct json **ret_top,
    struct json_fault *ret_fault)
{
	struct walk  w = { mem, text, 1 };
	struct json *top;
	json_error_t e;
	json_t      *got;

	*ret_fault = (struct json_fault){ 1, 1, STR("") };
	if (is_too_deep(text)) {
		ret_fault->text = str_fmt(mem, "lists and maps are more than %d deep", JSON_DEPTH);
		return false;
	}
	got = load(text, &e);
	if (got == NULL)
		got = load(text, &e);           /* a moment without memory passes, a fault stays */
	if (got == NULL && json_error_code(&e) == json_error_out_of_memory)
		arena_out(mem);
	if (got == NULL)
		arena_ask(mem);                 /* the library takes some of its blocks that it did not get for faults */
	if (got == NULL) {
		*ret_fault = (struct json_fault){ e.line > 0 ? e.line : 1, e.column > 0 ? e.column : 1,
			fault_text(mem, &e) };
		return false;
	}
	top = take_safely(&w, got);
	json_decref(got);
	if (top == NULL)
		arena_out(mem);
	*ret_top = top;
	return true;
}

const struct json *
json_get(const struct json *map, str name)
{
	if (map == NULL || map->kind != JSON_KIND_MAP)
		return NULL;
	for (size_t i = 0; i < map->n; i++)
		if (str_eq(map->at[i].name, name))
			return &map->at[i];
	return NULL;
}
