/*
 * Tests of report: how a forum did and which forums meet as they should, through the
 * operations, on both engines.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"
#include "rooms/report/report.h"

#include <string.h>

#define LL(x) (long long)(x)

static int64_t
raise(struct play *p, const char *said)
{
	return ((struct matter_raised *)play_ok(p, "ann", &matter_raise, "unit=%lld&said=%s&topic=food", LL(p->oak),
	    said))->matter;
}

static int64_t
soonest(struct play *p, const char *who, int64_t forum)
{
	struct meeting_list *l = play_ok(p, who, &meeting_list, "forum=%lld&state=planned", LL(forum));

	assert_true(l->n > 0);
	return l->at[l->n - 1].id;
}

/* Two things said: one settled there, one passed to the CMT with an action. */
static int64_t
hold_ward_meeting(struct play *p)
{
	int64_t tea = raise(p, "The tea is cold"), more = raise(p, "More walks"), g;

	g = soonest(p, "fay", p->ward_meeting);
	play_day(p, 1);
	(void)play_ok(p, "fay", &meeting_open, "meeting=%lld", LL(g));
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&person=%lld", LL(g), LL(play_person(p, "ann")));
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&constituency=carer&count=3", LL(g));
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&person=%lld", LL(g), LL(play_person(p, "eve")));
	(void)play_ok(p, "fay", &meeting_outcome, "meeting=%lld&matter=%lld&outcome=settled&words=We go at ten", LL(g),
	    LL(more));
	(void)play_ok(p, "fay", &meeting_outcome, "meeting=%lld&matter=%lld&outcome=passed&words=We need an urn"
	    "&action=Ask for a price&action_owner_name=Estates", LL(g), LL(tea));
	(void)play_ok(p, "fay", &meeting_close, "meeting=%lld&notes=Tea and walks.", LL(g));
	return tea;
}

static int64_t
behind(struct play *p, const char *who, int64_t forum, const char *figure)
{
	struct report_list *l = play_ok(p, who, &forum_figure, "forum=%lld&figure=%s&since=2026-01-01&until=2026-12-31", LL(forum),
	    figure);
	int64_t             n = 0;

	for (size_t i = 0; i < l->n; i++) {
		assert_true((l->at[i].matter != 0) + (l->at[i].action != 0) + (l->at[i].meeting != 0) == 1);
		n += l->at[i].times;
	}
	return n;
}

/* The list behind each figure adds up to it. */
static void
adds_up(struct play *p, const char *who, int64_t forum)
{
	struct forum_report *r = play_ok(p, who, &forum_report, "forum=%lld&since=2026-01-01&until=2026-12-31", LL(forum));
	const struct { const char *figure; int64_t n; } all[] = {
		{ "raised", r->raised }, { "voices", r->voices }, { "received", r->received },
		{ "settled", r->settled }, { "passed_on", r->passed_on }, { "yes", r->accepted },
		{ "partly", r->partly }, { "not_now", r->not_now }, { "no", r->declined },
		{ "answered", r->answered }, { "kept", r->kept }, { "late", r->late }, { "broken", r->broken },
		{ "open", r->open }, { "actions", r->actions }, { "done", r->done }, { "overdue", r->overdue },
		{ "held", r->held }, { "quorate", r->quorate }, { "led", r->led }, { "lived", r->lived },
	};

	for (size_t i = 0; i < LEN(all); i++) {
		int64_t n = behind(p, who, forum, all[i].figure);

		if (n != all[i].n)
			fail_msg("%s is %lld; the list behind it adds up to %lld", all[i].figure, LL(all[i].n), LL(n));
	}
}

