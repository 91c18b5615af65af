/* rooms/apart: every statement that touches its tables.  No rules. */
#include "rooms/apart/apart_in.h"

#include "store/rows.h"

#define COLUMNS \
	"a.id, a.unit, COALESCE(a.author, 0), a.state, a.outcome, a.verdict, a.steps, a.version, a.unit_name," \
	" a.said, a.about, a.author_name, a.level, a.kind, a.topic, a.source, a.constituency," \
	" COALESCE(a.imported, ''), a.raised_at, a.due"

static void
read_row(struct cx *cx, struct stmt *s, struct apart_row *r)
{
	r->id = stmt_get_int(s);
	r->unit = stmt_get_int(s);
	r->author = stmt_get_int(s);
	r->state = stmt_get_int(s);
	r->outcome = stmt_get_int(s);
	r->verdict = stmt_get_int(s);
	r->steps = stmt_get_int(s);
	r->version = stmt_get_int(s);
	r->unit_name = stmt_get_str(s);
	r->said = stmt_get_str(s);
	r->about = stmt_get_str(s);
	r->author_name = stmt_get_str(s);
	r->level = stmt_get_str(s);
	r->kind = stmt_get_str(s);
	r->topic = stmt_get_str(s);
	r->source = stmt_get_str(s);
	r->constituency = stmt_get_str(s);
	r->imported = stmt_get_str(s);
	r->raised_at.s = stmt_get_int(s);
	r->due = stmt_get_day(s);
	r->mine = r->author > 0 && r->author == cx->who.id.v;
}

static err
read_one(struct cx *cx, struct stmt *s, struct apart_row *ret_row)
{
	struct apart_row r = { 0 };

	while (stmt_next(s))
		read_row(cx, s, &r);
	TRY(stmt_end(s));
	if (r.id == 0)
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("apart"));
	*ret_row = r;
	return OK;
}

err
apart_insert(struct cx *cx, const struct apart_row *r, str receipt)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO apart (id, unit, unit_name, said, about, author, author_name, receipt, raised_at, due,"
	    "  state, outcome, verdict, level, steps, version, kind, topic, source, constituency, imported)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''), ?, ?, ?, 0, 0, '', 0, 1, ?, ?, ?, ?, NULLIF(?, ''))"));

	stmt_put_int(s, r->id);
	stmt_put_int(s, r->unit);
	stmt_put_str(s, r->unit_name);
	stmt_put_str(s, r->said);
	stmt_put_str(s, r->about);
	stmt_put_id(s, r->author);
	stmt_put_str(s, r->author_name);
	stmt_put_str(s, receipt);
	stmt_put_int(s, r->raised_at.s);
	stmt_put_day(s, r->due);
	stmt_put_int(s, APART_WAITING);
	stmt_put_str(s, r->kind);
	stmt_put_str(s, r->topic);
	stmt_put_str(s, r->source);
	stmt_put_str(s, r->constituency);
	stmt_put_str(s, r->imported);
	return stmt_end(s);
}

err
apart_is_unsent(struct cx *cx, apart_id id, bool *ret_yes)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM apart a JOIN apart_step t ON t.apart = a.id AND t.n = 1"
	    " WHERE a.id = ? AND t.kind = ? AND a.author IS NULL AND a.receipt IS NULL"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, APART_STEP_REFUSED);
	TRY(stmt_int(s, &n));
	*ret_yes = n == 1;
	return OK;
}

err
apart_send(struct cx *cx, const struct apart_row *r, str receipt)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE apart SET said = ?, about = ?, author = ?, author_name = ?, receipt = NULLIF(?, ''), raised_at = ?,"
	    "  state = ?, version = version + 1 WHERE id = ?"));

	stmt_put_str(s, r->said);
	stmt_put_str(s, r->about);
	stmt_put_id(s, r->author);
	stmt_put_str(s, r->author_name);
	stmt_put_str(s, receipt);
	stmt_put_int(s, r->raised_at.s);
	stmt_put_int(s, r->state);
	stmt_put_int(s, r->id);
	return stmt_end(s);
}

bool
apart_id_taken(struct cx *cx, int64_t id)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM apart WHERE id = ?"));

	stmt_put_int(s, id);
	return stmt_int(s, &n) == OK && n > 0;
}

