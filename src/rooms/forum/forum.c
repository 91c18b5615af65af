/* rooms/forum: the operations and their rules.  No SQL and no HTML in here. */
#include "rooms/forum/forum_in.h"

#include "op/setting.h"
#include "rooms/promise/promise.h"
#include "rooms/unit/unit.h"
#include "words/cadence.h"

static const struct shape_field row_fields[] = {
	SH(struct forum_row, SHAPE_INT, id), SH(struct forum_row, SHAPE_INT, unit),
	SH(struct forum_row, SHAPE_STR, slug), SH_PLACE(struct forum_row, name),
	SH(struct forum_row, SHAPE_STR, short_name), SH(struct forum_row, SHAPE_STR, kind),
	SH_PLACE(struct forum_row, unit_name), SH(struct forum_row, SHAPE_STR, cadence),
	SH(struct forum_row, SHAPE_STR, place), SH(struct forum_row, SHAPE_DAY, starts),
	SH(struct forum_row, SHAPE_DAY, since), SH(struct forum_row, SHAPE_CLOCK, clock),
	SH(struct forum_row, SHAPE_INT, minutes), SH(struct forum_row, SHAPE_INT, quorum),
	SH(struct forum_row, SHAPE_INT, promise_days), SH(struct forum_row, SHAPE_INT, agenda_days),
	SH(struct forum_row, SHAPE_INT, notes_days), SH(struct forum_row, SHAPE_BOOL, is_public),
	SH(struct forum_row, SHAPE_BOOL, working), SH(struct forum_row, SHAPE_INT, version),
};
const struct shape forum_row_shape = SHAPE("forum", struct forum_row, row_fields);

static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct forum_list, "forums", at, n, &forum_row_shape),
	SH(struct forum_list, SHAPE_INT, next),
};
static const struct shape list_shape = SHAPE("forum_list", struct forum_list, list_shape_fields);

static const struct shape_field seat_fields[] = {
	SH(struct forum_seat, SHAPE_STR, constituency), SH(struct forum_seat, SHAPE_INT, seats),
	SH(struct forum_seat, SHAPE_INT, quorum), SH(struct forum_seat, SHAPE_INT, filled),
};
static const struct shape seat_shape = SHAPE("forum_seat", struct forum_seat, seat_fields);

static const struct shape_field route_fields[] = {
	SH(struct forum_route, SHAPE_INT, forum), SH(struct forum_route, SHAPE_INT, rung),
	SH_PLACE(struct forum_route, name), SH(struct forum_route, SHAPE_STR, topic),
};
const struct shape forum_route_shape = SHAPE("forum_route", struct forum_route, route_fields);

static const struct shape_field person_fields[] = {
	SH(struct forum_person, SHAPE_INT, person), SH(struct forum_person, SHAPE_STR, name),
	SH(struct forum_person, SHAPE_STR, role),
};
const struct shape forum_person_shape = SHAPE("forum_person", struct forum_person, person_fields);

static const struct shape_field meeting_fields[] = {
	SH(struct forum_meeting, SHAPE_INT, id), SH(struct forum_meeting, SHAPE_DAY, day),
	SH(struct forum_meeting, SHAPE_CLOCK, clock), SH(struct forum_meeting, SHAPE_STR, place),
	SH(struct forum_meeting, SHAPE_STR, state), SH(struct forum_meeting, SHAPE_BOOL, coming),
};
const struct shape forum_meeting_shape = SHAPE("forum_meeting", struct forum_meeting, meeting_fields);

static const struct shape_field page_fields[] = {
	SH_ONE(struct forum_page, forum, &forum_row_shape),
	SH(struct forum_page, SHAPE_STR, purpose), SH(struct forum_page, SHAPE_STR, terms),
	SH_LIST(struct forum_page, "seats", seats, nseats, &seat_shape),
	SH_LIST(struct forum_page, "routes", routes, nroutes, &forum_route_shape),
	SH_LIST(struct forum_page, "people", people, npeople, &forum_person_shape),
	SH_LIST(struct forum_page, "meetings", meetings, nmeetings, &forum_meeting_shape),
	SH(struct forum_page, SHAPE_INT, queue), SH(struct forum_page, SHAPE_INT, late),
	SH(struct forum_page, SHAPE_BOOL, may_run),
};
const struct shape forum_page_shape = SHAPE("forum_page", struct forum_page, page_fields);

