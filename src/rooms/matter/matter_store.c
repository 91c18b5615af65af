/* rooms/matter: statements that change the matter tables.  No rules. */
#include "rooms/matter/matter_in.h"

#include "rooms/outbox/outbox.h"

int64_t
matter_spot(int64_t unit, int64_t id)
{
	return (unit & 0x3fffff) * MATTER_SPOTS_OF_UNIT + (id >> 17) * MATTER_SPOTS;
}

err
matter_insert(struct cx *cx, const struct matter_new *n, const struct forum_row *holder, matter_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO matter (spot, unit, id, unit_name, said, summary, summary_ok, kind, topic, source, naming,"
	    "  author, author_name, constituency, typed_by, raised_at, state, outcome, verdict, again, holder,"
	    "  holder_name, due, voices, joined_to, receipt, imported, done_at, steps, version, settled)"
	    " VALUES (CAST(? AS BIGINT) + (SELECT COUNT(*) FROM see_matter_spot t WHERE t.spot >= ? AND t.spot < ?), ?, ?, ?, ?, '', 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, NULL, 1,"
	    "  NULL, NULLIF(?, ''), NULLIF(?, ''), 0, 1, 1, '')"));
	const int64_t spot = matter_spot(n->unit.id, id.v);

	stmt_put_int(s, spot);
	stmt_put_int(s, spot);
	stmt_put_int(s, spot + MATTER_SPOTS);
	stmt_put_int(s, n->unit.id);
	stmt_put_int(s, id.v);
	stmt_put_str(s, n->unit.name);
	stmt_put_str(s, n->said);
	stmt_put_str(s, n->kind);
	stmt_put_str(s, n->topic);
	stmt_put_str(s, n->source);
	stmt_put_int(s, n->naming);
	stmt_put_id(s, n->author);
	stmt_put_str(s, n->author_name);
	stmt_put_str(s, n->constituency);
	stmt_put_id(s, n->typed_by);
	stmt_put_int(s, n->raised_at.s);
	stmt_put_int(s, MATTER_RAISED);
	stmt_put_id(s, holder->id);
	stmt_put_str(s, holder->name);
	stmt_put_str(s, n->receipt);
	stmt_put_str(s, n->imported);
	TRY(stmt_end(s));
	return tally_raised(cx, n->unit.id, id.v, MATTER_RAISED);
}

err
matter_insert_step(struct cx *cx, const struct matter_row *m, const struct matter_change *c, int64_t n)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO matter_step (matter, n, kind, at, who, label, forum, meeting, words, due)"
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
	int64_t      holder = c->holder.v ? c->holder.v : m->holder;

	stmt_put_int(s, m->id);
	stmt_put_int(s, n);
	stmt_put_int(s, c->step);
	stmt_put_int(s, c->unnamed ? cx->today.n * 86400 : cx->now.s);
	stmt_put_id(s, c->unnamed ? 0 : cx->who.id.v);
	stmt_put_str(s, c->label.n > 0 || c->own_words ? c->label : m->holder_name);
	stmt_put_id(s, c->own_words ? 0 : holder);
	stmt_put_id(s, c->meeting);
	stmt_put_str(s, c->words);
	stmt_put_day(s, c->due);
	return stmt_end(s);
}

err
matter_last_words(struct cx *cx, matter_id id, bool own, str *ret_words)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT words FROM matter_step WHERE matter = ? AND words <> ''"
	    "  AND (CAST(? AS BIGINT) = 1 OR kind NOT IN (10, 11, 15)) ORDER BY n DESC LIMIT 1"));

	*ret_words = STR("");
	stmt_put_int(s, id.v);
	stmt_put_int(s, own);
	while (stmt_next(s))
		*ret_words = stmt_get_str(s);
	return stmt_end(s);
}

err
matter_insert_forum(struct cx *cx, forum_id f, matter_id id, unit_id u)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO matter_forum (forum, matter, unit) VALUES (?, ?, ?)"
	    " ON CONFLICT (forum, matter) DO NOTHING"));

	stmt_put_int(s, f.v);
	stmt_put_int(s, id.v);
	stmt_put_int(s, u.v);
	return stmt_end(s);
}

enum { VOICES_MAX = 1000 };

/* A mail "there is something new" to those of them who asked for mail. */
static err
mail_voices(struct cx *cx, matter_id id)
{
	person_id   *at = arena_take(cx->mem, VOICES_MAX * sizeof *at);
	size_t       n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT DISTINCT m.author FROM matter m JOIN see_mail_wish w ON w.person = m.author"
	    " WHERE (m.id = ? OR m.joined_to = ?) AND w.wanted = 1 ORDER BY m.author LIMIT 1000"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, id.v);
	while (stmt_next(s))
		at[n++].v = stmt_get_int(s);
	TRY(stmt_end(s));
	for (size_t i = 0; i < n; i++)
		TRY(outbox_put(cx, at[i], KIND_NEWS));
	return OK;
}

