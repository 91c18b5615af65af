/* rooms/safeguarding: what its views are drawn from. */
#ifndef ROOMS_SAFEGUARDING_VIEW_H
#define ROOMS_SAFEGUARDING_VIEW_H

#include "page/page.h"
#include "rooms/label/label.h"
#include "rooms/matter/matter.h"
#include "rooms/safeguarding/safeguarding.h"

struct options safeguarding_places(struct page *pg, const struct help_page *p);
struct options rota_options(struct page *pg, const struct rota_place *at, size_t n);
struct options rung_options(struct page *pg);
struct options help_lang_options(struct page *pg);
str alert_tag(const struct alert_row *a);
str alert_state_words(struct page *pg, const struct alert_row *a);
str alert_kinds(struct page *pg, const struct alert_row *a);
str alert_link(struct page *pg, const struct alert_row *a);
str duty_rung(struct page *pg, const struct duty_row *d);

extern const struct route safeguarding_routes[];
extern const size_t safeguarding_nroutes;

#endif
