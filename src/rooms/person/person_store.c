/* rooms/person: every statement that touches the person table.  No rules. */
#include "rooms/person/person_in.h"
#include "words/words.h"

#include "store/rows.h"

err
person_insert(struct cx *cx, const struct person_new *n, person_id *ret_id)
{
	struct person_row taken;
	struct stmt      *s;

	if (n->login.n > 0 && person_find_login(cx, n->login, &taken) == OK)
		return cx_fail(cx, ERR_CLASH, "person.login_taken", STR("login"));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO person (login, name, constituency, email, phone, lang, easy, needs, secret_hash,"
	    "  made_at, version) VALUES (NULLIF(?, ''), ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING id"));
	stmt_put_str(s, n->login);
	stmt_put_str(s, n->name);
	stmt_put_str(s, n->constituency);
	stmt_put_str(s, n->email);
	stmt_put_str(s, n->phone);
	stmt_put_str(s, n->lang);
	stmt_put_int(s, n->easy);
	stmt_put_str(s, n->needs);
	stmt_put_str(s, n->secret_hash);
	stmt_put_int(s, cx->now.s);
	return stmt_int(s, &ret_id->v);
}

static err
read_one(struct cx *cx, struct stmt *s, struct person_row *ret_row)
{
	struct person_row p = { 0 };

	while (stmt_next(s)) {
		p.id = stmt_get_int(s);
		p.login = stmt_get_str(s);
		p.name = stmt_get_str(s);
		p.constituency = stmt_get_str(s);
	}
	TRY(stmt_end(s));
	if (p.id == 0)
		return cx_fail(cx, ERR_MISSING, "person.missing", STR("person"));
	*ret_row = p;
	return OK;
}

err
person_find(struct cx *cx, person_id id, struct person_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT id, login, name, constituency FROM person WHERE id = ?"));

	stmt_put_int(s, id.v);
	return read_one(cx, s, ret_row);
}

err
person_near(struct cx *cx, person_id id, unit_id u, str field, struct person_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT p.id, p.login, p.name, p.constituency FROM person p WHERE p.id = ? AND EXISTS"
	    " (SELECT 1 FROM see_held x JOIN see_unit h ON h.id = x.unit JOIN see_unit u ON u.id = ?"
	    "  WHERE x.person = p.id AND ? BETWEEN x.since AND x.until AND ((u.path >= h.path AND u.path < h.path_end)"
	    "   OR (h.path >= u.path AND h.path < u.path_end)))"));
	err          e;

	stmt_put_int(s, id.v);
	stmt_put_int(s, u.v);
	stmt_put_int(s, cx->now.s);
	e = read_one(cx, s, ret_row);
	if (e != ERR_MISSING)
		return e;
	cx->nwhys = 0;
	return cx_fail(cx, ERR_INPUT, "person.missing", field);
}

err
person_find_login(struct cx *cx, str login, struct person_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT id, login, name, constituency FROM person WHERE login = ?"));

	stmt_put_str(s, login);
	return read_one(cx, s, ret_row);
}

err
person_set_email(struct cx *cx, person_id id, str email)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("UPDATE person SET email = ?, version = version + 1 WHERE id = ?"));

	stmt_put_str(s, email);
	stmt_put_int(s, id.v);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : ERR_MISSING;
}

bool
person_role_held(struct cx *cx, person_id id, enum role r)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM see_held WHERE person = ? AND role = ? AND ? BETWEEN since AND until"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, r);
	stmt_put_int(s, cx->now.s);
	return stmt_int(s, &n) == OK && n > 0;
}

/* Only those in places whose people the reader may see. */
static str
roles_of(struct cx *cx, int64_t person)
{
	struct buf   b = { .mem = cx->mem };
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT x.role, u.name FROM see_held x JOIN see_unit u ON u.id = x.unit"
	    " WHERE x.person = ? AND ? BETWEEN x.since AND x.until AND" REACH_UNIT("u")
	    " ORDER BY x.role, u.name LIMIT 8"));

	stmt_put_int(s, person);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_READ_PEOPLE, cx->now);
	while (stmt_next(s)) {
		int64_t role = stmt_get_int(s);
		str     place = stmt_get_str(s);

		buf_addf(&b, "%s%s, %.*s", b.n ? "; " : "", role_name((enum role)role), STR_ARG(place));
	}
	return stmt_end(s) == OK ? buf_str(&b) : (str){ 0 };
}

static const struct row_col person_cols[] = {
	COL(struct person_row, ROW_INT, id), COL(struct person_row, ROW_STR, login),
	COL(struct person_row, ROW_STR, name), COL(struct person_row, ROW_STR, constituency),
};
static const struct row_of person_list_row = { sizeof(struct person_row), person_cols, LEN(person_cols) };

