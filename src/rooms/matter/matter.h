/*
 * rooms/matter: something a person wants heard, and its journey from the floor to whoever
 * can decide, and back.  The words are kept as they were said and never copied; the row
 * says where it stands now, the steps say how it came there.  Whoever said it has the
 * last word.  Requirements: SM-B1, SM-C4, SM-C5, SM-D2, CW-1, CW-5.
 */
#ifndef ROOMS_MATTER_H
#define ROOMS_MATTER_H

#include "op/op.h"
#include "rooms/forum/forum.h"
#include "rooms/safeguarding/safeguarding.h"
#include "rooms/unit/unit.h"

typedef struct matter_id { int64_t v; } matter_id;

enum naming { NAMING_UNSAID, NAMING_NAMED, NAMING_FACILITATOR, NAMING_UNLINKABLE };
enum matter_state { MATTER_ANY, MATTER_RAISED, MATTER_HEARD, MATTER_PASSED, MATTER_DECIDED, MATTER_DOING,
	MATTER_DONE, MATTER_SETTLED, MATTER_JUDGED, MATTER_JOINED };
enum outcome { OUTCOME_NONE, OUTCOME_YES, OUTCOME_PARTLY, OUTCOME_NOT_NOW, OUTCOME_NO };
enum verdict { VERDICT_NONE, VERDICT_FIXED, VERDICT_PARTLY, VERDICT_NOT };
enum step_kind { STEP_ANY, STEP_RAISED, STEP_HEARD, STEP_SETTLED, STEP_PASSED, STEP_DECIDED, STEP_ACTION_SET,
	STEP_PROGRESS, STEP_ACTION_DONE, STEP_TOLD_BACK, STEP_VERDICT, STEP_ASKED_AGAIN, STEP_NOT_YET,
	STEP_RAN_LATE, STEP_JOINED, STEP_SAID_MORE, STEP_BROUGHT_BACK };

/* Their words outside: NULL-ended, index = the enum. */
extern const char *const matter_namings[], *const matter_states[], *const outcomes[], *const verdicts[],
	*const step_kinds[], *const matter_topics[], *const matter_kinds[], *const matter_sources[];

/* Where SQLite lays a row: by unit, day and some of its chance, with room for MATTER_SPOTS that share those. */
enum { MATTER_SPOTS = 32 };
#define MATTER_SPOTS_OF_UNIT (INT64_C(1) << 41)
int64_t matter_spot(int64_t unit, int64_t id), matter_month(day d);    /* the month by which see_tally counts */

struct matter_row {
	int64_t   id, unit, author, holder, joined_to;
	str       unit_name, said, summary, kind, topic, source, author_name, constituency, holder_name;
	bool      summary_ok;
	int64_t   naming, state, outcome, verdict, again, voices, version;
	stamp     raised_at, done_at;
	day       due;
	bool      sees_words;              /* set by whoever read it for somebody */
	str       words;                   /* what this reader may read: as said, the summary, or nothing */
};
struct matter_step {
	int64_t n, kind, matter;
	str     who, words;
	stamp   at;
	day     due;
	int64_t meeting;
};
struct matter_voice { int64_t id; str words, who; };
struct matter_decision { int64_t id, outcome; str forum, reason, room, ladder; day made, review; };
struct matter_action { int64_t id, state, file; str what, owner, progress, evidence; day due, done; bool may_do; };
struct matter_page {
	int64_t                 id;
	struct matter_row       matter;
	str                     who, unit_slug;
	struct matter_step     *steps;     size_t nsteps;
	struct matter_voice    *joined;    size_t njoined;
	struct matter_decision *decisions; size_t ndecisions;
	struct matter_action   *actions;   size_t nactions;
	struct forum_route     *routes;    size_t nroutes;       /* whom the holder may pass it to */
	int64_t                 joined_to;
	day                     due;
	int64_t                 days_left;
	struct watch            watch;                           /* of an alert about it; for whose it is, else nothing */
	bool mine, inside, shared;         /* inside: this reader belongs, not only the public; shared: whoever said it lets this carer */
	bool may_pass, may_settle, may_reply, may_decide, may_set_action, may_moderate, may_verdict, may_ask_again, may_flag, may_wall;
};
struct matter_list { struct matter_row *at; size_t n; int64_t next; str of_name; };    /* of_name: whose, when asked for `of` */
struct matter_waiting {                    /* what a forum holds and has not answered */
	struct forum_row    forum;
	struct matter_row  *at;     size_t n; int64_t next;
	struct forum_route *routes; size_t nroutes;
	bool may_moderate;
};
struct matter_sorted { int64_t forum, matters; };
/* flagged: a person on call is being told; on_call: there was one just then. */
struct matter_raised { int64_t matter; str receipt, holder, unit; day next_meeting; bool flagged, on_call; };
struct matter_done { int64_t matter, version; str state, holder; day due; };

