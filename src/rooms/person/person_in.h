/* rooms/person, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_PERSON_IN_H
#define ROOMS_PERSON_IN_H

#include "rooms/person/person.h"

struct person_want { str find; int64_t unit, group, older, limit; };   /* group: index into constituencies */

err person_select(struct cx *cx, const struct person_want *w, struct person_page *ret_page) MUST_USE;
/* ERR_MISSING unless they hold something in a place whose people the reader may see. */
err person_within(struct cx *cx, person_id id) MUST_USE;
err person_helds(struct cx *cx, person_id id, struct person_held **ret_at, size_t *ret_n) MUST_USE;
err person_places(struct cx *cx, enum may what, struct person_place **ret_at, size_t *ret_n) MUST_USE;
err person_forums(struct cx *cx, struct person_place **ret_at, size_t *ret_n) MUST_USE;

/* Erasing.  ERR_MISSING unless they hold or held something where who asks may erase people. */
err person_governed(struct cx *cx, person_id id) MUST_USE;
bool person_may_erase(struct cx *cx, person_id id);      /* would person.erasing open?  Says no why */
err erasure_ask(struct cx *cx, person_id id, str why) MUST_USE;
err erasure_find(struct cx *cx, person_id id, int64_t *ret_asked_by) MUST_USE;  /* 0: nobody asked */
err erasure_look(struct cx *cx, struct person_erasing *page) MUST_USE;           /* of page->person.id */
enum { ERASURES_MAX = 200, ERASURE_NAMES = 3 };
err erasure_open(struct cx *cx, struct erasure_list *ret) MUST_USE;             /* their dates and names are not set yet */
err erasure_agree(struct cx *cx, int64_t person, str *ret_names) MUST_USE;
err erasure_done(struct cx *cx, person_id id) MUST_USE;
err person_scrub(struct cx *cx, person_id id) MUST_USE;

/* Changing.  ERR_MISSING: out of reach; ERR_DENIED: they hold something where the reader may not. */
struct person_change {
	person_id person;
	str       name, lang, needs, email, phone;
	int64_t   version;
	bool      easy, no_email, no_phone, no_needs, wanted;
};
err person_changeable(struct cx *cx, person_id id) MUST_USE;
err person_get_details(struct cx *cx, person_id id, struct person_details *ret) MUST_USE;
err person_update(struct cx *cx, const struct person_change *c) MUST_USE;

#endif
