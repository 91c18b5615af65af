/*
 * rooms/demo: the ground (places, forums, people, in one operation), and the walk through
 * the days, all of it in one transaction.  See demo.h.
 */
#include "rooms/demo/demo_in.h"

#include <assert.h>

#include "op/setting.h"
#include "rooms/decision/decision.h"
#include "rooms/person/person.h"
#include "rooms/profile/profile.h"
#include "rooms/promise/promise.h"
#include "base/secret.h"

enum { SEED = 2026, YEAR_DAYS = 364, SMALL_DAYS = 70 };

static const char *const slugs[PLACES] = { "brackenwick", "fernhope", "tarn-view", "quayside",
	"alder", "bilberry", "cedar", "damson", "heron", "kittiwake", "lapwing", "swift",
	"anchor", "beacon", "compass", "lantern" };

const char *demo_place_slug(size_t place) { return slugs[place]; }

str
demo_password(void)
{
	return STR("honey-and-heather");
}

/* splitmix64 over the seed and three numbers. */
uint64_t
dice(uint64_t a, uint64_t b, uint64_t c, uint64_t of)
{
	uint64_t x = SEED + a * UINT64_C(0x9e3779b97f4a7c15) + b * UINT64_C(0xd1b54a32d192ed03)
	    + c * UINT64_C(0x8cb92ba72f3d8dd7);

	for (int i = 0; i < 2; i++) {
		x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
		x ^= x >> 31;
	}
	return x % of;
}

bool
dice_percent(uint64_t a, uint64_t b, uint64_t c, uint64_t percent)
{
	return dice(a, b, c, 100) < percent;
}

/* ------------------------------------------------ the ground */

struct begin_in { str secret, hash; };

static const struct field begin_fields[] = {
	{ STR_INIT("secret"), FIELD_SECRET, offsetof(struct begin_in, secret), .max = 200,
	  .about = "The password of everybody in the demo." },
};

static err
begin_before(struct cx *cx, void *vin)
{
	struct begin_in *in = vin;

	in->hash = secret_password_hash(cx->mem, in->secret);
	return OK;
}

/* For the story: who is who. */
struct begun { int64_t ids[PEOPLE_MAX]; };

static err
begin_people(struct cx *cx, str hash, struct begun *ret)
{
	struct one *at = arena_take(cx->mem, PEOPLE_MAX * sizeof *at);
	size_t      n = demo_people(at);

	for (size_t i = 0; i < n; i++) {
		bool              leads = str_eq(str_of(at[i].group), STR("lead"));
		struct person_new p = { .login = at[i].login, .name = at[i].name, .lang = at[i].lang,
			.constituency = leads ? STR("staff") : str_of(at[i].group), 
			.secret_hash = at[i].login.n > 0 ? hash : STR(""), .easy = at[i].easy };
		struct grant      g = { .role = at[i].role, .since = cx->now, .until = STAMP_NEVER };
		struct unit_row   u;

		TRY(unit_find_slug(cx, str_of(slugs[at[i].place]), &u));
		g.unit.v = u.id;
		TRY(person_insert(cx, &p, &g.person));
		TRY(access_grant(cx->db, cx->mem, &g));
		ret->ids[i] = g.person.v;
	}
	return OK;
}

static err
begin_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct begin_in *in = vin;
	struct profile_loaded  loaded = { 0 };
	str                    text;
	bool                   found = profile_built_in(STR("brackenwick"), &text);

	assert(found);
	TRY(profile_set_up(cx, STR("brackenwick"), text, &loaded));
	TRY(setting_put(cx->db, cx->mem, STR("demo"), STR("yes")));
	return begin_people(cx, in->hash, ret_out);
}

