/* rooms/forum: every statement that touches the forum tables.  No rules. */
#include "rooms/forum/forum_in.h"

#include "store/rows.h"

#include "rooms/promise/promise.h"

#define OF_FORUM \
	"f.id, f.unit, f.slug, f.name, f.short_name, f.kind, f.path, u.name, f.cadence, f.place," \
	" f.starts, f.since, f.clock, f.minutes, f.quorum, f.promise_days, f.agenda_days, f.notes_days," \
	" f.is_public, f.version, f.working"
#define COLUMNS OF_FORUM " FROM forum f JOIN see_unit u ON u.id = f.unit"

static void
read_row(struct stmt *s, struct forum_row *f)
{
	f->id = stmt_get_int(s);
	f->unit = stmt_get_int(s);
	f->slug = stmt_get_str(s);
	f->name = stmt_get_str(s);
	f->short_name = stmt_get_str(s);
	f->kind = stmt_get_str(s);
	f->path = stmt_get_str(s);
	f->unit_name = stmt_get_str(s);
	f->cadence = stmt_get_str(s);
	f->place = stmt_get_str(s);
	f->starts.n = stmt_get_int(s);
	f->since.n = stmt_get_int(s);
	f->clock.m = stmt_get_int(s);
	f->minutes = stmt_get_int(s);
	f->quorum = stmt_get_int(s);
	f->promise_days = stmt_get_int(s);
	f->agenda_days = stmt_get_int(s);
	f->notes_days = stmt_get_int(s);
	f->is_public = stmt_get_int(s) != 0;
	f->version = stmt_get_int(s);
	f->working = stmt_get_int(s) != 0;
}

static err
read_one(struct cx *cx, struct stmt *s, struct forum_row *ret_row)
{
	struct forum_row f = { 0 };

	while (stmt_next(s))
		read_row(s, &f);
	TRY(stmt_end(s));
	if (f.id == 0)
		return cx_fail(cx, ERR_MISSING, "forum.missing", STR("forum"));
	*ret_row = f;
	return OK;
}

err
forum_find(struct cx *cx, forum_id id, struct forum_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " WHERE f.id = ?"));

	stmt_put_int(s, id.v);
	return read_one(cx, s, ret_row);
}

err
forum_find_slug(struct cx *cx, str slug, struct forum_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " WHERE f.slug = ?"));

	stmt_put_str(s, slug);
	return read_one(cx, s, ret_row);
}

err
forum_reach(struct cx *cx, forum_id id, enum may what, struct forum_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT " COLUMNS " WHERE f.id = ? AND" REACH_FORUM("f")));

	stmt_put_int(s, id.v);
	stmt_put_reach(s, &cx->who, what, cx->now);
	return read_one(cx, s, ret_row);
}

bool
forum_may(struct cx *cx, forum_id id, enum may what)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM forum f WHERE f.id = ? AND" REACH_FORUM("f")));

	stmt_put_int(s, id.v);
	stmt_put_reach(s, &cx->who, what, cx->now);
	return stmt_int(s, &n) == OK && n == 1;
}

err
forum_mays(struct cx *cx, const struct forum_row *f, uint64_t *ret_mays)
{
	return access_mays(cx->db, cx->mem, &(struct reach_of){ &cx->who, cx->now, f->id, f->path }, ret_mays);
}

/* From the place up, never over all forums; most places have one of their own. */
err
forum_of_unit(struct cx *cx, unit_id unit, struct forum_row *ret_row)
{
	int64_t      own = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT MIN(id) FROM forum WHERE unit = ?"));

	stmt_put_int(s, unit.v);
	TRY(stmt_int(s, &own));
	if (own != 0)
		return forum_find(cx, (forum_id){ own }, ret_row);
	s = stmt_new(cx->db, cx->mem, SQL(
	    "WITH RECURSIVE above (id, up) AS (SELECT CAST(? AS BIGINT), 0 UNION ALL"
	    "  SELECT p.parent, a.up + 1 FROM above a JOIN see_unit p ON p.id = a.id WHERE p.parent IS NOT NULL)"
	    " SELECT " OF_FORUM " FROM above a CROSS JOIN forum f JOIN see_unit u ON u.id = f.unit"
	    " WHERE f.unit = a.id ORDER BY a.up, f.id LIMIT 1"));

	stmt_put_int(s, unit.v);
	return read_one(cx, s, ret_row);
}

err
forum_next_up(struct cx *cx, forum_id f, str topic, forum_id *ret_to)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT to_forum FROM forum_route WHERE forum = ? AND (topic = '' OR topic = ?)"
	    " ORDER BY CASE WHEN topic = ? THEN 0 ELSE 1 END, rung LIMIT 1"));

	*ret_to = (forum_id){ 0 };
	stmt_put_int(s, f.v);
	stmt_put_str(s, topic);
	stmt_put_str(s, topic.n > 0 ? topic : STR("-"));
	return stmt_int(s, &ret_to->v);
}

