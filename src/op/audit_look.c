/*
 * op/audit: looking through the whole record for what was changed.  See audit.h.  It reads a
 * few hundred records at a time and changes nothing; tools/audit-verify finds the same without
 * a line of this.
 */
#include "op/audit_in.h"

#include <string.h>

#include "base/secret.h"

enum { AT_ONCE = 500, LOOK_MEMORY = 64 << 20, ERASED_MAX = 10000 };

struct look {
	struct cx               *cx;
	struct arena            *mem;           /* cleared after every AT_ONCE records */
	const struct audit_keys *keys;
	size_t                   key;           /* the one in use */
	struct audit_found      *found;
	int64_t                  lane, seq;     /* of the record before */
	char                     hash[AUDIT_HASH];
	int64_t                 *erased;        /* people */
	size_t                   nerased, unnamed;
	int64_t                  last_day;
};

static void
fault(struct look *l, const struct audit_record *r, const char *what)
{
	struct audit_found *f = l->found;

	if (f->nfaults++ < AUDIT_FAULTS)
		f->faults[f->nfaults - 1] = (struct audit_fault){ r->lane, r->seq, what };
}

static void
head_of(struct stmt *s, struct audit_head *ret)
{
	ret->lane = stmt_get_int(s);
	ret->seq = stmt_get_int(s);
	ret->hash = stmt_get_blob(s);
}

err
audit_heads(struct cx *cx, struct audit_heads *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT lane, seq, hash FROM audit_head ORDER BY lane"));

	*ret = (struct audit_heads){ .at = arena_take(cx->mem, DB_LANES * sizeof *ret->at) };
	while (stmt_next(s)) {
		struct audit_head h;

		head_of(s, &h);
		if (ret->n < DB_LANES)
			ret->at[ret->n++] = h;
		ret->seqs += h.seq;
	}
	return stmt_end(s);
}

err
audit_has(struct cx *cx, const struct audit_head *h, bool *ret_has)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT hash FROM audit WHERE lane = ? AND seq = ?"));
	str          hash = { 0 };

	stmt_put_int(s, h->lane);
	stmt_put_int(s, h->seq);
	while (stmt_next(s))
		hash = stmt_get_blob(s);
	*ret_has = hash.n == AUDIT_HASH && str_eq(hash, h->hash);
	return stmt_end(s);
}

/* --- each record --------------------------------------------------------------------------- */

static bool
fits(struct look *l, size_t key, const struct audit_record *r)
{
	str none = { 0 }, before = { l->hash, AUDIT_HASH };

	return str_eq(r->hash, audit_hash(l->mem, key < l->keys->n ? l->keys->at[key] : none,
	    r->seq > 1 ? before : none, r));
}

/* Another key may have been in use before: the ring has the newest first. */
static bool
chained(struct look *l, const struct audit_record *r)
{
	bool may_change = r->seq == 1 || str_eq(r->op, STR("audit.key"));

	if (fits(l, l->key, r))
		return true;
	for (size_t i = 0; may_change && i < l->keys->n; i++)
		if (fits(l, i, r)) {
			l->key = i;
			return true;
		}
	return false;
}

static err
look_day(struct look *l, const struct audit_record *r)
{
	str payload;

	l->found->days++;
	l->last_day = r->thing > l->last_day ? r->thing : l->last_day;
	TRY(audit_day_payload(l->cx, l->mem, r->thing, &payload));
	if (r->salt.n > 0 && !str_eq(r->seal, audit_seal(l->mem, r->salt, payload)))
		fault(l, r, "the counts of this day were changed");
	return OK;
}

static bool
is_about(const struct look *l, const struct audit_record *r)
{
	if (!str_starts(r->op, STR("person.")) && !str_starts(r->op, STR("role.")))
		return false;
	for (size_t i = 0; i < l->nerased; i++)
		if (l->erased[i] == r->thing)
			return true;
	return false;
}

/* A salt may only be gone with the person; one that is there must be the one. */
static void
look_salt(struct look *l, const struct audit_record *r, bool named)
{
	str mark = { r->seal.p, AUDIT_MARK };

	if (r->seal.n == 0)
		l->found->before++;
	else if (r->seal.n != AUDIT_MARK + AUDIT_HASH)
		fault(l, r, "the seal is no seal");
	else if (r->salt.n > 0 && !str_eq(mark, secret_blake2b(l->mem, (str){ 0 }, AUDIT_MARK, r->salt)))
		fault(l, r, "the salt was changed");
	else if (r->salt.n == 0 && named && !is_about(l, r))
		fault(l, r, "the salt was taken out");
	else
		l->found->erased += r->salt.n == 0;
}

