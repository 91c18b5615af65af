/*
 * store/migrate: the schema, numbered, forward only.
 *
 * schema/NNNN.sql are compiled into the program by tools/schemac (three words
 * differ between the engines: @ID@, @BLOB@, @CLUSTERED@; a block between
 * "-- only: sqlite" or "-- only: postgres" and "-- end" is for one engine).
 * Each number is applied in a transaction of its own and written to
 * `schema_done (n, name, at, sum)` in it.  A database newer than the program, or
 * one whose released migration differs, is refused and nothing is touched.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/db.h"

struct migrated { int64_t from, to, newest; };   /* numbers; newest is the program's */

/* ERR_CLASH: the database is newer than the program.  `db` must be DB_WRITE. */
err migrate_up(struct db *db, struct arena *mem, stamp now,
    void (*progress)(void *arg, int64_t n, int64_t of), void *arg,
    struct migrated *ret) MUST_USE;
/* Only looks.  from == newest means ready to serve. */
err migrate_look(struct db *db, struct arena *mem, struct migrated *ret) MUST_USE;

#endif
