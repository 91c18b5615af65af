/*
 * The conflict wall through the operations, on both engines: who hears it, who never does,
 * where it goes when nobody is outside, and that nothing else shows that it is there.
 */
#include "tests/support/play.h"

#include "rooms/apart/apart_in.h"
#include "rooms/person/person.h"
#include "rooms/safeguarding/safeguarding.h"
#include "rooms/ward/ward.h"
#include "store/rows.h"

#include <string.h>

#define LL(x) (long long)(x)

/* P0-4: eve, above and outside, hears it; nobody of the ward, no administrator, nobody else. */
static void
test_apart__is_heard_only_from_outside(void **state)
{
	static const char *const walled[] = { "bea", "cal", "fay", "mo", "adi" };
	struct play         *p = play_new(*state);
	struct apart_raised *r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout at us at night", LL(p->oak));
	struct apart_page   *page;
	struct apart_list   *l;

	assert_int_equal(r->hearers, 1);
	assert_int_equal(r->receipt.n, 0);
	page = play_ok(p, "eve", &apart_read, "apart=%lld", LL(r->apart));
	assert_true(page->hears && page->may_answer && !page->mine);
	assert_int_equal(page->nhearers, 1);
	assert_true(str_eq(page->row.author_name, STR("ann")));
	page = play_ok(p, "ann", &apart_read, "apart=%lld", LL(r->apart));
	assert_true(page->mine && !page->hears);
	assert_int_equal(page->nhearers, 0);
	for (size_t i = 0; i < LEN(walled); i++) {
		play_refused(p, walled[i], &apart_read, ERR_MISSING, "apart=%lld", LL(r->apart));
		l = play_ok(p, walled[i], &apart_list, "%s", "");
		assert_int_equal(l->nhear + l->nmine, 0);
		assert_int_equal(((struct ward_home *)play_ok(p, walled[i], &ward_home, "%s", ""))->apart, 0);
		play_refused(p, walled[i], &apart_more, ERR_MISSING, "apart=%lld&words=x", LL(r->apart));
	}
	play_refused(p, "", &apart_read, ERR_LOGIN, "apart=%lld", LL(r->apart));
	(void)play_ok(p, "house", &person_add, "name=Kit&login=kit&constituency=staff&unit=%lld&role=executive", LL(p->elm));
	play_refused(p, "kit", &apart_read, ERR_MISSING, "apart=%lld", LL(r->apart));
	play_refused(p, "kit", &apart_answer, ERR_MISSING, "apart=%lld&words=x", LL(r->apart));
	play_refused(p, "kit", &apart_aside, ERR_MISSING, "apart=%lld", LL(r->apart));
	play_refused(p, "fay", &apart_answer, ERR_DENIED, "apart=%lld&words=x", LL(r->apart));
	play_refused(p, "mo", &apart_answer, ERR_DENIED, "apart=%lld&words=x", LL(r->apart));
	play_refused(p, "house", &apart_read, ERR_MISSING, "apart=%lld", LL(r->apart));
	assert_int_equal(((struct ward_home *)play_ok(p, "eve", &ward_home, "%s", ""))->apart, 1);
}

/* What a matter would leave behind, this does not: no matter, no record. */
static void
test_apart__leaves_nothing_elsewhere(void **state)
{
	struct play        *p = play_new(*state);
	struct matter_list *l;
	struct ward_page   *w;
	struct stmt        *s;
	int64_t             before = 0, after = 0, counted = 0;

	for (int turn = 0; turn < 2; turn++) {
		assert_int_equal(db_begin(p->f->db), OK);
		s = stmt_new(p->f->db, p->f->mem, SQL("SELECT (SELECT COUNT(*) FROM audit), (SELECT COUNT(*) FROM audit_count)"));
		while (stmt_next(s)) {
			*(turn ? &after : &before) = stmt_get_int(s);
			counted += (turn ? 1 : -1) * stmt_get_int(s);
		}
		assert_int_equal(stmt_end(s), OK);
		db_rollback(p->f->db);
		if (turn == 0) {
			(void)play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout", LL(p->oak));
			(void)play_ok(p, "", &apart_raise, "unit=%lld&said=They shout", LL(p->oak));
			(void)play_ok(p, "house", &apart_tick, "%s", "");
		}
	}
	assert_int_equal(before, after);
	assert_int_equal(counted, 0);
	l = play_ok(p, "fay", &matter_list, "unit=%lld", LL(p->oak));
	assert_int_equal(l->n, 0);
	l = play_ok(p, "fay", &matter_list, "unit=%lld&find=shout", LL(p->oak));
	assert_int_equal(l->n, 0);
	w = play_ok(p, "fay", &ward_read, "ward=oak");
	assert_int_equal(w->said, 0);
}

