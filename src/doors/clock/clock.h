/*
 * doors/clock: operations that nobody asks for: a promise that runs late, a meeting
 * that did not happen.  One thread looks every 5 seconds; whichever node holds the
 * lease runs what is due, as the house itself, through the writer like everything else.
 * A timer that is missed (the program was off) runs once when the program is back.
 */
#ifndef DOORS_CLOCK_CLOCK_H
#define DOORS_CLOCK_CLOCK_H

#include "doors/site.h"

/*
 * `op` is a TX_WRITE operation without inputs, safe to run twice.  By custom its output
 * begins with how many things it did, so that a run that did nothing is not recorded.
 */
struct timer {
	const char *op;
	int64_t     every;      /* seconds */
	bool        goes_on;    /* again at once, as long as it did something */
	const char *failed;     /* run with `why` when it failed for another reason than a full or busy house */
};

extern const struct op clock_time;      /* for doors/when.h; out: struct clock_said */
struct clock_said { int64_t ms; };

struct clockwork;
err  clockwork_start(const struct site *site, const struct timer *timers, size_t n,
    struct clockwork **ret_clockwork) MUST_USE;
void clockwork_stop(struct clockwork *w);         /* before writer_free(); waits */

#endif