const struct op demo_begin = {
	.name = STR_INIT("demo.begin"), .path = STR_INIT("/demo"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Makes the places, forums and people of the demo.", FIELDS(begin_fields),
	.in_size = sizeof(struct begin_in), .out_size = sizeof(struct begun), .before = begin_before,
	.run = begin_run, .no_token = true,
};
const struct op *const demo_ops[] = { &demo_begin };
const size_t demo_nops = LEN(demo_ops);

/* ------------------------------------------------ doing things as people */

struct cx *
demo_cx(struct demo *d, size_t who)
{
	d->cx = (struct cx){ .db = d->want->db, .mem = d->want->step, .today = d->today,
		.now = zone_stamp(d->want->zone, d->today, d->clock), .door = "demo", .who_known = true,
		.lang = lang_find(STR("en")) };
	if (who == HOUSE)
		d->cx.who = actor_house();
	else if (who != NOBODY)
		d->cx.who = d->people[who].actor;
	return &d->cx;
}

err
demo_do(struct demo *d, size_t who, const struct op *op, struct words w, void **ret_out)
{
	err e = batch_run(&d->batch, demo_cx(d, who), op, w, ret_out);

	if (e != OK && op != &demo_begin)              /* its refusal is told, not logged */
		log_line("demo", "op=%.*s day=%lld error=%d why=%s field=%.*s", STR_ARG(op->name),
		    (long long)d->today.n, (int)e, d->cx.why.key != NULL ? d->cx.why.key : "",
		    STR_ARG(d->cx.why.field));
	d->made.operations++;
	return e;
}

str
demo_n(struct demo *d, int64_t n)
{
	return str_fmt(d->want->step, "%lld", (long long)n);
}

str
demo_day(struct demo *d, int64_t days_from_today)
{
	return day_to_iso(d->want->step, (day){ d->today.n + days_from_today });
}

/* ------------------------------------------------ learning the ground */

static err
learn_forum(struct demo *d, enum body_kind kind, size_t place, const char *runner)
{
	static const char *const names[] = { "ward-meeting", "community-meeting", "patient-council",
		"peoples-council", "cmt", "clinical-governance", "emt", "board", "advisory-board" };
	struct body *b = &d->bodies[d->nbodies++];
	struct cx   *cx = demo_cx(d, HOUSE);
	str          slug = place == ORG ? str_of(names[kind])
	    : str_fmt(cx->mem, "%s-%s", slugs[place], names[kind]);
	struct forum_row row;

	*b = (struct body){ .kind = kind, .place = place };
	b->run_by = runner != NULL ? demo_login(d, runner) : demo_pick(d, place, "lead", 0);
	TRY(forum_find_slug(cx, slug, &row));
	b->forum = row;
	b->forum.cadence = str_copy(d->want->mem, row.cadence);
	b->forum.name = str_copy(d->want->mem, row.name);
	b->forum.place = str_copy(d->want->mem, row.place);
	return OK;
}

static err
learn_bodies(struct demo *d)
{
	for (size_t i = 1 + SITES; i < PLACES; i++)
		TRY(learn_forum(d, BODY_WARD, i, NULL));
	for (size_t i = 1; i <= SITES; i++) {
		static const char *const cmt[] = { NULL, "tom", "mo", "ines" };

		TRY(learn_forum(d, BODY_COMMUNITY, i, NULL));
		TRY(learn_forum(d, BODY_CMT, i, cmt[i]));
	}
	TRY(learn_forum(d, BODY_PATIENT, ORG, "joy"));
	TRY(learn_forum(d, BODY_PEOPLES, ORG, "lee"));
	TRY(learn_forum(d, BODY_CLINICAL, ORG, "oba"));
	TRY(learn_forum(d, BODY_EMT, ORG, "eve"));
	TRY(learn_forum(d, BODY_BOARD, ORG, "gus"));
	return learn_forum(d, BODY_ADVISORY, ORG, "lee");
}

static err
seat(struct demo *d, size_t who, const char *role, const struct body *b)
{
	void *out;

	return demo_do(d, HOUSE, &role_grant, WORDS(W("person", demo_n(d, d->people[who].id)),
	    W("role", str_of(role)), W("forum", demo_n(d, b->forum.id))), &out);
}

/* Whoever runs it has the chair; councils have two, and members. */
static err
give_seats(struct demo *d)
{
	for (size_t i = 0; i < d->nbodies; i++) {
		const struct body *b = &d->bodies[i];

		if (b->kind != BODY_WARD)
			TRY(seat(d, b->run_by, "chair", b));
		if (b->kind == BODY_ADVISORY)
			TRY(seat(d, demo_login(d, "kit"), "chair", b));
		if (b->kind == BODY_PEOPLES) {
			TRY(seat(d, demo_login(d, "cal"), "chair", b));
			TRY(seat(d, demo_login(d, "ann"), "member", b));
		}
		if (b->kind == BODY_PATIENT)
			TRY(seat(d, demo_login(d, "ann"), "member", b));
		if (b->kind == BODY_CMT)
			TRY(seat(d, demo_pick(d, ORG, "expert", i), "member", b));
	}
	return OK;
}

static err
learn_people(struct demo *d)
{
	struct cx *cx = demo_cx(d, HOUSE);

	for (size_t i = 0; i < d->npeople; i++)
		TRY(actor_load_person(cx->db, d->want->mem, (person_id){ d->people[i].id }, cx->now,
		    &d->people[i].actor));
	return OK;
}

static err
learn(struct demo *d)
{
	struct cx      *cx = demo_cx(d, HOUSE);
	struct unit_row u;

	for (size_t i = 0; i < PLACES; i++) {
		TRY(unit_find_slug(cx, str_of(slugs[i]), &u));
		d->places[i] = u.id;
	}
	TRY(learn_people(d));
	TRY(learn_bodies(d));
	TRY(give_seats(d));
	return learn_people(d);                        /* with their seats */
}

/* ------------------------------------------------ the days */

static err
one_day(struct demo *d)
{
	void *out;

	d->clock.m = 5;
	if ((d->today.n - d->first.n) % 7 == 0)
		TRY(demo_do(d, HOUSE, &meeting_tick, (struct words){ 0 }, &out));
	TRY(demo_do(d, HOUSE, &promise_tick, (struct words){ 0 }, &out));
	TRY(demo_do(d, HOUSE, &decision_tick, (struct words){ 0 }, &out));
	if (d->today.n == d->last.n) {
		TRY(sitting_now(d));                   /* the rest of today is for whoever looks at it */
		return demo_last_alerts(d);
	}
	if (d->today.n == d->last.n - 3) {
		TRY(story_apart(d));
		TRY(story_consent(d));
	}
	TRY(story_morning(d));
	TRY(sitting_day(d));
	TRY(story_evening(d));
	return demo_answer_alerts(d);
}

static err
all_days(struct demo *d)
{
	TRY(learn(d));
	TRY(demo_duty(d, false));
	for (; d->today.n <= d->last.n; d->today.n++) {
		TRY(one_day(d));
		arena_clear(d->want->step);
		if (d->want->progress != NULL)
			d->want->progress(d->want->arg, d->today.n - d->first.n, d->last.n - d->first.n);
	}
	return OK;
}

static err
begin(struct demo *d)
{
	void *out;

	TRY(demo_do(d, HOUSE, &demo_begin, WORDS(W("secret", demo_password())), &out));
	d->npeople = demo_people(d->people);
	for (size_t i = 0; i < d->npeople; i++)
		d->people[i].id = ((const struct begun *)out)->ids[i];
	return OK;
}

/* One transaction: a demo that was interrupted leaves nothing behind. */
err
demo_build(const struct demo_want *w, struct demo_made *ret, struct why *ret_why)
{
	struct demo *d = arena_take(w->mem, sizeof *d);
	err          e;

	*d = (struct demo){ .want = w, .last = zone_day(w->zone, w->now), .clock = { 9 * 60 } };
	d->first.n = d->last.n - (w->small ? SMALL_DAYS : YEAR_DAYS);
	d->today = d->first;
	e = batch_begin(w->db, &d->batch);
	if (e == OK)
		e = begin(d);
	if (e == OK)
		e = all_days(d);
	if (e == OK)
		e = batch_end(&d->batch);
	else
		batch_drop(&d->batch);
	d->made.people = (int64_t)d->npeople;
	d->made.matters = (int64_t)d->ntales;
	*ret = d->made;
	*ret_why = d->cx.why;
	return e;
}