err
forum_add(struct cx *cx, const struct forum_new *n, forum_id *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO forum (unit, path, slug, name, short_name, kind, purpose, terms, cadence, starts,"
	    "  clock, minutes, place, quorum, promise_days, agenda_days, notes_days, is_public, since, working, version)"
	    " SELECT u.id, u.path, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1"
	    "  FROM see_unit u WHERE u.id = ? RETURNING id"));

	stmt_put_str(s, n->slug);
	stmt_put_str(s, n->name);
	stmt_put_str(s, n->short_name);
	stmt_put_str(s, n->kind);
	stmt_put_str(s, n->purpose);
	stmt_put_str(s, n->terms);
	stmt_put_str(s, n->cadence);
	stmt_put_int(s, n->starts.n);
	stmt_put_int(s, n->clock.m);
	stmt_put_int(s, n->minutes);
	stmt_put_str(s, n->place);
	stmt_put_int(s, n->quorum);
	stmt_put_int(s, n->promise_days);
	stmt_put_int(s, n->agenda_days);
	stmt_put_int(s, n->notes_days);
	stmt_put_int(s, n->is_public);
	stmt_put_int(s, n->since.n);
	stmt_put_int(s, n->working);
	stmt_put_int(s, n->unit.v);
	ret_id->v = 0;
	TRY(stmt_int(s, &ret_id->v));
	return ret_id->v != 0 ? OK : cx_fail(cx, ERR_MISSING, "unit.missing", STR("unit"));
}

err
forum_add_seat(struct cx *cx, forum_id f, const struct forum_seat *seat)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO forum_seat (forum, constituency, seats, quorum) VALUES (?, ?, ?, ?)"));

	stmt_put_int(s, f.v);
	stmt_put_str(s, seat->constituency);
	stmt_put_int(s, seat->seats);
	stmt_put_int(s, seat->quorum);
	return stmt_end(s);
}

err
forum_add_route(struct cx *cx, forum_id f, int64_t rung, forum_id to, str topic)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO forum_route (forum, rung, to_forum, topic) VALUES (?, ?, ?, ?)"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, rung);
	stmt_put_int(s, to.v);
	stmt_put_str(s, topic);
	return stmt_end(s);
}

static const struct row_col route_cols[] = {
	COL(struct forum_route, ROW_INT, forum), COL(struct forum_route, ROW_INT, rung),
	COL(struct forum_route, ROW_STR, name), COL(struct forum_route, ROW_STR, topic),
};
static const struct row_of route_row = { sizeof(struct forum_route), route_cols, LEN(route_cols) };

err
forum_routes(struct cx *cx, forum_id f, struct forum_route **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT r.to_forum, r.rung, t.name, r.topic FROM forum_route r JOIN forum t ON t.id = r.to_forum"
	    " WHERE r.forum = ? ORDER BY r.rung LIMIT 40"));

	stmt_put_int(s, f.v);
	return stmt_rows(s, &route_row, ret_at, ret_n);
}

static const struct row_col seat_cols[] = {
	COL(struct forum_seat, ROW_STR, constituency), COL(struct forum_seat, ROW_INT, seats),
	COL(struct forum_seat, ROW_INT, quorum), COL(struct forum_seat, ROW_INT, filled),
};
static const struct row_of seat_row = { sizeof(struct forum_seat), seat_cols, LEN(seat_cols) };

err
forum_seats(struct cx *cx, forum_id f, struct forum_seat **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT s.constituency, s.seats, s.quorum, (SELECT COUNT(DISTINCT h.person) FROM see_held h"
	    "  JOIN see_person p ON p.id = h.person WHERE h.forum = s.forum AND p.constituency = s.constituency"
	    "  AND ? BETWEEN h.since AND h.until) FROM forum_seat s WHERE s.forum = ?"
	    " ORDER BY s.constituency LIMIT 40"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, f.v);
	return stmt_rows(s, &seat_row, ret_at, ret_n);
}

enum { PEOPLE_MAX = 40 };

err
forum_people(struct cx *cx, forum_id f, struct forum_person **ret_at, size_t *ret_n)
{
	struct forum_person *at = arena_take(cx->mem, PEOPLE_MAX * sizeof *at);
	size_t               n = 0;
	struct stmt         *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT p.id, p.name, h.role FROM see_held h JOIN see_person p ON p.id = h.person"
	    " WHERE h.forum = ? AND ? BETWEEN h.since AND h.until ORDER BY h.role DESC, p.name LIMIT 40"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, cx->now.s);
	while (stmt_next(s)) {
		at[n].person = stmt_get_int(s);
		at[n].name = stmt_get_str(s);
		at[n++].role = str_of(role_key((enum role)stmt_get_int(s)));
	}
	*ret_at = at;
	*ret_n = n;
	return stmt_end(s);
}

