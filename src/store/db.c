/*
 * store: the part both engines share: transactions, kept statements, and the
 * rules of a statement (puts before steps, every column read, first failure
 * kept).  It promises the same behaviour on both; it knows neither library.
 */
#include "store/db_in.h"
#include "store/search_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { TABLES_MAX = 200 };

err
db_open(str url, enum db_mode mode, struct db **ret_db)
{
	bool       pg = str_starts(url, STR("postgres:"));
	struct db *db = calloc(1, sizeof *db);
	char      *where;
	err        e;

	if (db == NULL)
		return ERR_BUSY;
	if (!pg && !str_starts(url, STR("sqlite:"))) {
		log_line("store", "trouble=\"the address of the store is not sqlite: or postgres:\"");
		free(db);
		return ERR_STORE;
	}
	(void)str_cut(&url, ':');
	db->eng = pg ? &engine_pg : &engine_sqlite;
	db->mode = mode;
	where = strndup(url.p, url.n);
	e = where == NULL ? ERR_BUSY : db->eng->open(db, where);
	free(where);
	if (e != OK) {
		free(db);
		return e;
	}
	*ret_db = db;
	return OK;
}

void
db_forget(struct db *db)
{
	for (size_t i = 0; i < db->nslots; i++) {
		if (db->slots[i].made == NULL)
			continue;
		db->eng->unmake(db, db->slots[i].made);
		free(db->slots[i].made);
	}
	free(db->slots);
	db->slots = NULL;
	db->nslots = db->used = 0;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_rollback(db);
	db_forget(db);
	search_terms_forget(db);
	db->eng->close(db);
	free(db);
}

bool        db_is_sqlite(const struct db *db) { return db->eng->open == engine_sqlite.open; }
unsigned    db_trips(const struct db *db) { return db->trips; }
uint64_t    db_changes(const struct db *db) { return db->changes; }
bool        db_must_stop(const struct db *db) { return db->must_stop; }
bool        db_was_lost(const struct db *db) { return db->lost; }
int64_t     db_wal_pages(const struct db *db) { return db->wal_pages; }
unsigned    db_lane(const struct db *db) { return db->eng->lane(db); }
str         db_key(const struct db *db) { return (str){ db->key, db->keyed ? DB_KEY_BYTES : 0 }; }
int64_t     db_data_version(struct db *db) { return db->eng->data_version(db); }

void
db_set_key(struct db *db, str key32)
{
	assert(key32.n == DB_KEY_BYTES);
	memcpy(db->key, key32.p, DB_KEY_BYTES);
	db->keyed = true;
}

err
db_checkpoint(struct db *db, enum db_move how, int64_t *ret_left)
{
	assert(!db->in_tx);
	return db->eng->checkpoint(db, how, ret_left);
}

err
db_copy(struct db *db, str path, const struct db_tell *tell)
{
	static const struct db_tell nobody = { 0 };
	char *c = strndup(path.p, path.n);
	err   e;

	if (c == NULL)
		return ERR_BUSY;
	e = db->eng->copy(db, c, tell == NULL ? &nobody : tell);
	free(c);
	return e;
}

err
db_page_sums(struct db *db, bool make, bool *ret_on)
{
	assert(!db->in_tx);
	return db->eng->sums(db, make, ret_on);
}

