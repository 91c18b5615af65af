/* rooms/poster, indoors: what the shelf gives, and the sentences on the paper. */
#ifndef ROOMS_POSTER_IN_H
#define ROOMS_POSTER_IN_H

#include "rooms/poster/poster.h"
#include "rooms/sheet/sheet.h"

enum { POSTER_ITEMS = 12, POSTER_CANDIDATES = 40, POSTER_PLACES = 40, POSTER_PNG_WIDTH = 1240 };

/* inside: the reader belongs here, and so to every place below; else only those open to all. */
struct poster_place { int64_t id; str path, path_end; bool inside; };

/* One matter; from `reason` on what poster_fill() finds: the last of each thing that happened to it. */
struct poster_row {
	int64_t id, state, outcome, verdict;
	str     summary, topic, holder, settled;
	bool    summary_ok;
	day     due;
	stamp   raised_at, done_at;
	str     reason, forum, what, evidence;
	day     review, action_due;
	stamp   decided_at;
};
struct poster_rows { struct poster_row *at; size_t n; };

/* The newest matters of a place (and of the few below it) that may be shown. */
err poster_select(struct cx *cx, const struct poster_place *p, struct poster_rows *ret_rows) MUST_USE;
err poster_fill(struct cx *cx, struct poster_row *const *rows, size_t n) MUST_USE;       /* at most POSTER_ITEMS */

/* The sentences, in the paper's language. */
str poster_said_words(const struct lang *l, struct arena *mem, const struct poster_item *i);
str poster_did_words(const struct lang *l, struct arena *mem, const struct poster_item *i);
str poster_state_words(const struct lang *l, struct arena *mem, const struct poster_item *i);
str poster_days_words(const struct lang *l, struct arena *mem, const struct poster_item *i);
str poster_label(const struct lang *l, const struct poster_item *i);

/* The paper of it; `address` is the provider's own. */
struct sheet poster_paper(struct page *pg, const struct poster_sheet *s);

/* A drawn paper, or a plain sentence when it could not be drawn. */
void poster_give(struct reply *r, err e, str type);
void poster_draw_invite(struct page *pg, const void *out, struct reply *r);      /* of forum.read */
void poster_draw_invite_png(struct page *pg, const void *out, struct reply *r);
void poster_draw_meeting(struct page *pg, const void *out, struct reply *r);     /* of meeting.read */

#endif
