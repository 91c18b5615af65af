/* rooms/matter: statements that read matters.  No rules. */
#include "rooms/matter/matter_in.h"

#include "rooms/consent/consent.h"
#include "store/rows.h"
#include "words/words.h"

#include <assert.h>
#include <string.h>

#define COLUMNS \
	"m.id, m.unit, COALESCE(m.author, 0), COALESCE(m.holder, 0), COALESCE(m.joined_to, 0), m.unit_name," \
	" m.said, m.summary, m.kind, m.topic, m.source, m.author_name, m.constituency, m.holder_name," \
	" m.summary_ok, m.naming, m.state, m.outcome, m.verdict, m.again, m.voices, m.version, m.raised_at," \
	" m.done_at, m.due"

static void
read_row(struct stmt *s, struct matter_row *m)
{
	m->id = stmt_get_int(s);
	m->unit = stmt_get_int(s);
	m->author = stmt_get_int(s);
	m->holder = stmt_get_int(s);
	m->joined_to = stmt_get_int(s);
	m->unit_name = stmt_get_str(s);
	m->said = stmt_get_str(s);
	m->summary = stmt_get_str(s);
	m->kind = stmt_get_str(s);
	m->topic = stmt_get_str(s);
	m->source = stmt_get_str(s);
	m->author_name = stmt_get_str(s);
	m->constituency = stmt_get_str(s);
	m->holder_name = stmt_get_str(s);
	m->summary_ok = stmt_get_int(s) != 0;
	m->naming = stmt_get_int(s);
	m->state = stmt_get_int(s);
	m->outcome = stmt_get_int(s);
	m->verdict = stmt_get_int(s);
	m->again = stmt_get_int(s);
	m->voices = stmt_get_int(s);
	m->version = stmt_get_int(s);
	m->raised_at.s = stmt_get_int(s);
	m->done_at.s = stmt_get_int(s);
	m->due = stmt_get_day(s);
}

static err
read_one(struct cx *cx, struct stmt *s, struct matter_row *ret_row)
{
	struct matter_row m = { 0 };

	while (stmt_next(s))
		read_row(s, &m);
	TRY(stmt_end(s));
	if (m.id == 0)
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("matter"));
	*ret_row = m;
	return OK;
}

void
stmt_put_reach_matter(struct stmt *s, const struct cx *cx, enum may what)
{
	stmt_put_reach(s, &cx->who, what, cx->now);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, what);
	stmt_put_int(s, cx->now.s);
}

err
matter_find(struct cx *cx, matter_id id, struct matter_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " FROM matter m WHERE m.id = ?"));

	stmt_put_int(s, id.v);
	return read_one(cx, s, ret_row);
}

err
matter_find_receipt(struct cx *cx, str hash, struct matter_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " FROM matter m WHERE m.receipt = ?"));

	stmt_put_str(s, hash);
	return read_one(cx, s, ret_row);
}

bool
matter_may(struct cx *cx, matter_id id, enum may what)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM matter m WHERE m.id = ? AND" REACH_MATTER("m")));

	stmt_put_int(s, id.v);
	stmt_put_reach_matter(s, cx, what);
	while (stmt_next(s))
		n = stmt_get_int(s);
	return stmt_end(s) == OK && n == 1;
}

bool
matter_is_shared(struct cx *cx, matter_id id)
{
	int64_t      n = 0;
	struct stmt *s;

	if ((cx->who.roles >> ROLE_CARER & 1) == 0)     /* nearly everybody: not asked on each page of theirs */
		return false;
	s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM matter m WHERE m.id = ? AND" REACH_CONSENT("m")));
	stmt_put_int(s, id.v);
	stmt_put_consent(s, cx);
	return stmt_int(s, &n) == OK && n == 1;
}

err
matter_alerted(struct cx *cx, matter_id id, stamp *ret_at)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COALESCE(MIN(raised_at), ?) FROM see_alerted WHERE about = 'matter' AND thing = ?"));

	stmt_put_int(s, STAMP_NEVER.s);
	stmt_put_int(s, id.v);
	return stmt_int(s, &ret_at->s);
}

bool
matter_is_with(struct cx *cx, matter_id id, forum_id f)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM matter_forum WHERE forum = ? AND matter = ?"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, id.v);
	while (stmt_next(s))
		n = stmt_get_int(s);
	return stmt_end(s) == OK && n > 0;
}

