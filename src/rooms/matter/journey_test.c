/*
 * The journeys of a matter, through the operations, on both engines: floor to board, settled
 * on the floor, declined and asked again, late and risen, unlinkable, joined.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"

#include <stdio.h>
#include <string.h>

#define LL(x) (long long)(x)

static int64_t
next_meeting(struct play *p, const char *who, int64_t forum)
{
	struct meeting_list *l = play_ok(p, who, &meeting_list, "forum=%lld&state=planned", LL(forum));

	assert_true(l->n > 0);
	return l->at[l->n - 1].id;
}

static bool
on_agenda(struct play *p, const char *who, int64_t meeting, int64_t matter)
{
	struct meeting_page *g = play_ok(p, who, &meeting_read, "meeting=%lld", LL(meeting));

	for (size_t i = 0; i < g->nitems; i++)
		if (g->items[i].matter == matter)
			return true;
	return false;
}

/* SM-B1, walk 1. */
static void
test_matter__goes_from_floor_to_board_and_back(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold&topic=food", LL(p->oak));
	int64_t               m = r->matter, g;
	struct matter_page   *page;
	struct action_row    *a;
	struct meeting_row   *row;

	assert_int_equal(r->receipt.n, 0);
	assert_true(str_eq(r->holder, STR("Oak ward meeting")));
	g = next_meeting(p, "fay", p->ward_meeting);
	assert_true(on_agenda(p, "fay", g, m));
	assert_true(on_agenda(p, "ann", g, m));
	play_refused(p, "fay", &meeting_open, ERR_INPUT, "meeting=%lld", LL(g));
	play_day(p, 1);
	play_refused(p, "ann", &meeting_open, ERR_DENIED, "meeting=%lld", LL(g));
	(void)play_ok(p, "fay", &meeting_open, "meeting=%lld", LL(g));
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&person=%lld", LL(g), LL(play_person(p, "ann")));
	row = play_ok(p, "fay", &meeting_attend, "meeting=%lld&constituency=carer&count=3", LL(g));
	assert_int_equal(row->there, 4);
	assert_int_equal(row->lived, 4);
	assert_true(row->quorate);
	play_refused(p, "mo", &decision_record, ERR_DENIED, "matter=%lld&outcome=yes&reason=x", LL(m));
	(void)play_ok(p, "fay", &meeting_outcome, "meeting=%lld&matter=%lld&outcome=passed&words=We need a new urn"
	    "&action=Ask the kitchen for a price&action_owner_name=Estates", LL(g), LL(m));
	row = play_ok(p, "fay", &meeting_close, "meeting=%lld&notes=We talked about tea.", LL(g));
	assert_int_equal(((struct meeting_list *)play_ok(p, "fay", &meeting_list, "find=ABOUT tea"))->n, 1);
	assert_int_equal(((struct meeting_list *)play_ok(p, "fay", &meeting_list, "find=coffee"))->n, 0);
	assert_int_equal(((struct meeting_list *)play_ok(p, "bea", &meeting_list, "find=about tea"))->n, 0);
	assert_int_equal(row->state, MEETING_CLOSED);

	page = play_ok(p, "mo", &matter_read, "matter=%lld", LL(m));
	assert_int_equal(page->due.n, p->today.n + 14);
	assert_true(page->may_decide);
	assert_true(on_agenda(p, "mo", next_meeting(p, "mo", p->cmt), m));
	play_refused(p, "mo", &decision_record, ERR_INPUT, "matter=%lld&outcome=partly", LL(m));
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=partly&reason=One urn this year&ladder=co-design", LL(m));
	a = play_ok(p, "mo", &action_set, "matter=%lld&what=Buy an urn&owner=%lld&due=%s", LL(m),
	    LL(play_person(p, "fay")), "2026-03-20");
	play_refused(p, "bea", &action_done, ERR_MISSING, "action=%lld&words=x", LL(a->id));
	(void)play_ok(p, "fay", &action_progress, "action=%lld&words=It is ordered", LL(a->id));
	play_refused(p, "ann", &matter_verdict, ERR_INPUT, "matter=%lld&verdict=fixed", LL(m));
	(void)play_ok(p, "fay", &action_done, "action=%lld&words=The urn is here", LL(a->id));
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(m));
	assert_int_equal(page->matter.state, MATTER_DOING);      /* the price was not yet asked for */
	(void)play_ok(p, "mo", &action_done, "action=%lld&words=Asked", LL(page->actions[0].id));
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(m));
	assert_int_equal(page->matter.state, MATTER_DONE);
	assert_true(page->may_verdict);
	assert_int_equal(page->nsteps, 8);
	play_refused(p, "bea", &matter_verdict, ERR_MISSING, "matter=%lld&verdict=fixed", LL(m));
	play_refused(p, "cal", &matter_verdict, ERR_DENIED, "matter=%lld&verdict=fixed", LL(m));
	(void)play_ok(p, "ann", &matter_verdict, "matter=%lld&verdict=fixed&words=Lovely", LL(m));
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(m));
	assert_int_equal(page->matter.state, MATTER_JUDGED);
	assert_int_equal(page->matter.words.n, 0);               /* a carer of the ward: no words as said */
}

