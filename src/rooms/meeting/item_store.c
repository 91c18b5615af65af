/* rooms/meeting: statements on agenda items.  No rules. */
#include "rooms/meeting/meeting_in.h"

#include "store/rows.h"

#include "rooms/matter/matter.h"

/* Who may read the words as said reads them; the others the approved summary, or the topic alone. */
static void
read_item(struct cx *cx, struct stmt *s, struct meeting_item *it)
{
	str said, summary, action;

	it->n = stmt_get_int(s);
	it->matter = stmt_get_int(s);
	it->action = stmt_get_int(s);
	it->outcome = stmt_get_int(s);
	it->words = stmt_get_str(s);
	it->yes = stmt_get_int(s);
	it->no = stmt_get_int(s);
	it->unsure = stmt_get_int(s);
	it->paper = stmt_get_int(s) != 0;
	it->carried = stmt_get_int(s) != 0;
	it->version = stmt_get_int(s);
	it->said = stmt_get_str(s);
	said = stmt_get_str(s);
	summary = stmt_get_str(s);
	it->topic = stmt_get_str(s);
	it->unit_name = stmt_get_str(s);
	it->voices = stmt_get_int(s);
	action = stmt_get_str(s);
	if (it->action != 0)
		it->said = action;
	if (it->matter == 0)
		return;
	it->sees_words = said.n > 0;
	it->said = said.n > 0 ? said : summary;
	(void)cx;
}

/*
 * Words as said only for who may read them of that very matter: an agenda may name one that this
 * forum never held.  CASE keeps them from leaving the database otherwise.
 */
#define ITEM_COLUMNS(n, outcome, words, yes, no, unsure, paper, carried, version, topic) \
	n ", COALESCE(m.id, 0), COALESCE(a.id, 0), " outcome ", " words ", " yes ", " no ", " unsure ", " paper ", " \
	carried ", " version ", " topic ", CASE WHEN m.id IS NOT NULL AND" REACH_MATTER("m") "THEN m.said ELSE '' END," \
	" CASE WHEN m.summary_ok = 1 THEN m.summary ELSE '' END," \
	" COALESCE(m.topic, ''), COALESCE(m.unit_name, ''), COALESCE(m.voices, 0), COALESCE(a.what, '')"

static err
stored(struct cx *cx, const struct meeting_row *g, struct meeting_item *at, size_t *n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " ITEM_COLUMNS("i.n", "i.outcome", "i.words", "i.yes", "i.no", "i.unsure", "i.paper",
	    "COALESCE(i.carried_from, 0)", "i.version", "i.topic")
	    " FROM agenda_item i LEFT JOIN see_matter m ON m.id = i.matter"
	    " LEFT JOIN see_action a ON a.id = i.action WHERE i.meeting = ? ORDER BY i.n LIMIT 120"));

	stmt_put_reach_matter(s, cx, MAY_READ_WORDS);
	stmt_put_int(s, g->id);
	while (stmt_next(s))
		read_item(cx, s, &at[(*n)++]);
	return stmt_end(s);
}

/*
 * Open matters the forum holds, and its actions that are not done, when no item names them.
 * Nothing has the id 0; "ON 1 = 0" would read all matters for each action.
 */
static err
coming(struct cx *cx, const struct meeting_row *g, struct meeting_item *at, size_t *n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " ITEM_COLUMNS("0", "0", "''", "0", "0", "0", "0", "0", "0", "''")
	    " FROM see_matter m LEFT JOIN see_action a ON a.id = 0"
	    " WHERE m.holder = ? AND m.state IN (1, 2, 3) AND NOT EXISTS"
	    "  (SELECT 1 FROM agenda_item i WHERE i.meeting = ? AND i.matter = m.id) ORDER BY m.id LIMIT ?"));

	stmt_put_reach_matter(s, cx, MAY_READ_WORDS);
	stmt_put_int(s, g->forum);
	stmt_put_int(s, g->id);
	stmt_put_int(s, (int64_t)(MEETING_ITEMS_MAX - *n));
	while (stmt_next(s))
		read_item(cx, s, &at[(*n)++]);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " ITEM_COLUMNS("0", "0", "''", "0", "0", "0", "0", "0", "0", "''")
	    " FROM see_action a LEFT JOIN see_matter m ON m.id = 0"
	    " WHERE a.forum = ? AND a.state < 3 AND NOT EXISTS"
	    "  (SELECT 1 FROM agenda_item i WHERE i.meeting = ? AND i.action = a.id) ORDER BY a.due, a.id LIMIT ?"));
	stmt_put_reach_matter(s, cx, MAY_READ_WORDS);
	stmt_put_int(s, g->forum);
	stmt_put_int(s, g->id);
	stmt_put_int(s, (int64_t)(MEETING_ITEMS_MAX - *n));
	while (stmt_next(s))
		read_item(cx, s, &at[(*n)++]);
	return stmt_end(s);
}

err
meeting_items(struct cx *cx, const struct meeting_row *g, struct meeting_item **ret_at, size_t *ret_n)
{
	struct meeting_item *at = arena_take(cx->mem, MEETING_ITEMS_MAX * sizeof *at);

	*ret_n = 0;
	TRY(stored(cx, g, at, ret_n));
	if (g->state == MEETING_PLANNED || g->state == MEETING_OPEN)
		TRY(coming(cx, g, at, ret_n));
	*ret_at = at;
	return OK;
}

