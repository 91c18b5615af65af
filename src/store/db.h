/*
 * store: one door to two databases.
 *
 * SQL is written once, in a common dialect, only in rooms' *_store.c files,
 * and only as literals: SQL() will not compile around a variable, so text from
 * a person can reach the database only through stmt_put_*().
 *
 * A statement remembers its first failure; stmt_end() reports it.  So a room
 * puts, steps and gets without checking each line, and checks once.  Prepared
 * statements are kept by the literal's address, on both engines.
 *
 * One struct db belongs to one thread at a time.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/base.h"

typedef struct sql { const char *text; } sql;
#define SQL(lit) ((sql){ "" lit })

struct db;
struct stmt;

/*
 * `url` is "sqlite:PATH" or "postgres:CONNINFO".  DB_READ connections cannot
 * write (SQLite: opened read-only; PostgreSQL: default_transaction_read_only).
 * ERR_MISSING: a DB_READ file that is not there.  Whatever else: ERR_STORE and
 * a line in the log.
 */
enum db_mode { DB_READ, DB_WRITE };
err  db_open(str url, enum db_mode mode, struct db **ret_db) MUST_USE;
void db_close(struct db *db);
bool db_is_sqlite(const struct db *db);
/* The database's own clock, in ms; 0: it has none but ours (SQLite). */
err  db_own_ms(struct db *db, struct arena *mem, int64_t *ret_ms) MUST_USE;
unsigned db_trips(const struct db *db);         /* statements run so far */
uint64_t db_changes(const struct db *db);       /* rows changed by them */
/*
 * The key (32 bytes; copied) under which op/ chains its record on this connection: the store
 * only carries it.  Connections with different lanes (0 .. DB_LANES - 1) need not wait for one
 * another at the end of a chain.
 */
enum { DB_KEY_BYTES = 32, DB_LANES = 16 };
void db_set_key(struct db *db, str key32);
str  db_key(const struct db *db);               /* empty: none was given */
unsigned db_lane(const struct db *db);          /* SQLite: 0 */

/* Transactions: only op/ (and migrations) may call these; check-house looks. */
err  db_begin(struct db *db) MUST_USE;          /* DB_WRITE: takes the write lock now */
err  db_commit(struct db *db) MUST_USE;         /* returns after the data is on the disk */
void db_rollback(struct db *db);
err  db_mark(struct db *db) MUST_USE;           /* SAVEPOINT inside a transaction ... */
err  db_keep(struct db *db) MUST_USE;           /* ... RELEASE ... */
void db_undo(struct db *db);                    /* ... or ROLLBACK TO and RELEASE */
/* After a way out (base.h) was taken: closes what is open, undoes all marks but the first n. */
unsigned db_marks(const struct db *db);
void db_undo_to(struct db *db, unsigned n);
/*
 * On both engines a failed statement spoils what is around it: until db_undo() or
 * db_rollback(), every other statement gives the same error and db_commit() refuses.
 * A statement still open at db_keep() or db_commit() asserts; the others close it.
 */

/* A number that moves when somebody else has committed: for kept fragments of pages. */
int64_t db_data_version(struct db *db);
/* For the writer: after a failed commit, the disk no longer tells the truth: stop. */
bool db_must_stop(const struct db *db);
/* The database failed in this transaction (STORE, BUSY, FULL), whatever was made of it since. */
err  db_trouble(const struct db *db);
/* The last transaction ended because its connection (or the disk) went away under it. */
bool db_was_lost(const struct db *db);
/*
 * SQLite's log: its pages after the last commit, and moving them home.  AGAIN: also wait a
 * moment for readers, so that the log can begin again.  CUT: waits for nobody; the log is cut to
 * nothing and not left readable (docs/why/unlinkable.md), or *ret_left is not 0.  PostgreSQL: nothing.
 */
enum db_move { DB_MOVE, DB_MOVE_AGAIN, DB_MOVE_CUT };
int64_t db_wal_pages(const struct db *db);
err  db_checkpoint(struct db *db, enum db_move how, int64_t *ret_left) MUST_USE;
/*
 * A whole, consistent copy in a new file, while others work; inside a transaction, of the very
 * state it sees.  SQLite: a database.  PostgreSQL: its rows, for place_fill().  `tell` may be NULL.
 */
struct db_tell { void (*tell)(void *arg, int64_t done, int64_t of); void *arg; };
err  db_copy(struct db *db, str path, const struct db_tell *tell) MUST_USE;
/* How many rows each table has, by name; and what is wrong with the file, in the engine's words. */
struct db_count { str table; int64_t rows; };
err  db_counts(struct db *db, struct arena *mem, struct db_count **ret_at, size_t *ret_n) MUST_USE;
err  db_check(struct db *db, struct arena *mem, str *ret_fault) MUST_USE;       /* empty: nothing */
/*
 * Does every page carry a sum, so that what the disk has spoiled is found and never shown?
 * `make`: SQLite: writes an older file whole anew, with them.
 */
err  db_page_sums(struct db *db, bool make, bool *ret_on) MUST_USE;

/*
 * Everything a statement returns lives in `mem`; what is put must live until
 * stmt_end().  NULL reads as 0 or "".  Truth values read as 0 and 1, sums as whole
 * numbers.  Text that is not UTF-8 gives ERR_INPUT.  At most 96 puts.
 */
struct stmt *stmt_new(struct db *db, struct arena *mem, sql q);
void    stmt_put_int(struct stmt *s, int64_t v);
void    stmt_put_id(struct stmt *s, int64_t v);     /* 0 and less is stored as NULL */
void    stmt_put_day(struct stmt *s, day d);        /* DAY_NONE is stored as NULL */
void    stmt_put_str(struct stmt *s, str v);
void    stmt_put_blob(struct stmt *s, str bytes);
bool    stmt_next(struct stmt *s);      /* false: no more rows, or failed */
int64_t stmt_get_int(struct stmt *s);   /* columns are read left to right, all of them */
day     stmt_get_day(struct stmt *s);   /* NULL (and 1970-01-01, which nobody keeps) reads as DAY_NONE */
str     stmt_get_str(struct stmt *s);
str     stmt_get_blob(struct stmt *s);
int64_t stmt_changed(const struct stmt *s);     /* rows changed; after the last stmt_next() */
err     stmt_end(struct stmt *s) MUST_USE;

#endif