static const struct shape_field queued_fields[] = {
	SH(struct forum_queued, SHAPE_INT, matter), SH(struct forum_queued, SHAPE_INT, promise),
	SH_CHOICE(struct forum_queued, state, promise_states),
	SH(struct forum_queued, SHAPE_STR, words), SH(struct forum_queued, SHAPE_STR, topic),
	SH_PLACE(struct forum_queued, unit_name), SH(struct forum_queued, SHAPE_DAY, due),
	SH(struct forum_queued, SHAPE_INT, days_left), SH(struct forum_queued, SHAPE_BOOL, risen),
};
static const struct shape queued_shape = SHAPE("forum_queued", struct forum_queued, queued_fields);

static const struct shape_field queue_shape_fields[] = {
	SH_ONE(struct forum_queue, forum, &forum_row_shape),
	SH_LIST(struct forum_queue, "matters", at, n, &queued_shape),
	SH(struct forum_queue, SHAPE_INT, next), SH(struct forum_queue, SHAPE_INT, waiting),
	SH(struct forum_queue, SHAPE_INT, late),
};
static const struct shape queue_shape = SHAPE("forum_queue", struct forum_queue, queue_shape_fields);

err
forum_is_open(struct cx *cx, const struct forum_row *f)
{
	struct unit_row u;

	TRY(unit_find(cx, (unit_id){ f->unit }, &u));
	return unit_is_open(cx, &u, STR("forum"));
}

/* The provider's country says which days are bank holidays; asked only where it matters. */
err
forum_day(struct cx *cx, const struct forum_row *f, day from, int64_t n, day *ret_day)
{
	str       where = { 0 };
	enum bank bank;

	*ret_day = (day){ from.n + n };
	if (!f->working)
		return OK;
	TRY(setting_get(cx->db, cx->mem, STR("bank_holidays"), &where));
	bank = bank_of(where);
	*ret_day = day_add_working(from, n, bank == BANK_COUNT_ ? BANK_ENGLAND_WALES : bank);
	return OK;
}

struct new_in {
	unit_id   unit;
	str       name, slug, short_name, kind, purpose, terms, cadence, place;
	day       starts;
	clocktime clock;
	int64_t   minutes, quorum, promise_days, agenda_days, notes_days;
	bool      is_public, working;
	forum_id  passes_to;
};

#define NEW(n, k, ...) { STR_INIT(#n), k, offsetof(struct new_in, n), __VA_ARGS__ }
static const struct field new_fields[] = {
	NEW(unit, FIELD_ID, .about = "The place it meets for."),
	NEW(name, FIELD_LINE, .max = 120, .about = "Its name."),
	NEW(slug, FIELD_LINE, .max = 60, .optional = true, .about = "Its address."),
	NEW(short_name, FIELD_LINE, .max = 20, .optional = true, .about = "A short name, like CMT."),
	NEW(kind, FIELD_LINE, .max = 40, .about = "What sort of body it is."),
	NEW(purpose, FIELD_TEXT, .max = 2000, .optional = true, .about = "What it is for, in plain words."),
	NEW(terms, FIELD_TEXT, .max = 20000, .optional = true, .about = "Its terms of reference."),
	NEW(cadence, FIELD_LINE, .max = 200, .optional = true, .about = "How often it meets, as an RRULE."),
	NEW(starts, FIELD_DAY, .optional = true, .about = "The first day of the cadence."),
	NEW(clock, FIELD_CLOCK, .optional = true, .about = "Its usual time of day."),
	NEW(minutes, FIELD_INT, .max = 1440, .optional = true, .about = "How long it usually takes."),
	NEW(place, FIELD_LINE, .max = 120, .optional = true, .about = "Where it meets."),
	NEW(quorum, FIELD_INT, .max = 500, .optional = true, .about = "How many must be there."),
	NEW(promise_days, FIELD_INT, .max = 400, .optional = true, .about = "It answers within so many days."),
	NEW(agenda_days, FIELD_INT, .max = 60, .optional = true, .about = "The agenda goes out so many days before."),
	NEW(notes_days, FIELD_INT, .max = 60, .optional = true, .about = "The notes go out so many days after."),
	NEW(working, FIELD_BOOL, .optional = true, .about = "Those three counts are of working days."),
	NEW(is_public, FIELD_BOOL, .optional = true, .about = "It has a public page."),
	NEW(passes_to, FIELD_ID, .optional = true, .about = "The forum it passes matters to."),
};

