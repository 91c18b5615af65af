/* words/cadence: SM-B1, SM-B2, SM-B3, SM-C2: when forums meet, and working days. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "words/cadence.h"

#include <string.h>

enum { CAP = 1 << 20, MANY = 64, YEARS_OF_DAYS = 1500 };

#define assert_words(lang, rule, lit) do { \
	str got_ = cadence_words(lang_find(STR(lang)), a, STR(rule)); \
	if (!str_eq(got_, STR(lit))) \
		print_message("%s: %.*s\n", rule, STR_ARG(got_)); \
	assert_true(str_eq(got_, STR(lit))); \
} while (0)

static void
test_cadence__rules_we_keep_and_rules_we_refuse(void **state)
{
	const char *good[] = { "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "FREQ=MONTHLY;BYDAY=1MO",
		"FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=3", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1",
		"FREQ=WEEKLY;COUNT=5", "FREQ=WEEKLY;UNTIL=20271231" };
	const char *bad[] = { "", "FREQ=HOURLY", "FREQ=SECONDLY", "INTERVAL=2", "FREQ=WEEKLY;BYHOUR=3",
		"FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;FREQ=DAILY", "every Tuesday", "FREQ=WEEKLY;",
		"FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=", "freq=weekly", "FREQ=WEEKLY\nX:Y",
		"FREQ=WEEKLY;RSCALE=HEBREW", "FREQ=FORTNIGHTLY", "FREQ=WEEKLY;INTERVAL=-1",
		"FREQ=MONTHLY;BYMONTHDAY=32",
		/* whose days never come: libical would look for them for ever */
		"FREQ=MONTHLY;BYDAY=11FR", "FREQ=MONTHLY;BYDAY=-6FR", "FREQ=YEARLY;BYDAY=60FR",
		"FREQ=MONTHLY;BYDAY=FR;BYSETPOS=20", "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
		"FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2FR", "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2",
		"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;INTERVAL=2;BYMONTH=4",
		"FREQ=DAILY;INTERVAL=7;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=3DAILY", "FREQ=WEEKLY;COUNT=5X", "FREQ=YEARLY;BYYEARDAY=366;INTERVAL=2" };
	char        vast[400];

	(void)state;
	for (size_t i = 0; i < LEN(good); i++)
		assert_true(cadence_ok(str_of(good[i])));
	for (size_t i = 0; i < LEN(bad); i++) {
		if (cadence_ok(str_of(bad[i])))
			print_message("taken: %s\n", bad[i]);
		assert_false(cadence_ok(str_of(bad[i])));
	}
	memset(vast, '1', sizeof vast);
	memcpy(vast, "FREQ=DAILY;COUNT=", 17);
	assert_false(cadence_ok((str){ vast, sizeof vast }));
}

static void
test_cadence__every_two_weeks_on_tuesday(void **state)
{
	day    at[MANY];
	str    rule = STR("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU");
	day    start = day_make(2026, 1, 6);
	size_t n = cadence_days(rule, start, day_make(2026, 3, 20), day_make(2026, 4, 30), at, MANY);

	(void)state;
	assert_int_equal(n, 3);
	assert_int_equal(at[0].n, day_make(2026, 3, 31).n);
	assert_int_equal(at[1].n, day_make(2026, 4, 14).n);
	assert_int_equal(at[2].n, day_make(2026, 4, 28).n);
	assert_int_equal(cadence_days(rule, start, start, day_make(2030, 1, 1), at, 5), 5);
	assert_int_equal(at[0].n, start.n);
	/* nothing before its start, nothing from no rule */
	assert_int_equal(cadence_days(rule, start, day_make(2025, 1, 1), day_make(2026, 1, 5), at, MANY),
	    0);
	assert_int_equal(cadence_days(STR("nonsense"), start, start, day_make(2030, 1, 1), at, MANY), 0);
}

