/*
 * A wall put round a matter afterwards, and taken down, through the operations, on both engines:
 * who may, that nothing of the matter stays where it was, and that nobody is lost on the way.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/apart/apart.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/outbox/outbox.h"
#include "rooms/person/person.h"
#include "rooms/promise/promise.h"
#include "rooms/safeguarding/safeguarding.h"
#include "store/rows.h"

#define LL(x) (long long)(x)

static int64_t
count(struct play *p, sql q, int64_t id, int puts)
{
	int64_t      n = 0;
	struct stmt *s;

	assert_int_equal(db_begin(p->f->db), OK);
	s = stmt_new(p->f->db, p->f->mem, q);
	for (int i = 0; i < puts; i++)
		stmt_put_int(s, id);
	assert_int_equal(stmt_int(s, &n), OK);
	db_rollback(p->f->db);
	return n;
}

/* Every row that is of a matter, wherever it lies. */
static int64_t
rows_of(struct play *p, int64_t matter)
{
	return count(p, SQL("SELECT (SELECT COUNT(*) FROM matter WHERE id = ? OR joined_to = ?)"
	    " + (SELECT COUNT(*) FROM matter_step WHERE matter = ?) + (SELECT COUNT(*) FROM matter_forum WHERE matter = ?)"
	    " + (SELECT COUNT(*) FROM notice WHERE matter = ? OR of_matter = ?)"
	    " + (SELECT COUNT(*) FROM verdict WHERE matter = ?) + (SELECT COUNT(*) FROM decision WHERE matter = ?)"
	    " + (SELECT COUNT(*) FROM action WHERE matter = ?) + (SELECT COUNT(*) FROM promise WHERE matter = ?)"
	    " + (SELECT COUNT(*) FROM agenda_item WHERE matter = ?)"
	    " + (SELECT COUNT(*) FROM alert WHERE about = 'matter' AND thing = ?)"), matter, 12);
}

static int64_t
raised(struct play *p, const char *who, const char *said)
{
	return ((struct matter_raised *)play_ok(p, who, &matter_raise, "unit=%lld&said=%s", LL(p->oak), said))->matter;
}

/* It has been everywhere: summarised, passed, on agendas, decided, with an action that is done. */
static int64_t
travelled(struct play *p)
{
	int64_t m = raised(p, "ann", "The night nurse shouts at us"), a, g;

	(void)play_ok(p, "fay", &matter_summary, "matter=%lld&summary=Noise at night&ok=1", LL(m));
	g = ((struct meeting_row *)play_ok(p, "fay", &meeting_schedule, "forum=%lld&day=2026-03-20&clock=10:00",
	    LL(p->ward_meeting)))->id;
	(void)play_ok(p, "fay", &meeting_agenda, "meeting=%lld&matter=%lld", LL(g), LL(m));
	(void)play_ok(p, "fay", &meeting_agenda, "meeting=%lld&topic=Breakfast", LL(g));
	(void)play_ok(p, "fay", &matter_pass, "matter=%lld", LL(m));
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=yes&reason=We look into it", LL(m));
	a = ((struct action_row *)play_ok(p, "mo", &action_set, "matter=%lld&what=Talk to him&due=2026-04-01&owner_name=Mo",
	    LL(m)))->id;
	(void)play_ok(p, "mo", &action_done, "action=%lld&words=We talked", LL(a));
	(void)play_ok(p, "ann", &matter_verdict, "matter=%lld&verdict=not&words=He still shouts", LL(m));
	return m;
}

/* S5: whoever said it keeps it from the place from now on, and nothing of it is left there. */
static void
test_wall__leaves_nothing_of_the_matter(void **state)
{
	static const char *const no_more[] = { "fay", "cal", "mo", "ann" };
	struct play         *p = play_new(*state);
	int64_t              m = travelled(p);
	struct apart_raised *r;
	struct apart_page   *page;
	struct matter_list  *l;

	assert_true(rows_of(p, m) > 8);
	play_refused(p, "fay", &apart_wall, ERR_DENIED, "matter=%lld", LL(m));
	play_refused(p, "mo", &apart_wall, ERR_DENIED, "matter=%lld", LL(m));
	play_refused(p, "ann", &apart_wall, ERR_INPUT, "%s", "");
	r = play_ok(p, "ann", &apart_wall, "matter=%lld&about=the night nurse", LL(m));
	assert_int_equal(r->apart, m);
	assert_int_equal(r->hearers, 1);
	assert_int_equal(rows_of(p, m), 0);
	assert_int_equal(count(p, SQL("SELECT COUNT(*) FROM promise"), 0, 0), 0);
	assert_int_equal(count(p, SQL("SELECT COALESCE(SUM(said), 0) + COALESCE(SUM(done), 0) + COALESCE(SUM(waiting), 0)"
	    " FROM see_tally"), 0, 0), 0);
	assert_int_equal(count(p, SQL("SELECT n FROM agenda_item WHERE topic = 'Breakfast'"), 0, 0), 1);
	for (size_t i = 0; i < LEN(no_more); i++)
		play_refused(p, no_more[i], &matter_read, ERR_MISSING, "matter=%lld", LL(m));
	l = play_ok(p, "fay", &matter_list, "unit=%lld&find=shouts", LL(p->oak));
	assert_int_equal(l->n, 0);
	play_refused(p, "fay", &apart_read, ERR_MISSING, "apart=%lld", LL(m));
	play_refused(p, "ann", &apart_wall, ERR_MISSING, "matter=%lld", LL(m));
	page = play_ok(p, "eve", &apart_read, "apart=%lld", LL(m));
	assert_true(page->hears && page->nsteps > 5);
	assert_true(str_eq(page->row.author_name, STR("ann")));
	page = play_ok(p, "ann", &apart_read, "apart=%lld", LL(m));
	assert_true(page->mine);
}

