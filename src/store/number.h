/*
 * store/number: a new id for a table whose ids people see.  Newer is larger, but ids count nothing: how many
 * lie between two of them, and whether one was taken away since (rooms/apart), cannot be told from them.
 *
 *	TRY(number_next(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM action"),
 *	    &(struct number_want){ cx->now, false }, &id));
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
 * The same, after the largest there is; on PostgreSQL after the last that this connection made: who asks for
 * the largest of all is in the way of everybody who makes one.  Two connections may make the same in one second,
 * one time in half a million; the later one clashes and is run again.
 */
struct number_want { stamp now; bool hidden; };
err number_next(struct db *db, struct arena *mem, sql largest, const struct number_want *want, int64_t *ret_id) MUST_USE;

#endif
