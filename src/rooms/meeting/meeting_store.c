/* rooms/meeting: statements on meetings and who was there.  No rules. */
#include "rooms/meeting/meeting_in.h"

#include "store/rows.h"

#include "rooms/person/person.h"

#define COLUMNS \
	"g.id, g.forum, g.minutes, g.state, g.there, g.leaders, g.lived, g.version, f.name, g.place, g.online," \
	" g.day, g.clock, g.agenda_at, g.opened_at, g.closed_at, g.notes_at, g.quorate" \
	" FROM meeting g JOIN see_forum f ON f.id = g.forum"

static void
read_row(struct stmt *s, struct meeting_row *m)
{
	m->id = stmt_get_int(s);
	m->forum = stmt_get_int(s);
	m->minutes = stmt_get_int(s);
	m->state = stmt_get_int(s);
	m->there = stmt_get_int(s);
	m->leaders = stmt_get_int(s);
	m->lived = stmt_get_int(s);
	m->version = stmt_get_int(s);
	m->forum_name = stmt_get_str(s);
	m->place = stmt_get_str(s);
	m->online = stmt_get_str(s);
	m->day.n = stmt_get_int(s);
	m->clock.m = stmt_get_int(s);
	m->agenda_at.s = stmt_get_int(s);
	m->opened_at.s = stmt_get_int(s);
	m->closed_at.s = stmt_get_int(s);
	m->notes_at.s = stmt_get_int(s);
	m->quorate = stmt_get_int(s) != 0;
}

err
meeting_find(struct cx *cx, int64_t id, struct meeting_row *ret)
{
	struct meeting_row m = { 0 };
	struct stmt       *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " WHERE g.id = ?"));

	stmt_put_int(s, id);
	while (stmt_next(s))
		read_row(s, &m);
	TRY(stmt_end(s));
	if (m.id == 0)
		return cx_fail(cx, ERR_MISSING, "meeting.missing", STR("meeting"));
	*ret = m;
	return OK;
}

bool
meeting_exists(struct cx *cx, int64_t forum, day d)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM meeting WHERE forum = ? AND day = ?"));

	stmt_put_int(s, forum);
	stmt_put_int(s, d.n);
	return stmt_int(s, &n) == OK && n > 0;
}

err
meeting_add(struct cx *cx, const struct meeting_new *n, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO meeting (forum, day, clock, minutes, place, online, state, agenda_at, opened_at,"
	    "  closed_at, notes, notes_at, there, quorate, leaders, lived, version)"
	    " VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, 1) RETURNING id"));

	stmt_put_int(s, n->forum->id);
	stmt_put_int(s, n->day.n);
	stmt_put_int(s, n->clock.m);
	stmt_put_int(s, n->forum->minutes);
	stmt_put_str(s, n->place);
	stmt_put_str(s, n->online);
	return stmt_int(s, ret_id);
}

#define WANTED \
	"SELECT " COLUMNS " LEFT JOIN meeting z ON z.id = ? WHERE" REACH_FORUM("f") \
	" AND (CAST(? AS BIGINT) = 0 OR g.forum = ?) AND (CAST(? AS BIGINT) = 0 OR f.unit = ?)" \
	" AND (CAST(? AS BIGINT) = 0 OR g.state = ?) AND g.day BETWEEN ? AND ?" \
	" AND (? = '' OR LOWER(f.name) LIKE LOWER(?) OR LOWER(g.notes) LIKE LOWER(?))"

#define OF_FEW " AND g.forum IN (" SEEN_FORUMS ")"
#define COMING \
	" AND (z.id IS NULL OR g.day > z.day OR (g.day = z.day AND g.id > z.id)) ORDER BY g.day, g.id LIMIT ?"
#define GONE \
	" AND (z.id IS NULL OR g.day < z.day OR (g.day = z.day AND g.id < z.id)) ORDER BY g.day DESC, g.id DESC LIMIT ?"

