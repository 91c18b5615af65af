/*
 * words/working: working days, with the bank holidays of England and Wales.
 * Computed from the Banking and Financial Dealings Act's rules and the days that a
 * proclamation moved or added, 2000 to 2025; a later proclamation is a line in `moved`.
 * `reliability S15` and every promise in working days stand on this.
 */
#include "words/cadence.h"

enum { MONDAY, FRIDAY = 4, SATURDAY, SUNDAY };

struct moved { short year, month, dom; bool holiday; };

/* Days that were proclaimed (true), or taken away because they were moved (false). */
static const struct moved moved[] = {
	{ 2002, 5, 27, false }, { 2002, 6, 3, true }, { 2002, 6, 4, true },   /* Golden Jubilee */
	{ 2011, 4, 29, true },                                                /* royal wedding */
	{ 2012, 5, 28, false }, { 2012, 6, 4, true }, { 2012, 6, 5, true },   /* Diamond Jubilee */
	{ 2020, 5, 4, false }, { 2020, 5, 8, true },                          /* VE Day */
	{ 2022, 5, 30, false }, { 2022, 6, 2, true }, { 2022, 6, 3, true },   /* Platinum Jubilee */
	{ 2022, 9, 19, true },                                                /* state funeral */
	{ 2023, 5, 8, true },                                                 /* coronation */
};

/* Easter Sunday by the Gregorian computus (Meeus, Jones, Butcher). */
static day
easter(int64_t y)
{
	int64_t a = y % 19, b = y / 100, c = y % 100;
	int64_t h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int64_t l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int64_t m = (a + 11 * h + 22 * l) / 451;
	int64_t n = h + l - 7 * m + 114;

	return day_make(y, n / 31, n % 31 + 1);
}

/* New Year's Day, or the Monday after it when it falls on a weekend. */
static bool
is_new_year(int64_t dom, int64_t weekday)
{
	return (dom == 1 && weekday <= FRIDAY) || ((dom == 2 || dom == 3) && weekday == MONDAY);
}

/* Christmas and Boxing Day; either on a weekend gives the next day that is still free. */
static bool
is_christmas(int64_t dom, int64_t weekday)
{
	if (dom == 25 || dom == 26)
		return weekday <= FRIDAY;
	/* 27: Monday for a Saturday 25th, Tuesday for a Sunday 25th; 28: for the 26th */
	if (dom == 27)
		return weekday == MONDAY || weekday == MONDAY + 1;
	return dom == 28 && (weekday == MONDAY || weekday == MONDAY + 1);
}

static bool
is_bank_holiday(day d)
{
	int64_t y, m, dom, weekday = day_weekday(d);

	day_split(d, &y, &m, &dom);
	for (size_t i = 0; i < LEN(moved); i++)
		if (moved[i].year == y && moved[i].month == m && moved[i].dom == dom)
			return moved[i].holiday;
	switch (m) {
	case 1:
		return is_new_year(dom, weekday);
	case 3: case 4:
		return d.n == easter(y).n - 2 || d.n == easter(y).n + 1;
	case 5:
		return weekday == MONDAY && (dom <= 7 || dom > 24);
	case 8:
		return weekday == MONDAY && dom > 24;
	case 12:
		return is_christmas(dom, weekday);
	default:
		return false;
	}
}

bool
day_is_working(day d)
{
	return day_weekday(d) < SATURDAY && !is_bank_holiday(d);
}

day
day_add_working(day d, int64_t n)
{
	while (n > 0) {
		d.n++;
		n -= day_is_working(d);
	}
	return d;
}