/* Out of reach is not there (house style 16). */
static void
test_matter__stays_on_its_ward(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=It is cold", LL(p->oak));
	struct matter_list   *l;

	play_refused(p, "bea", &matter_read, ERR_MISSING, "matter=%lld", LL(r->matter));
	play_refused(p, "", &matter_read, ERR_MISSING, "matter=%lld", LL(r->matter));
	play_refused(p, "bea", &matter_list, ERR_MISSING, "unit=%lld", LL(p->oak));
	play_refused(p, "bea", &matter_raise, ERR_MISSING, "unit=%lld&said=x", LL(p->oak));
	play_refused(p, "ann", &matter_raise, ERR_INPUT, "unit=%lld&said=  ", LL(p->oak));
	play_refused(p, "fay", &matter_pass, ERR_CLASH, "matter=%lld&version=99", LL(r->matter));
	l = play_ok(p, "ann", &matter_list, "mine=1");
	assert_int_equal(l->n, 1);
	assert_true(str_eq(l->at[0].words, STR("It is cold")));
	l = play_ok(p, "fay", &matter_list, "unit=%lld&find=cold", LL(p->oak));
	assert_int_equal(l->n, 1);
	l = play_ok(p, "cal", &matter_list, "unit=%lld&find=cold", LL(p->oak));
	assert_int_equal(l->n, 0);                               /* a search shows no word the page hides */
}

/* SM-C4, walk 2: settled on the floor. */
static void
test_matter__is_settled_on_the_floor(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=A chair broke", LL(p->oak));
	struct matter_done   *d;

	play_refused(p, "ann", &matter_settle, ERR_DENIED, "matter=%lld&words=x", LL(r->matter));
	d = play_ok(p, "fay", &matter_settle, "matter=%lld&words=We took it out", LL(r->matter));
	assert_true(str_eq(d->state, STR("settled")));
	d = play_ok(p, "ann", &matter_ask_again, "matter=%lld&words=There is another", LL(r->matter));
	assert_true(str_eq(d->state, STR("passed")));
	assert_true(d->due.n > p->today.n);
}

/* SM-D2, walk 2: thirty passed on as a set. */
static void
test_matter__is_passed_on_as_a_set(void **state)
{
	struct play       *p = play_new(*state);
	struct buf         ids = { .mem = p->f->mem };
	int64_t            first = 0;
	struct forum_queue *q;

	for (int i = 0; i < 31; i++) {
		struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=Paint %d&topic=environment",
		    LL(p->oak), i);

		first = first ? first : r->matter;
		buf_addf(&ids, "%s%lld", i ? "," : "", LL(r->matter));
	}
	(void)play_ok(p, "fay", &matter_pass, "matter=%lld&matters=%.*s&to=%lld", LL(first), STR_ARG(buf_str(&ids)),
	    LL(p->emt));
	q = play_ok(p, "eve", &forum_queue, "forum=%lld", LL(p->emt));
	assert_int_equal(q->n, 31);
	play_refused(p, "ann", &forum_queue, ERR_DENIED, "forum=%lld", LL(p->emt));
}