err
meeting_insert_item(struct cx *cx, int64_t meeting, const struct meeting_item *it, int64_t from, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO agenda_item (meeting, n, matter, action, topic, proposed_by, outcome, words, yes, no,"
	    "  unsure, paper, carried_from)"
	    " SELECT ?, COALESCE(MAX(x.n), 0) + 1, ?, ?, ?, ?, 0, '', 0, 0, 0, 0, ? FROM agenda_item x"
	    "  WHERE x.meeting = ? RETURNING n"));

	stmt_put_int(s, meeting);
	stmt_put_id(s, it->matter);
	stmt_put_id(s, it->action);
	stmt_put_str(s, it->topic);
	stmt_put_id(s, cx->who.id.v);
	stmt_put_id(s, from);
	stmt_put_int(s, meeting);
	return stmt_int(s, ret_n);
}

/* What was coming becomes rows with numbers. */
err
meeting_freeze(struct cx *cx, const struct meeting_row *g)
{
	struct meeting_item *at;
	size_t               n;
	int64_t              at_n;

	TRY(meeting_items(cx, g, &at, &n));
	for (size_t i = 0; i < n; i++) {
		struct meeting_item it = { .matter = at[i].matter, .action = at[i].action };

		if (at[i].n == 0)
			TRY(meeting_insert_item(cx, g->id, &it, 0, &at_n));
	}
	return OK;
}

err
meeting_item_of(struct cx *cx, int64_t meeting, int64_t matter, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT n FROM agenda_item WHERE meeting = ? AND matter = ? ORDER BY n LIMIT 1"));

	*ret_n = 0;
	stmt_put_int(s, meeting);
	stmt_put_int(s, matter);
	return stmt_int(s, ret_n);
}

err
meeting_item_words(struct cx *cx, int64_t meeting, int64_t n, str *ret_words, int64_t *ret_version)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT words, version FROM agenda_item WHERE meeting = ? AND n = ?"));

	stmt_put_int(s, meeting);
	stmt_put_int(s, n);
	while (stmt_next(s)) {
		*ret_words = stmt_get_str(s);
		*ret_version = stmt_get_int(s);
	}
	return stmt_end(s);
}

err
meeting_set_item(struct cx *cx, const struct item_set *set)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE agenda_item SET outcome = ?, words = ?, yes = ?, no = ?, unsure = ?, paper = ?,"
	    "  version = version + 1"
	    " WHERE meeting = ? AND n = ?"));

	stmt_put_int(s, set->outcome);
	stmt_put_str(s, set->words);
	stmt_put_int(s, set->yes);
	stmt_put_int(s, set->no);
	stmt_put_int(s, set->unsure);
	stmt_put_int(s, set->paper);
	stmt_put_int(s, set->meeting);
	stmt_put_int(s, set->n);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_MISSING, "meeting.no_item", STR("item"));
}

/* Topics somebody proposed and nobody came to go on to the next meeting; matters follow their holder. */
err
meeting_carry_topics(struct cx *cx, int64_t id, int64_t into)
{
	str         *topics = arena_take(cx->mem, MEETING_ITEMS_MAX * sizeof *topics);
	size_t       n = 0;
	int64_t      at;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT topic FROM agenda_item WHERE meeting = ? AND matter IS NULL AND action IS NULL"
	    " AND outcome IN (0, 3) ORDER BY n LIMIT 120"));

	stmt_put_int(s, id);
	while (stmt_next(s))
		topics[n++] = stmt_get_str(s);
	TRY(stmt_end(s));
	for (size_t i = 0; i < n && into != 0; i++)
		TRY(meeting_insert_item(cx, into, &(struct meeting_item){ .topic = topics[i] }, id, &at));
	s = stmt_new(cx->db, cx->mem,
	    SQL("UPDATE agenda_item SET outcome = 3 WHERE meeting = ? AND outcome = 0"));
	stmt_put_int(s, id);
	return stmt_end(s);
}

/* The numbers of an agenda have no gap: what stood below moves up. */
static err
close_ranks(struct cx *cx, int64_t meeting)
{
	int64_t     *at;
	size_t       n;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT n FROM agenda_item WHERE meeting = ? ORDER BY n LIMIT 1000"));

	stmt_put_int(s, meeting);
	TRY(stmt_ids(s, &at, &n));
	for (size_t i = 0; i < n; i++) {
		if (at[i] == (int64_t)i + 1)
			continue;
		s = stmt_new(cx->db, cx->mem, SQL("UPDATE agenda_item SET n = ? WHERE meeting = ? AND n = ?"));
		stmt_put_int(s, (int64_t)i + 1);
		stmt_put_int(s, meeting);
		stmt_put_int(s, at[i]);
		TRY(stmt_end(s));
	}
	return OK;
}

#define ITEM_OF " (matter = ? OR action IN (SELECT a.id FROM see_action a WHERE a.matter = ?))"

err
meeting_take_out(struct cx *cx, int64_t matter)
{
	int64_t     *at;
	size_t       n;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT DISTINCT meeting FROM agenda_item WHERE" ITEM_OF " ORDER BY meeting LIMIT 1000"));

	stmt_put_int(s, matter);
	stmt_put_int(s, matter);
	TRY(stmt_ids(s, &at, &n));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM agenda_item WHERE" ITEM_OF));
	stmt_put_int(s, matter);
	stmt_put_int(s, matter);
	TRY(stmt_end(s));
	for (size_t i = 0; i < n; i++)
		TRY(close_ranks(cx, at[i]));
	return OK;
}
