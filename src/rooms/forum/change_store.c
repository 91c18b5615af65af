/* rooms/forum: changing one, and what the page for it offers.  No rules. */
#include "rooms/forum/forum_in.h"

#include "store/rows.h"

err
forum_update(struct cx *cx, const struct forum_change *c)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE forum SET name = ?, short_name = ?, purpose = ?, terms = ?, place = ?, clock = ?, minutes = ?,"
	    "  quorum = ?, promise_days = ?, agenda_days = ?, notes_days = ?, is_public = ?, working = ?,"
	    "  version = version + 1 WHERE id = ?"));

	stmt_put_str(s, c->name);
	stmt_put_str(s, c->short_name);
	stmt_put_str(s, c->purpose);
	stmt_put_str(s, c->terms);
	stmt_put_str(s, c->place);
	stmt_put_int(s, c->clock.m);
	stmt_put_int(s, c->minutes);
	stmt_put_int(s, c->quorum);
	stmt_put_int(s, c->promise_days);
	stmt_put_int(s, c->agenda_days);
	stmt_put_int(s, c->notes_days);
	stmt_put_int(s, c->is_public);
	stmt_put_int(s, c->working);
	stmt_put_int(s, c->forum.v);
	return stmt_end(s);
}

static const struct row_col rule_cols[] = {
	COL(struct forum_rule, ROW_INT, forum), COL(struct forum_rule, ROW_DAY, until),
	COL(struct forum_rule, ROW_STR, cadence), COL(struct forum_rule, ROW_DAY, starts),
};
static const struct row_of rule_row = { sizeof(struct forum_rule), rule_cols, LEN(rule_cols) };

err
forum_rules(struct cx *cx, forum_id f, day from, struct forum_rule **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT forum, until, cadence, starts FROM forum_before WHERE (forum = ? OR CAST(? AS BIGINT) = 0)"
	    " AND until > ? ORDER BY forum, until LIMIT 4000"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, f.v);
	stmt_put_int(s, from.n);
	return stmt_rows(s, &rule_row, ret_at, ret_n);
}

/* The one it has now counts until that day; what would have begun later never counts. */
static err
rule_ends(struct cx *cx, forum_id f, day until)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM forum_before WHERE forum = ? AND starts >= ?"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, until.n);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("UPDATE forum_before SET until = ? WHERE forum = ? AND until > ?"));
	stmt_put_int(s, until.n);
	stmt_put_int(s, f.v);
	stmt_put_int(s, until.n);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO forum_before (forum, until, cadence, starts)"
	    " SELECT id, CAST(? AS BIGINT), cadence, starts FROM forum WHERE id = ? AND cadence <> '' AND starts < ?"));
	stmt_put_int(s, until.n);
	stmt_put_int(s, f.v);
	stmt_put_int(s, until.n);
	return stmt_end(s);
}

err
forum_set_cadence(struct cx *cx, forum_id f, str cadence, day starts)
{
	struct stmt *s;

	TRY(rule_ends(cx, f, starts));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE forum SET cadence = ?, starts = ?, version = version + 1 WHERE id = ?"));

	stmt_put_str(s, cadence);
	stmt_put_int(s, starts.n);
	stmt_put_int(s, f.v);
	return stmt_end(s);
}

err
forum_touch(struct cx *cx, forum_id f)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE forum SET version = version + 1 WHERE id = ?"));

	stmt_put_int(s, f.v);
	return stmt_end(s);
}

err
forum_set_seat(struct cx *cx, forum_id f, const struct forum_seat *seat)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("DELETE FROM forum_seat WHERE forum = ? AND constituency = ?"));

	stmt_put_int(s, f.v);
	stmt_put_str(s, seat->constituency);
	TRY(stmt_end(s));
	return seat->seats + seat->quorum > 0 ? forum_add_seat(cx, f, seat) : OK;
}

err
forum_end_route(struct cx *cx, forum_id f, forum_id to, str topic)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("DELETE FROM forum_route WHERE forum = ? AND to_forum = ? AND topic = ?"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, to.v);
	stmt_put_str(s, topic);
	TRY(stmt_end(s));
	return stmt_changed(s) > 0 ? OK : cx_fail(cx, ERR_MISSING, "forum.missing", STR("to"));
}

static const struct row_col near_cols[] = {
	COL(struct forum_person, ROW_INT, person), COL(struct forum_person, ROW_STR, name),
};
static const struct row_of near_row = { sizeof(struct forum_person), near_cols, LEN(near_cols) };

/* Those whom the reader may see, and who hold something at its place, above or below it. */
err
forum_near(struct cx *cx, const struct forum_row *f, struct forum_setup *setup)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT p.id, p.name FROM see_unit w JOIN see_unit u ON (u.path >= w.path AND u.path < w.path_end)"
	    "  OR (w.path >= u.path AND w.path < u.path_end)"
	    " JOIN see_held x ON x.unit = u.id JOIN see_person p ON p.id = x.person"
	    " WHERE w.id = ? AND ? BETWEEN x.since AND x.until AND" REACH_UNIT("u") " ORDER BY p.name, p.id LIMIT 200"));

	stmt_put_int(s, f->unit);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_READ_PEOPLE, cx->now);
	return stmt_rows(s, &near_row, &setup->near, &setup->nnear);
}

static const struct row_col other_cols[] = {
	COL(struct forum_route, ROW_INT, forum), COL(struct forum_route, ROW_STR, name),
};
static const struct row_of other_row = { sizeof(struct forum_route), other_cols, LEN(other_cols) };

/* Forums of open places on the way up and beside: one does not pass things down to a ward. */
err
forum_others(struct cx *cx, const struct forum_row *f, struct forum_setup *setup)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT t.id, t.name FROM forum t JOIN see_unit u ON u.id = t.unit JOIN see_unit w ON w.id = ?"
	    " WHERE t.id <> ? AND u.closed IS NULL AND w.path >= u.path AND w.path < u.path_end"
	    " ORDER BY t.path, t.name LIMIT 200"));

	stmt_put_int(s, f->unit);
	stmt_put_int(s, f->id);
	return stmt_rows(s, &other_row, &setup->others, &setup->nothers);
}

static const struct row_col planned_cols[] = {
	COL(struct forum_meeting, ROW_INT, id), COL(struct forum_meeting, ROW_DAY, day),
	COL(struct forum_meeting, ROW_INT, clock), COL(struct forum_meeting, ROW_STR, place),
};
static const struct row_of planned_row = { sizeof(struct forum_meeting), planned_cols, LEN(planned_cols) };

err
forum_planned(struct cx *cx, forum_id f, struct forum_meeting **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, day, clock, place FROM see_meeting WHERE forum = ? AND day >= ? AND state = 0"
	    " ORDER BY day, clock LIMIT 60"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, cx->today.n);
	return stmt_rows(s, &planned_row, ret_at, ret_n);
}
