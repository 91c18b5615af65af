/* rooms/matter, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_MATTER_IN_H
#define ROOMS_MATTER_IN_H

#include "rooms/matter/matter.h"

enum { MATTER_IDS_MAX = 48 };         /* rows asked for at once by their ids */

struct matter_want {
	int64_t unit, forum, of, state, topic, kind, older, limit;     /* of: a person who lets who asks read theirs */
	str     find;
	bool    mine;
	day     since, until;
	int64_t verdict, outcome;
};

struct waiting_want { forum_id forum; int64_t topic, older, limit; bool words; };

enum { MATTER_SAID_MAX = 4000, MATTER_WORDS_MAX = 4000, MATTER_PARTS_MAX = 100 };

err matter_insert(struct cx *cx, const struct matter_new *n, const struct forum_row *holder, matter_id id) MUST_USE;
err matter_insert_step(struct cx *cx, const struct matter_row *m, const struct matter_change *c, int64_t n) MUST_USE;
err matter_insert_forum(struct cx *cx, forum_id f, matter_id id, unit_id u) MUST_USE;
err matter_tell(struct cx *cx, matter_id id, int64_t step, stamp at) MUST_USE;
/* ERR_CLASH when the version moved. */
err matter_update(struct cx *cx, const struct matter_row *m, const struct matter_change *c) MUST_USE;
err matter_update_summary(struct cx *cx, const struct matter_row *m, str summary, bool ok) MUST_USE;
err matter_update_joined(struct cx *cx, const struct matter_row *m, matter_id into) MUST_USE;
err matter_add_voices(struct cx *cx, matter_id id, int64_t more) MUST_USE;
err matter_insert_verdict(struct cx *cx, matter_id id, int64_t verdict, str words, bool unnamed) MUST_USE;
err matter_find_receipt(struct cx *cx, str hash, struct matter_row *ret_row) MUST_USE;
/* The forum that owes the answer because one below was late, where who asks may do this; v == 0: none. */
err matter_risen_to(struct cx *cx, matter_id id, enum may what, forum_id *ret_forum) MUST_USE;
/* The newest words of its story, `own`: people's own among them; empty when there are none yet. */
err matter_last_words(struct cx *cx, matter_id id, bool own, str *ret_words) MUST_USE;
err matter_alerted(struct cx *cx, matter_id id, stamp *ret_at) MUST_USE;       /* the first alert about it; STAMP_NEVER: none */
bool matter_is_voice(struct cx *cx, matter_id id, person_id who);

err matter_select(struct cx *cx, const struct matter_want *w, struct matter_list *ret_list) MUST_USE;
err matter_select_ids(struct cx *cx, const struct matter_want *w, const int64_t *ids, size_t n, struct matter_list *ret) MUST_USE;
/* Sets sees_words of those whose words as said the reader may read by role or seat. */
err matter_mark_words(struct cx *cx, struct matter_row *at, size_t n) MUST_USE;
err matter_steps(struct cx *cx, const struct matter_row *m, struct matter_page *page) MUST_USE;
err matter_voices(struct cx *cx, const struct matter_row *m, struct matter_page *page) MUST_USE;
err matter_decisions(struct cx *cx, const struct matter_row *m, struct matter_page *page) MUST_USE;
err matter_actions(struct cx *cx, const struct matter_row *m, struct matter_page *page) MUST_USE;
err matter_next_meeting(struct cx *cx, forum_id f, day *ret_day) MUST_USE;

/* tally_store.c: the counts of a place, kept with every matter that is added and every state that changes. */
err tally_raised(struct cx *cx, int64_t unit, int64_t id, int64_t state) MUST_USE;
err tally_moved(struct cx *cx, const struct matter_row *m, int64_t state) MUST_USE;     /* m: as it was */
err tally_taken(struct cx *cx, const struct matter_row *m) MUST_USE;            /* it leaves the room */
err tally_joined(struct cx *cx, const struct matter_row *m) MUST_USE;           /* it, and all that were joined to it */

/* carry.c: a matter that says the same as another; the other keeps every voice. */
err matter_join_into(struct cx *cx, matter_id id, matter_id to, struct matter_done *ret) MUST_USE;

/* many_store.c: what a forum holds and has not answered, for who may pass it on. */
err matter_select_waiting(struct cx *cx, const struct waiting_want *w, struct matter_waiting *ret) MUST_USE;

/* carry.c: what the person may do, signed in or by receipt. */
err matter_say_more(struct cx *cx, const struct matter_row *m, str words) MUST_USE;
err matter_judge(struct cx *cx, const struct matter_row *m, int64_t verdict, str words, bool unnamed) MUST_USE;
err matter_again(struct cx *cx, const struct matter_row *m, str words, bool unnamed) MUST_USE;

/* later.c: words said without a name are in the search's index only when their day is over. */
enum { DAY_SHIFT = 37, LATER_AT_ONCE = 2000 };         /* an id: its day, and chance */
struct later { int64_t *ids; size_t n; };
struct later_row { int64_t id; str line, said; };
err matter_put_search(struct cx *cx, const struct matter_new *n, matter_id id) MUST_USE;
err matter_find_later(struct cx *cx, const struct matter_want *w, struct later *ret) MUST_USE;
/* `ids` holds MATTER_IDS_MAX. */
size_t matter_with_later(struct arena *mem, int64_t *ids, size_t n, const struct later *l, int64_t older);
err later_select(struct cx *cx, const struct matter_want *w, int64_t from, struct later_row **ret_at, size_t *ret_n) MUST_USE;
err later_select_until(struct cx *cx, int64_t from, int64_t end, struct later_row **ret_at, size_t *ret_n) MUST_USE;

/* take_store.c */
err matter_keys(struct cx *cx, matter_id id, str *ret_receipt, str *ret_imported) MUST_USE;
err matter_delete(struct cx *cx, matter_id id) MUST_USE;

/* read.c: what one reader may see of a matter. */
err matter_page_for(struct cx *cx, const struct matter_row *m, bool by_receipt, struct matter_page *ret) MUST_USE;

bool matter_can_judge(const struct matter_row *m);
bool step_is_own_words(int64_t kind);

extern const struct shape matter_page_shape;

#endif
