/*
 * Many at once: what a forum holds and has not answered is passed on, settled or joined as one
 * set with one reason, all of it or none of it; each matter keeps its own story.
 * Requirements: SM-C4, SM-D2, CW-8.
 */
#include "tests/support/play.h"

#include "rooms/matter/matter.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_sort__passes_thirty_and_one_on),
		ON_BOTH(test_sort__does_all_or_none),
		ON_BOTH(test_sort__settles_with_one_reason),
		ON_BOTH(test_sort__joins_to_the_first),
	};

	return run_on_both(tests);
}
