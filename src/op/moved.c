/* op/moved: counting on for pages whose places changed, and reading the counts.  See moved.h. */
#include "op/moved.h"

#include "op/op_in.h"

void
cx_moves_only(struct cx *cx, str line)
{
	cx->moves_only = true;
	cx->moves = line;
}

static err
move_on(struct cx *cx, int64_t place)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO moved (place, n) VALUES (?, 1) ON CONFLICT (place) DO UPDATE SET n = moved.n + 1"));

	stmt_put_int(s, place);
	return stmt_end(s);
}

err
moved_write(struct cx *cx)
{
	str rest = cx->moves;

	if (!db_is_sqlite(cx->db))
		return OK;
	if (!cx->moves_only)
		return move_on(cx, 0);
	while (rest.n > 0) {
		int64_t place = 0;

		if (!str_to_int(str_cut(&rest, ' '), &place))
			return ERR_STORE;
		TRY(move_on(cx, place));
	}
	return OK;
}

static err
look(struct db *db, struct arena *mem, int64_t place, struct moved *ret_moved)
{
	struct moved m = { 0 };
	struct stmt *s = stmt_new(db, mem, SQL("SELECT place, n FROM moved WHERE place IN (0, ?)"));

	stmt_put_int(s, place);
	while (stmt_next(s)) {
		bool all = stmt_get_int(s) == 0;

		*(all ? &m.all : &m.here) = stmt_get_int(s);
	}
	*ret_moved = m;
	return stmt_end(s);
}

bool
moved_look(struct db *db, struct arena *mem, int64_t place, struct moved *ret_moved)
{
	err e;

	if (!db_is_sqlite(db) || db_begin(db) != OK)
		return false;
	e = look(db, mem, place, ret_moved);
	db_rollback(db);
	return e == OK;
}
