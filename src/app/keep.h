/*
 * app/keep: backups that are proved, and putting one back.
 *
 * A backup is a file and, beside it, a manifest (NAME.json): how many rows each table has, the
 * file's sha-256, where the record of who did what ended, and a signature.  It is made from one
 * moment of the database while others work, restored into a scratch place, and looked through
 * there: pages, rows, record, a sample of the files, and the schema's next steps.  Only then
 * does it get its name and its manifest; a file without one is no backup.  docs/backup.md
 * SQLite: a database (.db), put back into a file.  PostgreSQL: its rows (.dump), put back into a
 * schema (keep_place.c).
 */
#ifndef APP_KEEP_H
#define APP_KEEP_H

#include "app/config.h"
#include "app/keys.h"
#include "words/words.h"

/* One piece of this work.  `why`: the last failure, a sentence for people. */
struct keep {
	struct arena        *mem;
	const struct config *config;
	const struct keys   *keys;
	stamp                now;
	struct db_tell       tell;          /* progress; may be empty */
	void               (*say)(void *arg, const char *what);     /* what comes next; may be NULL */
	void                *arg;
	str                  why;
	bool                 busy;          /* why: somebody works with the database */
};

struct manifest {
	str             file, engine, made, sha256;      /* file: its path */
	int64_t         schema, bytes;
	struct db_count *counts; size_t ncounts;
	str             anchor;                          /* empty: from before the record was chained */
};

/* `label`: empty, or what it was made before ("before-5").  *ret_file: its path. */
bool keep_backup(struct keep *k, str label, str *ret_file) MUST_USE;
/* False: k->why says what is wrong with it.  `file` is the backup, its manifest lies beside. */
bool keep_verify(struct keep *k, str file, struct manifest *ret) MUST_USE;
/* The database as it is now. */
bool keep_verify_now(struct keep *k) MUST_USE;
/* The caller holds the lock.  The database that was there is kept beside; *ret_old: where. */
bool keep_restore(struct keep *k, str file, str *ret_old) MUST_USE;
/* Removes what the rule lets go: all of a week, one a week for five, one a month for a year. */
void keep_prune(struct keep *k);

/* The newest backup whose name has `label` in it; false: none. */
struct kept { str file; stamp at; };
bool keep_newest(struct keep *k, str label, struct kept *ret) MUST_USE;
bool keep_anchor(struct keep *k, bool restored, const struct audit_heads *heads) MUST_USE;
/* Where a file of the database lies in the folder of backups, which it may share with another's. */
#define KEEP_ANCHORS "audit.anchors"
str  keep_path(struct arena *mem, const struct config *f, const char *name);

#endif
