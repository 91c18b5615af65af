/*
 * store/number: see number.h.  A sequence of the database's would tell: whoever saw action 7 and then action 9
 * knows that there was an 8.  Ids stay below 2^53 until the year 2242, so that JSON keeps them.
 */
#include "store/number.h"

#include "base/secret.h"
#include "store/rows.h"

enum { SECOND_BITS = 20, CHANCE_BITS = 19, STEP_BITS = 14 };

/* Of at most 2^60 numbers, one: secret_below() itself answers for 32 bits. */
static int64_t
below(int64_t n)
{
	int64_t high = secret_below(INT64_C(1) << 30), low = secret_below(INT64_C(1) << 30);

	return (high << 30 | low) % n;
}

err
number_new(struct stmt *last, stamp now, bool hidden, int64_t *ret_id)
{
	int64_t from = now.s << SECOND_BITS, today = (now.s - now.s % 86400) << SECOND_BITS, max = 0;

	TRY(stmt_int(last, &max));
	if (hidden && max < today)              /* the day is told anyway, and lists show the newest first */
		max = today;
	if (max >= from)
		*ret_id = max + 1 + below(INT64_C(1) << STEP_BITS);
	else if (hidden)
		*ret_id = max + 1 + below(from - max);
	else
		*ret_id = from + below(INT64_C(1) << CHANCE_BITS);
	return OK;
}

struct stmt *
number_last(struct db *db, struct arena *mem, sql all, sql of_thing, int64_t thing)
{
	struct stmt *s;

	if (db_is_sqlite(db))
		return stmt_new(db, mem, all);
	s = stmt_new(db, mem, of_thing);
	stmt_put_int(s, thing);
	return s;
}