err
apart_insert_step(struct cx *cx, apart_id id, const struct apart_note *n)
{
	/* The house's own steps in such an operation too: they happen in the same second. */
	bool         unnamed = n->unnamed || cx->unnamed;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO apart_step (apart, n, kind, at, who, label, words)"
	    " SELECT a.id, a.steps + 1, ?, ?, ?, ?, ? FROM apart a WHERE a.id = ?"));

	stmt_put_int(s, n->kind);
	stmt_put_int(s, n->at.s != 0 ? n->at.s : unnamed ? cx->today.n * 86400 : cx->now.s);
	stmt_put_id(s, unnamed || n->at.s != 0 || cx->who.id.v < 0 ? 0 : cx->who.id.v);
	stmt_put_str(s, n->label);
	stmt_put_str(s, n->words);
	stmt_put_int(s, id.v);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("UPDATE apart SET steps = steps + 1 WHERE id = ?"));
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

err
apart_update(struct cx *cx, const struct apart_row *r)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE apart SET state = ?, outcome = ?, verdict = ?, level = ?, due = ?, version = version + 1"
	    " WHERE id = ? AND version = ?"));

	stmt_put_int(s, r->state);
	stmt_put_int(s, r->outcome);
	stmt_put_int(s, r->verdict);
	stmt_put_str(s, r->level);
	stmt_put_day(s, r->due);
	stmt_put_int(s, r->id);
	stmt_put_int(s, r->version);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_CLASH, "matter.moved", STR("version"));
}

err
apart_insert_named(struct cx *cx, apart_id id, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO apart_named (apart, person) SELECT CAST(? AS BIGINT), p.id FROM see_person p WHERE p.id = ?"
	    " ON CONFLICT (apart, person) DO NOTHING"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, who.v);
	return stmt_end(s);
}

err
apart_find(struct cx *cx, apart_id id, struct apart_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " FROM apart a WHERE a.id = ?"));

	stmt_put_int(s, id.v);
	return read_one(cx, s, ret_row);
}

/* Asked by person first: who never was a reader takes one step, whether or not there is such an id. */
static err
was_brought(struct cx *cx, apart_id id, bool *ret_yes)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT COUNT(*) FROM apart_reader r WHERE r.person = ? AND r.apart = ?"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, id.v);
	TRY(stmt_int(s, &n));
	*ret_yes = n > 0;
	return OK;
}

err
apart_reach(struct cx *cx, apart_id id, struct apart_row *ret_row, bool *ret_hears)
{
	struct stmt *s;
	bool         brought = false;

	*ret_hears = false;
	TRY(was_brought(cx, id, &brought));
	if (brought) {
		s = stmt_new(cx->db, cx->mem, SQL(
		    "SELECT " COLUMNS " FROM apart_reader r JOIN apart a ON a.id = r.apart JOIN see_unit u ON u.id = a.unit"
		    " WHERE r.person = ? AND r.apart = ? AND" REACH_APART("a", "u", "r.person")));
		stmt_put_int(s, cx->who.id.v);
		stmt_put_int(s, id.v);
		stmt_put_apart(s, cx->now);
	} else {
		s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " FROM apart a WHERE a.author = ? AND a.id = ?"));
		stmt_put_int(s, cx->who.id.v);
		stmt_put_int(s, id.v);
	}
	TRY(read_one(cx, s, ret_row));
	*ret_hears = brought;
	return OK;
}

err
apart_find_receipt(struct cx *cx, str hash, struct apart_row *ret_row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT " COLUMNS " FROM apart a WHERE a.receipt = ?"));

	stmt_put_str(s, hash);
	return read_one(cx, s, ret_row);
}

static err
select_mine(struct cx *cx, struct apart_list *list)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " FROM apart a WHERE a.author = ? ORDER BY a.id DESC LIMIT ?"));

	list->mine = arena_take(cx->mem, APART_LIST * sizeof *list->mine);
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, APART_LIST);
	while (stmt_next(s))
		read_row(cx, s, &list->mine[list->nmine++]);
	return stmt_end(s);
}

err
apart_select(struct cx *cx, int64_t older, struct apart_list *ret)
{
	struct apart_list list = { .hear = arena_take(cx->mem, (APART_LIST + 1) * sizeof *list.hear) };
	struct stmt      *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " FROM apart_reader r JOIN apart a ON a.id = r.apart JOIN see_unit u ON u.id = a.unit"
	    " WHERE r.person = ? AND (CAST(? AS BIGINT) = 0 OR r.apart < ?) AND" REACH_APART("a", "u", "r.person")
	    " ORDER BY a.id DESC LIMIT ?"));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, older);
	stmt_put_int(s, older);
	stmt_put_apart(s, cx->now);
	stmt_put_int(s, APART_LIST + 1);
	while (stmt_next(s))
		read_row(cx, s, &list.hear[list.nhear++]);
	TRY(stmt_end(s));
	if (list.nhear > APART_LIST)
		list.next = list.hear[--list.nhear - 1].id;
	TRY(select_mine(cx, &list));
	*ret = list;
	return OK;
}

