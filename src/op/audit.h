/*
 * op/audit: the record of who did what.  Each record is written in the transaction of what it
 * tells, and carries a keyed hash over the one before it, so that a record that is changed,
 * taken out, moved or put in is found (docs/audit.md, docs/why/audit-record.md).
 *
 * The encoding, the same in tools/audit-verify:
 *   int(x)   eight bytes, big-endian, two's complement
 *   text(x)  int(how many bytes), then the bytes
 *   record   int(lane) int(seq) int(at) text(actor) text(op) text(door) int(thing) text(seal)
 *   hash     BLAKE2b-256 under the chain's key of: the hash before (the first: 32 zeros), record
 *   seal     BLAKE2b-128(salt), then BLAKE2b-256 under salt of payload; salt: 16 bytes of chance
 *   payload  text(operation), then each declared field but secrets: text(name) and its value:
 *            int for numbers, choices, yes or no, days and times; text for words; for lists
 *            int(how many) and an int each; for files text(name) text(type) text(BLAKE2b-256)
 *   actor    "house", "" for nobody, else hex of BLAKE2b-128 under their salt of int(person)
 *
 * What was done without a name is only counted, by the day, and a day's counts enter the chain
 * when the day is well over (record "audit.day": thing is the day, its payload text(op) int(n)
 * for each op by name).  A changed key begins with a record "audit.key".
 */
#ifndef OP_AUDIT_H
#define OP_AUDIT_H

#include "op/op.h"

enum { AUDIT_HASH = 32, AUDIT_SALT = 16, AUDIT_MARK = 16 };

/* At start: takes the lines from before into the chain; says when the key is another one. */
struct audit_begun { int64_t taken; bool new_key; };
err audit_begin(struct cx *cx, struct audit_begun *ret) MUST_USE;
/* Destroys what ties a person to their made-up name, and the salts of what they and others
 * put in about them.  The chain stays whole. */
err audit_forget(struct cx *cx, int64_t person) MUST_USE;

/* The end of each chain, in the order of lanes. */
struct audit_head { int64_t lane, seq; str hash; };
struct audit_heads { struct audit_head *at; size_t n; int64_t seqs; };
err audit_heads(struct cx *cx, struct audit_heads *ret) MUST_USE;

/* Looking through all of it.  `keys`: the newest first. */
enum { AUDIT_FAULTS = 20, AUDIT_KEYS = 8 };
struct audit_keys  { str at[AUDIT_KEYS]; size_t n; };
struct audit_fault { int64_t lane, seq; const char *what; };
struct audit_found {
	int64_t records, lanes, days, before, erased, waiting;  /* waiting: not taken in yet */
	int64_t nfaults;
	struct audit_fault faults[AUDIT_FAULTS];                /* the first of them */
	struct audit_heads heads;
};
err audit_look(struct cx *cx, const struct audit_keys *keys, struct audit_found *ret) MUST_USE;
/* A head as somebody wrote it down: is that record still there, with that hash? */
err audit_has(struct cx *cx, const struct audit_head *h, bool *ret_has) MUST_USE;
/* Every line of the export (docs/audit.md), to `line`. */
struct audit_out { void (*line)(void *arg, str line); void *arg; };
err audit_export(struct cx *cx, struct audit_out out) MUST_USE;

extern const struct op audit_fold;      /* for the clock: days that are over */
extern const struct op audit_head_read;
extern const struct op *const audit_ops[];
extern const size_t audit_nops;

#endif
