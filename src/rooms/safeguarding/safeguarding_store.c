/* rooms/safeguarding: statements on alerts and on who was told.  No rules. */
#include "rooms/safeguarding/safeguarding_in.h"

#include "base/secret.h"
#include "store/rows.h"

/*
 * Whoever takes the database must not learn when somebody spoke without a name, but it must
 * climb by minutes: so its second is sealed with the key of the record, which is not in there.
 * Without the key it climbs as if it had been raised when the day began: sooner, never later.
 */
static str
ring_seal(struct cx *cx, const struct alert_row *a)
{
	str key = db_key(cx->db);

	if (!a->unnamed || key.n == 0)
		return STR("");
	return secret_seal(cx->mem, key, str_fmt(cx->mem, "%020lld", (long long)a->rings.s));
}

static void
ring_open(struct cx *cx, struct alert_row *a, str ring)
{
	str     key = db_key(cx->db), plain = { 0 };
	int64_t at = 0;

	a->rings = a->raised;
	if (ring.n > 0 && key.n > 0 && secret_open(cx->mem, key, ring, &plain) && str_to_int(plain, &at))
		a->rings.s = at;
}

err
alert_insert(struct cx *cx, const struct alert_row *a)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO alert (id, unit, about, thing, words, kinds, by_person, about_staff, unnamed, raised_at,"
	    "  ring, rung, state, seen_at, seen_by, closed_at, outcome)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, NULL, 0, '')"));

	stmt_put_int(s, a->id);
	stmt_put_int(s, a->unit);
	stmt_put_str(s, a->about);
	stmt_put_int(s, a->thing);
	stmt_put_str(s, a->kept ? STR("") : a->words);
	stmt_put_int(s, a->kinds);
	stmt_put_int(s, a->by_person);
	stmt_put_int(s, a->about_staff);
	stmt_put_int(s, a->unnamed);
	stmt_put_int(s, a->raised.s);
	stmt_put_str(s, ring_seal(cx, a));
	stmt_put_int(s, a->state);
	return stmt_end(s);
}

#define ALERT_COLUMNS \
	"a.id, a.unit, u.name, a.about, a.thing, a.words, a.kinds, a.by_person, a.about_staff, a.unnamed," \
	" a.raised_at, a.ring, a.rung, a.state, a.seen_at, a.seen_by, COALESCE(p.name, ''), a.closed_at, a.outcome" \
	" FROM alert a JOIN see_unit u ON u.id = a.unit LEFT JOIN see_person p ON p.id = a.seen_by"

static void
read_alert(struct cx *cx, struct stmt *s, struct alert_row *a)
{
	a->id = stmt_get_int(s);
	a->unit = stmt_get_int(s);
	a->unit_name = stmt_get_str(s);
	a->about = stmt_get_str(s);
	a->thing = stmt_get_int(s);
	a->words = stmt_get_str(s);
	a->kinds = stmt_get_int(s);
	a->by_person = stmt_get_int(s) != 0;
	a->about_staff = stmt_get_int(s) != 0;
	a->unnamed = stmt_get_int(s) != 0;
	a->raised.s = stmt_get_int(s);
	ring_open(cx, a, stmt_get_str(s));
	a->rung = stmt_get_int(s);
	a->state = stmt_get_int(s);
	a->seen.s = stmt_get_int(s);
	a->seen_by = stmt_get_int(s);
	a->seen_name = stmt_get_str(s);
	a->closed.s = stmt_get_int(s);
	a->outcome = stmt_get_str(s);
}

err
alert_find(struct cx *cx, int64_t id, struct alert_row *ret_alert)
{
	struct stmt     *s = stmt_new(cx->db, cx->mem, SQL("SELECT " ALERT_COLUMNS " WHERE a.id = ?"));
	struct alert_row a = { 0 };

	stmt_put_int(s, id);
	while (stmt_next(s))
		read_alert(cx, s, &a);
	TRY(stmt_end(s));
	if (a.id == 0)
		return cx_fail(cx, ERR_MISSING, "alert.missing", STR("alert"));
	*ret_alert = a;
	return OK;
}

/* The one that matters most to who spoke: the last that nobody answered, else the last. */
err
alert_of(struct cx *cx, str about, int64_t thing, struct alert_row *ret_alert)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " ALERT_COLUMNS
	    " WHERE a.about = ? AND a.thing = ? AND a.state < 6"
	    " ORDER BY CASE WHEN a.state < 4 THEN 0 ELSE 1 END, a.raised_at DESC, a.id LIMIT 1"));

	stmt_put_str(s, about);
	stmt_put_int(s, thing);
	while (stmt_next(s))
		read_alert(cx, s, ret_alert);
	return stmt_end(s);
}

