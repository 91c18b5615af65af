/*
 * words/working: bank holidays are those that tests/data/bank-holidays.txt lists, of each country and of
 * every year it knows, and no others; and working days are counted over them.  reliability S15, SM-C5.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "words/cadence.h"

enum { FIRST_YEAR = 2000, LAST_YEAR = 2028 };

/* Weekdays of one year on which nobody works, as " 0103 0421 ...". */
static str
ours(struct arena *mem, int64_t year, enum bank bank)
{
	struct buf b = { .mem = mem };
	int64_t    y, m, dom;

	for (day d = day_make(year, 1, 1); d.n < day_make(year + 1, 1, 1).n; d.n++) {
		day_split(d, &y, &m, &dom);
		if (day_weekday(d) < 5 && !day_is_working(d, bank))
			buf_addf(&b, " %02d%02d", (int)m, (int)dom);
	}
	return buf_str(&b);
}

/* Every line "country year day day ..." of the listed years; how many differ from ours. */
static int
differing(struct arena *mem, int *lines)
{
	const char *root = getenv("WAGGLE_SOURCE");
	FILE       *f = fopen(str_fmt(mem, "%s/tests/data/bank-holidays.txt", root != NULL ? root : ".").p, "r");
	char        text[200];
	int         wrong = 0;

	assert_non_null(f);
	for (*lines = 0; fgets(text, sizeof text, f) != NULL;) {
		str     line = str_trim(str_of(text)), key = str_cut(&line, ' '), year = str_cut(&line, ' '), mine;
		int64_t y;

		if (str_starts(key, STR("#")))
			continue;
		assert_true(str_to_int(year, &y) && y == FIRST_YEAR + *lines % (LAST_YEAR - FIRST_YEAR + 1));
		assert_int_equal(bank_of(key), *lines / (LAST_YEAR - FIRST_YEAR + 1));
		mine = ours(mem, y, bank_of(key));
		if (!str_eq(str_fmt(mem, " %.*s", STR_ARG(line)), mine)) {
			print_error("%s: ours are%.*s\n", text, STR_ARG(mine));
			wrong++;
		}
		++*lines;
	}
	(void)fclose(f);
	return wrong;
}

static void
test_working__holidays_are_those_that_are_listed(void **state)
{
	struct arena *mem = arena_new(1 << 20);
	int           lines;

	(void)state;
	assert_int_equal(differing(mem, &lines), 0);
	assert_int_equal(lines, BANK_COUNT_ * (LAST_YEAR - FIRST_YEAR + 1));
	arena_free(mem);
}

/* One country's are not another's: St Patrick's Day, the first Monday in August, the day of a World Cup match. */
static void
test_working__each_country_has_its_own(void **state)
{
	(void)state;
	assert_false(day_is_working(day_make(2026, 6, 15), BANK_SCOTLAND));
	assert_true(day_is_working(day_make(2026, 6, 15), BANK_ENGLAND_WALES));
	assert_true(day_is_working(day_make(2026, 6, 15), BANK_NORTHERN_IRELAND));
	assert_false(day_is_working(day_make(2026, 3, 17), BANK_NORTHERN_IRELAND));
	assert_true(day_is_working(day_make(2026, 3, 17), BANK_SCOTLAND));
	assert_false(day_is_working(day_make(2026, 8, 3), BANK_SCOTLAND));
	assert_true(day_is_working(day_make(2026, 8, 3), BANK_ENGLAND_WALES));
	assert_int_equal(bank_of(STR("scotland")), BANK_SCOTLAND);
	assert_int_equal(bank_of(STR("")), BANK_ENGLAND_WALES);
	assert_int_equal(bank_of(STR("wales")), BANK_COUNT_);
}

static void
test_working__eight_holidays_a_year(void **state)
{
	(void)state;
	for (int64_t y = 2000; y < 2100; y++) {
		int64_t n = 0, more = y == 2002 || y == 2011 || y == 2012 || y == 2023 ? 1 : 0;

		for (day d = day_make(y, 1, 1); d.n <= day_make(y, 12, 31).n; d.n++)
			n += day_weekday(d) < 5 && !day_is_working(d, BANK_ENGLAND_WALES);
		assert_int_equal(n, 8 + (y == 2022 ? 2 : more));
	}
}

static void
test_working__days_are_added_over_holidays(void **state)
{
	(void)state;
	/* from the Thursday before Easter 2026 */
	assert_int_equal(day_add_working(day_make(2026, 4, 2), 1, BANK_ENGLAND_WALES).n, day_make(2026, 4, 7).n);
	assert_int_equal(day_add_working(day_make(2026, 12, 24), 3, BANK_ENGLAND_WALES).n, day_make(2026, 12, 31).n);
	assert_int_equal(day_add_working(day_make(2026, 12, 31), 1, BANK_ENGLAND_WALES).n, day_make(2027, 1, 4).n);
	assert_int_equal(day_add_working(day_make(2026, 6, 6), 0, BANK_ENGLAND_WALES).n, day_make(2026, 6, 6).n);
	assert_int_equal(day_add_working(day_make(2026, 6, 6), 3, BANK_ENGLAND_WALES).n, day_make(2026, 6, 10).n);
	assert_int_equal(day_add_working(day_make(2028, 2, 28), 2, BANK_ENGLAND_WALES).n, day_make(2028, 3, 1).n);
	/* backwards, over Easter: a Tuesday's agenda, two working days before */
	assert_int_equal(day_add_working(day_make(2026, 4, 7), -2, BANK_ENGLAND_WALES).n, day_make(2026, 4, 1).n);
	assert_int_equal(day_add_working(day_make(2026, 4, 7), -2, BANK_SCOTLAND).n, day_make(2026, 4, 2).n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_working__holidays_are_those_that_are_listed),
		cmocka_unit_test(test_working__each_country_has_its_own),
		cmocka_unit_test(test_working__eight_holidays_a_year),
		cmocka_unit_test(test_working__days_are_added_over_holidays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
