/* rooms/outbox: every statement that touches outbox, mail_wish and mail_sender.  No rules. */
#include "rooms/outbox/outbox_in.h"

#include "store/rows.h"

/*
 * One statement says who gets a row: an alert always (without an address it is born "not
 * delivered"); the others when there is an address, a wish, and no like one waiting untouched.
 */
err
outbox_insert(struct cx *cx, person_id who, const struct outbox_row *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO outbox (id, person, kind, rank, day, ref, apart, thing, state, tries, next_at, holder, held_until, why, code)"
	    " SELECT ?, a.id, ?, ?, ?, ?, ?, ?, CASE WHEN a.email = '' THEN 3 ELSE 1 END, 0, 0, '', 0,"
	    "  CASE WHEN a.email = '' THEN 1 ELSE 0 END, 0"
	    " FROM see_address a LEFT JOIN mail_wish w ON w.person = a.id WHERE a.id = ?"
	    "  AND (CAST(? AS BIGINT) = 1 OR (a.email <> '' AND COALESCE(w.wanted, ?) = 1"
	    "   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.person = a.id AND o.kind = ? AND o.state = 1"
	    "    AND o.held_until = 0)))"));

	stmt_put_int(s, r->id);
	stmt_put_int(s, r->kind);
	stmt_put_int(s, r->urgent ? 0 : 1);
	stmt_put_int(s, cx->today.n);
	stmt_put_str(s, r->ref);
	stmt_put_int(s, r->apart);
	stmt_put_int(s, r->thing);
	stmt_put_int(s, who.v);
	stmt_put_int(s, r->urgent);
	stmt_put_int(s, r->usual);
	stmt_put_int(s, r->kind);
	return stmt_end(s);
}

err
outbox_role_people(struct cx *cx, unit_id over, enum role role, person_id **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "WITH RECURSIVE above (id) AS (SELECT CAST(? AS BIGINT) UNION ALL"
	    "  SELECT u.parent FROM above b JOIN see_unit u ON u.id = b.id WHERE u.parent IS NOT NULL)"
	    " SELECT DISTINCT x.person FROM above b CROSS JOIN see_held x WHERE x.unit = b.id AND x.role = ?"
	    "  AND x.forum IS NULL AND ? BETWEEN x.since AND x.until ORDER BY x.person LIMIT 200"));

	stmt_put_int(s, over.v);
	stmt_put_int(s, role);
	stmt_put_int(s, cx->now.s);
	return stmt_ids(s, ret_at, ret_n);
}

/*
 * Neither waiting for its time nor in somebody's hands.  A time hours away was written by a
 * clock that was wrong and has been set back since: nothing waits for that.
 */
#define DUE " AND (o.next_at <= ? OR o.next_at > ?) AND (o.held_until <= ? OR o.held_until > ?)"
enum { FAR_S = 3 * 3600 };

static void
put_due(struct stmt *s, stamp now)
{
	stmt_put_int(s, now.s);
	stmt_put_int(s, now.s + FAR_S);
	stmt_put_int(s, now.s);
	stmt_put_int(s, now.s + FAR_S);
}

err
outbox_count_due(struct cx *cx, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM (SELECT o.id FROM outbox o WHERE o.state = 1" DUE " LIMIT 1) x"));

	put_due(s, cx->now);
	while (stmt_next(s))
		*ret_n = stmt_get_int(s);
	return stmt_end(s);
}

static err
read_letter(struct cx *cx, int64_t id, struct outbox_letter *ret_letter)
{
	struct outbox_letter l = { 0 };
	struct stmt         *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT o.id, o.kind, o.ref, a.email, a.lang, a.easy FROM outbox o JOIN see_address a ON a.id = o.person"
	    " WHERE o.id = ?"));

	stmt_put_int(s, id);
	while (stmt_next(s)) {
		l.id = stmt_get_int(s);
		l.kind = stmt_get_int(s);
		l.ref = stmt_get_str(s);
		l.email = stmt_get_str(s);
		l.lang = stmt_get_str(s);
		l.easy = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	*ret_letter = l;
	return OK;
}

err
outbox_hold(struct cx *cx, str holder, stamp until, struct outbox_letter *ret_letter)
{
	int64_t      id = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE outbox SET holder = ?, held_until = ? WHERE id = (SELECT o.id FROM outbox o WHERE o.state = 1"
	    DUE " ORDER BY o.rank, o.next_at, o.id LIMIT 1) RETURNING id"));

	stmt_put_str(s, holder);
	stmt_put_int(s, until.s);
	put_due(s, cx->now);
	while (stmt_next(s))
		id = stmt_get_int(s);
	TRY(stmt_end(s));
	return id == 0 ? OK : read_letter(cx, id, ret_letter);
}

