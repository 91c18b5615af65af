/*
 * app/set_up: what the program makes sure of whenever it starts: the policy table is
 * in the database, and the provider has a name, a zone and a secret.
 */
#ifndef APP_SET_UP_H
#define APP_SET_UP_H

#include "op/op.h"

/* Only the house itself runs these; no door but the command line knows them. */
extern const struct op house_start;     /* in: zone */
extern const struct op house_read;      /* out: struct house_facts */
extern const struct op house_person;    /* in: login; out: struct house_found */
extern const struct op house_place;     /* in: slug; out: struct house_found */

struct house_facts { str provider, zone, secret, demo; };
struct house_found { int64_t id; struct actor who; };   /* who: of a person */

#endif
