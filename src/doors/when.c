/*
 * doors/when: see when.h.  Two numbers that every thread may read and move: how far the
 * database's clock is ahead of ours, and the latest time that was ever said.
 */
#include "doors/when.h"

#include <stdatomic.h>
#include <time.h>

enum { TRIP_MAX_MS = 2000 };

struct when { _Atomic int64_t ahead_ms, latest; };

struct when *
when_new(struct arena *mem)
{
	return arena_take(mem, sizeof(struct when));
}

int64_t
when_own_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

stamp
when_at(struct when *w, int64_t own_ms)
{
	int64_t now = (own_ms + atomic_load(&w->ahead_ms)) / 1000, latest = atomic_load(&w->latest);

	while (now > latest)
		if (atomic_compare_exchange_weak(&w->latest, &latest, now))
			return (stamp){ now };
	if (latest - now <= WHEN_HELD_S)
		return (stamp){ latest };
	if (atomic_compare_exchange_strong(&w->latest, &latest, now))
		log_line("clock", "trouble=\"the clock was set back by %lld seconds\"", (long long)(latest - now));
	return (stamp){ now };
}

stamp
when_now(struct when *w)
{
	return w == NULL ? ((stamp){ when_own_ms() / 1000 }) : when_at(w, when_own_ms());
}

/* An answer that was long on its way says little, and the next one comes soon. */
void
when_learn(struct when *w, int64_t db_ms, int64_t before_ms, int64_t after_ms)
{
	if (db_ms != 0 && after_ms >= before_ms && after_ms - before_ms <= TRIP_MAX_MS)
		atomic_store(&w->ahead_ms, db_ms - (before_ms + (after_ms - before_ms) / 2));
}
