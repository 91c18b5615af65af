/* op, indoors: reading inputs, once-only keys and the record of who did what. */
#ifndef OP_OP_IN_H
#define OP_OP_IN_H

#include "op/op.h"

/* ret_in has a->in_size zeroed bytes.  ERR_INPUT: cx->whys says each fault. */
err fields_take(struct cx *cx, const struct op *a, struct words w, void *ret_in) MUST_USE;

/* The first outcome of this key, if it was used before. */
err once_find(struct cx *cx, const struct op *a, bool *ret_found, void *ret_out) MUST_USE;
err once_keep(struct cx *cx, const struct op *a, const void *out) MUST_USE;

/* `out` begins with the id it was about when the operation says so by its shape. */
err audit_write(struct cx *cx, const struct op_call *c) MUST_USE;

/* Around an operation that leaves no name: long words get pages that were taken long ago (slack.c). */
struct slack { int64_t at[4]; size_t n; };
err slack_take(struct cx *cx, const struct op_call *c, struct slack *ret) MUST_USE;
err slack_give(struct cx *cx, const struct slack *taken) MUST_USE;

/* Counts on for the places whose pages this operation changed (moved.h). */
err moved_write(struct cx *cx) MUST_USE;

#endif