err
meeting_select(struct cx *cx, const struct meeting_want *w, struct meeting_list *ret)
{
	struct meeting_list list = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *list.at) };
	bool                few = access_sees_few(cx->db, cx->mem, &cx->who, MAY_READ_UNIT, cx->now);
	struct stmt        *s = stmt_new(cx->db, cx->mem,
	    few ? (w->coming ? SQL(WANTED OF_FEW COMING) : SQL(WANTED OF_FEW GONE))
	    : w->coming ? SQL(WANTED COMING) : SQL(WANTED GONE));

	stmt_put_int(s, w->older);
	stmt_put_reach(s, &cx->who, MAY_READ_UNIT, cx->now);
	stmt_put_int(s, w->forum);
	stmt_put_int(s, w->forum);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->state);
	stmt_put_int(s, w->state - 1);
	stmt_put_int(s, w->since.n == DAY_NONE ? 0 : w->since.n);
	stmt_put_int(s, w->until.n == DAY_NONE ? 1000000 : w->until.n);
	stmt_put_str(s, w->find);
	stmt_put_str(s, str_fmt(cx->mem, "%%%.*s%%", STR_ARG(w->find)));
	stmt_put_str(s, str_fmt(cx->mem, "%%%.*s%%", STR_ARG(w->find)));
	if (few)
		stmt_put_seen(s, &cx->who, MAY_READ_UNIT, cx->now);
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s))
		read_row(s, &list.at[list.n++]);
	TRY(stmt_end(s));
	if (list.n > (size_t)w->limit)
		list.next = list.at[--list.n - 1].id;
	*ret = list;
	return OK;
}

err
meeting_texts(struct cx *cx, int64_t id, str *ret_notes, int64_t *ret_version)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT notes, notes_version FROM meeting WHERE id = ?"));

	stmt_put_int(s, id);
	while (stmt_next(s)) {
		*ret_notes = stmt_get_str(s);
		*ret_version = stmt_get_int(s);
	}
	return stmt_end(s);
}

static const struct row_col group_cols[] = {
	COL(struct meeting_group, ROW_STR, constituency), COL(struct meeting_group, ROW_INT, heads),
	COL(struct meeting_group, ROW_INT, needed),
};
static const struct row_of group_row = { sizeof(struct meeting_group), group_cols, LEN(group_cols) };

/* Each constituency that was there or has a seat, with how many must come. */
err
meeting_groups(struct cx *cx, const struct meeting_row *m, struct meeting_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT c, SUM(heads), MAX(needed) FROM ("
	    "  SELECT constituency AS c, heads, 0 AS needed FROM meeting_there WHERE meeting = ? AND how < 2"
	    "  UNION ALL SELECT constituency, 0, quorum FROM see_seat WHERE forum = ?) x"
	    " GROUP BY c ORDER BY c"));

	stmt_put_int(s, m->id);
	stmt_put_int(s, m->forum);
	return stmt_rows(s, &group_row, &page->groups, &page->ngroups);
}

static const struct row_col person_cols[] = {
	COL(struct meeting_person, ROW_INT, n), COL(struct meeting_person, ROW_INT, person),
	COL(struct meeting_person, ROW_INT, heads), COL(struct meeting_person, ROW_INT, how),
	COL(struct meeting_person, ROW_STR, name), COL(struct meeting_person, ROW_STR, constituency),
	COL(struct meeting_person, ROW_BOOL, leader), COL(struct meeting_person, ROW_BOOL, paper),
};
static const struct row_of person_row = { sizeof(struct meeting_person), person_cols, LEN(person_cols) };

err
meeting_people(struct cx *cx, int64_t id, struct meeting_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT n, person, heads, how, name, constituency, leader, paper FROM meeting_there"
	    " WHERE meeting = ? ORDER BY n LIMIT 200"));

	stmt_put_int(s, id);
	return stmt_rows(s, &person_row, &page->people, &page->npeople);
}

/* Writing a person down again changes what was written of them. */
err
meeting_insert_there(struct cx *cx, int64_t id, const struct meeting_person *p)
{
	struct stmt *s;

	if (p->person != 0) {
		s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM meeting_there WHERE meeting = ? AND person = ?"));
		stmt_put_int(s, id);
		stmt_put_int(s, p->person);
		TRY(stmt_end(s));
	}
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO meeting_there (meeting, n, person, name, constituency, heads, how, leader, paper, typed_by)"
	    " SELECT ?, COALESCE(MAX(t.n), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? FROM meeting_there t WHERE t.meeting = ?"));
	stmt_put_int(s, id);
	stmt_put_id(s, p->person);
	stmt_put_str(s, p->name);
	stmt_put_str(s, p->constituency);
	stmt_put_int(s, p->heads);
	stmt_put_int(s, p->how);
	stmt_put_int(s, p->leader);
	stmt_put_int(s, p->paper);
	stmt_put_int(s, cx->who.id.v > 0 ? cx->who.id.v : 0);
	stmt_put_int(s, id);
	return stmt_end(s);
}

