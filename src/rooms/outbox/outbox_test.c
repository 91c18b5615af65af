/*
 * Tests of outbox: who gets a mail, how a sender takes, gives back and gives up, and who may
 * see what could not be delivered.  Through the operations, on both engines.
 */
#include "tests/support/play.h"

#include "rooms/matter/matter.h"
#include "rooms/outbox/outbox.h"
#include "rooms/person/person.h"
#include "rooms/promise/promise.h"

#include <string.h>

#define LL(x) (long long)(x)

static struct outbox_letter
take(struct play *p, const char *holder)
{
	return *(struct outbox_letter *)play_ok(p, "house", &outbox_take, "holder=%s&seconds=90", holder);
}

/* As a room would, inside an operation's transaction. */
static void
put(struct play *p, const char *who, enum mail_kind kind)
{
	person_id id = { play_person(p, who) };

	play_as(p, "house");
	assert_int_equal(db_begin(p->f->db), OK);
	assert_int_equal(outbox_put(&p->cx, id, kind), OK);
	assert_int_equal(db_commit(p->f->db), OK);
}

static int64_t
waiting(struct play *p)
{
	return ((struct outbox_health *)play_ok(p, "adi", &outbox_health_read, "%s", ""))->waiting;
}

static void
test_mail__goes_only_to_those_who_asked(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold&naming=named", LL(p->oak));
	struct mail_mine     *mine;

	(void)play_ok(p, "fay", &matter_reply, "matter=%lld&words=We will look", LL(r->matter));
	assert_int_equal(waiting(p), 0);
	mine = play_ok(p, "ann", &mail_mine_read, "%s", "");
	assert_false(mine->wanted);
	assert_true(mine->off);
	mine = play_ok(p, "ann", &mail_mine_set, "email=ann@example.org&wanted=1");
	assert_true(mine->wanted);
	assert_true(str_eq(mine->email, STR("ann@example.org")));
	(void)play_ok(p, "fay", &matter_reply, "matter=%lld&words=It is the pipe", LL(r->matter));
	(void)play_ok(p, "fay", &matter_reply, "matter=%lld&words=It is mended", LL(r->matter));
	assert_int_equal(waiting(p), 1);        /* one "there is something new" is enough */
	(void)play_ok(p, "ann", &mail_mine_set, "email=ann@example.org");
	assert_true(str_eq(take(p, "bee").email, STR("ann@example.org")));
	(void)play_ok(p, "fay", &matter_reply, "matter=%lld&words=Tell us", LL(r->matter));
	assert_int_equal(waiting(p), 1);
}

static void
test_mail__takes_no_address_that_could_break_a_header(void **state)
{
	static const char *const bad[] = { "ann", "ann@", "@x.org", "ann@x", "a nn@x.org", "ann@x.org>", "<ann@x.org",
		"ann@x.org,bob@x.org", "\"a\"@x.org", "a..b@x.org", ".a@x.org", "ann@-x.org", "ann@x..org", "ann@@x.org",
		"ann@x.org\tBcc:b@y.org" };
	struct play *p = play_new(*state);

	for (size_t i = 0; i < LEN(bad); i++)
		play_refused(p, "ann", &mail_mine_set, ERR_INPUT, "wanted=1&email=%s", bad[i]);
	play_refused(p, "ann", &mail_mine_set, ERR_INPUT, "wanted=1&email=ann@x.org\r\nBcc: bob@y.org");
	play_refused(p, "ann", &mail_mine_set, ERR_INPUT, "wanted=1");
	play_refused(p, "", &mail_mine_set, ERR_LOGIN, "wanted=1&email=ann@x.org");
	assert_false(mail_address_ok(STR("a\r\nb@x.org")));
	assert_false(mail_address_ok((str){ "a\0b@x.org", 9 }));
	assert_true(mail_address_ok(STR("Ann.O'Neil+waggle@mail.example.org")));
	(void)play_ok(p, "ann", &mail_mine_set, "email=");
}

