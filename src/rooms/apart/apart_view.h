/* rooms/apart: what its views are drawn from. */
#ifndef ROOMS_APART_VIEW_H
#define ROOMS_APART_VIEW_H

#include "page/page.h"
#include "rooms/apart/apart.h"
#include "rooms/label/label.h"

struct apart_followed { const struct apart_page *page; str receipt; };

str apart_state_words(struct page *pg, const struct apart_row *r);
str apart_step_words(struct page *pg, const struct apart_step *s);
day apart_step_day(struct page *pg, const struct apart_step *s);
struct options apart_hearer_options(struct page *pg, const struct apart_page *p);

extern const struct route apart_routes[];
extern const size_t apart_nroutes;

#endif
