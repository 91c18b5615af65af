/*
 * rooms/matter/tally: how many matters a place has, by the month they were said in and by what
 * became of them, kept beside the matters and in the same transaction.  A page that shows a
 * year's counts reads a dozen small rows however much was said.  No rules but what counts as what.
 */
#include "rooms/matter/matter_in.h"

#include "store/rows.h"

enum { MONTHS = 12 };

static const struct row_col place_cols[] = {
	COL(struct matter_row, ROW_INT, unit), COL(struct matter_row, ROW_INT, id), COL(struct matter_row, ROW_INT, state),
};
static const struct row_of place_row = { sizeof(struct matter_row), place_cols, LEN(place_cols) };

/* Counted from March of the year 0, as see_counted does in SQL. */
int64_t
matter_month(day d)
{
	int64_t year, month, dom;

	day_split(d, &year, &month, &dom);
	return year * MONTHS + month - 3;
}

static int64_t is_done(int64_t state) { return state >= MATTER_DONE && state <= MATTER_JUDGED; }
static int64_t is_waiting(int64_t state) { return state >= MATTER_RAISED && state <= MATTER_PASSED; }

static err
add(struct cx *cx, int64_t unit, int64_t id, const int64_t more[3])
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO matter_tally (unit, month, lane, said, done, waiting) VALUES (?, ?, ?, ?, ?, ?)"
	    " ON CONFLICT (unit, month, lane) DO UPDATE SET said = matter_tally.said + excluded.said,"
	    "  done = matter_tally.done + excluded.done, waiting = matter_tally.waiting + excluded.waiting"));

	stmt_put_int(s, unit);
	stmt_put_int(s, matter_month((day){ id >> DAY_SHIFT }));
	stmt_put_int(s, db_lane(cx->db));
	for (int i = 0; i < 3; i++)
		stmt_put_int(s, more[i]);
	return stmt_end(s);
}

err
tally_raised(struct cx *cx, int64_t unit, int64_t id, int64_t state)
{
	return add(cx, unit, id, (int64_t[]){ 1, is_done(state), is_waiting(state) });
}

err
tally_moved(struct cx *cx, const struct matter_row *m, int64_t state)
{
	int64_t done = is_done(state) - is_done(m->state), waiting = is_waiting(state) - is_waiting(m->state);

	return done == 0 && waiting == 0 ? OK : add(cx, m->unit, m->id, (int64_t[]){ 0, done, waiting });
}

/* A month that says nothing any more goes, so that nothing shows that something was there. */
err
tally_taken(struct cx *cx, const struct matter_row *m)
{
	struct stmt *s;

	TRY(add(cx, m->unit, m->id, (int64_t[]){ -1, -is_done(m->state), -is_waiting(m->state) }));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "DELETE FROM matter_tally WHERE unit = ? AND month = ? AND lane = ? AND said = 0 AND done = 0 AND waiting = 0"));
	stmt_put_int(s, m->unit);
	stmt_put_int(s, matter_month((day){ m->id >> DAY_SHIFT }));
	stmt_put_int(s, db_lane(cx->db));
	return stmt_end(s);
}

/* What was joined to it may have gone on since, where something was promised for it before. */
err
tally_joined(struct cx *cx, const struct matter_row *m)
{
	struct matter_row *at;
	size_t             n;
	struct stmt       *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT unit, id, state FROM matter WHERE joined_to = ? AND state <> ?"));

	stmt_put_int(s, m->id);
	stmt_put_int(s, MATTER_JOINED);
	TRY(stmt_rows(s, &place_row, &at, &n));
	for (size_t i = 0; i < n; i++)
		TRY(tally_moved(cx, &at[i], MATTER_JOINED));
	return tally_moved(cx, m, MATTER_JOINED);
}
