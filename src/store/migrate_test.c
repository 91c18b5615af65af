/*
 * store/migrate: forward only, whole numbers only, and hands off what is newer.  Also:
 * the house's own schema goes into both engines.
 */
#include "tests/support/engines.h"

#include "store/db_in.h"
#include "store/migrate_in.h"

#include <string.h>

static const char *const one[] = { "CREATE TABLE a (x BIGINT)", "CREATE TABLE b (x BIGINT)", NULL };
static const char *const one_strict[] = { "CREATE TABLE a (x INTEGER) STRICT",
    "CREATE TABLE b (x INTEGER) STRICT", NULL };
static const char *const two[] = { "INSERT INTO a (x) VALUES (7)", NULL };
static const char *const bad[] = { "CREATE TABLE c (x BIGINT)", "CREATE TABLE a (x BIGINT)", NULL };

static const struct migration list[] = {
	{ 1, "first", "s1", one_strict, one },
	{ 2, "second", "s2", two, two },
	{ 3, "third", "s3", bad, bad },
};
static const struct schema upto1 = { list, 1 }, upto2 = { list, 2 }, upto3 = { list, 3 };

static err
up(struct fresh *f, const struct schema *all, struct migrated *m)
{
	return schema_up(f->db, f->mem, all, (struct progress){ .now = { 5 } }, m);
}

static void
test_migrate__goes_forward_by_numbers(void **state)
{
	struct fresh   *f = *state;
	struct migrated m;

	assert_int_equal(schema_look(f->db, f->mem, &upto2, &m), OK);
	assert_int_equal(m.from, 0);
	assert_int_equal(up(f, &upto1, &m), OK);
	assert_int_equal(m.to, 1);
	assert_int_equal(up(f, &upto2, &m), OK);
	assert_int_equal(m.from, 1);
	assert_int_equal(m.to, 2);
	assert_int_equal(up(f, &upto2, &m), OK);
	assert_int_equal(m.from, 2);
	assert_int_equal(m.newest, 2);
}

static void
test_migrate__leaves_a_newer_one_alone(void **state)
{
	static const struct migration other[] = {
		{ 1, "first", "another sum", one_strict, one },
	};
	static const struct schema differs = { other, 1 };
	struct fresh   *f = *state;
	struct migrated m;

	assert_int_equal(up(f, &upto2, &m), OK);
	assert_int_equal(up(f, &upto1, &m), ERR_CLASH);
	assert_int_equal(schema_look(f->db, f->mem, &differs, &m), ERR_CLASH);
	assert_int_equal(schema_look(f->db, f->mem, &upto2, &m), OK);
	assert_int_equal(m.from, 2);
}

static void
test_migrate__does_a_number_whole_or_not(void **state)
{
	struct fresh   *f = *state;
	struct migrated m;

	assert_int_equal(up(f, &upto3, &m), ERR_STORE);
	assert_int_equal(schema_look(f->db, f->mem, &upto3, &m), OK);
	assert_int_equal(m.from, 2);
	fresh_do(f, "CREATE TABLE c (x INT)");           /* the failed number's is not there */
}

static void
told(void *arg, const struct migrating *m)
{
	int64_t *sum = arg;

	assert_true(m->n <= m->of && m->name[0] != '\0' && m->part <= m->parts);
	*sum += m->part == 0 ? m->n : 0;
}

struct heard { int begun, during, counting; int64_t seconds; };

static void
listen(void *arg, const struct migrating *m)
{
	struct heard *h = arg;

	if (m->part == 0) {
		h->begun++;
		return;
	}
	h->during++;
	if (m->n != 3 || m->part != 2)          /* on a slow machine others may take long too */
		return;
	assert_true(strcmp(m->name, "long") == 0 && m->parts == 3 && m->seconds >= h->seconds);
	h->counting++;
	h->seconds = m->seconds;
}

#define COUNTED "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000000)" \
	" INSERT INTO a (x) SELECT COUNT(*) FROM c"

/* A step over millions of rows says how far it is while it runs; a short one says nothing more; nor does an ended one. */
static void
test_migrate__says_how_far_a_long_step_is(void **state)
{
	static const char *const slow_sqlite[] = { "CREATE TABLE d (x INTEGER) STRICT", COUNTED, "DROP TABLE d", NULL };
	static const char *const slow_pg[] = { "CREATE TABLE d (x BIGINT)", "SELECT pg_sleep(1)", "DROP TABLE d", NULL };
	static const struct migration more[] = {
		{ 1, "first", "s1", one_strict, one }, { 2, "second", "s2", two, two },
		{ 3, "long", "s4", slow_sqlite, slow_pg },
	};
	static const struct schema upto = { more, 3 };
	struct fresh   *f = *state;
	struct migrated m;
	struct heard    h = { 0 };
	int             all;

	assert_int_equal(schema_up(f->db, f->mem, &upto, (struct progress){ .now = { 5 }, .t = { listen, &h },
	    .every_ms = 20 }, &m), OK);
	assert_int_equal(m.to, 3);
	assert_int_equal(h.begun, 3);
	assert_true(h.counting > 0);
	all = h.during;
	assert_int_equal(db_begin_schema(f->db), OK);   /* nobody watches any more */
	assert_int_equal(db_script(f->db, db_is_sqlite(f->db) ? COUNTED : "SELECT pg_sleep(0.5)"), OK);
	db_rollback(f->db);
	assert_int_equal(h.during, all);
}

static void
test_migrate__brings_the_house_up(void **state)
{
	struct fresh   *f = *state;
	struct migrated m;
	int64_t         sum = 0, all = (int64_t)schema_of_house.n;

	assert_int_equal(migrate_look(f->db, f->mem, &m), OK);
	assert_int_equal(m.newest, all);
	assert_true(all > 0);
	assert_int_equal(migrate_up(f->db, f->mem, (stamp){ 9 }, &(struct migrate_tell){ told, &sum }, &m), OK);
	assert_int_equal(m.to, all);
	assert_int_equal(sum, all * (all + 1) / 2);
}

int
main(void)
{
	const struct CMUnitTest migrate[] = {
		ON_BOTH_EMPTY(test_migrate__goes_forward_by_numbers),
		ON_BOTH_EMPTY(test_migrate__leaves_a_newer_one_alone),
		ON_BOTH_EMPTY(test_migrate__does_a_number_whole_or_not),
		ON_BOTH_EMPTY(test_migrate__brings_the_house_up),
		ON_BOTH_EMPTY(test_migrate__says_how_far_a_long_step_is),
	};

	return run_on_both(migrate);
}
