/* base/json: what is taken, what is refused, and where it says the fault lies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/json.h"

static bool
parse(struct arena *mem, str text, const struct json **ret_top, struct json_fault *ret_fault)
{
	*ret_top = NULL;
	return json_parse(mem, text, ret_top, ret_fault);
}

static int
mem_new(void **state)
{
	*state = arena_new(1 << 24);
	return 0;
}

static int
mem_free(void **state)
{
	arena_free(*state);
	return 0;
}

static void
test_json__keeps_values_order_and_lines(void **state)
{
	struct json_fault  f;
	const struct json *j, *z;

	assert_true(parse(*state, STR("{ \"z\": [1, -2.5,\n  \"q\\\"\\u00e9\\n\" ],\n\n \"a\\\\]\": null,"
	    "\n\"ok\":true, \"m\": {}}\n"), &j, &f));
	assert_int_equal(j->kind, JSON_KIND_MAP);
	assert_int_equal(j->n, 4);
	z = json_get(j, STR("z"));
	assert_true(z == &j->at[0] && z->n == 3 && z->line == 1);
	assert_int_equal(z->at[0].num, 1);
	assert_true(z->at[1].kind == JSON_KIND_REAL && z->at[1].real == -2.5);
	assert_true(str_eq(z->at[2].text, STR("q\"\xc3\xa9\n")) && z->at[2].line == 2);
	assert_true(str_eq(j->at[1].name, STR("a\\]")) && j->at[1].line == 4);
	assert_true(j->at[2].yes && j->at[2].line == 5);
	assert_true(j->at[3].kind == JSON_KIND_MAP && j->at[3].n == 0 && j->at[3].line == 5);
	assert_null(json_get(j, STR("none")));
	assert_null(json_get(z, STR("z")));
}

static void
test_json__refuses_and_says_where(void **state)
{
	const struct { str text, says; int64_t line; } bad[] = {
		{ STR_INIT(""), STR_INIT("ends too early"), 1 },
		{ STR_INIT("{\"a\":1,\n\"a\":2}"), STR_INIT("comes twice"), 2 },
		{ STR_INIT("{\"a\":1}\n{}"), STR_INIT("follows after"), 2 },
		{ STR_INIT("[1,\n2,\n]"), STR_INIT("not valid JSON"), 3 },
		{ STR_INIT("[\"\xff\"]"), STR_INIT("not UTF-8"), 1 },
		{ STR_INIT("[\"\\u0000\"]"), STR_INIT("NUL"), 1 },
		{ STR_INIT("[92233720368547758070]"), STR_INIT("too large"), 1 },
		{ STR_INIT("[NaN]"), STR_INIT("not valid JSON"), 1 },
		{ STR_INIT("{'a':1}"), STR_INIT("not valid JSON"), 1 },
	};

	for (size_t i = 0; i < LEN(bad); i++) {
		struct json_fault  f;
		const struct json *j;

		assert_false(parse(*state, bad[i].text, &j, &f));
		assert_true(str_has(f.text, bad[i].says));
		assert_int_equal(f.line, bad[i].line);
	}
}

static void
test_json__depth_is_bounded(void **state)
{
	struct buf         deep = { .mem = *state }, ok = { .mem = *state };
	struct json_fault  f;
	const struct json *j;

	for (int i = 0; i < JSON_DEPTH; i++)
		buf_add(&ok, STR("["));
	for (int i = 0; i < JSON_DEPTH; i++)
		buf_add(&ok, STR("]"));
	assert_true(parse(*state, buf_str(&ok), &j, &f));
	for (int i = 0; i < 100000; i++)
		buf_add(&deep, STR("["));
	assert_false(parse(*state, buf_str(&deep), &j, &f));
	assert_true(str_has(f.text, STR("32 deep")));
	/* Brackets inside a text are no depth. */
	assert_true(parse(*state, STR("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\""), &j, &f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_json__keeps_values_order_and_lines, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_json__refuses_and_says_where, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_json__depth_is_bounded, mem_new, mem_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
