/*
 * Tests of forum: what is changed of it counts from now on; what was planned and promised stays;
 * two who change it at once both see what stands there.  Through the operations, on both engines.
 */
#include "tests/support/play.h"

#include "op/setting.h"
#include "rooms/forum/forum.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/person/person.h"
#include "rooms/promise/promise.h"
#include "rooms/report/report.h"
#include "rooms/unit/unit.h"

#define LL(x) (long long)(x)
#define ALL "forum=%lld&name=%s&minutes=60&quorum=3&promise_days=%d&agenda_days=3&notes_days=7"

static struct forum_setup *
setup(struct play *p, int64_t forum)
{
	return play_ok(p, "adi", &forum_setup, "forum=%lld", LL(forum));
}

/* SM-C1: a promise made before keeps its day; the next one has the new number of days. */
static void
test_forum__promises_anew_from_now_on(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", LL(p->oak));
	struct matter_done   *first = play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", LL(r->matter)), *second;
	struct forum_row     *f;
	struct matter_page   *m;
	int64_t               was = first->due.n;

	assert_int_equal(was, p->today.n + 14);
	play_refused(p, "mo", &forum_change, ERR_DENIED, ALL, LL(p->cmt), "CMT", 20);
	play_refused(p, "adi", &forum_change, ERR_INPUT, ALL, LL(p->cmt), "CMT", 0);
	assert_true(str_eq(p->cx.why.field, STR("promise_days")));
	f = play_ok(p, "adi", &forum_change, ALL, LL(p->cmt), "Care team", 20);
	assert_int_equal(f->promise_days, 20);
	m = play_ok(p, "ann", &matter_read, "matter=%lld", LL(r->matter));
	assert_int_equal(m->matter.due.n, was);
	assert_true(str_eq(m->matter.holder_name, STR("Care team")));
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The soup is cold", LL(p->oak));
	second = play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", LL(r->matter));
	assert_int_equal(second->due.n, p->today.n + 20);
}

/* Working days leave out weekends and the bank holidays of the provider's country. */
static void
test_forum__promises_working_days(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r;
	struct matter_done   *done;

	p->today = day_make(2026, 4, 2);       /* the Thursday before Easter */
	(void)play_ok(p, "adi", &forum_change, ALL "&working=1", LL(p->cmt), "CMT", 2);
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", LL(p->oak));
	done = play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", LL(r->matter));
	assert_int_equal(done->due.n, day_make(2026, 4, 8).n);         /* Good Friday and Easter Monday are free */
	assert_int_equal(db_begin(p->f->db), OK);
	assert_int_equal(setting_put(p->f->db, p->f->mem, STR("bank_holidays"), STR("scotland")), OK);
	assert_int_equal(db_commit(p->f->db), OK);
	r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The soup is cold", LL(p->oak));
	done = play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", LL(r->matter));
	assert_int_equal(done->due.n, day_make(2026, 4, 7).n);         /* Scotland works on Easter Monday */
}

/* SM-C2: meetings in the book do not move; the new rule begins after them. */
static void
test_forum__a_new_cadence_moves_no_meeting(void **state)
{
	struct play        *p = play_new(*state);
	struct forum_setup *s;
	struct forum_row   *f;
	int64_t             version, last;

	(void)play_ok(p, "adi", &forum_cadence, "forum=%lld&often=fortnightly&weekday=tuesday", LL(p->ward_meeting));
	(void)play_ok(p, "house", &meeting_tick, "%s", "");
	s = setup(p, p->ward_meeting);
	assert_int_equal(s->often, 4);
	assert_int_equal(s->nstray, 0);
	assert_true(s->last.n > p->today.n);
	version = s->now.forum.version;
	last = s->last.n;
	play_refused(p, "fay", &forum_cadence, ERR_DENIED, "forum=%lld&often=weekly&weekday=monday", LL(p->ward_meeting));
	play_refused(p, "adi", &forum_cadence, ERR_INPUT, "forum=%lld&rule=every now and then", LL(p->ward_meeting));
	assert_true(str_eq(p->cx.why.field, STR("rule")));
	play_refused(p, "adi", &forum_cadence, ERR_INPUT, "forum=%lld&often=weekly&weekday=monday&starts=2020-01-01",
	    LL(p->ward_meeting));
	f = play_ok(p, "adi", &forum_cadence, "forum=%lld&often=monthly&weekday=thursday&nth=last&version=%lld",
	    LL(p->ward_meeting), LL(version));
	assert_true(str_eq(f->cadence, STR("FREQ=MONTHLY;BYDAY=-1TH")));
	assert_int_equal(f->starts.n, last + 1);
	s = setup(p, p->ward_meeting);
	assert_int_equal(s->last.n, last);             /* still in the book, on its own day */
	assert_true(s->nstray > 0);
	assert_true(s->nnext > 0 && s->next[0].n > last);
	play_refused(p, "adi", &forum_cadence, ERR_CLASH, "forum=%lld&often=weekly&weekday=monday&version=%lld",
	    LL(p->ward_meeting), LL(version));
	assert_true(p->cx.stands.n == 1);
}

