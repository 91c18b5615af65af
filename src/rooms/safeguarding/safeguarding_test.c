/*
 * The safeguarding lane, through the operations, on both engines: no flagged words without
 * an alert, who is told and who never is, the climb of 15, 30 and 60 minutes, and that what
 * is said about who is watching is true in every state (reliability P0-5, S1-S4; CW-1).
 */
#include "tests/support/play.h"

#include "rooms/apart/apart.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/person/person.h"
#include "rooms/safeguarding/safeguarding_in.h"

#include <stdio.h>
#include <string.h>

#define LL(x) (long long)(x)
#define DANGER "I want to kill myself"

/* mo is first on call for the whole site, eve second. */
static void
rota(struct play *p)
{
	(void)play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&rung=1&day=2026-03-02&from=00:00&until=00:00",
	    LL(p->site), LL(play_person(p, "mo")));
	(void)play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&rung=2&day=2026-03-02&from=00:00&until=00:00",
	    LL(p->site), LL(play_person(p, "eve")));
}

static size_t
told(struct play *p, const char *who)
{
	return ((struct alert_list *)play_ok(p, who, &safeguarding_alerts, "all=1"))->n;
}

static struct alert_row
only(struct play *p, const char *who)
{
	struct alert_list *l = play_ok(p, who, &safeguarding_alerts, "%s", "");

	assert_int_equal(l->n, 1);
	return l->at[0];
}

/* The clock door, so many minutes after noon. */
static void
minutes_later(struct play *p, int64_t minutes)
{
	void *out;

	play_as(p, "house");
	p->cx.now.s += minutes * 60;
	assert_int_equal(op_run(&p->cx, &safeguarding_escalate, (struct words){ 0 }, &out), OK);
}

static void
test_safeguarding__words_make_an_alert_in_their_own_transaction(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r;
	struct alert_row      a;

	rota(p);
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The shower is cold", LL(p->oak));
	assert_false(r->flagged);
	assert_int_equal(told(p, "mo"), 0);
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	assert_true(r->flagged && r->on_call);
	a = only(p, "mo");
	assert_int_equal(a.thing, r->matter);
	assert_true(str_eq(a.words, STR(DANGER)));
	assert_int_equal(a.state, ALERT_TOLD);
	assert_int_equal(told(p, "eve"), 0);
	assert_int_equal(told(p, "fay"), 0);
	play_refused(p, "fay", &safeguarding_read, ERR_MISSING, "alert=%lld", LL(a.id));
	play_refused(p, "", &safeguarding_alerts, ERR_LOGIN, "%s", "");
}

/* A place with no forum, there or above, refuses words; but not these. */
static void
test_safeguarding__is_taken_where_nobody_could_hold_it(void **state)
{
	struct play *p = play_new(*state);

	(void)play_ok(p, "house", &unit_new, "name=Far&kind=ward&open_to_all=1");
	play_refused(p, "", &matter_raise, ERR_MISSING, "ward=far&said=The tea is cold");
	assert_true(((struct matter_raised *)play_ok(p, "", &matter_raise, "ward=far&said=" DANGER))->flagged);
	assert_true(((struct matter_raised *)play_ok(p, "", &matter_raise, "ward=far&said=Please come&help_now=1"))->flagged);
}

/* The person's own flag wins, whatever the words. */
static void
test_safeguarding__a_person_can_flag_what_they_say(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r;

	rota(p);
	r = play_ok(p, "", &matter_raise, "ward=oak&said=Please come&help_now=1");
	assert_true(r->flagged);
	assert_true(only(p, "mo").by_person);
}

static void
test_safeguarding__somebody_who_reads_can_flag(void **state)
{
	struct play             *p = play_new(*state);
	struct matter_raised    *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=I am blue", LL(p->oak));
	struct safeguarding_did *d;

	rota(p);
	play_refused(p, "bea", &safeguarding_flag, ERR_MISSING, "matter=%lld", LL(r->matter));
	play_refused(p, "", &safeguarding_flag, ERR_LOGIN, "matter=%lld", LL(r->matter));
	d = play_ok(p, "cal", &safeguarding_flag, "matter=%lld", LL(r->matter));
	assert_int_equal(d->told, 1);
	d = play_ok(p, "fay", &safeguarding_flag, "matter=%lld", LL(r->matter));
	assert_int_equal(d->told, 0);
	assert_int_equal(told(p, "mo"), 1);
}

