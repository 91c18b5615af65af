/*
 * store: the SQLite engine.  Only this file and page_sum.c name sqlite3.  A commit has
 * reached the disk when it returns (WAL, synchronous=FULL); log lines carry the
 * statement and SQLite's words for the failure, never a value.
 */
#include "store/db_in.h"
#include "store/page_sum.h"

#include <string.h>
#include <unistd.h>

enum {
	WAIT_WRITER_MS = 500, WAIT_READER_MS = 250, WAIT_CHECKPOINT_MS = 200, WAIT_AGAIN_MS = 20,
	COPY_PAGES = 256, COPY_REST_MS = 2,
};

/*
 * While saving: from this the running program must not go on, as it cannot know what reached
 * the disk (a second fsync would say "good" about pages the first one lost).  Too little
 * memory or room and a damaged page are not of this kind: nothing half-written stands.
 */
static bool
is_disk_trouble(int rc)
{
	return (rc & 0xff) == SQLITE_IOERR && rc != SQLITE_IOERR_NOMEM && rc != SQLITE_IOERR_DATA &&
	    rc != SQLITE_IOERR_SHMSIZE;
}

static bool
is_damage(int rc)
{
	return (rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB || rc == SQLITE_IOERR_DATA;
}

static err
err_of(int rc)
{
	if (rc == SQLITE_IOERR_SHMSIZE)          /* the log's index could not grow */
		return ERR_FULL;
	if (rc == SQLITE_IOERR_NOMEM)
		return ERR_BUSY;
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_NOMEM:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		return ERR_CLASH;
	case SQLITE_FULL:
		return ERR_FULL;
	default:
		return ERR_STORE;
	}
}

static err
complain(struct db *db, const char *text)
{
	int         rc = sqlite3_extended_errcode(db->conn);
	const char *said = sqlite3_errmsg(db->conn);

	if (strncmp(said, "fts5", 4) == 0)       /* would repeat what somebody typed */
		said = "full-text search";
	log_line("sqlite", "code=%d trouble=\"%s\" sql=\"%.300s\"", rc, said, text);
	if (is_damage(rc))
		log_line("sqlite", "trouble=\"the database file is damaged: nothing of the damaged page is shown;"
		    " stop Waggle and bring back the last good backup with: waggle restore\"");
	return err_of(rc);
}

/* These stand around every statement of the house, so they are kept prepared. */
static const char *const around[WORDS_KEPT] = {
	"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT w", "RELEASE SAVEPOINT w",
	"ROLLBACK TO SAVEPOINT w",
};

static sqlite3_stmt *
kept_word(struct db *db, const char *one)
{
	sqlite3_stmt *st = NULL;
	size_t        i = 0;

	while (i < LEN(around) && strcmp(around[i], one) != 0)
		i++;
	if (i == LEN(around))
		return NULL;
	if (db->words[i] == NULL && sqlite3_prepare_v3(db->conn, one, -1, SQLITE_PREPARE_PERSISTENT,
	    &st, NULL) == SQLITE_OK)
		db->words[i] = st;
	return db->words[i];
}

static err
sq_script(struct db *db, const char *one)
{
	sqlite3_stmt *st = kept_word(db, one);
	int           rc;

	if (st != NULL) {
		(void)sqlite3_step(st);
		rc = sqlite3_reset(st);
		return rc == SQLITE_OK ? OK : complain(db, one);
	}
	return sqlite3_exec(db->conn, one, NULL, NULL, NULL) == SQLITE_OK ? OK : complain(db, one);
}

enum { WATCH_OPS = 200000 };            /* some milliseconds of work */

static int
sq_tick(void *arg)
{
	struct db *db = arg;

	db->tick(db->tick_arg);
	return 0;                       /* and goes on */
}

static void
sq_watch(struct db *db)
{
	sqlite3_progress_handler(db->conn, WATCH_OPS, db->tick == NULL ? NULL : sq_tick, db);
}

/* After each commit: how long the log has become.  Nothing is moved here. */
static int
wal_grew(void *arg, sqlite3 *conn, const char *name, int pages)
{
	struct db *db = arg;

	(void)conn;
	(void)name;
	db->wal_pages = pages;
	return SQLITE_OK;
}

