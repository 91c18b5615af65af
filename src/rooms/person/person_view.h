/* rooms/person: what its views are drawn from. */
#ifndef ROOMS_PERSON_VIEW_H
#define ROOMS_PERSON_VIEW_H

#include "page/page.h"
#include "rooms/label/label.h"
#include "rooms/person/person.h"

struct person_list_view { const struct person_page *page; str unit; };

struct options person_places_of(struct page *pg, const struct person_place *at, size_t n, bool none);
struct options person_role_options(struct page *pg);
struct options person_group_options(struct page *pg);
struct options person_lang_options(struct page *pg);
str person_group(struct page *pg, str constituency);

extern const struct route person_routes[];
extern const size_t person_nroutes;

#endif