/* Whoever said it stays unlinkable: no person, no moment. */
static void
test_safeguarding__an_unlinkable_author_stays_so(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r;
	struct matter_page   *page;
	struct alert_row      a;

	rota(p);
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&naming=unlinkable&name=Ann&said=" DANGER, LL(p->oak));
	a = only(p, "mo");
	assert_true(a.unnamed);
	assert_int_equal(a.raised.s % 86400, 0);
	assert_false(str_has(a.words, STR("Ann")));
	page = play_ok(p, "", &matter_follow, "receipt=%.*s&words=He hits me every night", STR_ARG(r->receipt));
	assert_int_equal(page->watch.truth, TRUTH_TRYING);
	assert_int_equal(told(p, "mo"), 2);
	(void)play_ok(p, "mo", &safeguarding_acknowledge, "alert=%lld", LL(a.id));
	(void)play_ok(p, "mo", &safeguarding_close, "alert=%lld&words=We sat with them", LL(a.id));
	a = ((struct alert_page *)play_ok(p, "mo", &safeguarding_read, "alert=%lld", LL(a.id)))->alert;
	assert_int_equal(a.raised.s % 86400, 0);
	assert_int_equal(a.seen.s % 86400, 0);
}

/* Every way that words come in. */
static void
test_safeguarding__hears_everywhere(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", LL(p->oak));

	rota(p);
	(void)play_ok(p, "fay", &matter_raise, "unit=%lld&source=paper&said=" DANGER, LL(p->oak));
	assert_int_equal(told(p, "mo"), 1);
	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=She told us that he rapes her", LL(r->matter));
	assert_int_equal(told(p, "mo"), 2);
	(void)play_ok(p, "ann", &matter_verdict, "matter=%lld&verdict=not&words=a nurse hit me", LL(r->matter));
	assert_int_equal(told(p, "mo"), 3);
	(void)play_ok(p, "ann", &matter_ask_again, "matter=%lld&words=" DANGER, LL(r->matter));
	assert_int_equal(told(p, "mo"), 4);
	(void)play_ok(p, "fay", &meeting_agenda, "meeting=%lld&topic=Staff slapped a resident", LL(((struct meeting_list *)
	    play_ok(p, "fay", &meeting_list, "forum=%lld&state=planned", LL(p->ward_meeting)))->at[0].id));
	assert_int_equal(told(p, "mo"), 5);
}

/* S5: never who is named in it, nor those who work there when it is about staff. */
static void
test_safeguarding__never_tells_who_is_named(void **state)
{
	struct play *p = play_new(*state);

	rota(p);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=MO hits me at night", LL(p->oak));
	assert_int_equal(told(p, "mo"), 0);
	assert_int_equal(told(p, "eve"), 1);            /* the next rung at once: nobody else was left */
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=Mo and Eve hit me", LL(p->oak));
	assert_int_equal(told(p, "mo"), 0);
	assert_int_equal(told(p, "eve"), 1);
	assert_int_equal(told(p, "adi"), 1);            /* who keeps the rota, for want of anybody */
}

static void
test_safeguarding__about_staff_passes_the_ward_by(void **state)
{
	struct play *p = play_new(*state);

	(void)play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&day=2026-03-02&from=00:00&until=00:00",
	    LL(p->oak), LL(play_person(p, "fay")));
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	assert_int_equal(told(p, "fay"), 1);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=A nurse slapped me", LL(p->oak));
	assert_int_equal(told(p, "fay"), 1);
	assert_int_equal(told(p, "adi"), 1);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER "&about_staff=1", LL(p->oak));
	assert_int_equal(told(p, "fay"), 1);
}

