/*
 * rooms/unit: the places of a provider, as a tree by path: organisation, region,
 * service, site, ward, department.  Rights, forums, matters and figures hang from them.
 * A unit is open to all when anybody may say something from its public page (CW-1).
 */
#ifndef ROOMS_UNIT_H
#define ROOMS_UNIT_H

#include "op/op.h"

struct unit_row {
	int64_t id, parent;
	str     slug, name, kind, path, line;
	bool    open_to_all;
};
struct unit_page { struct unit_row *at; size_t n; int64_t next; };

struct unit_new { unit_id parent; str slug, name, kind; bool open_to_all, imported; };

/* Verbs.  An empty slug is made from the name; ERR_CLASH: the slug is taken. */
err unit_add(struct cx *cx, const struct unit_new *n, struct unit_row *ret_row) MUST_USE;
/* By id or by slug, whoever asks; ERR_MISSING. */
err unit_find(struct cx *cx, unit_id id, struct unit_row *ret_row) MUST_USE;
err unit_find_slug(struct cx *cx, str slug, struct unit_row *ret_row) MUST_USE;
/* ERR_MISSING unless who asks may do this there. */
err unit_reach(struct cx *cx, unit_id id, enum may what, struct unit_row *ret_row) MUST_USE;
/* Whether that person may do this there today: for what is done in their name. */
bool unit_person_may(struct cx *cx, unit_id id, person_id who, enum may what);
/* The topmost place where who asks may do this, when they named none. */
err unit_first(struct cx *cx, enum may what, int64_t *ret_id) MUST_USE;
/* "Oak Ward" -> "oak-ward". */
str unit_slug_of(struct arena *a, str name);

extern const struct shape unit_row_shape;
extern const struct op unit_list;      /* out: struct unit_page */
extern const struct op unit_new;       /* out: struct unit_row */
extern const struct op *const unit_ops[];
extern const size_t unit_nops;

#endif