static err
set_counts(struct cx *cx, int64_t id, const struct meeting_row *counts)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE meeting SET there = ?, leaders = ?, lived = ?, quorate = ?, version = version + 1 WHERE id = ?"));

	stmt_put_int(s, counts->there);
	stmt_put_int(s, counts->leaders);
	stmt_put_int(s, counts->lived);
	stmt_put_int(s, counts->quorate);
	stmt_put_int(s, id);
	return stmt_end(s);
}

err
meeting_count(struct cx *cx, const struct meeting_row *m)
{
	struct meeting_page page = { 0 };
	struct meeting_row  counts = { .quorate = true };
	struct forum_row    f;

	TRY(forum_find(cx, (forum_id){ m->forum }, &f));
	TRY(meeting_groups(cx, m, &page));
	TRY(meeting_people(cx, m->id, &page));
	for (size_t i = 0; i < page.ngroups; i++) {
		struct meeting_group *g = &page.groups[i];

		counts.there += g->heads;
		counts.lived += constituency_is_lived(g->constituency) ? g->heads : 0;
		counts.quorate = counts.quorate && g->heads >= g->needed;
	}
	for (size_t i = 0; i < page.npeople; i++)
		if (page.people[i].leader && page.people[i].how != HOW_APOLOGIES)
			counts.leaders += page.people[i].heads;
	counts.quorate = counts.quorate && counts.there >= f.quorum && counts.there > 0;
	return set_counts(cx, m->id, &counts);
}

err
meeting_set_state(struct cx *cx, const struct meeting_row *m, int64_t state)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE meeting SET state = ?, opened_at = CASE WHEN ? = 1 THEN ? ELSE opened_at END,"
	    "  closed_at = CASE WHEN ? = 2 THEN ? ELSE closed_at END, version = version + 1"
	    " WHERE id = ? AND state = ?"));

	stmt_put_int(s, state);
	stmt_put_int(s, state);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, state);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, m->id);
	stmt_put_int(s, m->state);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_CLASH, "meeting.moved", STR("meeting"));
}

err
meeting_set_agenda(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("UPDATE meeting SET agenda_at = ?, version = version + 1 WHERE id = ? AND agenda_at = 0"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, id);
	return stmt_end(s);
}

err
meeting_set_notes(struct cx *cx, int64_t id, str notes)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE meeting SET notes = ?, notes_at = CASE WHEN notes_at = 0 THEN ? ELSE notes_at END,"
	    "  notes_version = notes_version + 1, version = version + 1 WHERE id = ?"));

	stmt_put_str(s, notes);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, id);
	return stmt_end(s);
}

err
meeting_next(struct cx *cx, int64_t forum, day after, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id FROM meeting WHERE forum = ? AND day > ? AND state = 0 ORDER BY day LIMIT 1"));

	*ret_id = 0;
	stmt_put_int(s, forum);
	stmt_put_int(s, after.n);
	return stmt_int(s, ret_id);
}

err
meeting_forums(struct cx *cx, int64_t after, struct forum_row *ret_at, size_t max, size_t *ret_n)
{
	int64_t     *ids = arena_take(cx->mem, max * sizeof *ids);
	size_t       n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT f.id FROM see_forum f JOIN see_unit u ON u.id = f.unit"
	    " WHERE f.id > ? AND f.cadence <> '' AND u.closed IS NULL ORDER BY f.id LIMIT ?"));

	stmt_put_int(s, after);
	stmt_put_int(s, (int64_t)max);
	while (stmt_next(s))
		ids[n++] = stmt_get_int(s);
	TRY(stmt_end(s));
	for (size_t i = 0; i < n; i++)
		TRY(forum_find(cx, (forum_id){ ids[i] }, &ret_at[i]));
	*ret_n = n;
	return OK;
}

/* After an erasure: what was agreed stays, without their name. */
err
meeting_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE meeting_there SET name = '' WHERE person = ?"));

	stmt_put_int(s, who.v);
	return stmt_end(s);
}
