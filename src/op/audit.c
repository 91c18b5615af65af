/*
 * op/audit: writing the record.  See audit.h.  An unnamed operation is only counted, by the
 * day (reliability 7: audit completeness against anonymity).
 */
#include "op/audit_in.h"
#include "op/op_in.h"

#include <assert.h>
#include <string.h>

#include "base/secret.h"

void
audit_int(struct buf *b, int64_t v)
{
	char p[8];

	for (int i = 0; i < 8; i++)
		p[i] = (char)((uint64_t)v >> (56 - 8 * i));
	buf_add(b, (str){ p, sizeof p });
}

void
audit_text(struct buf *b, str v)
{
	audit_int(b, (int64_t)v.n);
	buf_add(b, v);
}

str
audit_hash(struct arena *mem, str key, str before, const struct audit_record *r)
{
	static const char zeros[AUDIT_HASH];
	struct buf        b = { .mem = mem };

	buf_add(&b, before.n > 0 ? before : (str){ zeros, sizeof zeros });
	audit_int(&b, r->lane);
	audit_int(&b, r->seq);
	audit_int(&b, r->at);
	audit_text(&b, r->actor);
	audit_text(&b, r->op);
	audit_text(&b, r->door);
	audit_int(&b, r->thing);
	audit_text(&b, r->seal);
	return secret_blake2b(mem, key, AUDIT_HASH, buf_str(&b));
}

str
audit_seal(struct arena *mem, str salt, str payload)
{
	struct buf b = { .mem = mem };

	buf_add(&b, secret_blake2b(mem, (str){ 0 }, AUDIT_MARK, salt));
	buf_add(&b, secret_blake2b(mem, salt, AUDIT_HASH, payload));
	return buf_str(&b);
}

str
audit_actor(struct arena *mem, str salt, int64_t person)
{
	struct buf b = { .mem = mem };

	audit_int(&b, person);
	return secret_to_hex(mem, secret_blake2b(mem, salt, AUDIT_MARK, buf_str(&b)));
}

/* --- what was asked ---------------------------------------------------------------- */

static void
put_ids(struct buf *b, const struct ids *ids)
{
	audit_int(b, (int64_t)ids->n);
	for (size_t i = 0; i < ids->n; i++)
		audit_int(b, ids->at[i]);
}

static void
put_file(struct buf *b, const struct upload *up)
{
	audit_text(b, up->name);
	audit_text(b, up->type);
	audit_text(b, secret_blake2b(b->mem, (str){ 0 }, AUDIT_HASH, up->bytes));
}

static int64_t
number_at(const char *at)
{
	int64_t v;

	memcpy(&v, at, sizeof v);
	return v;
}

static str
text_at(const char *at)
{
	str v;

	memcpy(&v, at, sizeof v);
	return v;
}

static void
put_field(struct buf *b, const struct field *f, const char *at)
{
	if (f->kind == FIELD_SECRET)
		return;
	audit_text(b, f->name);
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_ID:
	case FIELD_CHOICE:
	case FIELD_DAY:
	case FIELD_CLOCK:  audit_int(b, number_at(at)); return;
	case FIELD_TEXT:
	case FIELD_LINE:   audit_text(b, text_at(at)); return;
	case FIELD_BOOL:   audit_int(b, *at != 0); return;
	case FIELD_IDS:    put_ids(b, (const struct ids *)(const void *)at); return;
	case FIELD_FILE:   put_file(b, (const struct upload *)(const void *)at); return;
	case FIELD_SECRET: return;
	}
}

static str
payload_of(struct arena *mem, const struct op_call *c)
{
	struct buf b = { .mem = mem };

	audit_text(&b, c->op->name);
	for (size_t i = 0; i < c->op->nfields; i++)
		put_field(&b, &c->op->fields[i], (const char *)c->in + c->op->fields[i].at);
	return buf_str(&b);
}

/* --- the chain ---------------------------------------------------------------------- */

static err
head_read(struct cx *cx, struct arena *mem, int64_t lane, struct audit_head *ret)
{
	struct stmt *s = stmt_new(cx->db, mem, SQL("SELECT seq, hash FROM audit_head WHERE lane = ?"));

	*ret = (struct audit_head){ .lane = lane };
	stmt_put_int(s, lane);
	while (stmt_next(s)) {
		ret->seq = stmt_get_int(s);
		ret->hash = stmt_get_blob(s);
	}
	return stmt_end(s);
}