err
apart_waiting(struct cx *cx, int64_t *ret_n)
{
	int64_t      hear = 0, mine = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM apart_reader r JOIN apart a ON a.id = r.apart JOIN see_unit u ON u.id = a.unit"
	    " WHERE r.person = ? AND a.state = ? AND" REACH_APART("a", "u", "r.person")));

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, APART_WAITING);
	stmt_put_apart(s, cx->now);
	TRY(stmt_int(s, &hear));
	s = stmt_new(cx->db, cx->mem, SQL("SELECT COUNT(*) FROM apart a WHERE a.author = ? AND a.state = ?"));
	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, APART_ANSWERED);
	TRY(stmt_int(s, &mine));
	*ret_n = hear + mine;
	return OK;
}

err
apart_select_steps(struct cx *cx, apart_id id, struct apart_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT n, kind, label, words, at FROM apart_step WHERE apart = ? ORDER BY n LIMIT ?"));

	page->steps = arena_take(cx->mem, APART_STEPS * sizeof *page->steps);
	stmt_put_int(s, id.v);
	stmt_put_int(s, APART_STEPS);
	while (stmt_next(s)) {
		struct apart_step *t = &page->steps[page->nsteps++];

		t->n = stmt_get_int(s);
		t->kind = stmt_get_int(s);
		t->label = stmt_get_str(s);
		t->words = stmt_get_str(s);
		t->at.s = stmt_get_int(s);
	}
	return stmt_end(s);
}

err
apart_select_hearers(struct cx *cx, apart_id id, struct apart_page *page)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT p.id, p.name FROM apart_reader r JOIN apart a ON a.id = r.apart JOIN see_unit u ON u.id = a.unit"
	    " JOIN see_person p ON p.id = r.person WHERE r.apart = ? AND" REACH_APART("a", "u", "r.person")
	    " ORDER BY p.name, p.id LIMIT ?"));

	page->hearers = arena_take(cx->mem, APART_LIST * sizeof *page->hearers);
	stmt_put_int(s, id.v);
	stmt_put_apart(s, cx->now);
	stmt_put_int(s, APART_LIST);
	while (stmt_next(s)) {
		struct apart_person *p = &page->hearers[page->nhearers++];

		p->id = stmt_get_int(s);
		p->name = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
apart_hearers(struct cx *cx, apart_id id, struct apart_person **ret_at, size_t *ret_n)
{
	struct apart_page page = { 0 };

	TRY(apart_select_hearers(cx, id, &page));
	*ret_at = page.hearers;
	*ret_n = page.nhearers;
	return OK;
}

bool
apart_may_hear(struct cx *cx, apart_id id, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT 1 FROM apart a JOIN see_unit u ON u.id = a.unit JOIN see_person p ON p.id = ?"
	    " WHERE a.id = ? AND" REACH_APART("a", "u", "p.id")));
	bool         yes = false;

	stmt_put_int(s, who.v);
	stmt_put_int(s, id.v);
	stmt_put_apart(s, cx->now);
	while (stmt_next(s))
		yes = stmt_get_int(s) == 1;
	return stmt_end(s) == OK && yes;
}

bool
apart_could_hear(struct cx *cx, matter_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT 1 FROM see_matter a JOIN see_unit u ON u.id = a.unit JOIN see_person p ON p.id = ?"
	    " WHERE a.id = ? AND" REACH_APART("a", "u", "p.id")));
	bool         yes = false;

	stmt_put_int(s, cx->who.id.v);
	stmt_put_int(s, id.v);
	stmt_put_apart(s, cx->now);
	while (stmt_next(s))
		yes = stmt_get_int(s) == 1;
	return stmt_end(s) == OK && yes;
}

err
apart_receipt_of(struct cx *cx, apart_id id, str *ret_hash)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT COALESCE(receipt, '') FROM apart WHERE id = ?"));

	stmt_put_int(s, id.v);
	while (stmt_next(s))
		*ret_hash = stmt_get_str(s);
	return stmt_end(s);
}

/* The wall is down: both lead to the matter now. */
err
apart_receipt_gone(struct cx *cx, apart_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE apart SET receipt = NULL, imported = NULL WHERE id = ?"));

	stmt_put_int(s, id.v);
	return stmt_end(s);
}

static const struct row_col person_cols[] = {
	COL(struct apart_person, ROW_INT, id), COL(struct apart_person, ROW_STR, name),
};
static const struct row_of person_row = { sizeof(struct apart_person), person_cols, LEN(person_cols) };