/* SM-E1, CY-2d, CY-7: each forum's figures are its own. */
static void
test_report__counts_what_a_forum_did(void **state)
{
	struct play         *p = play_new(*state);
	int64_t              tea = hold_ward_meeting(p);
	struct forum_report *r = play_ok(p, "fay", &forum_report, "forum=%lld", LL(p->ward_meeting));

	assert_int_equal(r->since.n, day_make(2026, 1, 1).n);
	assert_int_equal(r->raised, 2);
	assert_int_equal(r->voices, 2);
	assert_int_equal(r->received, 0);
	assert_int_equal(r->passed_on, 1);
	assert_int_equal(r->settled, 1);
	assert_int_equal(r->held, 1);
	assert_int_equal(r->quorate, 1);
	assert_int_equal(r->led, 1);
	assert_int_equal(r->lived, 4);
	assert_int_equal(r->actions + ((struct forum_report *)play_ok(p, "mo", &forum_report, "forum=%lld",
	    LL(p->cmt)))->actions, 1);

	play_day(p, 3);
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=not_now&reason=No money until May", LL(tea));
	r = play_ok(p, "mo", &forum_report, "forum=%lld", LL(p->cmt));
	assert_int_equal(r->raised, 0);
	assert_int_equal(r->received, 1);
	assert_int_equal(r->passed_on, 0);
	assert_int_equal(r->not_now, 1);
	assert_int_equal(r->declined, 0);
	assert_int_equal(r->nreasons, 1);
	assert_true(str_eq(r->reasons[0].reason, STR("No money until May")));
	assert_int_equal(r->answered, 1);
	assert_int_equal(r->median_days, 3);
	assert_int_equal(r->held, 0);
	/* a time in which nothing happened */
	r = play_ok(p, "mo", &forum_report, "forum=%lld&since=2025-01-01&until=2025-03-31", LL(p->cmt));
	assert_int_equal(r->received + r->not_now + r->answered + (int64_t)r->nreasons, 0);
}

/* Passed up twice: the top did not pass on what it was given. */
static void
test_report__knows_who_passed_it_on(void **state)
{
	struct play         *p = play_new(*state);
	int64_t              tea = hold_ward_meeting(p);
	struct forum_report *r;

	play_day(p, 1);
	(void)play_ok(p, "mo", &matter_pass, "matter=%lld&words=Too big for us", LL(tea));
	r = play_ok(p, "mo", &forum_report, "forum=%lld", LL(p->cmt));
	assert_int_equal(r->received, 1);
	assert_int_equal(r->passed_on, 1);
	r = play_ok(p, "eve", &forum_report, "forum=%lld", LL(p->emt));
	assert_int_equal(r->received, 1);
	assert_int_equal(r->passed_on, 0);
	assert_int_equal(r->raised, 0);
	r = play_ok(p, "fay", &forum_report, "forum=%lld", LL(p->ward_meeting));
	assert_int_equal(r->passed_on, 1);
	adds_up(p, "fay", p->ward_meeting);
	adds_up(p, "mo", p->cmt);
	adds_up(p, "eve", p->emt);
}

/* SM-C5: promises by how they went; late is late before any timer says so. */
static void
test_report__counts_promises_that_ran_late(void **state)
{
	struct play         *p = play_new(*state);
	struct forum_report *r;
	struct promise_list *l;

	(void)hold_ward_meeting(p);
	adds_up(p, "mo", p->cmt);
	p->today.n += 15;                        /* no timer ran */
	r = play_ok(p, "mo", &forum_report, "forum=%lld", LL(p->cmt));
	assert_true(r->late >= 1);
	assert_int_equal(r->open, 0);
	assert_true(r->overdue + ((struct forum_report *)play_ok(p, "fay", &forum_report, "forum=%lld",
	    LL(p->ward_meeting)))->overdue >= 1);
	adds_up(p, "fay", p->ward_meeting);
	adds_up(p, "mo", p->cmt);
	l = play_ok(p, "mo", &promise_list, "forum=%lld&state=late", LL(p->cmt));
	assert_true(l->n >= 1 && (int64_t)l->n == l->late && l->open == 0);
	l = play_ok(p, "mo", &promise_list, "forum=%lld&state=open", LL(p->cmt));
	assert_int_equal(l->n, 0);
	assert_int_equal(((struct forum_queue *)play_ok(p, "mo", &forum_queue, "forum=%lld&state=late",
	    LL(p->cmt)))->n, 1);
}

