/* rooms/matter: the statement behind sorting many at once.  No rules. */
#include "rooms/matter/matter_in.h"

err
matter_select_waiting(struct cx *cx, const struct waiting_want *w, struct matter_waiting *ret)
{
	struct matter_row *at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *at);
	str                topic = str_of(matter_topics[w->topic]);
	size_t             n = 0;
	struct stmt       *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT m.id, m.unit, m.unit_name, m.topic, m.kind, m.state, m.due, m.voices, m.version,"
	    "  CASE WHEN CAST(? AS BIGINT) = 1 THEN m.said WHEN m.summary_ok = 1 THEN m.summary ELSE '' END"
	    " FROM matter m JOIN see_forum f ON f.id = m.holder"
	    " WHERE m.holder = ? AND m.state IN (1, 2, 3) AND m.joined_to IS NULL AND" REACH_FORUM("f")
	    "  AND (? = '' OR m.topic = ?) AND (CAST(? AS BIGINT) = 0 OR m.id < ?) ORDER BY m.id DESC LIMIT ?"));

	stmt_put_int(s, w->words);
	stmt_put_int(s, w->forum.v);
	stmt_put_reach(s, &cx->who, MAY_PASS, cx->now);
	stmt_put_str(s, topic);
	stmt_put_str(s, topic);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s)) {
		struct matter_row *m = &at[n++];

		m->id = stmt_get_int(s);
		m->unit = stmt_get_int(s);
		m->unit_name = stmt_get_str(s);
		m->topic = stmt_get_str(s);
		m->kind = stmt_get_str(s);
		m->state = stmt_get_int(s);
		m->due = stmt_get_day(s);
		m->voices = stmt_get_int(s);
		m->version = stmt_get_int(s);
		m->words = stmt_get_str(s);
	}
	TRY(stmt_end(s));
	ret->next = n > (size_t)w->limit ? at[--n - 1].id : 0;
	ret->at = at;
	ret->n = n;
	return OK;
}
