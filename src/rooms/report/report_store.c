/* rooms/report: the figures of one forum, one statement each.  No rules. */
#include "rooms/report/report_in.h"

#include "store/rows.h"

#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"

static void
put_time(struct stmt *s, const struct report_in *in)
{
	stmt_put_int(s, in->since.n * SECONDS_A_DAY);
	stmt_put_int(s, (in->until.n + 1) * SECONDS_A_DAY - 1);
}

/* What began here: not what somebody else passed up. */
err
report_matters(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*), COALESCE(SUM(m.voices), 0) FROM see_matter_forum mf"
	    "  JOIN see_matter m ON m.unit = mf.unit AND m.id = mf.matter"
	    " WHERE mf.forum = ? AND m.raised_at BETWEEN ? AND ? AND m.joined_to IS NULL"
	    "  AND NOT EXISTS (SELECT 1 FROM see_step t WHERE t.matter = m.id AND t.kind = ? AND t.forum = mf.forum)"));

	stmt_put_int(s, in->forum.v);
	put_time(s, in);
	stmt_put_int(s, STEP_PASSED);
	while (stmt_next(s)) {
		r->raised = stmt_get_int(s);
		r->voices = stmt_get_int(s);
	}
	return stmt_end(s);
}

/*
 * A step carries the forum that holds the matter after it, so who passed it on is the forum of
 * the step before; when no step says, the one where it began.
 */
err
report_steps(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COALESCE(SUM(CASE WHEN t.kind = ? AND t.forum = mf.forum THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN t.kind = ? AND t.forum = mf.forum THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN t.kind = ? AND t.forum <> mf.forum AND COALESCE("
	    "   (SELECT b.forum FROM see_step b WHERE b.matter = t.matter AND b.n < t.n AND b.forum IS NOT NULL"
	    "    ORDER BY b.n DESC LIMIT 1),"
	    "   CASE WHEN EXISTS (SELECT 1 FROM see_step w WHERE w.matter = t.matter AND w.kind = t.kind"
	    "    AND w.forum = mf.forum) THEN 0 ELSE mf.forum END) = mf.forum THEN 1 ELSE 0 END), 0)"
	    " FROM see_matter_forum mf JOIN see_step t ON t.matter = mf.matter"
	    " WHERE mf.forum = ? AND t.at BETWEEN ? AND ? AND t.kind IN (?, ?)"));

	stmt_put_int(s, STEP_PASSED);
	stmt_put_int(s, STEP_SETTLED);
	stmt_put_int(s, STEP_PASSED);
	stmt_put_int(s, in->forum.v);
	put_time(s, in);
	stmt_put_int(s, STEP_PASSED);
	stmt_put_int(s, STEP_SETTLED);
	while (stmt_next(s)) {
		r->received = stmt_get_int(s);
		r->settled = stmt_get_int(s);
		r->passed_on = stmt_get_int(s);
	}
	return stmt_end(s);
}

static const struct row_col reason_cols[] = {
	COL(struct report_reason, ROW_INT, decision), COL(struct report_reason, ROW_INT, matter),
	COL(struct report_reason, ROW_INT, outcome), COL(struct report_reason, ROW_STR, reason),
	COL(struct report_reason, ROW_STR, topic), COL(struct report_reason, ROW_STAMP_DAY, made),
};
static const struct row_of reason_row = { sizeof(struct report_reason), reason_cols, LEN(reason_cols) };

static err
reasons(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT d.id, d.matter, d.outcome, d.reason, m.topic, d.made_at FROM see_decision d"
	    "  JOIN see_matter m ON m.unit = d.unit AND m.id = d.matter"
	    " WHERE d.forum = ? AND d.made_at BETWEEN ? AND ? AND d.outcome IN (?, ?) ORDER BY d.id DESC LIMIT ?"));

	stmt_put_int(s, in->forum.v);
	put_time(s, in);
	stmt_put_int(s, OUTCOME_NOT_NOW);
	stmt_put_int(s, OUTCOME_NO);
	stmt_put_int(s, REPORT_REASONS);
	return stmt_rows(s, &reason_row, &r->reasons, &r->nreasons);
}

err
report_decisions(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT outcome, COUNT(*) FROM see_decision WHERE forum = ? AND made_at BETWEEN ? AND ?"
	    " GROUP BY outcome"));

	stmt_put_int(s, in->forum.v);
	put_time(s, in);
	while (stmt_next(s)) {
		int64_t outcome = stmt_get_int(s), n = stmt_get_int(s);

		*(outcome == OUTCOME_YES ? &r->accepted : outcome == OUTCOME_PARTLY ? &r->partly
		    : outcome == OUTCOME_NOT_NOW ? &r->not_now : &r->declined) = n;
	}
	TRY(stmt_end(s));
	return reasons(cx, in, r);
}

err
report_actions(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COALESCE(SUM(CASE WHEN made_at BETWEEN ? AND ? THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN done_at BETWEEN ? AND ? THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN done_at = 0 AND due < ? THEN 1 ELSE 0 END), 0)"
	    " FROM see_action WHERE forum = ?"));

	put_time(s, in);
	put_time(s, in);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, in->forum.v);
	while (stmt_next(s)) {
		r->actions = stmt_get_int(s);
		r->done = stmt_get_int(s);
		r->overdue = stmt_get_int(s);
	}
	return stmt_end(s);
}

