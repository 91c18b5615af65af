/*
 * rooms/safeguarding/rota: who is on call, where and when; and the daily test that an alert
 * reaches somebody.  Days and clocks are the provider's own; a shift that ends at or before
 * the clock it began at ends the next day.  No SQL and no HTML in here.
 */
#include "rooms/safeguarding/safeguarding_in.h"

#include "op/setting.h"
#include "rooms/unit/unit.h"
#include "words/words.h"

enum { WEEKS_MAX = 52, DAY_S = 86400 };

err
safeguarding_is_watched(struct cx *cx, unit_id unit, bool *ret_watched)
{
	struct on_call *at = arena_take(cx->mem, ON_CALL_MAX * sizeof *at);
	size_t          n = 0;

	TRY(duty_now(cx, unit.v, at, &n));
	*ret_watched = n > 0;
	return OK;
}

static err
rota_page_of(struct cx *cx, struct rota_page *page)
{
	struct help_words h = { 0 };

	TRY(duty_list(cx, page));
	TRY(duty_places(cx, page));
	TRY(duty_people(cx, page));
	TRY(duty_empty(cx, true, &page->empty, &page->nempty));
	TRY(phrase_list(cx, &page->phrases, &page->nphrases));
	TRY(help_words_for(cx, &h));
	page->notice = h.notice;
	page->ways = h.ways;
	return test_last(cx, &page->tested, &page->test_ok);
}

static err
rota_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	return rota_page_of(cx, ret_out);
}

static const struct shape_field duty_fields[] = {
	SH(struct duty_row, SHAPE_INT, id), SH(struct duty_row, SHAPE_INT, unit), SH_PLACE(struct duty_row, unit_name),
	SH(struct duty_row, SHAPE_INT, person), SH(struct duty_row, SHAPE_STR, name), SH(struct duty_row, SHAPE_INT, rung),
	SH(struct duty_row, SHAPE_STAMP, since), SH(struct duty_row, SHAPE_STAMP, until), SH(struct duty_row, SHAPE_BOOL, now),
};
static const struct shape duty_shape = SHAPE("duty", struct duty_row, duty_fields);
static const struct shape_field place_fields[] = {
	SH(struct rota_place, SHAPE_INT, id), SH_PLACE(struct rota_place, name),
};
static const struct shape place_shape = SHAPE("rota_place", struct rota_place, place_fields);
static const struct shape_field rota_fields[] = {
	SH(struct rota_page, SHAPE_INT, id), SH_LIST(struct rota_page, "duties", duties, nduties, &duty_shape),
	SH_LIST(struct rota_page, "nobody_on_call", empty, nempty, &place_shape),
	SH_LIST(struct rota_page, "phrases", phrases, nphrases, &place_shape),
	SH(struct rota_page, SHAPE_STAMP, tested), SH(struct rota_page, SHAPE_BOOL, test_ok),
	SH(struct rota_page, SHAPE_STR, notice), SH(struct rota_page, SHAPE_STR, ways),
};
static const struct shape rota_shape = SHAPE("rota", struct rota_page, rota_fields);

const struct op safeguarding_rota = {
	.name = STR_INIT("safeguarding.rota"), .path = STR_INIT("/safeguarding/rota"), .may = MAY_KEEP_ROTA, .tx = TX_READ,
	.about = "The rota: who is on call where, and where nobody is.", .out_size = sizeof(struct rota_page),
	.out = &rota_shape, .run = rota_run, .cites = "CW-1",
};

struct add_in { int64_t unit, person, rung, weeks; day day; clocktime from, until; };

