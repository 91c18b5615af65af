/*
 * rooms/profile: a provider set up from a file: its places, its forums with cadence, seats,
 * routes and promises (profiles/x.json; docs/profiles.md says what may stand in one).
 *
 * A profile is taken whole or not at all: it is read and checked before anything is written,
 * and a mistake is told by file, line and field.  A provider that has places is left alone.
 * Requirements: SM-B1, SM-B2, SM-B3, SM-B5, SM-C1, CY-2c.
 */
#ifndef ROOMS_PROFILE_H
#define ROOMS_PROFILE_H

#include "op/op.h"

struct profile_loaded { int64_t units, forums; str provider; };

/* Verb: `file` is only for messages.  ERR_CLASH: there are places already. */
err profile_set_up(struct cx *cx, str file, str text, struct profile_loaded *ret) MUST_USE;
/* The profiles that came with the program: "blank", "st-magnus", ... */
bool profile_built_in(str name, str *ret_text);
str  profile_names(struct arena *mem);      /* "blank, st-magnus" */

extern const struct op profile_load;        /* in: file, text; out: struct profile_loaded */
extern const struct op *const profile_ops[];
extern const size_t profile_nops;

#endif
