/* rooms/forum: what its views are drawn from, and how its facts read in words. */
#ifndef ROOMS_FORUM_VIEW_H
#define ROOMS_FORUM_VIEW_H

#include "page/page.h"
#include "rooms/forum/forum.h"
#include "rooms/label/label.h"

struct forum_list_view { const struct forum_list *list; struct options kinds; str unit; };
struct forum_queue_view { const struct forum_queue *queue; struct options states, topics; };

struct forum_setup_view {
	const struct forum_setup *setup;
	struct options often, weekdays, nths, groups, near, others, topics, roles;
};

str  forum_meets(struct page *pg, const struct forum_row *f);     /* "every two weeks on Tuesday" */
int64_t forum_missing(const struct forum_seat *s);                /* seats nobody holds */
str  forum_queued_words(struct page *pg, const struct forum_queued *q);
str  forum_queued_class(const struct forum_queued *q);
str  forum_nth_of(struct page *pg, const struct forum_setup *s);  /* keys, for the choices */
str  forum_weekday_of(struct page *pg, const struct forum_setup *s);
str  forum_often_of(struct page *pg, const struct forum_setup *s);
struct safe forum_terms(struct page *pg, const struct forum_page *p);
bool forum_coming(const struct forum_page *p);
bool forum_past(const struct forum_page *p);

extern const struct route forum_pages[];
extern const size_t forum_npages;
extern const struct route forum_change_pages[];        /* the page to change one */
extern const size_t forum_nchange_pages;

#endif