err
forum_select(struct cx *cx, const struct forum_want *w, struct forum_list *ret_list)
{
	struct forum_list list = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *list.at) };
	struct stmt      *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " WHERE f.id > ? AND (? = '' OR LOWER(f.name) LIKE LOWER(?))"
	    "  AND (? = '' OR f.kind = ?) AND (CAST(? AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM see_unit w"
	    "   WHERE w.id = ? AND f.path >= w.path AND f.path < w.path_end))"
	    "  AND (f.is_public = 1 OR" REACH_FORUM("f") ")"
	    " ORDER BY f.id LIMIT ?"));

	stmt_put_int(s, w->older);
	stmt_put_str(s, w->find);
	stmt_put_str(s, str_fmt(cx->mem, "%%%.*s%%", STR_ARG(w->find)));
	stmt_put_str(s, w->kind);
	stmt_put_str(s, w->kind);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->unit);
	stmt_put_reach(s, &cx->who, MAY_READ_UNIT, cx->now);
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s))
		read_row(s, &list.at[list.n++]);
	TRY(stmt_end(s));
	if (list.n > (size_t)w->limit)
		list.next = list.at[--list.n - 1].id;
	*ret_list = list;
	return OK;
}

err
forum_texts(struct cx *cx, forum_id f, str *ret_purpose, str *ret_terms)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT purpose, terms FROM forum WHERE id = ?"));

	stmt_put_int(s, f.v);
	while (stmt_next(s)) {
		*ret_purpose = stmt_get_str(s);
		*ret_terms = stmt_get_str(s);
	}
	return stmt_end(s);
}

static err
meetings_of(struct cx *cx, struct stmt *s, struct forum_page *page)
{
	static const char *const states[] = { "planned", "open", "closed", "cancelled" };

	while (stmt_next(s)) {
		struct forum_meeting *m = &page->meetings[page->nmeetings++];
		int64_t               state;

		m->id = stmt_get_int(s);
		m->day.n = stmt_get_int(s);
		m->clock.m = stmt_get_int(s);
		m->place = stmt_get_str(s);
		state = stmt_get_int(s);
		m->state = str_of(states[state & 3]);
		m->coming = m->day.n >= cx->today.n;
	}
	return stmt_end(s);
}

err
forum_meetings(struct cx *cx, forum_id f, struct forum_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, day, clock, place, state FROM see_meeting WHERE forum = ? AND day >= ?"
	    " ORDER BY day, clock LIMIT 4"));

	page->meetings = arena_take(cx->mem, 16 * sizeof *page->meetings);
	stmt_put_int(s, f.v);
	stmt_put_int(s, cx->today.n);
	TRY(meetings_of(cx, s, page));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, day, clock, place, state FROM see_meeting WHERE forum = ? AND day < ?"
	    " ORDER BY day DESC, clock DESC LIMIT 6"));
	stmt_put_int(s, f.v);
	stmt_put_int(s, cx->today.n);
	return meetings_of(cx, s, page);
}

err
forum_waiting(struct cx *cx, forum_id f, int64_t *ret_queue, int64_t *ret_late)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN due < ? THEN 1 ELSE 0 END), 0) FROM see_promise"
	    " WHERE forum = ? AND kept_at = 0 AND action IS NULL"));

	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, f.v);
	while (stmt_next(s)) {
		*ret_queue = stmt_get_int(s);
		*ret_late = stmt_get_int(s);
	}
	return stmt_end(s);
}

/* Soonest first; `older` is the id of the last promise shown. */
err
forum_queued(struct cx *cx, const struct queue_want *w, struct forum_queue *ret_queue)
{
	struct forum_queue q = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *q.at) };
	struct stmt       *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT r.matter, r.id, r.state, m.said, m.topic, m.unit_name, r.due, r.risen_from"
	    "  FROM see_promise r JOIN see_matter m ON m.unit = r.unit AND m.id = r.matter"
	    "  LEFT JOIN see_promise z ON z.id = ?"
	    " WHERE r.forum = ? AND r.kept_at = 0 AND r.action IS NULL"
	    "  AND (? = '' OR m.topic = ?) AND (CAST(? AS BIGINT) = 0 OR"
	    "   CASE WHEN r.state = 1 AND r.due < ? THEN 3 ELSE r.state END = ?)"
	    "  AND (z.id IS NULL OR r.due > z.due OR (r.due = z.due AND r.id > z.id))"
	    " ORDER BY r.due, r.id LIMIT ?"));

	stmt_put_int(s, w->older);
	stmt_put_int(s, w->forum.v);
	stmt_put_str(s, w->topic);
	stmt_put_str(s, w->topic);
	stmt_put_int(s, w->state);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, w->state);
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s)) {
		struct forum_queued *it = &q.at[q.n++];

		it->matter = stmt_get_int(s);
		it->promise = stmt_get_int(s);
		it->state = stmt_get_int(s);
		it->words = stmt_get_str(s);
		it->topic = stmt_get_str(s);
		it->unit_name = stmt_get_str(s);
		it->due.n = stmt_get_int(s);
		it->risen = stmt_get_int(s) != 0;
		it->days_left = it->due.n - cx->today.n;
	}
	TRY(stmt_end(s));
	if (q.n > (size_t)w->limit)
		q.next = q.at[--q.n - 1].promise;
	*ret_queue = q;
	return OK;
}