err
outbox_waiting(struct cx *cx, int64_t id, str holder, struct outbox_wait *ret_wait)
{
	struct outbox_wait w = { .since = { DAY_NONE } };
	struct stmt       *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT tries, rank, day FROM outbox WHERE id = ? AND holder = ? AND state = 1"));

	stmt_put_int(s, id);
	stmt_put_str(s, holder);
	while (stmt_next(s)) {
		w.tries = stmt_get_int(s);
		w.rank = stmt_get_int(s);
		w.since = stmt_get_day(s);
	}
	TRY(stmt_end(s));
	if (w.since.n == DAY_NONE)
		return ERR_MISSING;
	*ret_wait = w;
	return OK;
}

err
outbox_put_try(struct cx *cx, const struct outbox_try *t)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE outbox SET state = ?, why = ?, code = ?, next_at = ?, tries = tries + 1, holder = '',"
	    "  held_until = 0 WHERE id = ? AND holder = ? AND state = 1"));

	stmt_put_int(s, t->state);
	stmt_put_int(s, t->why);
	stmt_put_int(s, t->code);
	stmt_put_int(s, t->next.s);
	stmt_put_int(s, t->id);
	stmt_put_str(s, t->holder);
	return stmt_end(s);
}

err
outbox_delete_sent(struct cx *cx, day before)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM outbox WHERE state <> 1 AND day < ?"));

	stmt_put_int(s, before.n);
	return stmt_end(s);
}

err
outbox_give_up(struct cx *cx, day before, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE outbox SET state = 3, why = 3, holder = '', held_until = 0 WHERE state = 1 AND day < ? AND apart = 1"));

	stmt_put_int(s, before.n);
	TRY(stmt_end(s));                               /* not counted: a number would tell of them */
	s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE outbox SET state = 3, why = 3, holder = '', held_until = 0 WHERE state = 1 AND day < ?"));
	stmt_put_int(s, before.n);
	TRY(stmt_end(s));
	*ret_n = stmt_changed(s);
	return OK;
}

err
outbox_put_alive(struct cx *cx)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO mail_sender (name, beat_at, down_since, why, code) VALUES ('mail', ?, 0, 0, 0)"
	    " ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at"));

	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

/* The first trouble says since when; the next good word ends it. */
err
outbox_put_beat(struct cx *cx, int64_t why, int64_t code)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO mail_sender (name, beat_at, down_since, why, code) VALUES ('mail', ?, ?, ?, ?)"
	    " ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at, why = excluded.why,"
	    "  code = excluded.code, down_since = CASE WHEN excluded.down_since = 0 THEN 0"
	    "   WHEN mail_sender.down_since = 0 THEN excluded.down_since ELSE mail_sender.down_since END"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, why != 0 ? cx->now.s : 0);
	stmt_put_int(s, why);
	stmt_put_int(s, code);
	return stmt_end(s);
}

/* Only letters to people of places whose safety the reader may see: a count tells of the rest, too. */
#define OF_MY_PLACES \
	" EXISTS (SELECT 1 FROM see_held x JOIN see_unit u ON u.id = x.unit WHERE x.person = o.person AND" \
	REACH_UNIT("u") ")"

err
outbox_find_health(struct cx *cx, struct outbox_health *ret_health)
{
	struct outbox_health h = { 0 };
	struct stmt         *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT (SELECT COUNT(*) FROM outbox o WHERE o.state = 1 AND o.apart = 0 AND" OF_MY_PLACES "),"
	    " (SELECT COUNT(*) FROM outbox o WHERE o.state = 3 AND o.apart = 0 AND" OF_MY_PLACES ")"));

	stmt_put_reach(s, &cx->who, MAY_SEE_SAFETY, cx->now);
	stmt_put_reach(s, &cx->who, MAY_SEE_SAFETY, cx->now);
	while (stmt_next(s)) {
		h.waiting = stmt_get_int(s);
		h.not_delivered = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT beat_at, down_since, why, code FROM mail_sender WHERE name = 'mail'"));
	while (stmt_next(s)) {
		h.beat.s = stmt_get_int(s);
		h.down_since.s = stmt_get_int(s);
		h.why = stmt_get_int(s);
		h.code = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	*ret_health = h;
	return OK;
}

static const struct row_col lost_cols[] = {
	COL(struct mail_lost, ROW_INT, id), COL(struct mail_lost, ROW_INT, person), COL(struct mail_lost, ROW_STR, name),
	COL(struct mail_lost, ROW_INT, why), COL(struct mail_lost, ROW_INT, code), COL(struct mail_lost, ROW_DAY, since),
	COL(struct mail_lost, ROW_BOOL, urgent), COL(struct mail_lost, ROW_BOOL, may_again),
};
#define OVER_PERSON(of) \
	" EXISTS (SELECT 1 FROM see_held x JOIN see_unit u ON u.id = x.unit WHERE x.person = " of " AND" REACH_UNIT("u") ")"

/* Only people of places whose safety the reader may see; sent again by who sets those places up. */
err
outbox_undelivered(struct cx *cx, int64_t older, int64_t limit, struct mail_lost_list *ret_list)
{
	struct mail_lost_list list = { 0 };
	struct stmt          *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT o.id, o.person, p.name, o.why, o.code, o.day, CASE WHEN o.rank = 0 THEN 1 ELSE 0 END,"
	    "  CASE WHEN" OVER_PERSON("o.person") " THEN 1 ELSE 0 END FROM outbox o"
	    " JOIN see_person p ON p.id = o.person WHERE o.state = 3 AND o.apart = 0 AND (CAST(? AS BIGINT) = 0 OR o.id < ?)"
	    "  AND" OVER_PERSON("o.person") " ORDER BY o.id DESC LIMIT ?"));

	stmt_put_reach(s, &cx->who, MAY_SET_UP, cx->now);
	stmt_put_int(s, older);
	stmt_put_int(s, older);
	stmt_put_reach(s, &cx->who, MAY_SEE_SAFETY, cx->now);
	stmt_put_int(s, limit + 1);
	TRY(stmt_rows(s, &(struct row_of){ sizeof(struct mail_lost), lost_cols, LEN(lost_cols) }, &list.at, &list.n));
	list.next = rows_cut(&list.n, limit) ? list.at[list.n - 1].id : 0;
	for (size_t i = 0; i < list.n; i++)
		list.may_again = list.may_again || list.at[i].may_again;
	*ret_list = list;
	return OK;
}

