/*
 * store/number: a new id for a table whose ids people see.  Newer is larger, but ids count nothing: how many
 * lie between two of them, and whether one was taken away since (rooms/apart), cannot be told from them.
 *
 *	s = number_last(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM action"),
 *	    SQL("SELECT COALESCE(MAX(id), 0) FROM action WHERE matter = ?"), matter);
 *	TRY(number_new(s, cx->now, false, &id));
 */
#ifndef STORE_NUMBER_H
#define STORE_NUMBER_H

#include "store/db.h"

/*
 * `last` gives the largest there is.  An id carries the second it was made in, and chance; in the same second,
 * or when the clock was put back, it is some way on from the last.  `hidden`: it does not tell the second
 * either, only which ones it came between.
 */
err number_new(struct stmt *last, stamp now, bool hidden, int64_t *ret_id) MUST_USE;

/*
 * Of all there are, where one thread writes.  Of those of one thing, where many write at once (PostgreSQL): who
 * asks for the largest of all is in the way of everybody who makes one.  Two alike in a second, one time in
 * half a million, clash, and one is tried again.
 */
struct stmt *number_last(struct db *db, struct arena *mem, sql all, sql of_thing, int64_t thing);

#endif
