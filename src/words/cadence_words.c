/*
 * words/cadence_words: a rule as people say it.  Only the patterns that a forum really
 * keeps are put into words; the rest is "on its own dates", never half a sentence.
 */
#include "words/cadence_in.h"
#include "words/words_in.h"

#include "gen/words_gen.h"

/* "two", or the digits when it is past the numbers that have a word here. */
static str
number_word(const struct lang *l, struct arena *mem, int64_t n)
{
	const struct msg words[] = { MSG_number_2, MSG_number_3, MSG_number_4, MSG_number_5,
		MSG_number_6 };

	return n >= 2 && n <= 6 ? words_get(l, words[n - 2]) : words_number(l, mem, n);
}

static str
every_words(const struct lang *l, struct arena *mem, const struct rule *r)
{
	const struct msg  every[] = { MSG_every_days, MSG_every_weeks, MSG_every_months,
		 MSG_every_years };
	const struct fill f[] = { { "n", number_word(l, mem, r->interval) } };

	return words_fill(mem, words_plural(l, every[r->every], r->interval), f, LEN(f));
}

/* "a", "a and b", "a, b and c" */
static str
list_add(const struct lang *l, struct arena *mem, str list, str item, bool last)
{
	const struct fill f[] = { { "list", list }, { "item", item } };

	if (list.n == 0)
		return item;
	return words_fill(mem, words_get(l, last ? MSG_list_last : MSG_list_more), f, LEN(f));
}

static str
nth_word(const struct lang *l, int nth)
{
	const struct msg at[] = { MSG_nth_first, MSG_nth_second, MSG_nth_third, MSG_nth_fourth };

	return words_get(l, nth == NTH_LAST ? MSG_nth_last : at[nth - 1]);
}

static bool
is_monday_to_friday(const struct rule *r)
{
	unsigned seen = 0;

	for (size_t i = 0; i < r->ndays; i++)
		seen |= r->days[i].nth == 0 ? 1U << r->days[i].weekday : 1U << 7;
	return seen == 0x1f && r->ndays == 5 && r->interval == 1 && r->every <= EVERY_WEEK;
}

/* Weekdays without "the first", for days and weeks. */
static str
on_days(const struct lang *l, struct arena *mem, const struct rule *r)
{
	str               list = { 0 };
	struct fill       f[] = { { "every", every_words(l, mem, r) }, { "days", { 0 } } };

	if (is_monday_to_friday(r))
		return words_get(l, MSG_cadence_weekdays);
	for (size_t i = 0; i < r->ndays; i++) {
		if (r->days[i].nth != 0)
			return (str){ 0 };
		list = list_add(l, mem, list, l->weekdays[r->days[i].weekday], i + 1 == r->ndays);
	}
	f[1].value = list;
	return words_fill(mem, words_get(l, MSG_cadence_on_days), f, LEN(f));
}

/* "every month on the first and third Monday"; "on the first Tuesday of March and June" */
static str
on_nth(const struct lang *l, struct arena *mem, const struct rule *r)
{
	str nths = { 0 }, months = { 0 };

	for (size_t i = 0; i < r->ndays; i++) {
		if (r->days[i].nth == 0 || r->days[i].weekday != r->days[0].weekday)
			return (str){ 0 };
		nths = list_add(l, mem, nths, nth_word(l, r->days[i].nth), i + 1 == r->ndays);
	}
	for (size_t i = 0; i < r->nmonths; i++)
		months = list_add(l, mem, months, l->months[r->months[i] - 1], i + 1 == r->nmonths);
	const struct fill f[] = {
		{ "every", every_words(l, mem, r) }, { "nth", nths }, { "months", months },
		{ "weekday", l->weekdays[r->days[0].weekday] },
	};

	return words_fill(mem, words_get(l, r->nmonths > 0 ? MSG_cadence_in_months :
	    MSG_cadence_on_nth), f, LEN(f));
}

static str
on_monthday(const struct lang *l, struct arena *mem, const struct rule *r)
{
	const struct fill f[] = {
		{ "every", every_words(l, mem, r) }, { "n", words_number(l, mem, r->monthday) },
	};

	return words_fill(mem, words_get(l, r->monthday < 0 ? MSG_cadence_on_last_day :
	    MSG_cadence_on_monthday), f, LEN(f));
}

/* An empty str when there is no plain sentence for it. */
static str
rule_words(const struct lang *l, struct arena *mem, const struct rule *r)
{
	if (r->nmonths > 0 && (r->interval != 1 || r->ndays == 0 || r->every < EVERY_MONTH))
		return (str){ 0 };
	if (r->monthday != 0)
		return r->every == EVERY_MONTH && r->ndays == 0 ? on_monthday(l, mem, r) : (str){ 0 };
	if (r->ndays == 0)
		return every_words(l, mem, r);
	if (r->every <= EVERY_WEEK)
		return on_days(l, mem, r);
	if (r->every == EVERY_YEAR && r->nmonths == 0)
		return (str){ 0 };
	return on_nth(l, mem, r);
}

str
cadence_words(const struct lang *l, struct arena *mem, str rrule)
{
	struct rule r;
	str         s = { 0 };

	if (l == NULL)
		l = lang_at(0);
	if (rule_read(rrule, &r) && r.said)
		s = rule_words(l, mem, &r);
	return s.n > 0 ? s : words_get(l, MSG_cadence_own_dates);
}

str
lang_weekday(const struct lang *l, int64_t weekday)
{
	return (l != NULL ? l : lang_find(STR("en")))->weekdays[weekday];
}
