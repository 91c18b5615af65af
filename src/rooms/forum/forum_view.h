/* rooms/forum: what its views are drawn from, and how its facts read in words. */
#ifndef ROOMS_FORUM_VIEW_H
#define ROOMS_FORUM_VIEW_H

#include "page/page.h"
#include "rooms/forum/forum.h"
#include "rooms/label/label.h"

struct forum_list_view { const struct forum_list *list; struct options kinds; str unit; };
struct forum_queue_view { const struct forum_queue *queue; struct options states, topics; };

str  forum_meets(struct page *pg, const struct forum_row *f);     /* "every two weeks on Tuesday" */
int64_t forum_missing(const struct forum_seat *s);                /* seats nobody holds */
str  forum_queued_words(struct page *pg, const struct forum_queued *q);
str  forum_queued_class(const struct forum_queued *q);
struct safe forum_terms(struct page *pg, const struct forum_page *p);
bool forum_coming(const struct forum_page *p);
bool forum_past(const struct forum_page *p);

extern const struct route forum_pages[];
extern const size_t forum_npages;

#endif
