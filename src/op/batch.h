/*
 * op/batch: many operations in one transaction, for the program's own long work: the demo,
 * an import, a benchmark's data.  One wait for the disk for hundreds of changes.
 *
 * An operation that fails leaves nothing of itself; those before it in the batch stand.
 * Nothing is kept for good before batch_end().  Doors that serve people use the writer.
 */
#ifndef OP_BATCH_H
#define OP_BATCH_H

#include "op/op.h"

struct batch { struct db *db; int64_t n; };

err  batch_begin(struct db *db, struct batch *ret) MUST_USE;
/* As op_run(), inside the batch.  cx->db is the batch's. */
err  batch_run(struct batch *b, struct cx *cx, const struct op *op, struct words w, void **ret_out) MUST_USE;
err  batch_end(struct batch *b) MUST_USE;
void batch_drop(struct batch *b);           /* nothing since batch_begin() happened */
/* Only looks: `run` sees one unmoving state of the database, and whatever it did is undone. */
err  batch_look(struct cx *cx, err (*run)(struct cx *cx, void *arg), void *arg) MUST_USE;

#endif
