/*
 * doors/when: what time it is, for every door of one program.
 *
 * With PostgreSQL its clock is the authority, so that nodes whose own clocks differ agree; how
 * far ours is off is learnt at start and every 20 seconds.  When the clock is stepped back by
 * two hours or less, time stands still until it has caught up: no session that ended lives
 * again and the record stays in order.  A longer step mends a clock that was wrong: it is
 * followed, and logged.
 */
#ifndef DOORS_WHEN_H
#define DOORS_WHEN_H

#include "base/base.h"

enum { WHEN_HELD_S = 2 * 3600 };

struct when;
struct when *when_new(struct arena *mem);
stamp   when_now(struct when *w);                       /* NULL: the machine's own clock */
/* Our own clock said `before` and `after` when the database said `db`; 0: it has no own clock. */
void    when_learn(struct when *w, int64_t db_ms, int64_t before_ms, int64_t after_ms);
int64_t when_own_ms(void);
stamp   when_at(struct when *w, int64_t own_ms);        /* when_now() at that reading: for tests */

#endif