err
alert_set_told(struct cx *cx, const struct alert_row *a)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE alert SET state = ?, rung = ?, ring = CASE WHEN CAST(? AS BIGINT) = 1 THEN '' ELSE ring END"
	    " WHERE id = ? AND state < 4 AND (state <> ? OR rung <> ?)"));

	stmt_put_int(s, a->state);
	stmt_put_int(s, a->rung);
	stmt_put_int(s, a->rung >= RUNG_LAST);
	stmt_put_int(s, a->id);
	stmt_put_int(s, a->state);
	stmt_put_int(s, a->rung);
	return stmt_end(s);
}

err
alert_set_seen(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE alert SET state = 4, ring = '', seen_by = ?,"
	    "  seen_at = CASE WHEN unnamed = 1 THEN ? ELSE ? END WHERE id = ? AND state < 4"));

	stmt_put_id(s, cx->who.id.v);
	stmt_put_int(s, cx->today.n * 86400);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, id);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_CLASH, "alert.answered", STR("alert"));
}

/* Once closed, the times of what an unlinkable person said are of the day only. */
/* Whoever said these words has been erased: a copy that the alert keeps goes with them. */
#define OF_ERASED \
	" ((alert.about = 'matter' AND alert.thing IN (SELECT m.id FROM see_matter m JOIN see_erased e ON e.person = m.author" \
	"   WHERE m.id = alert.thing)) OR (alert.about = 'apart' AND alert.thing IN (SELECT x.id FROM see_apart_author x" \
	"   JOIN see_erased e ON e.person = x.author WHERE x.id = alert.thing)) OR (alert.about = 'person' AND alert.thing IN (SELECT e.person FROM see_erased e)))"

err
alert_set_closed(struct cx *cx, const struct alert_row *a, str outcome)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE alert SET state = 5, closed_at = ?, outcome = ?, seen_by = COALESCE(seen_by, ?), ring = '',"
	    "  words = CASE WHEN" OF_ERASED " THEN '' ELSE words END WHERE id = ?"));

	stmt_put_int(s, a->unnamed ? cx->today.n * 86400 : cx->now.s);
	stmt_put_str(s, outcome);
	stmt_put_id(s, cx->who.id.v);
	stmt_put_int(s, a->id);
	return stmt_end(s);
}

/* One that still waits keeps its words until somebody has answered and closed it. */
err
safeguarding_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE alert SET words = '' WHERE state = 5 AND words <> '' AND ((about = 'person' AND thing = ?)"
	    " OR (about = 'matter' AND thing IN (SELECT m.id FROM see_matter m WHERE m.author = ?))"
	    " OR (about = 'apart' AND thing IN (SELECT x.id FROM see_apart_author x WHERE x.author = ?)))"));

	stmt_put_int(s, who.v);
	stmt_put_int(s, who.v);
	stmt_put_int(s, who.v);
	return stmt_end(s);
}

err
alert_remove(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM alert_told WHERE alert = ?"));

	stmt_put_int(s, id);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM alert WHERE id = ?"));
	stmt_put_int(s, id);
	return stmt_end(s);
}

static err
read_alerts(struct cx *cx, struct stmt *s, struct alert_row **ret_at, size_t *ret_n)
{
	struct alert_row *at = arena_take(cx->mem, ALERTS_MAX * sizeof *at);
	size_t            n = 0;

	while (stmt_next(s))
		read_alert(cx, s, &at[n++]);
	*ret_at = at;
	*ret_n = n;
	return stmt_end(s);
}

err
alert_open(struct cx *cx, struct alert_row **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " ALERT_COLUMNS
	    " WHERE a.state IN (1, 2, 3) ORDER BY a.raised_at, a.id LIMIT ?"));

	stmt_put_int(s, ALERTS_MAX);
	return read_alerts(cx, s, ret_at, ret_n);
}

/* What one was told of; and, for those who keep the rota there, old words to go through. */
err
alert_list_of(struct cx *cx, bool all, struct alert_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " ALERT_COLUMNS
	    " WHERE (a.state IN (1, 2, 3, 4) OR a.state = 6 OR CAST(? AS BIGINT) = 1)"
	    " AND (EXISTS (SELECT 1 FROM alert_told t WHERE t.alert = a.id AND t.person = ?)"
	    "  OR (a.state = 6 AND EXISTS (SELECT 1 FROM see_unit ru WHERE ru.id = a.unit AND EXISTS"
	    "   (SELECT 1 FROM see_held h JOIN see_role_may rm ON rm.role = h.role JOIN see_unit hu ON hu.id = h.unit"
	    "    WHERE h.person = ? AND rm.may = ? AND ? BETWEEN h.since AND h.until AND h.forum IS NULL"
	    "    AND ru.path >= hu.path AND ru.path < hu.path_end))))"
	    " ORDER BY CASE WHEN a.state < 4 THEN 0 ELSE a.state END, a.raised_at DESC, a.id LIMIT ?"));

	stmt_put_int(s, all);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, MAY_KEEP_ROTA);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ALERTS_MAX);
	return read_alerts(cx, s, &list->at, &list->n);
}

