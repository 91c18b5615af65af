/*
 * store/migrate: an upgrade that is killed, at any of its statements, leaves the old schema or
 * a new one, whole, with every row, and the next start goes on from there (reliability D10).
 * The twin: the same without transactions must be caught between.  WAGGLE_TEST_FULL=1: from
 * every older schema; else from two back, and here and there from nothing (on PostgreSQL, where
 * an old schema takes a second to make, here and there from both).
 */
#include "tests/support/engines.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/db_in.h"
#include "store/migrate_in.h"

/* Other tests upgrade in the same cluster, one at a time: whose turn it is not yet asks again. */
enum { BEARS = 30, FEW = 12 };

/* --- an engine that dies, given out to one child at a time ------------------------------------ */

struct deadly { int left; bool bare; int done; };       /* bare: without transactions */

static struct deadly *
deadly(void)
{
	static struct deadly d;                 /* the child's own, after fork() */

	return &d;
}

static void
step(void)
{
	struct deadly *d = deadly();

	d->done++;
	if (d->left > 0 && --d->left == 0)
		(void)kill(getpid(), SIGKILL);
}

static const struct engine *
real(const struct db *db)
{
	return db_is_sqlite(db) ? &engine_sqlite : &engine_pg;
}

static err die_script(struct db *db, const char *one) { step(); return real(db)->script(db, one); }
static err die_run(struct stmt *s) { step(); return real(s->db)->run(s); }

static err
die_begin(struct db *db, enum tx_kind kind)
{
	step();
	return deadly()->bare ? OK : real(db)->begin(db, kind);
}

static err
die_commit(struct db *db)
{
	step();
	return deadly()->bare ? OK : real(db)->commit(db);
}

/* Upgrades what is at `url`; dies before its `at`th step (0: not).  In a child of its own. */
static int
upgrade(str url, int at, bool bare)
{
	struct engine   eng;
	struct migrated m;
	struct db      *db;
	struct arena   *mem = arena_new(64 << 20);
	err             e = ERR_BUSY;

	if (db_open(url, DB_WRITE, &db) != OK)
		return -1;
	eng = *real(db);
	eng.script = die_script;
	eng.run = die_run;
	eng.begin = die_begin;
	eng.commit = die_commit;
	db->eng = &eng;
	for (int i = 0; i < BEARS; i++) {
		*deadly() = (struct deadly){ .left = at, .bare = bare };
		e = migrate_up(db, mem, (stamp){ 2000 }, NULL, &m);
		if (e != ERR_BUSY)
			break;
	}
	return e == OK ? deadly()->done : -1;
}

static void
child_dies(str url, int at, bool bare)
{
	pid_t pid = fork();
	int   how = 0;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(upgrade(url, at, bare) < 0);
	assert_int_equal(waitpid(pid, &how, 0), pid);
	assert_true(WIFSIGNALED(how) && WTERMSIG(how) == SIGKILL);
}

static int
steps_of(str url, bool bare)
{
	int   line[2], n = -1;
	pid_t pid;

	assert_int_equal(pipe(line), 0);
	pid = fork();
	if (pid == 0) {
		n = upgrade(url, 0, bare);
		_exit(write(line[1], &n, sizeof n) != sizeof n);
	}
	assert_int_equal(read(line[0], &n, sizeof n), sizeof n);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	(void)close(line[0]);
	(void)close(line[1]);
	assert_true(n > 0);
	return n;
}

/* --- what a schema looks like ------------------------------------------------------------------- */

static str
look_of(struct db *db, struct arena *mem)
{
	struct buf   b = { .mem = mem };
	struct stmt *s;

	assert_int_equal(db_begin(db), OK);
	s = db_is_sqlite(db)
	    ? stmt_new(db, mem, SQL("SELECT type || name || COALESCE(sql, '') FROM sqlite_schema"
	        " WHERE name <> 'schema_done' ORDER BY type, name"))
	    : stmt_new(db, mem, SQL("SELECT 'c ' || table_name || column_name || data_type || is_nullable"
	        " FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'schema_done'"
	        " UNION ALL SELECT 'i ' || replace(indexdef, current_schema(), '') FROM pg_indexes"
	        "  WHERE schemaname = current_schema() AND tablename <> 'schema_done' ORDER BY 1"));
	while (stmt_next(s)) {
		buf_add(&b, stmt_get_str(s));
		buf_add(&b, STR("\n"));
	}
	assert_int_equal(stmt_end(s), OK);
	db_rollback(db);
	return buf_str(&b);
}

static err
up(struct db *db, struct arena *mem, const struct schema *upto, struct migrated *m)
{
	err e = ERR_BUSY;

	for (int i = 0; e == ERR_BUSY && i < BEARS; i++)
		e = schema_up(db, mem, upto, (struct progress){ .now = { 1000 } }, m);
	return e;
}

static void
to_version(struct db *db, struct arena *mem, int64_t n)
{
	const struct schema part = { schema_of_house.at, (size_t)n };
	struct migrated     m;

	assert_int_equal(up(db, mem, &part, &m), OK);
	assert_int_equal(m.to, n);
}

/* A place for one trial: SQLite a file, PostgreSQL the test's schema made empty again. */
static void
empty_again(struct fresh *f)
{
	db_close(f->db);
	f->db = NULL;
	if (f->dir[0] != '\0') {
		(void)unlink(str_fmt(f->mem, "%s/house.db", f->dir).p);
		(void)unlink(str_fmt(f->mem, "%s/house.db-wal", f->dir).p);
		(void)unlink(str_fmt(f->mem, "%s/house.db-shm", f->dir).p);
	} else {
		assert_int_equal(db_open(f->url, DB_WRITE, &f->db), OK);
		fresh_do(f, str_fmt(f->mem, "DROP SCHEMA %s CASCADE", f->schema).p);
		fresh_do(f, str_fmt(f->mem, "CREATE SCHEMA %s", f->schema).p);
		db_close(f->db);
	}
	assert_int_equal(db_open(f->url, DB_WRITE, &f->db), OK);
}