err
matter_risen_to(struct cx *cx, matter_id id, enum may what, forum_id *ret_forum)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT r.forum FROM see_promise r JOIN see_forum f ON f.id = r.forum"
	    " WHERE r.matter = ? AND r.risen_from IS NOT NULL AND r.kept_at = 0 AND" REACH_FORUM("f")
	    " ORDER BY r.id DESC LIMIT 1"));

	stmt_put_int(s, id.v);
	stmt_put_reach(s, &cx->who, what, cx->now);
	while (stmt_next(s))
		ret_forum->v = stmt_get_int(s);
	return stmt_end(s);
}

bool
matter_is_voice(struct cx *cx, matter_id id, person_id who)
{
	int64_t      n = 0;
	struct stmt *s;

	if (who.v <= 0)
		return false;
	s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT (SELECT COUNT(*) FROM matter WHERE id = ? AND author = ?)"
	    " + (SELECT COUNT(*) FROM matter WHERE joined_to = ? AND author + 0 = ?)"));    /* of those joined, never of all theirs */
	stmt_put_int(s, id.v);
	stmt_put_int(s, who.v);
	stmt_put_int(s, id.v);
	stmt_put_int(s, who.v);
	return stmt_int(s, &n) == OK && n > 0;
}

static err
read_list(struct stmt *s, const struct matter_want *w, struct matter_list *list)
{
	while (stmt_next(s))
		read_row(s, &list->at[list->n++]);
	TRY(stmt_end(s));
	if (list->n > (size_t)w->limit)
		list->next = list->at[--list->n - 1].id;
	return OK;
}

#define FILTERS \
	" AND (CAST(? AS BIGINT) = 0 OR m.id < ?) AND (CAST(? AS BIGINT) = 0 OR m.state = ?)" \
	" AND (? = '' OR m.topic = ?) AND (? = '' OR m.kind = ?)" \
	" AND (CAST(? AS BIGINT) = 0 OR m.verdict = ?) AND (CAST(? AS BIGINT) = 0 OR m.outcome = ?)" \
	" AND m.raised_at >= ? AND m.raised_at < ?"

static void
put_filters(struct cx *cx, struct stmt *s, const struct matter_want *w)
{
	str topic = str_of(matter_topics[w->topic]), kind = str_of(matter_kinds[w->kind]);

	stmt_put_int(s, w->older);
	stmt_put_int(s, w->older);
	stmt_put_int(s, w->state);
	stmt_put_int(s, w->state);
	stmt_put_str(s, topic);
	stmt_put_str(s, topic);
	stmt_put_str(s, kind);
	stmt_put_str(s, kind);
	stmt_put_int(s, w->verdict);
	stmt_put_int(s, w->verdict);
	stmt_put_int(s, w->outcome);
	stmt_put_int(s, w->outcome);
	stmt_put_int(s, w->since.n == DAY_NONE ? 0 : zone_stamp(cx->zone, w->since, (clocktime){ 0 }).s);
	stmt_put_int(s, w->until.n == DAY_NONE ? STAMP_NEVER.s : zone_stamp(cx->zone, (day){ w->until.n + 1 }, (clocktime){ 0 }).s);
}

enum { MANY_BELOW = 400 };

/* Then nearly every newest matter is of there, and walking by id is shorter than looking in each place. */
static bool
has_many_below(struct cx *cx, int64_t unit)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM (SELECT 1 AS one FROM see_unit p JOIN see_unit u ON u.path >= p.path AND u.path < p.path_end"
	    " WHERE p.id = ? LIMIT ?) x"));

	stmt_put_int(s, unit);
	stmt_put_int(s, MANY_BELOW);
	return stmt_int(s, &n) == OK && n == MANY_BELOW;
}

/* Mine; or what somebody who lets me said; or what a forum holds or held; or a place's own; or all at and below a place. */
static struct stmt *
list_stmt(struct cx *cx, const struct matter_want *w)
{
	struct stmt *s;

	if (w->mine) {
		s = stmt_new(cx->db, cx->mem, SQL(
		    "SELECT " COLUMNS " FROM matter m WHERE m.author = ?" FILTERS " ORDER BY m.id DESC LIMIT ?"));
		stmt_put_int(s, cx->who.id.v);
		return s;
	}
	if (w->of != 0) {
		s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " FROM matter m WHERE m.author = ? AND" REACH_CONSENT("m")
		    FILTERS " ORDER BY m.id DESC LIMIT ?"));
		stmt_put_int(s, w->of);
		stmt_put_consent(s, cx);
		return s;
	}
	if (w->forum != 0) {
		s = stmt_new(cx->db, cx->mem, SQL(
		    "SELECT " COLUMNS " FROM matter_forum x JOIN see_forum f ON f.id = x.forum"
		    "  JOIN matter m ON m.unit = x.unit AND m.id = x.matter"
		    " WHERE x.forum = ? AND" REACH_FORUM("f") FILTERS " ORDER BY m.id DESC LIMIT ?"));
		stmt_put_int(s, w->forum);
		stmt_put_reach(s, &cx->who, MAY_READ_SUMMARY, cx->now);
		return s;
	}
	if (has_many_below(cx, w->unit))
		s = stmt_new(cx->db, cx->mem, SQL(
		    "SELECT " COLUMNS " FROM see_unit p CROSS JOIN matter m CROSS JOIN see_unit u"
		    " WHERE p.id = ? AND u.id = m.unit AND u.path >= p.path AND u.path < p.path_end AND" REACH_UNIT("p")
		    FILTERS " ORDER BY m.id DESC LIMIT ?"));
	else
		s = stmt_new(cx->db, cx->mem, SQL(
		    "SELECT " COLUMNS " FROM matter m JOIN see_unit u ON u.id = m.unit, see_unit p"
		    " WHERE p.id = ? AND u.path >= p.path AND u.path < p.path_end AND" REACH_UNIT("p")
		    FILTERS " ORDER BY m.id DESC LIMIT ?"));
	stmt_put_int(s, w->unit);
	stmt_put_reach(s, &cx->who, MAY_READ_SUMMARY, cx->now);
	return s;
}