/* Two people at once: the second is shown each text that stands otherwise. */
static void
test_forum__a_stale_version_shows_both_texts(void **state)
{
	struct play *p = play_new(*state);
	int64_t      version = setup(p, p->cmt)->now.forum.version;
	str          now = { 0 };

	(void)play_ok(p, "adi", &forum_change, ALL "&terms=We decide&version=%lld", LL(p->cmt), "CMT", 14, LL(version));
	play_refused(p, "adi", &forum_change, ERR_CLASH, ALL "&terms=We talk&version=%lld", LL(p->cmt), "Care team", 21,
	    LL(version));
	assert_true(words_find(p->cx.stands, STR("name"), &now) && str_eq(now, STR("CMT")));
	assert_true(words_find(p->cx.stands, STR("terms"), &now) && str_eq(now, STR("We decide")));
	assert_true(words_find(p->cx.stands, STR("promise_days"), &now) && str_eq(now, STR("14")));
	assert_false(words_find(p->cx.stands, STR("minutes"), &now));
}

/* CW-8: seats and quorum of a group; co-chairs. */
static void
test_forum__seats_and_chairs_are_changed(void **state)
{
	struct play        *p = play_new(*state);
	int64_t             fay = play_person(p, "fay");
	struct forum_setup *s;

	play_refused(p, "mo", &forum_seat_set, ERR_DENIED, "forum=%lld&constituency=carer&seats=2", LL(p->cmt));
	play_refused(p, "adi", &forum_seat_set, ERR_INPUT, "forum=%lld&constituency=carer&seats=2&quorum=3", LL(p->cmt));
	assert_true(str_eq(p->cx.why.field, STR("quorum")));
	(void)play_ok(p, "adi", &forum_seat_set, "forum=%lld&constituency=carer&seats=2&quorum=1", LL(p->cmt));
	(void)play_ok(p, "adi", &forum_seat_set, "forum=%lld&constituency=carer&seats=4&quorum=2", LL(p->cmt));
	s = setup(p, p->cmt);
	assert_int_equal(s->now.nseats, 1);
	assert_int_equal(s->now.seats[0].seats, 4);
	(void)play_ok(p, "adi", &forum_seat_set, "forum=%lld&constituency=carer", LL(p->cmt));
	assert_int_equal(setup(p, p->cmt)->now.nseats, 0);
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=chair&forum=%lld", LL(fay), LL(p->cmt));
	s = setup(p, p->cmt);
	assert_int_equal(s->now.npeople, 2);           /* mo and fay chair together */
	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=chair&forum=%lld", LL(fay), LL(p->cmt));
	assert_int_equal(setup(p, p->cmt)->now.npeople, 2);    /* she has that seat already */
	assert_true(s->nnear > 2);
	play_refused(p, "fay", &forum_setup, ERR_DENIED, "forum=%lld", LL(p->cmt));
}

/* Refused: what they wanted and what stands there now, both in words. */
static void
clash(struct play *p, const char *name, const char *wanted, const char *now)
{
	assert_int_equal(p->cx.stands.n, 1);
	assert_int_equal(p->cx.wanted.n, 1);
	assert_true(str_eq(p->cx.stands.at[0].name, str_of(name)) && str_eq(p->cx.wanted.at[0].name, str_of(name)));
	if (!str_eq(p->cx.wanted.at[0].value, str_of(wanted)) || !str_eq(p->cx.stands.at[0].value, str_of(now)))
		fail_msg("%.*s / %.*s", STR_ARG(p->cx.wanted.at[0].value), STR_ARG(p->cx.stands.at[0].value));
}

