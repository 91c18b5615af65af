/*
 * op/audit: the record of who did what, written in the transaction that did it.
 * An unnamed operation is only counted, by the day (reliability §7: audit
 * completeness against anonymity).
 */
#include "op/op_in.h"

#include <string.h>

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

/* By custom an output that names what it was about begins with that id. */
static int64_t
thing_of(const struct op *a, const void *out)
{
	int64_t id = 0;

	if (a->out != NULL && a->out->n > 0 && a->out->at[0].kind == SHAPE_INT && a->out->at[0].at == 0)
		memcpy(&id, out, sizeof id);
	return id;
}

/* Whether a timer found something: any of the numbers it gives back, not the first alone. */
static bool
found_none(const struct op *a, const void *out)
{
	for (size_t i = 0; a->out != NULL && i < a->out->n; i++) {
		int64_t n = 0;

		if (a->out->at[i].kind != SHAPE_INT)
			continue;
		memcpy(&n, (const char *)out + a->out->at[i].at, sizeof n);
		if (n != 0)
			return false;
	}
	return true;
}

err
audit_write(struct cx *cx, const struct op *a, const void *out)
{
	struct stmt *s;

	if (cx->unnamed)
		return count_one(cx, a);
	if (str_eq(str_of(cx->door), STR("clock")) && found_none(a, out))
		return OK;                      /* a timer that found nothing to do */
	s = stmt_new(cx->db, cx->mem,
	    SQL("INSERT INTO audit (at, who, op, door, thing) VALUES (?, ?, ?, ?, ?)"));
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->who.id.v > 0 ? cx->who.id.v : 0);
	stmt_put_str(s, a->name);
	stmt_put_str(s, str_of(cx->door));
	stmt_put_int(s, thing_of(a, out));
	return stmt_end(s);
}