/* Everybody who said it, here or in a matter joined to it. */
err
matter_tell(struct cx *cx, matter_id id, int64_t step, stamp at)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO notice (person, matter, of_matter, step, at, seen)"
	    " SELECT m.author, m.id, ?, ?, ?, 0 FROM matter m"
	    "  WHERE (m.id = ? OR m.joined_to = ?) AND m.author IS NOT NULL"
	    " ON CONFLICT (person, matter, of_matter, step) DO NOTHING"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, step);
	stmt_put_int(s, at.s);
	stmt_put_int(s, id.v);
	stmt_put_int(s, id.v);
	TRY(stmt_end(s));
	return mail_voices(cx, id);
}

err
matter_update(struct cx *cx, const struct matter_row *m, const struct matter_change *c)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE matter SET state = ?, outcome = ?, verdict = ?, holder = ?,"
	    "  holder_name = COALESCE((SELECT f.name FROM see_forum f WHERE f.id = ?), holder_name),"
	    "  due = ?, again = again + ?, done_at = ?, steps = steps + 1, version = version + 1,"
	    "  settled = CASE WHEN CAST(? AS BIGINT) = 1 THEN ? ELSE settled END"
	    " WHERE unit = ? AND id = ? AND version = ?"));
	int64_t      holder = c->holder.v ? c->holder.v : m->holder;
	int64_t      state = c->state ? c->state : m->state;
	bool         done = state == MATTER_DONE || state == MATTER_SETTLED || state == MATTER_JUDGED;

	stmt_put_int(s, state);
	stmt_put_int(s, c->outcome ? c->outcome : m->outcome);
	stmt_put_int(s, c->step == STEP_ASKED_AGAIN ? 0 : c->verdict ? c->verdict : m->verdict);
	stmt_put_id(s, holder);
	stmt_put_int(s, holder);
	stmt_put_day(s, c->due);
	stmt_put_int(s, c->step == STEP_ASKED_AGAIN);
	stmt_put_int(s, !done ? 0 : m->done_at.s ? m->done_at.s : cx->now.s);
	stmt_put_int(s, c->step == STEP_SETTLED);
	stmt_put_str(s, c->words);
	stmt_put_int(s, m->unit);
	stmt_put_int(s, m->id);
	stmt_put_int(s, m->version);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? tally_moved(cx, m, state) : cx_fail(cx, ERR_CLASH, "matter.moved", STR("version"));
}

err
matter_update_summary(struct cx *cx, const struct matter_row *m, str summary, bool ok)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE matter SET summary = ?, summary_ok = ?, version = version + 1"
	    " WHERE unit = ? AND id = ? AND version = ?"));

	stmt_put_str(s, summary);
	stmt_put_int(s, ok);
	stmt_put_int(s, m->unit);
	stmt_put_int(s, m->id);
	stmt_put_int(s, m->version);
	TRY(stmt_end(s));
	return stmt_changed(s) == 1 ? OK : cx_fail(cx, ERR_CLASH, "matter.moved", STR("version"));
}

err
matter_update_joined(struct cx *cx, const struct matter_row *m, matter_id into)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE matter SET joined_to = ?, state = ? WHERE (unit = ? AND id = ?) OR joined_to = ?"));

	TRY(tally_joined(cx, m));
	stmt_put_int(s, into.v);
	stmt_put_int(s, MATTER_JOINED);
	stmt_put_int(s, m->unit);
	stmt_put_int(s, m->id);
	stmt_put_int(s, m->id);
	return stmt_end(s);
}

err
matter_add_voices(struct cx *cx, matter_id id, int64_t more)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE matter SET voices = voices + ? WHERE id = ?"));

	stmt_put_int(s, more);
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

err
matter_insert_verdict(struct cx *cx, matter_id id, int64_t verdict, str words, bool unnamed)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO verdict (matter, n, verdict, words, at, who)"
	    " SELECT ?, COALESCE(MAX(v.n), 0) + 1, ?, ?, ?, ? FROM verdict v WHERE v.matter = ?"));

	stmt_put_int(s, id.v);
	stmt_put_int(s, verdict);
	stmt_put_str(s, words);
	stmt_put_int(s, unnamed ? cx->today.n * 86400 : cx->now.s);
	stmt_put_id(s, unnamed ? 0 : cx->who.id.v);
	stmt_put_int(s, id.v);
	return stmt_end(s);
}

/* After an erasure: their words stay, without their name; nobody is left to be told. */
err
matter_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE matter SET author_name = '' WHERE author = ?"));

	stmt_put_int(s, who.v);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM notice WHERE person = ?"));
	stmt_put_int(s, who.v);
	return stmt_end(s);
}

/* What a list shows of a place stands in the row; steps and decisions keep the name of their day. */
err
matter_unit_renamed(struct cx *cx, unit_id u, str name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE matter SET unit_name = ? WHERE unit = ?"));

	stmt_put_str(s, name);
	stmt_put_int(s, u.v);
	return stmt_end(s);
}

err
matter_forum_renamed(struct cx *cx, forum_id f, str name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("UPDATE matter SET holder_name = ? WHERE holder = ?"));

	stmt_put_str(s, name);
	stmt_put_int(s, f.v);
	return stmt_end(s);
}
