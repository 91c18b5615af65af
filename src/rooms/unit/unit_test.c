/*
 * rooms/unit: a place's address.  It is one step of the path by which rights reach down, so it
 * must never hold anything that could end a step.
 */
#include "tests/support/play.h"

#include "rooms/decision/decision.h"
#include "rooms/forum/forum.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
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

static bool
stands(struct play *p, const char *name, const char *value)
{
	str at = { 0 };

	return words_find(p->cx.stands, str_of(name), &at) && str_eq(at, str_of(value));
}

/* A new name shows where the place is listed; who writes over somebody else sees both texts. */
static void
test_unit__is_renamed_and_its_address_stays(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", (long long)p->oak);
	struct unit_one      *one = play_ok(p, "adi", &unit_read, "unit=%lld", (long long)p->oak);
	struct unit_row      *u;
	struct matter_page   *m;
	str                   slug = one->unit.slug;

	play_refused(p, "fay", &unit_change, ERR_DENIED, "unit=%lld&name=Mine&kind=ward", (long long)p->oak);
	play_refused(p, "adi", &unit_change, ERR_INPUT, "unit=%lld&name=&kind=ward", (long long)p->oak);
	assert_true(str_eq(p->cx.why.field, STR("name")));
	u = play_ok(p, "adi", &unit_change, "unit=%lld&name=Oaktree ward&kind=ward&open_to_all=1&version=%lld",
	    (long long)p->oak, (long long)one->unit.version);
	assert_true(str_eq(u->name, STR("Oaktree ward")));
	assert_true(str_eq(u->slug, slug));
	m = play_ok(p, "ann", &matter_read, "matter=%lld", (long long)r->matter);
	assert_true(str_eq(m->matter.unit_name, STR("Oaktree ward")));
	play_refused(p, "adi", &unit_change, ERR_CLASH, "unit=%lld&name=Oak house&kind=ward&version=%lld",
	    (long long)p->oak, (long long)one->unit.version);
	assert_true(stands(p, "name", "Oaktree ward"));
}

/* SM-C5: nobody who waits for an answer is left behind; then it closes and keeps its history. */
static void
test_unit__closes_when_nothing_hangs_on_it(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", (long long)p->oak);
	struct unit_page     *list;
	struct unit_row      *u;

	play_refused(p, "adi", &unit_close, ERR_INPUT, "unit=%lld", (long long)p->oak);
	assert_string_equal(p->cx.why.key, "unit.close_matters");
	(void)play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", (long long)r->matter);
	play_refused(p, "adi", &unit_close, ERR_INPUT, "unit=%lld", (long long)p->oak);
	assert_string_equal(p->cx.why.key, "unit.close_promises");
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=no&reason=There is no money", (long long)r->matter);
	play_refused(p, "adi", &unit_close, ERR_INPUT, "unit=%lld", (long long)p->site);
	assert_string_equal(p->cx.why.key, "unit.close_places");
	play_refused(p, "fay", &unit_close, ERR_DENIED, "unit=%lld", (long long)p->oak);
	u = play_ok(p, "adi", &unit_close, "unit=%lld", (long long)p->oak);
	assert_int_equal(u->closed.n, p->today.n);
	play_refused(p, "ann", &matter_raise, ERR_INPUT, "unit=%lld&said=Hello", (long long)p->oak);
	play_refused(p, "fay", &meeting_schedule, ERR_INPUT, "forum=%lld&day=2026-09-01", (long long)p->ward_meeting);
	(void)play_ok(p, "ann", &matter_read, "matter=%lld", (long long)r->matter);
	list = play_ok(p, "adi", &unit_places, "find=oak");
	assert_int_equal(list->n, 0);
	list = play_ok(p, "adi", &unit_places, "find=oak&closed=1");
	assert_int_equal(list->n, 1);
	play_refused(p, "fay", &unit_places, ERR_DENIED, "find=oak");
	(void)play_ok(p, "adi", &unit_reopen, "unit=%lld", (long long)p->oak);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=Hello again", (long long)p->oak);
}

/* A team that others pass things to does not vanish under them. */
static void
test_unit__stays_while_others_pass_things_there(void **state)
{
	struct play      *p = play_new(*state);
	struct unit_row  *u = play_ok(p, "adi", &unit_new, "name=Quality&kind=department&parent=%lld", (long long)p->site);
	struct forum_row *f = play_ok(p, "adi", &forum_new, "name=Quality team&kind=team&unit=%lld", (long long)u->id);

	(void)play_ok(p, "adi", &forum_way, "forum=%lld&to=%lld&topic=food", (long long)p->cmt, (long long)f->id);
	play_refused(p, "adi", &unit_close, ERR_INPUT, "unit=%lld", (long long)u->id);
	assert_string_equal(p->cx.why.key, "unit.close_ways");
	play_refused(p, "fay", &forum_way_end, ERR_DENIED, "forum=%lld&to=%lld&topic=food", (long long)p->cmt,
	    (long long)f->id);
	play_refused(p, "adi", &forum_way_end, ERR_MISSING, "forum=%lld&to=%lld", (long long)p->cmt, (long long)f->id);
	(void)play_ok(p, "adi", &forum_way_end, "forum=%lld&to=%lld&topic=food", (long long)p->cmt, (long long)f->id);
	(void)play_ok(p, "adi", &unit_close, "unit=%lld", (long long)u->id);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_unit__an_address_stays_one_step_of_a_path),
		ON_BOTH(test_unit__is_renamed_and_its_address_stays),
		ON_BOTH(test_unit__closes_when_nothing_hangs_on_it),
		ON_BOTH(test_unit__stays_while_others_pass_things_there),
	};

	return run_on_both(tests);
}
