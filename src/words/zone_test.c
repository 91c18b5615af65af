/* words/zone: the hour that is not there, the hour that comes twice, and year ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "words/words.h"

static stamp
utc(int64_t y, int64_t m, int64_t d, int64_t minute)
{
	return (stamp){ day_make(y, m, d).n * 86400 + minute * 60 };
}

static void
test_zone__a_time_in_the_gap_moves_on_by_the_gap(void **state)
{
	const struct zone *z = zone_find(STR("Europe/London"));
	day                d = day_make(2026, 3, 29);
	stamp              t;

	(void)state;
	assert_non_null(z);
	t = zone_stamp(z, d, (clocktime){ 90 });          /* 01:30, which there is not */
	assert_int_equal(t.s, utc(2026, 3, 29, 90).s);
	assert_int_equal(zone_clock(z, t).m, 150);        /* 02:30 */
	assert_int_equal(zone_day(z, t).n, d.n);
	assert_int_equal(zone_stamp(z, d, (clocktime){ 59 }).s, utc(2026, 3, 29, 59).s);
	assert_int_equal(zone_stamp(z, d, (clocktime){ 60 }).s, utc(2026, 3, 29, 60).s);
	assert_int_equal(zone_stamp(z, d, (clocktime){ 120 }).s, utc(2026, 3, 29, 60).s);
	zone_free(z);
}

static void
test_zone__a_doubled_hour_takes_the_first(void **state)
{
	const struct zone *z = zone_find(STR("Europe/London"));
	day                d = day_make(2026, 10, 25);

	(void)state;
	assert_int_equal(zone_stamp(z, d, (clocktime){ 90 }).s, utc(2026, 10, 25, 30).s);
	assert_int_equal(zone_clock(z, utc(2026, 10, 25, 30)).m, 90);
	assert_int_equal(zone_clock(z, utc(2026, 10, 25, 90)).m, 90);   /* again, an hour later */
	assert_int_equal(zone_stamp(z, d, (clocktime){ 120 }).s, utc(2026, 10, 25, 120).s);
	assert_int_equal(zone_stamp(z, d, (clocktime){ 59 }).s, utc(2026, 10, 24, 23 * 60 + 59).s);
	zone_free(z);
}

static void
test_zone__days_turn_at_the_providers_midnight(void **state)
{
	const struct zone *z = zone_find(STR("Europe/London"));
	const struct zone *far = zone_find(STR("Pacific/Auckland"));

	(void)state;
	/* in summer the day begins at 23:00 UTC */
	assert_int_equal(zone_day(z, utc(2026, 6, 30, 23 * 60)).n, day_make(2026, 7, 1).n);
	assert_int_equal(zone_day(z, utc(2026, 6, 30, 23 * 60 - 1)).n, day_make(2026, 6, 30).n);
	assert_int_equal(zone_day(z, utc(2026, 12, 31, 23 * 60 + 59)).n, day_make(2026, 12, 31).n);
	assert_int_equal(zone_day(z, utc(2027, 1, 1, 0)).n, day_make(2027, 1, 1).n);
	assert_int_equal(zone_day(z, utc(2028, 2, 29, 600)).n, day_make(2028, 2, 29).n);
	assert_int_equal(zone_day(far, utc(2026, 12, 31, 11 * 60)).n, day_make(2027, 1, 1).n);
	/* past 2038, when 32 bits end */
	assert_int_equal(zone_stamp(z, day_make(2040, 7, 1), (clocktime){ 600 }).s,
	    utc(2040, 7, 1, 540).s);
	zone_free(z);
	zone_free(far);
}

/* Every hour of some years comes back as it was, but for the hour that is not there. */
static void
test_zone__there_and_back(void **state)
{
	const struct zone *z = zone_find(STR("Europe/London"));
	int                lost = 0;

	(void)state;
	for (day d = day_make(2024, 1, 1); d.n < day_make(2029, 1, 1).n; d.n++)
		for (int64_t m = 0; m < 1440; m += 30) {
			stamp t = zone_stamp(z, d, (clocktime){ m });

			assert_int_equal(zone_day(z, t).n, d.n);
			lost += zone_clock(z, t).m != m;
		}
	assert_int_equal(lost, 5 * 2);                    /* 01:00 and 01:30, once a year */
	zone_free(z);
}

static void
test_zone__unknown_names_are_refused(void **state)
{
	const struct zone *z = zone_find(STR("UTC"));

	(void)state;
	assert_null(zone_find(STR("Europe/Nowhere")));
	assert_null(zone_find(STR("")));
	assert_null(zone_find(STR("Europe/London\n")));
	assert_null(zone_find(STR("GMT+25")));
	assert_int_equal(zone_clock(z, utc(2026, 7, 1, 61)).m, 61);
	zone_free(z);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone__a_time_in_the_gap_moves_on_by_the_gap),
		cmocka_unit_test(test_zone__a_doubled_hour_takes_the_first),
		cmocka_unit_test(test_zone__days_turn_at_the_providers_midnight),
		cmocka_unit_test(test_zone__there_and_back),
		cmocka_unit_test(test_zone__unknown_names_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
