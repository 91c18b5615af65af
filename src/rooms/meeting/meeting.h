/*
 * rooms/meeting: an occurrence of a forum, made from its cadence or called by hand. Its agenda
 * is built from open matters, open actions and what people propose; attendance is written by
 * constituency (named, or only counted); each item has one outcome; a forum cannot close a
 * meeting while something passed to it is past its promise and unanswered.
 * Requirements: SM-B1, SM-B2, SM-B3, SM-C2, SM-C5, CY-2d, CW-8.
 */
#ifndef ROOMS_MEETING_H
#define ROOMS_MEETING_H

#include "op/op.h"
#include "rooms/forum/forum.h"

enum meeting_state { MEETING_PLANNED, MEETING_OPEN, MEETING_CLOSED, MEETING_CANCELLED };
enum meeting_how { HOW_IN_PERSON, HOW_ONLINE, HOW_APOLOGIES };
enum item_outcome { ITEM_NONE, ITEM_SETTLED, ITEM_PASSED, ITEM_CARRIED, ITEM_NOTED, ITEM_DECIDED };
extern const char *const meeting_states[], *const meeting_hows[], *const item_outcomes[];

struct meeting_row {
	int64_t   id, forum, minutes, state, there, leaders, lived, version;
	str       forum_name, place, online;
	day       day;
	clocktime clock;
	stamp     agenda_at, opened_at, closed_at, notes_at;
	bool      quorate;
};
struct meeting_item {
	int64_t n, matter, action, outcome, yes, no, unsure, voices, version;
	str     words, topic, unit_name, said;     /* words: the outcome's; said: what it is about */
	bool    paper, carried, sees_words;
};
struct meeting_group { str constituency; int64_t heads, needed; };
struct meeting_person { int64_t n, person, heads, how; str name, constituency; bool leader, paper; };
struct meeting_page {
	struct meeting_row     meeting;
	struct forum_row       forum;
	str                    notes;
	int64_t                notes_version;
	struct meeting_item   *items;  size_t nitems;
	struct meeting_group  *groups; size_t ngroups;
	struct meeting_person *people; size_t npeople;
	struct forum_route    *routes; size_t nroutes;
	struct forum_person   *seats;  size_t nseats;      /* who usually comes, for ticking off */
	int64_t owed;                                      /* late answers that keep it from closing */
	const struct meeting_item *one;                    /* the item that was asked for; or NULL */
	bool    may_run, may_propose, may_decide, may_pass;
};
struct meeting_list { struct meeting_row *at; size_t n; int64_t next; };
struct meeting_agenda_sent { int64_t meeting; struct meeting_item *items; size_t nitems; bool sent; };

/* Verbs. */
err meeting_item_decided(struct cx *cx, int64_t meeting, int64_t matter, str reason) MUST_USE;
struct meeting_new { const struct forum_row *forum; day day; clocktime clock; str place, online; };
err meeting_add(struct cx *cx, const struct meeting_new *n, int64_t *ret_id) MUST_USE;

err meeting_take_out(struct cx *cx, int64_t matter) MUST_USE;    /* off every agenda (the conflict wall) */

extern const struct shape meeting_row_shape;
err meeting_forget(struct cx *cx, person_id who) MUST_USE;       /* after an erasure */
extern const struct op meeting_schedule, meeting_list, meeting_read, meeting_agenda, meeting_open, meeting_attend,
	meeting_outcome, meeting_close, meeting_notes, meeting_cancel, meeting_tick;
extern const struct op *const meeting_ops[];
extern const size_t meeting_nops;

#endif
