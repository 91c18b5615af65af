/*
 * words/cadence: rules of recurrence.  See cadence.h.  The one file that names libical.
 * libical forgives much, so a rule is looked at first: only the parts of RFC 5545 that
 * count in days or longer, each once, in characters that a rule can hold, and then whether such
 * days ever come.
 */
#include "words/cadence_in.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

enum { RULE_LENGTH = 255, STEPS_MAX = 100000, GAPS = 12, INTERVAL_MAX = 400 };

static const char *const parts[] = {
	"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO",
	"BYMONTH", "BYSETPOS", "WKST",
};

static bool
part_is_known(str name, unsigned *seen)
{
	for (unsigned i = 0; i < LEN(parts); i++) {
		if (!str_eq(name, str_of(parts[i])))
			continue;
		if (*seen & (1U << i))
			return false;
		*seen |= 1U << i;
		return true;
	}
	return false;
}

static bool
value_is_plain(str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,+-", value.p[i], 39) == NULL)
			return false;
	return value.n > 0;
}

static bool
looks_like_rule(str rrule)
{
	unsigned seen = 0;
	int64_t  number;

	if (rrule.n == 0 || rrule.n > RULE_LENGTH || rrule.p[rrule.n - 1] == ';')
		return false;
	while (rrule.n > 0) {
		str value = str_cut(&rrule, ';'), name = str_cut(&value, '=');

		if (!part_is_known(name, &seen) || !value_is_plain(value))
			return false;
		if ((str_eq(name, STR("INTERVAL")) || str_eq(name, STR("COUNT"))) && !str_to_int(value, &number))
			return false;
	}
	return true;
}

/* ---- rules that would never give a day -------------------------------------------- */

