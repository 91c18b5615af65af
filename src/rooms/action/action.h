/*
 * rooms/action: what somebody does about it, by when, with evidence (words, a picture, a
 * document). The owner may be a person or a department. Setting one makes a promise; the
 * last one done makes the matter done, and asks those who said it whether it helped.
 * Requirements: SM-B1, SM-C3, SM-E1.
 */
#ifndef ROOMS_ACTION_H
#define ROOMS_ACTION_H

#include "op/op.h"
#include "rooms/file/file.h"
#include "rooms/matter/matter.h"

enum action_state { ACTION_ANY, ACTION_OPEN, ACTION_DOING, ACTION_DONE };
extern const char *const action_states[];

struct action_row {
	int64_t id, matter, forum, owner, state, file, days_left, version;
	str     what, owner_name, progress, evidence, forum_name, unit_name;
	day     due, done;
	bool    may_do, sees_matter;
};
struct action_list { struct action_row *at; size_t n; int64_t next; };
struct action_new { int64_t matter; unit_id unit; forum_id forum; str what, owner_name; person_id owner; day due; };

/* Verb: makes the action, its promise, and (for a matter) the step. */
err action_make(struct cx *cx, const struct action_new *n, int64_t *ret_id) MUST_USE;

err action_take_out(struct cx *cx, int64_t matter) MUST_USE;    /* the conflict wall; promises on them first */
err action_forget(struct cx *cx, person_id who) MUST_USE;       /* after an erasure */
extern const struct op action_set, action_progress, action_done, action_list, action_read;   /* out: struct action_row, or action_list */
extern const struct op *const action_ops[];
extern const size_t action_nops;

#endif
