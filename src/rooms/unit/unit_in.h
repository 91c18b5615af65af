/* rooms/unit, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_UNIT_IN_H
#define ROOMS_UNIT_IN_H

#include "rooms/unit/unit.h"

struct unit_want { str find, kind; int64_t parent, older, limit; };

err unit_insert(struct cx *cx, const struct unit_new *n, str parent_path, str slug, unit_id *ret_id) MUST_USE;
err unit_set_line(struct cx *cx, unit_id id, str line) MUST_USE;
err unit_select(struct cx *cx, const struct unit_want *w, struct unit_page *ret_page) MUST_USE;

#endif
