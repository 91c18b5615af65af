/* rooms/report: what its views are drawn from. */
#ifndef ROOMS_REPORT_VIEW_H
#define ROOMS_REPORT_VIEW_H

#include "rooms/label/label.h"
#include "rooms/report/report.h"

struct monitor_view { const struct monitor_page *page; struct options onlys; str unit; };

struct figure_view { const struct report_list *list; struct msg what; };

str report_outcome(struct page *pg, const struct report_reason *r);

#endif