/* Somebody else of the same lane was quicker: nothing is changed, and the job runs again. */
static err
head_move(struct cx *cx, struct arena *mem, const struct audit_record *r)
{
	struct stmt *s = r->seq > 1
	    ? stmt_new(cx->db, mem, SQL("UPDATE audit_head SET seq = ?, hash = ? WHERE lane = ? AND seq = ? - 1"))
	    : stmt_new(cx->db, mem, SQL("INSERT INTO audit_head (seq, hash, lane) VALUES (?, ?, ?)"));

	stmt_put_int(s, r->seq);
	stmt_put_blob(s, r->hash);
	stmt_put_int(s, r->lane);
	if (r->seq > 1)
		stmt_put_int(s, r->seq);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : ERR_BUSY;
}

static err
record_insert(struct cx *cx, struct arena *mem, const struct audit_record *r)
{
	struct stmt *s = r->salt.n > 0
	    ? stmt_new(cx->db, mem, SQL("INSERT INTO audit (lane, seq, at, actor, op, door, thing, seal, hash, salt)"
	        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
	    : stmt_new(cx->db, mem, SQL("INSERT INTO audit (lane, seq, at, actor, op, door, thing, seal, hash, salt)"
	        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"));

	stmt_put_int(s, r->lane);
	stmt_put_int(s, r->seq);
	stmt_put_int(s, r->at);
	stmt_put_str(s, r->actor);
	stmt_put_str(s, r->op);
	stmt_put_str(s, r->door);
	stmt_put_int(s, r->thing);
	stmt_put_blob(s, r->seal);
	stmt_put_blob(s, r->hash);
	if (r->salt.n > 0)
		stmt_put_blob(s, r->salt);
	return stmt_end(s);
}

err
audit_add(struct cx *cx, struct arena *mem, struct audit_record *r, str payload)
{
	struct audit_head h;

	r->lane = db_lane(cx->db);
	TRY(head_read(cx, mem, r->lane, &h));
	r->seq = h.seq + 1;
	if (payload.n > 0) {
		r->salt = secret_random(mem, AUDIT_SALT);
		r->seal = audit_seal(mem, r->salt, payload);
	} else
		r->seal = STR("");
	r->hash = audit_hash(mem, db_key(cx->db), h.hash, r);
	/* the end first: there PostgreSQL sees that another connection was quicker, and we begin again */
	TRY(head_move(cx, mem, r));
	return record_insert(cx, mem, r);
}

static err
name_new(struct cx *cx, struct arena *mem, int64_t person, str *ret_actor)
{
	str          salt = secret_random(mem, AUDIT_SALT);
	struct stmt *s = stmt_new(cx->db, mem,
	    SQL("INSERT INTO audit_name (person, actor, salt) VALUES (?, ?, ?)"));

	*ret_actor = audit_actor(mem, salt, person);
	stmt_put_int(s, person);
	stmt_put_str(s, *ret_actor);
	stmt_put_blob(s, salt);
	return stmt_end(s);
}

err
audit_name_of(struct cx *cx, struct arena *mem, int64_t person, str *ret_actor)
{
	struct stmt *s;

	*ret_actor = person == ACTOR_HOUSE ? STR("house") : STR("");
	if (person <= 0)
		return OK;
	s = stmt_new(cx->db, mem, SQL("SELECT actor FROM audit_name WHERE person = ?"));
	stmt_put_int(s, person);
	while (stmt_next(s))
		*ret_actor = stmt_get_str(s);
	TRY(stmt_end(s));
	return ret_actor->n > 0 ? OK : name_new(cx, mem, person, ret_actor);
}

/* A day that is in the chain already takes no more: then it counts for the day after. */
static err
count_one(struct cx *cx, const struct op *a)
{
	struct stmt *s;
	int64_t      today = stamp_utc_day(cx->now).n, folded = 0;

	TRY(audit_folded(cx, &folded));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO audit_count (day, op, n) VALUES (?, ?, 1)"
	    " ON CONFLICT (day, op) DO UPDATE SET n = audit_count.n + 1"));
	stmt_put_int(s, today > folded ? today : folded + 1);
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
audit_write(struct cx *cx, const struct op_call *c)
{
	struct audit_record r = { .at = cx->now.s, .op = c->op->name, .door = str_of(cx->door),
		.thing = cx->no_thing ? 0 : thing_of(c->op, c->out) };

	if (cx->unnamed)
		return count_one(cx, c->op);
	if (str_eq(r.door, STR("clock")) && found_none(c->op, c->out))
		return OK;                      /* a timer that found nothing to do */
	TRY(audit_name_of(cx, cx->mem, cx->who.id.v, &r.actor));
	/* a seal of so few possible inputs could be opened by trying them */
	return audit_add(cx, cx->mem, &r, cx->no_thing ? STR("not kept") : payload_of(cx->mem, c));
}
