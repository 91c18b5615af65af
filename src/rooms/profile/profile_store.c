/* rooms/profile: the one thing it asks the database: is anything there yet? */
#include "rooms/profile/profile_in.h"

err
profile_has_units(struct cx *cx, bool *ret_has)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM see_unit"));

	while (stmt_next(s))
		*ret_has = stmt_get_int(s) > 0;
	return stmt_end(s);
}