static err
settle(struct db *db)
{
	static const char *const both[] = {
		"PRAGMA foreign_keys=ON", "PRAGMA trusted_schema=OFF", "PRAGMA synchronous=FULL",
		"PRAGMA cache_size=-30000", "PRAGMA temp_store=MEMORY", "PRAGMA mmap_size=0",
		"PRAGMA wal_autocheckpoint=0", "PRAGMA cell_size_check=ON",
	};
	static const char *const writer[] = {
		"PRAGMA journal_mode=WAL", "PRAGMA secure_delete=ON",
		"PRAGMA journal_size_limit=67108864",
	};

	page_sum_want(db->conn);
	(void)sqlite3_db_config(db->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* Plans do not hang on what is bound, so a kept statement is never prepared again for it. */
	(void)sqlite3_db_config(db->conn, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
	for (size_t i = 0; db->mode == DB_WRITE && i < LEN(writer); i++)
		TRY(sq_script(db, writer[i]));
	for (size_t i = 0; i < LEN(both); i++)
		TRY(sq_script(db, both[i]));
	if (db->mode == DB_READ)
		TRY(sq_script(db, "PRAGMA query_only=ON"));
	(void)sqlite3_wal_hook(db->conn, wal_grew, db);
	return OK;
}

static err
sq_open(struct db *db, const char *where)
{
	int      how = db->mode == DB_READ ? SQLITE_OPEN_READONLY
	    : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	sqlite3 *c = NULL;
	err      e = OK;
	const char *layer = page_sum_layer();

	if (layer == NULL)
		return ERR_BUSY;
	if (db->mode == DB_READ && access(where, F_OK) != 0)
		return ERR_MISSING;
	if (sqlite3_open_v2(where, &c, how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, layer)
	    != SQLITE_OK)
		e = ERR_STORE;
	db->conn = c;
	if (e == OK) {
		(void)sqlite3_busy_timeout(c, db->mode == DB_READ ? WAIT_READER_MS : WAIT_WRITER_MS);
		e = settle(db);
	} else
		log_line("sqlite", "trouble=\"cannot open the database file\"");
	if (e != OK)
		(void)sqlite3_close(c);
	return e;
}

static void
sq_close(struct db *db)
{
	/* The last one out must not checkpoint for seconds: the log is read at the next start. */
	if (db->wal_pages > 20000)
		(void)sqlite3_db_config(db->conn, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	(void)sqlite3_finalize(db->version);
	for (size_t i = 0; i < LEN(db->words); i++)
		(void)sqlite3_finalize(db->words[i]);
	(void)sqlite3_close(db->conn);
}

static err
sq_begin(struct db *db, enum tx_kind kind)
{
	(void)kind;
	return sq_script(db, db->mode == DB_READ ? "BEGIN" : "BEGIN IMMEDIATE");
}

static err
sq_commit(struct db *db)
{
	err e = sq_script(db, "COMMIT");

	if (e != OK && is_disk_trouble(sqlite3_extended_errcode(db->conn)))
		db->must_stop = true;
	return e;
}

static bool sq_alive(struct db *db) { return !sqlite3_get_autocommit(db->conn); }

static err
bind(struct stmt *s, int at, const struct put *p)
{
	sqlite3_stmt *st = s->made->st;
	int           rc = SQLITE_OK;

	switch (p->kind) {
	case PUT_INT:  rc = sqlite3_bind_int64(st, at, p->i); break;
	case PUT_NULL: rc = sqlite3_bind_null(st, at); break;
	case PUT_STR:
		rc = sqlite3_bind_text64(st, at, p->s.p, p->s.n, SQLITE_STATIC, SQLITE_UTF8);
		break;
	case PUT_BLOB: rc = sqlite3_bind_blob64(st, at, p->s.p, p->s.n, SQLITE_STATIC); break;
	}
	return rc == SQLITE_OK ? OK : complain(s->db, s->text);
}

static err
sq_run(struct stmt *s)
{
	struct made *m = s->made;

	if (m->st == NULL) {
		sqlite3_stmt *st = NULL;

		if (sqlite3_prepare_v3(s->db->conn, s->text, -1,
		    m->loose ? 0 : SQLITE_PREPARE_PERSISTENT, &st, NULL) != SQLITE_OK)
			return complain(s->db, s->text);
		m->st = st;
	}
	if (sqlite3_bind_parameter_count(m->st) != s->nputs) {
		log_line("sqlite", "trouble=\"%d values for %d places\" sql=\"%.300s\"",
		    s->nputs, sqlite3_bind_parameter_count(m->st), s->text);
		return ERR_STORE;
	}
	for (int i = 0; i < s->nputs; i++)
		TRY(bind(s, i + 1, &s->puts[i]));
	return OK;
}

static bool
sq_next(struct stmt *s)
{
	int rc = sqlite3_step(s->made->st);

	if (rc == SQLITE_ROW)
		return true;
	if (rc != SQLITE_DONE)
		s->first = complain(s->db, s->text);
	else if (!sqlite3_stmt_readonly(s->made->st))
		s->changed = sqlite3_changes64(s->db->conn);
	return false;
}

static int64_t
sq_int(struct stmt *s, int col)
{
	if (sqlite3_column_type(s->made->st, col) == SQLITE_TEXT) {
		log_line("sqlite", "trouble=\"text read as a number\" sql=\"%.300s\"", s->text);
		s->first = ERR_STORE;
		return 0;
	}
	return sqlite3_column_int64(s->made->st, col);
}

static str
sq_str(struct stmt *s, int col)
{
	const char *p = (const char *)sqlite3_column_text(s->made->st, col);

	return (str){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s->made->st, col) };
}

static str
sq_blob(struct stmt *s, int col)
{
	const char *p = sqlite3_column_blob(s->made->st, col);

	return (str){ p, p == NULL ? 0 : (size_t)sqlite3_column_bytes(s->made->st, col) };
}

static int sq_cols(struct stmt *s) { return sqlite3_column_count(s->made->st); }

static void
sq_done(struct stmt *s)
{
	if (s->made->st == NULL)
		return;
	(void)sqlite3_reset(s->made->st);
	(void)sqlite3_clear_bindings(s->made->st);
}

static void
sq_unmake(struct db *db, struct made *m)
{
	(void)db;
	(void)sqlite3_finalize(m->st);
	m->st = NULL;
}

static int64_t
sq_data_version(struct db *db)
{
	sqlite3_stmt *st = db->version;
	int64_t       v = 0;

	if (st == NULL && sqlite3_prepare_v3(db->conn, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT,
	    &st, NULL) != SQLITE_OK)
		return 0;
	db->version = st;
	if (sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	(void)sqlite3_reset(st);
	return v;
}

static unsigned sq_lane(const struct db *db) { (void)db; return 0; }

/*
 * What SQLite knows about the frames that were there goes too.  Whoever writes just now only
 * means that there is something in the log again: then it is cut once more, soon.
 */
static bool
wiped(struct db *db)
{
	bool done;

	if (sqlite3_exec(db->conn, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
		return false;
	done = page_sum_wipe_index(db->conn);
	(void)sqlite3_exec(db->conn, "ROLLBACK", NULL, NULL, NULL);
	return done;
}

/*
 * SQLite itself waits for the disk only when the whole log is home.  What moved beside a busy
 * writer would all be waited for in the moment when that one must pause.
 */
static int
save_now(struct db *db)
{
	sqlite3_file *f = NULL;

	if (sqlite3_file_control(db->conn, "main", SQLITE_FCNTL_FILE_POINTER, &f) != SQLITE_OK ||
	    f == NULL || f->pMethods == NULL)
		return SQLITE_OK;
	return f->pMethods->xSync(f, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

static err
sq_checkpoint(struct db *db, enum db_move how, int64_t *ret_left)
{
	static const int modes[] = {
		[DB_MOVE] = SQLITE_CHECKPOINT_PASSIVE, [DB_MOVE_AGAIN] = SQLITE_CHECKPOINT_RESTART,
		[DB_MOVE_CUT] = SQLITE_CHECKPOINT_TRUNCATE,
	};
	/* the writer stands still for the last two */
	static const int waits[] = { [DB_MOVE] = WAIT_CHECKPOINT_MS, [DB_MOVE_AGAIN] = WAIT_AGAIN_MS, [DB_MOVE_CUT] = 0 };
	int all = 0, moved = 0, rc;

	(void)sqlite3_busy_timeout(db->conn, waits[how]);
	rc = sqlite3_wal_checkpoint_v2(db->conn, NULL, modes[how], &all, &moved);
	if (rc == SQLITE_OK && how == DB_MOVE && moved > 0)
		rc = save_now(db);              /* told once: what the disk could not keep is lost after it */
	if (rc == SQLITE_OK && how == DB_MOVE_CUT && !wiped(db))
		rc = SQLITE_BUSY;
	(void)sqlite3_busy_timeout(db->conn, WAIT_WRITER_MS);
	if (rc != SQLITE_OK && rc != SQLITE_BUSY) {
		if (is_disk_trouble(rc))
			db->must_stop = true;
		return complain(db, "checkpoint");
	}
	*ret_left = rc == SQLITE_BUSY && all == moved ? 1 : all - moved;
	return OK;
}

/* A few pages, a rest, a few more: others read and write meanwhile. */
static err
copy_steps(struct db *db, sqlite3 *to, const struct db_tell *tell)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", db->conn, "main");
	int             rc = SQLITE_OK;

	if (b == NULL)
		return ERR_STORE;
	do {
		rc = sqlite3_backup_step(b, COPY_PAGES);
		if (tell->tell != NULL)
			tell->tell(tell->arg, sqlite3_backup_pagecount(b) - sqlite3_backup_remaining(b),
			    sqlite3_backup_pagecount(b));
		if (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
			(void)sqlite3_sleep(COPY_REST_MS);
	} while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
	return sqlite3_backup_finish(b) == SQLITE_OK && rc == SQLITE_DONE ? OK : ERR_STORE;
}

/*
 * A new file that shall carry sums must say so in its first page before any other is written:
 * a large copy puts some pages home long before that one.
 */
static bool
ready_for_sums(struct db *db, sqlite3 *to)
{
	if (!page_sum_is_on(db->conn))
		return true;
	page_sum_want(to);
	return sqlite3_exec(to, "PRAGMA user_version=1", NULL, NULL, NULL) == SQLITE_OK && page_sum_is_on(to);
}

static err
sq_copy(struct db *db, const char *path, const struct db_tell *tell)
{
	sqlite3 *to = NULL;
	err      e = ERR_STORE;
	bool     alone = !db->in_tx;

	/* One snapshot for the whole copy, so that a busy writer cannot make it start again. */
	if (alone)
		TRY(sq_script(db, "BEGIN"));
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
	    SQLITE_OPEN_NOMUTEX, page_sum_layer()) == SQLITE_OK && ready_for_sums(db, to))
		e = copy_steps(db, to, tell);
	if (alone)
		(void)sq_script(db, "ROLLBACK");
	if (e == OK && sqlite3_exec(to, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL) != SQLITE_OK)
		e = ERR_STORE;
	if (e != OK)
		log_line("sqlite", "code=%d trouble=\"the copy was not finished\"",
		    to == NULL ? 0 : sqlite3_extended_errcode(to));
	if (sqlite3_close(to) != SQLITE_OK)
		e = ERR_STORE;
	return e;
}

/* An old file has no room for the sums; writing it whole anew makes it. */
static err
sq_sums(struct db *db, bool make, bool *ret_on)
{
	TRY(sq_script(db, "SELECT count(*) FROM sqlite_schema"));       /* its first page has been read */
	if (make && !page_sum_is_on(db->conn))
		TRY(sq_script(db, "VACUUM"));
	if (make && !page_sum_is_on(db->conn))
		TRY(sq_script(db, "PRAGMA wal_checkpoint(TRUNCATE)"));
	*ret_on = page_sum_is_on(db->conn);
	return OK;
}

/* The first column of the first row of a question that is not kept. */
static err
ask(struct db *db, const char *text, sqlite3_stmt **ret_st)
{
	int rc;

	if (sqlite3_prepare_v2(db->conn, text, -1, ret_st, NULL) != SQLITE_OK)
		return complain(db, text);
	rc = sqlite3_step(*ret_st);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return rc == SQLITE_ROW ? OK : ERR_MISSING;
	(void)complain(db, text);
	(void)sqlite3_finalize(*ret_st);
	return ERR_STORE;
}

static err
sq_count(struct db *db, const char *table, int64_t *ret_n)
{
	char          text[200];
	sqlite3_stmt *st = NULL;

	(void)sqlite3_snprintf(sizeof text, text, "SELECT COUNT(*) FROM \"%w\"", table);
	TRY(ask(db, text, &st));
	*ret_n = sqlite3_column_int64(st, 0);
	(void)sqlite3_finalize(st);
	return OK;
}

/* Pages, indexes, rows that point nowhere, and the words of the search. */
static err
sq_check(struct db *db, struct arena *mem, str *ret_fault)
{
	static const char *const all[] = { "PRAGMA integrity_check(1)", "PRAGMA foreign_key_check" };

	for (size_t i = 0; i < LEN(all) && ret_fault->n == 0; i++) {
		sqlite3_stmt *st = NULL;
		err           e = ask(db, all[i], &st);
		str           said;

		if (e == ERR_STORE) {
			*ret_fault = STR("it cannot be read to its end");
			return OK;
		}
		said = e == OK ? str_of((const char *)sqlite3_column_text(st, 0)) : (str){ 0 };
		if (said.n > 0 && !str_eq(said, STR("ok")))
			*ret_fault = i == 0 ? str_copy(mem, said)
			    : str_fmt(mem, "rows of %.*s point to nothing", STR_ARG(said));
		(void)sqlite3_finalize(st);
	}
	return OK;
}

const struct engine engine_sqlite = {
	.name = "sqlite", .open = sq_open, .close = sq_close, .begin = sq_begin,
	.commit = sq_commit, .script = sq_script, .alive = sq_alive, .run = sq_run,
	.next = sq_next, .get_int = sq_int, .get_str = sq_str, .get_blob = sq_blob,
	.cols = sq_cols, .done = sq_done, .unmake = sq_unmake,
	.data_version = sq_data_version, .lane = sq_lane, .checkpoint = sq_checkpoint, .copy = sq_copy,
	.count = sq_count, .check = sq_check, .sums = sq_sums, .watch = sq_watch,
};
