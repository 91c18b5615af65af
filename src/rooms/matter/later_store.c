/* rooms/matter: statements on words that are not in the index of the search yet.  No rules. */
#include "rooms/matter/matter_in.h"

#include "store/rows.h"

static const struct row_col cols[] = {
	COL(struct later_row, ROW_INT, id), COL(struct later_row, ROW_STR, line), COL(struct later_row, ROW_STR, said),
};
static const struct row_of row = { sizeof(struct later_row), cols, LEN(cols) };

/* The newest of them at and below a place.  The plus: by what waits, not by each ward below. */
err
later_select(struct cx *cx, const struct matter_want *w, int64_t from, struct later_row **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT m.id, u.line, m.said FROM matter m JOIN see_unit u ON u.id = +m.unit, see_unit p"
	    " WHERE p.id = ? AND u.path >= p.path AND u.path < p.path_end AND m.naming = 3 AND m.id >= ?"
	    " AND (CAST(? AS BIGINT) = 0 OR m.id < ?) ORDER BY m.id DESC LIMIT 200"));

	stmt_put_int(s, w->unit);
	stmt_put_int(s, from);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->older);
	return stmt_rows(s, &row, ret_at, ret_n);
}

err
later_select_until(struct cx *cx, int64_t from, int64_t end, struct later_row **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT m.id, u.line, m.said FROM matter m JOIN see_unit u ON u.id = m.unit"
	    " WHERE m.naming = 3 AND m.id >= ? AND m.id < ? ORDER BY m.id LIMIT ?"));

	stmt_put_int(s, from);
	stmt_put_int(s, end);
	stmt_put_int(s, LATER_AT_ONCE);
	return stmt_rows(s, &row, ret_at, ret_n);
}
