/*
 * For tests: makes and throws away stores.  See engines.h.  It never touches a
 * database or a schema that it did not make.
 *
 * Moving to the house's schema is most of what a small test costs, so it is done once: SQLite's
 * file once for each program, PostgreSQL's database once for each server, by the name of the
 * schema's sums (waggle_like_...; it stays there).  Every test begins with a copy.
 */
#include "engines.h"

#include "base/picture.h"
#include "store/db_in.h"
#include "store/migrate.h"
#include "store/migrate_in.h"

#include <fcntl.h>
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

	return migrate_up(f->db, f->mem, (stamp){ 1000 }, NULL, &m) == OK ? 0 : -1;
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

static unsigned
number(void)
{
	static atomic_uint count;

	return atomic_fetch_add(&count, 1);
}

static bool
is_postgres(const char *where)
{
	if (where == NULL)
		fprintf(stderr, "WAGGLE_TEST_PG is not set: give a PostgreSQL to test on,"
		    " or say WAGGLE_TEST_ONLY=sqlite\n");
	return where != NULL;
}

int
empty_postgres(void **state)
{
	const char   *where = getenv("WAGGLE_TEST_PG");
	struct fresh *f = fresh_new();

	*state = f;
	if (f == NULL || !is_postgres(where))
		return -1;
	(void)snprintf(f->schema, sizeof f->schema, "waggle_test_%ld_%u", (long)getpid(), number());
	if (schema_do(f, where, "CREATE", "") != OK)
		return -1;
	f->url = str_fmt(f->mem, "postgres:%s options='-csearch_path=%s'", where, f->schema);
	return db_open(f->url, DB_WRITE, &f->db) == OK ? 0 : -1;
}

/* --- copies of one that was migrated ---------------------------------------------------- */

