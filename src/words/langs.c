/*
 * words/langs: the languages of the house, as data: names of months and days, digits,
 * and CLDR's plural rules.  They stand here as constants because ICU's objects are slow
 * to open and not safe to share; langs_test.c compares every one of them with ICU.
 * A new language is an entry here, a po file, and its line in tools/wordsc.
 */
#include "words/words_in.h"

static size_t
form_english(int64_t n)
{
	return n == 1 ? 0 : 1;
}

/* zero one two few many other */
static size_t
form_arabic(int64_t n)
{
	int64_t hundreds = n % 100;

	if (n >= 0 && n <= 2)
		return (size_t)n;
	if (hundreds >= 3 && hundreds <= 10)
		return 3;
	return hundreds >= 11 ? 4 : 5;
}

#define ENGLISH \
	.form = form_english, .dir = STR_INIT("ltr"), .comma = STR_INIT(" "), \
	.months = { STR_INIT("January"), STR_INIT("February"), STR_INIT("March"), \
		STR_INIT("April"), STR_INIT("May"), STR_INIT("June"), STR_INIT("July"), \
		STR_INIT("August"), STR_INIT("September"), STR_INIT("October"), \
		STR_INIT("November"), STR_INIT("December") }, \
	.weekdays = { STR_INIT("Monday"), STR_INIT("Tuesday"), STR_INIT("Wednesday"), \
		STR_INIT("Thursday"), STR_INIT("Friday"), STR_INIT("Saturday"), \
		STR_INIT("Sunday") }, \
	.digits = STR_INIT("0123456789"), .minus = STR_INIT("-"), .thousands = STR_INIT(","), \
	.morning = STR_INIT("am"), .afternoon = STR_INIT("pm")

static const struct lang langs[] = {
	{
		.code = STR_INIT("en"), .tag = STR_INIT("en-GB"), .own = STR_INIT("English"),
		.text = words_text_en, .forms = words_forms_en, ENGLISH,
	},
	{
		.code = STR_INIT("ar"), .tag = STR_INIT("ar"), .own = STR_INIT("العربية"),
		.dir = STR_INIT("rtl"), .text = words_text_ar, .forms = words_forms_ar,
		.form = form_arabic, .comma = STR_INIT("، "),
		.months = { STR_INIT("يناير"), STR_INIT("فبراير"), STR_INIT("مارس"),
			STR_INIT("أبريل"), STR_INIT("مايو"), STR_INIT("يونيو"), STR_INIT("يوليو"),
			STR_INIT("أغسطس"), STR_INIT("سبتمبر"), STR_INIT("أكتوبر"),
			STR_INIT("نوفمبر"), STR_INIT("ديسمبر") },
		.weekdays = { STR_INIT("الاثنين"), STR_INIT("الثلاثاء"), STR_INIT("الأربعاء"),
			STR_INIT("الخميس"), STR_INIT("الجمعة"), STR_INIT("السبت"),
			STR_INIT("الأحد") },
		.digits = STR_INIT("٠١٢٣٤٥٦٧٨٩"), .minus = STR_INIT("\u061c-"),
		.thousands = STR_INIT("٬"), .morning = STR_INIT(" ص"), .afternoon = STR_INIT(" م"),
	},
	{
		.code = STR_INIT("easy"), .tag = STR_INIT("en-GB"), .own = STR_INIT("Easy read"),
		.easy = true, .text = words_text_easy, .forms = words_forms_easy, ENGLISH,
	},
};

const struct lang *
lang_at(size_t i)
{
	return i < LEN(langs) ? &langs[i] : NULL;
}

const struct lang *
lang_find(str code)
{
	for (size_t i = 0; i < LEN(langs); i++)
		if (str_eq(langs[i].code, code))
			return &langs[i];
	return &langs[0];
}

str
lang_code(const struct lang *l)
{
	return l->code;
}

str
lang_tag(const struct lang *l)
{
	return l->tag;
}

str
lang_dir(const struct lang *l)
{
	return l->dir;
}

str
lang_own_name(const struct lang *l)
{
	return l->own;
}

bool
lang_is_easy(const struct lang *l)
{
	return l->easy;
}