err
alert_waiting_of(struct cx *cx, struct waiting *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN a.rung > 1 OR (a.unnamed = 0 AND a.raised_at < ?) THEN 1 ELSE 0 END), 0)"
	    " FROM alert a CROSS JOIN alert_told t WHERE a.state IN (1, 2, 3) AND t.alert = a.id AND t.person = ?"));

	/* from the open ones: those somebody was told of and that are closed grow for ever */
	stmt_put_int(s, cx->now.s - 15 * 60);
	stmt_put_int(s, cx->who.id.v);
	while (stmt_next(s)) {
		ret->alerts = stmt_get_int(s);
		ret->late = stmt_get_int(s);
	}
	return stmt_end(s);
}

err
alert_told_insert(struct cx *cx, const struct alert_row *a, const struct on_call *who, bool *ret_new)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO alert_told (alert, person, rung, told_at) VALUES (?, ?, ?, ?)"
	    " ON CONFLICT (alert, person) DO NOTHING"));

	stmt_put_int(s, a->id);
	stmt_put_int(s, who->person);
	stmt_put_int(s, who->rung);
	stmt_put_int(s, a->unnamed ? cx->today.n * 86400 : cx->now.s);
	TRY(stmt_end(s));
	*ret_new = stmt_changed(s) == 1;
	return OK;
}

static const struct row_col told_cols[] = {
	COL(struct told_who, ROW_INT, person), COL(struct told_who, ROW_STR, name), COL(struct told_who, ROW_INT, rung),
	COL(struct told_who, ROW_INT, at),
};

err
alert_told_who(struct cx *cx, int64_t id, struct alert_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT t.person, p.name, t.rung, t.told_at FROM alert_told t JOIN see_person p ON p.id = t.person"
	    " WHERE t.alert = ? ORDER BY t.told_at, t.rung, p.name LIMIT 100"));

	stmt_put_int(s, id);
	return stmt_rows(s, &(struct row_of){ sizeof(struct told_who), told_cols, LEN(told_cols) },
	    &page->told, &page->ntold);
}

err
alert_told_count(struct cx *cx, int64_t id, int64_t *ret_on_call, int64_t *ret_all)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COALESCE(SUM(CASE WHEN rung < 5 THEN 1 ELSE 0 END), 0), COUNT(*) FROM alert_told WHERE alert = ?"));

	stmt_put_int(s, id);
	while (stmt_next(s)) {
		*ret_on_call = stmt_get_int(s);
		*ret_all = stmt_get_int(s);
	}
	return stmt_end(s);
}

bool
alert_was_told(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT 1 FROM alert_told WHERE alert = ? AND person = ?"));
	bool         yes = false;

	stmt_put_int(s, id);
	stmt_put_int(s, cx->who.id.v);
	while (stmt_next(s))
		yes = stmt_get_int(s) == 1;
	return stmt_end(s) == OK && yes;
}

err
alert_unit_of(struct cx *cx, str about, int64_t thing, int64_t *ret_unit)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT m.unit FROM see_matter m WHERE ? = 'matter' AND m.id = ?"
	    " UNION ALL SELECT x.unit FROM see_action x WHERE ? = 'action' AND x.id = ?"
	    " UNION ALL SELECT f.unit FROM see_meeting g JOIN see_forum f ON f.id = g.forum WHERE ? = 'meeting' AND g.id = ?"));

	for (int i = 0; i < 3; i++) {
		stmt_put_str(s, about);
		stmt_put_int(s, thing);
	}
	while (stmt_next(s))
		*ret_unit = stmt_get_int(s);
	return stmt_end(s);
}

err
alert_top_unit(struct cx *cx, int64_t *ret_unit)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT id FROM see_unit ORDER BY LENGTH(path), id LIMIT 1"));

	while (stmt_next(s))
		*ret_unit = stmt_get_int(s);
	return stmt_end(s);
}

/* A review row keeps no words of its own: they are the matter's. */
err
alert_words_of(struct cx *cx, struct alert_row *a)
{
	struct stmt *s;

	if (a->words.n > 0 || !str_eq(a->about, STR("matter")))
		return OK;
	s = stmt_new(cx->db, cx->mem, SQL("SELECT said FROM see_matter WHERE id = ?"));
	stmt_put_int(s, a->thing);
	while (stmt_next(s))
		a->words = stmt_get_str(s);
	return stmt_end(s);
}
