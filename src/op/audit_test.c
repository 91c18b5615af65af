/*
 * op/audit: nothing can be taken out of the record of who did what, put in, changed or moved
 * without being found; erasing a person leaves it whole; what was done without a name leaves
 * no record; several connections write at once; and what a record costs.  Requirement:
 * reliability P1-2, 2.2 "Audit chain".
 */
#include "tests/support/engines.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/secret.h"
#include "op/audit_in.h"
#include "op/batch.h"
#include "op/writer.h"

enum { MANY = 300, JOBS = 400, COSTS = 10000 };

static const char key_bytes[DB_KEY_BYTES] = "the key of a test, thirty-two b";
static const struct audit_keys keys = { { { key_bytes, DB_KEY_BYTES } }, 1 };

/* --- operations to be recorded --------------------------------------------------------------- */

struct say_in { str words; bool secretly; };

static err
say_run(struct cx *cx, const void *in, void *ret_out)
{
	(void)cx;
	(void)in;
	*(int64_t *)ret_out = 7;
	return OK;
}

static bool
say_unnamed(const struct cx *cx, const void *in)
{
	(void)cx;
	return ((const struct say_in *)in)->secretly;
}

static const struct field say_fields[] = {
	{ .name = STR_INIT("words"), .kind = FIELD_TEXT, .at = offsetof(struct say_in, words), .max = 300 },
	{ .name = STR_INIT("secretly"), .kind = FIELD_BOOL, .at = offsetof(struct say_in, secretly), .optional = true },
};
static const struct shape_field said_at[] = { { .name = "id", .kind = SHAPE_INT } };
static const struct shape said_shape = { .name = "Said", .size = sizeof(int64_t), .at = said_at, .n = 1 };
static const struct op say = {
	.name = STR_INIT("person.say"), .path = STR_INIT("/say"), .about = "Says.", .may = MAY_ANYONE, .tx = TX_WRITE,
	FIELDS(say_fields), .in_size = sizeof(struct say_in), .out_size = sizeof(int64_t), .out = &said_shape,
	.run = say_run, .unnamed = say_unnamed,
};

static struct cx
cx_of(struct fresh *f, int64_t who)
{
	return (struct cx){ .db = f->db, .mem = f->mem, .now = { 1000000 }, .who = { .id = { who } },
		.who_known = true, .door = "test" };
}

static void
said(struct fresh *f, int64_t who, const char *secretly)
{
	struct cx         cx = cx_of(f, who);
	const struct word w[] = { { .name = STR("words"), .value = STR("The tea is cold") },
		{ .name = STR("secretly"), .value = str_of(secretly) } };
	void             *out;

	assert_int_equal(op_run(&cx, &say, (struct words){ w, 2 }, &out), OK);
}

static void
many(struct fresh *f)
{
	db_set_key(f->db, keys.at[0]);
	for (int i = 0; i < MANY; i++)
		said(f, 1 + i % 9, "");
}

struct looked { const struct audit_keys *keys; struct audit_found found; };

static err
look(struct cx *cx, void *arg)
{
	struct looked *l = arg;

	return audit_look(cx, l->keys, &l->found);
}

static struct audit_found
found_with(struct fresh *f, const struct audit_keys *with)
{
	struct cx     cx = cx_of(f, ACTOR_HOUSE);
	struct looked l = { .keys = with };

	assert_int_equal(batch_look(&cx, look, &l), OK);
	return l.found;
}

static struct audit_found found(struct fresh *f) { return found_with(f, &keys); }

/* The lane this connection writes in differs between the engines. */
static void
harm(struct fresh *f, const char *one)
{
	str lane = str_fmt(f->mem, "%u", db_lane(f->db)), text = str_of(one);
	struct buf b = { .mem = f->mem };

	for (size_t i = 0; i < text.n; i++)
		buf_add(&b, text.p[i] == '@' ? lane : (str){ text.p + i, 1 });
	fresh_do(f, str_c(f->mem, buf_str(&b)));
}

/* --- tests --------------------------------------------------------------------------------------- */

static void
test_audit__is_whole_when_nobody_touched_it(void **state)
{
	struct fresh      *f = *state;
	struct audit_found a;

	many(f);
	a = found(f);
	assert_int_equal(a.nfaults, 0);
	assert_int_equal(a.records, MANY);
	assert_int_equal(a.lanes, 1);
}

