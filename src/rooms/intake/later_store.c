/* rooms/intake: statements on files that are brought in bit by bit.  No rules. */
#include "rooms/intake/intake_in.h"

#include "store/rows.h"

err
intake_job_insert(struct cx *cx, const struct intake_job *j, int64_t *ret_id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO import_job (person, unit, bytes, mapping, encoding, columns_said, rows_all, rows_done, made,"
	    "  already, left_out, places, mended, over) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0) RETURNING id"));

	stmt_put_int(s, j->person);
	stmt_put_int(s, j->unit);
	stmt_put_blob(s, j->bytes);
	stmt_put_str(s, j->mapping);
	stmt_put_str(s, j->done.encoding);
	stmt_put_str(s, j->done.columns);
	stmt_put_int(s, j->done.rows);
	return stmt_int(s, ret_id);
}

err
intake_job_next(struct cx *cx, struct intake_job *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, unit, bytes, mapping FROM import_job WHERE over = 0 ORDER BY id LIMIT 1"));

	while (stmt_next(s)) {
		ret->id = stmt_get_int(s);
		ret->unit = stmt_get_int(s);
		ret->bytes = stmt_get_blob(s);
		ret->mapping = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
intake_job_find(struct cx *cx, int64_t id, struct intake_job *ret)
{
	struct intake_job j = { 0 };
	struct stmt      *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, person, unit, over, encoding, columns_said, rows_all, rows_done, made, already, left_out,"
	    "  places, mended, tries, careful, why FROM import_job WHERE id = ?"));

	stmt_put_int(s, id);
	while (stmt_next(s)) {
		j.id = j.done.job = stmt_get_int(s);
		j.person = stmt_get_int(s);
		j.unit = stmt_get_int(s);
		j.state = stmt_get_int(s);
		j.done.encoding = stmt_get_str(s);
		j.done.columns = stmt_get_str(s);
		j.done.rows = stmt_get_int(s);
		j.done.at = stmt_get_int(s);
		j.done.made = stmt_get_int(s);
		j.done.already = stmt_get_int(s);
		j.done.left = stmt_get_int(s);
		j.done.places = stmt_get_int(s);
		j.done.mended = stmt_get_int(s);
		j.tries = stmt_get_int(s);
		j.careful = stmt_get_int(s);
		j.done.stopped_why = stmt_get_str(s);
		j.done.stopped = j.state == JOB_STOPPED;
		j.done.dropped = j.state == JOB_DROPPED;
	}
	*ret = j;
	return stmt_end(s);
}

static err
keep_left(struct cx *cx, int64_t job, const struct intake_done *d)
{
	for (size_t i = 0; i < d->nleft_out; i++) {
		struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
		    "INSERT INTO import_left (job, line, why) VALUES (?, ?, ?) ON CONFLICT (job, line) DO NOTHING"));

		stmt_put_int(s, job);
		stmt_put_int(s, d->left_out[i].line);
		stmt_put_str(s, d->left_out[i].why);
		TRY(stmt_end(s));
	}
	return OK;
}

err
intake_job_update(struct cx *cx, const struct intake_job *j, const struct intake_done *d)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE import_job SET rows_done = rows_done + ?, made = made + ?, already = already + ?,"
	    "  left_out = left_out + ?, places = places + ?, mended = mended + ?, over = ?, tries = 0,"
	    "  bytes = CASE WHEN CAST(? AS BIGINT) = 1 THEN ? ELSE bytes END WHERE id = ?"));

	stmt_put_int(s, d->rows);
	stmt_put_int(s, d->made);
	stmt_put_int(s, d->already);
	stmt_put_int(s, d->left);
	stmt_put_int(s, d->places);
	stmt_put_int(s, d->mended);
	stmt_put_int(s, j->state);
	stmt_put_int(s, j->state);
	stmt_put_blob(s, STR(""));
	stmt_put_int(s, j->id);
	TRY(stmt_end(s));
	return keep_left(cx, j->id, d);
}

static const struct row_col left_cols[] = {
	COL(struct intake_left, ROW_INT, line), COL(struct intake_left, ROW_STR, why),
};
static const struct row_of left_row = { sizeof(struct intake_left), left_cols, LEN(left_cols) };

err
intake_job_left(struct cx *cx, int64_t id, struct intake_done *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT line, why FROM import_left WHERE job = ? ORDER BY line LIMIT ?"));

	stmt_put_int(s, id);
	stmt_put_int(s, INTAKE_LEFT);
	return stmt_rows(s, &left_row, &ret->left_out, &ret->nleft_out);
}

err
intake_job_bytes(struct cx *cx, struct intake_job *j)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT bytes, mapping FROM import_job WHERE id = ?"));

	stmt_put_int(s, j->id);
	while (stmt_next(s)) {
		j->bytes = stmt_get_blob(s);
		j->mapping = stmt_get_str(s);
	}
	return stmt_end(s);
}

/* Who lets go of the rest has its file taken away; what is in stays in. */
err
intake_job_set(struct cx *cx, const struct intake_job *j)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE import_job SET over = ?, tries = ?, careful = ?, why = ?,"
	    "  bytes = CASE WHEN CAST(? AS BIGINT) = 3 THEN ? ELSE bytes END WHERE id = ?"));

	stmt_put_int(s, j->state);
	stmt_put_int(s, j->tries);
	stmt_put_int(s, j->careful);
	stmt_put_str(s, j->done.stopped_why);
	stmt_put_int(s, j->state);
	stmt_put_blob(s, STR(""));
	stmt_put_int(s, j->id);
	return stmt_end(s);
}
