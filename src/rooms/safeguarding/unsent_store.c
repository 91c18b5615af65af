/* rooms/safeguarding: alerts whose form was refused, and may come after all.  No rules. */
#include "rooms/safeguarding/safeguarding_in.h"

#include "store/rows.h"

/* Those that nobody has closed. */
#define OPEN " state IN (1, 2, 3, 4) AND ref <> ''"

err
alert_set_ref(struct cx *cx, int64_t id, str ref)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE alert SET ref = ? WHERE id = ?"));

	stmt_put_str(s, ref);
	stmt_put_int(s, id);
	return stmt_end(s);
}

err
alert_unsent(struct cx *cx, str ref, str words, struct unsent_row *ret)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT id, words FROM alert WHERE" OPEN
	    " AND (ref = ? OR words = ?) ORDER BY CASE WHEN ref = ? THEN 0 ELSE 1 END LIMIT 1"));

	stmt_put_str(s, ref);
	stmt_put_str(s, words);
	stmt_put_str(s, ref);
	while (stmt_next(s)) {
		ret->id = stmt_get_int(s);
		ret->words = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
alert_heard_thing(struct cx *cx, str ref, str about, int64_t *ret_thing)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT thing FROM alert WHERE ref = ? AND ref <> '' AND about = ?"));

	*ret_thing = 0;
	stmt_put_str(s, ref);
	stmt_put_str(s, about);
	return stmt_int(s, ret_thing);
}

err
alert_add_words(struct cx *cx, int64_t id, str words)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE alert SET words = ? WHERE id = ?"));

	stmt_put_str(s, words);
	stmt_put_int(s, id);
	return stmt_end(s);
}

/* Its first words stay: what was sent at last may say less. */
err
alert_adopt(struct cx *cx, str ref, const struct alert_row *a, bool *ret_adopted)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE alert SET about = ?, thing = ?, ref = '',"
	    " by_person = CASE WHEN CAST(? AS BIGINT) = 1 THEN 1 ELSE by_person END,"
	    " about_staff = CASE WHEN CAST(? AS BIGINT) = 1 THEN 1 ELSE about_staff END"
	    " WHERE" OPEN " AND ref = ? AND unit = ?"));

	stmt_put_str(s, a->about);
	stmt_put_int(s, a->thing);
	stmt_put_int(s, a->by_person);
	stmt_put_int(s, a->about_staff);
	stmt_put_str(s, ref);
	stmt_put_int(s, a->unit);
	TRY(stmt_end(s));
	*ret_adopted = stmt_changed(s) == 1;
	return OK;
}