static err
look_one(struct look *l, const struct audit_record *r, bool named)
{
	bool first = r->lane != l->lane;

	if (first) {
		l->lane = r->lane;
		l->seq = 0;
		l->key = 0;
		l->found->lanes++;
	}
	if (r->seq != l->seq + 1)
		fault(l, r, "records before this one are missing");
	if (!chained(l, r))
		fault(l, r, "this record, or the one before it, was changed");
	look_salt(l, r, named);
	l->found->records++;
	l->seq = r->seq;
	memset(l->hash, 0, AUDIT_HASH);
	memcpy(l->hash, r->hash.p, r->hash.n < AUDIT_HASH ? r->hash.n : AUDIT_HASH);
	return str_eq(r->op, STR("audit.day")) ? look_day(l, r) : OK;
}

/* Every record with whether its made-up name is anybody's (or needs to be nobody's). */
static struct stmt *
select_records(struct look *l)
{
	struct stmt *s = stmt_new(l->cx->db, l->mem, SQL(
	    "SELECT a.lane, a.seq, a.at, a.actor, a.op, a.door, a.thing, a.seal, a.salt, a.hash,"
	    "  CASE WHEN n.actor IS NULL AND a.actor NOT IN ('', 'house') THEN 0 ELSE 1 END"
	    " FROM audit a LEFT JOIN (SELECT DISTINCT actor FROM audit_name) n ON n.actor = a.actor"
	    " WHERE (a.lane = ? AND a.seq > ?) OR a.lane > ? ORDER BY a.lane, a.seq LIMIT 500"));

	stmt_put_int(s, l->lane);
	stmt_put_int(s, l->seq);
	stmt_put_int(s, l->lane);
	return s;
}

static void
read_record(struct stmt *s, struct audit_record *r, bool *ret_named)
{
	r->lane = stmt_get_int(s);
	r->seq = stmt_get_int(s);
	r->at = stmt_get_int(s);
	r->actor = stmt_get_str(s);
	r->op = stmt_get_str(s);
	r->door = stmt_get_str(s);
	r->thing = stmt_get_int(s);
	r->seal = stmt_get_blob(s);
	r->salt = stmt_get_blob(s);
	r->hash = stmt_get_blob(s);
	*ret_named = stmt_get_int(s) != 0;
}

static err
look_some(struct look *l, size_t *ret_n)
{
	struct audit_record *at = arena_take(l->mem, AT_ONCE * sizeof *at);
	bool                *named = arena_take(l->mem, AT_ONCE * sizeof *named);
	struct stmt         *s = select_records(l);

	*ret_n = 0;
	while (stmt_next(s)) {
		read_record(s, &at[*ret_n], &named[*ret_n]);
		++*ret_n;
	}
	TRY(stmt_end(s));
	for (size_t i = 0; i < *ret_n; i++)
		TRY(look_one(l, &at[i], named[i]));
	return OK;
}

/* --- what stands round the chain -------------------------------------------------------------- */

static err
look_heads(struct look *l)
{
	struct audit_found *f = l->found;

	TRY(audit_heads(l->cx, &f->heads));
	for (size_t i = 0; i < f->heads.n; i++) {
		bool has = false;

		TRY(audit_has(l->cx, &f->heads.at[i], &has));
		if (!has)
			fault(l, &(struct audit_record){ .lane = f->heads.at[i].lane, .seq = f->heads.at[i].seq },
			    "the end of the chain is missing");
	}
	if (f->heads.seqs != f->records || (int64_t)f->heads.n != f->lanes)
		fault(l, &(struct audit_record){ 0 }, "the ends of the chains do not fit what is there");
	return OK;
}

static err
look_names(struct look *l)
{
	struct stmt *s = stmt_new(l->cx->db, l->cx->mem, SQL("SELECT person, actor, salt FROM audit_name"));

	while (stmt_next(s)) {
		int64_t person = stmt_get_int(s);
		str     actor = stmt_get_str(s), salt = stmt_get_blob(s);

		if (salt.n != AUDIT_SALT || !str_eq(actor, audit_actor(l->mem, salt, person)))
			fault(l, &(struct audit_record){ 0 }, "a made-up name was given to somebody else");
		arena_clear(l->mem);
	}
	return stmt_end(s);
}

