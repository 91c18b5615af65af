/*
 * Tests of poster: through the operations, on both engines.  What nobody approved is on
 * no poster, and "we did" comes only from those who said it.
 */
#include "rooms/poster/poster_in.h"

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/forum/forum.h"
#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/person/person.h"
#include "rooms/unit/unit.h"
#include "tests/support/engines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOW = 1795348800 };                 /* 22 November 2026, noon */

struct house { struct fresh *f; struct unit_row oak, shut; person_id sam; };

static struct cx
as(struct house *h, person_id who)
{
	struct cx cx = { .db = h->f->db, .mem = h->f->mem, .now = { NOW }, .today = stamp_utc_day((stamp){ NOW }),
		.door = "test", .lang = lang_find(STR("en")), .who_known = true };

	if (who.v == ACTOR_HOUSE)
		cx.who = actor_house();
	if (who.v > 0) {
		assert_int_equal(db_begin(h->f->db), OK);
		assert_int_equal(actor_load_person(h->f->db, h->f->mem, who, cx.now, &cx.who), OK);
		db_rollback(h->f->db);
	}
	return cx;
}

static const person_id NOBODY = { 0 }, HOUSE = { ACTOR_HOUSE };

#define W(n, v) { STR_INIT(n), v, { 0 } }
#define RUN(h, who, op, ret, ...) run_op((h), (who), (op), \
	(struct words){ (const struct word[]){ __VA_ARGS__ }, \
	    sizeof((const struct word[]){ __VA_ARGS__ }) / sizeof(struct word) }, (void **)(ret))

static err
run_op(struct house *h, person_id who, const struct op *op, struct words w, void **ret_out)
{
	struct cx cx = as(h, who);

	return op_run(&cx, op, w, ret_out);
}

static str
num(struct house *h, int64_t n)
{
	return str_fmt(h->f->mem, "%lld", (long long)n);
}

static void
set_up(struct fresh *f, struct house *h)
{
	struct cx       cx;
	struct unit_row org;
	forum_id        ward, shut;
	struct grant    g;

	*h = (struct house){ .f = f };
	cx = as(h, HOUSE);
	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(access_publish(f->db, f->mem), OK);
	assert_int_equal(unit_add(&cx, &(struct unit_new){ .name = STR("Riverbank"), .kind = STR("org") }, &org), OK);
	assert_int_equal(unit_add(&cx, &(struct unit_new){ .parent = { org.id }, .name = STR("Oak ward"),
	    .slug = STR("oak"), .kind = STR("ward"), .open_to_all = true }, &h->oak), OK);
	assert_int_equal(unit_add(&cx, &(struct unit_new){ .parent = { org.id }, .name = STR("Fern ward"),
	    .slug = STR("fern"), .kind = STR("ward") }, &h->shut), OK);
	assert_int_equal(forum_add(&cx, &(struct forum_new){ .unit = { h->oak.id }, .name = STR("Oak ward meeting"), .slug = STR("oak-meeting"),
	    .kind = STR("ward_meeting"), .promise_days = 14 }, &ward), OK);
	assert_int_equal(forum_add(&cx, &(struct forum_new){ .unit = { h->shut.id }, .name = STR("Fern ward meeting"), .slug = STR("fern-meeting"),
	    .kind = STR("ward_meeting"), .promise_days = 14 }, &shut), OK);
	assert_int_equal(person_insert(&cx, &(struct person_new){ .name = STR("Sam"),
	    .constituency = STR("service_user") }, &h->sam), OK);
	g = (struct grant){ .person = h->sam, .role = ROLE_SERVICE_USER, .unit = { h->oak.id },
		.since = { NOW - 86400 * 300 }, .until = STAMP_NEVER };
	assert_int_equal(access_grant(f->db, f->mem, &g), OK);
	assert_int_equal(db_commit(f->db), OK);
}

/* Sam says something, twelve days ago. */
static int64_t
say(struct house *h, str words)
{
	struct matter_raised *m = NULL;
	struct word           w[] = { W("unit", num(h, h->oak.id)), W("said", words), W("topic", STR("food")) };
	struct cx             cx = as(h, h->sam);

	cx.now.s -= 12 * 86400;
	cx.today = stamp_utc_day(cx.now);
	assert_int_equal(op_run(&cx, &matter_raise, (struct words){ w, LEN(w) }, (void **)&m), OK);
	return m->matter;
}

static void
approve(struct house *h, int64_t matter, str words)
{
	void *out;

	assert_int_equal(RUN(h, HOUSE, &matter_summary, &out, W("matter", num(h, matter)), W("summary", words),
	    W("ok", STR("1"))), OK);
}

static void
decide(struct house *h, int64_t matter, str outcome, str reason)
{
	void *out;

	assert_int_equal(RUN(h, HOUSE, &decision_record, &out, W("matter", num(h, matter)), W("outcome", outcome),
	    W("reason", reason)), OK);
}

