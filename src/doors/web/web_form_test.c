/*
 * web/form: queries, forms and uploads as words; and what must be refused, naming the
 * field.  Requirement: reliability 2.1 (2.2.1 validation, 15.3.7 doubled parameters).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "doors/web/web_in.h"

enum { CAP = 64 << 20 };

static struct arena *mem;       /* made for each test */

static int
set_up(void **state)
{
	(void)state;
	mem = arena_new(CAP);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(mem);
	return 0;
}

static str
word(struct words w, const char *name)
{
	str value = STR("(none)");

	(void)words_find(w, str_of(name), &value);
	return value;
}

static void
test_query__reads_as_words(void **state)
{
	struct words w;
	str          bad;

	(void)state;
	assert_int_equal(form_parse(mem, STR("a=1&said=hot+food%2C+please%21&empty=&&ids=3&ids=4&bare"),
	    &w, &bad), OK);
	assert_int_equal(w.n, 6);
	assert_true(str_eq(word(w, "said"), STR("hot food, please!")));
	assert_true(str_eq(word(w, "empty"), STR("")));
	assert_true(str_eq(word(w, "bare"), STR("")));
}

static void
test_query__keeps_what_was_said_in_any_script(void **state)
{
	struct words w;
	str          bad;

	(void)state;
	assert_int_equal(form_parse(mem, STR("said=%D9%86%D8%B9%D9%85%20%F0%9F%98%80%0D%0Atwo"), &w, &bad), OK);
	assert_true(str_eq(word(w, "said"), STR("نعم 😀\ntwo")));
}

static void
test_query__what_is_no_utf8_is_refused_by_name(void **state)
{
	static const char *const wrong[] = { "said=%C0%80", "said=%ED%A0%80", "said=%00", "said=%FF",
		"said=%F4%90%80%80", "said=%E2%82", "said=%zz", "said=%4", "said=%" };
	struct words w;
	str          bad;

	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		bad = STR("");
		assert_int_equal(form_parse(mem, str_of(wrong[i]), &w, &bad), ERR_INPUT);
		assert_true(str_eq(bad, STR("said")));
	}
}

static void
test_query__too_many_fields_are_refused(void **state)
{
	struct buf   b = { .mem = mem };
	struct words w;
	str          bad;

	(void)state;
	for (int i = 0; i < FIELDS_MAX; i++)
		buf_addf(&b, "f%d=1&", i);
	assert_int_equal(form_parse(mem, buf_str(&b), &w, &bad), OK);
	buf_add(&b, STR("more=1"));
	assert_int_equal(form_parse(mem, buf_str(&b), &w, &bad), ERR_INPUT);
}

static err
multipart(const char *boundary, const char *body, size_t n, struct words *ret_words)
{
	struct http_header h = { STR("Content-Type"),
		str_fmt(mem, "multipart/form-data; boundary=%s", boundary) };
	struct exchange    x = { .mem = mem, .headers = &h, .nheaders = 1, .body = { body, n } };
	str                bad;

	return form_body(&x, ret_words, &bad);
}

static void
test_multipart__fields_and_a_file(void **state)
{
	static const char body[] =
	    "--Bo\r\nContent-Disposition: form-data; name=\"said\"\r\n\r\nmore\r\nfruit\r\n"
	    "--Bo\r\nContent-Disposition: form-data; name=\"none\"; filename=\"\"\r\n"
	    "Content-Type: application/octet-stream\r\n\r\n\r\n"
	    "--Bo\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"C:\\x\\a.png\"\r\n"
	    "Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\0\xff\r\n"
	    "--Bo\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--Bo--\r\n";
	struct words w;

	(void)state;
	assert_int_equal(multipart("Bo", body, sizeof body - 1, &w), OK);
	assert_int_equal(w.n, 3);
	assert_true(str_eq(word(w, "said"), STR("more\nfruit")));
	assert_true(str_eq(word(w, "photo"), STR("\x89PNG\r\n\x1a\n\0\xff")));
	assert_true(str_eq(w.at[1].type, STR("image/png")));
	assert_true(str_eq(w.at[1].file, STR("a.png")));
	assert_true(str_eq(word(w, "empty"), STR("")));
	assert_int_equal(w.at[2].type.n, 0);
}

static void
test_multipart__broken_ones_are_refused(void **state)
{
	static const char *const wrong[] = {
		"", "--Bo", "--Bo\r\n", "no boundary at all",
		"--Bo\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends",
		"--Bo\r\n\r\nno name\r\n--Bo--",
		"--Bo\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--Bo--",
		"--Bo\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--Bo--",
		"--Bo\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--Bo--",
		"--Bo\r\nContent-Disposition: form-data; name=\"a\"\r\n"
		"Content-Transfer-Encoding: base64\r\n\r\neA==\r\n--Bo--",
		"--Bo\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xC0\x80\r\n--Bo--",
		"--Bo\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\nfolded\r\n--Bo--",
		"--Other\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--Other--",
	};
	struct words w;

	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_int_equal(multipart("Bo", wrong[i], strlen(wrong[i]), &w), ERR_INPUT);
}

/* Every cut of a good body is read or refused, and nothing is read beyond it. */
static void
test_multipart__every_cut_is_survived(void **state)
{
	static const char body[] =
	    "--Bo\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nab\r\n"
	    "--Bo\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nyes\r\n--Bo--\r\n";
	struct words w;

	(void)state;
	for (size_t n = 1; n < sizeof body - 1; n++) {
		char *cut = test_malloc(n);

		memcpy(cut, body, n);
		if (multipart("Bo", cut, n, &w) == OK)
			assert_int_equal(w.n, 2);
		test_free(cut);
	}
}

static void
test_body__other_kinds_are_not_forms(void **state)
{
	struct http_header h = { STR("Content-Type"), STR("text/plain") };
	struct exchange    x = { .mem = mem, .headers = &h, .nheaders = 1, .body = STR("a=1") };
	struct words       w;
	str                bad;

	(void)state;
	assert_int_equal(form_body(&x, &w, &bad), ERR_MISSING);
	h.value = STR("application/x-www-form-urlencoded; charset=utf-8");
	assert_int_equal(form_body(&x, &w, &bad), OK);
	assert_int_equal(w.n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_query__reads_as_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_query__keeps_what_was_said_in_any_script, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_query__what_is_no_utf8_is_refused_by_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_query__too_many_fields_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_multipart__fields_and_a_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_multipart__broken_ones_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_multipart__every_cut_is_survived, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_body__other_kinds_are_not_forms, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
