/*
 * rooms/decision: what a forum decided about a matter, with its reason in plain words (every
 * outcome has one), who was in the room by constituency, the rung of the ladder of
 * co-production, and a review day that brings it back. Requirements: SM-B1, SM-C5, CY-2d, SA-1.
 */
#ifndef ROOMS_DECISION_H
#define ROOMS_DECISION_H

#include "op/op.h"
#include "rooms/matter/matter.h"

err decision_take_out(struct cx *cx, int64_t matter) MUST_USE;   /* of a matter that leaves its room (the conflict wall) */

struct decided { int64_t decision, matter; str outcome, state; int64_t version; };

extern const char *const ladder_rungs[];       /* "", "coercion" ... "co-production": SA-1 */
extern const struct op decision_record;        /* out: struct decided */
extern const struct op decision_tick;          /* the clock's: brings back what is due for review */
struct decision_ticked { int64_t brought_back; };
extern const struct op *const decision_ops[];
extern const size_t decision_nops;

#endif
