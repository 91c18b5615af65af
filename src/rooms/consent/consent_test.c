/*
 * Who may read what somebody in care said: a carer whom they let, and nobody else by it; on
 * both engines.  Beside each thing it opens stands one that it does not.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/apart/apart.h"
#include "rooms/consent/consent.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/person/person.h"
#include "rooms/safeguarding/safeguarding.h"
#include "store/rows.h"

#include <string.h>

#define LL(x) (long long)(x)

static int64_t
say(struct play *p, const char *who, const char *more, const char *words)
{
	return ((struct matter_raised *)play_ok(p, who, &matter_raise, "unit=%lld&said=%s%s", LL(p->oak), words, more))->matter;
}

static int64_t
give(struct play *p, const char *more)
{
	return ((struct consent_done *)play_ok(p, "ann", &consent_give, "login=cal%s", more))->consent;
}

static struct matter_list *
of_ann(struct play *p, const char *more)
{
	return play_ok(p, "cal", &matter_list, "of=%lld%s", LL(play_person(p, "ann")), more);
}

static bool
reads(struct play *p, const char *who, int64_t m, const char *words)
{
	struct matter_page *page = play_ok(p, who, &matter_read, "matter=%lld", LL(m));

	return str_has(page->matter.words, str_of(words));
}

/* SM-A3b: the words, with the name, on the page and in lists and searches; not before and not after. */
static void
test_consent__opens_words_until_it_is_taken_back(void **state)
{
	struct play         *p = play_new(*state);
	int64_t              m = say(p, "ann", "", "The tea is poison"), c;
	struct consent_list *l;

	assert_false(reads(p, "cal", m, "poison"));
	play_refused(p, "cal", &matter_list, ERR_MISSING, "of=%lld", LL(play_person(p, "ann")));
	c = give(p, "");
	assert_true(reads(p, "cal", m, "poison"));
	assert_int_equal(of_ann(p, "")->n, 1);
	assert_true(str_eq(of_ann(p, "")->of_name, STR("ann")));
	assert_int_equal(of_ann(p, "&find=poison")->n, 1);
	assert_int_equal(of_ann(p, "&find=coffee")->n, 0);
	assert_int_equal(((struct matter_list *)play_ok(p, "cal", &matter_list, "unit=%lld&find=poison", LL(p->oak)))->n, 1);
	l = play_ok(p, "cal", &consent_list, "%s", "");
	assert_true(l->ngot == 1 && l->ngiven == 0 && l->got[0].who == play_person(p, "ann") && !l->may_give);
	l = play_ok(p, "ann", &consent_list, "%s", "");
	assert_true(l->ngiven == 1 && l->ngot == 0 && l->given[0].id == c && l->may_give);
	(void)play_ok(p, "ann", &consent_end, "consent=%lld", LL(c));
	assert_false(reads(p, "cal", m, "poison"));
	assert_int_equal(((struct matter_list *)play_ok(p, "cal", &matter_list, "unit=%lld&find=poison", LL(p->oak)))->n, 0);
	play_refused(p, "cal", &matter_list, ERR_MISSING, "of=%lld", LL(play_person(p, "ann")));
	assert_int_equal(((struct consent_list *)play_ok(p, "cal", &consent_list, "%s", ""))->ngot, 0);
	play_refused(p, "ann", &consent_end, ERR_MISSING, "consent=%lld", LL(c));
}

/* S9: nobody else gives it, staff and the house included; nobody else takes it back. */
static void
test_consent__is_the_persons_own_act(void **state)
{
	struct play *p = play_new(*state);
	int64_t      c;

	play_refused(p, "house", &consent_give, ERR_DENIED, "login=%s", "cal");
	play_refused(p, "fay", &consent_give, ERR_DENIED, "login=%s", "cal");
	play_refused(p, "cal", &consent_give, ERR_DENIED, "login=%s", "cal");
	play_refused(p, "", &consent_give, ERR_LOGIN, "login=%s", "cal");
	c = give(p, "");
	play_refused(p, "fay", &consent_end, ERR_MISSING, "consent=%lld", LL(c));
	play_refused(p, "cal", &consent_end, ERR_MISSING, "consent=%lld", LL(c));
	play_refused(p, "bea", &consent_end, ERR_MISSING, "consent=%lld", LL(c));
	play_refused(p, "house", &consent_end, ERR_MISSING, "consent=%lld", LL(c));
}

