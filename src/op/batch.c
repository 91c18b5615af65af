/* op/batch: many operations in one transaction.  See batch.h. */
#include "op/batch.h"

#include <assert.h>

err
batch_begin(struct db *db, struct batch *ret)
{
	*ret = (struct batch){ .db = db };
	return db_begin(db);
}

err
batch_run(struct batch *b, struct cx *cx, const struct op *op, struct words w, void **ret_out)
{
	struct op_call c = { .op = op, .w = w };

	assert(b->db == cx->db);
	if (op->before != NULL)
		TRY(op_prepare(cx, &c));
	TRY(op_run_inside(cx, &c));
	b->n++;
	*ret_out = c.out;
	return OK;
}

err
batch_end(struct batch *b)
{
	return db_commit(b->db);
}

void
batch_drop(struct batch *b)
{
	db_rollback(b->db);
}

err
batch_look(struct cx *cx, err (*run)(struct cx *cx, void *arg), void *arg)
{
	err e;

	TRY(db_begin(cx->db));
	e = run(cx, arg);
	db_rollback(cx->db);
	return e;
}
