/*
 * words/cadence, indoors: a rule taken apart, between libical's reading of it
 * (cadence.c) and the sentence made of it (cadence_words.c).
 */
#ifndef WORDS_CADENCE_IN_H
#define WORDS_CADENCE_IN_H

#include "words/cadence.h"

enum every { EVERY_DAY, EVERY_WEEK, EVERY_MONTH, EVERY_YEAR };
enum { RULE_DAYS = 7, RULE_MONTHS = 12 };

/* `nth`: 1..4 or NTH_LAST when it means "the first Monday", else 0. */
struct rule_day { int nth; int weekday; };

struct rule {
	enum every      every;
	int64_t         interval;
	struct rule_day days[RULE_DAYS];
	int             months[RULE_MONTHS];
	size_t          ndays, nmonths;
	int64_t         monthday;      /* 0: none; -1: the last */
	bool            said;          /* false: more than words can say plainly */
};

/* False when it is no rule that we keep. */
bool rule_read(str rrule, struct rule *ret_rule);

#endif
