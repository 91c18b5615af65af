/*
 * store: the files of a house at rest do not tell in which order its rows were written: the
 * log is cut, what SQLite remembers of it is empty, and on each page rows lie by their keys.
 */
#include "tests/support/engines.h"

#include "store/page_tidy.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PAGE = 4096, KEEP = 8, ROWS = 3000 };

static str
file_of(struct fresh *f, const char *end)
{
	str   path = str_fmt(f->mem, "%s/house.db%s", f->dir, end);
	FILE *file = fopen(path.p, "rb");
	struct stat st;
	char *bytes;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &st), 0);
	bytes = arena_take(f->mem, (size_t)st.st_size + 1);
	assert_int_equal(fread(bytes, 1, (size_t)st.st_size, file), st.st_size);
	fclose(file);
	return (str){ bytes, (size_t)st.st_size };
}

static void
put(struct fresh *f, int64_t key, size_t n)
{
	char        *text = arena_take(f->mem, n + 1);
	struct stmt *s = stmt_new(f->db, f->mem, SQL("INSERT INTO line (k, said) VALUES (?, ?)"
	    " ON CONFLICT (k) DO UPDATE SET said = excluded.said"));

	memset(text, 'a' + (int)(key % 26), n);
	stmt_put_int(s, key);
	stmt_put_str(s, (str){ text, n });
	assert_int_equal(stmt_end(s), OK);
	s = stmt_new(f->db, f->mem, SQL("INSERT INTO kept (said, k) VALUES (?, ?)"));
	stmt_put_str(s, (str){ text, n < 300 ? n : 300 });
	stmt_put_int(s, key);
	assert_int_equal(stmt_end(s), OK);
}

/* Rows of all lengths, in an order that is not that of their keys; some change, some go. */
static void
write_much(struct fresh *f)
{
	fresh_do(f, "CREATE TABLE line (k INTEGER NOT NULL, said TEXT NOT NULL, PRIMARY KEY (k)) WITHOUT ROWID");
	fresh_do(f, "CREATE TABLE kept (id INTEGER PRIMARY KEY, said TEXT NOT NULL, k INTEGER NOT NULL)");
	fresh_do(f, "CREATE INDEX kept_said ON kept (said, k)");
	for (int64_t i = 0; i < ROWS; i++) {
		if (i % 100 == 0)
			assert_int_equal(db_begin(f->db), OK);
		put(f, i * 7919 % 2003, i % 17 == 0 ? 3000 : (size_t)(i * 31 % 400));
		if (i % 100 == 99)
			assert_int_equal(db_commit(f->db), OK);
	}
	fresh_do(f, "DELETE FROM line WHERE k % 5 = 0");
	fresh_do(f, "DELETE FROM kept WHERE k % 7 = 0");
}

static bool
is_tidy(str page, bool first, bool *ret_tree)
{
	unsigned char   out[PAGE];
	struct page_raw raw = { (const unsigned char *)page.p, PAGE, KEEP, first };

	*ret_tree = page_tidy(&raw, out);
	return *ret_tree && memcmp(out, page.p, PAGE - KEEP) == 0;
}

static void
test_page_tidy__rows_come_home_by_their_keys(void **state)
{
	struct fresh *f = *state;
	int64_t       left = 0, trees = 0, untidy = 0;
	str           log, home, fault = { 0 };
	bool          tree;

	write_much(f);
	log = file_of(f, "-wal");
	for (size_t at = 32; at + 24 + PAGE <= log.n; at += 24 + PAGE)
		untidy += !is_tidy((str){ log.p + at + 24, PAGE }, false, &tree) && tree;
	assert_true(untidy > 50);               /* as SQLite leaves them */
	assert_int_equal(db_checkpoint(f->db, DB_MOVE_CUT, &left), OK);
	assert_int_equal(left, 0);
	home = file_of(f, "");
	untidy = 0;
	for (size_t at = 0; at < home.n; at += PAGE) {
		untidy += !is_tidy((str){ home.p + at, PAGE }, at == 0, &tree) && tree;
		trees += tree;
	}
	assert_true(trees > 100);
	assert_int_equal(untidy, 0);
	assert_int_equal(db_check(f->db, f->mem, &fault), OK);
	assert_string_equal(fault.n > 0 ? fault.p : "", "");
	fresh_do(f, "UPDATE line SET said = 'b' WHERE k % 3 = 0");      /* and it goes on as before */
	assert_int_equal(db_check(f->db, f->mem, &fault), OK);
	assert_int_equal(fault.n, 0);
}

static void
test_page_tidy__what_does_not_add_up_is_left_as_it_is(void **state)
{
	struct fresh *f = *state;
	unsigned char page[PAGE], out[PAGE];
	struct page_raw raw = { page, PAGE, KEEP, false };
	int64_t       left = 0, refused = 0, tried = 0;
	str           home;

	write_much(f);
	assert_int_equal(db_checkpoint(f->db, DB_MOVE_CUT, &left), OK);
	home = file_of(f, "");
	for (size_t at = PAGE; at < home.n && tried < 2000; at += PAGE) {
		memcpy(page, home.p + at, PAGE);
		if (!page_tidy(&raw, out))
			continue;
		for (int k = 1; k < 8; k++, tried++) {  /* its head: how many, from where, how much is free */
			page[k] ^= 0x55;
			refused += !page_tidy(&raw, out);
			page[k] ^= 0x55;
		}
	}
	assert_true(tried > 500);
	assert_int_equal(refused, tried);
}

static bool
is_nought(str bytes, size_t from)
{
	for (size_t i = from; i < bytes.n; i++)
		if (bytes.p[i] != 0)
			return false;
	return true;
}

static void
test_page_tidy__a_log_is_cut_and_not_left_readable(void **state)
{
	struct fresh *f = *state;
	struct db    *reader;
	struct stmt  *s;
	int64_t       left = 0;

	write_much(f);
	assert_true(file_of(f, "-wal").n > 0);
	assert_false(is_nought(file_of(f, "-shm"), 136));
	assert_int_equal(db_open(str_of(f->url.p), DB_READ, &reader), OK);
	assert_int_equal(db_begin(reader), OK);
	s = stmt_new(reader, f->mem, SQL("SELECT COUNT(*) FROM line"));
	while (stmt_next(s))
		assert_true(stmt_get_int(s) > 0);
	assert_int_equal(stmt_end(s), OK);
	assert_int_equal(db_checkpoint(f->db, DB_MOVE_CUT, &left), OK);
	assert_true(left != 0);                 /* somebody reads: not waited for, and said so */
	assert_true(file_of(f, "-wal").n > 0);
	db_rollback(reader);
	assert_int_equal(db_checkpoint(f->db, DB_MOVE_CUT, &left), OK);
	assert_int_equal(left, 0);
	assert_int_equal(file_of(f, "-wal").n, 0);
	assert_true(is_nought(file_of(f, "-shm"), 136));
	db_close(reader);
}

#define ON_SQLITE(t) { #t " [sqlite]", t, empty_sqlite, fresh_close, NULL }

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_SQLITE(test_page_tidy__rows_come_home_by_their_keys),
		ON_SQLITE(test_page_tidy__what_does_not_add_up_is_left_as_it_is),
		ON_SQLITE(test_page_tidy__a_log_is_cut_and_not_left_readable),
	};

	return run_on_both(tests);
}