/* Only to a carer of their own places; who is none, and who is nobody, are answered alike. */
static void
test_consent__only_to_a_carer_near(void **state)
{
	struct play *p = play_new(*state);
	const char  *others[] = { "fay", "bea", "mo", "nobody-at-all", "ann" };

	for (size_t i = 0; i < LEN(others); i++) {
		play_refused(p, "ann", &consent_give, ERR_INPUT, "login=%s", others[i]);
		assert_string_equal(p->cx.why.key, "consent.no_carer");
	}
	play_refused(p, "bea", &consent_give, ERR_INPUT, "login=%s", "cal");       /* she is on Elm, he on Oak */
	assert_string_equal(p->cx.why.key, "consent.no_carer");
	(void)give(p, "");
}

/* Words without a name, for the facilitator only, of others, kept apart: nothing of them comes with it. */
static void
test_consent__never_opens_the_unnamed_or_apart(void **state)
{
	struct play  *p = play_new(*state);
	int64_t       fac = say(p, "ann", "&naming=facilitator", "secret to fay"), none = say(p, "ann", "&naming=unlinkable", "secret to all");
	int64_t       other = say(p, "fay", "", "what fay said"), apart, plain = say(p, "ann", "", "The tea is cold"), walled = say(p, "ann", "", "The nurse is rude");
	struct matter_page *page;

	(void)give(p, "");
	assert_true(reads(p, "cal", walled, "rude"));
	(void)play_ok(p, "ann", &apart_wall, "matter=%lld&about=the nurse", LL(walled));
	apart = ((struct apart_raised *)play_ok(p, "ann", &apart_raise, "unit=%lld&said=She hits me", LL(p->oak)))->apart;
	play_refused(p, "cal", &matter_read, ERR_MISSING, "matter=%lld", LL(walled));
	play_refused(p, "cal", &apart_read, ERR_MISSING, "apart=%lld", LL(walled));
	play_refused(p, "cal", &apart_read, ERR_MISSING, "apart=%lld", LL(apart));
	assert_int_equal(of_ann(p, "")->n, 1);
	assert_false(reads(p, "cal", fac, "secret"));
	assert_false(reads(p, "cal", none, "secret"));
	assert_false(reads(p, "cal", other, "fay"));
	(void)play_ok(p, "house", &safeguarding_rota_add, "unit=%lld&person=%lld&day=2026-03-02&from=00:00&until=00:00&weeks=4",
	    LL(p->oak), LL(play_person(p, "mo")));
	other = say(p, "ann", "&help_now=1", "I want help");
	play_day(p, 1);                                 /* what is flagged now was said before */
	assert_false(reads(p, "cal", other, "help"));   /* a call for help is no carer's to read */
	assert_int_equal(of_ann(p, "")->n, 1);
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(other));
	assert_true(page->watch.state != 0);
	(void)play_ok(p, "fay", &safeguarding_flag, "matter=%lld", LL(plain));     /* one raised since shows in nothing */
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(plain));
	assert_true(page->shared && str_has(page->matter.words, STR("cold")) && page->watch.state == 0);
	assert_int_equal(((struct safeguarding_did *)play_ok(p, "cal", &safeguarding_flag, "matter=%lld", LL(plain)))->told, 1);
	assert_int_equal(((struct safeguarding_did *)play_ok(p, "ann", &safeguarding_flag, "matter=%lld", LL(plain)))->told, 0);
	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=A new urn", LL(plain));
	(void)play_ok(p, "ann", &matter_verdict, "matter=%lld&verdict=not&words=I cannot go on", LL(plain));
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(plain));
	assert_int_equal(page->steps[page->nsteps - 1].words.n, 0);
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(plain));
	assert_true(page->steps[page->nsteps - 1].words.n > 0);
	assert_int_equal(((struct alert_list *)play_ok(p, "cal", &safeguarding_alerts, "%s", ""))->n, 0);
}