err
person_select(struct cx *cx, const struct person_want *w, struct person_page *ret_page)
{
	struct person_page page = { 0 };
	struct stmt       *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT p.id, p.login, p.name, p.constituency FROM person p"
	    " WHERE p.id > ? AND (? = '' OR LOWER(p.name) LIKE LOWER(?) OR p.login = ?)"
	    "  AND (? = '' OR p.constituency = ?)"
	    "  AND EXISTS (SELECT 1 FROM see_held x JOIN see_unit u ON u.id = x.unit"
	    "    WHERE x.person = p.id AND (CAST(? AS BIGINT) = 0 OR x.unit = ?)"
	    "    AND ? BETWEEN x.since AND x.until AND" REACH_UNIT("u") ")"
	    " ORDER BY p.id LIMIT ?"));

	stmt_put_int(s, w->older);
	stmt_put_str(s, w->find);
	stmt_put_str(s, str_fmt(cx->mem, "%%%.*s%%", STR_ARG(w->find)));
	stmt_put_str(s, w->find);
	stmt_put_str(s, constituency_key(w->group));
	stmt_put_str(s, constituency_key(w->group));
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_READ_PEOPLE, cx->now);
	stmt_put_int(s, w->limit + 1);
	TRY(stmt_rows(s, &person_list_row, &page.at, &page.n));
	if (rows_cut(&page.n, w->limit))
		page.next = page.at[page.n - 1].id;
	for (size_t i = 0; i < page.n; i++)
		page.at[i].roles = roles_of(cx, page.at[i].id);
	*ret_page = page;
	return OK;
}

err
person_within(struct cx *cx, person_id id)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM see_held x JOIN see_unit u ON u.id = x.unit"
	    " WHERE x.person = ? AND ? BETWEEN x.since AND x.until AND" REACH_UNIT("u")));

	stmt_put_int(s, id.v);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_READ_PEOPLE, cx->now);
	TRY(stmt_int(s, &n));
	return n > 0 ? OK : cx_fail(cx, ERR_MISSING, "person.missing", STR("person"));
}

enum { HELD_MAX = 60 };

/* What they hold now or will hold; only in places whose people the reader may see. */
err
person_helds(struct cx *cx, person_id id, struct person_held **ret_at, size_t *ret_n)
{
	struct person_held *at = arena_take(cx->mem, HELD_MAX * sizeof *at);
	size_t              n = 0;
	struct stmt        *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT x.role, x.unit, COALESCE(x.forum, 0), u.name, COALESCE(f.name, ''), x.since, x.until"
	    " FROM see_held x JOIN see_unit u ON u.id = x.unit LEFT JOIN see_forum f ON f.id = x.forum"
	    " WHERE x.person = ? AND x.until >= ? AND" REACH_UNIT("u") " ORDER BY x.role, u.name, x.since LIMIT 60"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, cx->now.s);
	stmt_put_reach(s, &cx->who, MAY_READ_PEOPLE, cx->now);
	while (stmt_next(s)) {
		struct person_held *h = &at[n++];
		int64_t             until;

		h->role = stmt_get_int(s);
		h->key = str_of(role_key((enum role)h->role));
		h->unit = stmt_get_int(s);
		h->forum = stmt_get_int(s);
		h->unit_name = stmt_get_str(s);
		h->forum_name = stmt_get_str(s);
		h->since = zone_day(cx->zone, (stamp){ stmt_get_int(s) });
		until = stmt_get_int(s);
		h->until = until < STAMP_NEVER.s ? zone_day(cx->zone, (stamp){ until }) : (day){ DAY_NONE };
	}
	*ret_at = at;
	*ret_n = n;
	return stmt_end(s);
}

static const struct row_col place_cols[] = {
	COL(struct person_place, ROW_INT, id), COL(struct person_place, ROW_STR, name),
};
static const struct row_of place_row = { sizeof(struct person_place), place_cols, LEN(place_cols) };

err
person_places(struct cx *cx, enum may what, struct person_place **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT u.id, u.name FROM see_unit u WHERE" REACH_UNIT("u") " ORDER BY u.path LIMIT 200"));

	stmt_put_reach(s, &cx->who, what, cx->now);
	return stmt_rows(s, &place_row, ret_at, ret_n);
}

/* Forums where the reader may give a seat. */
err
person_forums(struct cx *cx, struct person_place **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT f.id, f.name FROM see_forum f JOIN see_unit u ON u.id = f.unit WHERE" REACH_UNIT("u")
	    " ORDER BY f.path, f.name LIMIT 200"));

	stmt_put_reach(s, &cx->who, MAY_GRANT_ROLE, cx->now);
	return stmt_rows(s, &place_row, ret_at, ret_n);
}
