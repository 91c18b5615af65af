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

struct progress { stamp now; void (*tell)(void *arg, int64_t n, int64_t of); void *arg; };

err schema_up(struct db *db, struct arena *mem, const struct schema *all,
    struct progress p, struct migrated *ret) MUST_USE;
err schema_look(struct db *db, struct arena *mem, const struct schema *all,
    struct migrated *ret) MUST_USE;

#endif
