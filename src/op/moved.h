/*
 * op/moved: which places' pages have changed, for keeping pages drawn.  Every operation that
 * changed a row has, unless it says otherwise, perhaps changed every page; one whose rule
 * calls cx_moves_only() has changed those of the places it names and no others.
 *
 * SQLite only: PostgreSQL's writers would all wait for one row, so there any commit may
 * have changed any page (moved_look() finds nothing to compare).
 */
#ifndef OP_MOVED_H
#define OP_MOVED_H

#include "op/op.h"

/* The counts of everything and of one place (a unit, with all below it). */
struct moved { int64_t all, here; };

/* In a transaction of its own.  False: they could not be read, so nothing may be kept by them. */
bool moved_look(struct db *db, struct arena *mem, int64_t place, struct moved *ret_moved);

#endif
