/*
 * words/cadence: "every two weeks on Tuesday" as an RRULE (RFC 5545, through libical),
 * the dates it gives, and working days with the bank holidays of England and Wales.
 * Requirements: SM-B1, SM-B2, SM-B3, SM-C2.
 */
#ifndef WORDS_CADENCE_H
#define WORDS_CADENCE_H

#include "words/words.h"

/* False when it is no RRULE, has no FREQ of DAILY..YEARLY, or counts in hours. */
bool cadence_ok(str rrule);
/* Occurrences in [from, until], from `start` on, in order; at most `max`. */
size_t cadence_days(str rrule, day start, day from, day until, day *ret_at, size_t max);
/* "every two weeks on Tuesday", "every month on the first Monday"; else "on its own dates". */
str  cadence_words(const struct lang *l, struct arena *mem, str rrule);
/* Usual days between two meetings: 14 for fortnightly; for "has lapsed".  0: never a second. */
int64_t cadence_gap(str rrule, day start);

bool day_is_working(day d);                    /* not a weekend, not a bank holiday (England and Wales) */
day  day_add_working(day d, int64_t n);        /* n working days later, n >= 0 */

#endif
