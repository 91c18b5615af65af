/* rooms/unit: every statement that touches the unit table.  No rules. */
#include "rooms/unit/unit_in.h"

#include <string.h>

#define COLUMNS(u) u ".id, " u ".parent, " u ".slug, " u ".name, " u ".kind, " u ".path, " u ".line, " \
	u ".open_to_all, " u ".version, " u ".closed"

static void
read_row(struct stmt *s, struct unit_row *u)
{
	u->id = stmt_get_int(s);
	u->parent = stmt_get_int(s);
	u->slug = stmt_get_str(s);
	u->name = stmt_get_str(s);
	u->kind = stmt_get_str(s);
	u->path = stmt_get_str(s);
	u->line = stmt_get_str(s);
	u->open_to_all = stmt_get_int(s) != 0;
	u->version = stmt_get_int(s);
	u->closed = stmt_get_day(s);
}

static err
read_one(struct cx *cx, struct stmt *s, struct unit_row *ret_row)
{
	struct unit_row u = { 0 };

	while (stmt_next(s))
		read_row(s, &u);
	TRY(stmt_end(s));
	if (u.id == 0)
		return cx_fail(cx, ERR_MISSING, "unit.missing", STR("unit"));
	*ret_row = u;
	return OK;
}

err
unit_find(struct cx *cx, unit_id id, struct unit_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS("unit") " FROM unit WHERE id = ?"));

	stmt_put_int(s, id.v);
	return read_one(cx, s, ret_row);
}

err
unit_find_slug(struct cx *cx, str slug, struct unit_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS("unit") " FROM unit WHERE slug = ?"));

	stmt_put_str(s, slug);
	return read_one(cx, s, ret_row);
}

err
unit_reach(struct cx *cx, unit_id id, enum may what, struct unit_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS("u")
	    "  FROM unit u WHERE u.id = ? AND" REACH_UNIT("u")));

	stmt_put_int(s, id.v);
	stmt_put_reach(s, &cx->who, what, cx->now);
	return read_one(cx, s, ret_row);
}

err
unit_mays(struct cx *cx, const struct unit_row *u, uint64_t *ret_mays)
{
	return access_mays(cx->db, cx->mem, &(struct reach_of){ &cx->who, cx->now, 0, u->path }, ret_mays);
}

bool
unit_person_may(struct cx *cx, unit_id id, person_id who, enum may what)
{
	struct actor them = { .id = who };
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM unit u WHERE u.id = ? AND" REACH_UNIT("u")));

	if (who.v <= 0)
		them.id.v = 0;
	stmt_put_int(s, id.v);
	stmt_put_reach(s, &them, what, cx->now);
	while (stmt_next(s))
		n = stmt_get_int(s);
	return stmt_end(s) == OK && n > 0;
}

err
unit_first(struct cx *cx, enum may what, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT u.id FROM see_held h JOIN see_role_may rm ON rm.role = h.role JOIN unit u ON u.id = h.unit"
	    " WHERE h.person = ? AND rm.may = ? AND ? BETWEEN h.since AND h.until AND h.forum IS NULL"
	    " ORDER BY LENGTH(u.path), u.id LIMIT 1"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, what);
	stmt_put_int(s, cx->now.s);
	while (stmt_next(s))
		*ret_id = stmt_get_int(s);
	TRY(stmt_end(s));
	return *ret_id != 0 ? OK : cx_fail(cx, ERR_MISSING, "unit.missing", STR("unit"));
}

err
unit_insert(struct cx *cx, const struct unit_new *n, str parent_path, str slug, unit_id *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO unit (parent, path, path_end, line, slug, name, kind, open_to_all, imported, version)"
	    " VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, 1) RETURNING id"));

	stmt_put_id(s, n->parent.v);
	stmt_put_str(s, str_fmt(cx->mem, "%.*s%.*s/", STR_ARG(parent_path), STR_ARG(slug)));
	stmt_put_str(s, str_fmt(cx->mem, "%.*s%.*s0", STR_ARG(parent_path), STR_ARG(slug)));
	stmt_put_str(s, slug);
	stmt_put_str(s, n->name);
	stmt_put_str(s, n->kind);
	stmt_put_int(s, n->open_to_all);
	stmt_put_int(s, n->imported);
	while (stmt_next(s))
		ret_id->v = stmt_get_int(s);
	return stmt_end(s);
}

err
unit_set_line(struct cx *cx, unit_id id, str line)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE unit SET line = ? WHERE id = ?"));

	stmt_put_str(s, line);
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

err
unit_select(struct cx *cx, const struct unit_want *w, struct unit_page *ret_page)
{
	struct unit_page page = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *page.at) };
	struct stmt     *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS("u") " FROM unit u"
	    " WHERE u.id > ? AND (? = '' OR u.kind = ?) AND (? = '' OR LOWER(u.name) LIKE ?)"
	    "  AND (CAST(? AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM unit p WHERE p.id = ?"
	    "    AND u.path >= p.path AND u.path < p.path_end))"
	    "  AND (u.closed IS NULL OR CAST(? AS BIGINT) = 1)"
	    "  AND ((CAST(? AS BIGINT) = 0 AND u.open_to_all = 1) OR" REACH_UNIT("u") ")"
	    " ORDER BY u.id LIMIT ?"));
	struct buf       like = { .mem = cx->mem };

	buf_addf(&like, "%%");
	for (size_t i = 0; i < w->find.n; i++) {
		char c = w->find.p[i];

		c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		buf_add(&like, strchr("%_\\", c) != NULL ? STR("_") : (str){ &c, 1 });
	}
	buf_addf(&like, "%%");
	stmt_put_int(s, w->older);
	stmt_put_str(s, w->kind);
	stmt_put_str(s, w->kind);
	stmt_put_str(s, w->find);
	stmt_put_str(s, buf_str(&like));
	stmt_put_int(s, w->parent);
	stmt_put_int(s, w->parent);
	stmt_put_int(s, w->closed);
	stmt_put_int(s, w->may);
	stmt_put_reach(s, &cx->who, w->may ? w->may : MAY_READ_UNIT, cx->now);
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s))
		read_row(s, &page.at[page.n++]);
	TRY(stmt_end(s));
	if (page.n > (size_t)w->limit)
		page.next = page.at[--page.n - 1].id;
	*ret_page = page;
	return OK;
}