/* For SQL over see_matter as m: by unit, or by a forum that holds or held it.  Seven puts. */
#define REACH_MATTER(m) \
	" (CAST(? AS BIGINT) = -1 OR EXISTS (SELECT 1 FROM see_held h JOIN see_role_may rm ON rm.role = h.role" \
	"  JOIN see_unit hu ON hu.id = h.unit JOIN see_unit mu ON mu.id = " m ".unit" \
	"  WHERE h.person = ? AND rm.may = ? AND ? BETWEEN h.since AND h.until AND h.forum IS NULL" \
	"  AND mu.path >= hu.path AND mu.path < hu.path_end)" \
	" OR EXISTS (SELECT 1 FROM see_matter_forum mf JOIN see_forum mff ON mff.id = mf.forum" \
	"  JOIN see_held h ON h.person = ? JOIN see_role_may rm ON rm.role = h.role" \
	"  JOIN see_unit hu ON hu.id = h.unit WHERE mf.matter = " m ".id AND rm.may = ?" \
	"  AND ? BETWEEN h.since AND h.until AND (h.forum = mf.forum OR (h.forum IS NULL" \
	"  AND mff.path >= hu.path AND mff.path < hu.path_end)))) "
void stmt_put_reach_matter(struct stmt *s, const struct cx *cx, enum may what);

/* Verbs for other rooms; each adds its step and tells every voice. */
err matter_find(struct cx *cx, matter_id id, struct matter_row *ret_row) MUST_USE;
bool matter_may(struct cx *cx, matter_id id, enum may what);
bool matter_is_with(struct cx *cx, matter_id id, forum_id f);   /* that forum holds it or held it */
bool matter_opens(struct cx *cx, matter_id id), matter_is_shared(struct cx *cx, matter_id id);                 /* its page would open for who asks; shared: by consent */
/* ERR_MISSING unless who asks may do this in the forum that holds it. ERR_CLASH: version is not 0 and stale. */
err matter_held(struct cx *cx, matter_id id, enum may what, int64_t version, struct matter_row *ret_row) MUST_USE;
struct matter_change {
	matter_id    id;
	int64_t      state, outcome, verdict;      /* 0: as it was */
	forum_id     holder;                       /* 0: as it was */
	day          due;                          /* DAY_NONE: no promise now */
	enum step_kind step;
	str          label, words;                 /* label empty: the holder's name */
	int64_t      meeting;
	bool         own_words, unnamed;           /* said by the person, not by a forum; leave no who, and only the day */
};
err matter_change(struct cx *cx, const struct matter_row *m, const struct matter_change *c) MUST_USE;
err matter_done_of(struct cx *cx, matter_id id, struct matter_done *ret) MUST_USE;
err matter_heard(struct cx *cx, matter_id id, int64_t meeting, str words) MUST_USE;
struct matter_pass { matter_id id; forum_id to; int64_t meeting, version; str words; };
err matter_pass_on(struct cx *cx, const struct matter_pass *p, struct matter_done *ret) MUST_USE;
err matter_settle_here(struct cx *cx, matter_id id, int64_t meeting, str words, struct matter_done *ret) MUST_USE;
err matter_ran_late(struct cx *cx, matter_id id, forum_id forum, const struct forum_row *above, day due) MUST_USE;
err matter_bring_back(struct cx *cx, matter_id id, forum_id forum) MUST_USE;
struct matter_new {
	struct unit_row unit;
	str     said, kind, topic, source, author_name, constituency, receipt, imported;
	int64_t naming, author, typed_by;
	stamp   raised_at; day day;                /* day: for the id */
};
err matter_add(struct cx *cx, const struct matter_new *n, const struct forum_row *holder, matter_id *ret_id) MUST_USE;
struct matter_taken { struct matter_row row; str receipt, imported; struct matter_step *steps; size_t nsteps; };
err matter_take(struct cx *cx, matter_id id, struct matter_taken *ret) MUST_USE;  /* out of this room, for good */
err matter_joined_to(struct cx *cx, matter_id id, struct matter_id **ret_at, size_t *ret_n) MUST_USE;
err matter_of_receipt(struct cx *cx, str typed, struct matter_row *ret_row) MUST_USE;

/* receipt.c: six words, made from chance (or from the once-only key, so that a repeat gives the same). */
err receipt_make(struct cx *cx, str *ret_words, str *ret_hash) MUST_USE;
err receipt_hash(struct cx *cx, str typed, str *ret_hash) MUST_USE;
typedef err receipt_finder(struct cx *cx, str hash, void *ret_row);     /* ERR_MISSING: not in that room */
err receipt_find(struct cx *cx, str typed, receipt_finder *find, void *ret_row) MUST_USE;

/* A place or a forum has another name now: in what waits there. */
err matter_unit_renamed(struct cx *cx, unit_id u, str name) MUST_USE;
err matter_forum_renamed(struct cx *cx, forum_id f, str name) MUST_USE;
err matter_forget(struct cx *cx, person_id who) MUST_USE;       /* after an erasure */
extern const struct op matter_raise, matter_list, matter_read, matter_join, matter_pass, matter_reply,
	matter_verdict, matter_ask_again, matter_follow, matter_summary, matter_settle, matter_waiting, matter_sort, matter_index;
extern const char *const matter_sorts[];
extern const struct shape matter_row_shape, matter_done_shape;
extern const struct op *const matter_ops[];
extern const size_t matter_nops;

#endif