/* A ward's own list reads rows that lie together; only a place with places below walks by id. */
static bool
unit_is_leaf(struct cx *cx, int64_t unit)
{
	int64_t      n = 1;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM (SELECT 1 AS one FROM see_unit WHERE parent = ? LIMIT 1) x"));

	stmt_put_int(s, unit);
	while (stmt_next(s))
		n = stmt_get_int(s);
	return stmt_end(s) == OK && n == 0;
}

static struct stmt *
ward_stmt(struct cx *cx, const struct matter_want *w)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " FROM matter m JOIN see_unit u ON u.id = m.unit"
	    " WHERE m.unit = ? AND" REACH_UNIT("u") FILTERS " ORDER BY m.id DESC LIMIT ?"));

	stmt_put_int(s, w->unit);
	stmt_put_reach(s, &cx->who, MAY_READ_SUMMARY, cx->now);
	return s;
}

err
matter_select(struct cx *cx, const struct matter_want *w, struct matter_list *ret_list)
{
	struct matter_list list = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *list.at) };
	bool               ward = !w->mine && w->of == 0 && w->forum == 0 && unit_is_leaf(cx, w->unit);
	struct stmt       *s = ward ? ward_stmt(cx, w) : list_stmt(cx, w);

	put_filters(cx, s, w);
	stmt_put_int(s, w->limit + 1);
	TRY(read_list(s, w, &list));
	*ret_list = list;
	return OK;
}

#define SIX "?, ?, ?, ?, ?, ?"
#define AMONG_IDS " m.id IN (" SIX ", " SIX ", " SIX ", " SIX ", " SIX ", " SIX ", " SIX ", " SIX ")"

static void
put_ids(struct stmt *s, const int64_t *ids, size_t n)
{
	assert(n <= MATTER_IDS_MAX);
	for (size_t i = 0; i < MATTER_IDS_MAX; i++)
		stmt_put_int(s, i < n ? ids[i] : 0);
}

/* The rows a search pointed at, each through reach and filters. */
err
matter_select_ids(struct cx *cx, const struct matter_want *w, const int64_t *ids, size_t n,
    struct matter_list *ret)
{
	struct matter_list list = { .at = arena_take(cx->mem, (n + 1) * sizeof *list.at) };
	struct stmt       *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " FROM matter m WHERE" AMONG_IDS
	    " AND (m.summary_ok = 1 OR m.author = ? OR" REACH_CONSENT("m") "OR" REACH_MATTER("m") ")"
	    " AND" REACH_MATTER("m") FILTERS
	    " ORDER BY m.id DESC"));

	put_ids(s, ids, n);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_consent(s, cx);
	stmt_put_reach_matter(s, cx, MAY_READ_WORDS);
	stmt_put_reach_matter(s, cx, MAY_READ_SUMMARY);
	put_filters(cx, s, w);
	while (stmt_next(s))
		read_row(s, &list.at[list.n++]);
	*ret = list;
	return stmt_end(s);
}

/* Marks those of at most MATTER_IDS_MAX rows whose words as said this reader may read. */
err
matter_mark_words(struct cx *cx, struct matter_row *at, size_t n)
{
	int64_t      ids[MATTER_IDS_MAX];
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT m.id FROM matter m WHERE" AMONG_IDS " AND (" REACH_CONSENT("m") "OR" REACH_MATTER("m") ")"));

	for (size_t i = 0; i < n; i++)
		ids[i] = at[i].id;
	put_ids(s, ids, n);
	stmt_put_consent(s, cx);
	stmt_put_reach_matter(s, cx, MAY_READ_WORDS);
	while (stmt_next(s)) {
		int64_t id = stmt_get_int(s);

		for (size_t i = 0; i < n; i++)
			at[i].sees_words |= at[i].id == id;
	}
	return stmt_end(s);
}