err
apart_above(struct cx *cx, unit_id u, struct apart_person **ret_at, size_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT p.id, p.name FROM see_unit u JOIN see_unit hu ON u.path >= hu.path AND u.path < hu.path_end"
	    " JOIN see_held h ON h.unit = hu.id JOIN see_person p ON p.id = h.person WHERE u.id = ? LIMIT ?"));

	stmt_put_int(s, u.v);
	stmt_put_int(s, APART_ABOVE);
	return stmt_rows(s, &person_row, ret_at, ret_n);
}

/* A longer path of the same line is nearer, and a longer one sorts later. */
err
apart_next_level(struct cx *cx, const struct apart_row *r, str *ret_path, str *ret_name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT k.path, k.name FROM apart a JOIN see_unit u ON u.id = a.unit"
	    " JOIN see_unit k ON u.path >= k.path AND u.path < k.path_end"
	    " JOIN see_held c ON c.unit = k.id JOIN see_role_may cm ON cm.role = c.role"
	    " WHERE a.id = ? AND (? = '' OR k.path < ?) AND cm.may = ? AND ? BETWEEN c.since AND c.until"
	    " AND c.forum IS NULL AND" REACH_APART("a", "u", "c.person") " ORDER BY k.path DESC LIMIT 1"));

	*ret_path = *ret_name = (str){ 0 };
	stmt_put_int(s, r->id);
	stmt_put_str(s, r->level);
	stmt_put_str(s, r->level);
	stmt_put_int(s, MAY_HEAR_APART);
	stmt_put_int(s, cx->now.s);
	stmt_put_apart(s, cx->now);
	while (stmt_next(s)) {
		*ret_path = stmt_get_str(s);
		*ret_name = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
apart_bring(struct cx *cx, const struct apart_row *r, str path)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO apart_reader (person, apart, level)"
	    " SELECT DISTINCT c.person, a.id, k.path FROM apart a JOIN see_unit u ON u.id = a.unit"
	    " JOIN see_unit k ON k.path = ? JOIN see_held c ON c.unit = k.id JOIN see_role_may cm ON cm.role = c.role"
	    " WHERE a.id = ? AND cm.may = ? AND ? BETWEEN c.since AND c.until"
	    " AND c.forum IS NULL AND" REACH_APART("a", "u", "c.person")
	    " ON CONFLICT (person, apart) DO NOTHING"));

	stmt_put_str(s, path);
	stmt_put_int(s, r->id);
	stmt_put_int(s, MAY_HEAR_APART);
	stmt_put_int(s, cx->now.s);
	stmt_put_apart(s, cx->now);
	return stmt_end(s);
}

err
apart_count_hearers(struct cx *cx, apart_id id, int64_t *ret_n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM apart_reader r JOIN apart a ON a.id = r.apart JOIN see_unit u ON u.id = a.unit"
	    " WHERE r.apart = ? AND" REACH_APART("a", "u", "r.person")));

	*ret_n = 0;
	stmt_put_int(s, id.v);
	stmt_put_apart(s, cx->now);
	return stmt_int(s, ret_n);
}

err
apart_stuck(struct cx *cx, struct apart_row **ret_at, size_t *ret_n)
{
	struct apart_row *at = arena_take(cx->mem, APART_LIST * sizeof *at);
	size_t            n = 0;
	struct stmt      *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT " COLUMNS " FROM apart a JOIN see_unit u ON u.id = a.unit WHERE a.state = ? AND (a.due < ?"
	    "  OR NOT EXISTS (SELECT 1 FROM apart_reader r WHERE r.apart = a.id AND" REACH_APART("a", "u", "r.person") "))"
	    " ORDER BY a.due, a.id LIMIT ?"));

	stmt_put_int(s, APART_WAITING);
	stmt_put_day(s, cx->today);
	stmt_put_apart(s, cx->now);
	stmt_put_int(s, APART_LIST);
	while (stmt_next(s))
		read_row(cx, s, &at[n++]);
	TRY(stmt_end(s));
	*ret_at = at;
	*ret_n = n;
	return OK;
}

/* After an erasure: what was said stays, without their name. */
err
apart_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE apart SET author_name = '' WHERE author = ?"));

	stmt_put_int(s, who.v);
	return stmt_end(s);
}

err
apart_unit_renamed(struct cx *cx, unit_id u, str name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE apart SET unit_name = ? WHERE unit = ?"));

	stmt_put_str(s, name);
	stmt_put_int(s, u.v);
	return stmt_end(s);
}