/* P0-4: what is kept apart raises an alert only with those whom the wall lets hear it. */
static void
test_safeguarding__the_wall_holds(void **state)
{
	struct play *p = play_new(*state);

	(void)play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&day=2026-03-02&from=00:00&until=00:00",
	    LL(p->oak), LL(play_person(p, "fay")));
	rota(p);
	(void)play_ok(p, "ann", &apart_raise, "unit=%lld&said=The manager hits us", LL(p->oak));
	assert_int_equal(told(p, "fay"), 0);            /* of the ward */
	assert_int_equal(told(p, "mo"), 0);             /* nothing lets mo hear it */
	assert_int_equal(told(p, "adi"), 0);            /* runs the place */
	assert_int_equal(told(p, "eve"), 1);
	assert_int_equal(((struct coverage *)play_ok(p, "adi", &safeguarding_coverage, "%s", ""))->waiting, 0);
	(void)play_ok(p, "", &apart_raise, "ward=oak&said=Eve hits us at night");
	assert_int_equal(told(p, "eve"), 1);
}

/* P0-5: 15, 30 and 60 minutes. */
static void
test_safeguarding__climbs_until_somebody_answers(void **state)
{
	struct play *p = play_new(*state);

	rota(p);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	minutes_later(p, 14);
	assert_int_equal(told(p, "eve"), 0);
	minutes_later(p, 15);
	assert_int_equal(told(p, "eve"), 1);
	assert_int_equal(told(p, "adi"), 0);
	minutes_later(p, 60);
	assert_int_equal(told(p, "adi"), 1);
	assert_int_equal(only(p, "mo").state, ALERT_TOLD);      /* late ones stay until answered */
	(void)play_ok(p, "eve", &safeguarding_acknowledge, "alert=%lld", LL(only(p, "eve").id));
	play_refused(p, "mo", &safeguarding_acknowledge, ERR_INPUT, "alert=%lld", LL(only(p, "eve").id));
	assert_int_equal(only(p, "mo").state, ALERT_SEEN);
}

static void
test_safeguarding__stops_climbing_once_answered(void **state)
{
	struct play *p = play_new(*state);

	rota(p);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	(void)play_ok(p, "mo", &safeguarding_acknowledge, "alert=%lld", LL(only(p, "mo").id));
	minutes_later(p, 90);
	assert_int_equal(told(p, "eve"), 0);
	assert_int_equal(told(p, "adi"), 0);
}

/* An empty rota: an alert all the same, to those who keep it, and who comes on call later is told. */
static void
test_safeguarding__an_empty_rota_still_alerts(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	struct coverage      *c = play_ok(p, "adi", &safeguarding_coverage, "%s", "");

	assert_true(r->flagged);
	assert_false(r->on_call);
	assert_int_equal(only(p, "adi").state, ALERT_NOBODY);
	assert_int_equal(c->empty, 2);
	assert_int_equal(c->waiting, 1);
	play_refused(p, "ann", &safeguarding_coverage, ERR_DENIED, "%s", "");
	rota(p);
	minutes_later(p, 1);
	assert_int_equal(only(p, "mo").state, ALERT_TOLD);
	assert_int_equal(((struct coverage *)play_ok(p, "adi", &safeguarding_coverage, "%s", ""))->empty, 0);
}

/* S4: what may be said, over every state there is; only a person's own yes makes it "told". */
static void
test_safeguarding__tells_the_truth_in_every_state(void **state)
{
	(void)state;
	for (int s = ALERT_NONE; s < ALERT_STATES_; s++) {
		enum truth t = safeguarding_truth((enum alert_state)s);

		assert_int_equal(t == TRUTH_KNOWN || t == TRUTH_DONE, s == ALERT_SEEN || s == ALERT_CLOSED);
		assert_int_equal(t == TRUTH_NONE, s == ALERT_NONE || s == ALERT_REVIEW);
		assert_non_null(alert_states[s]);
		assert_non_null(truths[t]);
	}
}

static int64_t
truth_for(struct play *p, const char *who, int64_t matter)
{
	return ((struct matter_page *)play_ok(p, who, &matter_read, "matter=%lld", LL(matter)))->watch.truth;
}

