/*
 * app/rooms: the list of every room: what it offers, its pages, and which of its
 * operations the clock runs.  A new room is one row here, and nothing else anywhere.
 */
#ifndef APP_ROOMS_H
#define APP_ROOMS_H

#include "doors/clock/clock.h"
#include "op/op.h"
#include "page/page.h"

struct ops rooms_ops(struct arena *mem);
const struct routes *rooms_routes(struct arena *mem, size_t *ret_n);

extern const struct timer rooms_timers[];
extern const size_t rooms_ntimers;

#endif
