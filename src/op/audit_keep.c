/*
 * op/audit: looking after the chain: taking in the lines from before it, closing days that
 * are over, and forgetting a person.  See audit.h.  It never changes a record.
 */
#include "op/audit_in.h"

#include <string.h>

#include "base/secret.h"
#include "op/setting.h"

enum { TAKE_AT_ONCE = 500, TAKE_MEMORY = 64 << 20, DAYS_AT_ONCE = 400 };

static err
add_note(struct cx *cx, struct arena *mem, const char *op, int64_t thing)
{
	struct audit_record r = { .at = cx->now.s, .actor = STR("house"), .op = str_of(op),
		.door = str_of(cx->door), .thing = thing };

	return audit_add(cx, mem, &r, (str){ 0 });
}

/* --- lines from before the chain --------------------------------------------------------- */

static err
count_before(struct cx *cx, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM audit_before"));

	while (stmt_next(s))
		*ret_n = stmt_get_int(s);
	return stmt_end(s);
}

struct old_line { int64_t id, who; struct audit_record r; };

static err
read_before(struct cx *cx, struct arena *mem, int64_t after, struct old_line *ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, mem, SQL(
	    "SELECT id, at, who, op, door, thing FROM audit_before WHERE id > ? ORDER BY id LIMIT 500"));

	*ret_n = 0;
	stmt_put_int(s, after);
	while (stmt_next(s)) {
		struct old_line *l = &ret_at[(*ret_n)++];

		l->id = stmt_get_int(s);
		l->r.at = stmt_get_int(s);
		l->who = stmt_get_int(s);
		l->r.op = stmt_get_str(s);
		l->r.door = stmt_get_str(s);
		l->r.thing = stmt_get_int(s);
	}
	return stmt_end(s);
}

static err
take_some(struct cx *cx, struct arena *mem, int64_t *after, size_t *ret_n)
{
	struct old_line *at = arena_take(mem, TAKE_AT_ONCE * sizeof *at);

	TRY(read_before(cx, mem, *after, at, ret_n));
	for (size_t i = 0; i < *ret_n; i++) {
		TRY(audit_name_of(cx, mem, at[i].who, &at[i].r.actor));
		TRY(audit_add(cx, mem, &at[i].r, (str){ 0 }));
		*after = at[i].id;
	}
	return OK;
}

/* Many may be there: memory of our own, given back after every few hundred. */
static err
take_before(struct cx *cx, int64_t *ret_taken)
{
	struct arena *mem;
	int64_t       after = 0;
	size_t        n = 0;
	err           e = OK;

	TRY(count_before(cx, ret_taken));
	if (*ret_taken == 0)
		return OK;
	TRY(add_note(cx, cx->mem, "audit.begin", *ret_taken));
	mem = arena_new(TAKE_MEMORY);
	do {
		e = take_some(cx, mem, &after, &n);
		arena_clear(mem);
	} while (e == OK && n > 0);
	arena_free(mem);
	TRY(e);
	return stmt_end(stmt_new(cx->db, cx->mem, SQL("DELETE FROM audit_before")));
}

/* --- is the key still the one the record was made with? ----------------------------------- */

static err
read_last(struct cx *cx, const struct audit_head *h, struct audit_record *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT at, actor, op, door, thing, seal, hash FROM audit WHERE lane = ? AND seq = ?"));

	*ret = (struct audit_record){ .lane = h->lane, .seq = h->seq };
	stmt_put_int(s, h->lane);
	stmt_put_int(s, h->seq);
	while (stmt_next(s)) {
		ret->at = stmt_get_int(s);
		ret->actor = stmt_get_str(s);
		ret->op = stmt_get_str(s);
		ret->door = stmt_get_str(s);
		ret->thing = stmt_get_int(s);
		ret->seal = stmt_get_blob(s);
		ret->hash = stmt_get_blob(s);
	}
	return stmt_end(s);
}

static err
key_fits(struct cx *cx, const struct audit_head *h, bool *ret_fits)
{
	struct audit_head   before = { .lane = h->lane, .seq = h->seq - 1 };
	struct audit_record last, older = { 0 };

	TRY(read_last(cx, h, &last));
	if (before.seq > 0)
		TRY(read_last(cx, &before, &older));
	*ret_fits = str_eq(last.hash, audit_hash(cx->mem, db_key(cx->db), older.hash, &last));
	return OK;
}