static void
test_safeguarding__the_page_follows_the_state(void **state)
{
	struct play *p = play_new(*state);
	int64_t      m = ((struct matter_raised *)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER,
	    LL(p->oak)))->matter, id;

	assert_int_equal(truth_for(p, "ann", m), TRUTH_NOBODY);
	assert_int_equal(truth_for(p, "fay", m), TRUTH_NONE);   /* whose it is not learns nothing */
	rota(p);
	minutes_later(p, 0);
	assert_int_equal(truth_for(p, "ann", m), TRUTH_TRYING);
	id = only(p, "mo").id;
	play_refused(p, "mo", &safeguarding_close, ERR_INPUT, "alert=%lld&words=x", LL(id));
	(void)play_ok(p, "mo", &safeguarding_acknowledge, "alert=%lld", LL(id));
	assert_int_equal(truth_for(p, "ann", m), TRUTH_KNOWN);
	play_refused(p, "fay", &safeguarding_close, ERR_MISSING, "alert=%lld&words=x", LL(id));
	(void)play_ok(p, "mo", &safeguarding_close, "alert=%lld&words=We are with her", LL(id));
	assert_int_equal(truth_for(p, "ann", m), TRUTH_DONE);
	play_refused(p, "mo", &safeguarding_close, ERR_INPUT, "alert=%lld&words=x", LL(id));
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	assert_int_equal(truth_for(p, "ann", m), TRUTH_DONE);   /* another matter's alert is another's */
}

static void
test_safeguarding__the_rota_is_kept_by_those_who_may(void **state)
{
	struct play      *p = play_new(*state);
	struct rota_page *r;

	play_refused(p, "ann", &safeguarding_rota, ERR_DENIED, "%s", "");
	play_refused(p, "fay", &safeguarding_rota_add, ERR_DENIED, "unit=%lld&person=1&day=2026-03-02&from=09:00&until=17:00",
	    LL(p->oak));
	play_refused(p, "adi", &safeguarding_rota_add, ERR_INPUT, "unit=%lld&person=%lld&day=2026-03-02&from=09:00&until=17:00",
	    LL(p->oak), LL(play_person(p, "ann")));
	play_refused(p, "adi", &safeguarding_rota_add, ERR_INPUT, "unit=%lld&person=%lld&day=2026-03-01&from=09:00&until=17:00",
	    LL(p->oak), LL(play_person(p, "mo")));
	r = play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&day=2026-03-27&from=21:00&until=07:00&weeks=1",
	    LL(p->oak), LL(play_person(p, "mo")));
	assert_int_equal(r->nduties, 7);
	assert_int_equal(r->duties[0].until.s - r->duties[0].since.s, 10 * 3600);
	assert_int_equal(r->duties[1].until.s - r->duties[1].since.s, 9 * 3600);       /* the clocks go forward */
	assert_int_equal(r->nempty, 2);
	play_refused(p, "fay", &safeguarding_rota_end, ERR_DENIED, "duty=%lld", LL(r->duties[0].id));
	r = play_ok(p, "adi", &safeguarding_rota_end, "duty=%lld", LL(r->duties[0].id));
	assert_int_equal(r->nduties, 6);
}

static void
test_safeguarding__on_call_names_nobody(void **state)
{
	struct play *p = play_new(*state);
	struct { int64_t unit; bool on_call; } *w = play_ok(p, "", &safeguarding_on_call, "ward=oak");

	assert_false(w->on_call);
	(void)play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&day=2026-03-02&from=00:00&until=00:00",
	    LL(p->oak), LL(play_person(p, "fay")));
	assert_false(((struct help_page *)play_ok(p, "", &safeguarding_help, "%s", ""))->words.watched);    /* Elm has nobody */
	rota(p);
	assert_true(((struct help_page *)play_ok(p, "", &safeguarding_help, "%s", ""))->words.watched);
	w = play_ok(p, "", &safeguarding_on_call, "ward=oak");
	assert_true(w->on_call);
	play_refused(p, "", &safeguarding_on_call, ERR_MISSING, "ward=st-test");
}

/* The words beside every box can be changed and never emptied. */
static void
test_safeguarding__help_is_never_empty(void **state)
{
	struct play       *p = play_new(*state);
	struct help_words *h = play_ok(p, "", &safeguarding_notice, "%s", "");

	assert_false(h->notice_own);
	play_refused(p, "adi", &safeguarding_words, ERR_INPUT, "lang=en&notice=&ways=Ring 5");
	play_refused(p, "adi", &safeguarding_words, ERR_INPUT, "lang=en&notice=Not for emergencies&ways= ");
	play_refused(p, "fay", &safeguarding_words, ERR_DENIED, "lang=en&notice=x&ways=x");
	(void)play_ok(p, "adi", &safeguarding_words, "lang=en&notice=Not for emergencies. Ring 5.&ways=Ring 5 at any time");
	h = play_ok(p, "", &safeguarding_notice, "%s", "");
	assert_true(str_eq(h->notice, STR("Not for emergencies. Ring 5.")));
}