static const struct field add_fields[] = {
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct add_in, unit), .about = "On call for this place and all below it." },
	{ STR_INIT("person"), FIELD_ID, offsetof(struct add_in, person), .about = "Who is on call." },
	{ STR_INIT("rung"), FIELD_INT, offsetof(struct add_in, rung), .max = RUNG_LAST, .optional = true,
	  .about = "1 is told first; 2, 3 and 4 after 15, 30 and 60 minutes without an answer." },
	{ STR_INIT("day"), FIELD_DAY, offsetof(struct add_in, day), .about = "The first day." },
	{ STR_INIT("from"), FIELD_CLOCK, offsetof(struct add_in, from), .about = "From this time." },
	{ STR_INIT("until"), FIELD_CLOCK, offsetof(struct add_in, until),
	  .about = "Until this time; the next day when it is not later than the first." },
	{ STR_INIT("weeks"), FIELD_INT, offsetof(struct add_in, weeks), .max = WEEKS_MAX, .optional = true,
	  .about = "Every day for so many weeks; only once when left out." },
};

static err
zone_of(struct cx *cx, const struct zone **ret_zone)
{
	str name;

	TRY(setting_get(cx->db, cx->mem, STR("zone"), &name));
	*ret_zone = zone_in(cx->mem, name.n > 0 ? name : STR("Europe/London"));
	return *ret_zone != NULL ? OK : cx_fail(cx, ERR_STORE, "store.failed", (str){ 0 });
}

static err
add_days(struct cx *cx, const struct add_in *in, const struct zone *z)
{
	int64_t days = in->weeks > 0 ? in->weeks * 7 : 1;

	for (int64_t i = 0; i < days; i++) {
		day             d = { in->day.n + i }, end = { d.n + (in->until.m <= in->from.m) };
		struct duty_row duty = { .unit = in->unit, .person = in->person,
			.rung = in->rung > 0 ? in->rung : RUNG_FIRST,
			.since = zone_stamp(z, d, in->from), .until = zone_stamp(z, end, in->until) };

		TRY(duty_insert(cx, &duty));
	}
	return OK;
}

static err
add_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct add_in *in = vin;
	const struct zone   *z;
	struct unit_row      u;
	bool                 there = false;

	TRY(unit_reach(cx, (unit_id){ in->unit }, MAY_KEEP_ROTA, &u));
	TRY(duty_person_there(cx, in->person, in->unit, &there));
	if (!there)
		return cx_fail(cx, ERR_INPUT, "rota.not_them", STR("person"));
	if (in->day.n < cx->today.n || in->day.n > cx->today.n + 400)
		return cx_fail(cx, ERR_INPUT, in->day.n < cx->today.n ? "input.future" : "input.too_far", STR("day"));
	TRY(zone_of(cx, &z));
	TRY(add_days(cx, in, z));
	return rota_page_of(cx, ret_out);
}

const struct op safeguarding_rota_add = {
	.name = STR_INIT("safeguarding.rota_add"), .path = STR_INIT("/safeguarding/rota"), .may = MAY_KEEP_ROTA,
	.tx = TX_WRITE, .about = "Puts somebody on the rota.", FIELDS(add_fields), .in_size = sizeof(struct add_in),
	.out_size = sizeof(struct rota_page), .out = &rota_shape, .run = add_run, .cites = "CW-1",
};

struct id_in { int64_t id; str phrase; };
static const struct field end_fields[] = {
	{ STR_INIT("duty"), FIELD_ID, offsetof(struct id_in, id), .about = "Which line of the rota." },
};

static err
end_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct id_in *in = vin;
	struct duty_row     d;
	struct unit_row     u;

	TRY(duty_find(cx, in->id, &d));
	TRY(unit_reach(cx, (unit_id){ d.unit }, MAY_KEEP_ROTA, &u));
	TRY(duty_end(cx, in->id));
	return rota_page_of(cx, ret_out);
}

const struct op safeguarding_rota_end = {
	.name = STR_INIT("safeguarding.rota_end"), .path = STR_INIT("/safeguarding/rota/{duty}/end"), .may = MAY_KEEP_ROTA,
	.tx = TX_WRITE, .about = "Takes somebody off the rota from now on.", FIELDS(end_fields),
	.in_size = sizeof(struct id_in), .out_size = sizeof(struct rota_page), .out = &rota_shape, .run = end_run,
	.cites = "CW-1",
};

