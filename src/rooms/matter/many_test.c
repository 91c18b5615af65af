/*
 * Many at once: what a forum holds and has not answered is passed on, settled or joined as one
 * set with one reason, all of it or none of it; each matter keeps its own story.
 * Requirements: SM-C4, SM-D2, CW-8.
 */
#include "tests/support/play.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"

#define LL(x) (long long)(x)
enum { SET = 31 };

struct set { int64_t id[SET]; str ids; };

static struct set
said(struct play *p)
{
	struct set s;
	struct buf b = { .mem = p->f->mem };

	for (int i = 0; i < SET; i++) {
		struct matter_raised *r = play_ok(p, "ann", &matter_raise,
		    "unit=%lld&said=Paint wall %d&topic=environment", LL(p->oak), i);

		s.id[i] = r->matter;
		buf_addf(&b, "%s%lld", i > 0 ? "," : "", LL(r->matter));
	}
	s.ids = buf_str(&b);
	return s;
}

static int64_t
waiting(struct play *p, const char *who, int64_t forum)
{
	struct matter_waiting *w = play_ok(p, who, &matter_waiting, "forum=%lld", LL(forum));

	return (int64_t)w->n;
}

static void
test_sort__passes_thirty_and_one_on(void **state)
{
	struct play        *p = play_new(*state);
	struct set          s = said(p);
	struct matter_page *page;

	play_refused(p, "fay", &forum_way, ERR_DENIED, "forum=%lld&to=%lld&topic=environment", LL(p->ward_meeting),
	    LL(p->cmt));
	play_refused(p, "adi", &forum_way, ERR_INPUT, "forum=%lld&to=%lld", LL(p->ward_meeting), LL(p->ward_meeting));
	for (int i = 0; i < 2; i++)             /* said twice it is one way */
		(void)play_ok(p, "adi", &forum_way, "forum=%lld&to=%lld&topic=environment", LL(p->ward_meeting),
		    LL(p->cmt));
	assert_int_equal(waiting(p, "fay", p->ward_meeting), SET);
	play_refused(p, "ann", &matter_waiting, ERR_DENIED, "forum=%lld", LL(p->ward_meeting));
	play_refused(p, "mo", &matter_waiting, ERR_MISSING, "forum=%lld", LL(p->ward_meeting));
	play_refused(p, "ann", &matter_sort, ERR_DENIED, "forum=%lld&what=pass&matters=%.*s", LL(p->ward_meeting),
	    STR_ARG(s.ids));
	play_refused(p, "mo", &matter_sort, ERR_MISSING, "forum=%lld&what=pass&matters=%.*s", LL(p->ward_meeting),
	    STR_ARG(s.ids));
	/* they are not the CMT's yet, whoever asks in its name */
	play_refused(p, "mo", &matter_sort, ERR_INPUT, "forum=%lld&what=pass&matters=%.*s", LL(p->cmt),
	    STR_ARG(s.ids));
	play_refused(p, "fay", &matter_sort, ERR_INPUT, "forum=%lld&what=pass", LL(p->ward_meeting));
	(void)play_ok(p, "fay", &matter_sort, "forum=%lld&what=pass&words=All of the building&matters=%.*s",
	    LL(p->ward_meeting), STR_ARG(s.ids));
	assert_int_equal(waiting(p, "fay", p->ward_meeting), 0);
	assert_int_equal(waiting(p, "mo", p->cmt), SET);
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(s.id[SET - 1]));
	assert_true(str_eq(page->steps[page->nsteps - 1].words, STR("All of the building")));
	assert_int_equal(page->due.n, p->today.n + 14);
}

/* One of them went another way meanwhile: none of them moves. */
static void
test_sort__does_all_or_none(void **state)
{
	struct play *p = play_new(*state);
	struct set   s = said(p);

	(void)play_ok(p, "fay", &matter_pass, "matter=%lld", LL(s.id[7]));
	play_refused(p, "fay", &matter_sort, ERR_INPUT, "forum=%lld&what=settle&words=Done&matters=%.*s",
	    LL(p->ward_meeting), STR_ARG(s.ids));
	assert_true(str_eq(p->cx.why.field, STR("matters")));
	assert_int_equal(waiting(p, "fay", p->ward_meeting), SET - 1);
}

static void
test_sort__settles_with_one_reason(void **state)
{
	struct play        *p = play_new(*state);
	struct set          s = said(p);
	struct matter_page *page;

	play_refused(p, "fay", &matter_sort, ERR_INPUT, "forum=%lld&what=settle&matters=%.*s",
	    LL(p->ward_meeting), STR_ARG(s.ids));
	assert_true(str_eq(p->cx.why.field, STR("words")));
	(void)play_ok(p, "fay", &matter_sort, "forum=%lld&what=settle&words=All is painted&matters=%.*s",
	    LL(p->ward_meeting), STR_ARG(s.ids));
	page = play_ok(p, "ann", &matter_read, "matter=%lld", LL(s.id[3]));
	assert_int_equal(page->matter.state, MATTER_SETTLED);
}