static void
test_safeguarding__the_provider_adds_words_and_takes_no_base_away(void **state)
{
	struct play      *p = play_new(*state);
	struct rota_page *r;

	rota(p);
	play_refused(p, "fay", &safeguarding_phrase_add, ERR_DENIED, "phrase=doing a budgie");
	r = play_ok(p, "adi", &safeguarding_phrase_add, "phrase=doing a budgie");
	assert_int_equal(r->nphrases, 1);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=he is doing a Budgie", LL(p->oak));
	assert_int_equal(told(p, "mo"), 1);
	(void)play_ok(p, "adi", &safeguarding_phrase_end, "phrase=%lld", LL(r->phrases[0].id));
	play_refused(p, "adi", &safeguarding_phrase_end, ERR_MISSING, "phrase=%lld", LL(r->phrases[0].id));
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=he is doing a Budgie", LL(p->oak));
	assert_int_equal(told(p, "mo"), 1);
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=" DANGER, LL(p->oak));
	assert_int_equal(told(p, "mo"), 2);
}

/* The alert path is tested once a day, and leaves nothing of itself. */
static void
test_safeguarding__tests_its_path_daily(void **state)
{
	struct play      *p = play_new(*state);
	struct rota_page *r;

	rota(p);
	r = play_ok(p, "adi", &safeguarding_rota, "%s", "");
	assert_int_equal(r->tested.s, 0);
	assert_int_equal(((struct safeguarding_did *)play_ok(p, "house", &safeguarding_heartbeat, "%s", ""))->told, 2);
	r = play_ok(p, "adi", &safeguarding_rota, "%s", "");
	assert_true(r->test_ok && r->tested.s == p->cx.now.s);
	assert_int_equal(told(p, "mo"), 0);
}

/* Words that wait outside: told from others by the operation itself, for whoever has no room. */
static void
test_safeguarding__urgent_words_are_known_before_they_are_in(void **state)
{
	struct play *p = play_new(*state);
	struct word  danger[] = { { .name = STR("said"), .value = STR(DANGER) } };
	struct word  plain[] = { { .name = STR("said"), .value = STR("The tea is cold") } };
	struct word  asked[] = { plain[0], { .name = STR("help_now"), .value = STR("1") } };

	assert_true(op_is_urgent(p->f->mem, &matter_raise, (struct words){ danger, 1 }));
	assert_false(op_is_urgent(p->f->mem, &matter_raise, (struct words){ plain, 1 }));
	assert_true(op_is_urgent(p->f->mem, &matter_raise, (struct words){ asked, 2 }));
	assert_false(op_is_urgent(p->f->mem, &safeguarding_words, (struct words){ danger, 1 }));
}

/* A form that was refused is heard all the same, once, however often it is sent again. */
static void
test_safeguarding__a_refused_form_is_heard_once(void **state)
{
	struct play                *p = play_new(*state);
	struct safeguarding_unsent *u;
	struct alert_row            first;
	const long long             oak = (long long)p->oak;
	size_t                      before;

	rota(p);
	before = told(p, "mo");
	u = play_ok(p, "", &safeguarding_unsent, "about=matter&unit=%lld&words=The soup is cold", oak);
	assert_int_equal(u->n, 0);
	u = play_ok(p, "", &safeguarding_unsent, "about=apart&unit=%lld&words=I want to kill myself", oak);
	assert_int_equal(u->n, 1);              /* only by people outside of the place */
	assert_int_equal(told(p, "mo"), before);
	u = play_ok(p, "", &safeguarding_unsent, "about=matter&unit=%lld&words=I want to kill myself tonight", oak);
	assert_int_equal(u->n, 1);
	assert_int_equal(told(p, "mo"), before + 1);
	/* refused once more, shorter; and the very same from another door */
	u = play_ok(p, "", &safeguarding_unsent, "about=matter&unit=%lld&words=" DANGER "&ref=%.*s", oak,
	    STR_ARG(u->ref));
	(void)play_ok(p, "", &safeguarding_unsent, "about=matter&unit=%lld&words=I want to kill myself tonight&ref=x", oak);
	u = play_ok(p, "", &safeguarding_unsent, "about=matter&unit=%lld&words=I want to kill myself tonight&ref=y", oak);
	assert_int_equal(told(p, "mo"), before + 1);
	/* sent after all: the same alert, about the matter now; the next one is its own */
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=I want to kill myself&" HEARD_FIELD "=%.*s", oak,
	    STR_ARG(u->ref));
	assert_int_equal(told(p, "mo"), before + 1);
	first = only(p, "mo");
	assert_true(first.thing != 0 && str_has(first.words, STR("tonight")));
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=I want to kill myself&" HEARD_FIELD "=%.*s", oak,
	    STR_ARG(u->ref));
	assert_int_equal(told(p, "mo"), before + 2);
}

