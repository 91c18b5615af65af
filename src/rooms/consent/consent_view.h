/* rooms/consent: what its views are drawn from, and its addresses. */
#ifndef ROOMS_CONSENT_VIEW_H
#define ROOMS_CONSENT_VIEW_H

#include "page/page.h"
#include "rooms/consent/consent.h"
#include "rooms/label/label.h"

struct consent_page { const struct consent_list *list; str title; struct options topics; };

extern const struct route consent_routes[];
extern const size_t consent_nroutes;

#endif
