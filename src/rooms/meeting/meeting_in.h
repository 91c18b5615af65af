/* rooms/meeting, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_MEETING_IN_H
#define ROOMS_MEETING_IN_H

#include "rooms/meeting/meeting.h"

extern const struct shape meeting_item_shape;

enum { MEETING_ITEMS_MAX = 120 };

struct meeting_want { str find; int64_t forum, unit, state, older, limit; day since, until; bool coming; };
struct item_set { int64_t meeting, n, outcome, yes, no, unsure; str words; bool paper; };

err meeting_find(struct cx *cx, int64_t id, struct meeting_row *ret) MUST_USE;
bool meeting_exists(struct cx *cx, int64_t forum, day d);
err meeting_select(struct cx *cx, const struct meeting_want *w, struct meeting_list *ret) MUST_USE;
err meeting_texts(struct cx *cx, int64_t id, str *ret_notes, int64_t *ret_version) MUST_USE;
/* Stored items; then, while it is not closed, what is open and not among them (n == 0). */
err meeting_items(struct cx *cx, const struct meeting_row *m, struct meeting_item **ret_at, size_t *ret_n) MUST_USE;
err meeting_freeze(struct cx *cx, const struct meeting_row *m) MUST_USE;
/* A matter, an action or a topic; `from`: the meeting it was carried over from. */
err meeting_insert_item(struct cx *cx, int64_t meeting, const struct meeting_item *it, int64_t from, int64_t *ret_n) MUST_USE;
err meeting_item_of(struct cx *cx, int64_t meeting, int64_t matter, int64_t *ret_n) MUST_USE;
err meeting_item_words(struct cx *cx, int64_t meeting, int64_t n, str *ret_words, int64_t *ret_version) MUST_USE;
err meeting_set_item(struct cx *cx, const struct item_set *set) MUST_USE;
err meeting_groups(struct cx *cx, const struct meeting_row *m, struct meeting_page *page) MUST_USE;
err meeting_people(struct cx *cx, int64_t id, struct meeting_page *page) MUST_USE;
err meeting_insert_there(struct cx *cx, int64_t id, const struct meeting_person *p) MUST_USE;
err meeting_count(struct cx *cx, const struct meeting_row *m) MUST_USE;      /* there, leaders, lived, quorate */
err meeting_set_state(struct cx *cx, const struct meeting_row *m, int64_t state) MUST_USE;
err meeting_set_agenda(struct cx *cx, int64_t id) MUST_USE;
err meeting_set_notes(struct cx *cx, int64_t id, str notes) MUST_USE;
err meeting_carry_topics(struct cx *cx, int64_t id, int64_t into) MUST_USE;
err meeting_next(struct cx *cx, int64_t forum, day after, int64_t *ret_id) MUST_USE;
err meeting_forums(struct cx *cx, int64_t after, struct forum_row *ret_at, size_t max, size_t *ret_n) MUST_USE;

#endif
