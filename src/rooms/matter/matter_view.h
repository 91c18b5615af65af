/* rooms/matter: what its views are drawn from, and how its states look. */
#ifndef ROOMS_MATTER_VIEW_H
#define ROOMS_MATTER_VIEW_H

#include "page/page.h"
#include "rooms/label/label.h"
#include "rooms/matter/matter.h"

struct matter_list_page {
	const struct matter_list *list;
	str            title, older;
	struct options states, topics;
	int64_t        unit, forum, of;
	bool           mine;
};
struct matter_sort_page {
	const struct matter_waiting *list;
	struct options matters, whats, routes, topics;
	int64_t        done;               /* how many were just sorted */
};
struct matter_followed { const struct matter_page *page; str receipt; };

str matter_short(struct page *pg, str words);              /* at most 120 characters, cut at a blank */
str matter_state_key(const struct matter_row *m);
str matter_outcome_key(const struct matter_row *m);
str matter_tag_class(const struct matter_row *m);
str matter_step_key(const struct matter_step *s);
str matter_step_class(const struct matter_page *p, const struct matter_step *s);
day matter_step_day(struct page *pg, const struct matter_step *s);
str matter_decided_key(const struct matter_decision *d);
str matter_action_key(const struct matter_action *a);
str matter_room_words(struct page *pg, str room);          /* "service_user 4, staff 2" in words */
bool matter_typed(const struct matter_page *p);            /* somebody typed it for them */
bool matter_any_right(const struct matter_page *p);
struct options matter_route_options(struct page *pg, const struct matter_page *p);
void matter_sort_options(struct page *pg, struct matter_sort_page *v);

extern const struct route matter_routes[];
extern const size_t matter_nroutes;

#endif
