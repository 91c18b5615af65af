/* rooms/outbox, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_OUTBOX_IN_H
#define ROOMS_OUTBOX_IN_H

#include "rooms/outbox/outbox.h"

struct outbox_row { int64_t id, kind, thing; str ref; bool urgent, usual, apart; };     /* usual: sent unless they said no */
struct outbox_try { int64_t id, state, why, code; stamp next; str holder; };
struct outbox_wait { int64_t tries, rank; day since; };

err outbox_insert(struct cx *cx, person_id who, const struct outbox_row *r) MUST_USE;
err outbox_role_people(struct cx *cx, unit_id over, enum role role, person_id **ret_at, size_t *ret_n) MUST_USE;
err outbox_count_due(struct cx *cx, int64_t *ret_n) MUST_USE;
/* The next one to be sent, held until then; id 0: none. */
err outbox_hold(struct cx *cx, str holder, stamp until, struct outbox_letter *ret_letter) MUST_USE;
/* ERR_MISSING: somebody else has it in hand by now. */
err outbox_waiting(struct cx *cx, int64_t id, str holder, struct outbox_wait *ret_wait) MUST_USE;
err outbox_put_try(struct cx *cx, const struct outbox_try *t) MUST_USE;
err outbox_delete_sent(struct cx *cx, day before) MUST_USE;
err outbox_give_up(struct cx *cx, day before, int64_t *ret_n) MUST_USE;
err outbox_put_alive(struct cx *cx) MUST_USE;
err outbox_put_beat(struct cx *cx, int64_t why, int64_t code) MUST_USE;
err outbox_find_health(struct cx *cx, struct outbox_health *ret_health) MUST_USE;
err outbox_undelivered(struct cx *cx, int64_t older, int64_t limit, struct mail_lost_list *ret_list) MUST_USE;
err outbox_set_waiting(struct cx *cx, int64_t id) MUST_USE;
err wish_find(struct cx *cx, person_id who, struct mail_mine *ret_mine) MUST_USE;
err wish_put(struct cx *cx, person_id who, bool wanted) MUST_USE;

#endif
