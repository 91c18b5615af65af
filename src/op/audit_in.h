/* op/audit, indoors: how a record is put into bytes, and adding one to the chain. */
#ifndef OP_AUDIT_IN_H
#define OP_AUDIT_IN_H

#include "op/audit.h"

struct audit_record { int64_t lane, seq, at, thing; str actor, op, door, seal, salt, hash; };

void audit_int(struct buf *b, int64_t v);
void audit_text(struct buf *b, str v);
/* The hash of `r` after `before`, under `key` (may be empty: tests). */
str  audit_hash(struct arena *mem, str key, str before, const struct audit_record *r);
str  audit_seal(struct arena *mem, str salt, str payload);
str  audit_actor(struct arena *mem, str salt, int64_t person);
/* Fills in lane, seq, hash and, when there is a payload, seal and salt; and writes it. */
err  audit_add(struct cx *cx, struct arena *mem, struct audit_record *r, str payload) MUST_USE;
err  audit_name_of(struct cx *cx, struct arena *mem, int64_t person, str *ret_actor) MUST_USE;
/* The last day whose counts are in the chain; 0: none. */
err  audit_folded(struct cx *cx, int64_t *ret_day) MUST_USE;
/* "audit.day"'s payload as the rows have it now. */
err  audit_day_payload(struct cx *cx, struct arena *mem, int64_t of, str *ret) MUST_USE;

#endif
