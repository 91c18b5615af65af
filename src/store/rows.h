/*
 * store/rows: answers read whole.  A list is read into rows that a table of columns
 * describes; the statement's own LIMIT bounds it, and the list grows to hold it.
 *
 *	static const struct row_col cols[] = { COL(struct seat, ROW_STR, group), COL(struct seat, ROW_INT, seats) };
 *	return stmt_rows(s, &(struct row_of){ sizeof(struct seat), cols, LEN(cols) }, ret_at, ret_n);
 */
#ifndef STORE_ROWS_H
#define STORE_ROWS_H

#include "store/db.h"

enum row_kind {
	ROW_INT,        /* int64_t, or a struct of one: an id, a stamp, a clock */
	ROW_STR,        /* str */
	ROW_BOOL,       /* bool */
	ROW_DAY,        /* day; NULL is DAY_NONE */
	ROW_STAMP_DAY,  /* day, kept as seconds; 0 and NULL are DAY_NONE */
};
struct row_col { enum row_kind kind; size_t at; };
struct row_of { size_t size; const struct row_col *cols; size_t n; };
#define COL(T, kind_, field_) { (kind_), offsetof(T, field_) }

/* One row, after stmt_next(): every column, left to right. */
void row_read(struct stmt *s, const struct row_of *of, void *row);
/* All rows, and the end.  *ret_at: an array of of->size, in the statement's memory. */
err  stmt_rows(struct stmt *s, const struct row_of *of, void *ret_at, size_t *ret_n) MUST_USE;
/* Of one number each: ids. */
err  stmt_ids(struct stmt *s, void *ret_at, size_t *ret_n) MUST_USE;
/* For pages: asked for one row more than `limit`.  True when it came; it is dropped. */
bool rows_cut(size_t *n, int64_t limit);
/* The one number it gives, and the end; *ret_v stays as it was when there is no row. */
err  stmt_int(struct stmt *s, int64_t *ret_v) MUST_USE;

#endif
