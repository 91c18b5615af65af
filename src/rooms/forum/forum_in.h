/* rooms/forum, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_FORUM_IN_H
#define ROOMS_FORUM_IN_H

#include "rooms/forum/forum.h"

struct forum_want { str find, kind; int64_t unit, older, limit; };
struct queue_want { forum_id forum; int64_t state; str topic; int64_t older, limit; };

err forum_select(struct cx *cx, const struct forum_want *w, struct forum_list *ret_list) MUST_USE;
err forum_texts(struct cx *cx, forum_id f, str *ret_purpose, str *ret_terms) MUST_USE;
err forum_meetings(struct cx *cx, forum_id f, struct forum_page *page) MUST_USE;
err forum_waiting(struct cx *cx, forum_id f, int64_t *ret_queue, int64_t *ret_late) MUST_USE;
err forum_queued(struct cx *cx, const struct queue_want *w, struct forum_queue *ret_queue) MUST_USE;

#endif
