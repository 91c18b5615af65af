/* rooms/promise: every statement that touches the promise table.  No rules. */
#include "rooms/promise/promise_in.h"
#include "words/words.h"

#include "store/number.h"
#include "store/rows.h"

/* Asked again by receipt: neither its stamp nor its id says when on that day. */
err
promise_insert(struct cx *cx, const struct promise_new *n, int64_t *ret_id)
{
	struct stmt *s;

	TRY(number_next(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM promise"),
	    &(struct number_want){ cx->now, cx->unnamed }, ret_id));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO promise (id, matter, action, unit, path, forum, label, topic, made_at, due, first_due,"
	    "  moved, moved_words, state, kept_at, risen_from, risen)"
	    " SELECT ?, ?, ?, ?, f.path, f.id, CASE WHEN ? = '' THEN f.name ELSE ? END, ?, ?, ?, ?, 0, '', ?, 0,"
	    "  ?, 0 FROM see_forum f WHERE f.id = ?"));
	stmt_put_int(s, *ret_id);
	stmt_put_id(s, n->matter);
	stmt_put_id(s, n->action);
	stmt_put_int(s, n->unit.v);
	stmt_put_str(s, n->label);
	stmt_put_str(s, n->label);
	stmt_put_str(s, n->topic);
	stmt_put_int(s, cx->unnamed ? cx->today.n * 86400 : cx->now.s);
	stmt_put_int(s, n->due.n);
	stmt_put_int(s, n->due.n);
	stmt_put_int(s, PROMISE_OPEN);
	stmt_put_id(s, n->risen_from);
	stmt_put_int(s, n->forum.v);
	return stmt_end(s);
}

/*
 * Kept by its day, or late but answered: the state keeps telling which.  An answer from any
 * rung is an answer for all: what rose from this promise and what it rose from, however many
 * rungs lie between, so that nobody is kept waiting for what was answered already.
 */
err
promise_answer(struct cx *cx, int64_t matter, forum_id forum)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE promise SET kept_at = ?, state = CASE WHEN state = 4 THEN 4"
	    "  WHEN due >= ? THEN 2 ELSE 3 END"
	    " WHERE matter = ? AND action IS NULL AND kept_at = 0"
	    "  AND EXISTS (SELECT 1 FROM promise r WHERE r.matter = ? AND r.forum = ? AND r.kept_at = 0)"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, matter);
	stmt_put_int(s, matter);
	stmt_put_int(s, forum.v);
	return stmt_end(s);
}

/* Done: whoever was asked to chase it need not any more. */
err
promise_done(struct cx *cx, int64_t action)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "WITH RECURSIVE chain (id) AS (SELECT id FROM promise WHERE action = ?"
	    "  UNION SELECT p.id FROM promise p JOIN chain c ON p.risen_from = c.id)"
	    " UPDATE promise SET kept_at = ?, state = CASE WHEN state = 4 THEN 4"
	    "  WHEN due >= ? THEN 2 ELSE 3 END WHERE id IN (SELECT id FROM chain) AND kept_at = 0"));

	stmt_put_int(s, action);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->today.n);
	return stmt_end(s);
}

err
promise_move(struct cx *cx, int64_t matter, forum_id forum, day due, str because)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE promise SET due = ?, moved = moved + 1, moved_words = ?, risen = 0,"
	    "  state = CASE WHEN state = 4 THEN 4 ELSE 1 END"
	    " WHERE matter = ? AND forum = ? AND action IS NULL AND kept_at = 0"));

	stmt_put_int(s, due.n);
	stmt_put_str(s, because);
	stmt_put_int(s, matter);
	stmt_put_int(s, forum.v);
	TRY(stmt_end(s));
	if (stmt_changed(s) == 0)
		return cx_fail(cx, ERR_MISSING, "promise.none", STR("matter"));
	/* It answered: nobody else need chase it, above or below, until the new day. */
	s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE promise SET kept_at = ?, state = CASE WHEN state = 4 THEN 4 WHEN due >= ? THEN 2 ELSE 3 END"
	    " WHERE matter = ? AND forum <> ? AND action IS NULL AND kept_at = 0"));
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, matter);
	stmt_put_int(s, forum.v);
	return stmt_end(s);
}

err
promise_owed(struct cx *cx, forum_id forum, int64_t *ret_n, int64_t *ret_matter)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*), COALESCE(MIN(matter), 0) FROM promise"
	    " WHERE forum = ? AND action IS NULL AND kept_at = 0 AND due < ?"));

	stmt_put_int(s, forum.v);
	stmt_put_int(s, cx->today.n);
	while (stmt_next(s)) {
		*ret_n = stmt_get_int(s);
		*ret_matter = stmt_get_int(s);
	}
	return stmt_end(s);
}

