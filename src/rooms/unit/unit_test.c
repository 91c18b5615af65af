/*
 * rooms/unit: a place's address.  It is one step of the path by which rights reach down, so it
 * must never hold anything that could end a step.
 */
#include "tests/support/play.h"

#include "rooms/forum/forum.h"
#include "rooms/unit/unit.h"

static bool
is_plain(str slug)
{
	for (size_t i = 0; i < slug.n; i++)
		if (!((slug.p[i] >= 'a' && slug.p[i] <= 'z') || (slug.p[i] >= '0' && slug.p[i] <= '9') ||
		    slug.p[i] == '-'))
			return false;
	return slug.n > 0;
}

/* S4: whoever makes a place cannot put it inside another one by its address. */
static void
test_unit__an_address_stays_one_step_of_a_path(void **state)
{
	static const char *const bad[] = { "oak/inner", "/", "..", "Up and Down", "a\xE2\x80\xAE" "b", "<b>" };
	struct play             *p = play_new(*state);

	for (size_t i = 0; i < LEN(bad); i++) {
		struct unit_row  *u = play_ok(p, "adi", &unit_new, "name=Place %zu&kind=ward&parent=1&slug=%s%zu", i,
		    bad[i], i);
		struct forum_row *f;

		assert_true(is_plain(u->slug));
		f = play_ok(p, "adi", &forum_new, "name=Team %zu&kind=team&unit=1&slug=%s%zu", i, bad[i], i);
		assert_true(is_plain(f->slug));
	}
	play_refused(p, "adi", &unit_new, ERR_CLASH, "name=Again&kind=ward&parent=1&slug=oak inner0");
	play_refused(p, "bea", &unit_new, ERR_DENIED, "name=Mine&kind=ward&parent=1&slug=mine");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_unit__an_address_stays_one_step_of_a_path),
	};

	return run_on_both(tests);
}
