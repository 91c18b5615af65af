/*
 * store/place: for backups of PostgreSQL: a schema of the same database in which one is put back
 * and looked through, and which takes the place of the one that serves when it is to be restored.
 * SQLite needs none of this: there a place is a file.  Only app/keep uses it.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "store/migrate.h"

/* This connection may take its time from now on.  SQLite: always may. */
err db_patient(struct db *db) MUST_USE;
/* The schema it works in: "public". */
err place_now(struct db *db, struct arena *mem, str *ret_place) MUST_USE;
/*
 * Makes an empty place, takes its schema to number `n`, loads db_copy()'s file into it and stays
 * there.  What was left of an earlier try is thrown away.  ERR_BUSY: somebody else is at it.
 */
struct place_load { str place, file; int64_t schema; stamp now; const struct db_tell *tell; };
err place_fill(struct db *db, struct arena *mem, const struct place_load *l) MUST_USE;
err place_drop(struct db *db, struct arena *mem, str place) MUST_USE;
/*
 * In one step: `now` is called `old` from here on, and `next` is called `now`.  *ret_kept: false
 * when there was nothing in it, and it is gone.
 */
err place_swap(struct db *db, struct arena *mem, const str names[3], bool *ret_kept) MUST_USE;
/* Does nobody else have it open to write?  Then nobody can, until this connection is closed. */
err place_alone(struct db *db, bool *ret_alone) MUST_USE;

#endif