static err
count_of(struct cx *cx, sql q, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, q);

	while (stmt_next(s))
		*ret_n = stmt_get_int(s);
	return stmt_end(s);
}

/* More names without anybody than people who were erased: somebody took a name out. */
static err
look_unnamed(struct look *l)
{
	int64_t n = 0;

	TRY(count_of(l->cx, SQL("SELECT COUNT(DISTINCT a.actor) FROM audit a WHERE a.actor NOT IN ('', 'house')"
	    " AND NOT EXISTS (SELECT 1 FROM audit_name n WHERE n.actor = a.actor)"), &n));
	if (n > (int64_t)l->nerased)
		fault(l, &(struct audit_record){ 0 }, "a made-up name was taken out");
	return count_of(l->cx, SQL("SELECT COUNT(*) FROM audit_before"), &l->found->waiting);
}

/* Counts of a day that was closed without them. */
static err
look_counts(struct look *l)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(l->cx->db, l->cx->mem, SQL(
	    "SELECT COUNT(*) FROM audit_count c WHERE c.day <= ? AND NOT EXISTS"
	    " (SELECT 1 FROM audit a WHERE a.op = 'audit.day' AND a.thing = c.day)"));

	stmt_put_int(s, l->last_day);
	while (stmt_next(s))
		n = stmt_get_int(s);
	TRY(stmt_end(s));
	if (n > 0)
		fault(l, &(struct audit_record){ 0 }, "counts were put into a day that was closed");
	return OK;
}

static err
read_erased(struct look *l)
{
	struct stmt *s = stmt_new(l->cx->db, l->cx->mem,
	    SQL("SELECT thing FROM audit WHERE op = 'person.erase' AND seq > 0 LIMIT 10000"));

	l->erased = arena_take(l->cx->mem, ERASED_MAX * sizeof *l->erased);
	while (stmt_next(s))
		l->erased[l->nerased++] = stmt_get_int(s);
	return stmt_end(s);
}

static err
look_all(struct look *l)
{
	size_t n = 0;

	TRY(read_erased(l));
	do {
		TRY(look_some(l, &n));
		arena_clear(l->mem);
	} while (n > 0);
	TRY(look_heads(l));
	TRY(look_names(l));
	TRY(look_unnamed(l));
	return look_counts(l);
}

err
audit_look(struct cx *cx, const struct audit_keys *keys, struct audit_found *ret)
{
	struct look l = { .cx = cx, .keys = keys, .found = ret, .lane = -1 };
	err         e;

	*ret = (struct audit_found){ 0 };
	l.mem = arena_new(LOOK_MEMORY);
	e = look_all(&l);
	arena_free(l.mem);
	return e;
}

/* --- operations -------------------------------------------------------------------------------- */

struct heads_out { int64_t n; struct head_out { int64_t lane, seq; str hash; } *at; size_t nat; };

static err
heads_run(struct cx *cx, const void *in, void *ret_out)
{
	struct heads_out  *out = ret_out;
	struct audit_heads h;

	(void)in;
	TRY(audit_heads(cx, &h));
	out->at = arena_take(cx->mem, (h.n + 1) * sizeof *out->at);
	for (size_t i = 0; i < h.n; i++)
		out->at[i] = (struct head_out){ h.at[i].lane, h.at[i].seq, secret_to_hex(cx->mem, h.at[i].hash) };
	out->nat = h.n;
	out->n = h.seqs;
	return OK;
}

static const struct shape_field head_at[] = {
	SH(struct head_out, SHAPE_INT, lane), SH(struct head_out, SHAPE_INT, seq), SH(struct head_out, SHAPE_STR, hash),
};
static const struct shape head_shape = SHAPE("audit_head", struct head_out, head_at);
static const struct shape_field heads_at[] = {
	SH_AS(struct heads_out, SHAPE_INT, "records", n), SH_LIST(struct heads_out, "heads", at, nat, &head_shape),
};
static const struct shape heads_shape = SHAPE("audit_heads", struct heads_out, heads_at);

const struct op audit_head_read = {
	.name = STR_INIT("audit.head"), .path = STR_INIT("/audit/head"), .may = MAY_SEE_SAFETY, .tx = TX_READ,
	.about = "Reads where the record of who did what ends, to write it down elsewhere.", .in_size = 1,
	.out_size = sizeof(struct heads_out), .out = &heads_shape, .run = heads_run,
};

const struct op *const audit_ops[] = { &audit_fold, &audit_head_read };
const size_t audit_nops = LEN(audit_ops);
