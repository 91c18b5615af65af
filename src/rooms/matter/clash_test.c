/*
 * Two who write at once, through every operation that writes over a text: the second is
 * refused, told what stands there now, and may send again with the version they then read.
 * Nobody is shown words that the story would not show them.  Requirement: reliability C4.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"

#define LL(x) (long long)(x)

static int64_t
raised(struct play *p)
{
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", LL(p->oak));

	return r->matter;
}

static int64_t
version(struct play *p, const char *who, int64_t matter)
{
	struct matter_page *page = play_ok(p, who, &matter_read, "matter=%lld", LL(matter));

	return page->matter.version;
}

/* What the refused one is told. */
static void
stands(struct play *p, const char *name, const char *now)
{
	assert_int_equal(p->cx.stands.n, 1);
	assert_true(str_eq(p->cx.stands.at[0].name, str_of(name)));
	if (!str_eq(p->cx.stands.at[0].value, str_of(now)))
		fail_msg("%.*s", STR_ARG(p->cx.stands.at[0].value));
}

static void
test_clash__public_words(void **state)
{
	struct play *p = play_new(*state);
	int64_t      m = raised(p), v = version(p, "fay", m);

	(void)play_ok(p, "fay", &matter_summary, "matter=%lld&version=%lld&summary=Cold tea", LL(m), LL(v));
	play_refused(p, "fay", &matter_summary, ERR_CLASH, "matter=%lld&version=%lld&summary=Tea", LL(m), LL(v));
	stands(p, "summary", "Cold tea");
	(void)play_ok(p, "fay", &matter_summary, "matter=%lld&version=%lld&summary=Tea", LL(m),
	    LL(version(p, "fay", m)));
}

/* Passing on, answering and deciding: somebody else was first. */
static void
test_clash__moves_of_a_matter(void **state)
{
	struct play *p = play_new(*state);
	int64_t      m = raised(p), v = version(p, "fay", m);

	(void)play_ok(p, "fay", &matter_summary, "matter=%lld&version=%lld&summary=Cold tea", LL(m), LL(v));
	play_refused(p, "fay", &matter_pass, ERR_CLASH, "matter=%lld&version=%lld&words=Urn", LL(m), LL(v));
	stands(p, "words", "Cold tea");
	v = version(p, "fay", m);
	(void)play_ok(p, "fay", &matter_pass, "matter=%lld&version=%lld&words=We need an urn", LL(m), LL(v));
	/* the ward no longer holds it: no plain no, but what happened */
	play_refused(p, "fay", &matter_pass, ERR_CLASH, "matter=%lld&version=%lld&words=Too late", LL(m), LL(v));
	stands(p, "words", "We need an urn");
	play_refused(p, "fay", &matter_pass, ERR_DENIED, "matter=%lld&words=Again", LL(m));
	play_refused(p, "bea", &matter_pass, ERR_DENIED, "matter=%lld&version=%lld&words=Again", LL(m), LL(v));
	assert_int_equal(p->cx.stands.n, 0);            /* not of her ward: nothing is told */
	v = version(p, "mo", m);
	(void)play_ok(p, "mo", &matter_reply, "matter=%lld&version=%lld&words=We are looking", LL(m), LL(v));
	play_refused(p, "mo", &matter_reply, ERR_CLASH, "matter=%lld&version=%lld&words=So am I", LL(m), LL(v));
	stands(p, "words", "We are looking");
	v = version(p, "mo", m);
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&version=%lld&outcome=yes&reason=One urn", LL(m), LL(v));
	play_refused(p, "mo", &decision_record, ERR_CLASH, "matter=%lld&version=%lld&outcome=no&reason=None",
	    LL(m), LL(v));
	stands(p, "words", "One urn");
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&version=%lld&outcome=no&reason=None", LL(m),
	    LL(version(p, "mo", m)));
}

static void
test_clash__actions(void **state)
{
	struct play       *p = play_new(*state);
	int64_t            m = raised(p);
	struct action_row *a = play_ok(p, "fay", &action_set, "matter=%lld&what=Buy an urn&owner=%lld&due=%s", LL(m),
	    LL(play_person(p, "fay")), "2026-03-20");

	(void)play_ok(p, "fay", &action_progress, "action=%lld&version=%lld&words=Ordered", LL(a->id), LL(a->version));
	play_refused(p, "fay", &action_progress, ERR_CLASH, "action=%lld&version=%lld&words=Asked", LL(a->id),
	    LL(a->version));
	stands(p, "words", "Ordered");
	(void)play_ok(p, "fay", &action_done, "action=%lld&version=%lld&words=It is here", LL(a->id),
	    LL(a->version + 1));
	play_refused(p, "fay", &action_done, ERR_CLASH, "action=%lld&version=%lld&words=Done", LL(a->id),
	    LL(a->version));
	stands(p, "words", "It is here");
	play_refused(p, "fay", &action_done, ERR_INPUT, "action=%lld&words=Done", LL(a->id));
}

static struct meeting_page *
meeting_now(struct play *p)
{
	struct meeting_list *l = play_ok(p, "fay", &meeting_list, "forum=%lld&state=planned", LL(p->ward_meeting));
	int64_t              g = l->at[l->n - 1].id;

	play_day(p, 1);
	(void)play_ok(p, "fay", &meeting_open, "meeting=%lld", LL(g));
	return play_ok(p, "fay", &meeting_read, "meeting=%lld", LL(g));
}

/* Notes and outcomes count their own versions: who comes in meanwhile is no clash. */
static void
test_clash__notes_and_outcomes(void **state)
{
	struct play         *p = play_new(*state);
	int64_t              m = raised(p), g;
	struct meeting_page *page = meeting_now(p);
	struct meeting_item *it = &page->items[0];

	g = page->meeting.id;
	assert_int_equal(it->matter, m);
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&constituency=carer&count=3", LL(g));
	(void)play_ok(p, "fay", &meeting_outcome, "meeting=%lld&item=%lld&version=%lld&outcome=noted&words=One",
	    LL(g), LL(it->n), LL(it->version));
	play_refused(p, "fay", &meeting_outcome, ERR_CLASH,
	    "meeting=%lld&item=%lld&version=%lld&outcome=noted&words=Two", LL(g), LL(it->n), LL(it->version));
	stands(p, "words", "One");
	(void)play_ok(p, "fay", &meeting_outcome, "meeting=%lld&item=%lld&version=%lld&outcome=noted&words=Two",
	    LL(g), LL(it->n), LL(it->version + 1));
	(void)play_ok(p, "fay", &meeting_notes, "meeting=%lld&version=%lld&notes=First", LL(g),
	    LL(page->notes_version));
	play_refused(p, "fay", &meeting_notes, ERR_CLASH, "meeting=%lld&version=%lld&notes=Second", LL(g),
	    LL(page->notes_version));
	stands(p, "notes", "First");
	play_refused(p, "fay", &meeting_close, ERR_CLASH, "meeting=%lld&version=%lld&notes=Second", LL(g),
	    LL(page->notes_version));
	stands(p, "notes", "First");
	(void)play_ok(p, "fay", &meeting_close, "meeting=%lld&version=%lld&notes=Both", LL(g),
	    LL(page->notes_version + 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_clash__public_words),
		ON_BOTH(test_clash__moves_of_a_matter),
		ON_BOTH(test_clash__actions),
		ON_BOTH(test_clash__notes_and_outcomes),
	};

	return run_on_both(tests);
}
