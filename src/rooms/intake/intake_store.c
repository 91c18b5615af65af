/* rooms/intake: statements over the other rooms' windows.  No rules. */
#include "rooms/intake/intake_in.h"

#include "store/rows.h"

err
intake_was_taken(struct cx *cx, str key, bool *ret_yes)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT (SELECT COUNT(*) FROM see_imported WHERE imported = ?)"
	    " + (SELECT COUNT(*) FROM see_apart_imported WHERE imported = ?)"));

	stmt_put_str(s, key);
	stmt_put_str(s, key);
	while (stmt_next(s))
		*ret_yes = stmt_get_int(s) > 0;
	return stmt_end(s);
}

err
intake_find_place(struct cx *cx, int64_t parent, str name, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT id FROM see_unit WHERE parent = ? AND name = ? ORDER BY id LIMIT 1"));

	*ret_id = 0;
	stmt_put_int(s, parent);
	stmt_put_str(s, name);
	return stmt_int(s, ret_id);
}

err
intake_root(struct cx *cx, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT id FROM see_unit WHERE parent IS NULL ORDER BY id LIMIT 1"));

	*ret_id = 0;
	TRY(stmt_int(s, ret_id));
	return *ret_id != 0 ? OK : cx_fail(cx, ERR_INPUT, "unit.missing", STR("unit"));
}

static void
read_row(struct stmt *s, struct export_row *r)
{
	int64_t state, outcome, verdict;

	r->id = stmt_get_int(s);
	r->place = stmt_get_str(s);
	r->raised = stamp_utc_day((stamp){ stmt_get_int(s) });
	r->kind = stmt_get_str(s);
	r->topic = stmt_get_str(s);
	r->source = stmt_get_str(s);
	state = stmt_get_int(s);
	outcome = stmt_get_int(s);
	verdict = stmt_get_int(s);
	r->voices = stmt_get_int(s);
	r->holder = stmt_get_str(s);
	r->due = stmt_get_day(s);
	r->said = stmt_get_str(s);
	r->summary = stmt_get_str(s);
	r->state = str_of(matter_states[state]);
	r->outcome = str_of(outcomes[outcome]);
	r->verdict = str_of(verdicts[verdict]);
}

/* Where the last answer ended: rows lie by their place, so that is the order they are written in. */
static err
place_of(struct cx *cx, int64_t matter, int64_t *ret_unit)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT unit FROM see_matter WHERE id = ?"));

	*ret_unit = 0;
	stmt_put_int(s, matter);
	return stmt_int(s, ret_unit);
}

/* The joins are crossed so that both engines walk the matters and ask each one's place. */
err
export_select(struct cx *cx, int64_t unit, int64_t older, struct export_page *ret)
{
	enum { MANY = 1000 };
	struct export_page page = { .at = arena_take(cx->mem, (MANY + 1) * sizeof *page.at) };
	int64_t            from = 0;
	struct stmt       *s;

	if (older != 0)
		TRY(place_of(cx, older, &from));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT m.id, m.unit_name, m.raised_at, m.kind, m.topic, m.source, m.state, m.outcome, m.verdict,"
	    "  m.voices, m.holder_name, m.due, m.said, m.summary FROM see_matter m CROSS JOIN see_unit u"
	    "  CROSS JOIN see_unit p WHERE (m.unit, m.id) > (?, ?) AND u.id = m.unit AND p.id = ?"
	    "  AND u.path >= p.path AND u.path < p.path_end ORDER BY m.unit, m.id LIMIT ?"));

	stmt_put_int(s, from);
	stmt_put_int(s, older);
	stmt_put_int(s, unit);
	stmt_put_int(s, MANY + 1);
	while (stmt_next(s))
		read_row(s, &page.at[page.n++]);
	TRY(stmt_end(s));
	if (page.n > MANY)
		page.next = page.at[--page.n - 1].id;
	*ret = page;
	return OK;
}
