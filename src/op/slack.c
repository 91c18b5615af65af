/*
 * op/slack: long words take pages of SQLite's file for themselves, and a new page's number says
 * when it was taken.  For words said without a name some pages are kept ready: one that was
 * taken by chance is let go of before the operation, which then uses it, and another one is put
 * in its place afterwards.  So the number tells of a time long ago (docs/why/unlinkable.md).
 */
#include "op/op_in.h"

#include "base/secret.h"

enum { SLOTS = 48, LONG = 600, BYTES = 5000, PAGES_MOST = 3 };

static err
put(struct cx *cx, int64_t n)
{
	char        *noughts = arena_take(cx->mem, BYTES);
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("INSERT INTO slack (n, bytes) VALUES (?, ?)"));

	stmt_put_int(s, n);
	stmt_put_blob(s, (str){ noughts, BYTES });
	return stmt_end(s);
}

static err
count(struct cx *cx, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM slack"));

	while (stmt_next(s))
		*ret_n = stmt_get_int(s);
	return stmt_end(s);
}

static bool
is_long(const struct op_call *c)
{
	for (size_t i = 0; i < c->w.n; i++)
		if (c->w.at[i].value.n > LONG)
			return true;
	return false;
}

err
slack_take(struct cx *cx, const struct op_call *c, struct slack *ret)
{
	int64_t there = 0;

	*ret = (struct slack){ 0 };
	if (!cx->unnamed || !db_is_sqlite(cx->db) || !is_long(c))
		return OK;
	TRY(count(cx, &there));
	for (; there < SLOTS; there++)
		TRY(put(cx, there));
	for (int i = 0; i < PAGES_MOST; i++) {
		int64_t      n = secret_below(SLOTS);
		struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM slack WHERE n = ?"));

		stmt_put_int(s, n);
		TRY(stmt_end(s));
		if (stmt_changed(s) == 1)
			ret->at[ret->n++] = n;
	}
	return OK;
}

err
slack_give(struct cx *cx, const struct slack *taken)
{
	for (size_t i = 0; i < taken->n; i++)
		TRY(put(cx, taken->at[i]));
	return OK;
}
