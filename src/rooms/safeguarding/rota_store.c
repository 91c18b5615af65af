/* rooms/safeguarding: statements on the rota, its test, and the provider's phrases.  No rules. */
#include "rooms/safeguarding/safeguarding_in.h"

/*
 * The roles of those who work in a place: peer worker, volunteer, staff, helper, facilitator,
 * manager; as they stand in the statement below.
 */
_Static_assert(ROLE_PEER_WORKER == 3 && ROLE_VOLUNTEER == 4 && ROLE_STAFF == 6 && ROLE_HELPER == 7 &&
    ROLE_FACILITATOR == 8 && ROLE_MANAGER == 9, "the roles named in the statement moved");
#define WORKS_THERE(person) \
	" CASE WHEN EXISTS (SELECT 1 FROM see_held w WHERE w.person = " person " AND w.unit = u.id AND w.forum IS NULL" \
	"  AND w.role IN (3, 4, 6, 7, 8, 9) AND ? BETWEEN w.since AND w.until) THEN 1 ELSE 0 END"

static err
read_on_call(struct stmt *s, struct on_call *at, size_t *ret_n)
{
	size_t n = 0;

	while (stmt_next(s)) {
		at[n].person = stmt_get_int(s);
		at[n].rung = stmt_get_int(s);
		at[n].name = stmt_get_str(s);
		at[n++].works_there = stmt_get_int(s) != 0;
	}
	*ret_n = n;
	return stmt_end(s);
}

/* By rung; for this place or one above it. */
err
duty_now(struct cx *cx, int64_t unit, struct on_call *at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT d.person, d.rung, p.name," WORKS_THERE("d.person")
	    " FROM duty d JOIN see_unit du ON du.id = d.unit JOIN see_unit u ON u.id = ?"
	    " JOIN see_person p ON p.id = d.person"
	    " WHERE d.until > ? AND d.since <= ? AND u.path >= du.path AND u.path < du.path_end"
	    " ORDER BY d.rung, d.id LIMIT ?"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, unit);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ON_CALL_MAX);
	return read_on_call(s, at, ret_n);
}

/* Those who keep the rota there, for when there is nobody on it: from the place up, never all people. */
err
duty_keepers(struct cx *cx, int64_t unit, struct on_call *at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "WITH RECURSIVE above (id) AS (SELECT CAST(? AS BIGINT) UNION ALL"
	    "  SELECT w.parent FROM above b JOIN see_unit w ON w.id = b.id WHERE w.parent IS NOT NULL)"
	    "SELECT DISTINCT p.id, 5, p.name," WORKS_THERE("p.id")
	    " FROM above b CROSS JOIN see_held h JOIN see_role_may rm ON rm.role = h.role"
	    "  JOIN see_person p ON p.id = h.person JOIN see_unit u ON u.id = ?"
	    " WHERE h.unit = b.id AND rm.may = ? AND ? BETWEEN h.since AND h.until AND h.forum IS NULL"
	    " ORDER BY p.id LIMIT ?"));

	stmt_put_int(s, unit);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, unit);
	stmt_put_int(s, MAY_KEEP_ROTA);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ON_CALL_MAX);
	return read_on_call(s, at, ret_n);
}

err
duty_insert(struct cx *cx, const struct duty_row *d)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO duty (unit, person, rung, since, until, made_by) VALUES (?, ?, ?, ?, ?, ?)"));

	stmt_put_int(s, d->unit);
	stmt_put_int(s, d->person);
	stmt_put_int(s, d->rung);
	stmt_put_int(s, d->since.s);
	stmt_put_int(s, d->until.s);
	stmt_put_int(s, cx->who.id.v > 0 ? cx->who.id.v : 0);
	return stmt_end(s);
}

#define DUTY_COLUMNS "d.id, d.unit, u.name, d.person, p.name, d.rung, d.since, d.until" \
	" FROM duty d JOIN see_unit u ON u.id = d.unit JOIN see_person p ON p.id = d.person"

static void
read_duty(struct cx *cx, struct stmt *s, struct duty_row *d)
{
	d->id = stmt_get_int(s);
	d->unit = stmt_get_int(s);
	d->unit_name = stmt_get_str(s);
	d->person = stmt_get_int(s);
	d->name = stmt_get_str(s);
	d->rung = stmt_get_int(s);
	d->since.s = stmt_get_int(s);
	d->until.s = stmt_get_int(s);
	d->now = d->since.s <= cx->now.s && cx->now.s < d->until.s;
}

err
duty_find(struct cx *cx, int64_t id, struct duty_row *ret_duty)
{
	struct stmt    *s = stmt_new(cx->db, cx->mem, SQL("SELECT " DUTY_COLUMNS " WHERE d.id = ?"));
	struct duty_row d = { 0 };

	stmt_put_int(s, id);
	while (stmt_next(s))
		read_duty(cx, s, &d);
	TRY(stmt_end(s));
	if (d.id == 0)
		return cx_fail(cx, ERR_MISSING, "rota.missing", STR("duty"));
	*ret_duty = d;
	return OK;
}

err
duty_end(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE duty SET until = ? WHERE id = ? AND until > ?"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, id);
	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

/* From now on, where who asks keeps the rota. */
err
duty_list(struct cx *cx, struct rota_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " DUTY_COLUMNS
	    " WHERE d.until > ? AND" REACH_UNIT("u") " ORDER BY d.since, d.rung, d.id LIMIT ?"));

	page->duties = arena_take(cx->mem, ALERTS_MAX * sizeof *page->duties);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_KEEP_ROTA, cx->now);
	stmt_put_int(s, ALERTS_MAX);
	while (stmt_next(s))
		read_duty(cx, s, &page->duties[page->nduties++]);
	return stmt_end(s);
}

