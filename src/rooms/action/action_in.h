/* rooms/action, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_ACTION_IN_H
#define ROOMS_ACTION_IN_H

#include "rooms/action/action.h"

struct action_want { int64_t forum, unit, state, older, limit; bool mine; str find; };

err action_insert(struct cx *cx, const struct action_new *n, int64_t *ret_id) MUST_USE;
/* One action that who asks owns, or may act on in its forum; ERR_MISSING. */
err action_find(struct cx *cx, int64_t id, enum may what, struct action_row *ret) MUST_USE;
/* To read: also through the matter it is for. */
err action_find_read(struct cx *cx, int64_t id, struct action_row *ret) MUST_USE;
err action_update(struct cx *cx, const struct action_row *a, str evidence, int64_t file) MUST_USE;
err action_left(struct cx *cx, int64_t matter, int64_t *ret_n) MUST_USE;     /* not done yet */
err action_select(struct cx *cx, const struct action_want *w, struct action_list *ret) MUST_USE;

#endif
