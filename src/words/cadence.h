/*
 * words/cadence: "every two weeks on Tuesday" as an RRULE (RFC 5545, through libical),
 * the dates it gives, and working days with the bank holidays
 * of England and Wales, of Scotland, or of Northern Ireland.
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

/* A rule as a form offers it: every so many weeks, or months on the nth such weekday. */
enum { NTH_LAST = -1 };
struct cadence_plain { bool monthly; int64_t every, weekday, nth; };   /* weekday: 0 Monday; nth: 1..4 or NTH_LAST */
bool cadence_plain(str rrule, struct cadence_plain *ret);       /* false: it says more than that */
str  cadence_of(struct arena *mem, const struct cadence_plain *p);
str  lang_weekday(const struct lang *l, int64_t weekday);

/* Whose bank holidays count; keys of the setting `bank_holidays`, the first when it is not set. */
enum bank { BANK_ENGLAND_WALES, BANK_SCOTLAND, BANK_NORTHERN_IRELAND, BANK_COUNT_ };
enum bank bank_of(str key);                    /* BANK_COUNT_: no such key */
bool day_is_working(day d, enum bank bank);    /* not a weekend, not a bank holiday */
day  day_add_working(day d, int64_t n, enum bank bank);        /* n working days later; earlier when n < 0 */

#endif
