/*
 * rooms/report: how one forum did in a quarter, and which forums meet as they should.  It has
 * no tables.  Every figure leads to the list behind it; none shows what a person said.
 *
 * Expected: days of the cadence since the forum was set up, before today.  Held: opened or
 * closed.  Lapsed: nothing held for more than one and a half of its usual gaps.  Never met: it
 * should have met by now and has not, not once.  The agenda is
 * late when it went out later than it promises, or never; notes likewise after the meeting.
 * Requirements: SM-B1, SM-C5, SM-E1, CY-2d, CY-7, CW-8.
 */
#ifndef ROOMS_REPORT_H
#define ROOMS_REPORT_H

#include "page/page.h"
#include "rooms/forum/forum.h"

struct report_reason { int64_t decision, matter, outcome; str reason, topic; day made; };
struct report_group { str constituency; int64_t heads, needed, meetings, missing; };   /* missing: from how many meetings */
struct forum_report {
	struct forum_row      forum;
	day                   since, until;
	int64_t               raised, voices, received, passed_on, settled;
	int64_t               accepted, partly, not_now, declined;
	int64_t               actions, done, overdue;      /* set, done in the time; late today */
	int64_t               answered, median_days;       /* how long answers took; 0 when none */
	int64_t               expected, planned, held, quorate, leaders, led, lived, there;
	int64_t               kept, late, broken, open;
	struct report_reason *reasons; size_t nreasons;
	struct report_group  *groups;  size_t ngroups;
};

/* The list behind one figure: what `times` adds up to is the figure. */
enum figure { FIGURE_RAISED, FIGURE_VOICES, FIGURE_RECEIVED, FIGURE_SETTLED, FIGURE_PASSED_ON, FIGURE_YES,
	FIGURE_PARTLY, FIGURE_NOT_NOW, FIGURE_NO, FIGURE_ANSWERED, FIGURE_KEPT, FIGURE_LATE, FIGURE_BROKEN, FIGURE_OPEN,
	FIGURE_ACTIONS, FIGURE_DONE, FIGURE_OVERDUE, FIGURE_HELD, FIGURE_QUORATE, FIGURE_LED, FIGURE_LIVED };
extern const char *const report_figures[];     /* "raised", "voices" ... */
struct report_line { int64_t matter, action, meeting, times; str topic; day day; };   /* one of the three */
struct report_list {
	struct forum_row    forum;
	day                 since, until;
	int64_t             figure, next;
	struct report_line *at; size_t n;
};

enum monitor_only { MONITOR_ALL, MONITOR_LAPSED, MONITOR_NEVER, MONITOR_FEW, MONITOR_AGENDA, MONITOR_NOTES };
extern const char *const monitor_onlys[];      /* "", "lapsed", "never", "few", "agenda_late", "notes_late" */

struct monitor_row {
	int64_t forum, expected, held, few, agenda_late, notes_late, days;   /* days since the last one */
	str     name, unit_name, kind, cadence;
	day     last;                          /* DAY_NONE: never met */
	bool    lapsed;
};
struct monitor_page {
	struct monitor_row *at; size_t n;
	int64_t next, days;
	int64_t forums, lapsed, never, few, agenda_late, notes_late;   /* how many forums */
	bool    more;                          /* more forums than are looked at in one go */
};

extern const struct op forum_report;   /* out: struct forum_report */
extern const struct op forum_figure;   /* out: struct report_list */
extern const struct op forum_monitor;  /* out: struct monitor_page */
extern const struct op *const report_ops[];
extern const size_t report_nops;
extern const struct route report_routes[];
extern const size_t report_nroutes;

#endif
