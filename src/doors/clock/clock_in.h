/* doors/clock, indoors: the lease, an operation of its own. */
#ifndef DOORS_CLOCK_CLOCK_IN_H
#define DOORS_CLOCK_CLOCK_IN_H

#include "doors/clock/clock.h"

struct lease_in  { str holder; };
struct lease_out { int64_t thing; bool held; };
extern const struct op clock_lease;

err lease_take(struct cx *cx, str holder, stamp until, bool *ret_held) MUST_USE;

#endif
