/*
 * Ways round a right that were open once, each tried as the person who gained by it, on both
 * engines: what a page hides, no search, agenda, name, step or seat may show either.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/person/person.h"

#include <string.h>

#define LL(x) (long long)(x)

static int64_t
say(struct play *p, const char *who, int64_t unit, const char *words)
{
	return ((struct matter_raised *)play_ok(p, who, &matter_raise, "unit=%lld&said=%s", LL(unit), words))->matter;
}

/* SM-E1: cal may read the public words only; a find must not tell that "poison" was said. */
static void
test_matter__a_search_tells_no_word_the_page_hides(void **state)
{
	struct play        *p = play_new(*state);
	int64_t             m = say(p, "ann", p->oak, "The tea is poison");
	struct matter_list *l;

	(void)play_ok(p, "fay", &matter_summary, "matter=%lld&summary=Tea tastes bad&ok=1", LL(m));
	l = play_ok(p, "cal", &matter_list, "unit=%lld&find=poison", LL(p->oak));
	assert_int_equal(l->n, 0);
	l = play_ok(p, "cal", &matter_list, "unit=%lld&find=tea", LL(p->oak));
	assert_int_equal(l->n, 1);
	l = play_ok(p, "fay", &matter_list, "unit=%lld&find=poison", LL(p->oak));
	assert_int_equal(l->n, 1);
	l = play_ok(p, "ann", &matter_list, "unit=%lld&find=poison", LL(p->oak));
	assert_int_equal(l->n, 1);
}

/* SM-C4: eve's team never held it; being on its agenda opens no words and writes no journey. */
static void
test_meeting__an_agenda_opens_no_words(void **state)
{
	struct play         *p = play_new(*state);
	int64_t              m = say(p, "ann", p->oak, "The tea is poison"), g;
	struct meeting_page *page;
	bool                 found = false;

	(void)play_ok(p, "house", &role_grant, "person=%lld&role=member&forum=%lld", LL(play_person(p, "bea")), LL(p->emt));
	g = ((struct meeting_row *)play_ok(p, "eve", &meeting_schedule, "forum=%lld&day=2026-03-04&clock=10:00", LL(p->emt)))->id;
	(void)play_ok(p, "eve", &meeting_agenda, "meeting=%lld&matter=%lld", LL(g), LL(m));
	page = play_ok(p, "bea", &meeting_read, "meeting=%lld", LL(g));
	for (size_t i = 0; i < page->nitems; i++) {
		found = found || page->items[i].matter == m;
		assert_false(str_has(page->items[i].said, STR("poison")));
	}
	assert_true(found);
	page = play_ok(p, "eve", &meeting_read, "meeting=%lld", LL(g));    /* who may read words at Oak still does */
	found = false;
	for (size_t i = 0; i < page->nitems; i++)
		found = found || str_has(page->items[i].said, STR("poison"));
	assert_true(found);
	play_day(p, 2);
	(void)play_ok(p, "eve", &meeting_open, "meeting=%lld", LL(g));
	(void)play_ok(p, "eve", &meeting_outcome, "meeting=%lld&matter=%lld&outcome=noted&words=We talked", LL(g), LL(m));
	assert_int_equal(((struct matter_page *)play_ok(p, "ann", &matter_read, "matter=%lld", LL(m)))->nsteps, 1);
	play_refused(p, "eve", &meeting_outcome, ERR_DENIED, "meeting=%lld&matter=%lld&outcome=settled&words=x", LL(g), LL(m));
}

/* CW-1: a helper writes down what somebody of that place said, and learns nobody else's name. */
static void
test_matter__nobody_speaks_for_a_stranger(void **state)
{
	struct play *p = play_new(*state);

	play_refused(p, "fay", &matter_raise, ERR_INPUT, "unit=%lld&said=x&source=paper&for_person=%lld", LL(p->oak),
	    LL(play_person(p, "bea")));
	play_refused(p, "fay", &matter_raise, ERR_INPUT, "unit=%lld&said=x&source=paper&for_person=9999", LL(p->oak));
	(void)play_ok(p, "fay", &matter_raise, "unit=%lld&said=x&source=paper&for_person=%lld", LL(p->oak),
	    LL(play_person(p, "ann")));
}

