/*
 * store/number: a new id for a table whose ids people see.  Newer is larger, but ids count nothing: how many
 * lie between two of them, and whether one was taken away since (rooms/apart), cannot be told from them.
 *
 *	TRY(number_new(stmt_new(cx->db, cx->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM action")), cx->now, false, &id));
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

#endif
