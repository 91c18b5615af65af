/*
 * words/zone: between instants and the provider's own clock on the wall.
 * The one file that names ICU's calendar.  A zone's changes are read from ICU once, into
 * a table that never changes, because ICU's calendars are slow to open and not safe to
 * share between threads.  The table covers 1970 to 2100.
 */
#include "words/words.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>

enum { TURNS_MAX = 400, NAME_MAX_ = 64, DAY_SECONDS = 86400 };

static const int64_t until_2100 = 4102444800;

struct turn { int64_t at; int32_t offset; };       /* from this instant on, seconds east */
struct zone { size_t n; struct turn at[]; };

/* ICU speaks UTF-16; zone names are ASCII.  False when it knows no such zone. */
static bool
zone_name(str name, UChar *ret_name)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar      canonical[NAME_MAX_ * 2];
	UBool      is_system = false;

	if (name.n == 0 || name.n >= NAME_MAX_)
		return false;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] <= ' ' || name.p[i] > '~')
			return false;
		ret_name[i] = (UChar)name.p[i];
	}
	ret_name[name.n] = 0;
	ucal_getCanonicalTimeZoneID(ret_name, (int32_t)name.n, canonical, NAME_MAX_ * 2, &is_system,
	    &e);
	return U_SUCCESS(e) && is_system && !str_eq(name, STR("Etc/Unknown"));
}

static size_t
read_turns(UCalendar *cal, struct turn *ret_at, size_t max)
{
	UErrorCode e = U_ZERO_ERROR;
	UDate      when = 0;
	size_t     n = 0;

	do {
		int32_t offset;

		ucal_setMillis(cal, when, &e);
		offset = ucal_get(cal, UCAL_ZONE_OFFSET, &e) + ucal_get(cal, UCAL_DST_OFFSET, &e);
		ret_at[n++] = (struct turn){ (int64_t)(when / 1000), offset / 1000 };
	} while (n < max &&
	    ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &when, &e) &&
	    U_SUCCESS(e) && when < (double)until_2100 * 1000);
	return U_SUCCESS(e) ? n : 0;
}

bool
zone_known(str name)
{
	UChar wide[NAME_MAX_];

	return zone_name(name, wide);
}

/* Its turns; how many, or 0: no such zone, or no memory for ICU. */
static size_t
turns_of(str name, struct turn *ret_at)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar      wide[NAME_MAX_];
	UCalendar *cal;
	size_t     n;

	if (!zone_name(name, wide))
		return 0;
	cal = ucal_open(wide, (int32_t)name.n, "en", UCAL_GREGORIAN, &e);
	if (U_FAILURE(e))
		return 0;
	n = read_turns(cal, ret_at, TURNS_MAX);
	ucal_close(cal);
	return n;
}

static const struct zone *
filled(struct zone *z, const struct turn *at, size_t n)
{
	z->n = n;
	memcpy(z->at, at, n * sizeof *at);
	return z;
}

const struct zone *
zone_find(str name)
{
	struct turn  at[TURNS_MAX];
	size_t       n = turns_of(name, at);
	struct zone *z = n == 0 ? NULL : malloc(sizeof *z + n * sizeof *at);

	return z == NULL ? NULL : filled(z, at, n);
}

const struct zone *
zone_in(struct arena *mem, str name)
{
	struct turn at[TURNS_MAX];
	size_t      n = turns_of(name, at);

	return n == 0 ? NULL : filled(arena_take(mem, sizeof(struct zone) + n * sizeof *at), at, n);
}

void
zone_free(const struct zone *z)
{
	free((void *)(uintptr_t)z);
}

/* Seconds east of UTC at an instant. */
static int64_t
offset_at(const struct zone *z, int64_t t)
{
	size_t lo = 0, hi = z == NULL ? 0 : z->n;

	if (hi == 0)
		return 0;                       /* no zone: UTC */
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (z->at[mid].at <= t)
			lo = mid;
		else
			hi = mid;
	}
	return z->at[lo].offset;
}

day
zone_day(const struct zone *z, stamp t)
{
	return stamp_utc_day((stamp){ t.s + offset_at(z, t.s) });
}

clocktime
zone_clock(const struct zone *z, stamp t)
{
	int64_t local = t.s + offset_at(z, t.s);

	return (clocktime){ (local - zone_day(z, t).n * DAY_SECONDS) / 60 };
}

/*
 * RFC 5545, 3.3.5: a time that happens twice is the first; one that never happens is
 * read by the offset before the gap, and so falls as long after it.
 */
stamp
zone_stamp(const struct zone *z, day d, clocktime c)
{
	int64_t local = d.n * DAY_SECONDS + c.m * 60;
	int64_t before = offset_at(z, local - DAY_SECONDS), after;

	if (offset_at(z, local - before) == before)
		return (stamp){ local - before };
	after = offset_at(z, local - before);
	if (offset_at(z, local - after) == after)
		return (stamp){ local - after };
	return (stamp){ local - before };
}