static err
new_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct new_in *in = vin;
	struct forum_new     n = { .unit = in->unit, .slug = in->slug, .name = in->name,
		.short_name = in->short_name, .kind = in->kind, .purpose = in->purpose, .terms = in->terms,
		.cadence = in->cadence, .place = in->place, .starts = in->starts, .since = cx->today,
		.clock = in->clock, .minutes = in->minutes ? in->minutes : 60, .quorum = in->quorum,
		.promise_days = in->promise_days ? in->promise_days : 28, .agenda_days = in->agenda_days,
		.notes_days = in->notes_days ? in->notes_days : 7, .is_public = in->is_public,
		.working = in->working };
	struct forum_row     taken, up;
	struct unit_row      u;
	forum_id             id;

	TRY(unit_reach(cx, in->unit, MAY_SET_UP, &u));
	TRY(unit_is_open(cx, &u, STR("unit")));
	if (n.cadence.n > 0 && !cadence_ok(n.cadence)) {
		arena_ask(cx->mem);
		return cx_fail(cx, ERR_INPUT, "forum.cadence", STR("cadence"));
	}
	if (n.starts.n == DAY_NONE)
		n.starts = cx->today;
	n.slug = unit_slug_of(cx->mem, n.slug.n > 0 ? n.slug : n.name);
	if (forum_find_slug(cx, n.slug, &taken) == OK)
		return cx_fail(cx, ERR_CLASH, "forum.slug_taken", STR("slug"));
	TRY(forum_add(cx, &n, &id));
	if (in->passes_to.v != 0) {
		TRY(forum_find(cx, in->passes_to, &up));
		TRY(forum_add_route(cx, id, 1, in->passes_to, STR("")));
	}
	return forum_find(cx, id, ret_out);
}

const struct op forum_new = {
	.name = STR_INIT("forum.new"), .path = STR_INIT("/forums"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Sets up a forum.", FIELDS(new_fields), .in_size = sizeof(struct new_in),
	.out_size = sizeof(struct forum_row), .out = &forum_row_shape, .run = new_run, .not_heard = "terms of reference, not what a person tells", .cites = "SM-C1",
};

struct route_in { forum_id forum, to; str topic; int64_t version; };

static const struct field route_in_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct route_in, forum), .about = "Which forum." },
	{ STR_INIT("to"), FIELD_ID, offsetof(struct route_in, to), .about = "The forum it passes matters to." },
	{ STR_INIT("topic"), FIELD_LINE, offsetof(struct route_in, topic), .max = 40, .optional = true,
	  .about = "Only matters about this; all others go the usual way." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct route_in, version), .optional = true,
	  .about = "The version you read, so that nobody's words are lost." },
};

/* A way that is there already stays as it is. */
static err
route_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct route_in *in = vin;
	struct forum_row       from, to;
	struct forum_route    *at;
	size_t                 n;

	TRY(forum_reach(cx, in->forum, MAY_SET_UP, &from));
	if (in->to.v == in->forum.v || forum_find(cx, in->to, &to) != OK) {
		cx->nwhys = 0;
		return cx_fail(cx, ERR_INPUT, "forum.missing", STR("to"));
	}
	TRY(forum_way_seen(cx, &from, &(struct forum_seen_way){ in->forum, in->to, in->topic, in->version, false }));
	TRY(forum_routes(cx, in->forum, &at, &n));
	for (size_t i = 0; i < n; i++)
		if (at[i].forum == in->to.v && str_eq(at[i].topic, in->topic))
			return forum_find(cx, in->forum, ret_out);
	TRY(forum_add_route(cx, in->forum, n == 0 ? 1 : at[n - 1].rung + 1, in->to, in->topic));
	TRY(forum_touch(cx, in->forum));
	return forum_find(cx, in->forum, ret_out);
}

const struct op forum_way = {
	.name = STR_INIT("forum.route"), .path = STR_INIT("/forums/{forum}/routes"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Says where a forum passes matters to, all or those about one topic.", FIELDS(route_in_fields),
	.in_size = sizeof(struct route_in), .out_size = sizeof(struct forum_row), .out = &forum_row_shape,
	.run = route_run, .cites = "SM-C4",
};

static const struct field list_fields[] = {
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct forum_want, find), .max = 100, .optional = true,
	  .about = "Only forums whose name holds this." },
	{ STR_INIT("kind"), FIELD_LINE, offsetof(struct forum_want, kind), .max = 40, .optional = true,
	  .about = "Only forums of this kind." },
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct forum_want, unit), .optional = true,
	  .about = "Only forums of this place and below." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct forum_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct forum_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct forum_want w = *(const struct forum_want *)vin;

	w.limit = w.limit ? w.limit : 50;
	TRY(forum_select(cx, &w, ret_out));
	return forum_in_words(cx, ((struct forum_list *)ret_out)->at, ((struct forum_list *)ret_out)->n);
}

