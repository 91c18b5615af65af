/* rooms/decision: every statement that touches the decision table.  No rules. */
#include "rooms/decision/decision_in.h"

#include "store/number.h"

err
decision_insert(struct cx *cx, const struct decision_new *n, int64_t *ret_id)
{
	struct stmt *s;

	TRY(number_next(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM decision"),
	    &(struct number_want){ cx->now, false }, ret_id));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO decision (id, matter, unit, forum, forum_name, meeting, outcome, reason, room, ladder,"
	    "  review, reviewed, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)"));
	stmt_put_int(s, *ret_id);
	stmt_put_int(s, n->matter->id);
	stmt_put_int(s, n->matter->unit);
	stmt_put_int(s, n->matter->holder);
	stmt_put_str(s, n->matter->holder_name);
	stmt_put_id(s, n->meeting);
	stmt_put_int(s, n->outcome);
	stmt_put_str(s, n->reason);
	stmt_put_str(s, n->room);
	stmt_put_str(s, n->ladder);
	stmt_put_day(s, n->review);
	stmt_put_int(s, cx->who.id.v > 0 ? cx->who.id.v : 0);
	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

err
decision_room(struct cx *cx, int64_t meeting, int64_t forum, str *ret_room)
{
	struct buf   b = { .mem = cx->mem };
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT t.constituency, SUM(t.heads) FROM see_there t JOIN see_meeting g ON g.id = t.meeting"
	    " WHERE t.meeting = ? AND g.forum = ? AND t.how < 2 GROUP BY t.constituency ORDER BY t.constituency"));

	stmt_put_int(s, meeting);
	stmt_put_int(s, forum);
	while (stmt_next(s)) {
		str     c = stmt_get_str(s);
		int64_t n = stmt_get_int(s);

		buf_addf(&b, "%s%.*s %lld", b.n ? ", " : "", STR_ARG(c), (long long)n);
	}
	*ret_room = buf_str(&b);
	return stmt_end(s);
}

err
decision_meeting(struct cx *cx, int64_t forum, int64_t *meeting)
{
	int64_t      found = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id FROM see_meeting WHERE forum = ? AND ((CAST(? AS BIGINT) = 0 AND state = 1) OR id = ?)"
	    " ORDER BY day DESC LIMIT 1"));

	stmt_put_int(s, forum);
	stmt_put_int(s, *meeting);
	stmt_put_int(s, *meeting);
	while (stmt_next(s))
		found = stmt_get_int(s);
	TRY(stmt_end(s));
	if (*meeting != 0 && found == 0)
		return cx_fail(cx, ERR_INPUT, "meeting.missing", STR("meeting"));
	*meeting = found;
	return OK;
}

err
decision_reviews(struct cx *cx, struct decision_due **ret_at, size_t *ret_n)
{
	struct decision_due *at = arena_take(cx->mem, 100 * sizeof *at);
	size_t               n = 0;
	struct stmt         *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, matter, forum FROM decision WHERE review <= ? AND reviewed = 0 ORDER BY review LIMIT 100"));

	stmt_put_int(s, cx->today.n);
	while (stmt_next(s)) {
		at[n].id = stmt_get_int(s);
		at[n].matter = stmt_get_int(s);
		at[n++].forum = stmt_get_int(s);
	}
	*ret_at = at;
	*ret_n = n;
	return stmt_end(s);
}

err
decision_set_reviewed(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE decision SET reviewed = 1 WHERE id = ?"));

	stmt_put_int(s, id);
	return stmt_end(s);
}

/* Of a matter that leaves its room (the conflict wall). */
err
decision_take_out(struct cx *cx, int64_t matter)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM decision WHERE matter = ?"));

	stmt_put_int(s, matter);
	return stmt_end(s);
}
