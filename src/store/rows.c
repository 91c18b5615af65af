/* store/rows: answers read whole.  See rows.h. */
#include "store/rows.h"

#include <string.h>

#include "store/db_in.h"

enum { ROWS_FIRST = 16 };

static day
stamp_day(int64_t seconds)
{
	return seconds == 0 ? ((day){ DAY_NONE }) : stamp_utc_day((stamp){ seconds });
}

void
row_read(struct stmt *s, const struct row_of *of, void *row)
{
	for (size_t i = 0; i < of->n; i++) {
		void *at = (char *)row + of->cols[i].at;

		switch (of->cols[i].kind) {
		case ROW_INT:
			*(int64_t *)at = stmt_get_int(s);
			break;
		case ROW_STR:
			*(str *)at = stmt_get_str(s);
			break;
		case ROW_BOOL:
			*(bool *)at = stmt_get_int(s) != 0;
			break;
		case ROW_DAY:
			*(day *)at = stmt_get_day(s);
			break;
		case ROW_STAMP_DAY:
			*(day *)at = stamp_day(stmt_get_int(s));
			break;
		}
	}
}

err
stmt_rows(struct stmt *s, const struct row_of *of, void *ret_at, size_t *ret_n)
{
	size_t n = 0, room = ROWS_FIRST;
	char  *at = arena_take(s->mem, room * of->size);
	err    e;

	while (stmt_next(s)) {
		if (n == room) {
			char *more = arena_take(s->mem, 2 * room * of->size);

			memcpy(more, at, n * of->size);
			at = more;
			room *= 2;
		}
		row_read(s, of, at + n++ * of->size);
	}
	e = stmt_end(s);
	if (e != OK)
		return e;
	memcpy(ret_at, &at, sizeof at);
	*ret_n = n;
	return OK;
}

err
stmt_ids(struct stmt *s, void *ret_at, size_t *ret_n)
{
	static const struct row_col id = { ROW_INT, 0 };

	return stmt_rows(s, &(struct row_of){ sizeof(int64_t), &id, 1 }, ret_at, ret_n);
}

bool
rows_cut(size_t *n, int64_t limit)
{
	if (*n <= (size_t)limit)
		return false;
	*n = (size_t)limit;
	return true;
}

err
stmt_int(struct stmt *s, int64_t *ret_v)
{
	int64_t v = *ret_v;
	err     e;

	while (stmt_next(s))
		v = stmt_get_int(s);
	e = stmt_end(s);
	if (e == OK)
		*ret_v = v;
	return e;
}