/* CW-8: two change its chairs at once: the second sees who sits there now, and nobody is lost. */
static void
test_forum__chairs_changed_by_two_at_once(void **state)
{
	struct play *p = play_new(*state);
	const long long fay = LL(play_person(p, "fay")), mo = LL(play_person(p, "mo")), cmt = LL(p->cmt);
	long long    read = LL(setup(p, p->cmt)->now.forum.version);

	(void)play_ok(p, "adi", &role_grant, "person=%lld&role=chair&forum=%lld&version=%lld", fay, cmt, read);
	play_refused(p, "adi", &role_end, ERR_CLASH, "person=%lld&role=chair&forum=%lld&version=%lld", mo, cmt, read);
	clash(p, "person", "End this: mo: chair", "fay: chair\nmo: chair");
	play_refused(p, "adi", &role_grant, ERR_CLASH, "person=%lld&role=secretary&forum=%lld&version=%lld", fay, cmt,
	    read);
	clash(p, "person", "Add this: fay: secretary", "fay: chair\nmo: chair");
	assert_int_equal(setup(p, p->cmt)->now.npeople, 2);
	/* who may not change seats there is told nothing of who sits there */
	play_refused(p, "fay", &role_end, ERR_DENIED, "person=%lld&role=chair&forum=%lld&version=%lld", mo, cmt, read);
	assert_int_equal(p->cx.stands.n + p->cx.wanted.n, 0);
	/* having seen it, it is done; a program that names no version is heard as before */
	read = LL(setup(p, p->cmt)->now.forum.version);
	(void)play_ok(p, "adi", &role_end, "person=%lld&role=chair&forum=%lld&version=%lld", mo, cmt, read);
	(void)play_ok(p, "adi", &role_end, "person=%lld&role=chair&forum=%lld", fay, cmt);
	assert_int_equal(setup(p, p->cmt)->now.npeople, 0);
	play_refused(p, "adi", &role_grant, ERR_CLASH, "person=%lld&role=chair&forum=%lld&version=%lld", mo, cmt, read);
	clash(p, "person", "Add this: mo: chair", "Nobody yet.");
}

/* SM-C4: two change whom it passes things to. */
static void
test_forum__ways_changed_by_two_at_once(void **state)
{
	struct play        *p = play_new(*state);
	struct forum_setup *s = setup(p, p->ward_meeting);
	const long long     ward = LL(p->ward_meeting), cmt = LL(p->cmt);
	long long           read = LL(s->now.forum.version);
	const size_t        before = s->now.nroutes;

	(void)play_ok(p, "adi", &forum_way, "forum=%lld&to=%lld&topic=food&version=%lld", ward, cmt, read);
	play_refused(p, "adi", &forum_way, ERR_CLASH, "forum=%lld&to=%lld&topic=care&version=%lld", ward, cmt, read);
	assert_true(str_starts(p->cx.wanted.at[0].value, STR("Add this: ")));
	assert_true(str_has(p->cx.stands.at[0].value, STR("\n")));       /* the way it had, and the new one */
	play_refused(p, "adi", &forum_way_end, ERR_CLASH, "forum=%lld&to=%lld&topic=food&version=%lld", ward, cmt, read);
	assert_true(str_starts(p->cx.wanted.at[0].value, STR("End this: ")));
	s = setup(p, p->ward_meeting);
	assert_int_equal(s->now.nroutes, before + 1);
	(void)play_ok(p, "adi", &forum_way_end, "forum=%lld&to=%lld&topic=food&version=%lld", ward, cmt,
	    LL(s->now.forum.version));
	assert_int_equal(setup(p, p->ward_meeting)->now.nroutes, before);
	play_refused(p, "fay", &forum_way, ERR_DENIED, "forum=%lld&to=%lld&topic=care&version=%lld", ward, cmt, read);
	assert_int_equal(p->cx.stands.n + p->cx.wanted.n, 0);
}

#define OAK_AR "\xd8\xa8\xd9\x84\xd9\x88\xd8\xb7"          /* "oak" */
#define WARD_AR "\xd8\xa7\xd8\xac\xd8\xaa\xd9\x85\xd8\xa7\xd8\xb9"   /* "meeting" */
#define CMT_AR "\xd9\x81\xd8\xb1\xd9\x8a\xd9\x82"             /* "team" */

