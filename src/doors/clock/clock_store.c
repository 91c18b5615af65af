/* doors/clock: the lease's one statement.  Table: lease. */
#include "doors/clock/clock_in.h"

err
lease_take(struct cx *cx, str holder, stamp until, bool *ret_held)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO lease (name, holder, until) VALUES ('clock', ?, ?)"
	    " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
	    " WHERE lease.holder = excluded.holder OR lease.until < ? OR lease.until > ?"));

	stmt_put_str(s, holder);
	stmt_put_int(s, until.s);
	stmt_put_int(s, cx->now.s);
	/* nobody holds it for so long: it was written by a clock that was wrong */
	stmt_put_int(s, until.s + (until.s - cx->now.s));
	while (stmt_next(s))
		;
	TRY(stmt_end(s));
	*ret_held = stmt_changed(s) > 0;
	return OK;
}