err
audit_begin(struct cx *cx, struct audit_begun *ret)
{
	struct audit_heads heads;
	bool               fits = true;

	*ret = (struct audit_begun){ 0 };
	TRY(audit_heads(cx, &heads));
	for (size_t i = 0; i < heads.n && fits; i++)
		TRY(key_fits(cx, &heads.at[i], &fits));
	if (!fits) {
		ret->new_key = true;
		log_line("audit", "trouble=\"the record was made with another key; it goes on with a new one\"");
		TRY(add_note(cx, cx->mem, "audit.key", 0));
	}
	return take_before(cx, &ret->taken);
}

/* --- forgetting a person ------------------------------------------------------------------- */

err
audit_forget(struct cx *cx, int64_t person)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE audit SET salt = NULL WHERE actor IN (SELECT actor FROM audit_name WHERE person = ?)"
	    " OR (thing = ? AND ((op >= 'person.' AND op < 'person/') OR (op >= 'role.' AND op < 'role/')))"));

	stmt_put_int(s, person);
	stmt_put_int(s, person);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM audit_name WHERE person = ?"));
	stmt_put_int(s, person);
	return stmt_end(s);
}

/* --- days that are over ----------------------------------------------------------------------- */

err
audit_folded(struct cx *cx, int64_t *ret_day)
{
	str text;

	*ret_day = 0;
	TRY(setting_get(cx->db, cx->mem, STR("audit_folded"), &text));
	(void)str_to_int(text, ret_day);
	return OK;
}

err
audit_day_payload(struct cx *cx, struct arena *mem, int64_t of, str *ret)
{
	struct buf   b = { .mem = mem };
	struct stmt *s = stmt_new(cx->db, mem, SQL("SELECT op, n FROM audit_count WHERE day = ? ORDER BY op"));

	audit_text(&b, STR("audit.day"));
	stmt_put_int(s, of);
	while (stmt_next(s)) {
		audit_text(&b, stmt_get_str(s));
		audit_int(&b, stmt_get_int(s));
	}
	*ret = buf_str(&b);
	return stmt_end(s);
}

static err
fold_day(struct cx *cx, int64_t of)
{
	struct audit_record r = { .at = cx->now.s, .actor = STR("house"), .op = STR("audit.day"),
		.door = str_of(cx->door), .thing = of };
	str                 payload;

	TRY(audit_day_payload(cx, cx->mem, of, &payload));
	TRY(audit_add(cx, cx->mem, &r, payload));
	return setting_put(cx->db, cx->mem, STR("audit_folded"), str_fmt(cx->mem, "%lld", (long long)of));
}

struct fold_out { int64_t days; };

/* A whole day lies between: nobody learns from the chain when in a day something was said. */
static err
fold_run(struct cx *cx, const void *in, void *ret_out)
{
	struct fold_out *out = ret_out;
	int64_t          days[DAYS_AT_ONCE], folded = 0;
	struct stmt     *s;

	(void)in;
	TRY(audit_folded(cx, &folded));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT day FROM audit_count WHERE day > ? AND day < ? ORDER BY day LIMIT 400"));
	stmt_put_int(s, folded);
	stmt_put_int(s, stamp_utc_day(cx->now).n - 1);
	while (stmt_next(s))
		days[out->days++] = stmt_get_int(s);
	TRY(stmt_end(s));
	for (int64_t i = 0; i < out->days; i++)
		TRY(fold_day(cx, days[i]));
	return OK;
}

static const struct shape_field fold_at[] = { SH(struct fold_out, SHAPE_INT, days) };
static const struct shape fold_shape = SHAPE("audit_folded", struct fold_out, fold_at);

const struct op audit_fold = {
	.name = STR_INIT("audit.fold"), .path = STR_INIT("/audit/fold"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Takes the counts of days that are over into the record.", .in_size = 1,
	.out_size = sizeof(struct fold_out), .out = &fold_shape, .run = fold_run,
};
