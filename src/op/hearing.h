/*
 * op/hearing: who hears the free words that an operation took, in the very transaction in
 * which they arrive: somebody may be in danger (reliability P0-5).  The safeguarding room
 * gives it.  Every changing operation with a FIELD_TEXT names one in `hears`, or says in
 * `not_heard` why its words are not a person's own; else ops_check() stops the start.
 */
#ifndef OP_HEARING_H
#define OP_HEARING_H

#include "op/op.h"

#define HEARD_FIELD "heard_as"     /* what such a form carries when it was refused before, and heard then */
enum { HEARD_MAX = 64 };

struct hearing {
	err  (*heard)(struct cx *cx, const struct op_call *c);          /* after run, before it is kept */
	bool (*urgent)(struct arena *mem, const struct op *op, struct words w);
};

/*
 * Do these words, not yet taken, say that somebody may be in danger?  For whoever has no
 * room left (a full queue, a limit, the disk's reserve): these go in all the same.
 */
bool op_is_urgent(struct arena *mem, const struct op *op, struct words w);
/* For `urgent` of what carries an alert on: telling, trying again, escalating, acknowledging. */
bool op_always_urgent(const struct cx *cx, const void *in);
/* For `unnamed` of what is done by receipt, whoever does it. */
bool op_always_unnamed(const struct cx *cx, const void *in);

#endif
