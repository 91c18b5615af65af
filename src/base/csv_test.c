/* base/csv: rows, quotes, encodings; a broken file says where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/csv.h"

static struct arena *mem;

static void
test_csv__takes_line_breaks_in_fields(void **state)
{
	struct csv_file f;
	int64_t         line;

	(void)state;
	assert_true(csv_read(mem, STR("a,b\r\n1,\"two\nlines, \"\"quoted\"\"\"\n3,\n"), ',', &f, &line));
	assert_int_equal(f.n, 3);
	assert_true(str_eq(f.at[1].at[1], STR("two\nlines, \"quoted\"")));
	assert_int_equal(f.at[2].line, 4);
	assert_int_equal(f.at[2].at[1].n, 0);
	assert_false(csv_read(mem, STR("a,b\n1,\"never closed\n"), ',', &f, &line));
}

static void
test_csv__finds_its_comma(void **state)
{
	(void)state;
	assert_int_equal(csv_comma(STR("a;b;c,d\n1,2,3,4")), ';');
	assert_int_equal(csv_comma(STR("a\tb\tc")), '\t');
	assert_int_equal(csv_comma(STR("one")), ',');
}

static void
test_csv__writes_no_formula(void **state)
{
	static const char *const bad[] = { "=1+1", "+1", "-1", "@x", "\tx", "\xEF\xBC\x9D" "1" };

	(void)state;
	for (size_t i = 0; i < LEN(bad); i++) {
		struct buf b = { .mem = mem };

		csv_field(&b, str_of(bad[i]), true);
		assert_true(str_starts(buf_str(&b), STR("\"'")));
	}
	struct buf b = { .mem = mem };
	csv_field(&b, STR("a \"b\"\nc"), false);
	csv_field(&b, STR("x\r\n\""), true);
	csv_field(&b, STR(""), false);
	assert_true(str_eq(buf_str(&b), STR(",\"a \"\"b\"\"\\nc\"\"x\\n\"\"\",\"\"")));
}

static void
test_csv__writes_numbers_as_fields(void **state)
{
	struct buf b = { .mem = mem };

	(void)state;
	csv_number(&b, 0, true);
	csv_number(&b, 1203, false);
	csv_number(&b, INT64_MAX, false);
	assert_true(str_eq(buf_str(&b), STR("\"0\",\"1203\",\"9223372036854775807\"")));
}

static void
test_text__is_read_in_its_encoding(void **state)
{
	const char *was;
	str         s;

	(void)state;
	s = text_as_utf8(mem, STR("caf\xE9 \x80 \x92"), &was);
	assert_string_equal(was, "Windows-1252");
	assert_true(str_eq(s, STR("café € ’")));
	s = text_as_utf8(mem, STR("\xEF\xBB\xBF" "été"), &was);
	assert_true(str_eq(s, STR("été")));
	s = text_as_utf8(mem, STR("\xFF\xFEh\0i\0\x3D\xD8\x00\xDE"), &was);
	assert_true(str_eq(s, STR("hi😀")));
	assert_true(str_is_utf8(text_as_utf8(mem, STR("\xFF\xFE\x00\xD8"), &was)));
}

static void
test_text__wrongly_made_twice_is_mended(void **state)
{
	str s;

	(void)state;
	assert_true(text_mend(mem, STR("donâ€™t"), &s));
	assert_true(str_eq(s, STR("don’t")));
	assert_true(text_mend(mem, STR("couldnÃ¢â‚¬â„¢t"), &s));
	assert_true(str_eq(s, STR("couldn’t")));
	assert_false(text_mend(mem, STR("café"), &s));
	assert_false(text_mend(mem, STR("plain"), &s));
	assert_false(text_mend(mem, STR("عربي"), &s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_csv__takes_line_breaks_in_fields),
		cmocka_unit_test(test_csv__finds_its_comma),
		cmocka_unit_test(test_csv__writes_no_formula), cmocka_unit_test(test_csv__writes_numbers_as_fields),
		cmocka_unit_test(test_text__is_read_in_its_encoding),
		cmocka_unit_test(test_text__wrongly_made_twice_is_mended),
	};
	int failed;

	mem = arena_new(1 << 24);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(mem);
	return failed;
}
