/* rooms/outbox: what its views are drawn from. */
#ifndef ROOMS_OUTBOX_VIEW_H
#define ROOMS_OUTBOX_VIEW_H

#include "page/page.h"
#include "rooms/outbox/outbox.h"

str mail_why_words(struct page *pg, int64_t why);

#endif
