/*
 * words/working: working days, with the bank holidays of England and Wales, of Scotland, or of
 * Northern Ireland.  Computed from the Banking and Financial Dealings Act's rules and the days
 * that a proclamation moved or added, 2000 to 2028 as of August 2026; a later one is a line in `moved`
 * and in tests/data/bank-holidays.txt.
 * `reliability S15` and every promise in working days stand on this.
 */
#include "words/cadence.h"

#define IN(b) (1U << (b))
#define EVERYWHERE (IN(BANK_ENGLAND_WALES) | IN(BANK_SCOTLAND) | IN(BANK_NORTHERN_IRELAND))

enum { MONDAY, FRIDAY = 4, SATURDAY, SUNDAY };

struct moved { short year, month, dom; bool holiday; unsigned char where; };

/* Days that were proclaimed (true), or taken away because they were moved (false). */
static const struct moved moved[] = {
	{ 2002, 5, 27, false, EVERYWHERE }, { 2002, 6, 3, true, EVERYWHERE }, { 2002, 6, 4, true, EVERYWHERE },   /* Golden Jubilee */
	{ 2011, 4, 29, true, EVERYWHERE },                                                /* royal wedding */
	{ 2012, 5, 28, false, EVERYWHERE }, { 2012, 6, 4, true, EVERYWHERE }, { 2012, 6, 5, true, EVERYWHERE },   /* Diamond Jubilee */
	{ 2020, 5, 4, false, EVERYWHERE }, { 2020, 5, 8, true, EVERYWHERE },                          /* VE Day */
	{ 2022, 5, 30, false, EVERYWHERE }, { 2022, 6, 2, true, EVERYWHERE }, { 2022, 6, 3, true, EVERYWHERE },   /* Platinum Jubilee */
	{ 2022, 9, 19, true, EVERYWHERE },                                                /* state funeral */
	{ 2023, 5, 8, true, EVERYWHERE },                                                 /* coronation */
	{ 2026, 6, 15, true, IN(BANK_SCOTLAND) },                                         /* World Cup */
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

/* A fixed day, or the Monday after it when it falls on a weekend. */
static bool
is_fixed(int64_t dom, int64_t weekday, int64_t on)
{
	return (dom == on && weekday <= FRIDAY) || ((dom == on + 1 || dom == on + 2) && weekday == MONDAY);
}

/* Scotland has 2 January too: it moves with 1 January, so that there are always two. */
static bool
is_second_of_january(int64_t dom, int64_t weekday)
{
	if (dom == 2)
		return weekday <= FRIDAY && weekday != MONDAY;   /* a Monday 2nd stands for Sunday the 1st */
	/* Saturday or Sunday the 2nd: Monday the 4th or 3rd; the 1st on a weekend: the day after its Monday */
	return (dom == 3 && weekday == MONDAY + 1) || (dom == 4 && (weekday == MONDAY || weekday == MONDAY + 1));
}

/* St Andrew's Day: 30 November, or the Monday after a weekend; a holiday since 2007. */
static bool
is_andrew(int64_t m, int64_t dom, int64_t weekday)
{
	return m == 11 ? dom == 30 && weekday <= FRIDAY : dom <= 2 && weekday == MONDAY;
}

static bool
is_january(int64_t dom, int64_t weekday, enum bank bank)
{
	return is_new_year(dom, weekday) || (bank == BANK_SCOTLAND && is_second_of_january(dom, weekday));
}

static bool
is_spring(day d, int64_t y, enum bank bank)
{
	return d.n == easter(y).n - 2 || (bank != BANK_SCOTLAND && d.n == easter(y).n + 1);
}

static bool
is_bank_holiday(day d, enum bank bank)
{
	int64_t y, m, dom, weekday = day_weekday(d);

	day_split(d, &y, &m, &dom);
	for (size_t i = 0; i < LEN(moved); i++)
		if (moved[i].year == y && moved[i].month == m && moved[i].dom == dom && (moved[i].where & IN(bank)))
			return moved[i].holiday;
	switch (m) {
	case 1:
		return is_january(dom, weekday, bank);
	case 3:
		return is_spring(d, y, bank) || (bank == BANK_NORTHERN_IRELAND && is_fixed(dom, weekday, 17));
	case 4:
		return is_spring(d, y, bank);
	case 5:
		return weekday == MONDAY && (dom <= 7 || dom > 24);
	case 7:
		return bank == BANK_NORTHERN_IRELAND && is_fixed(dom, weekday, 12);
	case 8:
		return weekday == MONDAY && (bank == BANK_SCOTLAND ? dom <= 7 : dom > 24);
	case 11: case 12:
		return (bank == BANK_SCOTLAND && y >= 2007 && is_andrew(m, dom, weekday)) || (m == 12 && is_christmas(dom, weekday));
	default:
		return false;
	}
}

enum bank
bank_of(str key)
{
	static const char *const keys[] = { "england-wales", "scotland", "northern-ireland" };

	for (size_t i = 0; key.n > 0 && i < LEN(keys); i++)
		if (str_eq(key, str_of(keys[i])))
			return (enum bank)i;
	return key.n == 0 ? BANK_ENGLAND_WALES : BANK_COUNT_;
}

bool
day_is_working(day d, enum bank bank)
{
	return day_weekday(d) < SATURDAY && !is_bank_holiday(d, bank);
}

day
day_add_working(day d, int64_t n, enum bank bank)
{
	int64_t step = n < 0 ? -1 : 1;

	for (int64_t left = n * step; left > 0; left -= day_is_working(d, bank))
		d.n += step;
	return d;
}