static void
test_audit__every_harm_is_found(void **state)
{
	static const char *const harms[] = {
		"UPDATE audit SET at = at + 1 WHERE seq = 40", "UPDATE audit SET actor = 'house' WHERE seq = 41",
		"UPDATE audit SET op = 'matter.raise' WHERE seq = 1", "UPDATE audit SET door = 'cli' WHERE seq = 300",
		"UPDATE audit SET thing = 8 WHERE seq = 42",
		"UPDATE audit SET seal = (SELECT seal FROM audit WHERE seq = 43) WHERE seq = 44",
		"UPDATE audit SET salt = (SELECT salt FROM audit WHERE seq = 43) WHERE seq = 44",
		"UPDATE audit SET salt = NULL WHERE seq = 45",
		"UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 43) WHERE seq = 46",
		"DELETE FROM audit WHERE seq = 47", "DELETE FROM audit WHERE seq = 1", "DELETE FROM audit WHERE seq = 300",
		"UPDATE audit SET seq = seq + 1000 WHERE seq = 48", "DELETE FROM audit",
		"UPDATE audit SET lane = lane + 1 WHERE seq > 200",
		"UPDATE audit_head SET seq = 299", "DELETE FROM audit_head", "DELETE FROM audit_name WHERE person = 3",
		"UPDATE audit_name SET person = 100 WHERE person = 3",
		"INSERT INTO audit SELECT @, 301, at, actor, op, door, thing, seal, salt, hash FROM audit WHERE seq = 300",
	};
	struct fresh *f = *state;

	many(f);
	for (size_t i = 0; i < LEN(harms); i++) {
		harm(f, "DROP TABLE IF EXISTS kept");
		harm(f, "CREATE TABLE kept AS SELECT * FROM audit");
		harm(f, "DROP TABLE IF EXISTS kept_names");
		harm(f, "CREATE TABLE kept_names AS SELECT * FROM audit_name");
		harm(f, "DROP TABLE IF EXISTS kept_heads");
		harm(f, "CREATE TABLE kept_heads AS SELECT * FROM audit_head");
		harm(f, harms[i]);
		if (found(f).nfaults == 0)
			fail_msg("not found: %s", harms[i]);
		harm(f, "DELETE FROM audit");
		harm(f, "INSERT INTO audit SELECT * FROM kept");
		harm(f, "DELETE FROM audit_name");
		harm(f, "INSERT INTO audit_name SELECT * FROM kept_names");
		harm(f, "DELETE FROM audit_head");
		harm(f, "INSERT INTO audit_head SELECT * FROM kept_heads");
		assert_int_equal(found(f).nfaults, 0);
	}
}

/* Somebody with the database but not the key makes the whole chain anew. */
static void
test_audit__a_chain_made_without_the_key_is_found(void **state)
{
	static const char  other[DB_KEY_BYTES] = "another key, thirty-two bytes..";
	struct audit_keys  theirs = { { { other, DB_KEY_BYTES } }, 1 };
	struct fresh      *f = *state;

	many(f);
	harm(f, "DELETE FROM audit");
	harm(f, "DELETE FROM audit_head");
	db_set_key(f->db, theirs.at[0]);
	said(f, 4, "");
	said(f, 5, "");
	assert_true(found(f).nfaults > 0);
	assert_int_equal(found_with(f, &theirs).nfaults, 0);    /* the twin: without the right key all seems well */
}

static err
forget(struct cx *cx, const void *in, void *ret_out)
{
	(void)in;
	*(int64_t *)ret_out = 3;
	return audit_forget(cx, 3);
}
static const struct op erase = {
	.name = STR_INIT("person.erase"), .path = STR_INIT("/x"), .about = "Erases.", .may = MAY_ANYONE,
	.tx = TX_WRITE, .in_size = 1, .out_size = sizeof(int64_t), .out = &said_shape, .run = forget,
};

static void
test_audit__erasing_somebody_leaves_it_whole(void **state)
{
	struct fresh      *f = *state;
	struct cx          cx = cx_of(f, 1);
	struct audit_found a;
	void              *out;

	many(f);
	assert_int_equal(op_run(&cx, &erase, (struct words){ 0 }, &out), OK);
	a = found(f);
	assert_int_equal(a.nfaults, 0);
	assert_true(a.erased >= MANY / 9);
	/* more names are gone than people were erased */
	harm(f, "DELETE FROM audit_name WHERE person = 4");
	assert_true(found(f).nfaults > 0);
}

