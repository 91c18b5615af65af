/* rooms/person, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_PERSON_IN_H
#define ROOMS_PERSON_IN_H

#include "rooms/person/person.h"

struct person_want { str find; int64_t unit, older, limit; };

err person_select(struct cx *cx, const struct person_want *w, struct person_page *ret_page) MUST_USE;

#endif
