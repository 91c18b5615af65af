/*
 * store/search: full-text search, the one real divergence of the engines
 * (FTS5 in SQLite, tsvector with GIN in PostgreSQL).  Words are folded here, before
 * either engine sees them (no case, accents, apostrophes), and match by their beginnings
 * from three letters on (the last word from two), so both engines find the same.
 *
 * A document is (kind, id, places, words).  `places` are the ids of its unit
 * and every unit above it ("3 17 204"): a search names one place and finds only
 * what lies at or below it, so reach narrows the search before it is read.
 * The caller still reads each row through its own reach: search only points.
 *
 * Tables: search (FTS5 virtual) or search (PostgreSQL).  Owner: store.
 */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/db.h"

enum search_kind { SEARCH_MATTER = 1, SEARCH_FORUM, SEARCH_PERSON, SEARCH_UNIT };

/* Writes or replaces.  `id` must be positive and unique over all kinds. */
err search_put(struct db *db, struct arena *mem, enum search_kind kind, int64_t id,
    str places, str words) MUST_USE;

/* It is found no more; nothing happens when it was never there. */
err search_drop(struct db *db, struct arena *mem, int64_t id) MUST_USE;

/*
 * Ids of documents of `kind` under `place` that hold every word of `asked`,
 * newest (largest id) first, below `older_than` (0: from the top).  `asked` is what a person
 * typed: any characters, never an error.  Nothing but blanks or signs finds nothing.
 */
err search_find(struct db *db, struct arena *mem, enum search_kind kind, int64_t place,
    str asked, int64_t older_than, size_t limit, int64_t *ret_ids, size_t *ret_n) MUST_USE;

/* True when the text holds every word of `asked`, as search_find() would find it. */
bool search_fits(struct arena *mem, str text, str asked);

#endif