static void
test_alert__goes_first_and_always_leaves_a_row(void **state)
{
	struct play           *p = play_new(*state);
	struct mail_lost_list *lost;
	struct outbox_letter   l;

	(void)play_ok(p, "ann", &mail_mine_set, "email=ann@example.org&wanted=1");
	(void)play_ok(p, "fay", &mail_mine_set, "email=fay@example.org");
	put(p, "ann", KIND_NEWS);
	put(p, "fay", KIND_LATE);               /* said no */
	put(p, "fay", KIND_ALERT);
	put(p, "fay", KIND_ALERT);
	assert_int_equal(waiting(p), 3);
	l = take(p, "bee");
	assert_int_equal(l.kind, KIND_ALERT);
	put(p, "mo", KIND_ALERT);               /* no address */
	lost = play_ok(p, "adi", &mail_lost_list, "%s", "");
	assert_int_equal(lost->n, 1);
	assert_true(lost->at[0].urgent);
	assert_int_equal(lost->at[0].why, MAIL_NO_ADDRESS);
	assert_true(str_eq(lost->at[0].name, STR("mo")));
	play_refused(p, "fay", &mail_lost_list, ERR_DENIED, "%s", "");
	play_refused(p, "fay", &mail_again, ERR_DENIED, "mail=%lld", LL(lost->at[0].id));
	assert_true(lost->may_again && lost->at[0].may_again);
	(void)play_ok(p, "house", &person_add, "name=ray&login=ray&constituency=staff&unit=%lld&role=auditor", LL(p->site));
	lost = play_ok(p, "ray", &mail_lost_list, "%s", "");    /* an auditor reads, and is offered no more */
	assert_int_equal(lost->n, 1);
	assert_false(lost->may_again || lost->at[0].may_again);
	play_refused(p, "ray", &mail_again, ERR_DENIED, "mail=%lld", LL(lost->at[0].id));
	play_refused(p, "fay", &outbox_health_read, ERR_DENIED, "%s", "");
	play_refused(p, "fay", &outbox_take, ERR_DENIED, "holder=fay&seconds=9");
}

static void
test_sender__holds_a_mail_for_a_while(void **state)
{
	struct play         *p = play_new(*state);
	struct outbox_letter one, two;

	put(p, "fay", KIND_ALERT);
	assert_int_equal(take(p, "bee").id, 0); /* no address: it is not delivered already */
	(void)play_ok(p, "fay", &mail_mine_set, "email=fay@example.org");
	put(p, "fay", KIND_ALERT);
	one = take(p, "bee");
	assert_true(one.id > 0);
	assert_int_equal(((struct outbox_did *)play_ok(p, "house", &outbox_due, "%s", ""))->n, 0);
	assert_int_equal(take(p, "wasp").id, 0);
	p->today.n++;                           /* bee was killed; a day is longer than any lease */
	two = take(p, "wasp");
	assert_int_equal(two.id, one.id);
	assert_true(str_eq(two.ref, one.ref));
	(void)play_ok(p, "house", &outbox_tried, "mail=%lld&holder=bee&reason=%d&code=550", LL(one.id), MAIL_REFUSED);
	assert_int_equal(waiting(p), 1);        /* bee has no say in it any more */
	(void)play_ok(p, "house", &outbox_sent, "mail=%lld&holder=wasp", LL(one.id));
	assert_int_equal(waiting(p), 0);
	(void)play_ok(p, "house", &outbox_tried, "mail=%lld&holder=wasp&reason=%d", LL(one.id), MAIL_LATER);
	assert_int_equal(waiting(p), 0);
}

