/* rooms/unit, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_UNIT_IN_H
#define ROOMS_UNIT_IN_H

#include "rooms/unit/unit.h"

struct unit_want { str find, kind; int64_t parent, older, limit; bool closed; enum may may; };  /* may 0: those open to all too */
struct unit_change { unit_id unit; int64_t kind, version; str name; bool open_to_all; };

err unit_insert(struct cx *cx, const struct unit_new *n, str parent_path, str slug, unit_id *ret_id) MUST_USE;
err unit_set_line(struct cx *cx, unit_id id, str line) MUST_USE;
err unit_select(struct cx *cx, const struct unit_want *w, struct unit_page *ret_page) MUST_USE;

err unit_update(struct cx *cx, const struct unit_change *c) MUST_USE;
err unit_set_closed(struct cx *cx, unit_id id, day closed) MUST_USE;
err unit_hanging(struct cx *cx, struct unit_one *one) MUST_USE;

err unit_forget_texts(struct cx *cx, unit_id id) MUST_USE;

#endif
