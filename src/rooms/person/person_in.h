/* rooms/person, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_PERSON_IN_H
#define ROOMS_PERSON_IN_H

#include "rooms/person/person.h"

struct person_want { str find; int64_t unit, group, older, limit; };   /* group: index into constituencies */

err person_select(struct cx *cx, const struct person_want *w, struct person_page *ret_page) MUST_USE;
/* ERR_MISSING unless they hold something in a place whose people the reader may see. */
err person_within(struct cx *cx, person_id id) MUST_USE;
err person_helds(struct cx *cx, person_id id, struct person_held **ret_at, size_t *ret_n) MUST_USE;
err person_places(struct cx *cx, enum may what, struct person_place **ret_at, size_t *ret_n) MUST_USE;
err person_forums(struct cx *cx, struct person_place **ret_at, size_t *ret_n) MUST_USE;

#endif
