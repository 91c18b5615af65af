/* rooms/meeting: what its views are drawn from, and how its states look. */
#ifndef ROOMS_MEETING_VIEW_H
#define ROOMS_MEETING_VIEW_H

#include "page/page.h"
#include "rooms/label/label.h"
#include "rooms/meeting/meeting.h"

struct meeting_list_view { const struct meeting_list *list; struct options states; str forum, unit; bool coming; };
str  meeting_list_url(struct page *pg, const struct meeting_list_view *v, bool coming);

str  meeting_key(const struct meeting_row *m);             /* "planned" ... */
str  meeting_tag(const struct meeting_row *m);
str  meeting_item_key(const struct meeting_item *it);      /* "settled" ...; empty: nothing yet */
str  meeting_item_title(struct page *pg, const struct meeting_item *it);
str  meeting_item_class(const struct meeting_page *p, const struct meeting_item *it);
bool meeting_item_now(const struct meeting_page *p, const struct meeting_item *it);
bool meeting_group_shown(const struct meeting_page *p, const struct meeting_group *g);
bool meeting_item_voted(const struct meeting_item *it);
/* Where its outcome is written; empty: not yet, or not by this reader. */
str  meeting_item_url(struct page *pg, const struct meeting_page *p, const struct meeting_item *it);
str  meeting_there(struct page *pg, const struct meeting_page *p);     /* "5 service users, 1 carer" */
str  meeting_missing(struct page *pg, const struct meeting_page *p);   /* who must still come */
str  meeting_how_key(const struct meeting_person *p);
str  meeting_person_words(struct page *pg, const struct meeting_person *p);
bool meeting_can_open(struct page *pg, const struct meeting_page *p);
bool meeting_on_paper(const struct meeting_page *p);       /* what is typed in now comes from paper */
struct safe meeting_notes_html(struct page *pg, const struct meeting_page *p);
struct options meeting_seat_options(struct page *pg, const struct meeting_page *p);
struct options meeting_route_options(struct page *pg, const struct meeting_page *p);
struct options meeting_outcome_options(struct page *pg, const struct meeting_page *p);
struct options meeting_group_options(struct page *pg);
struct options meeting_how_options(struct page *pg);

extern const struct route meeting_routes[];
extern const size_t meeting_nroutes;

#endif
