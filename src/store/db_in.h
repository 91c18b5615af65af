/*
 * store, indoors: what an engine must provide, and how a statement is kept.
 * Only store/ includes this.
 */
#ifndef STORE_DB_IN_H
#define STORE_DB_IN_H

#include "store/db.h"

enum { STMT_PUTS_MAX = 96, STMT_PUTS_FIRST = 8, WORDS_KEPT = 7 };

enum put_kind { PUT_INT, PUT_NULL, PUT_STR, PUT_BLOB };
struct put { enum put_kind kind; int64_t i; str s; };

/* A prepared statement.  `busy`: being read; `loose`: a second one, not kept. */
struct made {
	const char *text;
	void       *st;                        /* SQLite's own */
	unsigned    no;                        /* PostgreSQL: its name; 0: not yet prepared */
	bool        busy, loose;
	int         nkinds;
	unsigned char kinds[STMT_PUTS_MAX];    /* PostgreSQL: types it was prepared with */
};

enum tx_kind { TX_NORMAL, TX_SCHEMA };

struct engine {
	const char *name;
	err  (*open)(struct db *db, const char *where);
	void (*close)(struct db *db);
	err  (*begin)(struct db *db, enum tx_kind kind);
	err  (*commit)(struct db *db);
	err  (*script)(struct db *db, const char *one);      /* one statement, no values */
	bool (*alive)(struct db *db);                        /* the transaction still exists */
	err  (*run)(struct stmt *s);                         /* prepare, send puts[] */
	bool (*next)(struct stmt *s);
	int64_t (*get_int)(struct stmt *s, int col);
	str  (*get_str)(struct stmt *s, int col);            /* valid until next() or done() */
	str  (*get_blob)(struct stmt *s, int col);
	int  (*cols)(struct stmt *s);
	void (*done)(struct stmt *s);
	void (*unmake)(struct db *db, struct made *m);
	int64_t (*data_version)(struct db *db);
	unsigned (*lane)(const struct db *db);
	err  (*checkpoint)(struct db *db, enum db_move how, int64_t *ret_left);
	err  (*copy)(struct db *db, const char *path, const struct db_tell *tell);
	err  (*count)(struct db *db, const char *table, int64_t *ret_n);
	err  (*check)(struct db *db, struct arena *mem, str *ret_fault);
	err  (*sums)(struct db *db, bool make, bool *ret_on);
	void (*watch)(struct db *db);                        /* db->tick was set, or taken off */
};

struct slot { const char *text; struct made *made; };

struct db_number { const char *text; int64_t last; };  /* PostgreSQL: by the literal's address; see number.c */
enum { NUMBERS_KEPT = 8 };

struct db {
	const struct engine *eng;
	void         *conn;
	void         *version;                 /* SQLite: the statement behind data_version, kept */
	enum db_mode  mode;
	bool          in_tx, lost, must_stop;  /* lost: the connection or its transaction went */
	err           spoiled;                 /* the first failure since begin, mark or undo */
	unsigned      trips, marks, made_no;
	int64_t       wal_pages;
	uint64_t      changes;
	void         *words[WORDS_KEPT];       /* SQLite: BEGIN and the like */
	char          key[DB_KEY_BYTES];
	bool          keyed;
	char          place[64];               /* PostgreSQL: a schema it was told to work in; empty: as it came */
	void        (*tick)(void *arg);        /* see db_watch() */
	void         *tick_arg;
	struct slot  *slots;                   /* kept statements by the literal's address */
	size_t        nslots, used;            /* nslots is a power of two */
	struct stmt  *open;
	struct db_number numbers[NUMBERS_KEPT];
	struct search_kept *found;             /* search_terms.c; NULL: nothing kept */
};

struct stmt {
	struct db    *db;
	struct arena *mem;
	const char   *text;
	struct made  *made;
	void         *inner;                   /* PostgreSQL's result */
	struct put   *puts;
	int           nputs, room, col, row;
	int64_t       changed;
	bool          ran, on_row, ended, closed;
	err           first;                   /* the first failure, kept */
	struct stmt  *older, *newer;           /* among the open ones */
};

/* In a transaction fit for changing the schema; then statements one by one. */
err db_begin_schema(struct db *db) MUST_USE;
err db_script(struct db *db, const char *one) MUST_USE;
/* While a script takes long: tick is called a few times a second, on this thread; NULL: no more. */
void db_watch(struct db *db, void (*tick)(void *arg), void *arg);
/* Throws away every prepared statement (a new connection knows none of them). */
void db_forget(struct db *db);

extern const struct engine engine_sqlite, engine_pg;

#endif
