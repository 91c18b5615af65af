/*
 * For tests: makes and throws away stores.  See engines.h.  It never touches a
 * database or a schema that it did not make.
 */
#include "engines.h"

#include "base/picture.h"
#include "store/db_in.h"
#include "store/migrate.h"

#include <ftw.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FRESH_MEM = 256 << 20 };

static struct fresh *
fresh_new(void)
{
	struct fresh *f = calloc(1, sizeof *f);

	if (f != NULL)
		f->mem = arena_new(FRESH_MEM);
	return f;
}

void
fresh_do(struct fresh *f, const char *one)
{
	assert_int_equal(db_begin_schema(f->db), OK);
	assert_int_equal(db_script(f->db, one), OK);
	assert_int_equal(db_commit(f->db), OK);
}

static int
migrated(struct fresh *f)
{
	struct migrated m;

	return migrate_up(f->db, f->mem, (stamp){ 1000 }, NULL, NULL, &m) == OK ? 0 : -1;
}

int
empty_sqlite(void **state)
{
	const char   *tmp = getenv("TMPDIR");
	struct fresh *f = fresh_new();

	if (f == NULL)
		return -1;
	*state = f;
	(void)snprintf(f->dir, sizeof f->dir, "%.40s/waggle-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	if (mkdtemp(f->dir) == NULL)
		return -1;
	f->url = str_fmt(f->mem, "sqlite:%s/house.db", f->dir);
	return db_open(f->url, DB_WRITE, &f->db) == OK ? 0 : -1;
}

/* Makes or drops the test's own schema, by a connection of its own. */
static err
schema_do(struct fresh *f, const char *where, const char *what, const char *how)
{
	struct db *db = NULL;
	str        one = str_fmt(f->mem, "%s SCHEMA %s %s", what, f->schema, how);
	err        e;

	TRY(db_open(str_fmt(f->mem, "postgres:%s", where), DB_WRITE, &db));
	e = db_begin_schema(db);
	if (e == OK)
		e = db_script(db, str_c(f->mem, one));
	if (e == OK)
		e = db_commit(db);
	db_close(db);
	return e;
}

int
empty_postgres(void **state)
{
	static atomic_uint count;
	const char        *where = getenv("WAGGLE_TEST_PG");
	struct fresh      *f = fresh_new();

	*state = f;
	if (f == NULL || where == NULL) {
		fprintf(stderr, "WAGGLE_TEST_PG is not set: give a PostgreSQL to test on,"
		    " or say WAGGLE_TEST_ONLY=sqlite\n");
		return -1;
	}
	(void)snprintf(f->schema, sizeof f->schema, "waggle_test_%ld_%u", (long)getpid(),
	    atomic_fetch_add(&count, 1));
	if (schema_do(f, where, "CREATE", "") != OK)
		return -1;
	f->url = str_fmt(f->mem, "postgres:%s options='-csearch_path=%s'", where, f->schema);
	return db_open(f->url, DB_WRITE, &f->db) == OK ? 0 : -1;
}

int
fresh_sqlite(void **state)
{
	return empty_sqlite(state) == 0 ? migrated(*state) : -1;
}

int
fresh_postgres(void **state)
{
	return empty_postgres(state) == 0 ? migrated(*state) : -1;
}

static int
gone(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

int
fresh_close(void **state)
{
	struct fresh *f = *state;
	int           rc = 0;

	painter_stop(f->painter);
	db_close(f->db);
	if (f->dir[0] != '\0')
		rc = nftw(f->dir, gone, 8, FTW_DEPTH | FTW_PHYS);
	if (f->schema[0] != '\0' &&
	    schema_do(f, getenv("WAGGLE_TEST_PG"), "DROP", "CASCADE") != OK)
		rc = -1;
	arena_free(f->mem);
	free(f);
	return rc;
}

int
run_on_both_n(const char *name, const struct CMUnitTest *tests, size_t n)
{
	const char        *only = getenv("WAGGLE_TEST_ONLY");
	bool               one = only != NULL && strcmp(only, "sqlite") == 0;
	struct CMUnitTest *chosen = calloc(n + 1, sizeof *chosen);
	size_t             kept = 0;
	int                rc;

	if (chosen == NULL)
		return 1;
	for (size_t i = 0; i < n; i++)
		if (!one || strstr(tests[i].name, "[postgres]") == NULL)
			chosen[kept++] = tests[i];
	if (one)
		printf("# left out by WAGGLE_TEST_ONLY=sqlite: %zu tests on PostgreSQL\n", n - kept);
	rc = _cmocka_run_group_tests(name, chosen, kept, NULL, NULL);
	free(chosen);
	return rc;
}
