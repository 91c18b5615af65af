/*
 * rooms/forum: any body that meets: ward meeting, community meeting, council, CMT, EMT,
 * board.  It has a cadence (an RRULE), seats and quorum by constituency, co-chairs, terms
 * of reference, forums it passes matters to, and days it promises to answer in.
 * Requirements: SM-B1, SM-B2, SM-B3, SM-B5, SM-C1, CY-2c, CW-8.
 */
#ifndef ROOMS_FORUM_H
#define ROOMS_FORUM_H

#include "op/op.h"

struct forum_row {
	int64_t   id, unit;
	str       slug, name, short_name, kind, path, unit_name, cadence, place;
	day       starts, since;
	clocktime clock;
	int64_t   minutes, quorum, promise_days, agenda_days, notes_days, version;
	bool      is_public, working;          /* working: the three counts are of working days */
};
struct forum_new {
	unit_id   unit;
	str       slug, name, short_name, kind, purpose, terms, cadence, place;
	day       starts, since;
	clocktime clock;
	int64_t   minutes, quorum, promise_days, agenda_days, notes_days;
	bool      is_public, working;
};
struct forum_seat { str constituency; int64_t seats, quorum, filled; };   /* filled: seats held now */
struct forum_route { int64_t forum, rung; str name, topic; };
struct forum_person { int64_t person; str name, role; };
struct forum_queued {                      /* one promise that waits for this forum */
	int64_t matter, promise, state;    /* state: enum promise_state, as its word */
	str     words, topic, unit_name, from;
	day     due;
	int64_t days_left;                 /* negative: late */
	bool    risen;                     /* it rose here because somebody below was late */
	bool    sees_words;
};

/* Verbs for other rooms. */
err forum_add(struct cx *cx, const struct forum_new *n, forum_id *ret_id) MUST_USE;
err forum_add_seat(struct cx *cx, forum_id f, const struct forum_seat *s) MUST_USE;
err forum_add_route(struct cx *cx, forum_id f, int64_t rung, forum_id to, str topic) MUST_USE;
err forum_find(struct cx *cx, forum_id id, struct forum_row *ret_row) MUST_USE;
err forum_find_slug(struct cx *cx, str slug, struct forum_row *ret_row) MUST_USE;
/* What it is called and for in another language; and the same in the reader's, where there is one. */
struct forum_text { str lang, name, purpose, terms; };
err forum_add_text(struct cx *cx, forum_id f, const struct forum_text *t) MUST_USE;
err forum_in_words(struct cx *cx, struct forum_row *at, size_t n) MUST_USE;
/*
 * As cx->names wants it: every name of a place or a forum in what an operation gives back (SH_PLACE), in the reader's
 * language.  The one place that decides it for all lists and pages.
 */
err forum_names_said(struct cx *cx, const struct shape *shape, void *out) MUST_USE;
/* ERR_MISSING unless who asks may do this in that forum. */
err forum_reach(struct cx *cx, forum_id id, enum may what, struct forum_row *ret_row) MUST_USE;
/* ERR_INPUT when its place has closed. */
err forum_is_open(struct cx *cx, const struct forum_row *f) MUST_USE;
/* So many of the forum's days after that one (before it, when n < 0): of all, or of working days. */
err forum_day(struct cx *cx, const struct forum_row *f, day from, int64_t n, day *ret_day) MUST_USE;
/* The same question, only asked. */
bool forum_may(struct cx *cx, forum_id id, enum may what);
/* The forum where matters of a unit begin: the unit's own, or the nearest above. ERR_MISSING: none. */
err forum_of_unit(struct cx *cx, unit_id u, struct forum_row *ret_row) MUST_USE;
/*
 * A seat in it is given to somebody, or ended, by who saw that version of it (0: whichever).  Somebody was first:
 * ERR_CLASH, with what they wanted and who sits there now.
 */
struct forum_seating { forum_id forum; int64_t version; str name, role; bool ends; };
err forum_seating(struct cx *cx, const struct forum_seating *s) MUST_USE;
/*
 * What its cadence has it meet on, from that day to that day: by the one it has, and before that one begins by
 * those it had.  `before`: as forum_rules() reads them, of this forum or of many.
 */
struct forum_rule { int64_t forum; str cadence; day starts, until; };
err    forum_rules(struct cx *cx, forum_id f, day from, struct forum_rule **ret_at, size_t *ret_n) MUST_USE;    /* v == 0: of all */
struct forum_rules { const struct forum_rule *at; size_t n; };
struct forum_span { day from, to; };
size_t forum_days(const struct forum_rule *now, struct forum_rules before, struct forum_span s, day *ret_at, size_t max);
/* Whom it passes matters of this topic to first; v == 0: nobody (it is the top). */
err forum_next_up(struct cx *cx, forum_id f, str topic, forum_id *ret_to) MUST_USE;
err forum_routes(struct cx *cx, forum_id f, struct forum_route **ret_at, size_t *ret_n) MUST_USE;
err forum_seats(struct cx *cx, forum_id f, struct forum_seat **ret_at, size_t *ret_n) MUST_USE;
err forum_people(struct cx *cx, forum_id f, struct forum_person **ret_at, size_t *ret_n) MUST_USE;

struct forum_list { struct forum_row *at; size_t n; int64_t next; };
struct forum_page {
	struct forum_row     forum;
	str                  purpose, terms;
	struct forum_seat   *seats;  size_t nseats;
	struct forum_route  *routes; size_t nroutes;
	struct forum_person *people; size_t npeople;
	struct forum_meeting *meetings; size_t nmeetings;    /* next ones first, then the last few */
	int64_t queue, late;         /* promises waiting, and late */
	bool    may_run, may_read_report, may_read_queue, may_pass, may_set_up, belongs, open;
};
struct forum_meeting { int64_t id; day day; clocktime clock; str place, state; bool coming; };
struct forum_queue {
	struct forum_row     forum;
	struct forum_queued *at; size_t n;
	int64_t              next, waiting, late;
	bool                 may_decide, may_pass;
};

/* What the page to change a forum needs: itself, who could sit in it, and its book. */
struct forum_setup {
	struct forum_page     now;
	struct forum_person  *near;   size_t nnear;     /* people of its place, above and below */
	struct forum_route   *others; size_t nothers;   /* where it may pass things to */
	struct forum_meeting *stray;  size_t nstray;    /* planned, on days that its cadence does not give */
	day                   last, next[3]; size_t nnext;     /* the last planned one; the next days of the cadence */
	int64_t               often, weekday, nth;      /* as forum.cadence takes them; often 0: another rule */
};
extern const char *const forum_often[], *const forum_weekdays[], *const forum_nths[];

extern const struct shape forum_row_shape;
extern const struct op forum_new, forum_way;      /* out: struct forum_row */
extern const struct op forum_setup;    /* out: struct forum_setup */
extern const struct op forum_change, forum_cadence, forum_seat_set, forum_way_end;   /* out: struct forum_row */
extern const struct op forum_list;     /* out: struct forum_list */
extern const struct op forum_read;     /* out: struct forum_page */
extern const struct op forum_queue;    /* out: struct forum_queue */
extern const struct op *const forum_ops[];
extern const size_t forum_nops;

#endif
