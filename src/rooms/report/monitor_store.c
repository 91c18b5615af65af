/*
 * rooms/report: the meetings of all forums in reach, in one statement however many they are.
 * A forum without a cadence is expected nowhere and not listed.  No rules.
 */
#include "rooms/report/report_in.h"

#include "rooms/meeting/meeting.h"
#include "store/rows.h"

static void
read_found(struct stmt *s, struct monitor_found *f)
{
	f->row.forum = stmt_get_int(s);
	f->row.name = stmt_get_str(s);
	f->row.unit_name = stmt_get_str(s);
	f->row.kind = stmt_get_str(s);
	f->row.cadence = stmt_get_str(s);
	f->starts.n = stmt_get_int(s);
	f->since.n = stmt_get_int(s);
	f->row.last = stmt_get_day(s);
	f->row.held = stmt_get_int(s);
	f->row.few = stmt_get_int(s);
	f->row.agenda_late = stmt_get_int(s);
	f->row.notes_late = stmt_get_int(s);
	f->agenda_days = stmt_get_int(s);
	f->notes_days = stmt_get_int(s);
	f->working = stmt_get_int(s) != 0;
}

static const struct row_col met_cols[] = {
	COL(struct monitor_met, ROW_DAY, day), COL(struct monitor_met, ROW_INT, agenda_at),
	COL(struct monitor_met, ROW_INT, notes_at),
};
static const struct row_of met_row = { sizeof(struct monitor_met), met_cols, LEN(met_cols) };

err
monitor_met(struct cx *cx, int64_t forum, day since, struct monitor_met **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT day, agenda_at, notes_at FROM see_meeting WHERE forum = ? AND day >= ? AND state IN (1, 2)"
	    " ORDER BY day LIMIT 800"));

	stmt_put_int(s, forum);
	stmt_put_int(s, since.n);
	return stmt_rows(s, &met_row, ret_at, ret_n);
}

err
monitor_select(struct cx *cx, const struct monitor_in *in, struct monitor_found *ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT f.id, f.name, u.name, f.kind, f.cadence, f.starts, f.since, MAX(g.day),"
	    "  COALESCE(SUM(CASE WHEN g.day >= ? THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN g.day >= ? AND g.state = 2 AND g.quorate = 0 THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN g.day >= ? AND f.agenda_days > 0 AND (g.agenda_at = 0"
	    "   OR g.agenda_at >= (g.day - f.agenda_days + 1) * 86400) THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN g.day >= ? AND f.notes_days > 0 AND ((g.notes_at = 0 AND g.day + f.notes_days < ?)"
	    "   OR g.notes_at >= (g.day + f.notes_days + 1) * 86400) THEN 1 ELSE 0 END), 0),"
	    "  f.agenda_days, f.notes_days, f.working"
	    " FROM see_forum f JOIN see_unit u ON u.id = f.unit"
	    "  LEFT JOIN see_meeting g ON g.forum = f.id AND g.state IN (1, 2)"
	    " WHERE f.cadence <> '' AND u.closed IS NULL AND (? = '' OR f.kind = ?) AND (? = '' OR LOWER(f.name) LIKE LOWER(?))"
	    "  AND (CAST(? AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM see_unit w"
	    "   WHERE w.id = ? AND f.path >= w.path AND f.path < w.path_end)) AND" REACH_FORUM("f")
	    " GROUP BY f.id, f.name, u.name, f.kind, f.cadence, f.starts, f.since,"
	    "  f.agenda_days, f.notes_days, f.working ORDER BY f.id LIMIT ?"));

	for (int i = 0; i < 4; i++)
		stmt_put_int(s, cx->today.n - in->days);
	stmt_put_int(s, cx->today.n);
	stmt_put_str(s, in->kind);
	stmt_put_str(s, in->kind);
	stmt_put_str(s, in->find);
	stmt_put_str(s, str_fmt(cx->mem, "%%%.*s%%", STR_ARG(in->find)));
	stmt_put_int(s, in->unit);
	stmt_put_int(s, in->unit);
	stmt_put_reach(s, &cx->who, MAY_READ_REPORT, cx->now);
	stmt_put_int(s, MONITOR_LOOKS + 1);
	*ret_n = 0;
	while (stmt_next(s))
		read_found(s, &ret_at[(*ret_n)++]);
	return stmt_end(s);
}
