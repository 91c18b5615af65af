/*
 * store: a PostgreSQL database as one file, and back.  The rows of every table go out by COPY in
 * the transaction that asks (one snapshot, whoever writes meanwhile) and come in by COPY into
 * tables that the schema's own steps have made; indexes and foreign keys are made anew over the
 * rows, which proves that they fit.  No program is called, so the process that serves may do it.
 * The file: a line that says what it is, then marks: T table and columns, D so many bytes of the
 * table's rows, E its end, S a sequence and where it stands, Z the end of all.
 */
#include "store/db_in.h"
#include "store/place_in.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 18, NAME_MOST = 200, COLUMNS_MOST = 4000, TEXT_MOST = 8000 };

static const char head[] = "waggle-rows-1\n";

static err
trouble(struct db *db, const PGresult *r, const char *text)
{
	const char *state = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *said = r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);

	if (PQstatus(db->conn) != CONNECTION_OK)
		state = "gone";
	log_line("postgres", "state=%s trouble=\"%s\" sql=\"%.300s\"", state == NULL ? "" : state,
	    said == NULL ? "" : said, text);
	return state != NULL && strcmp(state, "53100") == 0 ? ERR_FULL : ERR_STORE;
}

/* Rows of text; NULL: it failed, and the log says why. */
static PGresult *
asked(struct db *db, const char *text)
{
	PGresult      *r = PQexec(db->conn, text);
	ExecStatusType t = PQresultStatus(r);

	if (t == PGRES_TUPLES_OK || t == PGRES_COMMAND_OK)
		return r;
	(void)trouble(db, r, text);
	PQclear(r);
	return NULL;
}

static err
done(struct db *db, const char *text)
{
	PGresult *r = asked(db, text);

	PQclear(r);
	return r == NULL ? ERR_STORE : OK;
}

/* One statement around a name; the name is quoted by the library. */
static err
done_to(struct db *db, const char *before, const char *name, const char *after)
{
	char *quoted = PQescapeIdentifier(db->conn, name, strlen(name));
	char  text[TEXT_MOST];
	int   n = quoted == NULL ? -1 : snprintf(text, sizeof text, "%s%s%s", before, quoted, after);

	PQfreemem(quoted);
	return n < 0 || n >= (int)sizeof text ? ERR_STORE : done(db, text);
}

/* --- out ------------------------------------------------------------------------------- */

struct out { FILE *f; size_t n; bool bad; char chunk[CHUNK]; };

static void
put(struct out *o, const void *p, size_t n)
{
	o->bad |= fwrite(p, 1, n, o->f) != n;
}

static void
put_number(struct out *o, uint64_t v)
{
	unsigned char b[8];

	for (int i = 0; i < 8; i++)
		b[i] = (unsigned char)(v >> (8 * i));
	put(o, b, sizeof b);
}

static void
put_text(struct out *o, const char *p)
{
	put_number(o, strlen(p));
	put(o, p, strlen(p));
}

static void
flush_chunk(struct out *o)
{
	if (o->n == 0)
		return;
	put(o, "D", 1);
	put_number(o, o->n);
	put(o, o->chunk, o->n);
	o->n = 0;
}

static void
put_rows(struct out *o, const char *p, size_t n)
{
	while (n > 0) {
		size_t some = n < CHUNK - o->n ? n : CHUNK - o->n;

		memcpy(o->chunk + o->n, p, some);
		o->n += some;
		p += some;
		n -= some;
		if (o->n == CHUNK)
			flush_chunk(o);
	}
}

/* All rows of one table, as the server packs them. */
static err
rows_out(struct db *db, struct out *o, const char *table, const char *columns)
{
	char     *row, *name = PQescapeIdentifier(db->conn, table, strlen(table));
	char      text[COLUMNS_MOST + 400];
	PGresult *r;
	int       n;
	err       e;

	(void)snprintf(text, sizeof text, "COPY %s (%s) TO STDOUT (FORMAT binary)", name, columns);
	PQfreemem(name);
	r = PQexec(db->conn, text);
	e = PQresultStatus(r) == PGRES_COPY_OUT ? OK : trouble(db, r, text);
	PQclear(r);
	if (e != OK)
		return e;
	put(o, "T", 1);
	put_text(o, table);
	put_text(o, columns);
	while ((n = PQgetCopyData(db->conn, &row, 0)) > 0) {
		put_rows(o, row, (size_t)n);
		PQfreemem(row);
	}
	flush_chunk(o);
	put(o, "E", 1);
	r = PQgetResult(db->conn);
	e = n == -1 && PQresultStatus(r) == PGRES_COMMAND_OK ? OK : trouble(db, r, text);
	for (; r != NULL; r = PQgetResult(db->conn))
		PQclear(r);
	return e;
}

static const char tables[] = "SELECT c.relname, (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)"
    " FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '')"
    " FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname";