static void
test_report__is_for_those_who_may(void **state)
{
	struct play *p = play_new(*state);

	play_refused(p, "ann", &forum_report, ERR_DENIED, "forum=%lld", LL(p->ward_meeting));
	play_refused(p, "fay", &forum_report, ERR_MISSING, "forum=%lld", LL(p->cmt));
	play_refused(p, "", &forum_report, ERR_LOGIN, "forum=%lld", LL(p->cmt));
	play_refused(p, "fay", &forum_report, ERR_INPUT, "forum=%lld&since=2026-03-02&until=2026-03-01",
	    LL(p->ward_meeting));
	play_refused(p, "ann", &forum_figure, ERR_DENIED, "forum=%lld&figure=raised", LL(p->ward_meeting));
	play_refused(p, "fay", &forum_figure, ERR_MISSING, "forum=%lld&figure=raised", LL(p->cmt));
	play_refused(p, "fay", &forum_figure, ERR_INPUT, "forum=%lld&figure=luck", LL(p->ward_meeting));
	play_refused(p, "ann", &forum_monitor, ERR_DENIED, "%s", "");
}

static struct monitor_row *
row_of(struct monitor_page *m, int64_t forum)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->at[i].forum == forum)
			return &m->at[i];
	return NULL;
}

/* SM-B1, CW-8: a meeting that never happened, one with too few people, notes that came late. */
static void
test_monitor__sees_what_was_not_held(void **state)
{
	struct play         *p = play_new(*state);
	struct monitor_page *m = play_ok(p, "adi", &forum_monitor, "%s", "");
	struct monitor_row  *ward;
	struct meeting_list *l;

	assert_int_equal(m->forums, 2);          /* the EMT has no cadence */
	assert_int_equal(m->lapsed + m->never, 0);
	play_day(p, 23);                         /* 25 March: two meetings of the ward did not happen */
	m = play_ok(p, "adi", &forum_monitor, "%s", "");
	ward = row_of(m, p->ward_meeting);
	assert_int_equal(ward->expected, 2);
	assert_int_equal(ward->held, 0);
	assert_true(ward->lapsed);
	assert_int_equal(m->lapsed, 2);
	assert_int_equal(m->never, 2);

	l = play_ok(p, "fay", &meeting_list, "forum=%lld&since=2026-03-17&until=2026-03-17", LL(p->ward_meeting));
	assert_int_equal(l->n, 1);
	(void)play_ok(p, "fay", &meeting_open, "meeting=%lld", LL(l->at[0].id));
	(void)play_ok(p, "fay", &meeting_attend, "meeting=%lld&constituency=staff&count=1", LL(l->at[0].id));
	(void)play_ok(p, "fay", &meeting_close, "meeting=%lld", LL(l->at[0].id));
	m = play_ok(p, "adi", &forum_monitor, "%s", "");
	ward = row_of(m, p->ward_meeting);
	assert_int_equal(ward->held, 1);
	assert_false(ward->lapsed);
	assert_int_equal(ward->days, 8);
	assert_int_equal(ward->few, 1);
	assert_int_equal(ward->notes_late, 1);
	assert_int_equal(m->lapsed, 1);
	assert_int_equal(m->few, 1);
	m = play_ok(p, "adi", &forum_monitor, "only=%s", "lapsed");
	assert_int_equal(m->n, 1);
	assert_int_equal(m->at[0].forum, p->cmt);
	m = play_ok(p, "fay", &forum_monitor, "%s", "");
	assert_int_equal(m->forums, 1);          /* only her own */
}

static int64_t
expected(struct play *p, const char *days)
{
	return ((struct forum_report *)play_ok(p, "adi", &forum_report, "forum=%lld&%s", LL(p->ward_meeting), days))->expected;
}

static struct monitor_row *
ward_row(struct play *p)
{
	return row_of(play_ok(p, "adi", &forum_monitor, "%s", ""), p->ward_meeting);
}