static bool
given(const short *by)
{
	return by[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static bool
within(const short *by, int most)
{
	for (; *by != ICAL_RECURRENCE_ARRAY_MAX; by++)
		if (*by == 0 || abs(*by) > most)
			return false;
	return true;
}

/* The largest n of "the nth Friday"; 0: days without one. */
static int
largest_nth(const struct icalrecurrencetype *r)
{
	int most = 0;

	for (const short *d = r->by_day; *d != ICAL_RECURRENCE_ARRAY_MAX; d++)
		if (abs(icalrecurrencetype_day_position(*d)) > most)
			most = abs(icalrecurrencetype_day_position(*d));
	return most;
}

/* 29 February comes, but in each n-th year it may not. */
static int
longest_month(const struct icalrecurrencetype *r)
{
	const int days[] = { 31, r->interval == 1 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int       most = given(r->by_month) ? 0 : 31;

	for (const short *m = r->by_month; *m != ICAL_RECURRENCE_ARRAY_MAX; m++)
		if (*m >= 1 && *m <= 12 && days[*m - 1] > most)
			most = days[*m - 1];
	return most;
}

/* Parts of one rule that could miss each other for ever ("the 2nd Friday, if it is the 1st"). */
static bool
parts_agree(const struct icalrecurrencetype *r, int nth)
{
	bool days = given(r->by_day), dates = given(r->by_month_day), often = r->interval == 1;
	bool other = given(r->by_year_day) || given(r->by_week_no);

	if (other && (given(r->by_month) || dates || nth > 0 || r->freq != ICAL_YEARLY_RECURRENCE ||
	    (given(r->by_year_day) && (days || given(r->by_week_no)))))
		return false;
	if (given(r->by_set_pos) && (r->freq < ICAL_MONTHLY_RECURRENCE || !days || nth > 0 || dates || other))
		return false;
	if (dates && days && (nth > 0 || !often))
		return false;
	if (r->freq == ICAL_DAILY_RECURRENCE)
		return often || !(days || dates || given(r->by_month));
	return often || !given(r->by_month) || r->freq == ICAL_YEARLY_RECURRENCE;
}

/*
 * libical looks for the next day until it finds one, for seconds or for ever; so a rule whose
 * days may not exist is none of ours.
 */
static bool
gives_days(const struct icalrecurrencetype *r)
{
	int  nth = largest_nth(r);
	bool yearly = r->freq == ICAL_YEARLY_RECURRENCE;

	if (r->interval > INTERVAL_MAX || nth > (r->freq < ICAL_MONTHLY_RECURRENCE ? 0 :
	    yearly && !given(r->by_month) ? 52 : 5))
		return false;
	return within(r->by_month, 12) && within(r->by_month_day, longest_month(r)) &&
	    within(r->by_year_day, 365) && within(r->by_week_no, 52) && within(r->by_set_pos, 4) &&
	    parts_agree(r, nth);
}

/* What libical makes of it; false when it is none of ours. */
static bool
read_ical(str rrule, struct icalrecurrencetype *ret_rule)
{
	char c[RULE_LENGTH + 1];

	if (!looks_like_rule(rrule))
		return false;
	memcpy(c, rrule.p, rrule.n);
	c[rrule.n] = '\0';
	*ret_rule = icalrecurrencetype_from_string(c);
	if (ret_rule->freq == ICAL_NO_RECURRENCE)       /* a moment without memory passes, a fault stays */
		*ret_rule = icalrecurrencetype_from_string(c);
	return ret_rule->freq >= ICAL_DAILY_RECURRENCE && ret_rule->freq <= ICAL_YEARLY_RECURRENCE &&
	    ret_rule->interval >= 1 && gives_days(ret_rule);
}

bool
cadence_ok(str rrule)
{
	struct icalrecurrencetype r;

	return read_ical(rrule, &r);
}

static struct icaltimetype
to_ical(day d)
{
	struct icaltimetype t = icaltime_null_time();  /* not _null_date: its hours are -1 */
	int64_t             y, m, dom;

	t.is_date = 1;
	day_split(d, &y, &m, &dom);
	t.year = (int)y;
	t.month = (int)m;
	t.day = (int)dom;
	return t;
}

/* A start that gives the same days from `from` on, without walking all the years between. */
static day
nearer_start(const struct icalrecurrencetype *r, day start, day from)
{
	int64_t step = r->freq == ICAL_DAILY_RECURRENCE ? r->interval :
	    r->freq == ICAL_WEEKLY_RECURRENCE ? r->interval * 7 : 0;

	if (step == 0 || r->count != 0 || from.n <= start.n)
		return start;
	return (day){ start.n + (from.n - start.n) / step * step };
}

/* long: a rule and its start, a span, and where to put what is found are one question */
size_t
cadence_days(str rrule, day start, day from, day until, day *ret_at, size_t max)
{
	struct icalrecurrencetype r;
	icalrecur_iterator       *at;
	size_t                    n = 0;

	if (!read_ical(rrule, &r))
		return 0;
	start = nearer_start(&r, start, from);
	at = icalrecur_iterator_new(r, to_ical(start));
	if (at == NULL)                         /* as in read_ical() */
		at = icalrecur_iterator_new(r, to_ical(start));
	if (at == NULL)
		return 0;
	for (int steps = 0; n < max && steps < STEPS_MAX; steps++) {
		struct icaltimetype t = icalrecur_iterator_next(at);
		day                 d;

		if (icaltime_is_null_time(t))
			break;
		d = day_make(t.year, t.month, t.day);
		if (d.n > until.n)
			break;
		if (d.n >= from.n && d.n >= start.n && (n == 0 || d.n > ret_at[n - 1].n))
			ret_at[n++] = d;        /* "MO,MO" gives each day twice */
	}
	icalrecur_iterator_free(at);
	return n;
}

static int
compare_gaps(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The middle one of the first gaps. */
int64_t
cadence_gap(str rrule, day start)
{
	day     at[GAPS + 1];
	int64_t gaps[GAPS];
	size_t  n = cadence_days(rrule, start, start, day_make(9999, 12, 31), at, GAPS + 1);

	if (n < 2)
		return 0;
	for (size_t i = 0; i + 1 < n; i++)
		gaps[i] = at[i + 1].n - at[i].n;
	qsort(gaps, n - 1, sizeof *gaps, compare_gaps);
	return gaps[(n - 1) / 2];
}

/* ---- for the sentence ------------------------------------------------------------- */

static size_t
count(const short *list, size_t max)
{
	size_t n = 0;

	while (n < max && list[n] != ICAL_RECURRENCE_ARRAY_MAX)
		n++;
	return n;
}

/* BYDAY, with BYSETPOS read as "the nth" when one weekday is named. */
static bool
read_days(const struct icalrecurrencetype *r, struct rule *rule)
{
	size_t n = count(r->by_day, LEN(r->by_day)), places = count(r->by_set_pos, LEN(r->by_set_pos));

	if (n > RULE_DAYS || places > 1 || (places == 1 && n != 1))
		return false;
	if (places == 1 && r->freq != ICAL_MONTHLY_RECURRENCE)
		return false;                   /* the nth of the year, not of each month */
	for (size_t i = 0; i < n; i++) {
		int nth = icalrecurrencetype_day_position(r->by_day[i]);

		if (places == 1)
			nth = nth == 0 ? r->by_set_pos[0] : 99;
		if (nth < NTH_LAST || nth > 4)
			return false;
		/* libical counts from Sunday = 1 */
		rule->days[i] = (struct rule_day){ nth,
			(icalrecurrencetype_day_day_of_week(r->by_day[i]) + 5) % 7 };
	}
	rule->ndays = n;
	return true;
}

static bool
read_months(const struct icalrecurrencetype *r, struct rule *rule)
{
	size_t n = count(r->by_month, LEN(r->by_month));
	size_t doms = count(r->by_month_day, LEN(r->by_month_day));

	if (n > RULE_MONTHS || doms > 1)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (r->by_month[i] < 1 || r->by_month[i] > 12)
			return false;
		rule->months[i] = r->by_month[i];
	}
	rule->nmonths = n;
	rule->monthday = doms == 1 ? r->by_month_day[0] : 0;
	return rule->monthday >= -1;
}

bool
rule_read(str rrule, struct rule *ret_rule)
{
	struct icalrecurrencetype r;
	struct rule               rule = { 0 };

	if (!read_ical(rrule, &r))
		return false;
	rule.every = (enum every)(r.freq - ICAL_DAILY_RECURRENCE);
	rule.interval = r.interval;
	rule.said = count(r.by_year_day, LEN(r.by_year_day)) == 0 &&
	    count(r.by_week_no, LEN(r.by_week_no)) == 0 && r.count == 0 &&
	    icaltime_is_null_time(r.until) && read_days(&r, &rule) && read_months(&r, &rule);
	*ret_rule = rule;
	return true;
}

/* ---- for a form ------------------------------------------------------------------- */

bool
cadence_plain(str rrule, struct cadence_plain *ret)
{
	struct rule r;

	if (!rule_read(rrule, &r) || !r.said || r.ndays != 1 || r.nmonths != 0 || r.monthday != 0)
		return false;
	if (r.every != EVERY_WEEK && r.every != EVERY_MONTH)
		return false;
	*ret = (struct cadence_plain){ r.every == EVERY_MONTH, r.interval, r.days[0].weekday, r.days[0].nth };
	return ret->monthly ? ret->nth != 0 : ret->nth == 0;
}

str
cadence_of(struct arena *mem, const struct cadence_plain *p)
{
	static const char *const days[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	str interval = p->every > 1 ? str_fmt(mem, ";INTERVAL=%lld", (long long)p->every) : (str){ 0 };

	if (p->monthly)
		return str_fmt(mem, "FREQ=MONTHLY%.*s;BYDAY=%lld%s", STR_ARG(interval), (long long)p->nth, days[p->weekday]);
	return str_fmt(mem, "FREQ=WEEKLY%.*s;BYDAY=%s", STR_ARG(interval), days[p->weekday]);
}
