/* rooms/decision, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_DECISION_IN_H
#define ROOMS_DECISION_IN_H

#include "rooms/decision/decision.h"

struct decision_new {
	const struct matter_row *matter;
	int64_t meeting, outcome;
	str     reason, room, ladder;
	day     review;
};
struct decision_due { int64_t id, matter, forum; };

err decision_insert(struct cx *cx, const struct decision_new *n, int64_t *ret_id) MUST_USE;
/* "service_user 4, staff 2": of the meeting named, of this forum; empty when nobody was written down. */
err decision_room(struct cx *cx, int64_t meeting, int64_t forum, str *ret_room) MUST_USE;
/* The forum's open meeting, or 0. */
/* The meeting named, if it is that forum's own; none named: the one that is open; 0: none. */
err decision_meeting(struct cx *cx, int64_t forum, int64_t *meeting) MUST_USE;
err decision_reviews(struct cx *cx, struct decision_due **ret_at, size_t *ret_n) MUST_USE;
err decision_set_reviewed(struct cx *cx, int64_t id) MUST_USE;

#endif
