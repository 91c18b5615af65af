/* rooms/safeguarding, indoors: the shelf, and who is told.  Called only inside an operation. */
#ifndef ROOMS_SAFEGUARDING_IN_H
#define ROOMS_SAFEGUARDING_IN_H

#include "rooms/safeguarding/safeguarding.h"

enum { RUNG_FIRST = 1, RUNG_LAST = 4, RUNG_KEEPERS = 5, ON_CALL_MAX = 40, ALERTS_MAX = 100,
	PHRASES_MAX = 200, PHRASE_MAX = 80, NOTICE_MAX = 300, WAYS_MAX = 800 };

/* tell.c: everybody who is due to be told by now; sets its state and rung.  How many were told anew. */
err alert_tell(struct cx *cx, struct alert_row *a, int64_t *ret_told) MUST_USE;
int64_t alert_rung_due(stamp raised, stamp now);       /* 1, then 2, 3, 4 after 15, 30, 60 minutes */
bool alert_is_apart(const struct alert_row *a);          /* of what is kept apart: no number, no line in the record */

/* safeguarding_store.c */
err alert_insert(struct cx *cx, const struct alert_row *a) MUST_USE;
err alert_find(struct cx *cx, int64_t id, struct alert_row *ret_alert) MUST_USE;
err alert_set_told(struct cx *cx, const struct alert_row *a) MUST_USE;
err alert_set_seen(struct cx *cx, int64_t id) MUST_USE;        /* ERR_CLASH: somebody was quicker */
err alert_set_closed(struct cx *cx, const struct alert_row *a, str outcome) MUST_USE;
err alert_remove(struct cx *cx, int64_t id) MUST_USE;          /* the heartbeat's own only */
err alert_open(struct cx *cx, struct alert_row **ret_at, size_t *ret_n) MUST_USE;
err alert_told_insert(struct cx *cx, const struct alert_row *a, const struct on_call *who, bool *ret_new) MUST_USE;
err alert_told_who(struct cx *cx, int64_t id, struct alert_page *page) MUST_USE;
err alert_told_count(struct cx *cx, int64_t id, int64_t *ret_on_call, int64_t *ret_all) MUST_USE;
bool alert_was_told(struct cx *cx, int64_t id);                /* who asks */
err alert_list_of(struct cx *cx, bool all, struct alert_list *list) MUST_USE;
err alert_of(struct cx *cx, str about, int64_t thing, struct alert_row *ret_alert) MUST_USE;
err alert_waiting_of(struct cx *cx, struct waiting *ret) MUST_USE;
/* Where these words are: the unit of a matter, action or meeting; 0: not known. */
err alert_unit_of(struct cx *cx, str about, int64_t thing, int64_t *ret_unit) MUST_USE;
err alert_top_unit(struct cx *cx, int64_t *ret_unit) MUST_USE;
err alert_words_of(struct cx *cx, struct alert_row *a) MUST_USE;

/* safeguarding.c */
err alert_screened(struct cx *cx, str words, struct screened *ret) MUST_USE;
err alert_raise(struct cx *cx, struct alert_row *a) MUST_USE;

/* unsent_store.c: ref: its hash */
err alert_set_ref(struct cx *cx, int64_t id, str ref) MUST_USE;
/* One that waits for its form: by its ref, or with the very same words.  id 0: none. */
struct unsent_row { int64_t id; str words; };
err alert_unsent(struct cx *cx, str ref, str words, struct unsent_row *ret) MUST_USE;
/* What it is about, whoever closed it since; 0: there is none. */
err alert_heard_thing(struct cx *cx, str ref, str about, int64_t *ret_thing) MUST_USE;
err alert_add_words(struct cx *cx, int64_t id, str words) MUST_USE;
/* The form came after all: the alert is about that thing now.  False: it is not one of that place, or closed. */
err alert_adopt(struct cx *cx, str ref, const struct alert_row *a, bool *ret_adopted) MUST_USE;

/* wall_store.c */
err alert_open_of(struct cx *cx, int64_t apart, int64_t **ret_at, size_t *ret_n) MUST_USE;

/* rota_store.c */
err duty_now(struct cx *cx, int64_t unit, struct on_call *at, size_t *ret_n) MUST_USE;
err duty_keepers(struct cx *cx, int64_t unit, struct on_call *at, size_t *ret_n) MUST_USE;
err duty_insert(struct cx *cx, const struct duty_row *d) MUST_USE;
err duty_find(struct cx *cx, int64_t id, struct duty_row *ret_duty) MUST_USE;
err duty_end(struct cx *cx, int64_t id) MUST_USE;
err duty_list(struct cx *cx, struct rota_page *page) MUST_USE;
err duty_places(struct cx *cx, struct rota_page *page) MUST_USE;
err duty_people(struct cx *cx, struct rota_page *page) MUST_USE;
err duty_person_there(struct cx *cx, int64_t person, int64_t unit, bool *ret_there) MUST_USE;
err duty_empty(struct cx *cx, bool mine, struct rota_place **ret_at, size_t *ret_n) MUST_USE;
err duty_anybody(struct cx *cx, bool *ret_any) MUST_USE;
err test_insert(struct cx *cx, bool ok, int64_t told, int64_t uncovered) MUST_USE;
err test_last(struct cx *cx, stamp *ret_at, bool *ret_ok) MUST_USE;
err phrase_list(struct cx *cx, struct rota_place **ret_at, size_t *ret_n) MUST_USE;
err phrase_insert(struct cx *cx, str phrase) MUST_USE;
err phrase_remove(struct cx *cx, int64_t id) MUST_USE;
err help_places(struct cx *cx, struct help_page *page) MUST_USE;

/* help.c */
err help_words_for(struct cx *cx, struct help_words *ret) MUST_USE;

#endif
