/*
 * store/reserve: room held back on the disk, so that a disclosure can be kept even when
 * everything else has filled it.  A file of 8 MiB beside the database.  It is let go of
 * only for an urgent change, and taken back as soon as there is room to spare.
 */
#ifndef STORE_RESERVE_H
#define STORE_RESERVE_H

#include "base/base.h"

enum { RESERVE_BYTES = 8 << 20, RESERVE_SPARE = 1 << 20 };

/* Holds the room back; true at once when it is held already.  False: there is no room. */
bool reserve_take(const char *path) MUST_USE;
/* True when there was something to let go of. */
bool reserve_release(const char *path) MUST_USE;
/* Is there room for ordinary changes beside what is held back? */
bool reserve_has_room(const char *path) MUST_USE;

#endif
