/* JSON: what is read has only UTF-8 in it, and lists and maps are whole. */
#include "tests/fuzz/fuzz.h"

#include "base/json.h"

static void
look(const struct json *j, int depth)
{
	assert(depth <= JSON_DEPTH + 1 && str_is_utf8(j->name) && j->line >= 1);
	if (j->kind == JSON_KIND_STR)
		assert(str_is_utf8(j->text));
	for (size_t i = 0; (j->kind == JSON_KIND_LIST || j->kind == JSON_KIND_MAP) && i < j->n; i++) {
		if (j->kind == JSON_KIND_MAP)
			assert(json_get(j, j->at[i].name) != NULL);
		look(&j->at[i], depth + 1);
	}
}

FUZZ(mem, text)
{
	const struct json *top = NULL;
	struct json_fault  fault = { 0 };

	if (json_parse(mem, text, &top, &fault))
		look(top, 0);
	else
		assert(fault.line >= 0 && fault.text.n > 0);
}