/* SM-C1: its plan changes, and the new one begins later: until then it should meet by the one before. */
static void
test_report__expects_by_the_plan_before(void **state)
{
	struct play      *p = play_new(*state);
	struct forum_row *f;
	int64_t           before, all;

	play_day(p, 23);
	before = expected(p, "since=2026-03-01&until=2026-04-30");
	assert_int_equal(before, 2);             /* fortnightly: 3 and 17 March */
	f = play_ok(p, "adi", &forum_cadence, "forum=%lld&often=weekly&weekday=monday&starts=2026-04-20",
	    LL(p->ward_meeting));
	assert_int_equal(f->starts.n, day_make(2026, 4, 20).n);
	assert_int_equal(expected(p, "since=2026-03-01&until=2026-04-30"), before);      /* none of them is forgotten */
	assert_int_equal(ward_row(p)->expected, before);
	assert_true(ward_row(p)->lapsed);
	p->today.n = day_make(2026, 4, 19).n;
	assert_int_equal(expected(p, "since=2026-03-01&until=2026-04-30"), before + 2);  /* 31 March and 14 April too */
	assert_int_equal(ward_row(p)->expected, before + 2);
	p->today.n = day_make(2026, 5, 5).n;
	all = expected(p, "since=2026-03-01&until=2026-05-31");
	assert_int_equal(all, before + 2 + 3);   /* and three Mondays: 20 and 27 April, 4 May */
	/* changed once more before it began: what never began is never expected */
	(void)play_ok(p, "adi", &forum_cadence, "forum=%lld&often=fortnightly&weekday=friday&starts=2026-06-05",
	    LL(p->ward_meeting));
	(void)play_ok(p, "adi", &forum_cadence, "forum=%lld&often=when_called&starts=2026-05-15", LL(p->ward_meeting));
	p->today.n = day_make(2026, 6, 30).n;
	assert_int_equal(expected(p, "since=2026-03-01&until=2026-06-30"), all + 1);     /* 11 May; nothing after the 15th */
	assert_int_equal(expected(p, "since=2026-05-15&until=2026-06-30"), 0);
}

/* CW-8: who is to meet more often from now on has not lapsed on that very day. */
static void
test_monitor__waits_for_the_first_meeting_of_a_new_plan(void **state)
{
	struct play         *p = play_new(*state);
	struct meeting_list *l = play_ok(p, "fay", &meeting_list, "forum=%lld&since=2026-03-03&until=2026-03-03",
	    LL(p->ward_meeting));

	play_day(p, 1);
	assert_int_equal(l->n, 1);
	(void)play_ok(p, "fay", &meeting_open, "meeting=%lld", LL(l->at[0].id));
	p->today.n = day_make(2026, 3, 16).n;
	assert_false(ward_row(p)->lapsed);
	(void)play_ok(p, "adi", &forum_cadence, "forum=%lld&often=weekly&weekday=monday&starts=2026-03-16",
	    LL(p->ward_meeting));
	assert_false(ward_row(p)->lapsed);       /* 13 days are more than a week and a half, but not of a fortnight */
	p->today.n = day_make(2026, 3, 26).n;
	assert_true(ward_row(p)->lapsed);
}

/* CW-8: two hundred wards cost as many statements as three, and a page is a page. */
static void
test_monitor__looks_at_two_hundred_wards_at_once(void **state)
{
	struct play         *p = play_new(*state);
	struct monitor_page *m;
	unsigned             before, few, many;

	before = db_trips(p->f->db);
	(void)play_ok(p, "house", &forum_monitor, "%s", "");
	few = db_trips(p->f->db) - before;
	for (int i = 0; i < 200; i++)
		(void)play_ok(p, "house", &forum_new, "unit=%lld&kind=ward_meeting&name=Ward %d meeting"
		    "&cadence=FREQ=WEEKLY;BYDAY=MO&starts=2026-03-02", LL(p->oak), i);
	p->today.n += 20;
	before = db_trips(p->f->db);
	m = play_ok(p, "house", &forum_monitor, "limit=%d", 60);
	many = db_trips(p->f->db) - before;
	assert_int_equal(many, few);
	assert_int_equal(m->forums, 202);
	assert_int_equal(m->n, 60);
	assert_int_equal(m->lapsed, 201);        /* 20 days is no lapse for a meeting every 14 */
	m = play_ok(p, "house", &forum_monitor, "limit=60&older=%lld", LL(m->next));
	assert_int_equal(m->n, 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_report__counts_what_a_forum_did),
		ON_BOTH(test_report__knows_who_passed_it_on),
		ON_BOTH(test_report__counts_promises_that_ran_late),
		ON_BOTH(test_report__is_for_those_who_may),
		ON_BOTH(test_monitor__sees_what_was_not_held),
		ON_BOTH(test_report__expects_by_the_plan_before),
		ON_BOTH(test_monitor__waits_for_the_first_meeting_of_a_new_plan),
		ON_BOTH(test_monitor__looks_at_two_hundred_wards_at_once),
	};

	return run_on_both(tests);
}
