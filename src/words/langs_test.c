/* words/langs: every constant of a language is what ICU and CLDR say it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "words/words_in.h"

#include <stdio.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

enum { CAP = 1 << 24, WIDE = 128 };

/* ICU's name for our language: easy read is English. */
static const char *
icu_name(const struct lang *l)
{
	return lang_is_easy(l) ? "en_GB" : str_eq(lang_code(l), STR("en")) ? "en_GB" : "ar";
}

static void
assert_wide(const UChar *wide, str ours)
{
	char       utf8[WIDE * 3];
	int32_t    n = 0;
	UErrorCode e = U_ZERO_ERROR;

	u_strToUTF8(utf8, sizeof utf8, &n, wide, -1, &e);
	assert_true(U_SUCCESS(e));
	if (!str_eq((str){ utf8, (size_t)n }, ours))
		print_message("ICU: %.*s, ours: %.*s\n", n, utf8, STR_ARG(ours));
	assert_true(str_eq((str){ utf8, (size_t)n }, ours));
}

static void
assert_date(const struct lang *l, struct arena *a, const UChar *pattern, day d, str ours)
{
	UErrorCode   e = U_ZERO_ERROR;
	UChar        wide[WIDE], utc[] = u"UTC";
	UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, icu_name(l), utc, -1, pattern, -1, &e);

	(void)a;
	udat_format(f, (UDate)d.n * 86400000, wide, WIDE, NULL, &e);
	assert_true(U_SUCCESS(e));
	assert_wide(wide, ours);
	udat_close(f);
}

static void
test_langs__dates_are_those_of_icu(void **state)
{
	struct arena      *a = arena_new(CAP);
	const struct lang *l;

	(void)state;
	for (size_t i = 0; (l = lang_at(i)) != NULL; i++) {
		bool arabic = str_eq(lang_code(l), STR("ar"));
		day  d = day_make(2026, 1, 1);

		for (; d.n < day_make(2027, 1, 1).n; d.n++) {
			assert_date(l, a, u"d MMMM y", d, words_day(l, a, d));
			assert_date(l, a, arabic ? u"EEEE، d MMMM" : u"EEEE d MMMM", d,
			    words_day_near(l, a, d, (day){ d.n - 3 }));
		}
	}
	arena_free(a);
}

/* The category that ICU picks, as the place that our po files give it. */
static void
assert_form(const struct lang *l, UPluralRules *rules, int64_t n)
{
	static const UChar *const arabic[] = { u"zero", u"one", u"two", u"few", u"many", u"other" };
	static const UChar *const english[] = { u"one", u"other" };
	bool       is_arabic = str_eq(lang_code(l), STR("ar"));
	UErrorCode e = U_ZERO_ERROR;
	UChar      got[WIDE];
	size_t     form = l->form(n);

	uplrules_select(rules, (double)n, got, WIDE, &e);
	assert_true(U_SUCCESS(e));
	assert_true(form < (is_arabic ? LEN(arabic) : LEN(english)));
	assert_int_equal(u_strcmp(got, is_arabic ? arabic[form] : english[form]), 0);
}

static void
test_langs__plurals_are_those_of_icu(void **state)
{
	const struct lang *l;

	(void)state;
	for (size_t i = 0; (l = lang_at(i)) != NULL; i++) {
		UErrorCode    e = U_ZERO_ERROR;
		UPluralRules *rules = uplrules_open(icu_name(l), &e);

		assert_true(U_SUCCESS(e));
		for (int64_t n = 0; n <= 10000; n++)
			assert_form(l, rules, n);
		uplrules_close(rules);
	}
}

static void
test_langs__numbers_are_those_of_icu(void **state)
{
	const int64_t at[] = { 0, 7, 42, 999, 1000, 1001, 12345, 999999, 1000000, 1020030, -5, -1234,
		123456789012345 };
	struct arena      *a = arena_new(CAP);
	const struct lang *l;

	(void)state;
	for (size_t i = 0; (l = lang_at(i)) != NULL; i++) {
		UErrorCode     e = U_ZERO_ERROR;
		UNumberFormat *f = unum_open(UNUM_DECIMAL, NULL, 0, icu_name(l), NULL, &e);

		for (size_t k = 0; k < LEN(at); k++) {
			UChar wide[WIDE];

			unum_formatInt64(f, at[k], wide, WIDE, NULL, &e);
			assert_true(U_SUCCESS(e));
			assert_wide(wide, words_number(l, a, at[k]));
		}
		unum_close(f);
	}
	arena_free(a);
}

static void
test_langs__times_of_day_use_icus_marks(void **state)
{
	struct arena *a = arena_new(CAP);
	UErrorCode    e = U_ZERO_ERROR;
	UChar         wide[WIDE], utc[] = u"UTC";
	UDateFormat  *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, "ar", utc, -1, u"h:mm a", -1, &e);

	(void)state;
	udat_format(f, 14.5 * 3600000, wide, WIDE, NULL, &e);
	assert_wide(wide, words_clock(lang_find(STR("ar")), a, (clocktime){ 14 * 60 + 30 }));
	udat_format(f, 9.25 * 3600000, wide, WIDE, NULL, &e);
	assert_wide(wide, words_clock(lang_find(STR("ar")), a, (clocktime){ 9 * 60 + 15 }));
	assert_true(U_SUCCESS(e));
	udat_close(f);
	arena_free(a);
}

static void
test_langs__an_unknown_language_is_english(void **state)
{
	(void)state;
	assert_true(str_eq(lang_code(lang_find(STR("tlh"))), STR("en")));
	assert_true(str_eq(lang_code(lang_find(STR(""))), STR("en")));
	assert_true(str_eq(lang_dir(lang_find(STR("ar"))), STR("rtl")));
	assert_true(str_eq(lang_tag(lang_find(STR("easy"))), STR("en-GB")));
	assert_true(lang_is_easy(lang_find(STR("easy"))));
	assert_false(lang_is_easy(lang_find(STR("en"))));
	assert_null(lang_at(3));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_langs__dates_are_those_of_icu),
		cmocka_unit_test(test_langs__plurals_are_those_of_icu),
		cmocka_unit_test(test_langs__numbers_are_those_of_icu),
		cmocka_unit_test(test_langs__times_of_day_use_icus_marks),
		cmocka_unit_test(test_langs__an_unknown_language_is_english),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