/* ------------------------------------------------ the provider's own phrases */

static const struct field phrase_fields[] = {
	{ STR_INIT("phrase"), FIELD_LINE, offsetof(struct id_in, phrase), .max = PHRASE_MAX,
	  .about = "Words that shall raise an alert, besides those built in." },
};

static err
phrase_add_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct id_in *in = vin;
	struct rota_place  *now;
	size_t              n;

	TRY(phrase_list(cx, &now, &n));
	if (n == PHRASES_MAX)
		return cx_fail_n(cx, ERR_INPUT, "rota.phrases_full", STR("phrase"), PHRASES_MAX);
	if (in->phrase.n < 3)
		return cx_fail(cx, ERR_INPUT, "rota.phrase_short", STR("phrase"));
	TRY(phrase_insert(cx, in->phrase));
	return rota_page_of(cx, ret_out);
}

const struct op safeguarding_phrase_add = {
	.name = STR_INIT("safeguarding.phrase_add"), .path = STR_INIT("/safeguarding/phrases"), .may = MAY_KEEP_ROTA,
	.tx = TX_WRITE, .about = "Adds words to the phrase screen.", FIELDS(phrase_fields),
	.in_size = sizeof(struct id_in), .out_size = sizeof(struct rota_page), .out = &rota_shape, .run = phrase_add_run,
	.cites = "CW-1",
};

static const struct field phrase_end_fields[] = {
	{ STR_INIT("phrase"), FIELD_ID, offsetof(struct id_in, id), .about = "Which of the provider's own phrases." },
};

static err
phrase_end_run(struct cx *cx, const void *vin, void *ret_out)
{
	TRY(phrase_remove(cx, ((const struct id_in *)vin)->id));
	return rota_page_of(cx, ret_out);
}

const struct op safeguarding_phrase_end = {
	.name = STR_INIT("safeguarding.phrase_end"), .path = STR_INIT("/safeguarding/phrases/{phrase}/end"),
	.may = MAY_KEEP_ROTA, .tx = TX_WRITE, .about = "Takes a phrase that the provider added off the screen again.",
	FIELDS(phrase_end_fields), .in_size = sizeof(struct id_in), .out_size = sizeof(struct rota_page),
	.out = &rota_shape, .run = phrase_end_run, .cites = "CW-1",
};

/* ------------------------------------------------ is somebody there? */

struct where_in { str ward; };
struct where_out { int64_t unit; bool on_call; };

static const struct field where_fields[] = {
	{ STR_INIT("ward"), FIELD_LINE, offsetof(struct where_in, ward), .max = 60, .about = "Its address, like oak." },
};
static const struct shape_field where_at[] = {
	SH(struct where_out, SHAPE_INT, unit), SH(struct where_out, SHAPE_BOOL, on_call),
};
static const struct shape where_shape = SHAPE("on_call", struct where_out, where_at);

/* No names: only whether it is so.  A place that is not open answers to those who belong. */
static err
on_call_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct where_in *in = vin;
	struct where_out      *out = ret_out;
	struct unit_row        u;

	TRY(unit_find_slug(cx, in->ward, &u));
	if (!u.open_to_all)
		TRY(unit_reach(cx, (unit_id){ u.id }, MAY_READ_UNIT, &u));
	out->unit = u.id;
	return safeguarding_is_watched(cx, (unit_id){ u.id }, &out->on_call);
}