static int64_t
audited(struct play *p)
{
	int64_t      n = 0;
	struct stmt *s;

	assert_int_equal(db_begin(p->f->db), OK);
	s = stmt_new(p->f->db, p->f->mem, SQL("SELECT COUNT(*) FROM audit"));
	assert_int_equal(stmt_int(s, &n), OK);
	db_rollback(p->f->db);
	return n;
}

/* Nor does who answers an alert about it, where one about a matter stands in the record. */
static void
test_apart__an_answered_alert_leaves_no_line(void **state)
{
	struct play *p = play_new(*state);

	for (int apart = 0; apart < 2; apart++) {
		struct alert_list *l;
		int64_t            before;

		(void)play_ok(p, "ann", apart ? &apart_raise : &matter_raise, "unit=%lld&said=He hits me, I want to die",
		    LL(p->oak));
		l = play_ok(p, apart ? "eve" : "adi", &safeguarding_alerts, "%s", "");
		assert_true(l->n > 0);
		before = audited(p);
		(void)play_ok(p, apart ? "eve" : "adi", &safeguarding_acknowledge, "alert=%lld", LL(l->at[0].id));
		(void)play_ok(p, apart ? "eve" : "adi", &safeguarding_close, "alert=%lld&words=I was there", LL(l->at[0].id));
		assert_int_equal(audited(p) - before, apart ? 0 : 2);
	}
}

/* It is answered, judged not to have helped, and waits again; then it is finished. */
static void
test_apart__is_answered_and_judged(void **state)
{
	struct play         *p = play_new(*state);
	struct apart_raised *r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout", LL(p->oak));
	struct apart_page   *page;

	play_refused(p, "ann", &apart_more, ERR_INPUT, "apart=%lld&verdict=fixed", LL(r->apart));
	play_refused(p, "ann", &apart_more, ERR_INPUT, "apart=%lld", LL(r->apart));
	(void)play_ok(p, "ann", &apart_more, "apart=%lld&words=And at weekends", LL(r->apart));
	play_refused(p, "eve", &apart_more, ERR_DENIED, "apart=%lld&words=x", LL(r->apart));
	play_refused(p, "eve", &apart_answer, ERR_CLASH, "apart=%lld&words=x&version=99", LL(r->apart));
	(void)play_ok(p, "eve", &apart_answer, "apart=%lld&words=I talk to them tomorrow", LL(r->apart));
	(void)play_ok(p, "eve", &apart_answer, "apart=%lld&words=They say sorry&outcome=yes", LL(r->apart));
	assert_int_equal(((struct ward_home *)play_ok(p, "ann", &ward_home, "%s", ""))->apart, 1);
	(void)play_ok(p, "ann", &apart_more, "apart=%lld&verdict=not&words=They still do", LL(r->apart));
	page = play_ok(p, "eve", &apart_read, "apart=%lld", LL(r->apart));
	assert_int_equal(page->row.state, APART_WAITING);
	(void)play_ok(p, "eve", &apart_answer, "apart=%lld&words=Two of them left&outcome=yes", LL(r->apart));
	(void)play_ok(p, "ann", &apart_more, "apart=%lld&verdict=fixed", LL(r->apart));
	page = play_ok(p, "ann", &apart_read, "apart=%lld", LL(r->apart));
	assert_int_equal(page->row.state, APART_JUDGED);
	play_refused(p, "eve", &apart_answer, ERR_INPUT, "apart=%lld&words=x", LL(r->apart));
}

/* CW-1: without a name only the receipt leads to it, and no row says whose it is. */
static void
test_apart__is_followed_by_receipt(void **state)
{
	struct play         *p = play_new(*state);
	struct apart_raised *r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout&unnamed=1", LL(p->oak));
	struct apart_page   *page;
	struct apart_list   *l;

	assert_true(r->receipt.n > 0);
	assert_int_equal(r->apart, 0);
	l = play_ok(p, "ann", &apart_list, "%s", "");
	assert_int_equal(l->nmine, 0);
	l = play_ok(p, "eve", &apart_list, "%s", "");
	assert_int_equal(l->nhear, 1);
	assert_int_equal(l->hear[0].author_name.n, 0);
	page = play_ok(p, "", &apart_follow, "receipt=%.*s&words=More", STR_ARG(r->receipt));
	assert_true(page->mine && !page->hears);
	assert_int_equal(page->id, 0);
	play_refused(p, "", &apart_follow, ERR_INPUT, "receipt=%s", "moon moss moth mouse music needle");
	play_refused(p, "", &apart_raise, ERR_MISSING, "unit=%lld&said=x", LL(p->site));
	play_refused(p, "bea", &apart_raise, ERR_MISSING, "unit=%lld&said=x", LL(p->oak));
}