/* SM-C5, walk 2: declined with a reason, brought back on its review day. */
static void
test_decision__comes_back_on_its_review_day(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=A dog please", LL(p->oak));
	struct matter_page   *page;

	play_refused(p, "fay", &decision_record, ERR_INPUT, "matter=%lld&outcome=no&reason=x&review=2026-03-01",
	    LL(r->matter));
	(void)play_ok(p, "fay", &decision_record, "matter=%lld&outcome=not_now&reason=After the move&review=2026-03-10",
	    LL(r->matter));
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(r->matter));
	assert_int_equal(page->matter.state, MATTER_DECIDED);
	play_day(p, 9);
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(r->matter));
	assert_int_equal(page->matter.state, MATTER_PASSED);
	assert_int_equal(page->steps[page->nsteps - 1].kind, STEP_BROUGHT_BACK);
}

/* SM-C5, walks 4 and 7: late, risen one rung, broken; a meeting cannot close over it. */
static void
test_promise__rises_when_it_runs_late(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=No visits", LL(p->oak));
	struct promise_list  *l;
	struct forum_queue   *q;
	int64_t               g;

	(void)play_ok(p, "fay", &matter_pass, "matter=%lld", LL(r->matter));
	play_day(p, 15);
	assert_int_equal(((struct promise_list *)play_ok(p, "ann", &promise_list, "find=cmt"))->n, 1);
	assert_int_equal(((struct promise_list *)play_ok(p, "ann", &promise_list, "find=visits"))->n, 0);   /* no words */
	l = play_ok(p, "ann", &promise_list, "matter=%lld", LL(r->matter));
	assert_int_equal(l->late, 1);
	assert_int_equal(l->open, 1);
	q = play_ok(p, "eve", &forum_queue, "forum=%lld", LL(p->emt));
	assert_int_equal(q->n, 1);
	assert_true(q->at[0].risen);
	play_day(p, 1);                                          /* Wednesday 18 March */
	g = next_meeting(p, "mo", p->cmt);
	while (((struct meeting_page *)play_ok(p, "mo", &meeting_read, "meeting=%lld", LL(g)))->meeting.day.n < p->today.n) {
		(void)play_ok(p, "mo", &meeting_cancel, "meeting=%lld", LL(g));
		g = next_meeting(p, "mo", p->cmt);
	}
	(void)play_ok(p, "mo", &meeting_open, "meeting=%lld", LL(g));
	play_refused(p, "mo", &meeting_close, ERR_INPUT, "meeting=%lld", LL(g));
	assert_string_equal(p->cx.why.key, "meeting.owes");
	play_refused(p, "mo", &matter_reply, ERR_INPUT, "matter=%lld&words=x&not_yet_until=2026-03-01", LL(r->matter));
	(void)play_ok(p, "mo", &matter_reply, "matter=%lld&words=We wait for the rules&not_yet_until=2026-03-25",
	    LL(r->matter));
	(void)play_ok(p, "mo", &meeting_close, "meeting=%lld", LL(g));
	play_day(p, 40);
	l = play_ok(p, "ann", &promise_list, "matter=%lld", LL(r->matter));
	assert_int_equal(l->broken, 1);
	assert_true(((struct matter_page *)play_ok(p, "eve", &matter_read, "matter=%lld", LL(r->matter)))->may_decide);
	(void)play_ok(p, "eve", &decision_record, "matter=%lld&outcome=yes&reason=Visits start again", LL(r->matter));
	l = play_ok(p, "ann", &promise_list, "matter=%lld&state=open", LL(r->matter));
	assert_int_equal(l->n, 0);
}

