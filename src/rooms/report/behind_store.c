/*
 * rooms/report: the list behind each figure, one statement a kind of thing.  Each counts as
 * its figure in report_store.c counts (the tests hold the sums together).  No rules.
 */
#include "rooms/report/report_in.h"

#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"

/* What a line is about. */
enum line_of { LINE_MATTER, LINE_ACTION, LINE_MEETING };

static void
put_time(struct stmt *s, const struct figure_in *in)
{
	stmt_put_int(s, in->of.since.n * SECONDS_A_DAY);
	stmt_put_int(s, (in->of.until.n + 1) * SECONDS_A_DAY - 1);
}

/* Of this forum, in this time: nearly every list begins so. */
static void
put_here(struct stmt *s, const struct figure_in *in)
{
	stmt_put_int(s, in->of.forum.v);
	put_time(s, in);
}

static void
put_end(struct stmt *s, const struct figure_in *in)
{
	stmt_put_int(s, in->older);
	stmt_put_int(s, in->older);
	stmt_put_int(s, in->limit + 1);
}

/* The last three puts, of OLDER; then columns: the list's own number, the thing, its topic, when (seconds), how often it counts. */
static err
lines(struct cx *cx, struct stmt *s, const struct figure_in *in, enum line_of of, struct report_list *list)
{
	int64_t *keys = arena_take(cx->mem, (size_t)(in->limit + 1) * sizeof *keys);

	put_end(s, in);
	list->at = arena_take(cx->mem, (size_t)(in->limit + 1) * sizeof *list->at);
	while (stmt_next(s)) {
		struct report_line *x = &list->at[list->n];
		int64_t             thing;

		keys[list->n++] = stmt_get_int(s);
		thing = stmt_get_int(s);
		*(of == LINE_MATTER ? &x->matter : of == LINE_ACTION ? &x->action : &x->meeting) = thing;
		x->topic = stmt_get_str(s);
		x->day = stamp_utc_day((stamp){ stmt_get_int(s) });
		x->times = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	if (list->n > (size_t)in->limit)
		list->next = keys[--list->n - 1];
	return OK;
}

#define OLDER(key) " AND (CAST(? AS BIGINT) = 0 OR " key " < ?) ORDER BY " key " DESC LIMIT ?"

static err
began_here(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT m.id, m.id, m.topic, m.raised_at, CASE WHEN CAST(? AS BIGINT) = 1 THEN m.voices ELSE 1 END"
	    " FROM see_matter_forum mf JOIN see_matter m ON m.unit = mf.unit AND m.id = mf.matter"
	    " WHERE mf.forum = ? AND m.raised_at BETWEEN ? AND ? AND m.joined_to IS NULL"
	    "  AND NOT EXISTS (SELECT 1 FROM see_step t WHERE t.matter = m.id AND t.kind = ? AND t.forum = mf.forum)"
	    OLDER("m.id")));

	stmt_put_int(s, in->figure == FIGURE_VOICES);
	put_here(s, in);
	stmt_put_int(s, STEP_PASSED);
	return lines(cx, s, in, LINE_MATTER, list);
}

/* Came to it, or was settled there. */
static err
stepped_here(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, id, topic, at, times FROM (SELECT m.id, m.topic, MAX(t.at) AS at, COUNT(*) AS times"
	    "  FROM see_matter_forum mf JOIN see_step t ON t.matter = mf.matter JOIN see_matter m ON m.id = mf.matter"
	    "  WHERE mf.forum = ? AND t.at BETWEEN ? AND ? AND t.kind = ? AND t.forum = mf.forum"
	    "  GROUP BY m.id, m.topic) x WHERE 1 = 1" OLDER("id")));

	put_here(s, in);
	stmt_put_int(s, in->figure == FIGURE_SETTLED ? STEP_SETTLED : STEP_PASSED);
	return lines(cx, s, in, LINE_MATTER, list);
}

/* Passed on by it: the step before says who had it (report_store.c says why). */
static err
went_on(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, id, topic, at, times FROM (SELECT m.id, m.topic, MAX(t.at) AS at, COUNT(*) AS times"
	    "  FROM see_matter_forum mf JOIN see_step t ON t.matter = mf.matter JOIN see_matter m ON m.id = mf.matter"
	    "  WHERE mf.forum = ? AND t.at BETWEEN ? AND ? AND t.kind = ? AND t.forum <> mf.forum AND COALESCE("
	    "   (SELECT b.forum FROM see_step b WHERE b.matter = t.matter AND b.n < t.n AND b.forum IS NOT NULL"
	    "    ORDER BY b.n DESC LIMIT 1),"
	    "   CASE WHEN EXISTS (SELECT 1 FROM see_step w WHERE w.matter = t.matter AND w.kind = t.kind"
	    "    AND w.forum = mf.forum) THEN 0 ELSE mf.forum END) = mf.forum"
	    "  GROUP BY m.id, m.topic) x WHERE 1 = 1" OLDER("id")));

	put_here(s, in);
	stmt_put_int(s, STEP_PASSED);
	return lines(cx, s, in, LINE_MATTER, list);
}