static void
do_it(struct house *h, int64_t matter, str evidence)
{
	struct action_row *a = NULL;
	void              *out;

	assert_int_equal(RUN(h, HOUSE, &action_set, &a, W("matter", num(h, matter)), W("what", STR("Buy a toaster")),
	    W("owner_name", STR("Catering")), W("due", STR("2026-12-01"))), OK);
	assert_int_equal(RUN(h, HOUSE, &action_done, &out, W("action", num(h, a->id)), W("words", evidence)), OK);
}

static void
judge(struct house *h, int64_t matter, str verdict)
{
	void *out;

	assert_int_equal(RUN(h, h->sam, &matter_verdict, &out, W("matter", num(h, matter)), W("verdict", verdict)), OK);
}

static struct poster_sheet *
read_as(struct house *h, person_id who)
{
	struct poster_sheet *s = NULL;

	assert_int_equal(RUN(h, who, &poster_read, &s, W("unit", STR("oak"))), OK);
	return s;
}

/* SM-B2: done is not enough; the verdict of those who said it makes it "we did". */
static void
test_poster__we_did_only_after_their_verdict(void **state)
{
	struct house         h;
	struct poster_sheet *s;
	int64_t              m;

	set_up(*state, &h);
	m = say(&h, STR("My secret words about toast"));
	decide(&h, m, STR("yes"), STR("Toast is easy."));
	assert_int_equal(read_as(&h, NOBODY)->n, 0);          /* nobody approved public words */
	approve(&h, m, STR("We want toast in the evening."));
	s = read_as(&h, NOBODY);
	assert_int_equal(s->n, 1);
	assert_int_equal(s->at[0].kind, POSTER_DOING);
	assert_int_equal(s->at[0].state, POSTER_AGREED);
	do_it(&h, m, STR("The toaster is in the day room."));
	s = read_as(&h, NOBODY);
	assert_int_equal(s->at[0].kind, POSTER_DOING);
	assert_int_equal(s->at[0].state, POSTER_ASKING);
	judge(&h, m, STR("fixed"));
	s = read_as(&h, NOBODY);
	assert_int_equal(s->at[0].kind, POSTER_DID);
	assert_int_equal(s->at[0].state, POSTER_HELPED);
	assert_int_equal(s->at[0].days, 12);
	assert_true(str_eq(s->at[0].said, STR("We want toast in the evening.")));
	assert_true(str_eq(s->at[0].did, STR("The toaster is in the day room.")));
}

/* SM-B2: what did not help is not "we did". */
static void
test_poster__what_did_not_help_is_not_we_did(void **state)
{
	struct house         h;
	struct poster_sheet *s;
	int64_t              m;

	set_up(*state, &h);
	m = say(&h, STR("Toast"));
	approve(&h, m, STR("We want toast."));
	decide(&h, m, STR("yes"), STR("Yes."));
	do_it(&h, m, STR("A toaster."));
	judge(&h, m, STR("not"));
	s = read_as(&h, NOBODY);
	assert_int_equal(s->at[0].kind, POSTER_DOING);
	assert_int_equal(s->at[0].state, POSTER_DID_NOT_HELP);
}

/* SM-B2: judged, but no public words: it counts, and not a word of it is shown. */
static void
test_poster__unapproved_words_never_appear(void **state)
{
	struct house         h;
	struct poster_sheet *s;
	struct poster_item  *i;
	int64_t              m;
	struct arena        *mem;

	set_up(*state, &h);
	mem = h.f->mem;
	m = say(&h, STR("My secret words"));
	decide(&h, m, STR("yes"), STR("A secret reason."));
	do_it(&h, m, STR("Secret evidence."));
	assert_int_equal(read_as(&h, NOBODY)->n, 0);
	judge(&h, m, STR("fixed"));
	s = read_as(&h, NOBODY);
	assert_int_equal(s->n, 1);
	i = &s->at[0];
	assert_int_equal(i->said.n + i->did.n, 0);
	assert_true(str_eq(poster_said_words(lang_find(STR("en")), mem, i),
	    STR("Somebody told us about food or drink.")));
	assert_true(str_eq(poster_did_words(lang_find(STR("en")), mem, i),
	    STR("We did something about it. The words are kept private.")));
}

