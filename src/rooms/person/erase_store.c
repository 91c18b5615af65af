/* rooms/person: statements of erasing somebody.  Tables: person, erasure.  No rules. */
#include "rooms/person/person_in.h"

#include "store/rows.h"

err
person_governed(struct cx *cx, person_id id)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM see_held x JOIN see_unit u ON u.id = x.unit"
	    " WHERE x.person = ? AND" REACH_UNIT("u")));

	stmt_put_int(s, id.v);
	stmt_put_reach(s, &cx->who, MAY_ERASE, cx->now);
	while (stmt_next(s))
		n = stmt_get_int(s);
	TRY(stmt_end(s));
	return n > 0 ? OK : cx_fail(cx, ERR_MISSING, "person.missing", STR("person"));
}

err
erasure_ask(struct cx *cx, person_id id, str why)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO erasure (person, asked_by, asked_at, why, done_by, done_at) VALUES (?, ?, ?, ?, 0, 0)"
	    " ON CONFLICT (person) DO NOTHING"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->now.s);
	stmt_put_str(s, why);
	return stmt_end(s);
}

err
erasure_find(struct cx *cx, person_id id, int64_t *ret_asked_by)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT asked_by FROM erasure WHERE person = ? AND done_by = 0"));

	*ret_asked_by = 0;
	stmt_put_int(s, id.v);
	while (stmt_next(s))
		*ret_asked_by = stmt_get_int(s);
	return stmt_end(s);
}

err
erasure_look(struct cx *cx, struct person_erasing *page)
{
	int64_t      by = 0, done = 0;
	stamp        at = { 0 };
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT e.asked_by, COALESCE(p.name, ''), e.asked_at, e.why, e.done_by FROM erasure e"
	    " LEFT JOIN see_person p ON p.id = e.asked_by WHERE e.person = ?"));

	stmt_put_int(s, page->person.id);
	while (stmt_next(s)) {
		by = stmt_get_int(s);
		page->asked_name = stmt_get_str(s);
		at.s = stmt_get_int(s);
		page->why = stmt_get_str(s);
		done = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	page->asked = by != 0;
	page->mine = by != 0 && by == cx->who.id.v;
	page->erased = done != 0;
	page->asked_on = (day){ DAY_NONE };
	if (by != 0)
		page->asked_on = stamp_utc_day(at);
	s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM see_matter m WHERE m.author = ?"));
	stmt_put_int(s, page->person.id);
	return stmt_int(s, &page->matters);
}

err
erasure_done(struct cx *cx, person_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("UPDATE erasure SET why = '', done_by = ?, done_at = ? WHERE person = ?"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

err
person_scrub(struct cx *cx, person_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE person SET login = NULL, name = '-', email = '', phone = '', lang = '', easy = 0, needs = '',"
	    " secret_hash = '', version = version + 1 WHERE id = ?"));

	stmt_put_int(s, id.v);
	return stmt_end(s);
}
