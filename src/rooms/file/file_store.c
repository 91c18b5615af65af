/* rooms/file: every statement that touches the file table.  No rules. */
#include "rooms/file/file_in.h"

#include "base/secret.h"
#include "rooms/consent/consent.h"
#include "rooms/matter/matter.h"
#include "store/number.h"

err
file_insert(struct cx *cx, const struct file_kept *f, int64_t *ret_id)
{
	struct stmt *s;

	TRY(number_next(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM file"),
	    &(struct number_want){ cx->now, false }, ret_id));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO file (id, sha, name, type, bytes, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)"));
	stmt_put_int(s, *ret_id);
	stmt_put_str(s, secret_sha256_hex(cx->mem, f->bytes));
	stmt_put_str(s, f->name);
	stmt_put_str(s, f->type);
	stmt_put_blob(s, f->bytes);
	stmt_put_id(s, cx->who.id.v);
	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

err
file_find(struct cx *cx, int64_t id, struct file_page *ret)
{
	struct file_page f = { 0 };
	struct stmt     *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT x.id, x.name, x.type, x.bytes FROM file x WHERE x.id = ? AND EXISTS"
	    " (SELECT 1 FROM see_action a LEFT JOIN see_matter m ON m.id = a.matter WHERE a.file = x.id"
	    "  AND (a.owner = ? OR m.author = ? OR" REACH_CONSENT("m") "OR (m.id IS NOT NULL AND" REACH_MATTER("m") ")))"));

	stmt_put_int(s, id);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_consent(s, cx);
	stmt_put_reach_matter(s, cx, MAY_READ_SUMMARY);
	while (stmt_next(s)) {
		f.id = stmt_get_int(s);
		f.name = stmt_get_str(s);
		f.type = stmt_get_str(s);
		f.bytes = stmt_get_blob(s);
	}
	TRY(stmt_end(s));
	if (f.id == 0)
		return cx_fail(cx, ERR_MISSING, "file.missing", STR("file"));
	*ret = f;
	return OK;
}

err
file_checked_next(struct cx *cx, int64_t older, struct file_checked *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, sha, bytes FROM file WHERE (CAST(? AS BIGINT) = 0 OR id < ?) ORDER BY id DESC LIMIT 1"));

	*ret = (struct file_checked){ .good = true };
	stmt_put_int(s, older);
	stmt_put_int(s, older);
	while (stmt_next(s)) {
		str sha;

		ret->file = stmt_get_int(s);
		sha = stmt_get_str(s);
		ret->good = str_eq(sha, secret_sha256_hex(cx->mem, stmt_get_blob(s)));
	}
	return stmt_end(s);
}

err
file_remove(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM file WHERE id = ?"));

	stmt_put_int(s, id);
	return stmt_end(s);
}
