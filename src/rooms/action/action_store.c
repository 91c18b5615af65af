/* rooms/action: every statement that touches the action table.  No rules. */
#include "rooms/action/action_in.h"
#include "words/words.h"

#include "rooms/consent/consent.h"
#include "rooms/file/file.h"
#include "store/number.h"
#include "store/rows.h"

#define COLUMNS \
	"a.id, COALESCE(a.matter, 0), a.forum, COALESCE(a.owner, 0), a.state, COALESCE(a.file, 0), a.what," \
	" a.owner_name, a.progress, a.evidence, f.name, u.name, a.due, a.done_at, a.version" \
	" FROM action a JOIN see_forum f ON f.id = a.forum JOIN see_unit u ON u.id = a.unit"

static void
read_row(struct cx *cx, struct stmt *s, struct action_row *a)
{
	int64_t done;

	a->id = stmt_get_int(s);
	a->matter = stmt_get_int(s);
	a->forum = stmt_get_int(s);
	a->owner = stmt_get_int(s);
	a->state = stmt_get_int(s);
	a->file = stmt_get_int(s);
	a->what = stmt_get_str(s);
	a->owner_name = stmt_get_str(s);
	a->progress = stmt_get_str(s);
	a->evidence = stmt_get_str(s);
	a->forum_name = stmt_get_str(s);
	a->unit_name = stmt_get_str(s);
	a->due = stmt_get_day(s);
	done = stmt_get_int(s);
	a->version = stmt_get_int(s);
	a->done = done ? zone_day(cx->zone, (stamp){ done }) : (day){ DAY_NONE };
	a->days_left = a->due.n - cx->today.n;
}

err
action_insert(struct cx *cx, const struct action_new *n, int64_t *ret_id)
{
	struct stmt *s;

	TRY(number_next(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM action"),
	    &(struct number_want){ cx->now, false }, ret_id));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO action (id, matter, unit, forum, what, owner, owner_name, due, state, progress, evidence,"
	    "  file, made_at, done_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, '', '', NULL, ?, 0, 1)"));
	stmt_put_int(s, *ret_id);
	stmt_put_id(s, n->matter);
	stmt_put_int(s, n->unit.v);
	stmt_put_int(s, n->forum.v);
	stmt_put_str(s, n->what);
	stmt_put_id(s, n->owner.v);
	stmt_put_str(s, n->owner_name);
	stmt_put_int(s, n->due.n);
	stmt_put_int(s, cx->now.s);
	return stmt_end(s);
}

err
action_find(struct cx *cx, int64_t id, enum may what, struct action_row *ret)
{
	struct action_row a = { 0 };
	struct stmt      *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " WHERE a.id = ? AND (a.owner = ? OR" REACH_FORUM("f") ")"));

	stmt_put_int(s, id);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_reach(s, &cx->who, what, cx->now);
	while (stmt_next(s))
		read_row(cx, s, &a);
	TRY(stmt_end(s));
	if (a.id == 0)
		return cx_fail(cx, ERR_MISSING, "action.missing", STR("action"));
	a.may_do = a.state != ACTION_DONE;
	*ret = a;
	return OK;
}

err
action_find_read(struct cx *cx, int64_t id, struct action_row *ret)
{
	struct action_row a = { 0 };
	struct stmt      *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " LEFT JOIN see_matter m ON m.id = a.matter WHERE a.id = ? AND (a.owner = ?"
	    "  OR m.author = ? OR" REACH_CONSENT("m") "OR" REACH_FORUM("f") " OR (m.id IS NOT NULL AND" REACH_MATTER("m") "))"));

	stmt_put_int(s, id);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_consent(s, cx);
	stmt_put_reach(s, &cx->who, MAY_READ_UNIT, cx->now);
	stmt_put_reach_matter(s, cx, MAY_READ_SUMMARY);
	while (stmt_next(s))
		read_row(cx, s, &a);
	TRY(stmt_end(s));
	if (a.id == 0)
		return cx_fail(cx, ERR_MISSING, "action.missing", STR("action"));
	a.may_do = a.state != ACTION_DONE && ((a.owner > 0 && a.owner == cx->who.id.v) ||
	    forum_may(cx, (forum_id){ a.forum }, MAY_DO_ACTION));
	a.sees_matter = a.matter != 0 && matter_opens(cx, (matter_id){ a.matter });
	*ret = a;
	return OK;
}

