/*
 * access/wall: what the conflict wall's rule is asked with.  See wall.h.  It reads only who
 * holds what (held, role_may); the tables of what was said belong to the room apart.
 */
#include "access/wall.h"

/* Whoever gives roles over a place runs it: managers, and administrators too. */
void
stmt_put_apart(struct stmt *s, stamp now)
{
	stmt_put_int(s, MAY_HEAR_APART);
	stmt_put_int(s, now.s);
	stmt_put_int(s, MAY_GRANT_ROLE);
	stmt_put_int(s, MAY_GRANT_ROLE);
}
