/* rooms/promise, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_PROMISE_IN_H
#define ROOMS_PROMISE_IN_H

#include "rooms/promise/promise.h"

struct promise_want { int64_t forum, unit, matter, state; str find, topic; int64_t older, limit; };
struct promise_due { int64_t id, matter, unit, forum, risen_from; str topic; bool risen; };

err promise_insert(struct cx *cx, const struct promise_new *n, int64_t *ret_id) MUST_USE;
err promise_select(struct cx *cx, const struct promise_want *w, struct promise_list *ret_list) MUST_USE;
err promise_count(struct cx *cx, const struct promise_want *w, struct promise_list *list) MUST_USE;
/* Past their day, not answered, and not yet looked at: at most 100. */
err promise_overdue(struct cx *cx, struct promise_due **ret_at, size_t *ret_n) MUST_USE;
err promise_set_late(struct cx *cx, int64_t id, bool risen) MUST_USE;
err promise_set_broken(struct cx *cx, int64_t id) MUST_USE;

#endif
