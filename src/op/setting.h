/* op/setting: the few things a provider has one of: its name, zone and server secret. */
#ifndef OP_SETTING_H
#define OP_SETTING_H

#include "op/op.h"

/* Empty when not set. */
err setting_get(struct db *db, struct arena *mem, str name, str *ret_value) MUST_USE;
err setting_put(struct db *db, struct arena *mem, str name, str value) MUST_USE;

#endif