const struct op safeguarding_on_call = {
	.name = STR_INIT("safeguarding.on_call"), .path = STR_INIT("/safeguarding/on-call/{ward}"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "Is somebody on call for this place now?  Names nobody.", FIELDS(where_fields),
	.in_size = sizeof(struct where_in), .out_size = sizeof(struct where_out), .out = &where_shape, .run = on_call_run,
	.cites = "CW-1",
};

/* ------------------------------------------------ the daily test, and what `waggle safety` says */

/* From words to a told person, on the very path a true alert takes; then it is as if it had not been. */
static err
test_path(struct cx *cx, int64_t unit, bool *ret_ok, int64_t *told)
{
	struct alert_row a = { .id = 1, .unit = unit, .about = STR("test"), .words = STR("I need help now"),
		.state = ALERT_RAISED, .raised = cx->now };
	struct alert_row found = { 0 };
	struct on_call  *at = arena_take(cx->mem, ON_CALL_MAX * sizeof *at);
	int64_t          on_call = 0, all = 0;
	size_t           n = 0;
	bool             fresh;

	TRY(alert_insert(cx, &a));
	TRY(alert_find(cx, a.id, &found));
	TRY(duty_now(cx, unit, at, &n));
	for (size_t i = 0; i < n; i++)                  /* on the screen only, and gone with the test: no mail */
		TRY(alert_told_insert(cx, &found, &at[i], &fresh));
	TRY(alert_told_count(cx, a.id, &on_call, &all));
	*told = all;
	*ret_ok = found.id == a.id && screen_text(cx->mem, a.words, NULL, 0).raised;
	return alert_remove(cx, a.id);
}

static err
heartbeat_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct safeguarding_did *out = ret_out;
	struct rota_place       *empty;
	size_t                   n;
	int64_t                  unit = 0;
	bool                     ok = false;

	(void)vin;
	TRY(alert_top_unit(cx, &unit));
	if (unit == 0)
		return OK;
	TRY(test_path(cx, unit, &ok, &out->told));
	TRY(duty_empty(cx, false, &empty, &n));
	TRY(test_insert(cx, ok, out->told, (int64_t)n));
	out->n = 1;
	return OK;
}

static const struct shape_field did_fields[] = {
	SH(struct safeguarding_did, SHAPE_INT, n), SH(struct safeguarding_did, SHAPE_INT, told),
};
static const struct shape did_shape = SHAPE("heartbeat", struct safeguarding_did, did_fields);

const struct op safeguarding_heartbeat = {
	.name = STR_INIT("safeguarding.heartbeat"), .path = STR_INIT("/safeguarding/heartbeat"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "Tests once a day that an alert finds its way, and keeps what came of it.",
	.out_size = sizeof(struct safeguarding_did), .out = &did_shape, .run = heartbeat_run, .cites = "CW-1",
};

static err
coverage_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct coverage   *c = ret_out;
	struct rota_place *empty;
	struct alert_row  *open;
	size_t             n;

	(void)vin;
	TRY(duty_empty(cx, false, &empty, &n));
	c->empty = (int64_t)n;
	TRY(alert_open(cx, &open, &n));
	for (size_t i = 0; i < n; i++) {
		if (alert_is_apart(&open[i]))
			continue;                       /* the wall: not even a number */
		c->waiting++;
		c->late += open[i].raised.s + 15 * 60 < cx->now.s;
	}
	return test_last(cx, &c->tested, &c->test_ok);
}

static const struct shape_field coverage_fields[] = {
	SH(struct coverage, SHAPE_INT, empty), SH(struct coverage, SHAPE_INT, waiting), SH(struct coverage, SHAPE_INT, late),
	SH(struct coverage, SHAPE_STAMP, tested), SH(struct coverage, SHAPE_BOOL, test_ok),
};
static const struct shape coverage_shape = SHAPE("coverage", struct coverage, coverage_fields);

const struct op safeguarding_coverage = {
	.name = STR_INIT("safeguarding.coverage"), .path = STR_INIT("/safeguarding/coverage"), .may = MAY_SEE_SAFETY,
	.tx = TX_READ, .about = "Places where nobody is on call, alerts that wait, and the last test.  No words.",
	.out_size = sizeof(struct coverage), .out = &coverage_shape, .run = coverage_run, .cites = "CW-1",
};
