/*
 * store/rows: a list is read whole however long, each kind of column, a page is cut, and what
 * fails leaves the outputs as they were.  On both engines.
 */
#include "tests/support/engines.h"

#include "store/rows.h"

struct thing { int64_t n; str s; bool yes; day due, made; };

static const struct row_col thing_cols[] = {
	COL(struct thing, ROW_INT, n), COL(struct thing, ROW_STR, s), COL(struct thing, ROW_BOOL, yes),
	COL(struct thing, ROW_DAY, due), COL(struct thing, ROW_STAMP_DAY, made),
};
static const struct row_of thing_row = { sizeof(struct thing), thing_cols, LEN(thing_cols) };

static void
put_setting(struct fresh *f, int i)
{
	struct stmt *s = stmt_new(f->db, f->mem, SQL("INSERT INTO setting (name, value) VALUES (?, ?)"));

	stmt_put_str(s, str_fmt(f->mem, "row %04d", i));
	stmt_put_str(s, STR("rows"));
	assert_int_equal(stmt_end(s), OK);
}

static struct stmt *
things(struct fresh *f, int64_t limit)
{
	struct stmt *s = stmt_new(f->db, f->mem, SQL(
	    "SELECT 7, name, CASE WHEN name > 'row 0002' THEN 1 ELSE 0 END, CASE WHEN name = 'row 0001' THEN 20000 END,"
	    " CASE WHEN name = 'row 0001' THEN 86400 ELSE 0 END FROM setting WHERE value = 'rows' ORDER BY name LIMIT ?"));

	stmt_put_int(s, limit);
	return s;
}

static void
test_rows__are_read_whole(void **state)
{
	struct fresh *f = *state;
	struct thing *at = NULL;
	size_t        n = 0;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(stmt_rows(things(f, 9), &thing_row, &at, &n), OK);
	assert_int_equal(n, 0);
	for (int i = 1; i <= 100; i++)
		put_setting(f, i);
	assert_int_equal(stmt_rows(things(f, 1000), &thing_row, &at, &n), OK);
	assert_int_equal(n, 100);
	assert_int_equal(at[0].n, 7);
	assert_true(str_eq(at[99].s, STR("row 0100")));
	assert_true(!at[1].yes && at[2].yes);
	assert_int_equal(at[0].due.n, 20000);
	assert_int_equal(at[1].due.n, DAY_NONE);
	assert_int_equal(at[0].made.n, 1);
	assert_int_equal(at[1].made.n, DAY_NONE);
	db_rollback(f->db);
}

static void
test_rows__a_page_is_cut(void **state)
{
	struct fresh *f = *state;
	struct thing *at = NULL;
	size_t        n = 0;

	assert_int_equal(db_begin(f->db), OK);
	for (int i = 1; i <= 20; i++)
		put_setting(f, i);
	assert_int_equal(stmt_rows(things(f, 20 + 1), &thing_row, &at, &n), OK);
	assert_false(rows_cut(&n, 20));
	assert_int_equal(n, 20);
	assert_int_equal(stmt_rows(things(f, 7 + 1), &thing_row, &at, &n), OK);
	assert_true(rows_cut(&n, 7));
	assert_int_equal(n, 7);
	db_rollback(f->db);
}

static void
test_rows__one_number(void **state)
{
	struct fresh *f = *state;
	int64_t       v = 5;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(stmt_int(stmt_new(f->db, f->mem, SQL("SELECT 9 FROM setting WHERE name = 'none'")), &v), OK);
	assert_int_equal(v, 5);
	assert_int_equal(stmt_int(stmt_new(f->db, f->mem, SQL("SELECT count(*) FROM setting WHERE 1 = 0")), &v), OK);
	assert_int_equal(v, 0);
	db_rollback(f->db);
}

/* A statement that fails gives nothing: what was there stays. */
static void
test_rows__failure_leaves_what_was_there(void **state)
{
	struct fresh *f = *state;
	struct thing  one, *at = &one;
	size_t        n = 3;
	int64_t       v = 5;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(stmt_rows(stmt_new(f->db, f->mem, SQL("SELECT 1 FROM no_such_table")), &thing_row, &at, &n),
	    ERR_STORE);
	assert_true(at == &one && n == 3);
	db_rollback(f->db);
	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(stmt_int(stmt_new(f->db, f->mem, SQL("SELECT 1 FROM no_such_table")), &v), ERR_STORE);
	assert_int_equal(v, 5);
	db_rollback(f->db);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_rows__are_read_whole),
		ON_BOTH(test_rows__a_page_is_cut),
		ON_BOTH(test_rows__one_number),
		ON_BOTH(test_rows__failure_leaves_what_was_there),
	};

	return run_on_both(tests);
}
