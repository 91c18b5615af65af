/* doors/when: small steps back are held, large ones followed, and the database's clock counts. */
#include "tests/support/engines.h"

#include <stdlib.h>

#include "doors/when.h"

static void
test_when__stands_still_after_a_small_step_back(void **state)
{
	struct arena *mem = arena_new(1 << 16);
	struct when  *w = when_new(mem);
	int64_t       t = INT64_C(1795305600);

	(void)state;
	assert_int_equal(when_at(w, t * 1000).s, t);
	assert_int_equal(when_at(w, (t - 3600) * 1000).s, t);
	assert_int_equal(when_at(w, (t - 1) * 1000).s, t);
	assert_int_equal(when_at(w, (t + 5) * 1000).s, t + 5);
	/* a day on, and back: a wrong clock was mended, and we do not stand for a day */
	assert_int_equal(when_at(w, (t + 86400) * 1000).s, t + 86400);
	assert_int_equal(when_at(w, (t + 10) * 1000).s, t + 10);
	assert_int_equal(when_at(w, (t + 11) * 1000).s, t + 11);
	/* past the end of 32 bits */
	assert_int_equal(when_at(w, INT64_C(2147483648000)).s, INT64_C(2147483648));
	arena_free(mem);
}

static void
test_when__follows_the_databases_clock(void **state)
{
	struct arena *mem = arena_new(1 << 16);
	struct when  *w = when_new(mem);
	int64_t       t = INT64_C(1795305600000);

	(void)state;
	when_learn(w, 0, t, t + 10);                    /* SQLite has none */
	assert_int_equal(when_at(w, t).s, t / 1000);
	when_learn(w, t + 300000, t, t + 10);
	assert_int_equal(when_at(w, t + 6).s, t / 1000 + 300);
	when_learn(w, t - 300000, t, t + 60000);        /* a minute on its way: not believed */
	assert_int_equal(when_at(w, t + 60000).s, t / 1000 + 359);
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_when__stands_still_after_a_small_step_back),
		cmocka_unit_test(test_when__follows_the_databases_clock),
	};

	return run_on_both(tests);
}
