/*
 * store: what the disk does to us.  A page it spoils is found and never shown, an older file
 * gets its sums, room is held back and let go of, and a failure is not taken for an answer.
 * (reliability D6, D8)
 */
#include "tests/support/engines.h"

#include "store/db_in.h"
#include "store/reserve.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SAID "the window does not close at night"

static void
write_line(struct fresh *f)
{
	struct stmt *s;

	fresh_do(f, "CREATE TABLE line (id INTEGER PRIMARY KEY, said TEXT NOT NULL) STRICT");
	assert_int_equal(db_begin(f->db), OK);
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO line (said) VALUES ('" SAID "')"));
	assert_int_equal(stmt_end(s), OK);
	assert_int_equal(db_commit(f->db), OK);
}

/* What the line says now; empty: nothing was shown. */
static str
read_line(struct db *db, struct arena *mem, err *ret_e)
{
	struct stmt *s;
	str          said = STR("");

	assert_int_equal(db_begin(db), OK);
	s = stmt_new(db, mem, SQL("SELECT said FROM line"));
	while (stmt_next(s))
		said = stmt_get_str(s);
	*ret_e = stmt_end(s);
	db_rollback(db);
	return said;
}

static const char *
file_of(struct fresh *f)
{
	return str_fmt(f->mem, "%s/house.db", f->dir).p;
}

/* Changes one byte of what was said, in the file itself. */
static void
spoil(const char *path)
{
	char  bytes[1 << 20];
	FILE *file = fopen(path, "r+b");
	char *at;
	size_t n;

	assert_non_null(file);
	n = fread(bytes, 1, sizeof bytes, file);
	at = memmem(bytes, n, SAID, strlen(SAID));
	assert_non_null(at);
	assert_int_equal(fseek(file, at - bytes + 4, SEEK_SET), 0);
	assert_int_equal(fputc('m', file), 'm');
	assert_int_equal(fclose(file), 0);
}

static void
test_store__a_spoiled_page_is_never_shown(void **state)
{
	struct fresh *f = *state;
	struct db    *db = NULL;
	bool          sums = false;
	err           e;

	write_line(f);
	assert_int_equal(db_page_sums(f->db, false, &sums), OK);
	assert_true(sums);
	db_close(f->db);                        /* the log has moved home */
	f->db = NULL;
	assert_int_equal(db_open(f->url, DB_READ, &db), OK);
	assert_true(str_eq(read_line(db, f->mem, &e), STR(SAID)));
	db_close(db);
	spoil(file_of(f));
	assert_int_equal(db_open(f->url, DB_READ, &db), OK);
	assert_int_equal(read_line(db, f->mem, &e).n, 0);
	assert_int_equal(e, ERR_STORE);
	db_close(db);
}

static void
test_store__a_spoiled_page_of_the_log_is_never_shown(void **state)
{
	struct fresh *f = *state;
	struct db    *db = NULL;
	err           e;

	write_line(f);                          /* in the log only: f->db is open */
	spoil(str_fmt(f->mem, "%s-wal", file_of(f)).p);
	assert_int_equal(db_open(f->url, DB_READ, &db), OK);
	assert_int_equal(read_line(db, f->mem, &e).n, 0);
	assert_int_equal(e, ERR_STORE);
	db_close(db);
}

static void
test_store__an_older_file_gets_its_sums(void **state)
{
	struct fresh *f = *state;
	str           url = str_fmt(f->mem, "sqlite:%s/old.db", f->dir);
	sqlite3      *plain = NULL;
	struct db    *db = NULL;
	bool          sums = true;
	err           e;

	assert_int_equal(sqlite3_open_v2(url.p + strlen("sqlite:"), &plain,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix"), SQLITE_OK);
	assert_int_equal(sqlite3_exec(plain, "CREATE TABLE line (id INTEGER PRIMARY KEY, said TEXT);"
	    "INSERT INTO line (said) VALUES ('" SAID "')", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(plain), SQLITE_OK);
	assert_int_equal(db_open(url, DB_WRITE, &db), OK);
	assert_int_equal(db_page_sums(db, false, &sums), OK);
	assert_false(sums);
	assert_int_equal(db_page_sums(db, true, &sums), OK);
	assert_true(sums);
	assert_true(str_eq(read_line(db, f->mem, &e), STR(SAID)));
	db_close(db);
	assert_int_equal(db_open(url, DB_READ, &db), OK);
	assert_int_equal(db_page_sums(db, false, &sums), OK);
	assert_true(sums);
	db_close(db);
}

static void
test_reserve__is_held_and_let_go_of(void **state)
{
	struct fresh *f = *state;
	const char   *path = str_fmt(f->mem, "%s/house.db.reserve", f->dir).p;
	struct stat   st;

	assert_false(reserve_release(path));    /* there is none yet */
	assert_true(reserve_take(path));
	assert_int_equal(stat(path, &st), 0);
	assert_true((int64_t)st.st_blocks * 512 >= RESERVE_BYTES);
	assert_true(reserve_take(path));        /* held already */
	assert_true(reserve_has_room(path));
	assert_true(reserve_release(path));
	assert_int_not_equal(access(path, F_OK), 0);
	assert_false(reserve_take("/nowhere/at/all"));
	assert_false(reserve_has_room("/nowhere/at/all"));
}

static void
test_store__a_failure_is_not_an_answer(void **state)
{
	struct fresh *f = *state;
	struct stmt  *s;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(db_trouble(f->db), OK);
	s = stmt_new(f->db, f->mem, SQL("SELECT n FROM nowhere"));
	assert_false(stmt_next(s));
	assert_int_equal(stmt_end(s), ERR_STORE);
	assert_int_equal(db_trouble(f->db), ERR_STORE);
	db_rollback(f->db);
	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(db_trouble(f->db), OK);
	db_rollback(f->db);
}

static void
test_store__marks_are_undone_after_a_way_out(void **state)
{
	struct fresh *f = *state;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(db_mark(f->db), OK);
	assert_int_equal(db_mark(f->db), OK);
	(void)stmt_new(f->db, f->mem, SQL("SELECT 1"));         /* never ended: the jump went over it */
	db_undo_to(f->db, 1);
	assert_int_equal(db_marks(f->db), 1);
	assert_int_equal(db_keep(f->db), OK);
	db_rollback(f->db);
}

#define ON_SQLITE(t) { #t " [sqlite]", t, empty_sqlite, fresh_close, NULL }

int
main(void)
{
	const struct CMUnitTest disk[] = {
		ON_SQLITE(test_store__a_spoiled_page_is_never_shown),
		ON_SQLITE(test_store__a_spoiled_page_of_the_log_is_never_shown),
		ON_SQLITE(test_store__an_older_file_gets_its_sums),
		ON_SQLITE(test_reserve__is_held_and_let_go_of),
		ON_BOTH_EMPTY(test_store__a_failure_is_not_an_answer),
		ON_BOTH_EMPTY(test_store__marks_are_undone_after_a_way_out),
	};

	return run_on_both(disk);
}