/*
 * The ledger begins from what is narrowest, so that it costs no more where a million promises
 * are kept: one matter's, one forum's, one place's, or those of a state, newest first.
 */
#define OF_MATTER " r.matter = ?"
#define OF_FORUM  " r.forum = ?"
#define OF_UNIT   " r.unit = ?"
#define OF_STATE  " r.state = ?"
#define OF_ALL    " 0 = ?"

#define WANTED(first) \
	" FROM promise r WHERE" first \
	" AND (? = '' OR LOWER(r.label) LIKE LOWER(?) OR LOWER(r.moved_words) LIKE LOWER(?))" \
	" AND (CAST(? AS BIGINT) = 0 OR r.forum = ?) AND (CAST(? AS BIGINT) = 0 OR r.matter = ?)" \
	" AND (? = '' OR r.topic = ?) AND (CAST(? AS BIGINT) = 0 OR r.unit = ?)"

/* Over its day and not yet looked at by the timer: late all the same. */
#define STATE_NOW " CASE WHEN r.state = 1 AND r.due < ? THEN 3 ELSE r.state END"

#define LISTED(first) \
	"SELECT r.id, r.matter, r.action, r.forum, r.state, r.moved, r.label, r.topic, r.moved_words," \
	"  r.made_at, r.due, r.first_due, r.kept_at, r.risen_from" WANTED(first) \
	" AND (CAST(? AS BIGINT) = 0 OR" STATE_NOW " = ?) AND (CAST(? AS BIGINT) = 0 OR r.id < ?)" \
	" ORDER BY r.id DESC LIMIT ?"

static void
put_want(struct cx *cx, struct stmt *s, int64_t first, const struct promise_want *w)
{
	str like = str_fmt(cx->mem, "%%%.*s%%", STR_ARG(w->find));

	stmt_put_int(s, first);
	stmt_put_str(s, w->find);
	stmt_put_str(s, like);
	stmt_put_str(s, like);
	stmt_put_int(s, w->forum);
	stmt_put_int(s, w->forum);
	stmt_put_int(s, w->matter);
	stmt_put_int(s, w->matter);
	stmt_put_str(s, w->topic);
	stmt_put_str(s, w->topic);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->unit);
}

enum { BY_ALL, BY_MATTER, BY_FORUM, BY_UNIT, BY_STATE };
static const sql lists[] = {
	[BY_ALL] = SQL(LISTED(OF_ALL)), [BY_MATTER] = SQL(LISTED(OF_MATTER)), [BY_FORUM] = SQL(LISTED(OF_FORUM)),
	[BY_UNIT] = SQL(LISTED(OF_UNIT)), [BY_STATE] = SQL(LISTED(OF_STATE)),
};

/* What is narrowest of a matter, a forum and a place; *ret_first is its id. */
static size_t
narrowest(const struct promise_want *w, int64_t *ret_first)
{
	*ret_first = w->matter != 0 ? w->matter : w->forum != 0 ? w->forum : w->unit;
	return w->matter != 0 ? BY_MATTER : w->forum != 0 ? BY_FORUM : w->unit != 0 ? BY_UNIT : BY_ALL;
}

static struct stmt *
listed(struct cx *cx, const struct promise_want *w)
{
	int64_t      first;
	size_t       by = narrowest(w, &first);
	struct stmt *s;

	if (by == BY_ALL && w->state != PROMISE_ANY && w->state != PROMISE_LATE) {
		by = BY_STATE;
		first = w->state;
	}
	s = stmt_new(cx->db, cx->mem, lists[by]);
	put_want(cx, s, first, w);
	return s;
}

err
promise_select(struct cx *cx, const struct promise_want *w, struct promise_list *ret_list)
{
	struct promise_list list = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *list.at) };
	struct stmt        *s = listed(cx, w);

	stmt_put_int(s, w->state);
	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, w->state);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s)) {
		struct promise_row *r = &list.at[list.n++];
		int64_t             kept;

		r->id = stmt_get_int(s);
		r->matter = stmt_get_int(s);
		r->action = stmt_get_int(s);
		r->forum = stmt_get_int(s);
		r->state = stmt_get_int(s);
		r->moved = stmt_get_int(s);
		r->label = stmt_get_str(s);
		r->topic = stmt_get_str(s);
		r->moved_words = stmt_get_str(s);
		r->made = zone_day(cx->zone, (stamp){ stmt_get_int(s) });
		r->due = stmt_get_day(s);
		r->first_due = stmt_get_day(s);
		kept = stmt_get_int(s);
		r->kept = kept ? zone_day(cx->zone, (stamp){ kept }) : (day){ DAY_NONE };
		r->risen = stmt_get_int(s) != 0;
		r->days = r->due.n - cx->today.n;
	}
	TRY(stmt_end(s));
	if (list.n > (size_t)w->limit)
		list.next = list.at[--list.n - 1].id;
	*ret_list = list;
	return OK;
}

