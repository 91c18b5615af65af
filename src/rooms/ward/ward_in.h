/* rooms/ward, indoors: the shelf of a room that only reads. */
#ifndef ROOMS_WARD_IN_H
#define ROOMS_WARD_IN_H

#include "rooms/ward/ward.h"

enum { WARD_MATTERS = 12, WARD_PLACES = 30 };

err ward_matters(struct cx *cx, struct ward_page *page) MUST_USE;
err ward_next_meeting(struct cx *cx, struct ward_page *page) MUST_USE;
err ward_counts(struct cx *cx, struct ward_page *page) MUST_USE;
/* Places of one's own, or (nobody signed in) those open to all. */
err ward_places(struct cx *cx, struct ward_home *home) MUST_USE;
err ward_forums(struct cx *cx, struct ward_home *home) MUST_USE;
err ward_waiting(struct cx *cx, struct ward_home *home) MUST_USE;

#endif