static void
run_fold(struct fresh *f, int64_t now)
{
	struct cx cx = cx_of(f, ACTOR_HOUSE);
	void     *out;

	cx.who = actor_house();
	cx.now.s = now;
	assert_int_equal(op_run(&cx, &audit_fold, (struct words){ 0 }, &out), OK);
}

static void
test_audit__without_a_name_there_is_only_a_count(void **state)
{
	struct fresh      *f = *state;
	struct audit_found a;

	many(f);
	said(f, 2, "1");
	said(f, 2, "1");
	a = found(f);
	assert_int_equal(a.records, MANY);              /* no record, no gap, nothing in between */
	run_fold(f, 1000000);                           /* the day is not over */
	assert_int_equal(found(f).days, 0);
	run_fold(f, 1000000 + 3 * 86400);
	a = found(f);
	assert_int_equal(a.days, 1);
	assert_int_equal(a.nfaults, 0);
	said(f, 2, "1");                                /* the clock went back: that day is closed */
	assert_int_equal(found(f).nfaults, 0);
	harm(f, "UPDATE audit_count SET n = 1 WHERE day = 11");
	assert_true(found(f).nfaults > 0);
	harm(f, "UPDATE audit_count SET n = 2 WHERE day = 11");
	assert_int_equal(found(f).nfaults, 0);
	harm(f, "INSERT INTO audit_count (day, op, n) VALUES (9, 'person.say', 1)");
	assert_true(found(f).nfaults > 0);
}

struct begun { struct audit_begun b; };

static err
begin_run(struct cx *cx, const void *in, void *ret_out)
{
	(void)in;
	return audit_begin(cx, &((struct begun *)ret_out)->b);
}
static const struct op begin = {
	.name = STR_INIT("test.begin"), .path = STR_INIT("/b"), .about = "Begins.", .may = MAY_ANYONE,
	.tx = TX_WRITE, .in_size = 1, .out_size = sizeof(struct begun), .run = begin_run,
};

static void
test_audit__lines_from_before_are_taken_in(void **state)
{
	struct fresh      *f = *state;
	struct cx          cx = cx_of(f, ACTOR_HOUSE);
	struct audit_found a;
	void              *out;

	db_set_key(f->db, keys.at[0]);
	for (int i = 0; i < 1203; i++)
		fresh_do(f, "INSERT INTO audit_before (at, who, op, door, thing) VALUES (5, 6, 'unit.new', 'web', 3)");
	assert_int_equal(found(f).waiting, 1203);
	assert_int_equal(op_run(&cx, &begin, (struct words){ 0 }, &out), OK);
	assert_int_equal(((struct begun *)out)->b.taken, 1203);
	a = found(f);
	assert_int_equal(a.nfaults, 0);
	assert_int_equal(a.waiting, 0);
	assert_int_equal(a.records, 1205);              /* with "audit.begin", and this operation itself */
	harm(f, "UPDATE audit SET thing = 4 WHERE seq = 900");
	assert_true(found(f).nfaults > 0);
}

static void
test_audit__a_new_key_is_said_and_both_are_needed(void **state)
{
	static const char        other[DB_KEY_BYTES] = "another key, thirty-two bytes..";
	const struct audit_keys  both = { { { other, DB_KEY_BYTES }, keys.at[0] }, 2 };
	struct fresh            *f = *state;
	struct cx                cx = cx_of(f, ACTOR_HOUSE);
	void                    *out;

	many(f);
	db_set_key(f->db, both.at[0]);
	assert_int_equal(op_run(&cx, &begin, (struct words){ 0 }, &out), OK);
	assert_true(((struct begun *)out)->b.new_key);
	said(f, 1, "");
	assert_int_equal(found_with(f, &both).nfaults, 0);
	assert_true(found(f).nfaults > 0);
	assert_int_equal(op_run(&cx, &begin, (struct words){ 0 }, &out), OK);
	assert_false(((struct begun *)out)->b.new_key);
}

/* --- many at once, through the writer -------------------------------------------------------------- */

