/* rooms/session: every statement that touches sessions, tokens and tries.  No rules. */
#include "rooms/session/session_in.h"

err
session_find_signer(struct cx *cx, str login, struct signer *ret_signer)
{
	struct stmt  *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT id, secret_hash FROM see_sign_in WHERE login = ?"));
	struct signer found = { 0 };

	stmt_put_str(s, login);
	while (stmt_next(s)) {
		found.person = stmt_get_int(s);
		found.hash = stmt_get_str(s);
	}
	TRY(stmt_end(s));
	*ret_signer = found;
	return OK;
}

err
session_insert(struct cx *cx, const struct session_row *row)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO session (token_hash, person, grade, made_at, seen_at, ends_at)"
	    " VALUES (?, ?, ?, ?, ?, ?)"));

	stmt_put_str(s, row->token_hash);
	stmt_put_int(s, row->person);
	stmt_put_int(s, row->grade);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, row->ends.s);
	return stmt_end(s);
}

err
session_delete(struct cx *cx, str token_hash)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM session WHERE token_hash = ?"));

	stmt_put_str(s, token_hash);
	return stmt_end(s);
}

err
session_find_times(struct cx *cx, str token_hash, stamp *ret_seen, stamp *ret_ends)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT seen_at, ends_at FROM session WHERE token_hash = ?"));
	stamp        seen = { 0 }, ends = { 0 };

	stmt_put_str(s, token_hash);
	while (stmt_next(s)) {
		seen.s = stmt_get_int(s);
		ends.s = stmt_get_int(s);
	}
	TRY(stmt_end(s));
	*ret_seen = seen;
	*ret_ends = ends;
	return OK;
}

err
session_move(struct cx *cx, str token_hash, stamp before, stamp ends)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE session SET seen_at = ?, ends_at = ? WHERE token_hash = ? AND seen_at < ?"));

	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, ends.s);
	stmt_put_str(s, token_hash);
	stmt_put_int(s, before.s);
	return stmt_end(s);
}

err
session_delete_ended(struct cx *cx, stamp before)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM session WHERE ends_at < ?"));

	stmt_put_int(s, before.s);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM api_token WHERE ends_at < ?"));
	stmt_put_int(s, before.s);
	return stmt_end(s);
}

err
token_insert(struct cx *cx, const struct session_row *row, str name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO api_token (token_hash, person, name, made_at, ends_at) VALUES (?, ?, ?, ?, ?)"));

	stmt_put_str(s, row->token_hash);
	stmt_put_int(s, row->person);
	stmt_put_str(s, name);
	stmt_put_int(s, cx->now.s);
	stmt_put_int(s, row->ends.s);
	return stmt_end(s);
}

err
try_find(struct cx *cx, str who, struct bucket *ret_bucket, bool *ret_found)
{
	struct stmt  *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT tokens, at FROM sign_in_try WHERE who = ?"));
	struct bucket b = { 0 };
	bool          found = false;

	stmt_put_str(s, who);
	while (stmt_next(s)) {
		b.tokens = stmt_get_int(s);
		b.at.s = stmt_get_int(s);
		found = true;
	}
	TRY(stmt_end(s));
	*ret_bucket = b;
	*ret_found = found;
	return OK;
}

err
try_put(struct cx *cx, str who, struct bucket b)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO sign_in_try (who, tokens, at) VALUES (?, ?, ?)"
	    " ON CONFLICT (who) DO UPDATE SET tokens = excluded.tokens, at = excluded.at"));

	stmt_put_str(s, who);
	stmt_put_int(s, b.tokens);
	stmt_put_int(s, b.at.s);
	return stmt_end(s);
}

err
try_delete_old(struct cx *cx, stamp before)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM sign_in_try WHERE at < ?"));

	stmt_put_int(s, before.s);
	return stmt_end(s);
}

/* After an erasure: nobody is signed in as them. */
err
session_forget(struct cx *cx, person_id who)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM session WHERE person = ?"));

	stmt_put_int(s, who.v);
	TRY(stmt_end(s));
	s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM api_token WHERE person = ?"));
	stmt_put_int(s, who.v);
	return stmt_end(s);
}