/* CW-1: nor does any step of it tell who or when, those of the house in the same second included. */
static void
test_apart__no_step_tells_who_or_when(void **state)
{
	struct play         *p = play_new(*state);
	struct apart_raised *r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout&unnamed=1", LL(p->oak));
	struct stmt         *s;
	int64_t              steps = 0, told = 0;

	(void)play_ok(p, "ann", &apart_follow, "receipt=%.*s&words=More", STR_ARG(r->receipt));
	for (int named = 0; named < 2; named++) {
		if (named)                       /* with a name it must show, or this looks at nothing */
			(void)play_ok(p, "ann", &apart_raise, "unit=%lld&said=And I say so", LL(p->oak));
		assert_int_equal(db_begin(p->f->db), OK);
		s = stmt_new(p->f->db, p->f->mem, SQL(
		    "SELECT COUNT(*), SUM(CASE WHEN COALESCE(who, 0) <> 0 OR at % 86400 <> 0 THEN 1 ELSE 0 END)"
		    " FROM apart_step"));
		while (stmt_next(s)) {
			steps = stmt_get_int(s);
			told = stmt_get_int(s);
		}
		assert_int_equal(stmt_end(s), OK);
		db_rollback(p->f->db);
		assert_true(steps >= 3);
		assert_int_equal(told > 0, named);
	}
}

/* S5: whoever is named hears nothing, however far up; then it waits for somebody who may. */
static void
test_apart__goes_past_whoever_is_named(void **state)
{
	struct play         *p = play_new(*state);
	struct apart_raised *r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout&about=eve and her friends",
	    LL(p->oak));
	struct apart_list   *l;

	assert_int_equal(r->hearers, 0);
	play_refused(p, "eve", &apart_read, ERR_MISSING, "apart=%lld", LL(r->apart));
	(void)play_ok(p, "house", &person_add, "name=Kit&login=kit&constituency=staff&unit=%lld&role=executive",
	    LL(p->site));
	play_day(p, 1);
	(void)play_ok(p, "house", &apart_tick, "%s", "");
	l = play_ok(p, "kit", &apart_list, "%s", "");
	assert_int_equal(l->nhear, 1);
}

/* A role on the ward, given later, ends it at once; so does stepping aside. */
static void
test_apart__is_gone_with_the_next_request(void **state)
{
	struct play         *p = play_new(*state);
	struct apart_raised *r = play_ok(p, "ann", &apart_raise, "unit=%lld&said=They shout", LL(p->oak));
	struct apart_raised *two = play_ok(p, "bea", &apart_raise, "unit=%lld&said=They shout here too", LL(p->elm));

	(void)play_ok(p, "house", &role_grant, "person=%lld&role=volunteer&unit=%lld", LL(play_person(p, "eve")),
	    LL(p->oak));
	play_refused(p, "eve", &apart_read, ERR_MISSING, "apart=%lld", LL(r->apart));
	play_refused(p, "eve", &apart_answer, ERR_MISSING, "apart=%lld&words=x", LL(r->apart));
	(void)play_ok(p, "eve", &apart_read, "apart=%lld", LL(two->apart));
	(void)play_ok(p, "eve", &apart_aside, "apart=%lld", LL(two->apart));
	play_refused(p, "eve", &apart_read, ERR_MISSING, "apart=%lld", LL(two->apart));
}

static void
test_apart__finds_names(void **state)
{
	(void)state;
	assert_true(apart_names(STR("Mo"), STR("MO and others"), STR("")));
	assert_true(apart_names(STR("Dr Ruth Okafor"), STR(""), STR("I asked Okafor's team")));
	assert_true(apart_names(STR("نور"), STR("نور"), STR("")));
	assert_false(apart_names(STR("Will"), STR(""), STR("she will not listen")));
	assert_false(apart_names(STR("Dr Ruth"), STR("Dr Jones"), STR("")));
	assert_false(apart_names(STR("Mo"), STR("Molly"), STR("Monday")));
	assert_false(apart_names(STR(""), STR("x"), STR("x")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_apart__is_heard_only_from_outside),
		ON_BOTH(test_apart__leaves_nothing_elsewhere),
		ON_BOTH(test_apart__an_answered_alert_leaves_no_line),
		ON_BOTH(test_apart__is_answered_and_judged),
		ON_BOTH(test_apart__is_followed_by_receipt),
		ON_BOTH(test_apart__no_step_tells_who_or_when),
		ON_BOTH(test_apart__goes_past_whoever_is_named),
		ON_BOTH(test_apart__is_gone_with_the_next_request),
		cmocka_unit_test(test_apart__finds_names),
	};

	return run_on_both(tests);
}
