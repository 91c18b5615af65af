/* rooms/forum, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_FORUM_IN_H
#define ROOMS_FORUM_IN_H

#include "rooms/forum/forum.h"

struct forum_want { str find, kind; int64_t unit, older, limit; };
struct queue_want { forum_id forum; int64_t state; str topic; int64_t older, limit; };

err forum_select(struct cx *cx, const struct forum_want *w, struct forum_list *ret_list) MUST_USE;
/* All that who asks may do in it, a bit for each enum may: one question for all the buttons of its page. */
err forum_mays(struct cx *cx, const struct forum_row *f, uint64_t *ret_mays) MUST_USE;
err forum_texts(struct cx *cx, forum_id f, str *ret_purpose, str *ret_terms) MUST_USE;
err forum_meetings(struct cx *cx, forum_id f, struct forum_page *page) MUST_USE;
err forum_waiting(struct cx *cx, forum_id f, int64_t *ret_queue, int64_t *ret_late) MUST_USE;
err forum_queued(struct cx *cx, const struct queue_want *w, struct forum_queue *ret_queue) MUST_USE;

/* Changing one. */
struct forum_change {
	forum_id  forum;
	str       name, short_name, purpose, terms, place;
	clocktime clock;
	int64_t   minutes, quorum, promise_days, agenda_days, notes_days, version;
	bool      is_public, working;
};
err forum_update(struct cx *cx, const struct forum_change *c) MUST_USE;
err forum_set_cadence(struct cx *cx, forum_id f, str cadence, day starts) MUST_USE;
err forum_set_seat(struct cx *cx, forum_id f, const struct forum_seat *s) MUST_USE;   /* 0 and 0: none */
err forum_touch(struct cx *cx, forum_id f) MUST_USE;
err forum_end_route(struct cx *cx, forum_id f, forum_id to, str topic) MUST_USE;
/* A way is put or ended by who saw that version of the forum (0: whichever); ERR_CLASH shows both. */
struct forum_seen_way { forum_id forum, to; str topic; int64_t version; bool ends; };
err forum_way_seen(struct cx *cx, const struct forum_row *f, const struct forum_seen_way *w) MUST_USE;
err forum_near(struct cx *cx, const struct forum_row *f, struct forum_setup *s) MUST_USE;
err forum_others(struct cx *cx, const struct forum_row *f, struct forum_setup *s) MUST_USE;
err forum_planned(struct cx *cx, forum_id f, struct forum_meeting **ret_at, size_t *ret_n) MUST_USE;

extern const struct shape forum_page_shape, forum_person_shape, forum_route_shape, forum_meeting_shape;

/* In the reader's language: empty where there is none. */
err forum_routes_in_words(struct cx *cx, struct forum_route *at, size_t n) MUST_USE;
err forum_text_of(struct cx *cx, forum_id f, struct forum_text *ret) MUST_USE;
/* What was changed in English is no longer what the others translate. */
err forum_forget_texts(struct cx *cx, const struct forum_change *now) MUST_USE;

#endif
