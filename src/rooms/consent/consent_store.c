/* rooms/consent: every statement that touches the consent table.  No rules. */
#include "rooms/consent/consent_in.h"

#include "store/rows.h"
#include "words/words.h"

void
stmt_put_consent_lives(struct stmt *s, const struct cx *cx)
{
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ROLE_CARER);
	stmt_put_int(s, cx->now.s);
}

void
stmt_put_consent(struct stmt *s, const struct cx *cx)
{
	stmt_put_int(s, cx->who.id.v);
	stmt_put_consent_lives(s, cx);
}

err
consent_put(struct cx *cx, const struct consent_new *n, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE consent SET until = ? WHERE person = ? AND carer = ? AND topic = ? AND until >= ? RETURNING id"));

	*ret_id = 0;
	stmt_put_int(s, n->until.s);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, n->carer.v);
	stmt_put_str(s, n->topic);
	stmt_put_int(s, cx->now.s);
	TRY(stmt_int(s, ret_id));
	if (*ret_id != 0)
		return OK;
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO consent (person, carer, topic, since, until) VALUES (?, ?, ?, ?, ?) RETURNING id"));
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, n->carer.v);
	stmt_put_str(s, n->topic);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, n->until.s);
	return stmt_int(s, ret_id);
}

/* An end that is none is told as none. */
static err
read_rows(struct cx *cx, struct stmt *s, struct consent_row **ret_at, size_t *ret_n)
{
	struct consent_row *at = arena_take(cx->mem, CONSENTS_MAX * sizeof *at);
	size_t              n = 0;

	while (stmt_next(s)) {
		struct consent_row *r = &at[n++];
		int64_t             until;

		*r = (struct consent_row){ .id = stmt_get_int(s) };
		r->who = stmt_get_int(s);
		r->name = stmt_get_str(s);
		r->topic = stmt_get_str(s);
		r->since = zone_day(cx->zone, (stamp){ stmt_get_int(s) });
		until = stmt_get_int(s);
		r->until = (day){ DAY_NONE };
		if (until < STAMP_NEVER.s)
			r->until = zone_day(cx->zone, (stamp){ until });
	}
	*ret_at = at;
	*ret_n = n;
	return stmt_end(s);
}

err
consent_select(struct cx *cx, struct consent_list *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT c.id, c.carer, p.name, c.topic, c.since, c.until FROM consent c JOIN see_person p ON p.id = c.carer"
	    " WHERE c.person = ? AND" CONSENT_LIVES("c") "ORDER BY p.name, c.id LIMIT ?"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_consent_lives(s, cx);
	stmt_put_int(s, CONSENTS_MAX);
	TRY(read_rows(cx, s, &ret->given, &ret->ngiven));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT c.id, c.person, p.name, c.topic, c.since, c.until FROM consent c JOIN see_person p ON p.id = c.person"
	    " WHERE c.carer = ? AND" CONSENT_LIVES("c") "ORDER BY p.name, c.id LIMIT ?"));
	stmt_put_int(s, cx->who.id.v);
	stmt_put_consent_lives(s, cx);
	stmt_put_int(s, CONSENTS_MAX);
	return read_rows(cx, s, &ret->got, &ret->ngot);
}

err
consent_take_back(struct cx *cx, consent_id id, str *ret_name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE consent SET until = ? WHERE id = ? AND person = ? AND until >= ?"
	    " RETURNING (SELECT p.name FROM see_person p WHERE p.id = consent.carer)"));
	bool         was = false;

	stmt_put_int(s, cx->now.s - 1);
	stmt_put_int(s, id.v);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->now.s);
	while (stmt_next(s)) {
		*ret_name = stmt_get_str(s);
		was = true;
	}
	TRY(stmt_end(s));
	return was ? OK : cx_fail(cx, ERR_MISSING, "consent.missing", STR("consent"));
}

bool
consent_carer_near(struct cx *cx, int64_t carer)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM see_held c JOIN see_unit cu ON cu.id = c.unit, see_held g JOIN see_unit gu ON gu.id = g.unit"
	    " WHERE c.person = ? AND c.role = ? AND ? BETWEEN c.since AND c.until"
	    "  AND g.person = ? AND ? BETWEEN g.since AND g.until"
	    "  AND ((cu.path >= gu.path AND cu.path < gu.path_end) OR (gu.path >= cu.path AND gu.path < cu.path_end))"));

	stmt_put_int(s, carer);
	stmt_put_int(s, ROLE_CARER);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->now.s);
	return stmt_int(s, &n) == OK && n > 0;
}

err
consent_giver(struct cx *cx, person_id who, str *ret_name)
{
	bool         is = false;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT p.name FROM consent c JOIN see_person p ON p.id = c.person"
	    " WHERE c.carer = ? AND c.person = ? AND" CONSENT_LIVES("c") "LIMIT 1"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, who.v);
	stmt_put_consent_lives(s, cx);
	while (stmt_next(s)) {
		*ret_name = stmt_get_str(s);
		is = true;
	}
	TRY(stmt_end(s));
	return is ? OK : cx_fail(cx, ERR_MISSING, "consent.missing", STR("of"));
}

err
consent_before_grant(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE consent SET until = ? WHERE until >= ? AND ("
	    " (person = ? AND NOT EXISTS (SELECT 1 FROM see_held h WHERE h.person = ? AND ? BETWEEN h.since AND h.until))"
	    " OR (carer = ? AND NOT EXISTS (SELECT 1 FROM see_held h WHERE h.person = ? AND h.role = ?"
	    "  AND ? BETWEEN h.since AND h.until)))"));

	stmt_put_int(s, cx->now.s - 1);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, who.v);
	stmt_put_int(s, who.v);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, who.v);
	stmt_put_int(s, who.v);
	stmt_put_int(s, ROLE_CARER);
	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

err
consent_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM consent WHERE person = ? OR carer = ?"));

	stmt_put_int(s, who.v);
	stmt_put_int(s, who.v);
	return stmt_end(s);
}
