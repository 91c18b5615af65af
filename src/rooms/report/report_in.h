/* rooms/report, indoors: the shelf of a room that only reads. */
#ifndef ROOMS_REPORT_IN_H
#define ROOMS_REPORT_IN_H

#include "rooms/report/report.h"

enum { REPORT_REASONS = 30, REPORT_GROUPS = 20, MONITOR_LOOKS = 2000, SECONDS_A_DAY = 86400 };

struct report_in { forum_id forum; day since, until; };

err report_matters(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_steps(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_decisions(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_actions(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_answers(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_meetings(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_promises(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;
err report_groups(struct cx *cx, const struct report_in *in, struct forum_report *r) MUST_USE;

/* report.c: the quarter when no days are given; ERR_INPUT when they run backwards. */
err report_days(struct cx *cx, struct report_in *in) MUST_USE;

/* behind_store.c: what lies behind a figure, newest first. */
struct figure_in { struct report_in of; int64_t figure, older, limit; };
err report_behind(struct cx *cx, const struct figure_in *in, struct report_list *ret) MUST_USE;

struct monitor_in { int64_t days, unit, only, older, limit; str find, kind; };
/* One forum as the shelf sees it; expected and lapsed are the rules'. */
struct monitor_found { struct monitor_row row; day starts, since; int64_t agenda_days, notes_days; bool working; };
struct monitor_met { day day; int64_t agenda_at, notes_at; };

/* The meetings of one forum since that day. */
err monitor_met(struct cx *cx, int64_t forum, day since, struct monitor_met **ret_at, size_t *ret_n) MUST_USE;
err monitor_select(struct cx *cx, const struct monitor_in *in, struct monitor_found *ret_at, size_t *ret_n) MUST_USE;

#endif
