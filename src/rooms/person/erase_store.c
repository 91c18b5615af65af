/* rooms/person: statements of erasing somebody.  Tables: person, erasure.  No rules. */
#include "rooms/person/person_in.h"

#include "store/rows.h"
#include "words/words.h"

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

/* Of people who hold or held something where who asks may erase; never who asks themselves. */
err
erasure_open(struct cx *cx, struct erasure_list *ret)
{
	struct erasure_list list = { .at = arena_take(cx->mem, ERASURES_MAX * sizeof *list.at) };
	struct stmt        *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT e.person, p.name, COALESCE(q.name, ''), e.asked_at, e.asked_by FROM erasure e"
	    " JOIN see_person p ON p.id = e.person LEFT JOIN see_person q ON q.id = e.asked_by"
	    " WHERE e.done_by = 0 AND e.person <> ? AND EXISTS (SELECT 1 FROM see_held x JOIN see_unit u ON u.id = x.unit"
	    "  WHERE x.person = e.person AND" REACH_UNIT("u") ") ORDER BY e.asked_at, e.person LIMIT ?"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_reach(s, &cx->who, MAY_ERASE, cx->now);
	stmt_put_int(s, ERASURES_MAX);
	while (stmt_next(s)) {
		struct erasure_row *r = &list.at[list.n++];

		*r = (struct erasure_row){ .person = stmt_get_int(s) };
		r->name = stmt_get_str(s);
		r->asked_name = stmt_get_str(s);
		r->asked_on = zone_day(cx->zone, (stamp){ stmt_get_int(s) });
		r->mine = stmt_get_int(s) == cx->who.id.v;
	}
	*ret = list;
	return stmt_end(s);
}

/* Who could agree: whoever may erase them, save who asked and they themselves. */
err
erasure_agree(struct cx *cx, int64_t person, str *ret_names)
{
	struct buf   b = { .mem = cx->mem };
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT p.name, p.id FROM see_held x JOIN see_unit u ON u.id = x.unit"
	    " JOIN see_unit hu ON u.path >= hu.path AND u.path < hu.path_end JOIN see_held h ON h.unit = hu.id"
	    " JOIN see_role_may rm ON rm.role = h.role JOIN see_person p ON p.id = h.person"
	    " JOIN erasure e ON e.person = x.person"
	    " WHERE x.person = ? AND h.forum IS NULL AND rm.may = ? AND ? BETWEEN h.since AND h.until"
	    "  AND h.person <> x.person AND h.person <> e.asked_by ORDER BY p.name, p.id LIMIT ?"));

	stmt_put_int(s, person);
	stmt_put_int(s, MAY_ERASE);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ERASURE_NAMES);
	while (stmt_next(s)) {
		str name = stmt_get_str(s);

		(void)stmt_get_int(s);
		buf_addf(&b, "%s%.*s", b.n > 0 ? ", " : "", STR_ARG(name));
	}
	*ret_names = buf_str(&b);
	return stmt_end(s);
}
