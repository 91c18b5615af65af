/* rooms/action: what its views are drawn from. */
#ifndef ROOMS_ACTION_VIEW_H
#define ROOMS_ACTION_VIEW_H

#include "page/page.h"
#include "rooms/action/action.h"
#include "rooms/label/label.h"

struct action_list_view { const struct action_list *list; struct options states; str forum, unit; bool mine; };

str action_key(const struct action_row *a);
str action_tag(const struct action_row *a);

extern const struct route action_routes[];
extern const size_t action_nroutes;

#endif