static size_t
in_ledger(struct play *p, const char *words)
{
	struct promise_list *l = play_ok(p, "ann", &promise_list, "%s", words);
	int64_t              all = l->open + l->kept + l->late + l->broken;

	/* The list and its counts begin from the same place. */
	assert_true(strstr(words, "state=") != NULL || all == (int64_t)l->n);
	return l->n;
}

/* SM-B3: one place's, one forum's, one matter's, one state's: the same promises from each side. */
static void
test_promise__ledger_shows_the_same_from_each_side(void **state)
{
	struct play *p = play_new(*state);
	int64_t      matters[3];
	char         of[60];

	for (int i = 0; i < 3; i++) {
		matters[i] = ((struct matter_raised *)play_ok(p, "ann", &matter_raise, "unit=%lld&said=The bath is cold", LL(p->oak)))->matter;
		(void)play_ok(p, "fay", &matter_pass, "matter=%lld", LL(matters[i]));
	}
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=yes&reason=A new boiler comes", LL(matters[0]));
	assert_int_equal(in_ledger(p, ""), 3);
	assert_int_equal(in_ledger(p, "state=kept"), 1);
	assert_int_equal(in_ledger(p, "state=open"), 2);
	assert_int_equal(in_ledger(p, "state=late"), 0);
	assert_int_equal(in_ledger(p, "state=broken"), 0);
	assert_int_equal(in_ledger(p, "find=cmt"), 3);
	assert_int_equal(in_ledger(p, "find=nobody"), 0);
	(void)snprintf(of, sizeof of, "unit=%lld", LL(p->oak));
	assert_int_equal(in_ledger(p, of), 3);
	(void)snprintf(of, sizeof of, "forum=%lld", LL(p->cmt));
	assert_int_equal(in_ledger(p, of), 3);
	(void)snprintf(of, sizeof of, "forum=%lld", LL(p->emt));
	assert_int_equal(in_ledger(p, of), 0);
	(void)snprintf(of, sizeof of, "forum=%lld&matter=%lld&state=open", LL(p->cmt), LL(matters[0]));
	assert_int_equal(in_ledger(p, of), 0);
	(void)snprintf(of, sizeof of, "matter=%lld", LL(matters[1]));
	assert_int_equal(in_ledger(p, of), 1);
	play_day(p, 15);                                         /* over its day: late, and risen to the rung above */
	assert_int_equal(in_ledger(p, "state=late"), 2);
	assert_int_equal(in_ledger(p, "state=open"), 2);
}

/* CW-1, walk 5. */
static void
test_matter__without_a_name_is_followed_by_its_receipt(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "", &matter_raise, "unit=%lld&said=I am afraid at night", LL(p->oak));
	struct matter_page   *page;

	assert_true(r->receipt.n > 20);
	play_refused(p, "", &matter_follow, ERR_INPUT, "receipt=acorn acorn acorn acorn acorn acorn");
	(void)play_ok(p, "fay", &matter_reply, "matter=%lld&words=We put a light on", LL(r->matter));
	page = play_ok(p, "", &matter_follow, "receipt=%.*s", STR_ARG(r->receipt));
	assert_true(str_eq(page->matter.words, STR("I am afraid at night")));
	assert_true(str_eq(page->steps[page->nsteps - 1].words, STR("We put a light on")));
	page = play_ok(p, "", &matter_follow, "receipt=%.*s&words=Thank you", STR_ARG(r->receipt));
	assert_int_equal(page->steps[page->nsteps - 1].kind, STEP_SAID_MORE);
	assert_int_equal(page->steps[0].at.s % 86400, 0);
	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=The light stays on", LL(r->matter));
	page = play_ok(p, "", &matter_follow, "receipt=%.*s&verdict=fixed", STR_ARG(r->receipt));
	assert_int_equal(page->matter.verdict, VERDICT_FIXED);
	/* Signed in, and still nobody's. */
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=Nor I&naming=unlinkable", LL(p->oak));
	assert_true(r->receipt.n > 20);
	assert_int_equal(((struct matter_list *)play_ok(p, "ann", &matter_list, "mine=1"))->n, 0);
}