static int
gone(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

/* Where this program's migrated file lies (empty: not yet), and who throws it away: no child. */
struct like { char dir[64]; pid_t owner; };

static struct like *
like(void)
{
	static struct like it;

	return &it;
}

static void
forget_like(void)
{
	if (like()->owner == getpid())
		(void)nftw(like()->dir, gone, 8, FTW_DEPTH | FTW_PHYS);
}

static int
copy_file(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int rc = in < 0 || out < 0 ? -1 : 0;

	while (rc == 0) {
		ssize_t n = copy_file_range(in, NULL, out, NULL, 1 << 30, 0);

		if (n == 0)
			break;
		rc = n < 0 ? -1 : 0;
	}
	if (in >= 0)
		(void)close(in);
	if (out >= 0)
		(void)close(out);
	return rc;
}

int
fresh_sqlite(void **state)
{
	struct fresh *f;

	if (empty_sqlite(state) != 0)
		return -1;
	f = *state;
	if (like()->dir[0] != '\0') {
		db_close(f->db);
		f->db = NULL;
		(void)unlink(str_c(f->mem, str_fmt(f->mem, "%s/house.db", f->dir)));
		if (copy_file(str_c(f->mem, str_fmt(f->mem, "%s/house.db", like()->dir)),
		    str_c(f->mem, str_fmt(f->mem, "%s/house.db", f->dir))) != 0)
			return -1;
		return db_open(f->url, DB_WRITE, &f->db) == OK ? 0 : -1;
	}
	if (migrated(f) != 0)
		return -1;
	db_close(f->db);                        /* the last one out leaves no log behind */
	f->db = NULL;
	*like() = (struct like){ .owner = getpid() };
	memcpy(like()->dir, f->dir, sizeof f->dir);
	f->dir[0] = '\0';
	if (atexit(forget_like) != 0 || fresh_close(state) != 0)
		return -1;
	return fresh_sqlite(state);
}

/* "waggle_like_..." of this program's schema. */
static str
like_name(struct arena *mem)
{
	uint64_t sum = 0xcbf29ce484222325u;

	for (size_t i = 0; i < schema_of_house.n; i++)
		for (const char *c = schema_of_house.at[i].sum; *c != '\0'; c++)
			sum = (sum ^ (unsigned char)*c) * 0x100000001b3u;
	return str_fmt(mem, "waggle_like_%016llx", (unsigned long long)sum);
}

static bool
is_there(struct fresh *f, struct db *db, str name)
{
	struct stmt *s;
	bool         is;

	assert_int_equal(db_begin(db), OK);
	s = stmt_new(db, f->mem, SQL("SELECT 1 FROM pg_database WHERE datname = ?"));
	stmt_put_str(s, name);
	is = stmt_next(s);
	if (is)
		(void)stmt_get_int(s);
	assert_int_equal(stmt_end(s), OK);
	db_rollback(db);
	return is;
}

/* Databases are made outside of transactions. */
static err
bare(struct fresh *f, struct db *db, str one)
{
	return db->eng->script(db, str_c(f->mem, one));
}

static str
url_of(struct fresh *f, const char *where, str name)
{
	return str_fmt(f->mem, "postgres:%s dbname=%.*s options='-csearch_path=house'", where,
	    STR_ARG(name));
}

/* Makes the one that all are copies of, under another name until it is whole. */
static err
make_like(struct fresh *f, struct db *db, const char *where, str name)
{
	str half = str_fmt(f->mem, "waggle_half_%ld", (long)getpid());
	struct db *inner;
	err        e;

	TRY(bare(f, db, str_fmt(f->mem, "CREATE DATABASE %.*s", STR_ARG(half))));
	TRY(db_open(url_of(f, where, half), DB_WRITE, &inner));
	f->db = inner;
	e = bare(f, inner, STR("CREATE SCHEMA house"));
	if (e == OK && migrated(f) != 0)
		e = ERR_STORE;
	f->db = NULL;
	db_close(inner);
	TRY(e);
	return bare(f, db, str_fmt(f->mem, "ALTER DATABASE %.*s RENAME TO %.*s", STR_ARG(half),
	    STR_ARG(name)));
}

static err
database_do(struct fresh *f, const char *where, bool make)
{
	str        name = like_name(f->mem);
	struct db *db;
	err        e = OK;

	TRY(db_open(str_fmt(f->mem, "postgres:%s", where), DB_WRITE, &db));
	if (make && !is_there(f, db, name)) {
		e = bare(f, db, STR("SELECT pg_advisory_lock(723410999)"));
		if (e == OK && !is_there(f, db, name))
			e = make_like(f, db, where, name);
		if (e == OK)
			e = bare(f, db, STR("SELECT pg_advisory_unlock(723410999)"));
	}
	if (e == OK)
		e = bare(f, db, make ? str_fmt(f->mem, "CREATE DATABASE %s TEMPLATE %.*s STRATEGY FILE_COPY",
		    f->database, STR_ARG(name)) : str_fmt(f->mem, "DROP DATABASE %s WITH (FORCE)", f->database));
	db_close(db);
	return e;
}

int
fresh_postgres(void **state)
{
	const char   *where = getenv("WAGGLE_TEST_PG");
	struct fresh *f = fresh_new();

	*state = f;
	if (f == NULL || !is_postgres(where))
		return -1;
	(void)snprintf(f->database, sizeof f->database, "waggle_test_%ld_%u", (long)getpid(),
	    number());
	if (database_do(f, where, true) != OK)
		return -1;
	f->url = url_of(f, where, str_of(f->database));
	return db_open(f->url, DB_WRITE, &f->db) == OK ? 0 : -1;
}

int
fresh_close(void **state)
{
	struct fresh *f = *state;
	const char   *where = getenv("WAGGLE_TEST_PG");
	int           rc = 0;

	if (f->serving) {       /* a failed test left it: nothing after it would tell the truth */
		printf("Bail out! The server of a failed test still runs\n");
		(void)fflush(stdout);
		_exit(1);
	}
	painter_stop(f->painter);
	db_close(f->db);
	if (f->dir[0] != '\0')
		rc = nftw(f->dir, gone, 8, FTW_DEPTH | FTW_PHYS);
	if (f->schema[0] != '\0' && schema_do(f, where, "DROP", "CASCADE") != OK)
		rc = -1;
	if (f->database[0] != '\0' && database_do(f, where, false) != OK)
		rc = -1;
	arena_free(f->mem);
	free(f);
	return rc;
}

int
run_on_both_n(const char *name, const struct CMUnitTest *tests, size_t n)
{
	const char        *only = getenv("WAGGLE_TEST_ONLY");
	const char        *not_wanted = only == NULL ? NULL : strcmp(only, "sqlite") == 0 ? "[postgres]"
	    : strcmp(only, "postgres") == 0 ? "[sqlite]" : NULL;
	struct CMUnitTest *chosen = calloc(n + 1, sizeof *chosen);
	size_t             kept = 0;
	int                rc;

	if (chosen == NULL)
		return 1;
	for (size_t i = 0; i < n; i++)
		if (not_wanted == NULL || strstr(tests[i].name, not_wanted) == NULL)
			chosen[kept++] = tests[i];
	if (not_wanted != NULL)
		printf("# left out by WAGGLE_TEST_ONLY=%s: %zu tests\n", only, n - kept);
	rc = _cmocka_run_group_tests(name, chosen, kept, NULL, NULL);
	free(chosen);
	return rc;
}