/* Its own journey, and that of the matter it was joined to. */
err
matter_steps(struct cx *cx, const struct matter_row *m, struct matter_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT n, kind, matter, label, words, at, due, meeting FROM matter_step"
	    " WHERE matter = ? OR matter = ? ORDER BY CASE WHEN matter = ? THEN 0 ELSE 1 END, n LIMIT 200"));

	page->steps = arena_take(cx->mem, 200 * sizeof *page->steps);
	stmt_put_int(s, m->id);
	stmt_put_int(s, m->joined_to ? m->joined_to : m->id);
	stmt_put_int(s, m->id);
	while (stmt_next(s)) {
		struct matter_step *t = &page->steps[page->nsteps++];

		t->n = stmt_get_int(s);
		t->kind = stmt_get_int(s);
		t->matter = stmt_get_int(s);
		t->who = stmt_get_str(s);
		t->words = stmt_get_str(s);
		t->at.s = stmt_get_int(s);
		t->due = stmt_get_day(s);
		t->meeting = stmt_get_int(s);
	}
	return stmt_end(s);
}

err
matter_voices(struct cx *cx, const struct matter_row *m, struct matter_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, said, author_name, naming FROM matter WHERE joined_to = ? ORDER BY id LIMIT 100"));

	page->joined = arena_take(cx->mem, MATTER_PARTS_MAX * sizeof *page->joined);
	stmt_put_int(s, m->id);
	while (stmt_next(s)) {
		struct matter_voice *v = &page->joined[page->njoined++];

		v->id = stmt_get_int(s);
		v->words = stmt_get_str(s);
		v->who = stmt_get_str(s);
		if (stmt_get_int(s) != NAMING_NAMED)
			v->who = STR("");
	}
	return stmt_end(s);
}

err
matter_decisions(struct cx *cx, const struct matter_row *m, struct matter_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, outcome, forum_name, reason, room, ladder, made_at, review FROM see_decision"
	    " WHERE matter = ? ORDER BY id LIMIT 100"));

	page->decisions = arena_take(cx->mem, MATTER_PARTS_MAX * sizeof *page->decisions);
	stmt_put_int(s, m->joined_to ? m->joined_to : m->id);
	while (stmt_next(s)) {
		struct matter_decision *d = &page->decisions[page->ndecisions++];

		d->id = stmt_get_int(s);
		d->outcome = stmt_get_int(s);
		d->forum = stmt_get_str(s);
		d->reason = stmt_get_str(s);
		d->room = stmt_get_str(s);
		d->ladder = stmt_get_str(s);
		d->made = zone_day(cx->zone, (stamp){ stmt_get_int(s) });
		d->review = stmt_get_day(s);
	}
	return stmt_end(s);
}

err
matter_actions(struct cx *cx, const struct matter_row *m, struct matter_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT id, state, file, owner, what, owner_name, progress, evidence, due, done_at FROM see_action"
	    " WHERE matter = ? ORDER BY id LIMIT 100"));

	page->actions = arena_take(cx->mem, MATTER_PARTS_MAX * sizeof *page->actions);
	stmt_put_int(s, m->joined_to ? m->joined_to : m->id);
	while (stmt_next(s)) {
		struct matter_action *a = &page->actions[page->nactions++];
		int64_t               done;

		a->id = stmt_get_int(s);
		a->state = stmt_get_int(s);
		a->file = stmt_get_int(s);
		a->may_do = stmt_get_int(s) == cx->who.id.v && cx->who.id.v > 0;
		a->what = stmt_get_str(s);
		a->owner = stmt_get_str(s);
		a->progress = stmt_get_str(s);
		a->evidence = stmt_get_str(s);
		a->due = stmt_get_day(s);
		done = stmt_get_int(s);
		a->done = done ? zone_day(cx->zone, (stamp){ done }) : (day){ DAY_NONE };
	}
	return stmt_end(s);
}

err
matter_next_meeting(struct cx *cx, forum_id f, day *ret_day)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT day FROM see_meeting WHERE forum = ? AND day >= ? AND state < 2 ORDER BY day LIMIT 1"));

	*ret_day = (day){ DAY_NONE };
	stmt_put_int(s, f.v);
	stmt_put_int(s, cx->today.n);
	while (stmt_next(s))
		*ret_day = stmt_get_day(s);
	return stmt_end(s);
}