/* SM-C3: an owner or a guest by number is somebody near; others have no name here. */
static void
test_action__no_owner_from_nowhere(void **state)
{
	struct play *p = play_new(*state);
	int64_t      m = say(p, "ann", p->oak, "It is cold");

	play_refused(p, "fay", &action_set, ERR_INPUT, "matter=%lld&what=x&due=2026-04-01&owner=%lld", LL(m),
	    LL(play_person(p, "bea")));
	(void)play_ok(p, "fay", &action_set, "matter=%lld&what=x&due=2026-04-01&owner=%lld", LL(m),
	    LL(play_person(p, "mo")));
	play_refused(p, "fay", &decision_record, ERR_INPUT, "matter=%lld&outcome=yes&reason=x&meeting=9999", LL(m));
}

/* An administrator of one place is none of another. */
static void
test_person__an_administrator_elsewhere_gives_no_high_role(void **state)
{
	struct play *p = play_new(*state);
	long long    ann = LL(play_person(p, "ann"));

	(void)play_ok(p, "house", &role_grant, "person=%lld&role=manager&unit=%lld", LL(play_person(p, "fay")), LL(p->oak));
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=admin&unit=%lld", LL(play_person(p, "fay")), LL(p->elm));
	play_refused(p, "fay", &role_grant, ERR_INPUT, "person=%lld&role=executive&unit=%lld", ann, LL(p->oak));
	(void)play_ok(p, "fay", &role_grant, "person=%lld&role=executive&unit=%lld", ann, LL(p->elm));
	(void)play_ok(p, "fay", &role_grant, "person=%lld&role=carer&unit=%lld", ann, LL(p->oak));
	play_refused(p, "fay", &role_grant, ERR_MISSING, "person=%lld&role=carer&unit=%lld", ann, LL(p->site));
}

/* What somebody holds elsewhere is not shown beside their name. */
static void
test_person__roles_elsewhere_are_not_listed(void **state)
{
	struct play        *p = play_new(*state);
	struct person_page *l;

	(void)play_ok(p, "house", &role_grant, "person=%lld&role=service_user&unit=%lld", LL(play_person(p, "cal")), LL(p->elm));
	l = play_ok(p, "fay", &person_list, "find=%s", "cal");
	assert_int_equal(l->n, 1);
	assert_true(str_has(l->at[0].roles, STR("carer")));
	assert_false(str_has(l->at[0].roles, STR("Elm")));
}

/* CW-8: joined voices keep their own words to themselves. */
static void
test_matter__joined_voices_do_not_read_each_other(void **state)
{
	struct play        *p = play_new(*state);
	int64_t             one = say(p, "ann", p->oak, "It is cold"), two = say(p, "cal", p->oak, "It is cold here");
	struct matter_page *page;

	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=A heater is there", LL(one));
	(void)play_ok(p, "fay", &matter_join, "matter=%lld&into=%lld", LL(two), LL(one));
	(void)play_ok(p, "ann", &matter_verdict, "matter=%lld&verdict=not&words=I am ill from it", LL(one));
	for (int i = 0; i < 2; i++) {
		page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(i ? one : two));
		for (size_t k = 0; k < page->nsteps; k++)
			assert_false(str_has(page->steps[k].words, STR("ill")));
	}
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(one));
	assert_true(str_has(page->steps[page->nsteps - 1].words, STR("ill")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_matter__a_search_tells_no_word_the_page_hides),
		ON_BOTH(test_meeting__an_agenda_opens_no_words),
		ON_BOTH(test_matter__nobody_speaks_for_a_stranger),
		ON_BOTH(test_action__no_owner_from_nowhere),
		ON_BOTH(test_person__an_administrator_elsewhere_gives_no_high_role),
		ON_BOTH(test_person__roles_elsewhere_are_not_listed),
		ON_BOTH(test_matter__joined_voices_do_not_read_each_other),
	};

	return run_on_both(tests);
}