static err
read_names(struct cx *cx, struct stmt *s, struct rota_place **ret_at, size_t *ret_n)
{
	struct rota_place *at = arena_take(cx->mem, PHRASES_MAX * sizeof *at);
	size_t             n = 0;

	while (stmt_next(s)) {
		at[n].id = stmt_get_int(s);
		at[n++].name = stmt_get_str(s);
	}
	*ret_at = at;
	*ret_n = n;
	return stmt_end(s);
}

err
duty_places(struct cx *cx, struct rota_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT u.id, u.name FROM see_unit u WHERE" REACH_UNIT("u") " ORDER BY u.path LIMIT ?"));

	stmt_put_reach(s, &cx->who, MAY_KEEP_ROTA, cx->now);
	stmt_put_int(s, PHRASES_MAX);
	return read_names(cx, s, &page->units, &page->nunits);
}

/* Who can be on call: people who sign in and hold a role that is not only being cared for. */
err
duty_people(struct cx *cx, struct rota_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT p.id, p.name FROM see_unit u CROSS JOIN see_held h CROSS JOIN see_person p"
	    " WHERE h.unit = u.id AND p.id = h.person AND p.login IS NOT NULL AND h.forum IS NULL AND h.role >= 3"
	    " AND ? BETWEEN h.since AND h.until AND" REACH_UNIT("u") " ORDER BY p.name LIMIT ?"));

	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_KEEP_ROTA, cx->now);
	stmt_put_int(s, PHRASES_MAX);
	return read_names(cx, s, &page->people, &page->npeople);
}

/* A role that is not only being cared for, in a place that who asks keeps the rota of. */
err
duty_person_there(struct cx *cx, int64_t person, int64_t unit, bool *ret_there)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM see_person p JOIN see_held h ON h.person = p.id JOIN see_unit u ON u.id = h.unit"
	    " JOIN see_unit at ON at.id = ?"
	    " WHERE p.id = ? AND p.login IS NOT NULL AND h.forum IS NULL AND h.role >= 3 AND ? BETWEEN h.since AND h.until"
	    " AND (" REACH_UNIT("u") " OR (at.path >= u.path AND at.path < u.path_end))"));

	stmt_put_int(s, unit);
	stmt_put_int(s, person);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_KEEP_ROTA, cx->now);
	while (stmt_next(s))
		*ret_there = stmt_get_int(s) > 0;
	return stmt_end(s);
}

/* Places open to all where nobody is on call now; `mine`: only where who asks keeps the rota. */
err
duty_empty(struct cx *cx, bool mine, struct rota_place **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT u.id, u.name FROM see_unit u WHERE u.open_to_all = 1 AND u.closed IS NULL AND NOT EXISTS (SELECT 1 FROM duty d"
	    "  JOIN see_unit du ON du.id = d.unit WHERE d.until > ? AND d.since <= ?"
	    "  AND u.path >= du.path AND u.path < du.path_end)"
	    " AND (CAST(? AS BIGINT) = 0 OR" REACH_UNIT("u") ") ORDER BY u.path LIMIT ?"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, mine);
	stmt_put_reach(s, &cx->who, MAY_KEEP_ROTA, cx->now);
	stmt_put_int(s, PHRASES_MAX);
	return read_names(cx, s, ret_at, ret_n);
}

err
duty_anybody(struct cx *cx, bool *ret_any)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT 1 FROM duty WHERE until > ? AND since <= ? LIMIT 1"));

	*ret_any = false;
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->now.s);
	while (stmt_next(s))
		*ret_any = stmt_get_int(s) == 1;
	return stmt_end(s);
}

err
test_insert(struct cx *cx, bool ok, int64_t told, int64_t uncovered)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO alert_test (day, at, ok, told, uncovered) VALUES (?, ?, ?, ?, ?) ON CONFLICT (day) DO UPDATE"
	    " SET at = excluded.at, ok = excluded.ok, told = excluded.told, uncovered = excluded.uncovered"));

	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ok);
	stmt_put_int(s, told);
	stmt_put_int(s, uncovered);
	return stmt_end(s);
}

err
test_last(struct cx *cx, stamp *ret_at, bool *ret_ok)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT at, ok FROM alert_test ORDER BY day DESC LIMIT 1"));

	while (stmt_next(s)) {
		ret_at->s = stmt_get_int(s);
		*ret_ok = stmt_get_int(s) != 0;
	}
	return stmt_end(s);
}

err
phrase_list(struct cx *cx, struct rota_place **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT id, phrase FROM screen_word ORDER BY id LIMIT ?"));

	stmt_put_int(s, PHRASES_MAX);
	return read_names(cx, s, ret_at, ret_n);
}

err
phrase_insert(struct cx *cx, str phrase)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO screen_word (phrase, added_by, added_at) VALUES (?, ?, ?) ON CONFLICT (phrase) DO NOTHING"));

	stmt_put_str(s, phrase);
	stmt_put_int(s, cx->who.id.v > 0 ? cx->who.id.v : 0);
	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

err
phrase_remove(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM screen_word WHERE id = ?"));

	stmt_put_int(s, id);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_MISSING, "rota.phrase_missing", STR("phrase"));
}

err
help_places(struct cx *cx, struct help_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, name FROM see_unit WHERE open_to_all = 1 AND closed IS NULL ORDER BY name LIMIT ?"));

	stmt_put_int(s, PHRASES_MAX);
	return read_names(cx, s, &page->places, &page->nplaces);
}
