/* rooms/promise: what the ledger's page is drawn from. */
#ifndef ROOMS_PROMISE_VIEW_H
#define ROOMS_PROMISE_VIEW_H

#include "page/page.h"
#include "rooms/label/label.h"
#include "rooms/promise/promise.h"

struct promise_list_view { const struct promise_list *list; struct options states, topics; str forum, unit, matter; };

str promise_key(const struct promise_row *p);      /* as it stands today: "open", "late" ... */
str promise_class(const struct promise_row *p);

extern const struct route promise_routes[];
extern const size_t promise_nroutes;

#endif