#define COUNTED(first) "SELECT now, COUNT(*) FROM (SELECT" STATE_NOW " AS now" WANTED(first) ") x GROUP BY now"

static const sql counts[] = {
	[BY_ALL] = SQL(COUNTED(OF_ALL)), [BY_MATTER] = SQL(COUNTED(OF_MATTER)), [BY_FORUM] = SQL(COUNTED(OF_FORUM)),
	[BY_UNIT] = SQL(COUNTED(OF_UNIT)),
};

/* All of them, and nothing looked for: an index alone tells, and nothing is put in order. */
static struct stmt *
counted_all(struct cx *cx)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT 1 AS now, COUNT(*) FROM promise WHERE state = 1 AND due >= ?"
	    " UNION ALL SELECT 2, COUNT(*) FROM promise WHERE state = 2"
	    " UNION ALL SELECT 3, (SELECT COUNT(*) FROM promise WHERE state = 3)"
	    "  + (SELECT COUNT(*) FROM promise WHERE state = 1 AND due < ?)"
	    " UNION ALL SELECT 4, COUNT(*) FROM promise WHERE state = 4"));

	stmt_put_int(s, cx->today.n);
	stmt_put_int(s, cx->today.n);
	return s;
}

static struct stmt *
counted(struct cx *cx, const struct promise_want *w)
{
	int64_t      first;
	size_t       by = narrowest(w, &first);
	struct stmt *s;

	if (by == BY_ALL && w->find.n == 0 && w->topic.n == 0)
		return counted_all(cx);
	s = stmt_new(cx->db, cx->mem, counts[by]);
	stmt_put_int(s, cx->today.n);
	put_want(cx, s, first, w);
	return s;
}

err
promise_count(struct cx *cx, const struct promise_want *w, struct promise_list *list)
{
	struct stmt *s = counted(cx, w);

	while (stmt_next(s)) {
		int64_t state = stmt_get_int(s), n = stmt_get_int(s);

		if (state == PROMISE_OPEN)
			list->open = n;
		else if (state == PROMISE_KEPT)
			list->kept = n;
		else if (state == PROMISE_LATE)
			list->late = n;
		else
			list->broken = n;
	}
	return stmt_end(s);
}

static const struct row_col due_cols[] = {
	COL(struct promise_due, ROW_INT, id), COL(struct promise_due, ROW_INT, matter),
	COL(struct promise_due, ROW_INT, unit), COL(struct promise_due, ROW_INT, forum),
	COL(struct promise_due, ROW_INT, risen_from), COL(struct promise_due, ROW_STR, topic),
	COL(struct promise_due, ROW_BOOL, risen),
};
static const struct row_of due_row = { sizeof(struct promise_due), due_cols, LEN(due_cols) };

err
promise_overdue(struct cx *cx, struct promise_due **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT p.id, p.matter, p.unit, p.forum, p.risen_from, p.topic, CASE WHEN p.risen = 1 OR EXISTS"
	    "  (SELECT 1 FROM promise r WHERE r.risen_from = p.id AND r.kept_at = 0) THEN 1 ELSE 0 END"
	    " FROM promise p WHERE p.state = 1 AND p.due < ? AND p.kept_at = 0 ORDER BY p.due, p.id LIMIT 100"));

	stmt_put_int(s, cx->today.n);
	return stmt_rows(s, &due_row, ret_at, ret_n);
}

err
promise_set_late(struct cx *cx, int64_t id, bool risen)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("UPDATE promise SET state = 3, risen = ? WHERE id = ?"));

	stmt_put_int(s, risen);
	stmt_put_int(s, id);
	return stmt_end(s);
}

err
promise_set_broken(struct cx *cx, int64_t id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE promise SET state = 4 WHERE id = ?"));

	stmt_put_int(s, id);
	return stmt_end(s);
}

err
promise_take_out(struct cx *cx, int64_t matter)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "DELETE FROM promise WHERE matter = ? OR action IN (SELECT a.id FROM see_action a WHERE a.matter = ?)"));

	stmt_put_int(s, matter);
	stmt_put_int(s, matter);
	return stmt_end(s);
}
