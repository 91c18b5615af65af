/*
 * rooms/promise: who answers or does what, by when; kept, late or broken.  A promise is
 * made whenever a matter is passed on or an action set.  Lateness raises it one rung by
 * itself; when the rung above runs late too, it is broken.  An answer, or "not yet,
 * because" with a new day, ends the wait.  Requirements: SM-B3, SM-C5.
 */
#ifndef ROOMS_PROMISE_H
#define ROOMS_PROMISE_H

#include "op/op.h"

enum promise_state { PROMISE_ANY, PROMISE_OPEN, PROMISE_KEPT, PROMISE_LATE, PROMISE_BROKEN };
extern const char *const promise_states[];     /* "", "open", "kept", "late", "broken" */

struct promise_new {
	int64_t  matter, action;               /* one of them, or an action of a matter */
	unit_id  unit;
	forum_id forum;
	str      label, topic;                 /* label: who, when it is not the forum itself */
	day      due;
	int64_t  risen_from;
};
struct promise_row {
	int64_t id, matter, action, forum, state, days, moved;   /* days to the due day; negative: late */
	str     label, topic, moved_words;
	day     made, due, first_due, kept;
	bool    risen, sees;               /* sees: this reader may open the matter */
};
struct promise_list { struct promise_row *at; size_t n; int64_t next, open, kept, late, broken; };

/* Verbs. */
/* Of a matter that leaves its room (the conflict wall), and of its actions: before those go. */
err promise_take_out(struct cx *cx, int64_t matter) MUST_USE;
err promise_make(struct cx *cx, const struct promise_new *n, int64_t *ret_id) MUST_USE;
/* An answer to the matter keeps the forum's own promise, and those that rose from it. */
err promise_answer(struct cx *cx, int64_t matter, forum_id forum) MUST_USE;
err promise_done(struct cx *cx, int64_t action) MUST_USE;
/* "Not yet, because": ERR_MISSING when the forum has promised nothing that is still open. */
err promise_move(struct cx *cx, int64_t matter, forum_id forum, day due, str because) MUST_USE;
/* How many answers this forum owes that are past their day; one of the matters, as an example. */
err promise_owed(struct cx *cx, forum_id forum, int64_t *ret_n, int64_t *ret_matter) MUST_USE;

extern const struct shape promise_row_shape;
extern const struct op promise_list;   /* out: struct promise_list */
extern const struct op promise_tick;   /* the clock's: out: struct promise_ticked */
struct promise_ticked { int64_t late, risen, broken; };
extern const struct op *const promise_ops[];
extern const size_t promise_nops;

#endif
