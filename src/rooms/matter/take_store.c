/* rooms/matter: statements that take a matter out.  No rules. */
#include "rooms/matter/matter_in.h"

#include "store/rows.h"

err
matter_keys(struct cx *cx, matter_id id, str *ret_receipt, str *ret_imported)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COALESCE(receipt, ''), COALESCE(imported, '') FROM matter WHERE id = ?"));

	stmt_put_int(s, id.v);
	while (stmt_next(s)) {
		*ret_receipt = stmt_get_str(s);
		*ret_imported = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
matter_joined_to(struct cx *cx, matter_id id, struct matter_id **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT id FROM matter WHERE joined_to = ? ORDER BY id LIMIT 1000"));

	stmt_put_int(s, id.v);
	return stmt_ids(s, ret_at, ret_n);
}

static err
delete_one(struct stmt *s, matter_id id)
{
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

err
matter_delete(struct cx *cx, matter_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM notice WHERE matter = ? OR of_matter = ?"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, id.v);
	TRY(stmt_end(s));
	TRY(delete_one(stmt_new(cx->db, cx->mem, SQL("DELETE FROM verdict WHERE matter = ?")), id));
	TRY(delete_one(stmt_new(cx->db, cx->mem, SQL("DELETE FROM matter_forum WHERE matter = ?")), id));
	TRY(delete_one(stmt_new(cx->db, cx->mem, SQL("DELETE FROM matter_step WHERE matter = ?")), id));
	return delete_one(stmt_new(cx->db, cx->mem, SQL("DELETE FROM matter WHERE id = ?")), id);
}
