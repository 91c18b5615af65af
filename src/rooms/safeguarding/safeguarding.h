/*
 * rooms/safeguarding: words that say somebody may be in danger reach a person.  The person
 * who speaks flags them, or the phrase screen does; the alert stands in the transaction of
 * the words, goes to who is on call by the rota, and up a rung until somebody acknowledges
 * it.  Nothing flagged is answered, closed or published by the machine.  An alert names the
 * place of the words, never who said them (reliability P0-5, S1-S4).  Requirements: CW-1.
 */
#ifndef ROOMS_SAFEGUARDING_H
#define ROOMS_SAFEGUARDING_H

#include "op/hearing.h"
#include "words/screen.h"

/*
 * The life of an alert.  REVIEW: old words of an import, to be read, nobody is called.
 * Only SEEN and CLOSED mean that a person knows.
 */
enum alert_state { ALERT_NONE, ALERT_RAISED, ALERT_TOLD, ALERT_NOBODY, ALERT_SEEN, ALERT_CLOSED, ALERT_REVIEW,
	ALERT_STATES_ };
extern const char *const alert_states[];       /* "", "raised", "told" ...; NULL-ended */

/* What may be said to who spoke; hangs on the state alone. */
enum truth { TRUTH_NONE, TRUTH_NOBODY, TRUTH_TRYING, TRUTH_KNOWN, TRUTH_DONE };
enum truth safeguarding_truth(enum alert_state state);
extern const char *const truths[];             /* "", "nobody_watches", "trying", "told", "done" */

/* An alert about something of one's own: is it so, and who knows?  Not for other readers. */
struct watch { int64_t state, truth; stamp seen; };
extern const struct shape watch_shape;
err safeguarding_watch_of(struct cx *cx, str about, int64_t thing, struct watch *ret_watch) MUST_USE;

/* For the page drawn right after words were flagged. */
const struct watch *safeguarding_just_now(bool on_call);

/*
 * For `hears` of every operation that takes free words (op.h).  A person flags by the
 * fields "help_now" and "about_staff" where the operation has them; the output's "flagged"
 * and "on_call" are set where it has those.
 */
extern const struct hearing safeguarding_hears;
/*
 * For a room whose outputs do not say what they were about: it calls safeguarding_hear()
 * itself, in the same transaction, and its operations name this for `hears`.
 */
extern const struct hearing safeguarding_hears_by_call;
struct spoken { str about; int64_t thing; unit_id unit; str words; bool kept; };
err safeguarding_hear(struct cx *cx, const struct spoken *what, bool *ret_flagged) MUST_USE;
/* Old words, read in by an import: a list to go through, no alert.  True: they were put on it. */
err safeguarding_review(struct cx *cx, int64_t matter, unit_id unit, str words, bool *ret_raised) MUST_USE;

/*
 * May this person be told?  Never who is named in the words, nor staff of the place when it is
 * about staff; what is kept apart goes only to those whom the conflict wall lets hear it.
 */
struct alert_row {
	int64_t id, unit, thing, kinds, rung, state, seen_by;
	str     about, words, unit_name, outcome, seen_name;
	bool    by_person, about_staff, unnamed, kept;    /* kept: the words stand whole in the matter */
	stamp   raised, seen, closed;           /* unnamed: the day they fell in */
	stamp   rings;                          /* when it was raised, for climbing; shown to nobody */
};
struct on_call { int64_t person, rung; str name; bool works_there; };
bool safeguarding_may_receive(struct cx *cx, const struct alert_row *a, const struct on_call *who);

/*
 * A wall is put round a matter: its alerts, and those of its actions, are about what is kept apart now, under the
 * same id, and nobody was told of them; first, while the matter is there.  Then, when it is brought to
 * people outside of it, those are told of what is not closed, whoever had answered before.
 */
err safeguarding_wall(struct cx *cx, int64_t matter, str said) MUST_USE;
err safeguarding_tell_outside(struct cx *cx, int64_t apart) MUST_USE;
/* What was kept apart when the form that now comes was refused (its alert: cx->heard_as); 0: nothing. */
err safeguarding_heard_apart(struct cx *cx, int64_t *ret_apart) MUST_USE;
/* It names more people now: alerts of it are no longer theirs, and go to who is outside of it. */
err safeguarding_named(struct cx *cx, int64_t apart) MUST_USE;

/* After an erasure: words that closed alerts keep of theirs are gone; an open one's go when it is closed. */
err safeguarding_forget(struct cx *cx, person_id who) MUST_USE;

/* Is somebody on call there now? */
err safeguarding_is_watched(struct cx *cx, unit_id unit, bool *ret_watched) MUST_USE;

/* The words beside every box, and the ways to get help: the provider's, or those built in. */
struct help_words { str notice, ways; bool notice_own, ways_own, watched; };

struct told_who { int64_t person, rung; str name; stamp at; };
struct alert_page { int64_t id; struct alert_row alert; struct told_who *told; size_t ntold; bool may_seen, may_close; };
struct alert_list { struct alert_row *at; size_t n; int64_t waiting; bool keeps; };
struct duty_row { int64_t id, unit, person, rung; str unit_name, name; stamp since, until; bool now; };
struct rota_place { int64_t id; str name; };
struct rota_page {
	int64_t id;
	struct duty_row   *duties; size_t nduties;
	struct rota_place *units;  size_t nunits;
	struct rota_place *people; size_t npeople;
	struct rota_place *empty;  size_t nempty;      /* open places where nobody is on call now */
	struct rota_place *phrases; size_t nphrases;
	stamp tested; bool test_ok;
	str   notice, ways;
};
/*
 * A form was refused, for whatever reason; its words are heard all the same.  For doors only.
 * `ref` is carried by the form when it is shown again: sent after all, it makes no second alert.
 */
enum {
	UNSENT_HEARD = 64 * 1024,       /* bytes that are looked at: of more, the beginning and the end */
	UNSENT_MAX = 12000,             /* bytes that are kept, around what was heard (more would show when: op/slack.c) */
	UNSENT_NAMED = 300,             /* of names */
};
struct safeguarding_unsent { int64_t n; str ref; };    /* n: 1 when an alert stands */
extern const struct op safeguarding_unsent;

struct safeguarding_did { int64_t n, told; };
struct coverage { int64_t empty, waiting, late; stamp tested; bool test_ok; };
struct help_page { struct help_words words; struct rota_place *places; size_t nplaces; };
struct waiting { int64_t alerts, late; };

extern const struct op safeguarding_flag, safeguarding_alerts, safeguarding_read, safeguarding_acknowledge,
	safeguarding_close, safeguarding_rota, safeguarding_rota_add, safeguarding_rota_end, safeguarding_on_call,
	safeguarding_coverage, safeguarding_escalate, safeguarding_heartbeat, safeguarding_words, safeguarding_phrase_add,
	safeguarding_phrase_end, safeguarding_help, safeguarding_waiting, safeguarding_notice;
extern const struct op *const safeguarding_ops[];
extern const size_t safeguarding_nops;

#endif
