/* rooms/unit: changing and closing a place, and counting what still hangs on it.  No rules. */
#include "rooms/unit/unit_in.h"

#include "store/rows.h"

err
unit_update(struct cx *cx, const struct unit_change *c)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE unit SET name = ?, kind = ?, open_to_all = ?, version = version + 1 WHERE id = ?"));

	stmt_put_str(s, c->name);
	stmt_put_str(s, str_of(unit_kinds[c->kind]));
	stmt_put_int(s, c->open_to_all);
	stmt_put_int(s, c->unit.v);
	return stmt_end(s);
}

err
unit_set_closed(struct cx *cx, unit_id id, day closed)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("UPDATE unit SET closed = ?, version = version + 1 WHERE id = ?"));

	stmt_put_day(s, closed);
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

/* Open promises of its forums and about its matters; matters nobody has answered; ways that lead in. */
err
unit_hanging(struct cx *cx, struct unit_one *one)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT (SELECT COUNT(*) FROM unit k WHERE k.parent = u.id AND k.closed IS NULL),"
	    " (SELECT COUNT(*) FROM see_promise p WHERE p.kept_at = 0 AND (p.unit = u.id OR p.forum IN"
	    "   (SELECT f.id FROM see_forum f WHERE f.unit = u.id))),"
	    " (SELECT COUNT(*) FROM see_matter m WHERE m.unit = u.id AND m.state IN (1, 2, 3)),"
	    " (SELECT COUNT(*) FROM see_route r JOIN see_forum t ON t.id = r.to_forum"
	    "   JOIN see_forum f ON f.id = r.forum JOIN unit fu ON fu.id = f.unit"
	    "   WHERE t.unit = u.id AND f.unit <> u.id AND fu.closed IS NULL)"
	    " FROM unit u WHERE u.id = ?"));

	stmt_put_int(s, one->unit.id);
	while (stmt_next(s)) {
		one->places = stmt_get_int(s);
		one->promises = stmt_get_int(s);
		one->matters = stmt_get_int(s);
		one->ways = stmt_get_int(s);
	}
	return stmt_end(s);
}
