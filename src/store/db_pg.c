/*
 * store: the PostgreSQL engine (15 or newer).  Only this file and
 * db_pg_copy.c (backups) name libpq.
 * Each literal is prepared once per connection.  A connection that was lost is made
 * again at the next db_begin().  Log lines carry the SQLSTATE, the constraint and the
 * statement, never a value.
 */
#include "store/db_in.h"
#include "store/place_in.h"

#include <assert.h>
#include <endian.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TYPE_BOOL = 16, TYPE_BYTEA = 17, TYPE_INT8 = 20, TYPE_TEXT = 25, OLDEST = 150000 };

static const char *
field_of(const PGresult *r, int what)
{
	const char *p = PQresultErrorField(r, what);

	return p == NULL ? "" : p;
}

static err
err_of(const char *state)
{
	static const char *const busy[] = { "40001", "40P01", "55P03", "57014" };

	for (size_t i = 0; i < LEN(busy); i++)
		if (strcmp(state, busy[i]) == 0)
			return ERR_BUSY;
	if (strcmp(state, "53100") == 0)         /* no room on its disk */
		return ERR_FULL;
	if (strcmp(state, "22021") == 0)         /* not text */
		return ERR_INPUT;
	return strncmp(state, "23", 2) == 0 ? ERR_CLASH : ERR_STORE;
}

static err
complain(struct db *db, const PGresult *r, const char *text)
{
	const char *state = field_of(r, PG_DIAG_SQLSTATE);
	bool        ours = strncmp(state, "42", 2) == 0 || strncmp(state, "53", 2) == 0;

	if (PQstatus(db->conn) != CONNECTION_OK)
		state = "gone";
	log_line("postgres", "state=%s table=%s constraint=%s trouble=\"%s\" sql=\"%.300s\"", state,
	    field_of(r, PG_DIAG_TABLE_NAME), field_of(r, PG_DIAG_CONSTRAINT_NAME),
	    ours ? field_of(r, PG_DIAG_MESSAGE_PRIMARY) : "", text);
	return err_of(state);
}

static bool
fine(const PGresult *r)
{
	ExecStatusType t = PQresultStatus(r);

	return t == PGRES_COMMAND_OK || t == PGRES_TUPLES_OK;
}

enum { WATCH_MS = 200 };

/* The same as PQexec of one statement, but somebody watches while the server works. */
static PGresult *
exec_watched(struct db *db, const char *one)
{
	struct pollfd wait = { .fd = PQsocket(db->conn), .events = POLLIN };
	PGresult     *r = NULL, *last = NULL;

	if (PQsendQuery(db->conn, one) != 1)
		return PQmakeEmptyPGresult(db->conn, PGRES_FATAL_ERROR);
	while (PQisBusy(db->conn)) {
		if (poll(&wait, 1, WATCH_MS) > 0 && PQconsumeInput(db->conn) != 1)
			break;
		db->tick(db->tick_arg);
	}
	while ((r = PQgetResult(db->conn)) != NULL) {
		PQclear(last);
		last = r;
	}
	return last;
}

static void pg_watch(struct db *db) { (void)db; }      /* each script looks for itself */

static err
pg_script(struct db *db, const char *one)
{
	PGresult *r = db->tick == NULL ? PQexec(db->conn, one) : exec_watched(db, one);
	err       e = fine(r) ? OK : complain(db, r, one);

	PQclear(r);
	return e;
}

static void hush(void *arg, const PGresult *r) { (void)arg; (void)r; }

/* What every connection needs, new or made again. */
static err
settle(struct db *db)
{
	static const char *const all[] = {
		"SET statement_timeout = '60s'", "SET lock_timeout = '2s'",
		"SET idle_in_transaction_session_timeout = '60s'", "SET jit = off",
		"SET client_encoding = 'UTF8'", "SET bytea_output = 'hex'",
		"SELECT set_config('synchronous_commit', 'on', false)"
		" WHERE current_setting('synchronous_commit') = 'off'",
	};

	PQsetNoticeReceiver(db->conn, hush, NULL);
	for (size_t i = 0; i < LEN(all); i++)
		TRY(pg_script(db, all[i]));
	if (db->mode == DB_READ)
		TRY(pg_script(db, "SET default_transaction_read_only = on"));
	else    /* a table read from end to end, however small, is in the way of every other writer */
		TRY(pg_script(db, "SET enable_seqscan = off"));
	/* shared by all who may write: a restore waits for none of them (db_pg_copy.c) */
	if (db->mode == DB_WRITE)
		TRY(pg_script(db, "SELECT pg_advisory_lock_shared(723410928, hashtext(current_schema()))"));
	if (db->place[0] != '\0')
		TRY(pg_go_to(db, db->place));
	if (PQserverVersion(db->conn) >= OLDEST)
		return OK;
	log_line("postgres", "trouble=\"the server is older than version 15\"");
	return ERR_STORE;
}