/* The middle one of all answers given in the time, in days from asked to answered. */
err
report_answers(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT n, took FROM (SELECT kept_at - made_at AS took,"
	    "   ROW_NUMBER() OVER (ORDER BY kept_at - made_at, id) AS place, COUNT(*) OVER () AS n"
	    "  FROM see_promise WHERE forum = ? AND action IS NULL AND kept_at BETWEEN ? AND ?) x"
	    " WHERE place = (n + 1) / 2"));

	stmt_put_int(s, in->forum.v);
	put_time(s, in);
	while (stmt_next(s)) {
		r->answered = stmt_get_int(s);
		r->median_days = stmt_get_int(s) / SECONDS_A_DAY;
	}
	return stmt_end(s);
}

err
report_meetings(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*), COALESCE(SUM(held), 0), COALESCE(SUM(held * quorate), 0),"
	    "  COALESCE(SUM(held * leaders), 0), COALESCE(SUM(CASE WHEN held = 1 AND leaders > 0 THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(held * lived), 0), COALESCE(SUM(held * there), 0)"
	    " FROM (SELECT CASE WHEN state IN (?, ?) THEN 1 ELSE 0 END AS held, quorate, leaders, lived, there"
	    "  FROM see_meeting WHERE forum = ? AND day BETWEEN ? AND ? AND state <> ?) x"));

	stmt_put_int(s, MEETING_OPEN);
	stmt_put_int(s, MEETING_CLOSED);
	stmt_put_int(s, in->forum.v);
	stmt_put_int(s, in->since.n);
	stmt_put_int(s, in->until.n);
	stmt_put_int(s, MEETING_CANCELLED);
	while (stmt_next(s)) {
		r->planned = stmt_get_int(s);
		r->held = stmt_get_int(s);
		r->quorate = stmt_get_int(s);
		r->leaders = stmt_get_int(s);
		r->led = stmt_get_int(s);
		r->lived = stmt_get_int(s);
		r->there = stmt_get_int(s);
	}
	return stmt_end(s);
}

/* By the day they were due at first; past it and not yet looked at by the timer is late too. */
err
report_promises(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT CASE WHEN state = ? AND due < ? THEN ? ELSE state END AS now, COUNT(*) FROM see_promise"
	    " WHERE forum = ? AND first_due BETWEEN ? AND ? GROUP BY now"));

	stmt_put_int(s, PROMISE_OPEN);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, PROMISE_LATE);
	stmt_put_int(s, in->forum.v);
	stmt_put_int(s, in->since.n);
	stmt_put_int(s, in->until.n);
	while (stmt_next(s)) {
		int64_t state = stmt_get_int(s), n = stmt_get_int(s);

		*(state == PROMISE_KEPT ? &r->kept : state == PROMISE_LATE ? &r->late
		    : state == PROMISE_BROKEN ? &r->broken : &r->open) = n;
	}
	return stmt_end(s);
}

static const struct row_col group_cols[] = {
	COL(struct report_group, ROW_STR, constituency), COL(struct report_group, ROW_INT, heads),
	COL(struct report_group, ROW_INT, needed), COL(struct report_group, ROW_INT, meetings),
	COL(struct report_group, ROW_INT, missing),
};
static const struct row_of group_row = { sizeof(struct report_group), group_cols, LEN(group_cols) };

/* Every group with a seat, or that came: how many came, and from how many meetings too few did. */
err
report_groups(struct cx *cx, const struct report_in *in, struct forum_report *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT c, SUM(heads), MAX(needed), COUNT(*), SUM(CASE WHEN heads < needed THEN 1 ELSE 0 END) FROM ("
	    "  SELECT g.id, x.c, COALESCE(x.needed, 0) AS needed, COALESCE((SELECT SUM(t.heads) FROM see_there t"
	    "    WHERE t.meeting = g.id AND t.constituency = x.c AND t.how < ?), 0) AS heads"
	    "   FROM see_meeting g JOIN (SELECT k.c, MAX(s.quorum) AS needed FROM"
	    "     (SELECT constituency AS c FROM see_seat WHERE forum = ? UNION SELECT t.constituency FROM see_there t"
	    "       JOIN see_meeting h ON h.id = t.meeting WHERE h.forum = ? AND h.day BETWEEN ? AND ?) k"
	    "     LEFT JOIN see_seat s ON s.forum = ? AND s.constituency = k.c GROUP BY k.c) x ON 1 = 1"
	    "   WHERE g.forum = ? AND g.day BETWEEN ? AND ? AND g.state IN (?, ?)) y"
	    " GROUP BY c ORDER BY c LIMIT ?"));

	stmt_put_int(s, HOW_APOLOGIES);
	stmt_put_int(s, in->forum.v);
	stmt_put_int(s, in->forum.v);
	stmt_put_int(s, in->since.n);
	stmt_put_int(s, in->until.n);
	stmt_put_int(s, in->forum.v);
	stmt_put_int(s, in->forum.v);
	stmt_put_int(s, in->since.n);
	stmt_put_int(s, in->until.n);
	stmt_put_int(s, MEETING_OPEN);
	stmt_put_int(s, MEETING_CLOSED);
	stmt_put_int(s, REPORT_GROUPS);
	return stmt_rows(s, &group_row, &r->groups, &r->ngroups);
}