/* Reading, never doing: what a voice may, a carer whom they let may not. */
static void
test_consent__opens_reading_only(void **state)
{
	struct play        *p = play_new(*state);
	int64_t             m, a;
	struct matter_page *page;

	/* cal belongs to Oak, where what happens to anything is open; so a carer of all, from the hall of another ward */
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=carer&unit=%lld", LL(play_person(p, "cal")), LL(p->elm));
	m = say(p, "ann", "", "The shower is cold");
	(void)give(p, "");
	(void)play_ok(p, "house", &role_end, "person=%lld&role=carer&unit=%lld", LL(play_person(p, "cal")), LL(p->oak));
	(void)play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", LL(m));
	a = ((struct action_row *)play_ok(p, "mo", &action_set, "matter=%lld&what=Mend it&owner_name=Estates&due=2026-04-01", LL(m)))->id;
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=yes&reason=It should be warm", LL(m));
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(m));
	assert_true(page->shared && page->ndecisions == 1 && page->nactions == 1 && !page->mine);
	assert_false(page->may_verdict || page->may_ask_again || page->may_wall || page->may_pass || page->may_reply ||
	    page->may_moderate || page->may_decide || page->may_settle || page->may_set_action);
	(void)play_ok(p, "cal", &action_read, "action=%lld", LL(a));
	play_refused(p, "cal", &action_done, ERR_MISSING, "action=%lld&words=x", LL(a));
	(void)play_ok(p, "mo", &action_done, "action=%lld&words=It is warm", LL(a));
	play_refused(p, "cal", &matter_verdict, ERR_MISSING, "matter=%lld&verdict=fixed", LL(m));
	play_refused(p, "cal", &matter_ask_again, ERR_MISSING, "matter=%lld&words=x", LL(m));
	play_refused(p, "cal", &matter_reply, ERR_DENIED, "matter=%lld&words=x", LL(m));
	play_refused(p, "cal", &apart_wall, ERR_DENIED, "matter=%lld", LL(m));
	play_refused(p, "bea", &matter_read, ERR_MISSING, "matter=%lld", LL(m));
	play_refused(p, "bea", &action_read, ERR_MISSING, "action=%lld", LL(a));
	(void)play_ok(p, "ann", &matter_verdict, "matter=%lld&verdict=fixed&words=I am glad", LL(m));
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(m));
	assert_true(str_has(page->steps[page->nsteps - 1].words, STR("glad")));
}

/* With several voices a step does not tell whose words it holds: a carer reads none of them. */
static void
test_consent__not_what_another_voice_said(void **state)
{
	struct play        *p = play_new(*state);
	int64_t             one = say(p, "ann", "", "It is cold"), two = say(p, "fay", "", "It is cold here");
	struct matter_page *page;

	(void)give(p, "");
	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=A heater is there", LL(one));
	(void)play_ok(p, "fay", &matter_join, "matter=%lld&into=%lld", LL(two), LL(one));
	(void)play_ok(p, "fay", &matter_verdict, "matter=%lld&verdict=not&words=I am ill from it", LL(two));
	page = play_ok(p, "cal", &matter_read, "matter=%lld", LL(one));
	assert_true(str_has(page->matter.words, STR("cold")) && page->njoined == 0);
	for (size_t i = 0; i < page->nsteps; i++)
		assert_false(str_has(page->steps[i].words, STR("ill")));
	assert_false(reads(p, "cal", two, "here"));
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(one));
	assert_true(str_has(page->steps[page->nsteps - 1].words, STR("ill")));
}