/* Who is outside of it, reads it and would hear it may; to who does not see it there is nothing. */
static void
test_wall__is_put_up_by_who_would_hear_it(void **state)
{
	struct play        *p = play_new(*state);
	int64_t             m = raised(p, "ann", "They talk badly about us"), before;
	struct matter_page *page = play_ok(p, "eve", &matter_read, "matter=%lld", LL(m));

	assert_true(page->may_wall);
	page = play_ok(p, "fay", &matter_read, "matter=%lld", LL(m));
	assert_false(page->may_wall);
	play_refused(p, "bea", &apart_wall, ERR_MISSING, "matter=%lld", LL(m));
	play_refused(p, "adi", &apart_wall, ERR_MISSING, "matter=%lld", LL(m));
	play_refused(p, "", &apart_wall, ERR_MISSING, "matter=%lld", LL(m));
	before = count(p, SQL("SELECT (SELECT COUNT(*) FROM audit) + (SELECT COUNT(*) FROM audit_count)"), 0, 0);
	(void)play_ok(p, "eve", &apart_wall, "matter=%lld", LL(m));
	assert_int_equal(count(p, SQL("SELECT (SELECT COUNT(*) FROM audit) + (SELECT COUNT(*) FROM audit_count)"), 0, 0), before);
	(void)play_ok(p, "eve", &apart_read, "apart=%lld", LL(m));
	/* who belongs to the place does not become an outsider by an office above it */
	m = raised(p, "ann", "And again");
	(void)play_ok(p, "house", &role_grant, "person=%lld&role=volunteer&unit=%lld", LL(play_person(p, "eve")), LL(p->oak));
	play_refused(p, "eve", &apart_wall, ERR_DENIED, "matter=%lld", LL(m));
}

/* CW-1: without a name, by the receipt, which then opens it where it went; no step tells who or when. */
static void
test_wall__is_put_up_by_receipt(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=They shout&naming=unlinkable", LL(p->oak));
	struct apart_raised  *w;
	struct apart_page    *page;

	play_refused(p, "", &apart_wall, ERR_INPUT, "receipt=%s", "moon moss moth mouse music needle");
	w = play_ok(p, "", &apart_wall, "receipt=%.*s", STR_ARG(r->receipt));
	assert_int_equal(w->apart, 0);
	assert_int_equal(rows_of(p, r->matter), 0);
	play_refused(p, "", &matter_follow, ERR_INPUT, "receipt=%.*s", STR_ARG(r->receipt));
	assert_true(str_eq(str_of(p->cx.why.key), STR("matter.kept_apart")));
	page = play_ok(p, "", &apart_follow, "receipt=%.*s", STR_ARG(r->receipt));
	assert_true(str_eq(page->row.said, STR("They shout")));
	assert_int_equal(count(p, SQL("SELECT SUM(CASE WHEN COALESCE(who, 0) <> 0 OR at % 86400 <> 0 THEN 1 ELSE 0 END)"
	    " FROM apart_step"), 0, 0), 0);
	play_refused(p, "", &apart_open, ERR_INPUT, "receipt=%.*s", STR_ARG(r->receipt));
	(void)play_ok(p, "", &apart_open, "receipt=%.*s&words=They may know", STR_ARG(r->receipt));
	(void)play_ok(p, "", &matter_follow, "receipt=%.*s", STR_ARG(r->receipt));
	play_refused(p, "", &apart_follow, ERR_INPUT, "receipt=%.*s", STR_ARG(r->receipt));
}

/* What was joined to it says the same: each voice goes along, and finds its own words again. */
static void
test_wall__takes_every_voice_along(void **state)
{
	struct play *p = play_new(*state);
	int64_t      one = raised(p, "ann", "They shout"), two = raised(p, "cal", "They shout at her"), other;

	(void)play_ok(p, "fay", &matter_join, "matter=%lld&into=%lld", LL(two), LL(one));
	(void)play_ok(p, "ann", &apart_wall, "matter=%lld", LL(one));
	assert_int_equal(rows_of(p, one) + rows_of(p, two), 0);
	(void)play_ok(p, "cal", &apart_read, "apart=%lld", LL(two));
	play_refused(p, "cal", &apart_read, ERR_MISSING, "apart=%lld", LL(one));
	/* one that was joined to another leaves it as it was before */
	one = raised(p, "ann", "It is cold");
	other = raised(p, "cal", "He makes it cold");
	(void)play_ok(p, "fay", &matter_join, "matter=%lld&into=%lld", LL(other), LL(one));
	(void)play_ok(p, "cal", &apart_wall, "matter=%lld", LL(other));
	assert_int_equal(((struct matter_page *)play_ok(p, "ann", &matter_read, "matter=%lld", LL(one)))->matter.voices, 1);
	assert_int_equal(rows_of(p, other), 0);
}

