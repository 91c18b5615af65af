/*
 * access/wall: the conflict wall.  Something said about the people of a place, or about how
 * it is run, is heard only by people from above who are no part of it.  This fragment is the
 * rule; every statement that shows such a thing to anybody but its author carries it.
 * docs/why/conflict-wall.md says why, and why these things lie in tables of their own.
 */
#ifndef ACCESS_WALL_H
#define ACCESS_WALL_H

#include "access/access.h"

/*
 * The conflict wall (reliability S5), for SQL over something said apart (`a`, with its
 * author) about a place (unit `u`): true when person `p` may hear it.  They hear from above
 * that place today, never held a role or a seat at it or below it, never ran it or a place
 * above it, did not say it themselves, are not named in it, and never ran a place of anybody
 * named in it.  Four puts by stmt_put_apart().  The house itself (ACTOR_HOUSE) reaches nothing.
 */
#define REACH_APART(a, u, p) \
	" (EXISTS (SELECT 1 FROM held h JOIN role_may rm ON rm.role = h.role JOIN unit hu ON hu.id = h.unit" \
	"   WHERE h.person = " p " AND rm.may = ? AND ? BETWEEN h.since AND h.until AND h.forum IS NULL" \
	"   AND " u ".path >= hu.path AND " u ".path < hu.path_end)" \
	"  AND NOT EXISTS (SELECT 1 FROM held w JOIN unit wu ON wu.id = w.unit WHERE w.person = " p \
	"   AND wu.path >= " u ".path AND wu.path < " u ".path_end)" \
	"  AND NOT EXISTS (SELECT 1 FROM held l JOIN role_may lm ON lm.role = l.role" \
	"   JOIN unit lu ON lu.id = l.unit WHERE l.person = " p " AND lm.may = ? AND l.forum IS NULL" \
	"   AND " u ".path >= lu.path AND " u ".path < lu.path_end)" \
	"  AND " p " <> COALESCE(" a ".author, 0)" \
	"  AND NOT EXISTS (SELECT 1 FROM see_apart_named n WHERE n.apart = " a ".id AND n.person = " p ")" \
	"  AND NOT EXISTS (SELECT 1 FROM see_apart_named n JOIN held x ON x.person = n.person" \
	"   JOIN unit xu ON xu.id = x.unit JOIN held l ON l.person = " p " JOIN role_may lm ON lm.role = l.role" \
	"   JOIN unit lu ON lu.id = l.unit WHERE n.apart = " a ".id AND lm.may = ? AND l.forum IS NULL" \
	"   AND xu.path >= lu.path AND xu.path < lu.path_end)) "
void stmt_put_apart(struct stmt *s, stamp now);

#endif
