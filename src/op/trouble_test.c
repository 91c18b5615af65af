/*
 * op: when the machine is in trouble.  On a full disk only what is urgent goes in; a rule that
 * could not read does not say "not there"; without memory an operation leaves nothing behind.
 * (reliability D4, D5, D6)
 */
#include "tests/support/engines.h"

#include "op/hearing.h"
#include "op/op.h"

static err
put_line(struct cx *cx, const void *in, void *ret_out)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("INSERT INTO line (n) VALUES (1)"));

	(void)in;
	(void)ret_out;
	return stmt_end(s);
}

/* Takes a failed reading for "there is none", as a careless rule would. */
static err
look_badly(struct cx *cx, const void *in, void *ret_out)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT n FROM nowhere"));
	bool         found = stmt_next(s);

	(void)in;
	(void)ret_out;
	return stmt_end(s) == OK && found ? OK : cx_fail(cx, ERR_MISSING, "unit.missing", STR("unit"));
}

static err
put_and_run_short(struct cx *cx, const void *in, void *ret_out)
{
	err e = put_line(cx, in, ret_out);

	(void)stmt_new(cx->db, cx->mem, SQL("SELECT n FROM line"));
	if (e == OK)
		arena_out(cx->mem);             /* as arena_take() does when there is no memory */
	return e;
}

#define OP(op_name, f, ...) { .name = STR_INIT(op_name), .path = STR_INIT("/x"), .about = "A test.", \
	.may = MAY_ANYONE, .tx = TX_WRITE, .in_size = 1, .out_size = 1, .run = f, __VA_ARGS__ }
static const struct op usual = OP("line.put", put_line);
static const struct op pressing = OP("line.press", put_line, .urgent = op_always_urgent);
static const struct op careless = OP("line.look", look_badly);
static const struct op forgetful = OP("line.forget", put_and_run_short);

static int64_t
lines(struct fresh *f)
{
	struct stmt *s;
	int64_t      n = -1;

	assert_int_equal(db_begin(f->db), OK);
	s = stmt_new(f->db, f->mem, SQL("SELECT COUNT(*) FROM line"));
	while (stmt_next(s))
		n = stmt_get_int(s);
	assert_int_equal(stmt_end(s), OK);
	db_rollback(f->db);
	return n;
}

static err
run(struct fresh *f, const struct op *op, bool full, struct cx *cx)
{
	void *out = NULL;

	*cx = (struct cx){ .db = f->db, .mem = f->mem, .now = { 1000 }, .door = "test", .who = actor_house(),
		.who_known = true, .urgent_only = full };
	return op_run(cx, op, (struct words){ 0 }, &out);
}

static void
test_op__on_a_full_disk_only_what_is_urgent_goes_in(void **state)
{
	struct fresh *f = *state;
	struct cx     cx;

	fresh_do(f, "CREATE TABLE line (n BIGINT NOT NULL)");
	assert_int_equal(run(f, &usual, false, &cx), OK);
	assert_int_equal(run(f, &usual, true, &cx), ERR_FULL);
	assert_string_equal(cx.why.key, "store.full");
	assert_int_equal(lines(f), 1);
	assert_int_equal(run(f, &pressing, true, &cx), OK);
	assert_true(cx.urgent);
	assert_int_equal(lines(f), 2);
}

static void
test_op__what_could_not_be_read_is_not_missing(void **state)
{
	struct fresh *f = *state;
	struct cx     cx;

	assert_int_equal(run(f, &careless, false, &cx), ERR_STORE);
	assert_null(cx.why.key);
	assert_int_equal(cx.nwhys, 0);
}

static void
test_op__without_memory_nothing_stands(void **state)
{
	struct fresh *f = *state;
	struct cx     cx;

	fresh_do(f, "CREATE TABLE line (n BIGINT NOT NULL)");
	assert_int_equal(run(f, &forgetful, false, &cx), ERR_BUSY);
	assert_string_equal(cx.why.key, "store.short");
	assert_int_equal(lines(f), 0);
	assert_int_equal(run(f, &usual, false, &cx), OK);       /* and the next one is as ever */
	assert_int_equal(lines(f), 1);
}

int
main(void)
{
	const struct CMUnitTest trouble[] = {
		ON_BOTH(test_op__on_a_full_disk_only_what_is_urgent_goes_in),
		ON_BOTH(test_op__what_could_not_be_read_is_not_missing),
		ON_BOTH(test_op__without_memory_nothing_stands),
	};

	return run_on_both(trouble);
}