static err
pg_open(struct db *db, const char *where)
{
	PGconn *c = PQconnectdb(where);
	err     e = ERR_STORE;

	db->conn = c;
	if (PQstatus(c) == CONNECTION_OK)
		e = settle(db);
	else
		log_line("postgres", "trouble=\"cannot connect\"");
	if (e != OK)
		PQfinish(c);
	return e;
}

static void pg_close(struct db *db) { PQfinish(db->conn); }

static err
again(struct db *db)
{
	db_forget(db);
	PQreset(db->conn);
	if (PQstatus(db->conn) != CONNECTION_OK) {
		log_line("postgres", "trouble=\"cannot connect again\"");
		return ERR_STORE;
	}
	return settle(db);
}

static err
pg_begin(struct db *db, enum tx_kind kind)
{
	const char *how = "BEGIN ISOLATION LEVEL SERIALIZABLE";

	if (kind == TX_SCHEMA)
		how = "BEGIN ISOLATION LEVEL READ COMMITTED";
	else if (db->mode == DB_READ)
		how = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
	if (PQstatus(db->conn) == CONNECTION_OK && pg_script(db, how) == OK)
		return OK;
	if (PQstatus(db->conn) == CONNECTION_OK)
		return ERR_STORE;
	TRY(again(db));
	return pg_script(db, how);
}

/* COMMIT of a failed transaction says ROLLBACK and looks like success. */
static err
pg_commit(struct db *db)
{
	PGresult *r = PQexec(db->conn, "COMMIT");
	err       e = fine(r) ? OK : complain(db, r, "COMMIT");

	if (e == OK && strcmp(PQcmdStatus(r), "COMMIT") != 0)
		e = ERR_STORE;
	PQclear(r);
	return e;
}

static bool
pg_alive(struct db *db)
{
	return PQstatus(db->conn) == CONNECTION_OK &&
	    PQtransactionStatus(db->conn) != PQTRANS_IDLE;
}

/* --- statements ----------------------------------------------------------------- */

/* The common dialect marks places with ?; PostgreSQL wants $1, $2. */
static const char *
numbered(struct arena *mem, const char *text)
{
	struct buf b = { .mem = mem };
	bool       quoted = false;
	int        n = 0;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (*p == '?' && !quoted)
			buf_addf(&b, "$%d", ++n);
		else
			buf_add(&b, (str){ p, 1 });
	}
	return str_c(mem, buf_str(&b));
}

static unsigned char
type_of(const struct put *p)
{
	switch (p->kind) {
	case PUT_STR:  return TYPE_TEXT;
	case PUT_BLOB: return TYPE_BYTEA;
	case PUT_INT:
	case PUT_NULL: return TYPE_INT8;
	}
	return 0;
}

static void
name_of(const struct made *m, char *ret_name, size_t size)
{
	(void)snprintf(ret_name, size, "w%u", m->no);
}

static err
prepare(struct stmt *s)
{
	struct made *m = s->made;
	PGresult    *r;
	char         name[16];
	Oid          types[STMT_PUTS_MAX];
	err          e;

	m->no = ++s->db->made_no;
	m->nkinds = s->nputs;
	for (int i = 0; i < s->nputs; i++) {
		m->kinds[i] = type_of(&s->puts[i]);
		types[i] = m->kinds[i];
	}
	name_of(m, name, sizeof name);
	r = PQprepare(s->db->conn, name, numbered(s->mem, s->text), s->nputs, types);
	e = fine(r) ? OK : complain(s->db, r, s->text);
	PQclear(r);
	if (e != OK)
		m->no = 0;
	return e;
}

/* Numbers go as eight bytes, text and blobs as they are. */
static err
pg_run(struct stmt *s)
{
	const char *v[STMT_PUTS_MAX];
	uint64_t    numbers[STMT_PUTS_MAX];
	int         sizes[STMT_PUTS_MAX], formats[STMT_PUTS_MAX];
	char        name[16];

	if (s->made->no == 0)
		TRY(prepare(s));
	assert(s->made->nkinds == s->nputs);
	for (int i = 0; i < s->nputs; i++) {
		const struct put *p = &s->puts[i];

		assert(s->made->kinds[i] == type_of(p));
		numbers[i] = htobe64((uint64_t)p->i);
		v[i] = p->kind == PUT_NULL ? NULL : p->kind == PUT_INT ? (char *)&numbers[i] : p->s.p;
		sizes[i] = p->kind == PUT_INT ? 8 : (int)p->s.n;
		formats[i] = 1;
	}
	name_of(s->made, name, sizeof name);
	s->inner = PQexecPrepared(s->db->conn, name, s->nputs, v, sizes, formats, 0);
	s->row = -1;
	if (!fine(s->inner))
		return complain(s->db, s->inner, s->text);
	if (strncmp(PQcmdStatus(s->inner), "SELECT", 6) != 0)
		(void)str_to_int(str_of(PQcmdTuples(s->inner)), &s->changed);
	return OK;
}

static bool pg_next(struct stmt *s) { return ++s->row < PQntuples(s->inner); }

static str
raw(struct stmt *s, int col)
{
	return (str){ PQgetvalue(s->inner, s->row, col), (size_t)PQgetlength(s->inner, s->row, col) };
}