static void
test_cadence__months_and_leap_days(void **state)
{
	day at[MANY];
	day start = day_make(2026, 1, 1), end = day_make(2028, 12, 31);

	(void)state;
	assert_int_equal(cadence_days(STR("FREQ=MONTHLY;BYDAY=1MO"), start, start, end, at, MANY), 36);
	assert_int_equal(at[0].n, day_make(2026, 1, 5).n);
	assert_int_equal(at[35].n, day_make(2028, 12, 4).n);
	assert_int_equal(cadence_days(STR("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), start, start, end, at,
	    MANY), 1);
	assert_int_equal(at[0].n, day_make(2028, 2, 29).n);
	/* a day that is named twice comes once */
	assert_int_equal(cadence_days(STR("FREQ=WEEKLY;BYDAY=MO,MO"), start, start, (day){ start.n + 27 }, at, MANY), 4);
	/* a date that never is ends, and gives nothing */
	assert_int_equal(cadence_days(STR("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), start, start, end, at,
	    MANY), 0);
}

/* Days of a window are those of the whole, whatever came before it. */
static void
assert_windows(str rule, day start)
{
	day    all[YEARS_OF_DAYS], at[MANY];
	size_t n = cadence_days(rule, start, start, (day){ start.n + 1200 }, all, YEARS_OF_DAYS), i = 0;

	for (day from = start; from.n < start.n + 1000; from.n += 13) {
		size_t found = cadence_days(rule, start, from, (day){ from.n + 60 }, at, MANY);

		while (i < n && all[i].n < from.n)
			i++;
		assert_memory_equal(at, all + i, found * sizeof *at);
		assert_true(i + found == n || all[i + found].n > from.n + 60);
	}
}

static void
test_cadence__a_window_of_a_long_series(void **state)
{
	const char *rules[] = { "FREQ=DAILY;INTERVAL=3", "FREQ=DAILY;BYDAY=MO,FR",
		"FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
		"FREQ=WEEKLY;INTERVAL=3;BYDAY=SU,MO;WKST=SU", "FREQ=MONTHLY;BYDAY=-1FR",
		"FREQ=DAILY;INTERVAL=2;COUNT=90", "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31" };

	(void)state;
	for (size_t i = 0; i < LEN(rules); i++)
		for (int64_t first = 1; first <= 7; first++)
			assert_windows(str_of(rules[i]), day_make(2024, 2, 20 + first));
}

static void
test_cadence__gap(void **state)
{
	day start = day_make(2026, 1, 6);

	(void)state;
	assert_int_equal(cadence_gap(STR("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), start), 14);
	assert_int_equal(cadence_gap(STR("FREQ=DAILY"), start), 1);
	assert_true(cadence_gap(STR("FREQ=MONTHLY;BYMONTHDAY=1"), start) >= 30);
	assert_true(cadence_gap(STR("FREQ=MONTHLY;INTERVAL=3;BYDAY=1WE"), start) >= 89);
	assert_int_equal(cadence_gap(STR("FREQ=WEEKLY;COUNT=1"), start), 0);
	assert_int_equal(cadence_gap(STR("nonsense"), start), 0);
}

static void
test_cadence__in_words(void **state)
{
	struct arena *a = arena_new(CAP);

	(void)state;
	assert_words("en", "FREQ=DAILY", "every day");
	assert_words("en", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday");
	assert_words("en", "FREQ=WEEKLY;BYDAY=TU", "every week on Tuesday");
	assert_words("en", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every two weeks on Tuesday");
	assert_words("en", "FREQ=WEEKLY;BYDAY=TU,FR", "every week on Tuesday and Friday");
	assert_words("en", "FREQ=WEEKLY;BYDAY=MO,WE,SU", "every week on Monday, Wednesday and Sunday");
	assert_words("en", "FREQ=WEEKLY;INTERVAL=13", "every 13 weeks");
	assert_words("en", "FREQ=MONTHLY;BYDAY=1MO", "every month on the first Monday");
	assert_words("en", "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=-1", "every month on the last Wednesday");
	assert_words("en", "FREQ=MONTHLY;BYDAY=1MO,3MO", "every month on the first and third Monday");
	assert_words("en", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TH",
	    "every three months on the second Thursday");
	assert_words("en", "FREQ=MONTHLY;BYMONTHDAY=15", "every month on day 15");
	assert_words("en", "FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day");
	assert_words("en", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=1TU",
	    "on the first Tuesday of March, June, September and December");
	assert_words("en", "FREQ=YEARLY", "every year");
	arena_free(a);
}

static void
test_cadence__no_half_sentences(void **state)
{
	struct arena *a = arena_new(CAP);

	(void)state;
	assert_words("en", "FREQ=MONTHLY;BYDAY=1MO,2TU", "on its own dates");
	assert_words("en", "FREQ=WEEKLY;COUNT=5", "on its own dates");
	assert_words("en", "FREQ=YEARLY;BYWEEKNO=20", "on its own dates");
	assert_words("en", "FREQ=YEARLY;BYMONTH=3,6;BYDAY=TU;BYSETPOS=1", "on its own dates");
	assert_words("en", "FREQ=MONTHLY;BYMONTHDAY=1,15", "on its own dates");
	assert_words("en", "FREQ=MONTHLY;BYMONTHDAY=-2", "on its own dates");
	assert_words("en", "FREQ=MONTHLY;BYDAY=5MO", "on its own dates");
	assert_words("en", "nonsense", "on its own dates");
	arena_free(a);
}

/* What a form offers comes out as a rule, and is known again. */
static void
test_cadence__plain_choices_are_rules_and_back(void **state)
{
	struct arena        *mem = arena_new(1 << 20);
	struct cadence_plain p;

	(void)state;
	assert_true(cadence_plain(STR("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), &p));
	assert_true(!p.monthly && p.every == 2 && p.weekday == 1);
	assert_true(str_eq(cadence_of(mem, &p), STR("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU")));
	assert_true(cadence_plain(STR("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH"), &p));
	assert_true(p.monthly && p.every == 3 && p.weekday == 3 && p.nth == NTH_LAST);
	assert_true(str_eq(cadence_of(mem, &p), STR("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1TH")));
	assert_false(cadence_plain(STR("FREQ=WEEKLY;BYDAY=TU,TH"), &p));
	assert_false(cadence_plain(STR("FREQ=MONTHLY;BYMONTHDAY=3"), &p));
	assert_false(cadence_plain(STR("FREQ=WEEKLY;COUNT=3;BYDAY=TU"), &p));
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cadence__rules_we_keep_and_rules_we_refuse),
		cmocka_unit_test(test_cadence__every_two_weeks_on_tuesday),
		cmocka_unit_test(test_cadence__months_and_leap_days),
		cmocka_unit_test(test_cadence__a_window_of_a_long_series),
		cmocka_unit_test(test_cadence__gap),
		cmocka_unit_test(test_cadence__in_words),
		cmocka_unit_test(test_cadence__no_half_sentences),
		cmocka_unit_test(test_cadence__plain_choices_are_rules_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