err
outbox_set_waiting(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE outbox SET state = 1, tries = 0, next_at = 0, day = ?, why = 0, code = 0"
	    " WHERE id = ? AND state = 3 AND apart = 0 AND" OVER_PERSON("outbox.person")));

	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, id);
	stmt_put_reach(s, &cx->who, MAY_SET_UP, cx->now);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_MISSING, "mail.missing", STR("mail"));
}

err
wish_find(struct cx *cx, person_id who, struct mail_mine *ret_mine)
{
	struct mail_mine m = { 0 };
	int64_t          senders = 0;
	struct stmt     *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT a.email, COALESCE(w.wanted, 0), (SELECT COUNT(*) FROM outbox o WHERE o.person = a.id"
	    "  AND o.state = 3 AND o.rank > 0), (SELECT COUNT(*) FROM mail_sender) FROM see_address a LEFT JOIN mail_wish w ON w.person = a.id"
	    " WHERE a.id = ?"));

	stmt_put_int(s, who.v);
	while (stmt_next(s)) {
		m.email = stmt_get_str(s);
		m.wanted = stmt_get_int(s) != 0;
		m.lost = stmt_get_int(s);
		senders = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	m.off = senders == 0;
	*ret_mine = m;
	return OK;
}

err
wish_put(struct cx *cx, person_id who, bool wanted)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO mail_wish (person, wanted) VALUES (?, ?)"
	    " ON CONFLICT (person) DO UPDATE SET wanted = excluded.wanted"));

	stmt_put_int(s, who.v);
	stmt_put_int(s, wanted);
	return stmt_end(s);
}

/* After an erasure: nothing goes to them any more. */
err
outbox_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM outbox WHERE person = ?"));

	stmt_put_int(s, who.v);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM mail_wish WHERE person = ?"));
	stmt_put_int(s, who.v);
	return stmt_end(s);
}

/* Another answer that is late where they look after people: then the letter that waits is for that one too. */
#define ALSO_LATE \
	" FROM see_promise r JOIN see_unit u ON u.id = r.unit JOIN see_held h ON h.person = outbox.person" \
	" JOIN see_unit hu ON hu.id = h.unit WHERE r.state IN (3, 4) AND r.kept_at = 0 AND COALESCE(r.matter, 0) <> ?" \
	" AND h.role = ? AND h.forum IS NULL AND ? BETWEEN h.since AND h.until" \
	" AND u.path >= hu.path AND u.path < hu.path_end"

static void
put_also_late(struct cx *cx, struct stmt *s, int64_t matter)
{
	stmt_put_int(s, matter);
	stmt_put_int(s, ROLE_FACILITATOR);
	stmt_put_int(s, cx->now.s);
}

err
outbox_take_out(struct cx *cx, int64_t matter)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "DELETE FROM outbox WHERE thing = ? AND kind = ? AND state <> 2 AND NOT EXISTS (SELECT 1" ALSO_LATE ")"));

	stmt_put_int(s, matter);
	stmt_put_int(s, KIND_LATE);
	put_also_late(cx, s, matter);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE outbox SET thing = COALESCE((SELECT MIN(r.matter)" ALSO_LATE "), 0) WHERE thing = ? AND kind = ?"));
	put_also_late(cx, s, matter);
	stmt_put_int(s, matter);
	stmt_put_int(s, KIND_LATE);
	return stmt_end(s);
}

err
outbox_take_alert(struct cx *cx, int64_t alert)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM outbox WHERE thing = ? AND kind = ?"));

	stmt_put_int(s, alert);
	stmt_put_int(s, KIND_ALERT);
	return stmt_end(s);
}