static void
rows(struct fresh *f)
{
	fresh_do(f, "INSERT INTO setting (name, value) VALUES ('provider', 'St Test')");
	fresh_do(f, "INSERT INTO unit (id, path, path_end, line, slug, name, kind, open_to_all, imported, version)"
	    " VALUES (1, '/a/', '/a0', '1', 'a', 'A', 'org', 0, 0, 1)");
}

static void
start_from(struct fresh *f, int64_t version)
{
	empty_again(f);
	to_version(f->db, f->mem, version);
	if (version > 0)
		rows(f);
	db_close(f->db);
	f->db = NULL;
}

static int64_t
count_units(struct fresh *f)
{
	int64_t      n = 0;
	struct stmt *s;

	assert_int_equal(db_begin(f->db), OK);
	s = stmt_new(f->db, f->mem, SQL("SELECT COUNT(*) FROM unit WHERE slug = 'a'"));
	while (stmt_next(s))
		n = stmt_get_int(s);
	assert_int_equal(stmt_end(s), OK);
	db_rollback(f->db);
	return n;
}

/* What each whole version looks like, once. */
static str *
looks(struct fresh *f)
{
	str *at = arena_take(f->mem, (schema_of_house.n + 1) * sizeof *at);

	for (size_t n = 0; n <= schema_of_house.n; n++) {
		empty_again(f);
		to_version(f->db, f->mem, (int64_t)n);
		at[n] = look_of(f->db, f->mem);
	}
	return at;
}

/* True: what is there now is one whole version, with its rows. */
static bool
is_whole(struct fresh *f, const str *look, int64_t from)
{
	struct migrated m = { 0 };

	assert_int_equal(db_open(f->url, DB_WRITE, &f->db), OK);
	if (migrate_look(f->db, f->mem, &m) != OK || m.from < from)
		return false;
	return str_eq(look_of(f->db, f->mem), look[m.from]) && (from == 0 || count_units(f) == 1);
}

static bool
goes_on(struct fresh *f, const str *look)
{
	struct migrated m = { 0 };

	if (up(f->db, f->mem, &schema_of_house, &m) != OK)
		return false;
	return m.to == m.newest && str_eq(look_of(f->db, f->mem), look[m.newest]);
}

struct tally { bool bare; int killed, whole, between; };       /* bare: without transactions */

/* With memory of its own: the full form makes thousands. */
static void
kill_at(const struct fresh *f, const str *look, int64_t from, int at, struct tally *t)
{
	struct fresh one = *f;

	one.db = NULL;
	one.mem = arena_new(64 << 20);
	start_from(&one, from);
	child_dies(one.url, at, t->bare);
	t->killed++;
	if (is_whole(&one, look, from) && (t->bare || goes_on(&one, look)))
		t->whole++;
	else
		t->between++;
	db_close(one.db);
	arena_free(one.mem);
}

static void
kill_all_from(struct fresh *f, const str *look, int64_t from, struct tally *t)
{
	bool full = getenv("WAGGLE_TEST_FULL") != NULL, lite = f->dir[0] != '\0';
	int  n, stride;

	start_from(f, from);
	n = steps_of(f->url, t->bare);
	stride = full || n < (lite ? 60 : FEW) ? 1 : n / FEW;
	for (int at = 1; at <= n; at += stride)
		kill_at(f, look, from, at, t);
	assert_int_equal(db_open(f->url, DB_WRITE, &f->db), OK);
}

static void
test_upgrade__killed_anywhere_is_old_or_new(void **state)
{
	struct fresh *f = *state;
	const char   *engine = db_is_sqlite(f->db) ? "sqlite" : "postgres";
	str          *look = looks(f);
	struct tally  t = { 0 }, twin = { .bare = true };
	int64_t       newest = (int64_t)schema_of_house.n;
	bool          full = getenv("WAGGLE_TEST_FULL") != NULL;

	for (int64_t from = 0; from < newest; from++)
		if (full || from == 0 || from == newest - 2)
			kill_all_from(f, look, from, &t);
	kill_all_from(f, look, newest - 2, &twin);
	print_message("# upgrade: %s killed %d whole %d between %d\n", engine, t.killed, t.whole, t.between);
	print_message("# upgrade twin: %s killed %d whole %d between %d\n", engine, twin.killed, twin.whole,
	    twin.between);
	assert_true(t.killed > 10);
	assert_int_equal(t.whole, t.killed);
	assert_true(twin.between > 0);
}

/* For tests/keep/run: a database as the program of two schemas ago would have left it. */
static int
make_older(const char *url)
{
	struct fresh f = { .url = str_of(url), .mem = arena_new(64 << 20) };

	assert_int_equal(db_open(f.url, DB_WRITE, &f.db), OK);
	to_version(f.db, f.mem, (int64_t)schema_of_house.n - 2);
	rows(&f);
	db_close(f.db);
	arena_free(f.mem);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH_EMPTY(test_upgrade__killed_anywhere_is_old_or_new),
	};

	if (getenv("WAGGLE_TEST_OLDER") != NULL)
		return make_older(getenv("WAGGLE_TEST_OLDER"));
	return run_on_both(tests);
}
