/*
 * rooms/poster: one statement, over the shop windows of other rooms.  No rules but the two
 * that must stand at the shelf: approved or judged, and never a matter joined to another.
 */
#include "rooms/poster/poster_in.h"

#include "rooms/matter/matter.h"

static void
read_row(struct stmt *s, struct poster_row *r)
{
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
	r->reason = stmt_get_str(s);
	r->forum = stmt_get_str(s);
	r->review = stmt_get_day(s);
	r->decided_at.s = stmt_get_int(s);
	r->what = stmt_get_str(s);
	r->evidence = stmt_get_str(s);
	r->action_due = stmt_get_day(s);
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
	"  m.raised_at, m.done_at, COALESCE(d.reason, ''), COALESCE(d.forum_name, ''), d.review," \
	"  COALESCE(d.made_at, 0), COALESCE(a.what, ''), COALESCE(a.evidence, ''), a.due, COALESCE(t.words, '')" \
	" FROM see_matter m" \
	" LEFT JOIN see_decision d ON d.id = (SELECT MAX(x.id) FROM see_decision x WHERE x.matter = m.id)" \
	" LEFT JOIN see_action a ON a.id = (SELECT MAX(x.id) FROM see_action x WHERE x.matter = m.id)" \
	" LEFT JOIN see_step t ON m.done_at > 0 AND t.matter = m.id AND t.n = (SELECT MAX(x.n) FROM see_step x" \
	"  WHERE x.matter = m.id AND x.kind = ?) "
#define SHOWABLE \
	" AND m.joined_to IS NULL AND m.kind <> 'thanks' AND m.state NOT IN (?, ?, ?)" \
	" AND (m.summary_ok = 1 OR m.state = ?) ORDER BY m.id DESC LIMIT ?"

err
poster_select(struct cx *cx, const struct poster_place *p, struct poster_rows *ret_rows)
{
	struct poster_rows rows = { .at = arena_take(cx->mem, POSTER_CANDIDATES * sizeof *rows.at) };
	int64_t            places = 0;
	struct stmt       *s;

	TRY(count_places(cx, p, &places));
	if (places > 1 && places <= POSTER_PLACES) {
		s = stmt_new(cx->db, cx->mem, SQL(SHOWN
		    "WHERE m.unit IN (SELECT u.id FROM see_unit u WHERE u.path >= ? AND u.path < ?"
		    "  AND (u.open_to_all = 1 OR CAST(? AS BIGINT) = 1))" SHOWABLE));
		stmt_put_int(s, STEP_SETTLED);
		stmt_put_str(s, p->path);
		stmt_put_str(s, p->path_end);
		stmt_put_int(s, p->inside);
	} else {
		s = stmt_new(cx->db, cx->mem, SQL(SHOWN "WHERE m.unit = ?" SHOWABLE));
		stmt_put_int(s, STEP_SETTLED);
		stmt_put_int(s, p->id);
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
