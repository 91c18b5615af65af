/* words: looking up, filling in, and saying days, times and refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "words/readability.h"
#include "words/words_in.h"

#include "gen/words_gen.h"

#include <string.h>

enum { CAP = 1 << 20, SENTENCE = 25, EASY_SENTENCE = 15 };   /* words of a sentence */

#define assert_str(got, lit) do { \
	str got_ = (got); \
	if (!str_eq(got_, STR(lit))) \
		print_message("got: %.*s\n", STR_ARG(got_)); \
	assert_true(str_eq(got_, STR(lit))); \
} while (0)

static void
test_words__fill_by_name(void **state)
{
	struct arena     *a = arena_new(CAP);
	const struct fill f[] = { { "who", STR_INIT("Sam") }, { "n", STR_INIT("3") } };

	(void)state;
	assert_str(words_fill(a, STR("{who} said {n} things, {who}"), f, 2), "Sam said 3 things, Sam");
	assert_str(words_fill(a, STR("nothing here"), f, 2), "nothing here");
	assert_str(words_fill(a, STR("{where} {n"), f, 2), "{where} {n");
	assert_str(words_fill(a, STR("{n}"), f, 2), "3");
	assert_str(words_fill(a, STR(""), f, 2), "");
	arena_free(a);
}

/* What is filled in is not looked through again: a person may write {n}. */
static void
test_words__what_was_filled_in_stays_as_said(void **state)
{
	struct arena     *a = arena_new(CAP);
	const struct fill f[] = { { "who", STR_INIT("{n}") }, { "n", STR_INIT("3") } };

	(void)state;
	assert_str(words_fill(a, STR("{who} {n}"), f, 2), "{n} 3");
	arena_free(a);
}

static void
test_words__a_refusal_names_field_and_number(void **state)
{
	struct arena      *a = arena_new(CAP);
	const struct lang *en = lang_find(STR("en"));

	(void)state;
	assert_str(words_why(en, a, "input.needed", STR("said"), 0, STR("")),
	    "Enter what you want to say");
	assert_str(words_why(en, a, "input.needed", STR("shoe_size"), 0, STR("")), "Enter shoe size");
	assert_str(words_why(en, a, "no.such.key", STR("said"), 0, STR("")),
	    "Something is not right. Check what you entered and try again.");
	arena_free(a);
}

static void
assert_found(const struct lang *l, struct msg m)
{
	assert_true(words_get(l, m).n > 0);
	for (int64_t k = 0; k < 120 && words_plural_at[m.n] >= 0; k++)
		assert_true(words_plural(l, m, k).n > 0);
}

static void
test_words__every_message_is_found_in_every_language(void **state)
{
	const struct lang *l;

	(void)state;
	for (size_t i = 0; (l = lang_at(i)) != NULL; i++)
		for (int n = 0; n < words_count; n++)
			assert_found(l, (struct msg){ n });
}

static void
test_words__keys_are_sorted_for_searching(void **state)
{
	(void)state;
	for (size_t i = 1; i < words_whys_n; i++)
		assert_true(strcmp(words_whys[i - 1].key.p, words_whys[i].key.p) < 0);
	for (size_t i = 1; i < words_fields_n; i++)
		assert_true(strcmp(words_fields[i - 1].key.p, words_fields[i].key.p) < 0);
}

/* All that the house says in a language, as one text. */
static struct reading
house_reading(const struct lang *l)
{
	struct reading all = { 0 };

	for (int n = 0; n < words_count; n++) {
		struct reading r = reading_of(words_get(l, (struct msg){ n }));

		if (r.longest > SENTENCE)
			print_message("long: %.*s\n", STR_ARG(words_get(l, (struct msg){ n })));
		all = reading_add(all, r);
	}
	return all;
}

/* The words of the pages are for people of 9 to 11; easy read is easier still. */
static void
test_words__are_plain(void **state)
{
	struct reading en = house_reading(lang_find(STR("en")));
	struct reading easy = house_reading(lang_find(STR("easy")));

	(void)state;
	assert_true(reading_age(en) <= 11);
	assert_true(reading_age(easy) <= 9);
	assert_true(reading_age(easy) <= reading_age(en));
	assert_true(en.longest <= SENTENCE);
	assert_true(easy.longest <= EASY_SENTENCE);
}

static void
test_words__days_near_today(void **state)
{
	struct arena      *a = arena_new(CAP);
	const struct lang *en = lang_find(STR("en"));
	day                today = day_make(2026, 5, 31);

	(void)state;
	assert_str(words_day_near(en, a, today, today), "today");
	assert_str(words_day_near(en, a, (day){ today.n + 1 }, today), "tomorrow");
	assert_str(words_day_near(en, a, (day){ today.n - 1 }, today), "yesterday");
	assert_str(words_day_near(en, a, day_make(2026, 6, 3), today), "Wednesday 3 June");
	assert_str(words_day_near(en, a, day_make(2026, 5, 25), today), "Monday 25 May");
	assert_str(words_day_near(en, a, day_make(2026, 6, 7), today), "7 June 2026");
	assert_str(words_day_near(en, a, day_make(2026, 5, 24), today), "24 May 2026");
	assert_str(words_day(en, a, day_make(2028, 2, 29)), "29 February 2028");
	assert_str(words_day(en, a, day_make(1999, 12, 31)), "31 December 1999");
	assert_str(words_day(NULL, a, day_make(2000, 1, 1)), "1 January 2000");
	assert_str(words_day(lang_find(STR("ar")), a, day_make(2026, 6, 3)), "٣ يونيو ٢٠٢٦");
	arena_free(a);
}

static void
test_words__times_of_day(void **state)
{
	struct arena      *a = arena_new(CAP);
	const struct lang *en = lang_find(STR("en"));

	(void)state;
	assert_str(words_clock(en, a, (clocktime){ 14 * 60 + 30 }), "2:30pm");
	assert_str(words_clock(en, a, (clocktime){ 14 * 60 }), "2pm");
	assert_str(words_clock(en, a, (clocktime){ 9 * 60 + 5 }), "9:05am");
	assert_str(words_clock(en, a, (clocktime){ 12 * 60 }), "midday");
	assert_str(words_clock(en, a, (clocktime){ 0 }), "midnight");
	assert_str(words_clock(en, a, (clocktime){ 30 }), "12:30am");
	assert_str(words_clock(en, a, (clocktime){ 12 * 60 + 1 }), "12:01pm");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words__fill_by_name),
		cmocka_unit_test(test_words__what_was_filled_in_stays_as_said),
		cmocka_unit_test(test_words__a_refusal_names_field_and_number),
		cmocka_unit_test(test_words__every_message_is_found_in_every_language),
		cmocka_unit_test(test_words__are_plain),
		cmocka_unit_test(test_words__keys_are_sorted_for_searching),
		cmocka_unit_test(test_words__days_near_today),
		cmocka_unit_test(test_words__times_of_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