/* SM-B2: a no stands with its reason; asked again, it is on its way once more. */
static void
test_poster__a_no_stands_with_its_reason_until_asked_again(void **state)
{
	struct house         h;
	struct poster_sheet *s;
	int64_t              m;
	void                *out;

	set_up(*state, &h);
	m = say(&h, STR("Garden at night"));
	approve(&h, m, STR("Open the garden at night."));
	decide(&h, m, STR("no"), STR("Too few staff at night."));
	s = read_as(&h, NOBODY);
	assert_int_equal(s->at[0].kind, POSTER_NOT);
	assert_true(str_eq(s->at[0].did, STR("Too few staff at night.")));
	assert_int_equal(RUN(&h, h.sam, &matter_ask_again, &out, W("matter", num(&h, m)),
	    W("words", STR("Until ten, then?"))), OK);
	s = read_as(&h, NOBODY);
	assert_int_equal(s->at[0].kind, POSTER_DOING);
	assert_int_equal(s->at[0].state, POSTER_PASSED);
}

/* A ward that is not open to all is not there for the public; nor is one that does not exist. */
static void
test_poster__a_closed_ward_is_not_there(void **state)
{
	struct house         h;
	struct poster_sheet *s = NULL;
	struct grant         g;

	set_up(*state, &h);
	assert_int_equal(RUN(&h, NOBODY, &poster_read, &s, W("unit", STR("fern"))), ERR_MISSING);
	assert_int_equal(RUN(&h, h.sam, &poster_read, &s, W("unit", STR("fern"))), ERR_MISSING);
	assert_int_equal(RUN(&h, NOBODY, &poster_read, &s, W("unit", STR("nowhere"))), ERR_MISSING);
	assert_int_equal(RUN(&h, NOBODY, &poster_read, &s, W("unit", num(&h, h.oak.id))), OK);
	g = (struct grant){ .person = h.sam, .role = ROLE_SERVICE_USER, .unit = { h.shut.id },
		.since = { NOW - 86400 }, .until = STAMP_NEVER };
	assert_int_equal(db_begin(h.f->db), OK);
	assert_int_equal(access_grant(h.f->db, h.f->mem, &g), OK);
	assert_int_equal(db_commit(h.f->db), OK);
	assert_int_equal(RUN(&h, h.sam, &poster_read, &s, W("unit", STR("fern"))), OK);
}

/* WAGGLE_KEEP=folder keeps the papers to look at. */
static bool
keep(struct house *h, const char *name, str bytes)
{
	const char *dir = getenv("WAGGLE_KEEP");
	FILE       *f;
	bool        whole;

	if (dir == NULL)
		return true;
	f = fopen(str_fmt(h->f->mem, "%s/%s", dir, name).p, "wb");
	if (f == NULL)
		return false;
	whole = fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
	return fclose(f) == 0 && whole;
}

static struct page
page_of(struct house *h, struct reply *r, struct cx *cx)
{
	*r = (struct reply){ .body = { .mem = h->f->mem } };
	*cx = as(h, NOBODY);
	return (struct page){ .b = &r->body, .mem = h->f->mem, .cx = cx, .lang = cx->lang, .today = cx->today,
		.provider = STR("Riverbank"), .address = STR("https://waggle.example.org"), .size = 100,
		.path = STR("/wards/oak/poster"), .scheme = STR("") };
}

static const struct route *
route_to(const char *path)
{
	for (size_t i = 0; i < poster_nroutes; i++)
		if (strcmp(poster_routes[i].path, path) == 0)
			return &poster_routes[i];
	return NULL;
}

/* SM-B2: page, paper, picture and code of the same poster; people's markup stays words. */
static void
test_poster__page_paper_and_picture(void **state)
{
	struct house         h;
	struct reply         r;
	struct cx            cx;
	struct page          pg;
	struct poster_sheet *s;
	struct poster_story *story = NULL;
	int64_t              m;

	set_up(*state, &h);
	m = say(&h, STR("x"));
	approve(&h, m, STR("Hot <b>toast</b> & jam"));
	decide(&h, m, STR("partly"), STR("Toast, but no jam."));
	s = read_as(&h, NOBODY);
	pg = page_of(&h, &r, &cx);
	route_to("/wards/{unit}/poster")->draw(&pg, s, &r);
	assert_true(str_has(buf_str(&r.body), STR("Hot &lt;b&gt;toast&lt;/b&gt; &amp; jam")));
	assert_true(str_has(buf_str(&r.body), STR("Toast, but no jam.")));
	assert_true(keep(&h, "poster.html", buf_str(&r.body)));
	assert_true(str_has(buf_str(&r.body), str_fmt(h.f->mem, "href=\"/matters/%lld\"", (long long)m)));
	pg = page_of(&h, &r, &cx);
	route_to("/wards/{unit}/poster.pdf")->draw(&pg, s, &r);
	assert_true(str_eq(r.type, STR("application/pdf")) && str_starts(buf_str(&r.body), STR("%PDF-")));
	pg = page_of(&h, &r, &cx);
	route_to("/wards/{unit}/poster.png")->draw(&pg, s, &r);
	assert_true(str_eq(r.type, STR("image/png")) && str_starts(buf_str(&r.body), STR("\x89PNG")));
	s->look.page = 7;
	pg = page_of(&h, &r, &cx);
	route_to("/wards/{unit}/poster.png")->draw(&pg, s, &r);
	assert_int_equal(r.status, 404);
	assert_int_equal(RUN(&h, NOBODY, &poster_story, &story, W("code", s->at[0].code)), OK);
	assert_int_equal(story->matter, m);
	pg = page_of(&h, &r, &cx);
	route_to("/p/{code}/qr.svg")->draw(&pg, story, &r);
	assert_true(str_starts(buf_str(&r.body), STR("<svg ")));
	assert_int_equal(RUN(&h, NOBODY, &poster_story, &story, W("code", STR("u!"))), ERR_MISSING);
}

