/* rooms/safeguarding: alerts about a matter that a wall is put round.  No rules. */
#include "rooms/safeguarding/safeguarding_in.h"

#include "rooms/outbox/outbox.h"
#include "store/rows.h"

#define OF_MATTER \
	" ((about = 'matter' AND thing = ?) OR (about = 'action' AND thing IN" \
	"   (SELECT x.id FROM see_action x WHERE x.matter = ?)))"

static err
forget_told(struct cx *cx, int64_t alert)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM alert_told WHERE alert = ?"));

	stmt_put_int(s, alert);
	TRY(stmt_end(s));
	return outbox_take_alert(cx, alert);
}

/* Only closed ones stay as they are; what a list had put by (6) is for people outside now. */
err
safeguarding_wall(struct cx *cx, int64_t matter, str said)
{
	int64_t     *at;
	size_t       n;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT id FROM alert WHERE" OF_MATTER " ORDER BY id LIMIT 1000"));

	stmt_put_int(s, matter);
	stmt_put_int(s, matter);
	TRY(stmt_ids(s, &at, &n));
	for (size_t i = 0; i < n; i++)
		TRY(forget_told(cx, at[i]));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE alert SET about = 'apart', thing = ?, words = CASE WHEN words = '' THEN ? ELSE words END, ref = '',"
	    "  state = CASE WHEN state = 5 THEN 5 ELSE 1 END, rung = 0,"
	    "  seen_at = CASE WHEN state = 5 THEN seen_at ELSE 0 END,"
	    "  seen_by = CASE WHEN state = 5 THEN seen_by ELSE NULL END WHERE" OF_MATTER));
	stmt_put_int(s, matter);
	stmt_put_str(s, said);
	stmt_put_int(s, matter);
	stmt_put_int(s, matter);
	return stmt_end(s);
}

err
safeguarding_named(struct cx *cx, int64_t apart)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "DELETE FROM alert_told WHERE alert IN (SELECT a.id FROM alert a WHERE a.about = 'apart' AND a.thing = ?)"
	    " AND person IN (SELECT n.person FROM see_apart_named n WHERE n.apart = ?)"));

	stmt_put_int(s, apart);
	stmt_put_int(s, apart);
	TRY(stmt_end(s));
	return safeguarding_tell_outside(cx, apart);
}

err
alert_open_of(struct cx *cx, int64_t apart, int64_t **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT id FROM alert WHERE about = 'apart' AND thing = ? AND state < 4 ORDER BY id LIMIT 1000"));

	stmt_put_int(s, apart);
	return stmt_ids(s, ret_at, ret_n);
}