static size_t
alerts(struct play *p, const char *who)
{
	return ((struct alert_list *)play_ok(p, who, &safeguarding_alerts, "all=1"))->n;
}

/* P0-5: an alert about it reaches those outside, and leaves those who had it, with their letters. */
static void
test_wall__takes_its_alerts_along(void **state)
{
	struct play *p = play_new(*state);
	int64_t      m;

	(void)play_ok(p, "adi", &safeguarding_rota_add, "unit=%lld&person=%lld&rung=1&day=2026-03-02&from=00:00&until=00:00",
	    LL(p->site), LL(play_person(p, "fay")));
	m = raised(p, "ann", "He hits me and I want to die");
	assert_int_equal(alerts(p, "fay"), 1);
	assert_int_equal(alerts(p, "eve"), 0);
	assert_true(count(p, SQL("SELECT COUNT(*) FROM outbox WHERE kind = 3 AND apart = 0"), 0, 0) > 0);
	(void)play_ok(p, "ann", &apart_wall, "matter=%lld", LL(m));
	assert_int_equal(alerts(p, "fay"), 0);
	assert_int_equal(alerts(p, "eve"), 1);
	assert_int_equal(count(p, SQL("SELECT COUNT(*) FROM outbox WHERE kind = 3 AND apart = 0"), 0, 0), 0);
	assert_int_equal(((struct matter_list *)play_ok(p, "ann", &matter_list, "mine=1"))->n, 0);
}

/* Mail about a late answer that waits for the facilitator goes with it, save when another is late too. */
static void
test_wall__takes_back_mail_that_waits(void **state)
{
	struct play *p = play_new(*state);
	int64_t      m[2];

	(void)play_ok(p, "fay", &mail_mine_set, "email=fay@example.org&wanted=1");
	for (int i = 0; i < 2; i++) {
		m[i] = raised(p, "ann", i ? "They shout" : "It is cold");
		(void)play_ok(p, "fay", &matter_pass, "matter=%lld", LL(m[i]));
	}
	play_day(p, 16);
	assert_int_equal(count(p, SQL("SELECT COUNT(*) FROM outbox WHERE kind = 2 AND state = 1"), 0, 0), 1);
	(void)play_ok(p, "ann", &apart_wall, "matter=%lld", LL(m[0]));
	assert_int_equal(count(p, SQL("SELECT COUNT(*) FROM outbox WHERE kind = 2 AND state = 1"), 0, 0), 1);
	(void)play_ok(p, "ann", &apart_wall, "matter=%lld", LL(m[1]));
	assert_int_equal(count(p, SQL("SELECT COUNT(*) FROM outbox WHERE kind = 2 AND state = 1"), 0, 0), 0);
}

/* Only whoever said it takes it down, with a reason, which those who heard it read. */
static void
test_wall__is_taken_down_by_who_said_it(void **state)
{
	struct play         *p = play_new(*state);
	int64_t              m = travelled(p);
	struct apart_opened *o;
	struct matter_page  *page;
	struct apart_page   *heard;

	(void)play_ok(p, "ann", &apart_wall, "matter=%lld", LL(m));
	play_refused(p, "eve", &apart_open, ERR_DENIED, "apart=%lld&words=x", LL(m));
	play_refused(p, "fay", &apart_open, ERR_MISSING, "apart=%lld&words=x", LL(m));
	play_refused(p, "", &apart_open, ERR_MISSING, "apart=%lld&words=x", LL(m));
	play_refused(p, "ann", &apart_open, ERR_INPUT, "apart=%lld", LL(m));
	o = play_ok(p, "ann", &apart_open, "apart=%lld&words=I trust them now", LL(m));
	page = play_ok(p, "fay", &matter_read, "matter=%lld", LL(o->matter));
	assert_true(str_eq(page->matter.words, STR("The night nurse shouts at us")));
	assert_int_equal(page->matter.state, MATTER_RAISED);
	heard = play_ok(p, "eve", &apart_read, "apart=%lld", LL(m));
	assert_true(str_eq(heard->steps[heard->nsteps - 1].words, STR("I trust them now")));
	play_refused(p, "ann", &apart_open, ERR_INPUT, "apart=%lld&words=x", LL(m));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_wall__leaves_nothing_of_the_matter),
		ON_BOTH(test_wall__is_put_up_by_who_would_hear_it),
		ON_BOTH(test_wall__is_put_up_by_receipt),
		ON_BOTH(test_wall__takes_every_voice_along),
		ON_BOTH(test_wall__takes_its_alerts_along),
		ON_BOTH(test_wall__takes_back_mail_that_waits),
		ON_BOTH(test_wall__is_taken_down_by_who_said_it),
	};

	return run_on_both(tests);
}