/* CW-8, walk 9. */
static void
test_matter__joined_keeps_every_voice(void **state)
{
	struct play          *p = play_new(*state);
	int64_t               a = ((struct matter_raised *)play_ok(p, "ann", &matter_raise,
	    "unit=%lld&said=Cold tea", LL(p->oak)))->matter;
	int64_t               c = ((struct matter_raised *)play_ok(p, "cal", &matter_raise,
	    "unit=%lld&said=The tea is never hot", LL(p->oak)))->matter;
	struct matter_page   *page;

	play_refused(p, "cal", &matter_join, ERR_DENIED, "matter=%lld&into=%lld", LL(c), LL(a));
	play_refused(p, "fay", &matter_join, ERR_INPUT, "matter=%lld&into=%lld", LL(a), LL(a));
	(void)play_ok(p, "fay", &matter_join, "matter=%lld&into=%lld", LL(c), LL(a));
	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=A new urn", LL(a));
	page = play_ok(p, "fay", &matter_read, "matter=%lld", LL(a));
	assert_int_equal(page->njoined, 1);
	assert_int_equal(page->matter.voices, 2);
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(c));
	assert_true(str_eq(page->matter.words, STR("The tea is never hot")));
	assert_true(str_eq(page->steps[page->nsteps - 1].words, STR("A new urn")));
	(void)play_ok(p, "cal", &matter_verdict, "matter=%lld&verdict=partly", LL(c));
}

/* Walk 8: typed in later from a printed sheet, marked as such. */
static void
test_meeting__is_typed_in_from_paper(void **state)
{
	struct play          *p = play_new(*state);
	int64_t               g = next_meeting(p, "fay", p->ward_meeting);
	struct matter_raised *r;
	struct meeting_page  *page;

	play_day(p, 3);
	(void)play_ok(p, "fay", &meeting_open, "meeting=%lld", LL(g));
	r = play_ok(p, "fay", &matter_raise, "unit=%lld&said=More walks&source=paper&constituency=service_user", LL(p->oak));
	play_refused(p, "ann", &matter_raise, ERR_MISSING, "unit=%lld&said=x&source=paper", LL(p->oak));
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&constituency=service_user&count=6&paper=1", LL(g));
	(void)play_ok(p, "fay", &meeting_outcome, "meeting=%lld&matter=%lld&outcome=noted&yes=5&no=1&paper=1", LL(g),
	    LL(r->matter));
	(void)play_ok(p, "fay", &meeting_close, "meeting=%lld", LL(g));
	page = play_ok(p, "ann", &meeting_read, "meeting=%lld", LL(g));
	assert_int_equal(page->items[0].yes, 5);
	assert_true(page->items[0].paper);
	assert_int_equal(page->npeople, 0);                      /* names are for those who run it */
	assert_int_equal(page->meeting.there, 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_matter__goes_from_floor_to_board_and_back),
		ON_BOTH(test_matter__stays_on_its_ward),
		ON_BOTH(test_matter__is_settled_on_the_floor),
		ON_BOTH(test_matter__is_passed_on_as_a_set),
		ON_BOTH(test_decision__comes_back_on_its_review_day),
		ON_BOTH(test_promise__rises_when_it_runs_late),
		ON_BOTH(test_promise__ledger_shows_the_same_from_each_side),
		ON_BOTH(test_matter__without_a_name_is_followed_by_its_receipt),
		ON_BOTH(test_matter__joined_keeps_every_voice),
		ON_BOTH(test_meeting__is_typed_in_from_paper),
	};

	return run_on_both(tests);
}