struct wait { pthread_mutex_t lock; pthread_cond_t all; int left, bad; };

static void
job_done(struct job *j)
{
	struct wait *w = j->arg;

	arena_free(j->cx.mem);
	pthread_mutex_lock(&w->lock);
	w->bad += j->e != OK;
	if (--w->left == 0)
		pthread_cond_signal(&w->all);
	pthread_mutex_unlock(&w->lock);
}

static const struct word some_words = { .name = STR_INIT("words"), .value = STR_INIT("The tea is cold") };

static void
give(struct fresh *f, struct writer *w, struct wait *wait, int i)
{
	struct job *j = arena_take(f->mem, sizeof *j);

	j->cx = cx_of(f, 1 + i % 50);
	j->cx.db = NULL;
	j->cx.mem = arena_new(1 << 20);
	j->call = (struct op_call){ .op = &say, .w = { &some_words, 1 } };
	j->done = job_done;
	j->arg = wait;
	assert_int_equal(writer_give(w, j), OK);
}

static void
test_audit__many_at_once_make_whole_chains(void **state)
{
	struct fresh      *f = *state;
	struct wait        wait = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, JOBS, 0 };
	struct writer_want want = { f->url, 4, 1, 64, JOBS + 1, .key = keys.at[0] };
	struct writer     *w;
	struct audit_found a;

	assert_int_equal(writer_new(&want, &w), OK);
	for (int i = 0; i < JOBS; i++)
		give(f, w, &wait, i);
	pthread_mutex_lock(&wait.lock);
	while (wait.left > 0)
		pthread_cond_wait(&wait.all, &wait.lock);
	pthread_mutex_unlock(&wait.lock);
	print_message("# %s: %d jobs, %d tried again\n", db_is_sqlite(f->db) ? "sqlite" : "postgres", JOBS, (int)writer_figures(w).retries);
	writer_free(w);
	assert_int_equal(wait.bad, 0);
	a = found(f);
	assert_int_equal(a.nfaults, 0);
	assert_int_equal(a.records, JOBS);
	assert_true(db_is_sqlite(f->db) ? a.lanes == 1 : a.lanes >= 2);
}

/* --- what it costs ------------------------------------------------------------------------------------ */

static int64_t
micros(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The same operation with and without its record, in one transaction each. */
static double
cost_of(struct fresh *f, const struct op *op, int n)
{
	int64_t      began = micros();
	struct batch b;

	assert_int_equal(batch_begin(f->db, &b), OK);
	for (int i = 0; i < n; i++) {
		struct cx cx = cx_of(f, 1 + i % 500);
		void     *out;

		cx.mem = arena_new(1 << 16);
		assert_int_equal(batch_run(&b, &cx, op, (struct words){ &some_words, 1 }, &out), OK);
		arena_free(cx.mem);
	}
	assert_int_equal(batch_end(&b), OK);
	return (double)(micros() - began) / n;
}

static void
test_audit__cost_of_a_record(void **state)
{
	struct fresh *f = *state;
	int           n = db_is_sqlite(f->db) ? COSTS : COSTS / 20;
	struct op     bare = say;
	double        without, with;

	db_set_key(f->db, keys.at[0]);
	bare.own_record = true;
	(void)cost_of(f, &say, n / 10);
	without = cost_of(f, &bare, n);
	with = cost_of(f, &say, n);
	print_message("# cost: %s %.1f us a record\n", db_is_sqlite(f->db) ? "sqlite" : "postgres", with - without);
	assert_int_equal(found(f).nfaults, 0);
	assert_int_equal(found(f).records, n / 10 + n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_audit__is_whole_when_nobody_touched_it),
		ON_BOTH(test_audit__every_harm_is_found),
		ON_BOTH(test_audit__a_chain_made_without_the_key_is_found),
		ON_BOTH(test_audit__erasing_somebody_leaves_it_whole),
		ON_BOTH(test_audit__without_a_name_there_is_only_a_count),
		ON_BOTH(test_audit__lines_from_before_are_taken_in),
		ON_BOTH(test_audit__a_new_key_is_said_and_both_are_needed),
		ON_BOTH(test_audit__many_at_once_make_whole_chains),
		ON_BOTH(test_audit__cost_of_a_record),
	};

	secret_start();
	return run_on_both(tests);
}
