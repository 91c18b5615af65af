/*
 * For tests: a fresh store on each engine, thrown away afterwards.
 *
 *	static void test_matter__is_kept(void **state) { struct fresh *f = *state; ... }
 *	const struct CMUnitTest tests[] = { ON_BOTH(test_matter__is_kept) };
 *	return run_on_both(tests);
 *
 * PostgreSQL is where WAGGLE_TEST_PG says (libpq's conninfo; each test gets a database of
 * its own, or an empty schema).  Without it that half fails, unless WAGGLE_TEST_ONLY=sqlite says in so
 * many words that it is left out (WAGGLE_TEST_ONLY=postgres leaves out the other half).
 */
#ifndef TESTS_SUPPORT_ENGINES_H
#define TESTS_SUPPORT_ENGINES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "store/db.h"

struct fresh {
	str           url;      /* for more connections: db_open(f->url, DB_READ, ...) */
	struct db    *db;       /* a DB_WRITE connection, not in a transaction */
	struct arena *mem;
	struct painter *painter; /* the image process, for tests that start it; ended with the rest */
	char          dir[64], schema[64], database[64];   /* of SQLite's file; of PostgreSQL: one of the two */
	bool          serving;  /* threads of a server use all this: whoever stops it says so */
};

/* Migrated to the house's schema ... */
int fresh_sqlite(void **state);
int fresh_postgres(void **state);
/* ... or empty. */
int empty_sqlite(void **state);
int empty_postgres(void **state);
int fresh_close(void **state);

#define ON_BOTH(f) \
	{ #f " [sqlite]", f, fresh_sqlite, fresh_close, NULL }, \
	{ #f " [postgres]", f, fresh_postgres, fresh_close, NULL }
#define ON_BOTH_EMPTY(f) \
	{ #f " [sqlite]", f, empty_sqlite, fresh_close, NULL }, \
	{ #f " [postgres]", f, empty_postgres, fresh_close, NULL }

#define run_on_both(tests) run_on_both_n(#tests, tests, sizeof(tests) / sizeof *(tests))
int run_on_both_n(const char *name, const struct CMUnitTest *tests, size_t n);

/* Statements without values, each in a transaction; fails the test when it fails. */
void fresh_do(struct fresh *f, const char *one);

#endif
