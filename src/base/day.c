/* base: civil dates, by the proleptic Gregorian calendar.  See base.h. */
#include "base/base.h"

#include <assert.h>

static bool
is_leap(int64_t y)
{
	return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int64_t
month_length(int64_t y, int64_t m)
{
	static const int64_t at[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return at[m - 1] + (m == 2 && is_leap(y));
}

static bool
is_date(int64_t y, int64_t m, int64_t d)
{
	return y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= month_length(y, m);
}

/* Days from the civil calendar, counting years from March (H. Hinnant). */
day
day_make(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	assert(is_date(y, m, d));
	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (day){ era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468 };
}

void
day_split(day d, int64_t *ret_year, int64_t *ret_month, int64_t *ret_dom)
{
	int64_t z = d.n + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*ret_dom = doy - (153 * mp + 2) / 5 + 1;
	*ret_month = mp < 10 ? mp + 3 : mp - 9;
	*ret_year = yoe + era * 400 + (*ret_month <= 2);
}

bool
day_from_iso(str iso, day *ret_day)
{
	int64_t y, m, d;

	if (iso.n != 10 || iso.p[4] != '-' || iso.p[7] != '-' ||
	    !str_to_int((str){ iso.p, 4 }, &y) || !str_to_int((str){ iso.p + 5, 2 }, &m) ||
	    !str_to_int((str){ iso.p + 8, 2 }, &d) || !is_date(y, m, d))
		return false;
	*ret_day = day_make(y, m, d);
	return true;
}

str
day_to_iso(struct arena *a, day d)
{
	int64_t y, m, dom;
	char   *p;

	day_split(d, &y, &m, &dom);
	if (y < 0 || y > 9999)
		return str_fmt(a, "%04lld-%02lld-%02lld", (long long)y, (long long)m, (long long)dom);
	p = arena_take(a, 11);          /* every page and every line of an export has some */
	p[10] = '\0';
	p[4] = p[7] = '-';
	for (int i = 3; i >= 0; i--, y /= 10)
		p[i] = (char)('0' + y % 10);
	for (int i = 6; i >= 5; i--, m /= 10)
		p[i] = (char)('0' + m % 10);
	for (int i = 9; i >= 8; i--, dom /= 10)
		p[i] = (char)('0' + dom % 10);
	return (str){ p, 10 };
}

int64_t
day_weekday(day d)
{
	return ((d.n + 3) % 7 + 7) % 7;        /* 1970-01-01 was a Thursday */
}

day
stamp_utc_day(stamp t)
{
	return (day){ t.s >= 0 ? t.s / 86400 : -((-t.s + 86399) / 86400) };
}

bool
clock_from_hhmm(str s, clocktime *ret_clock)
{
	int64_t h, m;

	if (s.n != 5 || s.p[2] != ':' || !str_to_int((str){ s.p, 2 }, &h) ||
	    !str_to_int((str){ s.p + 3, 2 }, &m) || h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*ret_clock = (clocktime){ h * 60 + m };
	return true;
}
