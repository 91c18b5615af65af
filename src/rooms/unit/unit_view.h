/* rooms/unit: what its views are drawn from. */
#ifndef ROOMS_UNIT_VIEW_H
#define ROOMS_UNIT_VIEW_H

#include "page/page.h"
#include "rooms/label/label.h"
#include "rooms/unit/unit.h"

struct unit_list_view { const struct unit_page *page; struct options kinds; str parent; };
struct unit_one_view { const struct unit_one *one; struct options kinds; bool closed, hangs; };

struct unit_new_view { struct options kinds, parents; };

extern const struct route unit_routes[];
extern const size_t unit_nroutes;

#endif
