/*
 * app/set_up: what the program makes sure of whenever it starts: the policy table is
 * in the database, and the provider has a name, a zone and a secret.
 */
#ifndef APP_SET_UP_H
#define APP_SET_UP_H

#include "op/op.h"

extern const struct op house_start;     /* in: zone; only the house itself runs it */

#endif
