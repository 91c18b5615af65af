/*
 * op/once: a form sent twice, or an answer lost on the way, makes one row.
 * The first outcome is kept sealed with the once-only key itself, which is
 * never stored: whoever opens the database learns neither who nor what.
 */
#include "op/op_in.h"

#include "base/secret.h"

static str
key_hash(struct cx *cx, const struct op *a)
{
	return secret_sha256_hex(cx->mem,
	    str_fmt(cx->mem, "once %.*s %.*s", STR_ARG(a->name), STR_ARG(cx->once)));
}

err
once_find(struct cx *cx, const struct op *a, bool *ret_found, void *ret_out)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT sealed FROM once WHERE key_hash = ?"));
	str          sealed = { 0 }, json;

	stmt_put_str(s, key_hash(cx, a));
	while (stmt_next(s))
		sealed = stmt_get_str(s);
	TRY(stmt_end(s));
	*ret_found = sealed.n > 0;
	if (!*ret_found || a->out == NULL)
		return OK;
	if (!secret_open(cx->mem, cx->once, sealed, &json) ||
	    !shape_read(cx->mem, a->out, json, ret_out))
		return ERR_STORE;
	return OK;
}

err
once_keep(struct cx *cx, const struct op *a, const void *out)
{
	struct buf   json = { .mem = cx->mem };
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("INSERT INTO once (key_hash, day, sealed) VALUES (?, ?, ?)"));

	if (a->out != NULL)
		shape_write(&json, a->out, out);
	stmt_put_str(s, key_hash(cx, a));
	stmt_put_int(s, stamp_utc_day(cx->now).n);
	stmt_put_str(s, secret_seal(cx->mem, cx->once, buf_str(&json)));
	return stmt_end(s);
}