static err
decided(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	static const int64_t outcome[] = { OUTCOME_YES, OUTCOME_PARTLY, OUTCOME_NOT_NOW, OUTCOME_NO };
	struct stmt         *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT d.id, d.matter, m.topic, d.made_at, 1 FROM see_decision d JOIN see_matter m ON m.id = d.matter"
	    " WHERE d.forum = ? AND d.made_at BETWEEN ? AND ? AND d.outcome = ?" OLDER("d.id")));

	put_here(s, in);
	stmt_put_int(s, outcome[in->figure - FIGURE_YES]);
	return lines(cx, s, in, LINE_MATTER, list);
}

static err
answered(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, matter, topic, kept_at, 1 FROM see_promise"
	    " WHERE forum = ? AND action IS NULL AND kept_at BETWEEN ? AND ?" OLDER("id")));

	put_here(s, in);
	return lines(cx, s, in, LINE_MATTER, list);
}

static err
promised(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	static const int64_t state[] = { PROMISE_KEPT, PROMISE_LATE, PROMISE_BROKEN, PROMISE_OPEN };
	struct stmt         *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, matter, topic, first_due * 86400, 1 FROM see_promise"
	    " WHERE forum = ? AND first_due BETWEEN ? AND ?"
	    "  AND CASE WHEN state = ? AND due < ? THEN ? ELSE state END = ?" OLDER("id")));

	stmt_put_int(s, in->of.forum.v);
	stmt_put_int(s, in->of.since.n);
	stmt_put_int(s, in->of.until.n);
	stmt_put_int(s, PROMISE_OPEN);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, PROMISE_LATE);
	stmt_put_int(s, state[in->figure - FIGURE_KEPT]);
	return lines(cx, s, in, LINE_MATTER, list);
}

static err
acted(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, id, topic, at, 1 FROM (SELECT a.id, COALESCE(m.topic, '') AS topic, a.forum, a.done_at, a.due,"
	    "   CASE CAST(? AS BIGINT) WHEN 0 THEN a.made_at WHEN 1 THEN a.done_at ELSE a.due * 86400 END AS at,"
	    "   CAST(? AS BIGINT) AS which FROM see_action a LEFT JOIN see_matter m ON m.id = a.matter) x"
	    " WHERE forum = ? AND ((which < 2 AND at BETWEEN ? AND ?) OR (which = 2 AND done_at = 0 AND due < ?))"
	    OLDER("id")));

	stmt_put_int(s, in->figure - FIGURE_ACTIONS);
	stmt_put_int(s, in->figure - FIGURE_ACTIONS);
	put_here(s, in);
	stmt_put_int(s, cx->today.n);
	return lines(cx, s, in, LINE_ACTION, list);
}

static err
met(struct cx *cx, const struct figure_in *in, struct report_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, id, '', day * 86400, times FROM (SELECT id, forum, day, state,"
	    "   CASE CAST(? AS BIGINT) WHEN 0 THEN 1 WHEN 1 THEN quorate WHEN 2 THEN CASE WHEN leaders > 0 THEN 1 ELSE 0 END"
	    "    ELSE lived END AS times FROM see_meeting) x"
	    " WHERE forum = ? AND day BETWEEN ? AND ? AND state IN (?, ?) AND times > 0" OLDER("id")));

	stmt_put_int(s, in->figure - FIGURE_HELD);
	stmt_put_int(s, in->of.forum.v);
	stmt_put_int(s, in->of.since.n);
	stmt_put_int(s, in->of.until.n);
	stmt_put_int(s, MEETING_OPEN);
	stmt_put_int(s, MEETING_CLOSED);
	return lines(cx, s, in, LINE_MEETING, list);
}

err
report_behind(struct cx *cx, const struct figure_in *in, struct report_list *ret)
{
	switch ((enum figure)in->figure) {
	case FIGURE_RAISED: case FIGURE_VOICES:
		return began_here(cx, in, ret);
	case FIGURE_RECEIVED: case FIGURE_SETTLED:
		return stepped_here(cx, in, ret);
	case FIGURE_PASSED_ON:
		return went_on(cx, in, ret);
	case FIGURE_YES: case FIGURE_PARTLY: case FIGURE_NOT_NOW: case FIGURE_NO:
		return decided(cx, in, ret);
	case FIGURE_ANSWERED:
		return answered(cx, in, ret);
	case FIGURE_KEPT: case FIGURE_LATE: case FIGURE_BROKEN: case FIGURE_OPEN:
		return promised(cx, in, ret);
	case FIGURE_ACTIONS: case FIGURE_DONE: case FIGURE_OVERDUE:
		return acted(cx, in, ret);
	case FIGURE_HELD: case FIGURE_QUORATE: case FIGURE_LED: case FIGURE_LIVED:
		return met(cx, in, ret);
	}
	return cx_fail(cx, ERR_INPUT, "input.choice", STR("figure"));
}