err
action_update(struct cx *cx, const struct action_row *a, str evidence, int64_t file)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE action SET state = ?, progress = ?, evidence = ?, file = ?, done_at = ?, version = version + 1"
	    " WHERE id = ? AND version = ?"));

	stmt_put_int(s, a->state);
	stmt_put_str(s, a->progress);
	stmt_put_str(s, evidence);
	stmt_put_id(s, file);
	stmt_put_int(s, a->state == ACTION_DONE ? cx->now.s : 0);
	stmt_put_int(s, a->id);
	stmt_put_int(s, a->version);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_CLASH, "action.moved", STR("version"));
}

err
action_left(struct cx *cx, int64_t matter, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM action WHERE matter = ? AND state < 3"));

	stmt_put_int(s, matter);
	while (stmt_next(s))
		*ret_n = stmt_get_int(s);
	return stmt_end(s);
}

#define LISTED \
	"SELECT " COLUMNS " WHERE (a.owner = ? OR (CAST(? AS BIGINT) = 0 AND" REACH_FORUM("f") "))" \
	" AND (CAST(? AS BIGINT) = 0 OR a.forum = ?) AND (CAST(? AS BIGINT) = 0 OR a.unit = ?)" \
	" AND (CAST(? AS BIGINT) = 0 OR a.state = ?) AND (CAST(? AS BIGINT) = 0 OR a.id < ?)" \
	" AND (? = '' OR LOWER(a.what) LIKE LOWER(?))"
#define OF_FEW \
	" AND a.id IN (SELECT y.id FROM action y WHERE y.owner = ? UNION ALL" \
	"  SELECT y.id FROM action y WHERE y.forum IN (" SEEN_FORUMS "))"
#define NEWEST " ORDER BY a.id DESC LIMIT ?"

err
action_select(struct cx *cx, const struct action_want *w, struct action_list *ret)
{
	struct action_list list = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *list.at) };
	bool               few = access_sees_few(cx->db, cx->mem, &cx->who, MAY_READ_WORDS, cx->now);
	struct stmt       *s = stmt_new(cx->db, cx->mem, few ? SQL(LISTED OF_FEW NEWEST) : SQL(LISTED NEWEST));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, w->mine);
	stmt_put_reach(s, &cx->who, MAY_READ_WORDS, cx->now);
	stmt_put_int(s, w->forum);
	stmt_put_int(s, w->forum);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->unit);
	stmt_put_int(s, w->state);
	stmt_put_int(s, w->state);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->older);
	stmt_put_str(s, w->find);
	stmt_put_str(s, str_fmt(cx->mem, "%%%.*s%%", STR_ARG(w->find)));
	if (few) {
		stmt_put_int(s, cx->who.id.v);
		stmt_put_seen(s, &cx->who, MAY_READ_WORDS, cx->now);
	}
	stmt_put_int(s, w->limit + 1);
	while (stmt_next(s))
		read_row(cx, s, &list.at[list.n++]);
	TRY(stmt_end(s));
	if (list.n > (size_t)w->limit)
		list.next = list.at[--list.n - 1].id;
	*ret = list;
	return OK;
}

/* After an erasure: what was to be done stays, without their name. */
err
action_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE action SET owner_name = '-' WHERE owner = ?"));

	stmt_put_int(s, who.v);
	return stmt_end(s);
}

/* Of a matter that leaves its room (the conflict wall), with what was shown as evidence. */
err
action_take_out(struct cx *cx, int64_t matter)
{
	int64_t     *files;
	size_t       n;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT file FROM action WHERE matter = ? AND file IS NOT NULL ORDER BY id LIMIT 1000"));

	stmt_put_int(s, matter);
	TRY(stmt_ids(s, &files, &n));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM action WHERE matter = ?"));
	stmt_put_int(s, matter);
	TRY(stmt_end(s));
	for (size_t i = 0; i < n; i++)
		TRY(file_remove(cx, files[i]));
	return OK;
}
