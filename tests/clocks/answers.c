/*
 * tests/clocks: prints what Waggle makes of dates, times and working days, one line a
 * question, for tests/clocks/run to compare with an oracle of its own.  With --naive it
 * answers as a program would that takes a day for 86,400 seconds and knows no holiday; the
 * comparison must find that out.  It is no part of the program.
 *	stamp ZONE DAY MINUTE        -> UTC seconds of that local time
 *	local ZONE SECONDS           -> day and minute on the wall
 *	work DAY N                   -> n working days later
 *	free DAY                     -> 1 for a working day
 *	series ZONE RULE START FROM UNTIL MINUTE -> UTC seconds of each meeting
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "words/cadence.h"

enum { LINE = 400, WORDS = 8, ZONES = 16, DAYS = 400 };

struct zones { char names[ZONES][64]; const struct zone *at[ZONES]; size_t n; };

static const struct zone *
zone_of(struct zones *z, const char *name)
{
	for (size_t i = 0; i < z->n; i++)
		if (strcmp(z->names[i], name) == 0)
			return z->at[i];
	if (z->n == ZONES)
		return NULL;
	(void)snprintf(z->names[z->n], sizeof z->names[0], "%s", name);
	z->at[z->n] = zone_find(str_of(name));
	return z->at[z->n++];
}

static int64_t
number(const char *c)
{
	bool    minus = c[0] == '-';
	int64_t n = 0;

	(void)str_to_int(str_of(c + minus), &n);
	return minus ? -n : n;
}

static day
day_of(const char *c)
{
	day d = { 0 };

	(void)day_from_iso(str_of(c), &d);
	return d;
}

/* As on 1 January 2026, for ever: what one gets who forgets that clocks change. */
static int64_t
naive_offset(const struct zone *z)
{
	stamp t = { day_make(2026, 1, 1).n * 86400 };

	return zone_day(z, t).n * 86400 + zone_clock(z, t).m * 60 - t.s;
}

static int64_t
stamp_of(const struct zone *z, day d, int64_t minute, bool naive)
{
	return naive ? d.n * 86400 + minute * 60 - naive_offset(z) : zone_stamp(z, d, (clocktime){ minute }).s;
}

static void
series(struct zones *zones, char *const w[WORDS], bool naive)
{
	day    at[DAYS];
	size_t n = cadence_days(str_of(w[2]), day_of(w[3]), day_of(w[4]), day_of(w[5]), at, DAYS);

	for (size_t i = 0; i < n; i++)
		printf("%s%" PRId64, i > 0 ? " " : "", stamp_of(zone_of(zones, w[1]), at[i], number(w[6]), naive));
	printf("\n");
}

static void
local(const struct zone *z, int64_t s, bool naive)
{
	int64_t y, m, d, at = s + naive_offset(z);
	day     on = naive ? stamp_utc_day((stamp){ at }) : zone_day(z, (stamp){ s });
	int64_t minute = naive ? (at - on.n * 86400) / 60 : zone_clock(z, (stamp){ s }).m;

	day_split(on, &y, &m, &d);
	printf("%04" PRId64 "-%02" PRId64 "-%02" PRId64 " %" PRId64 "\n", y, m, d, minute);
}

static void
work(day d, int64_t n, bool naive)
{
	int64_t y, m, dom;

	if (naive)
		while (n > 0)
			n -= day_weekday((day){ ++d.n }) < 5;
	else
		d = day_add_working(d, n, BANK_ENGLAND_WALES);
	day_split(d, &y, &m, &dom);
	printf("%04" PRId64 "-%02" PRId64 "-%02" PRId64 "\n", y, m, dom);
}

int
main(int argc, char **argv)
{
	bool         naive = argc > 1 && strcmp(argv[1], "--naive") == 0;
	struct zones zones = { .n = 0 };
	char         line[LINE];

	while (fgets(line, sizeof line, stdin) != NULL) {
		char  *w[WORDS] = { NULL };
		char  *p = line;

		for (size_t i = 0; i < WORDS && p != NULL && *p != '\0'; i++) {
			w[i] = p;
			p = strpbrk(p, " \n");
			if (p != NULL)
				*p++ = '\0';
		}
		if (strcmp(w[0], "stamp") == 0)
			printf("%" PRId64 "\n", stamp_of(zone_of(&zones, w[1]), day_of(w[2]), number(w[3]), naive));
		else if (strcmp(w[0], "local") == 0)
			local(zone_of(&zones, w[1]), number(w[2]), naive);
		else if (strcmp(w[0], "work") == 0)
			work(day_of(w[1]), number(w[2]), naive);
		else if (strcmp(w[0], "free") == 0)
			printf("%d\n", naive ? day_weekday(day_of(w[1])) < 5 : day_is_working(day_of(w[1]), BANK_ENGLAND_WALES));
		else
			series(&zones, w, naive);
	}
	for (size_t i = 0; i < zones.n; i++)
		zone_free(zones.at[i]);
	return 0;
}
