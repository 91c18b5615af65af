/*
 * store/migrate, indoors: what tools/schemac makes of schema/, and migrating by any
 * list of migrations (the tests have their own).
 */
#ifndef STORE_MIGRATE_IN_H
#define STORE_MIGRATE_IN_H

#include "store/migrate.h"

struct migration {
	int64_t            n;
	const char        *name, *sum;          /* sum: sha-256 of its statements */
	const char *const *sqlite, *const *pg;  /* NULL-ended */
};
struct schema { const struct migration *at; size_t n; };

extern const struct schema schema_of_house;

/* every_ms: between two tellings of one number; 0: a second */
struct progress { stamp now; struct migrate_tell t; int64_t every_ms; };

err schema_up(struct db *db, struct arena *mem, const struct schema *all,
    struct progress p, struct migrated *ret) MUST_USE;
err schema_look(struct db *db, struct arena *mem, const struct schema *all,
    struct migrated *ret) MUST_USE;

#endif
