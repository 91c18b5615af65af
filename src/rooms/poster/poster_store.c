/*
 * rooms/poster: two statements, over the shop windows of other rooms.  No rules but the two
 * that must stand at the shelf: approved or judged, and never a matter joined to another.
 */
#include "rooms/poster/poster_in.h"

#include "rooms/matter/matter.h"

static void
read_row(struct stmt *s, struct poster_row *r)
{
	*r = (struct poster_row){ .review = { DAY_NONE }, .action_due = { DAY_NONE } };
	r->id = stmt_get_int(s);
	r->summary_ok = stmt_get_int(s) != 0;
	r->summary = stmt_get_str(s);
	r->topic = stmt_get_str(s);
	r->holder = stmt_get_str(s);
	r->state = stmt_get_int(s);
	r->outcome = stmt_get_int(s);
	r->verdict = stmt_get_int(s);
	r->due = stmt_get_day(s);
	r->raised_at.s = stmt_get_int(s);
	r->done_at.s = stmt_get_int(s);
	r->settled = stmt_get_str(s);
}

/* How many places there are here and below, counted no further than it matters. */
static err
count_places(struct cx *cx, const struct poster_place *p, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM see_unit WHERE path >= ? AND path < ? LIMIT ?) x"));

	stmt_put_str(s, p->path);
	stmt_put_str(s, p->path_end);
	stmt_put_int(s, POSTER_PLACES + 1);
	while (stmt_next(s))
		*ret_n = stmt_get_int(s);
	return stmt_end(s);
}

#define SHOWN \
	"SELECT m.id, m.summary_ok, m.summary, m.topic, m.holder_name, m.state, m.outcome, m.verdict, m.due," \
	"  m.raised_at, m.done_at, CASE WHEN m.done_at > 0 THEN m.settled ELSE '' END FROM "
#define SHOWABLE \
	" AND m.kind <> 'thanks' AND m.state NOT IN (?, ?, ?)" \
	" AND (m.summary_ok = 1 OR m.state = ?) "

err
poster_select(struct cx *cx, const struct poster_place *p, struct poster_rows *ret_rows)
{
	struct poster_rows rows = { .at = arena_take(cx->mem, POSTER_CANDIDATES * sizeof *rows.at) };
	int64_t            places = 0;
	struct stmt       *s;

	TRY(count_places(cx, p, &places));
	if (places > 1 && places <= POSTER_PLACES) {
		s = stmt_new(cx->db, cx->mem, SQL(SHOWN
		    "see_matter m WHERE m.unit IN (SELECT u.id FROM see_unit u WHERE u.path >= ? AND u.path < ?"
		    "  AND (u.open_to_all = 1 OR CAST(? AS BIGINT) = 1)) AND m.joined_to IS NULL" SHOWABLE "ORDER BY m.id DESC LIMIT ?"));
		stmt_put_str(s, p->path);
		stmt_put_str(s, p->path_end);
		stmt_put_int(s, p->inside);
	} else {
		s = stmt_new(cx->db, cx->mem, SQL(SHOWN
		    "see_newest m WHERE m.place = ? AND m.spot >= ? AND m.spot < ? AND NOT m.joined" SHOWABLE "ORDER BY m.nth DESC LIMIT ?"));
		stmt_put_int(s, p->id);
		stmt_put_int(s, matter_spot(p->id, 0));
		stmt_put_int(s, matter_spot(p->id, 0) + MATTER_SPOTS_OF_UNIT);
	}
	stmt_put_int(s, MATTER_RAISED);
	stmt_put_int(s, MATTER_HEARD);
	stmt_put_int(s, MATTER_JOINED);
	stmt_put_int(s, MATTER_JUDGED);
	stmt_put_int(s, POSTER_CANDIDATES);
	while (stmt_next(s))
		read_row(s, &rows.at[rows.n++]);
	TRY(stmt_end(s));
	*ret_rows = rows;
	return OK;
}

/* The last decision and the last action of each: looked up only for those that are shown. */
err
poster_fill(struct cx *cx, struct poster_row *const *rows, size_t n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "WITH shown(id) AS (VALUES (CAST(? AS BIGINT)), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?), (?))"
	    " SELECT k.id, COALESCE(d.reason, ''), COALESCE(d.forum_name, ''), d.review, COALESCE(d.made_at, 0),"
	    "  COALESCE(a.what, ''), COALESCE(a.evidence, ''), a.due FROM shown k"
	    " LEFT JOIN see_decision d ON d.id = (SELECT MAX(x.id) FROM see_decision x WHERE x.matter = k.id)"
	    " LEFT JOIN see_action a ON a.id = (SELECT MAX(x.id) FROM see_action x WHERE x.matter = k.id)"
	    " WHERE k.id > 0 AND (d.id IS NOT NULL OR a.id IS NOT NULL)"));

	for (size_t i = 0; i < POSTER_ITEMS; i++)
		stmt_put_int(s, i < n ? rows[i]->id : 0);
	while (stmt_next(s)) {
		int64_t            id = stmt_get_int(s);
		struct poster_row *r, nobody = { 0 };
		size_t             i = 0;

		while (i < n && rows[i]->id != id)
			i++;
		r = i < n ? rows[i] : &nobody;
		r->reason = stmt_get_str(s);
		r->forum = stmt_get_str(s);
		r->review = stmt_get_day(s);
		r->decided_at.s = stmt_get_int(s);
		r->what = stmt_get_str(s);
		r->evidence = stmt_get_str(s);
		r->action_due = stmt_get_day(s);
	}
	return stmt_end(s);
}
