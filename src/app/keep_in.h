/* app/keep, indoors: manifests, and looking through a database that was put back somewhere. */
#ifndef APP_KEEP_IN_H
#define APP_KEEP_IN_H

#include "app/keep.h"

/* Always false, so that a failure is one line. */
bool keep_fail(struct keep *k, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void keep_say(struct keep *k, const char *what);
struct cx;
void keep_cx(struct keep *k, struct db *db, struct cx *ret);

bool manifest_write(struct keep *k, const struct manifest *m) MUST_USE;
bool manifest_read(struct keep *k, str file, struct manifest *ret) MUST_USE;
str  manifest_path(struct arena *mem, str file);

/* sha-256 (hex) and length of a file, without taking it into memory. */
bool file_sum(struct keep *k, str path, str *ret_hex, int64_t *ret_bytes) MUST_USE;
bool file_copy(struct keep *k, str from, str to) MUST_USE;
void database_gone(struct keep *k, str path);          /* a SQLite file and what lies beside it */
int64_t megabytes_free(struct arena *mem, str folder);

/* Rows, pages, record, files, of `db`, against `m`; its counts are compared. */
bool look_through(struct keep *k, struct db *db, const struct manifest *m) MUST_USE;
/* In a scratch place: puts `m` there and looks it through; with `upgrade`, takes it through the
 * schema's next steps too. */
bool prove(struct keep *k, const struct manifest *m, bool upgrade) MUST_USE;

bool try_upgrade(struct keep *k, struct db *db) MUST_USE;

/* PostgreSQL: the same in a schema of its own; keep_place.c. */
bool place_prove(struct keep *k, const struct manifest *m, bool upgrade) MUST_USE;
bool place_restore(struct keep *k, const struct manifest *m, str *ret_old) MUST_USE;

#endif
