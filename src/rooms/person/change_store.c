/* rooms/person: what is kept of a person, and changing it.  No rules. */
#include "rooms/person/person_in.h"

#include "store/rows.h"

enum { INSIDE, OUTSIDE, ABOVE };

/* Roles they hold now: where the reader adds people; where not; and those only who sets up may give. */
static err
counted(struct cx *cx, person_id id, int64_t ret_n[3])
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COALESCE(SUM(CASE WHEN k.ours = 1 THEN 1 ELSE 0 END), 0),"
	    "  COALESCE(SUM(CASE WHEN k.ours = 1 THEN 0 ELSE 1 END), 0),"
	    "  COALESCE(SUM(CASE WHEN k.role IN (10, 11, 12) AND k.set_up = 0 THEN 1 ELSE 0 END), 0)"
	    " FROM (SELECT x.role, CASE WHEN" REACH_UNIT("u") "THEN 1 ELSE 0 END AS ours,"
	    "  CASE WHEN" REACH_UNIT("u") "THEN 1 ELSE 0 END AS set_up"
	    "  FROM see_held x JOIN see_unit u ON u.id = x.unit WHERE x.person = ? AND ? BETWEEN x.since AND x.until) k"));

	stmt_put_reach(s, &cx->who, MAY_ADD_PERSON, cx->now);
	stmt_put_reach(s, &cx->who, MAY_SET_UP, cx->now);
	stmt_put_int(s, id.v);
	stmt_put_int(s, cx->now.s);
	while (stmt_next(s))
		for (int i = 0; i < 3; i++)
			ret_n[i] = stmt_get_int(s);
	return stmt_end(s);
}

err
person_changeable(struct cx *cx, person_id id)
{
	int64_t n[3] = { 0 };

	_Static_assert(ROLE_EXECUTIVE == 10 && ROLE_AUDITOR == 11 && ROLE_ADMIN == 12, "the statement counts them");
	TRY(counted(cx, id, n));
	if (n[INSIDE] == 0)
		return cx_fail(cx, ERR_MISSING, "person.missing", STR("person"));
	if (n[OUTSIDE] > 0 || n[ABOVE] > 0)
		return cx_fail(cx, ERR_DENIED, "person.not_yours", STR("person"));
	return OK;
}

err
person_get_details(struct cx *cx, person_id id, struct person_details *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT lang, CASE WHEN needs <> '' THEN 1 ELSE 0 END, easy, version, CASE WHEN email <> '' THEN 1 ELSE 0 END,"
	    "  CASE WHEN phone <> '' THEN 1 ELSE 0 END FROM person WHERE id = ?"));

	stmt_put_int(s, id.v);
	while (stmt_next(s)) {
		ret->lang = stmt_get_str(s);
		ret->has_needs = stmt_get_int(s) != 0;
		ret->easy = stmt_get_int(s) != 0;
		ret->version = stmt_get_int(s);
		ret->has_email = stmt_get_int(s) != 0;
		ret->has_phone = stmt_get_int(s) != 0;
	}
	return stmt_end(s);
}

/* An empty address leaves the one that is kept; nobody sees it, so nobody types it again. */
err
person_update(struct cx *cx, const struct person_change *c)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE person SET name = ?, lang = ?, easy = ?,"
	    " needs = CASE WHEN CAST(? AS BIGINT) = 1 THEN '' WHEN ? <> '' THEN ? ELSE needs END,"
	    " email = CASE WHEN CAST(? AS BIGINT) = 1 THEN '' WHEN ? <> '' THEN ? ELSE email END,"
	    " phone = CASE WHEN CAST(? AS BIGINT) = 1 THEN '' WHEN ? <> '' THEN ? ELSE phone END,"
	    " version = version + 1 WHERE id = ?"));

	stmt_put_str(s, c->name);
	stmt_put_str(s, c->lang);
	stmt_put_int(s, c->easy);
	stmt_put_int(s, c->no_needs);
	stmt_put_str(s, c->needs);
	stmt_put_str(s, c->needs);
	stmt_put_int(s, c->no_email);
	stmt_put_str(s, c->email);
	stmt_put_str(s, c->email);
	stmt_put_int(s, c->no_phone);
	stmt_put_str(s, c->phone);
	stmt_put_str(s, c->phone);
	stmt_put_int(s, c->person.v);
	return stmt_end(s);
}
