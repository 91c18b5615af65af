/*
 * rooms/unit: the places of a provider, as a tree by path: organisation, region,
 * service, site, ward, department.  Rights, forums, matters and figures hang from them.
 * A unit is open to all when anybody may say something from its public page (CW-1).
 */
#ifndef ROOMS_UNIT_H
#define ROOMS_UNIT_H

#include "op/op.h"

struct unit_row {
	int64_t id, parent, version;
	str     slug, name, kind, path, line;
	bool    open_to_all;
	day     closed;                 /* DAY_NONE: it is open */
};
struct unit_page { struct unit_row *at; size_t n; int64_t next; };
/* One place for whoever sets it up, and what must be seen to before it can close. */
struct unit_one { struct unit_row unit; int64_t places, promises, matters, ways; };

struct unit_new { unit_id parent; str slug, name, kind; bool open_to_all, imported; };

/* Verbs.  An empty slug is made from the name; ERR_CLASH: the slug is taken. */
err unit_add(struct cx *cx, const struct unit_new *n, struct unit_row *ret_row) MUST_USE;
/* ERR_INPUT at `field` when it has closed: nothing new begins there. */
err unit_is_open(struct cx *cx, const struct unit_row *u, str field) MUST_USE;
/* By id or by slug, whoever asks; ERR_MISSING. */
err unit_find(struct cx *cx, unit_id id, struct unit_row *ret_row) MUST_USE;
err unit_find_slug(struct cx *cx, str slug, struct unit_row *ret_row) MUST_USE;
/* The language who asks reads in: their browser's choice, their own, or what the door says. */
str unit_reader_lang(const struct cx *cx);
/* What it is called in another language; and its name in the reader's, where there is one. */
err unit_add_text(struct cx *cx, unit_id id, str lang, str name) MUST_USE;
err unit_in_words(struct cx *cx, struct unit_row *at, size_t n) MUST_USE;
/* ERR_MISSING unless who asks may do this there. */
err unit_reach(struct cx *cx, unit_id id, enum may what, struct unit_row *ret_row) MUST_USE;
/* All that who asks may do there, a bit for each enum may: one question for all the buttons of a page. */
err unit_mays(struct cx *cx, const struct unit_row *u, uint64_t *ret_mays) MUST_USE;
/* Whether that person may do this there today: for what is done in their name. */
bool unit_person_may(struct cx *cx, unit_id id, person_id who, enum may what);
/* The topmost place where who asks may do this, when they named none. */
err unit_first(struct cx *cx, enum may what, int64_t *ret_id) MUST_USE;
/* "Oak Ward" -> "oak-ward". */
str unit_slug_of(struct arena *a, str name);

extern const char *const unit_kinds[];        /* keys, NULL-ended */
extern const struct shape unit_row_shape;
extern const struct op unit_list;      /* out: struct unit_page */
extern const struct op unit_new;       /* out: struct unit_row */
extern const struct op unit_places;    /* out: struct unit_page: where the reader may set up */
extern const struct op unit_read;      /* out: struct unit_one */
extern const struct op unit_change, unit_close, unit_reopen;   /* out: struct unit_row */
extern const struct op *const unit_ops[];
extern const size_t unit_nops;

#endif
