/*
 * store/number: ids are in the order they were made, whatever the clock does, and the way from one to the
 * next does not tell whether there was another between; a hidden one does not tell its second.  The twin is
 * a sequence, which does.  On both engines.
 */
#include "tests/support/engines.h"

#include "store/number.h"

static int64_t
new_after(struct fresh *f, int64_t last, int64_t second, bool hidden)
{
	int64_t      id = 0;
	struct stmt *s = stmt_new(f->db, f->mem, SQL("SELECT CAST(? AS BIGINT)"));

	stmt_put_int(s, last);
	assert_int_equal(number_new(s, (stamp){ second }, hidden, &id), OK);
	return id;
}

/* CW-1 */
static void
test_number__is_larger_than_the_last(void **state)
{
	struct fresh *f = *state;
	int64_t       last = 0;
	const int64_t seconds[] = { 1, 1700000000, 1700000000, 1700000000, 1600000000, 1700000001, 8589934591 };

	assert_int_equal(db_begin(f->db), OK);
	for (size_t i = 0; i < 4 * LEN(seconds); i++) {
		int64_t id = new_after(f, last, seconds[i / 4], i % 4 == 1);

		assert_true(id > last);
		assert_true(id < INT64_C(1) << 53);
		last = id;
	}
	db_rollback(f->db);
}

/* Half of those after one that was taken away lie nearer to what was before it than half of those with none. */
static void
test_number__says_nothing_of_one_between(void **state)
{
	struct fresh *f = *state;
	int           nearer = 0;

	assert_int_equal(db_begin(f->db), OK);
	for (int i = 0; i < 2000; i++) {
		int64_t before = new_after(f, 0, 1700000000, false);
		int64_t gone = new_after(f, before, 1700000050, false);
		int64_t with = new_after(f, gone, 1700000100, false), without = new_after(f, before, 1700000100, false);

		assert_true(gone > before);
		nearer += with - before < without - before;
	}
	assert_in_range(nearer, 880, 1120);             /* 1,000 expected; 120 is more than five times its spread */
	db_rollback(f->db);
}

static void
test_number__hidden_is_anywhere_between(void **state)
{
	struct fresh *f = *state;
	int64_t       from = INT64_C(1700006400) << 20, until = INT64_C(1700086400) << 20;
	int           early = 0;

	assert_int_equal(db_begin(f->db), OK);
	for (int i = 0; i < 2000; i++) {
		int64_t id = new_after(f, from, 1700086400, true);

		assert_true(id > from && id < until);
		early += id < from + (until - from) / 2;
		assert_true(new_after(f, from, 1700086400, false) >= until);    /* which does tell */
	}
	assert_in_range(early, 880, 1120);
	/* its day is told anyway: it is not put among what is long past */
	assert_true(new_after(f, 0, 1700086400, true) > from);
	db_rollback(f->db);
}

/* Many in one second by one connection: each its own, each larger; the table is asked where there is need. */
static void
test_number__next_is_no_number_twice(void **state)
{
	struct fresh *f = *state;
	int64_t       last = 0, id = 0;

	fresh_do(f, "CREATE TABLE numbered (id BIGINT PRIMARY KEY)");
	fresh_do(f, "INSERT INTO numbered (id) VALUES (4000000000000000)");      /* of a clock that was far ahead */
	assert_int_equal(db_begin(f->db), OK);
	for (int i = 0; i < 3000; i++) {
		struct number_want want = { { 1700006400 + i / 1000 }, i % 7 == 0 };
		struct stmt       *s = stmt_new(f->db, f->mem, SQL("INSERT INTO numbered (id) VALUES (?)"));

		assert_int_equal(number_next(f->db, f->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM numbered"), &want, &id), OK);
		assert_true(id > last && id > INT64_C(4000000000000000));
		stmt_put_int(s, id);
		assert_int_equal(stmt_end(s), OK);
		last = id;
	}
	db_rollback(f->db);
}

/* What cannot be asked gives no number. */
static void
test_number__needs_its_table(void **state)
{
	struct fresh *f = *state;
	int64_t       id = 7;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_not_equal(number_new(stmt_new(f->db, f->mem, SQL("SELECT MAX(id) FROM no_such_table")), (stamp){ 1 },
	    false, &id), OK);
	assert_int_equal(id, 7);
	db_rollback(f->db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_number__is_larger_than_the_last),
		ON_BOTH(test_number__says_nothing_of_one_between),
		ON_BOTH(test_number__hidden_is_anywhere_between),
		ON_BOTH(test_number__next_is_no_number_twice),
		ON_BOTH(test_number__needs_its_table),
	};

	return run_on_both(tests);
}
