/*
 * rooms/consent: somebody in care lets a carer read what they said with their name, and what
 * came of it.  Their own act, for as long as they like; without it a carer is refused as
 * anybody is, and cannot tell that there is anything.  It opens reading and nothing else
 * (reliability S9).  Requirements: SM-A3b, SM-A4.
 */
#ifndef ROOMS_CONSENT_H
#define ROOMS_CONSENT_H

#include "op/op.h"

typedef struct consent_id { int64_t v; } consent_id;

/* `who`, `name`: the other one of the two.  topic empty: about everything; until DAY_NONE: until taken back. */
struct consent_row { int64_t id, who; str name, topic; day since, until; };
struct consent_list {
	struct consent_row *given; size_t ngiven;      /* who may read what I said */
	struct consent_row *got;   size_t ngot;        /* whose words I may read */
	bool may_give;                                 /* this reader is somebody in care */
};
struct consent_done { int64_t consent; str name; };

/*
 * For SQL over a consent (`c`): it holds now, and both still belong somewhere, the carer as a
 * carer.  Four puts by stmt_put_consent_lives().
 */
#define CONSENT_LIVES(c) \
	" ? BETWEEN " c ".since AND " c ".until" \
	" AND EXISTS (SELECT 1 FROM see_held ph WHERE ph.person = " c ".person AND ? BETWEEN ph.since AND ph.until)" \
	" AND EXISTS (SELECT 1 FROM see_held ch WHERE ch.person = " c ".carer AND ch.role = ?" \
	"  AND ? BETWEEN ch.since AND ch.until) "
/*
 * For SQL over a matter (`m`): whoever said it, with their name, lets who asks read it.  Not what made
 * an alert when it was said; one raised later changes nothing, so that none can be told.  Five puts.
 */
#define REACH_CONSENT(m) \
	" (" m ".naming = 1 AND EXISTS (SELECT 1 FROM see_consent sc WHERE sc.carer = ? AND sc.person = " m ".author" \
	"  AND (sc.topic = '' OR sc.topic = " m ".topic) AND" CONSENT_LIVES("sc") ")" \
	" AND NOT EXISTS (SELECT 1 FROM see_alerted al WHERE al.about = 'matter' AND al.thing = " m ".id" \
	"  AND al.raised_at <= " m ".raised_at)) "
void stmt_put_consent_lives(struct stmt *s, const struct cx *cx);
void stmt_put_consent(struct stmt *s, const struct cx *cx);

/* The name of somebody who lets who asks read what they said; else ERR_MISSING at `of`. */
err consent_giver(struct cx *cx, person_id who, str *ret_name) MUST_USE;
/* Before a role is given: what rested because an account had ended does not wake up again. */
err consent_before_grant(struct cx *cx, person_id who) MUST_USE;
err consent_forget(struct cx *cx, person_id who) MUST_USE;      /* after an erasure */

extern const struct op consent_list;           /* out: struct consent_list */
extern const struct op consent_give, consent_end;      /* out: struct consent_done */
extern const struct op *const consent_ops[];
extern const size_t consent_nops;

#endif