/* SM-B5: a public forum's invitation is there for everybody, from the forum's own operation; SM-B1: the sheet is not. */
static void
test_poster__invitation_and_meeting_sheet(void **state)
{
	struct house         h;
	struct reply         r;
	struct cx            cx;
	struct page          pg;
	void                *forum = NULL, *meeting = NULL;
	struct meeting_row  *m = NULL;
	forum_id             council;

	set_up(*state, &h);
	cx = as(&h, HOUSE);
	assert_int_equal(db_begin(h.f->db), OK);
	assert_int_equal(forum_add(&cx, &(struct forum_new){ .unit = { h.oak.id }, .name = STR("People's Council"),
	    .slug = STR("council"), .kind = STR("council"), .purpose = STR("We talk about what should change."),
	    .is_public = true, .promise_days = 28, .place = STR("The garden room"),
	    .cadence = STR("FREQ=WEEKLY;BYDAY=TU") }, &council), OK);
	assert_int_equal(forum_add_seat(&cx, council, &(struct forum_seat){ STR("service_user"), 6, 3 }), OK);
	assert_int_equal(db_commit(h.f->db), OK);
	assert_int_equal(RUN(&h, HOUSE, &meeting_schedule, &m, W("forum", num(&h, council.v)),
	    W("day", STR("2026-12-01")), W("clock", STR("14:00"))), OK);
	assert_int_equal(RUN(&h, NOBODY, &forum_read, &forum, W("forum", num(&h, council.v))), OK);
	pg = page_of(&h, &r, &cx);
	route_to("/forums/{forum}/poster.pdf")->draw(&pg, forum, &r);
	assert_true(str_eq(r.type, STR("application/pdf")) && str_starts(buf_str(&r.body), STR("%PDF-")));
	assert_true(keep(&h, "invite.pdf", buf_str(&r.body)));
	pg = page_of(&h, &r, &cx);
	route_to("/forums/{forum}/poster.png")->draw(&pg, forum, &r);
	assert_true(str_eq(r.type, STR("image/png")));
	assert_int_equal(RUN(&h, NOBODY, &meeting_read, &meeting, W("meeting", num(&h, m->id))), ERR_DENIED);
	assert_int_equal(RUN(&h, HOUSE, &meeting_read, &meeting, W("meeting", num(&h, m->id))), OK);
	pg = page_of(&h, &r, &cx);
	route_to("/meetings/{meeting}/sheet.pdf")->draw(&pg, meeting, &r);
	assert_true(str_eq(r.type, STR("application/pdf")) && !r.cache_public);
	assert_true(keep(&h, "meeting.pdf", buf_str(&r.body)));
}

/* A code written down by hand is read kindly: capitals, O for 0, I and L for 1. */
static void
test_poster__codes_survive_handwriting(void **state)
{
	struct fresh *f = *state;
	int64_t       ids[] = { 1, 31, 32, ((int64_t)20779 << 37) | 10, INT64_MAX >> 9 }, got = 0;

	for (size_t i = 0; i < LEN(ids); i++) {
		assert_true(poster_code_read(poster_code(f->mem, ids[i]), &got));
		assert_int_equal(got, ids[i]);
	}
	assert_true(poster_code_read(STR("O1iL"), &got) && got == (1 << 10 | 1 << 5 | 1));
	assert_false(poster_code_read(STR(""), &got));
	assert_false(poster_code_read(STR("123456789abc"), &got));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_poster__we_did_only_after_their_verdict),
		ON_BOTH(test_poster__what_did_not_help_is_not_we_did),
		ON_BOTH(test_poster__unapproved_words_never_appear),
		ON_BOTH(test_poster__a_no_stands_with_its_reason_until_asked_again),
		ON_BOTH(test_poster__a_closed_ward_is_not_there),
		ON_BOTH(test_poster__page_paper_and_picture),
		ON_BOTH(test_poster__invitation_and_meeting_sheet),
		ON_BOTH(test_poster__codes_survive_handwriting),
	};

	return run_on_both(tests);
}