/* S5: a refused form that was to be kept from a place is heard at once, by those outside of it alone. */
static void
test_unsent__keeps_apart_what_was_to_be(void **state)
{
	struct play         *p = play_new(*state);
	struct apart_list   *l;
	struct apart_raised *r;
	struct alert_row     a;

	rota(p);
	(void)play_ok(p, "", &safeguarding_unsent, "about=apart&ward=oak&words=Eve hits me. " DANGER "&named=eve");
	assert_int_equal(told(p, "eve") + told(p, "mo") + told(p, "fay") + told(p, "adi"), 0);
	(void)play_ok(p, "", &safeguarding_unsent, "about=apart&ward=oak&words=He hits me. " DANGER);
	assert_int_equal(told(p, "mo") + told(p, "fay") + told(p, "adi"), 0);
	a = only(p, "eve");
	l = play_ok(p, "eve", &apart_list, "%s", "");
	assert_int_equal(l->nhear, 1);
	assert_true(l->hear[0].id == a.thing && str_has(l->hear[0].said, STR("He hits me")));
	/* more on one that stands goes to those who hear that one; calm words are kept nowhere */
	r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout", LL(p->oak));
	(void)play_ok(p, "", &safeguarding_unsent, "about=apart&thing=%lld&words=And now " DANGER, LL(r->apart));
	assert_int_equal(told(p, "eve"), 2);
	(void)play_ok(p, "", &safeguarding_unsent, "about=apart&ward=oak&words=The tea is cold");
	l = play_ok(p, "eve", &apart_list, "%s", "");
	assert_int_equal(l->nhear, 2);
}

static struct safeguarding_unsent *
refused_apart(struct play *p, const char *words, const char *ref)
{
	return play_ok(p, "", &safeguarding_unsent, "about=apart&ward=oak&words=%s&ref=%s", words, ref);
}

static size_t
heard_by(struct play *p, const char *who)
{
	return ((struct apart_list *)play_ok(p, who, &apart_list, "%s", ""))->nhear;
}

/* S5: sent after all, it stands there once, by whoever sent it; the words that were refused stay in its story. */
static void
test_unsent__takes_its_own_place_when_it_is_sent(void **state)
{
	struct play                *p = play_new(*state);
	struct safeguarding_unsent *u;
	struct apart_raised        *r;
	struct apart_page          *page;
	struct alert_row            a;
	bool                        first = false;

	rota(p);
	u = refused_apart(p, "He hits me and laughs. " DANGER, "");
	a = only(p, "eve");
	r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=He hits me. " DANGER "&" HEARD_FIELD "=%.*s", LL(p->oak),
	    STR_ARG(u->ref));
	assert_int_equal(r->apart, a.thing);
	assert_true(r->hearers > 0);
	assert_int_equal(heard_by(p, "eve"), 1);
	assert_int_equal(told(p, "eve"), 1);                   /* and no second alert */
	page = play_ok(p, "ann", &apart_read, "apart=%lld", LL(r->apart));
	assert_true(page->mine && str_starts(page->row.said, STR("He hits me. ")));
	for (size_t i = 0; i < page->nsteps; i++)
		first = first || (page->steps[i].kind == APART_STEP_SENT
		    && str_starts(page->steps[i].words, STR("He hits me and laughs")));
	assert_true(first);
	a = only(p, "eve");
	assert_true(str_has(a.words, STR("laughs")) && str_has(a.words, STR("He hits me. ")));
	/* the place is taken: with the same mark, or with none, the next one is another */
	(void)play_ok(p, "ann", &apart_raise, "unit=%lld&said=Again. " DANGER "&" HEARD_FIELD "=%.*s", LL(p->oak),
	    STR_ARG(u->ref));
	assert_int_equal(heard_by(p, "eve"), 2);
	u = refused_apart(p, "She shouts. " DANGER, "");
	(void)play_ok(p, "ann", &apart_raise, "unit=%lld&said=She shouts. " DANGER, LL(p->oak));
	assert_int_equal(heard_by(p, "eve"), 4);
	/* nor is it anybody's at another place, or what somebody else said */
	(void)play_ok(p, "eve", &apart_raise, "unit=%lld&said=She shouts. " DANGER "&unnamed=1&" HEARD_FIELD "=%.*s",
	    LL(p->elm), STR_ARG(u->ref));
	assert_int_equal(heard_by(p, "eve"), 5);
}

