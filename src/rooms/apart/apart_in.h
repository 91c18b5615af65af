/* rooms/apart, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_APART_IN_H
#define ROOMS_APART_IN_H

#include "access/wall.h"
#include "rooms/apart/apart.h"

enum { APART_DAYS = 14, APART_SAID_MAX = 4000, APART_LIST = 50, APART_STEPS = 200, APART_ABOVE = 2000 };

/* at: when it was, before the wall stood, and nobody is said to have done it; 0: now, by who asks */
struct apart_note { enum apart_step_kind kind; str label, words; bool unnamed; stamp at; };

err apart_insert(struct cx *cx, const struct apart_row *r, str receipt) MUST_USE;
/* One that stands for a refused form, in nobody's name, is now said by whoever sends that form. */
err apart_send(struct cx *cx, const struct apart_row *r, str receipt) MUST_USE;
/* Does it stand for a refused form still? */
err apart_is_unsent(struct cx *cx, apart_id id, bool *ret_yes) MUST_USE;
bool apart_id_taken(struct cx *cx, int64_t id);
err apart_insert_step(struct cx *cx, apart_id id, const struct apart_note *n) MUST_USE;
err apart_update(struct cx *cx, const struct apart_row *r) MUST_USE;
err apart_insert_named(struct cx *cx, apart_id id, person_id who) MUST_USE;

/* By whoever works on it, not by who asks: the house's own work. */
err apart_find(struct cx *cx, apart_id id, struct apart_row *ret_row) MUST_USE;
/* Only what who asks said, or may hear now; ERR_MISSING takes the same path as an id that never was. */
err apart_reach(struct cx *cx, apart_id id, struct apart_row *ret_row, bool *ret_hears) MUST_USE;
err apart_find_receipt(struct cx *cx, str hash, struct apart_row *ret_row) MUST_USE;
err apart_select(struct cx *cx, int64_t older, struct apart_list *ret) MUST_USE;
err apart_select_steps(struct cx *cx, apart_id id, struct apart_page *page) MUST_USE;
err apart_select_hearers(struct cx *cx, apart_id id, struct apart_page *page) MUST_USE;

/* Everybody who ever held something over that place from above: whose names are looked for. */
err apart_above(struct cx *cx, unit_id u, struct apart_person **ret_at, size_t *ret_n) MUST_USE;
/* The nearest place below `level` (empty: any) whose people may hear it; n == 0: none. */
err apart_next_level(struct cx *cx, const struct apart_row *r, str *ret_path, str *ret_name) MUST_USE;
err apart_bring(struct cx *cx, const struct apart_row *r, str path) MUST_USE;
err apart_count_hearers(struct cx *cx, apart_id id, int64_t *ret_n) MUST_USE;
/* Waiting ones that nobody hears now, or whose day has passed. */
err apart_stuck(struct cx *cx, struct apart_row **ret_at, size_t *ret_n) MUST_USE;

/* route.c: brings it to the next people up; says so in its steps. */
err apart_route(struct cx *cx, struct apart_row *r, bool late) MUST_USE;
/* apart.c: to the safeguarding lane, in the same transaction. */
err apart_speak(struct cx *cx, const struct apart_row *r, str words) MUST_USE;
bool apart_names(str name, str about, str said);
/* Those whose ids or names are given, and whoever above is named in the words. */
err apart_name_people(struct cx *cx, struct ids people, const struct apart_row *r) MUST_USE;
err apart_receipt_gone(struct cx *cx, apart_id id) MUST_USE;
err apart_receipt_of(struct cx *cx, apart_id id, str *ret_hash) MUST_USE;

err apart_page_for(struct cx *cx, const struct apart_row *r, bool hears, bool by_receipt, struct apart_page *ret)
    MUST_USE;

extern const struct shape apart_row_shape, apart_page_shape, apart_done_shape, apart_raised_shape;

#endif