const struct op forum_list = {
	.name = STR_INIT("forum.list"), .path = STR_INIT("/forums"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Lists the forums you may see.", FIELDS(list_fields), .in_size = sizeof(struct forum_want),
	.out_size = sizeof(struct forum_list), .out = &list_shape, .run = list_run,
};

struct read_in { forum_id forum; };

static const struct field read_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct read_in, forum), .about = "Which forum." },
};

/* What a forum is for is no secret inside the provider (SM-C1); its people and queue are its own. */
static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct read_in *in = vin;
	struct forum_page     page = { 0 };
	struct forum_text     t = { 0 };
	uint64_t              mays;

	TRY(forum_find(cx, in->forum, &page.forum));
	TRY(forum_mays(cx, &page.forum, &mays));
	page.belongs = mays_have(mays, MAY_READ_UNIT);
	if (!page.belongs && !page.forum.is_public && !may_at_all(&cx->who, MAY_READ_UNIT))
		return cx_fail(cx, ERR_MISSING, "forum.missing", STR("forum"));
	TRY(forum_texts(cx, in->forum, &page.purpose, &page.terms));
	TRY(forum_text_of(cx, in->forum, &t));
	page.purpose = t.purpose.n > 0 ? t.purpose : page.purpose;
	page.terms = t.terms.n > 0 ? t.terms : page.terms;
	TRY(forum_in_words(cx, &page.forum, 1));
	TRY(forum_seats(cx, in->forum, &page.seats, &page.nseats));
	TRY(forum_routes(cx, in->forum, &page.routes, &page.nroutes));
	TRY(forum_routes_in_words(cx, page.routes, page.nroutes));
	TRY(forum_meetings(cx, in->forum, &page));
	if (page.belongs) {
		TRY(forum_people(cx, in->forum, &page.people, &page.npeople));
		TRY(forum_waiting(cx, in->forum, &page.queue, &page.late));
	}
	page.may_run = mays_have(mays, MAY_RUN_MEETING);
	page.open = forum_is_open(cx, &page.forum) == OK;
	cx->nwhys = 0;
	page.may_set_up = mays_have(mays, MAY_SET_UP);
	page.may_pass = mays_have(mays, MAY_PASS);
	page.may_read_queue = mays_have(mays, MAY_READ_WORDS);
	page.may_read_report = mays_have(mays, MAY_READ_REPORT);
	*(struct forum_page *)ret_out = page;
	return OK;
}

const struct op forum_read = {
	.name = STR_INIT("forum.read"), .path = STR_INIT("/forums/{forum}"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Reads a forum: what it is for, who sits in it, when it meets.", FIELDS(read_fields),
	.in_size = sizeof(struct read_in), .out_size = sizeof(struct forum_page), .out = &forum_page_shape,
	.run = read_run, .cites = "SM-C1",
};

static const struct field queue_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct queue_want, forum), .about = "Which forum." },
	{ STR_INIT("state"), FIELD_CHOICE, offsetof(struct queue_want, state), .choices = promise_states,
	  .optional = true, .about = "Only promises in this state." },
	{ STR_INIT("topic"), FIELD_LINE, offsetof(struct queue_want, topic), .max = 40, .optional = true,
	  .about = "Only matters about this." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct queue_want, older), .optional = true,
	  .about = "Go on after this promise (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct queue_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static err
queue_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct queue_want   w = *(const struct queue_want *)vin;
	struct forum_queue *q = ret_out;
	struct forum_row    f;

	w.limit = w.limit ? w.limit : 50;
	TRY(forum_reach(cx, w.forum, MAY_READ_WORDS, &f));
	TRY(forum_queued(cx, &w, q));
	TRY(forum_waiting(cx, w.forum, &q->waiting, &q->late));
	q->forum = f;
	q->may_decide = forum_may(cx, w.forum, MAY_DECIDE);
	q->may_pass = forum_may(cx, w.forum, MAY_PASS);
	return OK;
}

const struct op forum_queue = {
	.name = STR_INIT("forum.queue"), .path = STR_INIT("/forums/{forum}/queue"), .may = MAY_READ_WORDS,
	.tx = TX_READ, .about = "What waits for a forum's answer, with the day it was promised for.",
	FIELDS(queue_fields), .in_size = sizeof(struct queue_want), .out_size = sizeof(struct forum_queue),
	.out = &queue_shape, .run = queue_run, .cites = "SM-B3 SM-C5",
};

const struct op *const forum_ops[] = { &forum_new, &forum_way, &forum_list, &forum_read, &forum_queue, &forum_setup,
	&forum_change, &forum_cadence, &forum_seat_set, &forum_way_end };
const size_t forum_nops = LEN(forum_ops);