static void
test_sender__comes_again_and_gives_up(void **state)
{
	struct play           *p = play_new(*state);
	struct outbox_letter   l;
	struct mail_lost_list *lost;

	(void)play_ok(p, "ann", &mail_mine_set, "email=ann@example.org&wanted=1");
	put(p, "ann", KIND_NEWS);
	l = take(p, "bee");
	(void)play_ok(p, "house", &outbox_tried, "mail=%lld&holder=bee&reason=%d&code=451", LL(l.id), MAIL_LATER);
	assert_int_equal(take(p, "bee").id, 0); /* not in the same minute */
	p->today.n++;
	assert_int_equal(take(p, "bee").id, l.id);
	(void)play_ok(p, "house", &outbox_tried, "mail=%lld&holder=bee&reason=%d&code=550", LL(l.id), MAIL_REFUSED);
	assert_int_equal(waiting(p), 0);
	lost = play_ok(p, "adi", &mail_lost_list, "%s", "");
	assert_int_equal(lost->n, 1);
	assert_int_equal(lost->at[0].code, 550);
	assert_int_equal(((struct mail_mine *)play_ok(p, "ann", &mail_mine_read, "%s", ""))->lost, 1);
	(void)play_ok(p, "adi", &mail_again, "mail=%lld", LL(l.id));
	play_refused(p, "adi", &mail_again, ERR_MISSING, "mail=%lld", LL(l.id));
	p->today.n += 4;
	(void)play_ok(p, "house", &outbox_sweep, "%s", "");
	lost = play_ok(p, "adi", &mail_lost_list, "%s", "");
	assert_int_equal(lost->at[0].why, MAIL_TOO_OLD);
	p->today.n += 40;
	(void)play_ok(p, "house", &outbox_sweep, "%s", "");
	assert_int_equal(((struct mail_lost_list *)play_ok(p, "adi", &mail_lost_list, "%s", ""))->n, 0);
}

static void
test_health__says_when_mail_is_down(void **state)
{
	struct play          *p = play_new(*state);
	struct outbox_health *h;

	(void)play_ok(p, "house", &outbox_beat, "%s", "");
	h = play_ok(p, "adi", &outbox_health_read, "%s", "");
	assert_false(h->down);
	(void)play_ok(p, "house", &outbox_beat, "reason=%d&code=421", MAIL_NO_SERVER);
	assert_false(((struct outbox_health *)play_ok(p, "adi", &outbox_health_read, "%s", ""))->down);
	p->today.n++;
	(void)play_ok(p, "house", &outbox_beat, "reason=%d", MAIL_NO_SERVER);
	h = play_ok(p, "adi", &outbox_health_read, "%s", "");
	assert_true(h->down);
	assert_int_equal(h->down_since.s, (p->today.n - 1) * 86400 + 12 * 3600);
	(void)play_ok(p, "house", &outbox_beat, "%s", "");
	assert_false(((struct outbox_health *)play_ok(p, "adi", &outbox_health_read, "%s", ""))->down);
	(void)play_ok(p, "fay", &mail_mine_set, "email=fay@example.org");
	put(p, "fay", KIND_ALERT);
	p->today.n++;                           /* the sender itself is gone */
	assert_true(((struct outbox_health *)play_ok(p, "adi", &outbox_health_read, "%s", ""))->down);
}

static void
test_late__is_told_to_who_looks_after_the_place(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", LL(p->oak));

	(void)play_ok(p, "fay", &mail_mine_set, "email=fay@example.org&wanted=1");
	(void)play_ok(p, "ann", &mail_mine_set, "email=ann@example.org");
	(void)play_ok(p, "fay", &matter_pass, "matter=%lld&to=%lld&words=Please answer", LL(r->matter), LL(p->cmt));
	play_day(p, 10);
	assert_int_equal(waiting(p), 0);        /* the CMT promised an answer in 14 days */
	play_day(p, 10);
	assert_int_equal(waiting(p), 1);
	assert_true(str_eq(take(p, "bee").email, STR("fay@example.org")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_mail__goes_only_to_those_who_asked),
		ON_BOTH(test_mail__takes_no_address_that_could_break_a_header),
		ON_BOTH(test_alert__goes_first_and_always_leaves_a_row),
		ON_BOTH(test_sender__holds_a_mail_for_a_while),
		ON_BOTH(test_sender__comes_again_and_gives_up),
		ON_BOTH(test_health__says_when_mail_is_down),
		ON_BOTH(test_late__is_told_to_who_looks_after_the_place),
	};

	return run_on_both(tests);
}
