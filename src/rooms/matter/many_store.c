/* rooms/matter: the statement behind sorting many at once.  No rules. */
#include "rooms/matter/matter_in.h"

#include "store/rows.h"

static const struct row_col waiting_cols[] = {
	COL(struct matter_row, ROW_INT, id), COL(struct matter_row, ROW_INT, unit),
	COL(struct matter_row, ROW_STR, unit_name), COL(struct matter_row, ROW_STR, topic),
	COL(struct matter_row, ROW_STR, kind), COL(struct matter_row, ROW_INT, state),
	COL(struct matter_row, ROW_DAY, due), COL(struct matter_row, ROW_INT, voices),
	COL(struct matter_row, ROW_INT, version), COL(struct matter_row, ROW_STR, words),
};
static const struct row_of waiting_row = { sizeof(struct matter_row), waiting_cols, LEN(waiting_cols) };

err
matter_select_waiting(struct cx *cx, const struct waiting_want *w, struct matter_waiting *ret)
{
	str          topic = str_of(matter_topics[w->topic]);
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
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
	TRY(stmt_rows(s, &waiting_row, &ret->at, &ret->n));
	ret->next = rows_cut(&ret->n, w->limit) ? ret->at[ret->n - 1].id : 0;
	return OK;
}
