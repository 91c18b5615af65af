/*
 * rooms/apart: something said about the people of a place, or how it is run, that is kept
 * from everybody there.  People from above who are no part of it hear it and answer by a
 * promised day; whoever said it has the last word.  To all others it is not there: no body,
 * no number, no gap, no line in the record.  Requirement: reliability S5, P0-4.
 */
#ifndef ROOMS_APART_H
#define ROOMS_APART_H

#include "op/op.h"
#include "rooms/matter/matter.h"

typedef struct apart_id { int64_t v; } apart_id;

enum apart_state { APART_ANY, APART_WAITING, APART_ANSWERED, APART_JUDGED };
enum apart_step_kind { APART_STEP_ANY, APART_STEP_RAISED, APART_STEP_BROUGHT, APART_STEP_NOBODY,
	APART_STEP_REPLIED, APART_STEP_ANSWERED, APART_STEP_SAID_MORE, APART_STEP_VERDICT, APART_STEP_ASIDE,
	APART_STEP_LATE, APART_STEP_BEFORE, APART_STEP_WALLED, APART_STEP_OPENED, APART_STEP_REFUSED,
	APART_STEP_SENT };
extern const char *const apart_states[], *const apart_step_kinds[];

struct apart_row {
	int64_t id, unit, author, state, outcome, verdict, steps, version;
	str     unit_name, said, about, author_name, level;
	str     kind, topic, source, constituency, imported;   /* of the matter it was; empty: it never was one */
	stamp   raised_at;
	day     due;
	bool    mine;                      /* who asks said it */
};
struct apart_step { int64_t n, kind; str label, words; stamp at; };
struct apart_person { int64_t id; str name; };
struct apart_page {
	int64_t              id;
	struct apart_row     row;
	struct apart_step   *steps;   size_t nsteps;
	struct apart_person *hearers; size_t nhearers;  /* shown to hearers only */
	bool mine, hears, by_receipt, may_answer, may_verdict;
};
struct apart_list { struct apart_row *hear; size_t nhear; struct apart_row *mine; size_t nmine; int64_t next; };
struct apart_raised { int64_t apart; str receipt, unit; int64_t hearers; day due; };
struct apart_opened { int64_t matter; };
struct apart_done { int64_t apart; str state; };
struct apart_ticked { int64_t brought; };

/* What waits for who asks: to be answered by them, or answered and not yet judged. */
err apart_waiting(struct cx *cx, int64_t *ret_n) MUST_USE;

err apart_unit_renamed(struct cx *cx, unit_id u, str name) MUST_USE;
err apart_forget(struct cx *cx, person_id who) MUST_USE;       /* after an erasure */
/*
 * A form was refused whose words call for help (safeguarding).  The one it was about, by its id or receipt; else
 * one of its own that nobody said and nobody can follow, heard as all here are.  *ret_unit: its place.
 */
struct apart_refused { apart_id thing; str receipt, words, about; unit_id unit; };
err apart_refused(struct cx *cx, const struct apart_refused *f, int64_t *ret_id, int64_t *ret_unit) MUST_USE;
/* Of a matter: would who asks hear it, if a wall were put round it?  And: is this the receipt of something here? */
bool apart_could_hear(struct cx *cx, matter_id id);
bool apart_has_receipt(struct cx *cx, str typed);
/* May this person hear it now?  And everybody it was brought to who may. */
bool apart_may_hear(struct cx *cx, apart_id id, person_id who);
err apart_hearers(struct cx *cx, apart_id id, struct apart_person **ret_at, size_t *ret_n) MUST_USE;

extern const struct op apart_raise, apart_list, apart_read, apart_answer, apart_aside, apart_more, apart_follow,
	apart_tick, apart_wall, apart_open;
extern const struct op *const apart_ops[];
extern const size_t apart_nops;

#endif
