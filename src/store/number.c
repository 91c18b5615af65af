/*
 * store/number: see number.h.  A sequence of the database's would tell: whoever saw action 7 and then action 9
 * knows that there was an 8.  Ids stay below 2^53 until the year 2242, so that JSON keeps them.
 */
#include "store/number.h"

#include "base/secret.h"
#include "store/db_in.h"
#include "store/rows.h"

enum { SECOND_BITS = 20, CHANCE_BITS = 19, STEP_BITS = 14 };

/* Of at most 2^60 numbers, one: secret_below() itself answers for 32 bits. */
static int64_t
below(int64_t n)
{
	int64_t high = secret_below(INT64_C(1) << 30), low = secret_below(INT64_C(1) << 30);

	return (high << 30 | low) % n;
}

/* Larger than `max`, which is the largest so far. */
static int64_t
number_after(int64_t max, stamp now, bool hidden)
{
	int64_t from = now.s << SECOND_BITS, today = (now.s - now.s % 86400) << SECOND_BITS;

	if (hidden && max < today)              /* the day is told anyway, and lists show the newest first */
		max = today;
	if (max >= from)
		return max + 1 + below(INT64_C(1) << STEP_BITS);
	return hidden ? max + 1 + below(from - max) : from + below(INT64_C(1) << CHANCE_BITS);
}

err
number_new(struct stmt *last, stamp now, bool hidden, int64_t *ret_id)
{
	int64_t max = 0;

	TRY(stmt_int(last, &max));
	*ret_id = number_after(max, now, hidden);
	return OK;
}

/* Where this connection keeps the last it made of this kind; NULL: it keeps none. */
static struct db_number *
kept_of(struct db *db, const char *text)
{
	for (size_t i = 0; i < LEN(db->numbers) && !db_is_sqlite(db); i++) {
		struct db_number *k = &db->numbers[i];

		if (k->text == NULL)
			k->text = text;
		if (k->text == text)
			return k;
	}
	return NULL;
}

err
number_next(struct db *db, struct arena *mem, sql largest, const struct number_want *want, int64_t *ret_id)
{
	struct db_number *k = kept_of(db, largest.text);

	if (k == NULL || k->last == 0)
		TRY(number_new(stmt_new(db, mem, largest), want->now, want->hidden, ret_id));
	else
		*ret_id = number_after(k->last, want->now, want->hidden);
	if (k != NULL)
		k->last = *ret_id;
	return OK;
}