/* About one topic, until a day: not beside it and not after it. */
static void
test_consent__one_topic_until_a_day(void **state)
{
	struct play *p = play_new(*state);
	int64_t      food = say(p, "ann", "&topic=food", "cold soup"), leave = say(p, "ann", "&topic=leave", "more walks");
	int64_t      c = give(p, "&topic=food&until=2026-03-03");

	play_refused(p, "ann", &consent_give, ERR_INPUT, "login=cal&until=%s", "2026-02-01");
	assert_string_equal(p->cx.why.key, "consent.until_past");
	assert_true(reads(p, "cal", food, "soup"));
	assert_false(reads(p, "cal", leave, "walks"));
	assert_int_equal(of_ann(p, "")->n, 1);
	assert_int_equal(give(p, "&topic=food&until=2026-03-04"), c);      /* a new end, not a second one */
	while (p->today.n < day_make(2026, 3, 4).n)
		play_day(p, 1);
	assert_true(reads(p, "cal", food, "soup"));
	play_day(p, 1);
	assert_false(reads(p, "cal", food, "soup"));
	play_refused(p, "cal", &matter_list, ERR_MISSING, "of=%lld", LL(play_person(p, "ann")));
}

/* It rests when either account ends, and a role given later does not wake it. */
static void
test_consent__ends_with_either_account(void **state)
{
	struct play *p = play_new(*state);
	long long    ann = LL(play_person(p, "ann")), cal = LL(play_person(p, "cal"));
	int64_t      m = say(p, "ann", "", "The tea is poison");

	(void)give(p, "");
	(void)play_ok(p, "house", &role_end, "person=%lld&role=carer&unit=%lld", cal, LL(p->oak));
	play_refused(p, "cal", &matter_read, ERR_MISSING, "matter=%lld", LL(m));
	assert_int_equal(((struct consent_list *)play_ok(p, "ann", &consent_list, "%s", ""))->ngiven, 0);
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=carer&unit=%lld", cal, LL(p->oak));
	assert_false(reads(p, "cal", m, "poison"));
	(void)give(p, "");
	assert_true(reads(p, "cal", m, "poison"));
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=carer&unit=%lld", cal, LL(p->elm));       /* one more wakes and ends nothing */
	assert_true(reads(p, "cal", m, "poison"));
	(void)play_ok(p, "house", &role_end, "person=%lld&role=service_user&unit=%lld", ann, LL(p->oak));
	assert_false(reads(p, "cal", m, "poison"));
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=service_user&unit=%lld", ann, LL(p->oak));
	assert_false(reads(p, "cal", m, "poison"));
}

static int64_t
rows(struct play *p)
{
	int64_t n = -1;

	assert_int_equal(db_begin(p->f->db), OK);
	assert_int_equal(stmt_int(stmt_new(p->f->db, p->f->mem, SQL("SELECT COUNT(*) FROM consent")), &n), OK);
	db_rollback(p->f->db);
	return n;
}

/* Erasing one of the two takes it along; the other's stay. */
static void
test_consent__is_erased_with_the_person(void **state)
{
	struct play *p = play_new(*state);
	long long    cal = LL(play_person(p, "cal"));

	(void)play_ok(p, "house", &role_grant, "person=%lld&role=manager&unit=%lld", LL(play_person(p, "fay")), LL(p->oak));
	(void)give(p, "");
	assert_int_equal(rows(p), 1);
	(void)play_ok(p, "fay", &person_erase_ask, "person=%lld&why=asked", cal);
	(void)play_ok(p, "eve", &person_erase, "person=%lld", cal);
	assert_int_equal(rows(p), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_consent__opens_words_until_it_is_taken_back),
		ON_BOTH(test_consent__is_the_persons_own_act),
		ON_BOTH(test_consent__only_to_a_carer_near),
		ON_BOTH(test_consent__never_opens_the_unnamed_or_apart),
		ON_BOTH(test_consent__opens_reading_only),
		ON_BOTH(test_consent__not_what_another_voice_said),
		ON_BOTH(test_consent__one_topic_until_a_day),
		ON_BOTH(test_consent__ends_with_either_account),
		ON_BOTH(test_consent__is_erased_with_the_person),
	};

	return run_on_both(tests);
}
