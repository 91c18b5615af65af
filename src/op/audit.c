/*
 * op/audit: the record of who did what, written in the transaction that did it.
 * An unnamed operation is only counted, by the day (reliability §7: audit
 * completeness against anonymity).
 */
#include "op/op_in.h"

static err
count_one(struct cx *cx, const struct op *a)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO audit_count (day, op, n) VALUES (?, ?, 1)"
	    " ON CONFLICT (day, op) DO UPDATE SET n = audit_count.n + 1"));

	stmt_put_int(s, stamp_utc_day(cx->now).n);
	stmt_put_str(s, a->name);
	return stmt_end(s);
}

err
audit_write(struct cx *cx, const struct op *a, int64_t thing)
{
	struct stmt *s;

	if (cx->unnamed)
		return count_one(cx, a);
	if (str_eq(str_of(cx->door), STR("clock")) && thing == 0)
		return OK;                      /* a timer that found nothing to do */
	s = stmt_new(cx->db, cx->mem,
	    SQL("INSERT INTO audit (at, who, op, door, thing) VALUES (?, ?, ?, ?, ?)"));
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->who.id.v > 0 ? cx->who.id.v : 0);
	stmt_put_str(s, a->name);
	stmt_put_str(s, str_of(cx->door));
	stmt_put_int(s, thing);
	return stmt_end(s);
}