/* The same without a name: the receipt leads to it; who is named only now hears it no more, nor of its alert. */
static void
test_unsent__names_somebody_when_it_is_sent(void **state)
{
	struct play                *p = play_new(*state);
	struct safeguarding_unsent *u;
	struct apart_raised        *r;
	struct apart_page          *page;

	rota(p);
	u = refused_apart(p, "It hurts. " DANGER, "");
	assert_int_equal(told(p, "eve"), 1);
	r = play_ok(p, "", &apart_raise, "ward=oak&said=It hurts. " DANGER "&about=eve&unnamed=1&" HEARD_FIELD "=%.*s",
	    STR_ARG(u->ref));
	assert_true(r->apart == 0 && r->receipt.n > 0);
	page = play_ok(p, "", &apart_follow, "receipt=%.*s", STR_ARG(r->receipt));
	assert_true(str_starts(page->row.said, STR("It hurts.")));
	assert_int_equal(heard_by(p, "eve"), 0);
	assert_int_equal(told(p, "eve"), 0);
	assert_int_equal(told(p, "mo") + told(p, "fay") + told(p, "adi"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_unsent__keeps_apart_what_was_to_be),
		ON_BOTH(test_unsent__takes_its_own_place_when_it_is_sent),
		ON_BOTH(test_unsent__names_somebody_when_it_is_sent),
		ON_BOTH(test_safeguarding__words_make_an_alert_in_their_own_transaction),
		ON_BOTH(test_safeguarding__is_taken_where_nobody_could_hold_it),
		ON_BOTH(test_safeguarding__a_person_can_flag_what_they_say),
		ON_BOTH(test_safeguarding__somebody_who_reads_can_flag),
		ON_BOTH(test_safeguarding__an_unlinkable_author_stays_so),
		ON_BOTH(test_safeguarding__hears_everywhere),
		ON_BOTH(test_safeguarding__never_tells_who_is_named),
		ON_BOTH(test_safeguarding__about_staff_passes_the_ward_by),
		ON_BOTH(test_safeguarding__the_wall_holds),
		ON_BOTH(test_safeguarding__climbs_until_somebody_answers),
		ON_BOTH(test_safeguarding__stops_climbing_once_answered),
		ON_BOTH(test_safeguarding__an_empty_rota_still_alerts),
		cmocka_unit_test(test_safeguarding__tells_the_truth_in_every_state),
		ON_BOTH(test_safeguarding__the_page_follows_the_state),
		ON_BOTH(test_safeguarding__the_rota_is_kept_by_those_who_may),
		ON_BOTH(test_safeguarding__on_call_names_nobody),
		ON_BOTH(test_safeguarding__help_is_never_empty),
		ON_BOTH(test_safeguarding__the_provider_adds_words_and_takes_no_base_away),
		ON_BOTH(test_safeguarding__tests_its_path_daily),
		ON_BOTH(test_safeguarding__urgent_words_are_known_before_they_are_in),
		ON_BOTH(test_safeguarding__a_refused_form_is_heard_once),
	};

	return run_on_both(tests);
}