static err
tables_out(struct db *db, struct out *o, const struct db_tell *tell)
{
	PGresult *r = asked(db, tables);
	err       e = r == NULL ? ERR_STORE : OK;

	for (int i = 0; e == OK && i < PQntuples(r); i++) {
		e = rows_out(db, o, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
		if (tell->tell != NULL)
			tell->tell(tell->arg, i + 1, PQntuples(r));
	}
	PQclear(r);
	return e;
}

static err
sequences_out(struct db *db, struct out *o)
{
	PGresult *r = asked(db, "SELECT sequencename, COALESCE(last_value, start_value - increment_by) + increment_by"
	    " FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename");
	err       e = r == NULL ? ERR_STORE : OK;

	for (int i = 0; e == OK && i < PQntuples(r); i++) {
		put(o, "S", 1);
		put_text(o, PQgetvalue(r, i, 0));
		put_text(o, PQgetvalue(r, i, 1));
	}
	PQclear(r);
	return e;
}

/* Whole and on the disk, or not there. */
err
pg_copy(struct db *db, const char *path, const struct db_tell *tell)
{
	struct out *o = calloc(1, sizeof *o);
	err         e = OK;
	int         fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (o == NULL || fd < 0 || (o->f = fdopen(fd, "wb")) == NULL) {
		log_line("postgres", "trouble=\"the copy's file cannot be written\"");
		if (fd >= 0)
			(void)close(fd);
		free(o);
		return ERR_STORE;
	}
	put(o, head, sizeof head - 1);
	e = tables_out(db, o, tell);
	if (e == OK)
		e = sequences_out(db, o);
	put(o, "Z", 1);
	o->bad |= fflush(o->f) != 0 || fsync(fd) != 0;
	o->bad |= fclose(o->f) != 0;
	if (e == OK && o->bad)
		e = ERR_FULL;
	free(o);
	return e;
}

/* --- in -------------------------------------------------------------------------------- */

struct in { FILE *f; int64_t at, of; const struct db_tell *tell; char chunk[CHUNK]; };

static bool
get(struct in *in, void *p, size_t n)
{
	in->at += (int64_t)n;
	return fread(p, 1, n, in->f) == n;
}

static bool
get_number(struct in *in, uint64_t most, uint64_t *ret)
{
	unsigned char b[8];

	*ret = 0;
	if (!get(in, b, sizeof b))
		return false;
	for (int i = 7; i >= 0; i--)
		*ret = *ret << 8 | b[i];
	return *ret <= most;
}

static bool
get_text(struct in *in, char *p, size_t room)
{
	uint64_t n;

	if (!get_number(in, room - 1, &n) || !get(in, p, n))
		return false;
	p[n] = '\0';
	return strlen(p) == n;
}

/* The table's rows, to its end mark. */
static err
send_rows(struct db *db, struct in *in)
{
	char     mark;
	uint64_t n;

	while (get(in, &mark, 1) && mark == 'D') {
		if (!get_number(in, CHUNK, &n) || !get(in, in->chunk, n))
			return ERR_STORE;
		if (PQputCopyData(db->conn, in->chunk, (int)n) != 1)
			return trouble(db, NULL, "COPY");
		if (in->tell->tell != NULL)
			in->tell->tell(in->tell->arg, in->at, in->of);
	}
	return mark == 'E' ? OK : ERR_STORE;
}

static err
rows_in(struct db *db, struct in *in)
{
	char      table[NAME_MOST], columns[COLUMNS_MOST], text[COLUMNS_MOST + 400], *name;
	PGresult *r;
	err       e;

	if (!get_text(in, table, sizeof table) || !get_text(in, columns, sizeof columns))
		return ERR_STORE;
	TRY(done_to(db, "TRUNCATE ", table, ""));
	name = PQescapeIdentifier(db->conn, table, strlen(table));
	(void)snprintf(text, sizeof text, "COPY %s (%s) FROM STDIN (FORMAT binary)", name, columns);
	PQfreemem(name);
	r = PQexec(db->conn, text);
	e = PQresultStatus(r) == PGRES_COPY_IN ? OK : trouble(db, r, text);
	PQclear(r);
	if (e != OK)
		return e;
	e = send_rows(db, in);
	if (PQputCopyEnd(db->conn, e == OK ? NULL : "the file is not whole") != 1)
		return trouble(db, NULL, text);
	r = PQgetResult(db->conn);
	if (e == OK && PQresultStatus(r) != PGRES_COMMAND_OK)
		e = trouble(db, r, text);
	for (; r != NULL; r = PQgetResult(db->conn))
		PQclear(r);
	return e;
}

static err
sequence_in(struct db *db, struct in *in)
{
	char        name[NAME_MOST], next[40];
	const char *v[2] = { name, next };
	PGresult   *r;
	err         e;

	if (!get_text(in, name, sizeof name) || !get_text(in, next, sizeof next))
		return ERR_STORE;
	r = PQexecParams(db->conn, "SELECT setval(quote_ident($1)::regclass, $2::bigint, false)", 2, NULL, v, NULL, NULL, 0);
	e = PQresultStatus(r) == PGRES_TUPLES_OK ? OK : trouble(db, r, "setval");
	PQclear(r);
	return e;
}

static err
all_in(struct db *db, struct in *in)
{
	char mark, first[sizeof head];

	if (!get(in, first, sizeof head - 1) || memcmp(first, head, sizeof head - 1) != 0)
		return ERR_STORE;
	for (;;) {
		if (!get(in, &mark, 1))
			return ERR_STORE;
		if (mark == 'T')
			TRY(rows_in(db, in));
		else if (mark == 'S')
			TRY(sequence_in(db, in));
		else
			return mark == 'Z' && fgetc(in->f) == EOF ? OK : ERR_STORE;
	}
}

/* What a table's rows must fit, as statements: how to take it away, and how to make it again. */
static const char fitting[] =
    "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, k.conname),"
    "  format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, k.conname, pg_get_constraintdef(k.oid)), 2"
    " FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid"
    " WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace"
    " UNION ALL SELECT format('DROP INDEX %I', x.relname), pg_get_indexdef(i.indexrelid), 1"
    " FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid"
    " WHERE x.relnamespace = current_schema()::regnamespace"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY 3";

static err
each(struct db *db, const PGresult *r, int column)
{
	for (int i = 0; i < PQntuples(r); i++) {
		int row = column == 0 ? PQntuples(r) - 1 - i : i;      /* what leans on others goes first */

		TRY(done(db, PQgetvalue(r, row, column)));
	}
	return OK;
}

static err
load(struct db *db, struct in *in)
{
	PGresult *r;
	err       e;

	TRY(done(db, "SET LOCAL maintenance_work_mem = '256MB'"));
	r = asked(db, fitting);
	if (r == NULL)
		return ERR_STORE;
	e = each(db, r, 0);
	if (e == OK)
		e = all_in(db, in);
	if (e == OK)
		e = each(db, r, 1);
	PQclear(r);
	return e;
}

err
pg_load(struct db *db, const char *path, const struct db_tell *tell)
{
	struct in *in = calloc(1, sizeof *in);
	err        e = ERR_STORE;

	if (in != NULL && (in->f = fopen(path, "rbe")) != NULL) {
		in->tell = tell;
		(void)fseeko(in->f, 0, SEEK_END);
		in->of = ftello(in->f);
		rewind(in->f);
		e = load(db, in);
		(void)fclose(in->f);
	}
	if (e != OK)
		log_line("postgres", "trouble=\"the file could not be loaded\"");
	free(in);
	return e;
}

/* --- places ---------------------------------------------------------------------------- */

/* No time limits, and tables may be read from end to end. */
err
pg_patient(struct db *db)
{
	TRY(done(db, "SET statement_timeout = 0"));
	TRY(done(db, "SET idle_in_transaction_session_timeout = 0"));
	return done(db, "SET enable_seqscan = on");
}

/* The schema this connection works in from now on, also when it has to connect again. */
err
pg_go_to(struct db *db, const char *place)
{
	if (strlen(place) >= sizeof db->place)
		return ERR_INPUT;
	TRY(done_to(db, "SET search_path TO ", place, ""));
	(void)snprintf(db->place, sizeof db->place, "%s", place);
	return OK;
}

err pg_make_place(struct db *db, const char *place) { return done_to(db, "CREATE SCHEMA ", place, ""); }

err
pg_drop_place(struct db *db, const char *place)
{
	return done_to(db, "DROP SCHEMA IF EXISTS ", place, " CASCADE");
}

err
pg_rename_place(struct db *db, const char *from, const char *to)
{
	char *quoted = PQescapeIdentifier(db->conn, to, strlen(to));
	char  after[300];
	err   e;

	(void)snprintf(after, sizeof after, " RENAME TO %s", quoted);
	PQfreemem(quoted);
	e = done_to(db, "ALTER SCHEMA ", from, after);
	return e;
}

/* 723410928: every connection that may write shares it (db_pg.c), so who gets it is alone; 723410929: the proof. */
err
pg_claim(struct db *db, bool proof, bool *ret_ours)
{
	PGresult *r = asked(db, proof ? "SELECT pg_try_advisory_lock(723410929, hashtext(current_schema()))"
	    : "SELECT pg_try_advisory_lock(723410928, hashtext(current_schema()))");

	if (r == NULL)
		return ERR_STORE;
	*ret_ours = strcmp(PQgetvalue(r, 0, 0), "t") == 0;
	PQclear(r);
	return OK;
}