/* The first one said keeps every voice. */
static void
test_sort__joins_to_the_first(void **state)
{
	struct play        *p = play_new(*state);
	struct set          s = said(p);
	struct matter_page *page;
	int64_t             first = s.id[0];

	for (int i = 1; i < SET; i++)
		first = s.id[i] < first ? s.id[i] : first;
	play_refused(p, "fay", &matter_sort, ERR_INPUT, "forum=%lld&what=join&matters=%lld", LL(p->ward_meeting),
	    LL(s.id[0]));
	(void)play_ok(p, "fay", &matter_sort, "forum=%lld&what=join&matters=%.*s", LL(p->ward_meeting),
	    STR_ARG(s.ids));
	page = play_ok(p, "fay", &matter_read, "matter=%lld", LL(first));
	assert_int_equal(page->matter.voices, SET);
	assert_int_equal(waiting(p, "fay", p->ward_meeting), 1);
}

struct seen { size_t matters, meetings, actions; int64_t newest; };

static struct seen
looks(struct play *p, const char *who, int64_t unit)
{
	struct matter_list  *m = play_ok(p, who, &matter_list, "unit=%lld", LL(unit));
	struct meeting_list *g = play_ok(p, who, &meeting_list, "%s", "");
	struct action_list  *a = play_ok(p, who, &action_list, "%s", "");

	return (struct seen){ m->n, g->n, a->n, m->n > 0 ? m->at[0].id : 0 };
}

/* 400 more wards, each with a meeting of its own, where nothing was said yet. */
static void
grow(struct play *p)
{
	struct fresh *f = p->f;
	for (int i = 0; i < 400; i++) {
		fresh_do(f, str_c(f->mem, str_fmt(f->mem, "INSERT INTO unit (parent, path, path_end, line, slug, name, kind, open_to_all,"
		    " imported, version) SELECT id, path || 'm%d/', path || 'm%d0', '', 'm%d', 'Ward %d', 'ward', 1, 0, 1 FROM unit"
		    " WHERE id = %lld", i, i, i, i, LL(p->site))));
		fresh_do(f, str_c(f->mem, str_fmt(f->mem, "INSERT INTO forum (unit, path, slug, name, short_name, kind, purpose, terms,"
		    " cadence, starts, clock, minutes, place, quorum, promise_days, agenda_days, notes_days, is_public, since,"
		    " working, version) SELECT id, path, 'm%d', 'Meeting %d', '', 'ward_meeting', '', '', '', 0, 600, 60, '', 0, 14, 0,"
		    " 0, 1, 0, 0, 1 FROM unit WHERE slug = 'm%d'", i, i, i)));
	}
}

/* Lists begin elsewhere where there are many places (access_sees_few), and say the same. */
static void
test_lists__say_the_same_among_few_places_and_many(void **state)
{
	struct play *p = play_new(*state);
	struct set   s = said(p);
	struct seen  eve, fay, bea, now;

	(void)play_ok(p, "fay", &matter_pass, "matter=%lld", LL(s.id[0]));
	(void)play_ok(p, "mo", &decision_record, "matter=%lld&outcome=yes&reason=We buy paint", LL(s.id[0]));
	(void)play_ok(p, "mo", &action_set, "matter=%lld&what=Buy paint&owner_name=Estates&due=2026-04-01", LL(s.id[0]));
	eve = looks(p, "eve", p->site);
	fay = looks(p, "fay", p->oak);
	bea = looks(p, "bea", p->elm);
	assert_true(eve.matters > 0 && eve.newest != 0 && eve.meetings > 0);
	assert_int_equal(eve.actions, 1);
	grow(p);
	now = looks(p, "eve", p->site);
	assert_memory_equal(&now, &eve, sizeof now);
	now = looks(p, "fay", p->oak);
	assert_memory_equal(&now, &fay, sizeof now);
	now = looks(p, "bea", p->elm);                           /* of another ward: no more than before */
	assert_memory_equal(&now, &bea, sizeof now);
	assert_int_equal(bea.actions, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_sort__passes_thirty_and_one_on),
		ON_BOTH(test_sort__does_all_or_none),
		ON_BOTH(test_sort__settles_with_one_reason),
		ON_BOTH(test_sort__joins_to_the_first),
		ON_BOTH(test_lists__say_the_same_among_few_places_and_many),
	};

	return run_on_both(tests);
}
