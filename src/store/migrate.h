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
/* How far it is: number n of `of`, what it is about, its statement part of parts, running so long. */
struct migrating { int64_t n, of, part, parts, seconds; const char *name; };
struct migrate_tell { void (*tell)(void *arg, const struct migrating *m); void *arg; };

/*
 * ERR_CLASH: the database is newer than the program.  `db` must be DB_WRITE.  `t` may be NULL: else each number is
 * told when it begins (part 0), and again each second while one of its statements runs.
 */
err migrate_up(struct db *db, struct arena *mem, stamp now, const struct migrate_tell *t,
    struct migrated *ret) MUST_USE;
/* Only looks.  from == newest means ready to serve. */
err migrate_look(struct db *db, struct arena *mem, struct migrated *ret) MUST_USE;

#endif