err
db_counts(struct db *db, struct arena *mem, struct db_count **ret_at, size_t *ret_n)
{
	struct db_count *at = arena_take(mem, TABLES_MAX * sizeof *at);
	size_t           n = 0;
	struct stmt     *s = db_is_sqlite(db)
	    ? stmt_new(db, mem, SQL("SELECT name FROM sqlite_schema WHERE type = 'table'"
	        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name LIMIT 200"))
	    : stmt_new(db, mem, SQL("SELECT c.relname::text FROM pg_class c WHERE c.relkind = 'r'"
	        " AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname LIMIT 200"));

	while (stmt_next(s))
		at[n++].table = stmt_get_str(s);
	TRY(stmt_end(s));
	for (size_t i = 0; i < n; i++)
		TRY(db->eng->count(db, str_c(mem, at[i].table), &at[i].rows));
	*ret_at = at;
	*ret_n = n;
	return OK;
}

err
db_check(struct db *db, struct arena *mem, str *ret_fault)
{
	*ret_fault = (str){ 0 };
	return db->eng->check(db, mem, ret_fault);
}

/* Any failure spoils the transaction until somebody undoes or rolls back. */
static err
spoil(struct db *db, err e)
{
	if (e != OK && db->spoiled == OK)
		db->spoiled = e;
	if (e != OK && db->in_tx && !db->eng->alive(db))
		db->lost = true;
	return e;
}

static err
begin(struct db *db, enum tx_kind kind)
{
	assert(!db->in_tx);
	db->spoiled = OK;
	db->lost = false;
	db->marks = 0;
	TRY(db->eng->begin(db, kind));
	db->in_tx = true;
	return OK;
}

err db_begin(struct db *db) { return begin(db, TX_NORMAL); }
err db_begin_schema(struct db *db) { return begin(db, TX_SCHEMA); }

err
db_script(struct db *db, const char *one)
{
	if (db->spoiled != OK)
		return db->spoiled;
	return spoil(db, db->eng->script(db, one));
}

void
db_watch(struct db *db, void (*tick)(void *arg), void *arg)
{
	db->tick = tick;
	db->tick_arg = arg;
	db->eng->watch(db);
}

static void
stmt_close(struct stmt *s)
{
	if (s->closed)
		return;
	s->closed = s->ended = true;
	s->on_row = false;
	s->db->changes += (uint64_t)s->changed;
	if (s->older != NULL)
		s->older->newer = s->newer;
	if (s->newer != NULL)
		s->newer->older = s->older;
	else
		s->db->open = s->older;
	if (s->made == NULL)
		return;
	s->db->eng->done(s);
	s->made->busy = false;
	if (s->made->loose) {
		s->db->eng->unmake(s->db, s->made);
		free(s->made);
	}
	s->made = NULL;
}

static void
close_all(struct db *db)
{
	while (db->open != NULL)
		stmt_close(db->open);
}

err
db_commit(struct db *db)
{
	err e = db->spoiled;

	assert(db->in_tx && db->marks == 0);
	assert(db->open == NULL);                /* a statement without its stmt_end() */
	if (e == OK)
		e = spoil(db, db->eng->commit(db));
	if (e != OK) {
		db_rollback(db);
		return e;
	}
	db->in_tx = false;
	return OK;
}

void
db_rollback(struct db *db)
{
	if (!db->in_tx)
		return;
	close_all(db);
	if (!db->lost && db->eng->alive(db))
		(void)db->eng->script(db, "ROLLBACK");   /* already failing; nothing to add */
	db->in_tx = false;
	db->marks = 0;
}

err
db_mark(struct db *db)
{
	assert(db->in_tx);
	TRY(db_script(db, "SAVEPOINT w"));
	db->marks++;
	return OK;
}

err
db_keep(struct db *db)
{
	assert(db->in_tx && db->marks > 0);
	assert(db->open == NULL);                /* a statement without its stmt_end() */
	TRY(db_script(db, "RELEASE SAVEPOINT w"));
	db->marks--;
	return OK;
}

void
db_undo(struct db *db)
{
	static const char *const back[] = { "ROLLBACK TO SAVEPOINT w", "RELEASE SAVEPOINT w" };

	assert(db->in_tx && db->marks > 0);
	db->marks--;
	close_all(db);
	if (db->lost || !db->eng->alive(db)) {   /* nothing is left to go back to */
		db->lost = true;
		if (db->spoiled == OK)
			db->spoiled = ERR_STORE;
		return;
	}
	db->spoiled = OK;
	for (size_t i = 0; i < LEN(back) && db->spoiled == OK; i++)
		(void)spoil(db, db->eng->script(db, back[i]));   /* a failure is kept */
}

err
db_trouble(const struct db *db)
{
	bool ours = db->spoiled == ERR_STORE || db->spoiled == ERR_BUSY || db->spoiled == ERR_FULL;

	return ours ? db->spoiled : OK;
}

unsigned db_marks(const struct db *db) { return db->marks; }

void
db_undo_to(struct db *db, unsigned n)
{
	close_all(db);
	while (db->marks > n)
		db_undo(db);
}

/* --- kept statements ------------------------------------------------------------ */

static size_t
slot_at(const struct db *db, const char *text)
{
	size_t i = (size_t)(((uintptr_t)text * 0x9E3779B97F4A7C15u) >> 20) & (db->nslots - 1);

	while (db->slots[i].text != NULL && db->slots[i].text != text)
		i = (i + 1) & (db->nslots - 1);
	return i;
}

/* Without memory the old ones stay, and made_find() sees that there is no place. */
static void
slots_grow(struct db *db)
{
	struct slot *old = db->slots;
	size_t       n = db->nslots, more = n == 0 ? 128 : n * 2;
	struct slot *slots = calloc(more, sizeof *slots);

	if (slots == NULL)
		return;
	db->slots = slots;
	db->nslots = more;
	for (size_t i = 0; i < n; i++)
		if (old[i].text != NULL)
			db->slots[slot_at(db, old[i].text)] = old[i];
	free(old);
}

static struct made *
made_new(const char *text)
{
	struct made *m = calloc(1, sizeof *m);

	if (m != NULL)
		m->text = text;
	return m;
}

/* One to keep; NULL: no memory, or no place among the kept ones. */
static struct made *
made_keep(struct db *db, const char *text)
{
	struct made *m;
	size_t       i;

	if (db->used * 3 >= db->nslots * 2)
		slots_grow(db);
	if (db->used + 1 >= db->nslots)         /* one stays empty, for the search to end */
		return NULL;
	i = slot_at(db, text);
	if (db->slots[i].text != NULL)
		return db->slots[i].made;
	m = made_new(text);
	if (m == NULL)
		return NULL;
	db->slots[i] = (struct slot){ text, m };
	db->used++;
	return m;
}

/* The statement kept for this literal; a loose one while that is being read; NULL: no memory. */
static struct made *
made_find(struct db *db, const char *text)
{
	struct made *m = made_keep(db, text);

	if (m == NULL || m->busy) {
		m = made_new(text);
		if (m == NULL)
			return NULL;
		m->loose = true;
	}
	m->busy = true;
	return m;
}

/* --- a statement ---------------------------------------------------------------- */

struct stmt *
stmt_new(struct db *db, struct arena *mem, sql q)
{
	struct stmt *s = arena_take(mem, sizeof *s);

	assert(db->in_tx);                       /* only op_run() opens one */
	*s = (struct stmt){ .db = db, .mem = mem, .text = q.text, .older = db->open };
	if (db->open != NULL)
		db->open->newer = s;
	db->open = s;
	return s;
}

static struct put *
put_new(struct stmt *s)
{
	assert(!s->ran && !s->closed && s->nputs < STMT_PUTS_MAX);
	if (s->nputs == s->room) {
		int         room = s->room == 0 ? STMT_PUTS_FIRST : STMT_PUTS_MAX;
		struct put *more = arena_take(s->mem, (size_t)room * sizeof *more);

		if (s->nputs > 0)
			memcpy(more, s->puts, (size_t)s->nputs * sizeof *more);
		s->puts = more;
		s->room = room;
	}
	return &s->puts[s->nputs++];
}

void
stmt_put_int(struct stmt *s, int64_t v)
{
	*put_new(s) = (struct put){ .kind = PUT_INT, .i = v };
}

void
stmt_put_id(struct stmt *s, int64_t v)
{
	*put_new(s) = (struct put){ .kind = v <= 0 ? PUT_NULL : PUT_INT, .i = v };
}

void
stmt_put_day(struct stmt *s, day d)
{
	*put_new(s) = (struct put){ .kind = d.n == DAY_NONE ? PUT_NULL : PUT_INT, .i = d.n };
}

void
stmt_put_str(struct stmt *s, str v)
{
	if (s->first == OK && !str_is_utf8(v))
		s->first = ERR_INPUT;            /* one engine would take it, the other not */
	*put_new(s) = (struct put){ .kind = PUT_STR, .s = v.p == NULL ? STR("") : v };
}

void
stmt_put_blob(struct stmt *s, str bytes)
{
	*put_new(s) = (struct put){ .kind = PUT_BLOB, .s = bytes.p == NULL ? STR("") : bytes };
}

static void
run_once(struct stmt *s)
{
	if (s->ran || s->first != OK)
		return;
	s->ran = true;
	if (s->db->spoiled != OK) {
		s->first = s->db->spoiled;
		return;
	}
	s->db->trips++;
	s->made = made_find(s->db, s->text);
	s->first = spoil(s->db, s->made == NULL ? ERR_BUSY : s->db->eng->run(s));
}

bool
stmt_next(struct stmt *s)
{
	run_once(s);
	if (s->on_row)
		assert(s->col == s->db->eng->cols(s));   /* every column was read */
	s->col = 0;
	s->on_row = false;
	if (s->first != OK || s->ended)
		return false;
	s->on_row = s->db->eng->next(s);
	s->ended = !s->on_row;
	if (s->first != OK)
		(void)spoil(s->db, s->first);
	return s->on_row;
}

static bool
readable(struct stmt *s)
{
	if (s->first != OK || !s->on_row)
		return false;
	assert(s->col < s->db->eng->cols(s));            /* more is read than was asked for */
	return true;
}

int64_t
stmt_get_int(struct stmt *s)
{
	return readable(s) ? s->db->eng->get_int(s, s->col++) : 0;
}

day
stmt_get_day(struct stmt *s)
{
	int64_t n = stmt_get_int(s);

	return (day){ n == 0 ? DAY_NONE : n };
}

str
stmt_get_str(struct stmt *s)
{
	return readable(s) ? str_copy(s->mem, s->db->eng->get_str(s, s->col++)) : STR("");
}

str
stmt_get_blob(struct stmt *s)
{
	return readable(s) ? str_copy(s->mem, s->db->eng->get_blob(s, s->col++)) : STR("");
}

int64_t stmt_changed(const struct stmt *s) { return s->changed; }

err
stmt_end(struct stmt *s)
{
	if (s->closed)
		return s->first;
	run_once(s);
	if (s->on_row)
		assert(s->col == s->db->eng->cols(s));
	while (s->first == OK && !s->ended) {
		s->ended = !s->db->eng->next(s);
		if (s->first != OK)
			(void)spoil(s->db, s->first);
	}
	stmt_close(s);
	return s->first;
}

err
db_own_ms(struct db *db, struct arena *mem, int64_t *ret_ms)
{
	struct stmt *s;

	*ret_ms = 0;
	if (db_is_sqlite(db))
		return OK;
	s = stmt_new(db, mem, SQL("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"));
	while (stmt_next(s))
		*ret_ms = stmt_get_int(s);
	return stmt_end(s);
}
