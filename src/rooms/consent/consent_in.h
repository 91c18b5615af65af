/* rooms/consent, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_CONSENT_IN_H
#define ROOMS_CONSENT_IN_H

#include "rooms/consent/consent.h"

enum { CONSENTS_MAX = 100 };
struct consent_new { person_id carer; str topic; stamp until; };

/* One that holds already is given its new end. */
err consent_put(struct cx *cx, const struct consent_new *n, int64_t *ret_id) MUST_USE;
err consent_select(struct cx *cx, struct consent_list *ret) MUST_USE;
/* Only their own, and only one that has not ended; *ret_name: the carer's. */
err consent_take_back(struct cx *cx, consent_id id, str *ret_name) MUST_USE;
/* A carer today, at, above or below a place where who asks belongs: others cannot be named here. */
bool consent_carer_near(struct cx *cx, int64_t carer);

#endif
