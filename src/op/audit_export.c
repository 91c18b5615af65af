/*
 * op/audit: the record as lines of text, for tools/audit-verify and for auditors who have no
 * database.  The layout is in docs/audit.md.  Fields are parted by tabs; bytes are hex.
 */
#include "op/audit_in.h"

#include "base/secret.h"

enum { EXPORT_MEMORY = 64 << 20 };

struct writing { struct cx *cx; struct arena *mem; struct audit_out out; int64_t lines, lane, seq; };

static void
say(struct writing *w, str line)
{
	w->lines++;
	w->out.line(w->out.arg, line);
}

static str
hex_or_dash(struct arena *mem, str bytes)
{
	return bytes.n > 0 ? secret_to_hex(mem, bytes) : STR("-");
}

static void
write_record(struct writing *w, const struct audit_record *r)
{
	struct buf b = { .mem = w->mem };

	buf_addf(&b, "record\t%lld\t%lld\t%lld\t%.*s\t%.*s\t%.*s\t%lld", (long long)r->lane,
	    (long long)r->seq, (long long)r->at, STR_ARG(r->actor), STR_ARG(r->op), STR_ARG(r->door),
	    (long long)r->thing);
	buf_addf(&b, "\t%.*s", STR_ARG(hex_or_dash(w->mem, r->seal)));
	buf_addf(&b, "\t%.*s", STR_ARG(hex_or_dash(w->mem, r->salt)));
	buf_addf(&b, "\t%.*s", STR_ARG(hex_or_dash(w->mem, r->hash)));
	say(w, buf_str(&b));
}

static err
some_records(struct writing *w, size_t *ret_n)
{
	struct stmt *s = stmt_new(w->cx->db, w->mem, SQL(
	    "SELECT lane, seq, at, actor, op, door, thing, seal, salt, hash FROM audit"
	    " WHERE (lane = ? AND seq > ?) OR lane > ? ORDER BY lane, seq LIMIT 500"));

	*ret_n = 0;
	stmt_put_int(s, w->lane);
	stmt_put_int(s, w->seq);
	stmt_put_int(s, w->lane);
	while (stmt_next(s)) {
		struct audit_record r;

		r.lane = w->lane = stmt_get_int(s);
		r.seq = w->seq = stmt_get_int(s);
		r.at = stmt_get_int(s);
		r.actor = stmt_get_str(s);
		r.op = stmt_get_str(s);
		r.door = stmt_get_str(s);
		r.thing = stmt_get_int(s);
		r.seal = stmt_get_blob(s);
		r.salt = stmt_get_blob(s);
		r.hash = stmt_get_blob(s);
		write_record(w, &r);
		++*ret_n;
	}
	return stmt_end(s);
}

static err
write_round(struct writing *w)
{
	struct stmt *s = stmt_new(w->cx->db, w->mem, SQL("SELECT lane, seq, hash FROM audit_head ORDER BY lane"));

	while (stmt_next(s)) {
		long long lane = stmt_get_int(s), seq = stmt_get_int(s);
		str       hash = hex_or_dash(w->mem, stmt_get_blob(s));

		say(w, str_fmt(w->mem, "head\t%lld\t%lld\t%.*s", lane, seq, STR_ARG(hash)));
	}
	TRY(stmt_end(s));
	s = stmt_new(w->cx->db, w->mem, SQL("SELECT person, actor, salt FROM audit_name ORDER BY person"));
	while (stmt_next(s)) {
		long long person = stmt_get_int(s);
		str       actor = stmt_get_str(s), salt = hex_or_dash(w->mem, stmt_get_blob(s));

		say(w, str_fmt(w->mem, "name\t%lld\t%.*s\t%.*s", person, STR_ARG(actor), STR_ARG(salt)));
	}
	TRY(stmt_end(s));
	s = stmt_new(w->cx->db, w->mem, SQL("SELECT day, op, n FROM audit_count ORDER BY day, op"));
	while (stmt_next(s)) {
		long long of = stmt_get_int(s), n;
		str       op = stmt_get_str(s);

		n = stmt_get_int(s);
		say(w, str_fmt(w->mem, "count\t%lld\t%.*s\t%lld", of, STR_ARG(op), n));
	}
	return stmt_end(s);
}

static err
write_all(struct writing *w)
{
	size_t n = 0;

	say(w, STR("waggle-audit-1"));
	do {
		TRY(some_records(w, &n));
		arena_clear(w->mem);
	} while (n > 0);
	TRY(write_round(w));
	say(w, str_fmt(w->mem, "end\t%lld", (long long)w->lines));
	return OK;
}

err
audit_export(struct cx *cx, struct audit_out out)
{
	struct writing w = { .cx = cx, .out = out, .lane = -1 };
	err            e;

	w.mem = arena_new(EXPORT_MEMORY);
	e = write_all(&w);
	arena_free(w.mem);
	return e;
}