static void
name_them(struct play *p)
{
	play_as(p, "house");
	assert_int_equal(db_begin(p->f->db), OK);
	assert_int_equal(unit_add_text(&p->cx, (unit_id){ p->oak }, STR("ar"), STR(OAK_AR)), OK);
	assert_int_equal(forum_add_text(&p->cx, (forum_id){ p->ward_meeting },
	    &(struct forum_text){ STR("ar"), STR(WARD_AR), { 0 }, { 0 } }), OK);
	assert_int_equal(forum_add_text(&p->cx, (forum_id){ p->cmt },
	    &(struct forum_text){ STR("ar"), STR(CMT_AR), { 0 }, { 0 } }), OK);
	assert_int_equal(db_commit(p->f->db), OK);
}

/* What it gives, as JSON, holds this and not that. */
static void
says(struct play *p, const char *who, const struct op *op, const char *words, const char *this_one, const char *that)
{	/* long: who asks what, and two texts */
	struct buf b = { .mem = p->f->mem };

	shape_write(&b, op->out, play_ok(p, who, op, "%s", words));
	if (!str_has(buf_str(&b), str_of(this_one)) || str_has(buf_str(&b), str_fmt(p->f->mem, "\"%s\"", that)))
		fail_msg("%s: %.*s", op->name.p, STR_ARG(buf_str(&b)));
}

/* A provider's own words for its places and teams, on every list and page that names one. */
static void
test_names__are_said_in_the_readers_language(void **state)
{
	struct play          *p = play_new(*state);
	struct matter_raised *r = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold", LL(p->oak));
	const char           *ward = str_fmt(p->f->mem, "forum=%lld", LL(p->ward_meeting)).p;
	const char           *cmt = str_fmt(p->f->mem, "forum=%lld", LL(p->cmt)).p;
	const char           *fay = str_fmt(p->f->mem, "person=%lld", LL(play_person(p, "fay"))).p;
	const char           *one = str_fmt(p->f->mem, "matter=%lld", LL(r->matter)).p;

	(void)play_ok(p, "fay", &matter_pass, "matter=%lld&words=Please", LL(r->matter));
	name_them(p);
	says(p, "fay", &matter_list, "", "Oak", OAK_AR);
	p->lang = "ar";
	says(p, "fay", &matter_list, "", OAK_AR, "Oak");
	says(p, "ann", &matter_list, "mine=1", CMT_AR, "CMT");          /* who holds it */
	says(p, "ann", &matter_read, one, OAK_AR, "Oak");
	says(p, "ann", &matter_read, one, CMT_AR, "CMT");
	says(p, "mo", &forum_queue, cmt, OAK_AR, "Oak");
	says(p, "mo", &forum_queue, cmt, CMT_AR, "CMT");
	says(p, "fay", &meeting_list, ward, WARD_AR, "Oak ward meeting");
	says(p, "fay", &forum_read, ward, CMT_AR, "CMT");               /* whom it passes things to */
	says(p, "adi", &person_read, fay, OAK_AR, "Oak");
	says(p, "adi", &promise_list, "", CMT_AR, "CMT");
	says(p, "adi", &forum_report, ward, WARD_AR, "Oak ward meeting");
	says(p, "adi", &forum_monitor, "", WARD_AR, "Oak ward meeting");
	says(p, "adi", &unit_list, "", OAK_AR, "Oak");
	/* where it is written itself, it is as it was written */
	says(p, "adi", &forum_setup, ward, "Oak ward meeting", WARD_AR);
	/* another language has no such words: the English ones stand; so does what was renamed since */
	p->lang = "easy";
	says(p, "fay", &matter_list, "", "Oak", OAK_AR);
	p->lang = "en";
	says(p, "fay", &matter_list, "", "Oak", OAK_AR);
	p->lang = NULL;
	(void)play_ok(p, "adi", &forum_change, ALL, LL(p->cmt), "Care team", 14);
	p->lang = "ar";
	says(p, "ann", &matter_list, "mine=1", "Care team", CMT_AR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_forum__promises_anew_from_now_on),
		ON_BOTH(test_forum__promises_working_days),
		ON_BOTH(test_forum__a_new_cadence_moves_no_meeting),
		ON_BOTH(test_forum__a_stale_version_shows_both_texts),
		ON_BOTH(test_forum__seats_and_chairs_are_changed),
		ON_BOTH(test_forum__chairs_changed_by_two_at_once),
		ON_BOTH(test_forum__ways_changed_by_two_at_once),
		ON_BOTH(test_names__are_said_in_the_readers_language),
	};

	return run_on_both(tests);
}
