/* rooms/ward: statements over the other rooms' windows.  No rules. */
#include "rooms/ward/ward_in.h"

#include "store/rows.h"

#define LAST \
	"SELECT m.id, COALESCE(m.author, 0), m.said, m.summary, m.summary_ok, m.kind, m.topic, m.state," \
	"  m.outcome, m.verdict, m.holder_name, m.voices, m.due, m.raised_at, m.done_at" \
	" FROM see_newest m WHERE m.place = ? AND m.spot >= ? AND m.spot < ? AND NOT m.joined "

/* The last of the place: all of it for those inside, for the public only what is approved. */
err
ward_matters(struct cx *cx, struct ward_page *page)
{
	struct stmt *s = page->inside
	    ? stmt_new(cx->db, cx->mem, SQL(LAST "ORDER BY m.nth DESC LIMIT ?"))
	    : stmt_new(cx->db, cx->mem, SQL(LAST "AND m.summary_ok = 1 ORDER BY m.nth DESC LIMIT ?"));

	page->matters = arena_take(cx->mem, WARD_MATTERS * sizeof *page->matters);
	stmt_put_int(s, page->row.id);
	stmt_put_int(s, matter_spot(page->row.id, 0));
	stmt_put_int(s, matter_spot(page->row.id, 0) + MATTER_SPOTS_OF_UNIT);
	stmt_put_int(s, WARD_MATTERS);
	while (stmt_next(s)) {
		struct matter_row *m = &page->matters[page->nmatters++];

		m->id = stmt_get_int(s);
		m->author = stmt_get_int(s);
		m->said = stmt_get_str(s);
		m->summary = stmt_get_str(s);
		m->summary_ok = stmt_get_int(s) != 0;
		m->kind = stmt_get_str(s);
		m->topic = stmt_get_str(s);
		m->state = stmt_get_int(s);
		m->outcome = stmt_get_int(s);
		m->verdict = stmt_get_int(s);
		m->holder_name = stmt_get_str(s);
		m->voices = stmt_get_int(s);
		m->due = stmt_get_day(s);
		m->raised_at.s = stmt_get_int(s);
		m->done_at.s = stmt_get_int(s);
	}
	return stmt_end(s);
}

err
ward_next_meeting(struct cx *cx, struct ward_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT g.id, g.forum, f.name, g.place, g.day, g.clock FROM see_forum f"
	    " JOIN see_meeting g ON g.forum = f.id WHERE f.unit = ? AND g.day >= ? AND g.state < 2"
	    " ORDER BY g.day, g.clock LIMIT 1"));

	stmt_put_int(s, page->row.id);
	stmt_put_int(s, cx->today.n);
	while (stmt_next(s)) {
		page->next.id = stmt_get_int(s);
		page->next.forum = stmt_get_int(s);
		page->next.name = stmt_get_str(s);
		page->next.place = stmt_get_str(s);
		page->next.day = stmt_get_day(s);
		page->next.clock.m = stmt_get_int(s);
	}
	return stmt_end(s);
}

/* A year: from the first day of the same month last year.  Kept counts, a row a month. */
err
ward_counts(struct cx *cx, struct ward_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT said, done, waiting FROM see_tally WHERE unit = ? AND month >= ?"));

	stmt_put_int(s, page->row.id);
	stmt_put_int(s, matter_month(cx->today) - 12);
	while (stmt_next(s)) {
		page->said += stmt_get_int(s);
		page->done += stmt_get_int(s);
		page->waiting += stmt_get_int(s);
	}
	return stmt_end(s);
}

static err
read_places(struct stmt *s, struct ward_home *home)
{
	while (stmt_next(s)) {
		struct unit_row *u = &home->units[home->nunits++];

		u->id = stmt_get_int(s);
		u->slug = stmt_get_str(s);
		u->name = stmt_get_str(s);
		u->kind = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
ward_places(struct cx *cx, struct ward_home *home)
{
	struct stmt *s;

	home->units = arena_take(cx->mem, WARD_PLACES * sizeof *home->units);
	if (cx->who.id.v > 0) {
		s = stmt_new(cx->db, cx->mem, SQL(
		    "SELECT DISTINCT u.id, u.slug, u.name, u.kind FROM see_held h JOIN see_unit u ON u.id = h.unit"
		    " WHERE h.person = ? AND ? BETWEEN h.since AND h.until AND h.forum IS NULL AND u.closed IS NULL ORDER BY u.name LIMIT 30"));
		stmt_put_int(s, cx->who.id.v);
		stmt_put_int(s, cx->now.s);
		return read_places(s, home);
	}
	s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, slug, name, kind FROM see_unit WHERE open_to_all = 1 AND kind = 'ward' AND closed IS NULL"
	    " ORDER BY name LIMIT 30"));
	return read_places(s, home);
}

err
ward_forums(struct cx *cx, struct ward_home *home)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT f.id, f.name, f.kind FROM see_held h JOIN see_forum f ON f.id = h.forum OR"
	    "  (h.forum IS NULL AND f.unit = h.unit)"
	    " WHERE h.person = ? AND ? BETWEEN h.since AND h.until ORDER BY f.name LIMIT 30"));

	home->forums = arena_take(cx->mem, WARD_PLACES * sizeof *home->forums);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->now.s);
	while (stmt_next(s)) {
		struct forum_row *f = &home->forums[home->nforums++];

		f->id = stmt_get_int(s);
		f->name = stmt_get_str(s);
		f->kind = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
ward_waiting(struct cx *cx, struct ward_home *home)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM see_action WHERE owner = ? AND state < 3"));

	stmt_put_int(s, cx->who.id.v);
	while (stmt_next(s))
		home->actions = stmt_get_int(s);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM (SELECT state FROM see_matter WHERE author = ? ORDER BY id DESC LIMIT 500) x"
	    " WHERE state IN (6, 7)"));
	stmt_put_int(s, cx->who.id.v);
	return stmt_int(s, &home->notices);
}
