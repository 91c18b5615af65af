/* store, indoors: a PostgreSQL database out to a file and back in, and its places.  See db_pg_copy.c. */
#ifndef STORE_PLACE_IN_H
#define STORE_PLACE_IN_H

#include "store/db_in.h"

err pg_copy(struct db *db, const char *path, const struct db_tell *tell) MUST_USE;
err pg_load(struct db *db, const char *path, const struct db_tell *tell) MUST_USE;

err pg_patient(struct db *db) MUST_USE;
err pg_go_to(struct db *db, const char *place) MUST_USE;
err pg_make_place(struct db *db, const char *place) MUST_USE;
err pg_drop_place(struct db *db, const char *place) MUST_USE;
err pg_rename_place(struct db *db, const char *from, const char *to) MUST_USE;
err pg_claim(struct db *db, bool proof, bool *ret_ours) MUST_USE;   /* until the connection is closed */

#endif