/* Whole numbers of any width, truth values, and sums (whose fraction is dropped). */
static int64_t
pg_int(struct stmt *s, int col)
{
	str      t = raw(s, col);
	bool     minus = t.n > 0 && t.p[0] == '-';
	uint64_t v = 0;
	size_t   i = minus ? 1 : 0;

	if (PQftype(s->inner, col) == TYPE_BOOL)
		return t.n > 0 && t.p[0] == 't';
	for (; i < t.n && t.p[i] >= '0' && t.p[i] <= '9'; i++)
		v = v * 10 + (uint64_t)(t.p[i] - '0');
	if (i < t.n && t.p[i] != '.') {
		log_line("postgres", "trouble=\"text read as a number\" sql=\"%.300s\"", s->text);
		s->first = ERR_STORE;
		return 0;
	}
	return (int64_t)(minus ? 0 - v : v);
}

static int
nibble(char c)
{
	return c <= '9' ? c - '0' : c - 'a' + 10;
}

static str
pg_str(struct stmt *s, int col)
{
	if (PQftype(s->inner, col) == TYPE_BOOL)         /* as the other engine writes it */
		return pg_int(s, col) ? STR("1") : STR("0");
	return raw(s, col);
}

static str
pg_blob(struct stmt *s, int col)
{
	str    t = raw(s, col);
	size_t n = t.n >= 2 ? (t.n - 2) / 2 : 0;
	char  *p;

	if (PQftype(s->inner, col) != TYPE_BYTEA)
		return t;
	p = arena_take(s->mem, n + 1);
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(nibble(t.p[2 + 2 * i]) << 4 | nibble(t.p[3 + 2 * i]));
	return (str){ p, n };
}

static int pg_cols(struct stmt *s) { return PQnfields(s->inner); }

static void
pg_done(struct stmt *s)
{
	PQclear(s->inner);
	s->inner = NULL;
}

/* Results are read whole, so one statement serves any number of readers: none is loose for long. */
static void
pg_unmake(struct db *db, struct made *m)
{
	char drop[40];

	if (m->no == 0 || !m->loose || !pg_alive(db))
		return;
	(void)snprintf(drop, sizeof drop, "DEALLOCATE w%u", m->no);
	PQclear(PQexec(db->conn, drop));
}

/* The set of finished transactions, folded into a number. */
static int64_t
pg_data_version(struct db *db)
{
	PGresult   *r = PQexec(db->conn, "SELECT pg_current_snapshot()::text");
	const char *p = fine(r) && PQntuples(r) == 1 ? PQgetvalue(r, 0, 0) : "";
	uint64_t    h = 0xcbf29ce484222325u;

	for (; *p != '\0'; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	PQclear(r);
	return (int64_t)(h >> 1);
}

/* Two connections in one lane are still right: the later one begins again. */
static unsigned pg_lane(const struct db *db) { return (unsigned)PQbackendPID(db->conn) % DB_LANES; }

static err
pg_checkpoint(struct db *db, enum db_move how, int64_t *ret_left)
{
	(void)db;
	(void)how;
	*ret_left = 0;
	return OK;
}

/* Sums of pages are made with the cluster; here we only look. */
static err
pg_sums(struct db *db, bool make, bool *ret_on)
{
	PGresult *r = PQexec(db->conn, "SHOW data_checksums");
	err       e = fine(r) ? OK : complain(db, r, "SHOW data_checksums");

	(void)make;
	*ret_on = e == OK && strcmp(PQgetvalue(r, 0, 0), "on") == 0;
	PQclear(r);
	return e;
}

static err
pg_count(struct db *db, const char *table, int64_t *ret_n)
{
	char     *name = PQescapeIdentifier(db->conn, table, strlen(table));
	PGresult *r;
	err       e;
	char      text[300];

	(void)snprintf(text, sizeof text, "SELECT COUNT(*) FROM %s", name);
	PQfreemem(name);
	r = PQexec(db->conn, text);
	e = fine(r) ? OK : complain(db, r, text);
	if (e == OK)
		(void)str_to_int(str_of(PQgetvalue(r, 0, 0)), ret_n);
	PQclear(r);
	return e;
}

/* The server looks after its own pages; what hangs together is proved by loading it. */
static err
pg_check(struct db *db, struct arena *mem, str *ret_fault)
{
	(void)db;
	(void)mem;
	(void)ret_fault;
	return OK;
}

const struct engine engine_pg = {
	.name = "postgres", .open = pg_open, .close = pg_close, .begin = pg_begin,
	.commit = pg_commit, .script = pg_script, .alive = pg_alive, .run = pg_run,
	.next = pg_next, .get_int = pg_int, .get_str = pg_str, .get_blob = pg_blob,
	.cols = pg_cols, .done = pg_done, .unmake = pg_unmake,
	.data_version = pg_data_version, .lane = pg_lane, .checkpoint = pg_checkpoint, .copy = pg_copy,
	.count = pg_count, .check = pg_check, .sums = pg_sums, .watch = pg_watch,
};
