/* rooms/meeting: planning, listing and reading.  Running one is in run.c.  No SQL and no HTML. */
#include "rooms/meeting/meeting_in.h"

#include "rooms/promise/promise.h"
#include "words/cadence.h"

const char *const meeting_states[] = { "planned", "open", "closed", "cancelled", NULL };
const char *const meeting_hows[] = { "in_person", "online", "apologies", NULL };
const char *const item_outcomes[] = { "", "settled", "passed", "carried", "noted", "decided", NULL };

static const struct shape_field row_fields[] = {
	SH(struct meeting_row, SHAPE_INT, id), SH(struct meeting_row, SHAPE_INT, forum),
	SH_PLACE(struct meeting_row, forum_name), SH(struct meeting_row, SHAPE_DAY, day),
	SH(struct meeting_row, SHAPE_CLOCK, clock), SH(struct meeting_row, SHAPE_INT, minutes),
	SH(struct meeting_row, SHAPE_STR, place), SH(struct meeting_row, SHAPE_STR, online),
	SH_CHOICE(struct meeting_row, state, meeting_states), SH(struct meeting_row, SHAPE_STAMP, agenda_at),
	SH(struct meeting_row, SHAPE_STAMP, opened_at), SH(struct meeting_row, SHAPE_STAMP, closed_at),
	SH(struct meeting_row, SHAPE_STAMP, notes_at), SH(struct meeting_row, SHAPE_INT, there),
	SH(struct meeting_row, SHAPE_INT, leaders), SH(struct meeting_row, SHAPE_INT, lived),
	SH(struct meeting_row, SHAPE_BOOL, quorate), SH(struct meeting_row, SHAPE_INT, version),
};
const struct shape meeting_row_shape = SHAPE("meeting", struct meeting_row, row_fields);

static const struct shape_field item_fields[] = {
	SH(struct meeting_item, SHAPE_INT, n), SH(struct meeting_item, SHAPE_INT, matter),
	SH(struct meeting_item, SHAPE_INT, action), SH(struct meeting_item, SHAPE_STR, said),
	SH(struct meeting_item, SHAPE_STR, topic), SH_PLACE(struct meeting_item, unit_name),
	SH_CHOICE(struct meeting_item, outcome, item_outcomes), SH(struct meeting_item, SHAPE_STR, words),
	SH(struct meeting_item, SHAPE_INT, yes), SH(struct meeting_item, SHAPE_INT, no),
	SH(struct meeting_item, SHAPE_INT, unsure), SH(struct meeting_item, SHAPE_INT, voices),
	SH(struct meeting_item, SHAPE_BOOL, paper), SH(struct meeting_item, SHAPE_BOOL, carried),
	SH(struct meeting_item, SHAPE_INT, version),
};
const struct shape meeting_item_shape = SHAPE("agenda_item", struct meeting_item, item_fields);

static const struct shape_field group_fields[] = {
	SH(struct meeting_group, SHAPE_STR, constituency), SH(struct meeting_group, SHAPE_INT, heads),
	SH(struct meeting_group, SHAPE_INT, needed),
};
static const struct shape group_shape = SHAPE("meeting_group", struct meeting_group, group_fields);

static const struct shape_field person_fields[] = {
	SH(struct meeting_person, SHAPE_INT, person), SH(struct meeting_person, SHAPE_STR, name),
	SH(struct meeting_person, SHAPE_STR, constituency), SH(struct meeting_person, SHAPE_INT, heads),
	SH_CHOICE(struct meeting_person, how, meeting_hows), SH(struct meeting_person, SHAPE_BOOL, leader),
	SH(struct meeting_person, SHAPE_BOOL, paper),
};
static const struct shape person_shape = SHAPE("meeting_person", struct meeting_person, person_fields);

static const struct shape_field page_fields[] = {
	SH_ONE(struct meeting_page, meeting, &meeting_row_shape),
	SH_LIST(struct meeting_page, "agenda", items, nitems, &meeting_item_shape),
	SH_LIST(struct meeting_page, "there", groups, ngroups, &group_shape),
	SH_LIST(struct meeting_page, "people", people, npeople, &person_shape),
	SH(struct meeting_page, SHAPE_STR, notes), SH(struct meeting_page, SHAPE_INT, notes_version),
	SH(struct meeting_page, SHAPE_INT, owed),
	SH(struct meeting_page, SHAPE_BOOL, may_run),
};
static const struct shape page_shape = SHAPE("meeting_page", struct meeting_page, page_fields);

struct schedule_in { forum_id forum; day day; clocktime clock; str place, online; bool has_clock; };

static const struct field schedule_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct schedule_in, forum), .about = "Which forum." },
	{ STR_INIT("day"), FIELD_DAY, offsetof(struct schedule_in, day), .optional = true,
	  .about = "Which day; the next by its cadence when left out." },
	{ STR_INIT("clock"), FIELD_CLOCK, offsetof(struct schedule_in, clock), .optional = true,
	  .about = "What time; its usual one when left out." },
	{ STR_INIT("place"), FIELD_LINE, offsetof(struct schedule_in, place), .max = 120, .optional = true,
	  .about = "Where; its usual place when left out." },
	{ STR_INIT("online"), FIELD_LINE, offsetof(struct schedule_in, online), .max = 200, .optional = true,
	  .about = "How to join from elsewhere." },
};

enum { AHEAD_DAYS = 400, PLAN_MAX = 60 };

/* The next day of the cadence that has no meeting yet. */
static err
next_day(struct cx *cx, const struct forum_row *f, day *ret_day)
{
	day    at[PLAN_MAX];
	size_t n = f->cadence.n == 0 ? 0 :
	    cadence_days(f->cadence, f->starts, cx->today, (day){ cx->today.n + AHEAD_DAYS }, at, PLAN_MAX);

	for (size_t i = 0; i < n; i++)
		if (!meeting_exists(cx, f->id, at[i])) {
			*ret_day = at[i];
			return OK;
		}
	return cx_fail(cx, ERR_INPUT, "input.needed", STR("day"));
}

static err
schedule_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct schedule_in *in = vin;
	struct forum_row          f;
	struct meeting_new        n = { .forum = &f, .day = in->day, .clock = in->clock, .place = in->place,
		.online = in->online };
	int64_t                   id;

	TRY(forum_reach(cx, in->forum, MAY_RUN_MEETING, &f));
	TRY(forum_is_open(cx, &f));
	if (n.day.n == DAY_NONE)
		TRY(next_day(cx, &f, &n.day));
	if (n.day.n > cx->today.n + AHEAD_DAYS)
		return cx_fail(cx, ERR_INPUT, "input.too_far", STR("day"));
	if (n.clock.m == 0)
		n.clock = f.clock;
	if (n.place.n == 0)
		n.place = f.place;
	if (meeting_exists(cx, f.id, n.day))
		return cx_fail(cx, ERR_CLASH, "meeting.that_day", STR("day"));
	TRY(meeting_add(cx, &n, &id));
	return meeting_find(cx, id, ret_out);
}

const struct op meeting_schedule = {
	.name = STR_INIT("meeting.schedule"), .path = STR_INIT("/meetings"), .may = MAY_RUN_MEETING, .tx = TX_WRITE,
	.about = "Plans a meeting of a forum.", FIELDS(schedule_fields), .in_size = sizeof(struct schedule_in),
	.out_size = sizeof(struct meeting_row), .out = &meeting_row_shape, .run = schedule_run, .cites = "SM-B1 SM-C2",
};

/* From the cadence; *made counts those that were not in the book yet. */
static err
plan(struct cx *cx, const struct forum_row *f, day until, int64_t *made)
{
	day     at[PLAN_MAX];
	size_t  n = f->cadence.n == 0 ? 0 : cadence_days(f->cadence, f->starts, cx->today, until, at, PLAN_MAX);
	int64_t id;

	for (size_t i = 0; i < n; i++) {
		struct meeting_new m = { .forum = f, .day = at[i], .clock = f->clock, .place = f->place };

		if (meeting_exists(cx, f->id, at[i]))
			continue;
		TRY(meeting_add(cx, &m, &id));
		++*made;
	}
	return OK;
}

struct ticked { int64_t meetings; };

/* Every forum has its coming meetings in the book: so many days ahead that a quarterly one shows. */
static err
tick_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct ticked    *t = ret_out;
	struct forum_row *at = arena_take(cx->mem, 100 * sizeof *at);
	size_t            n = 0;
	int64_t           after = 0, forums = 0;

	(void)vin;
	do {
		TRY(meeting_forums(cx, after, at, 100, &n));
		for (size_t i = 0; i < n; i++) {
			int64_t gap = cadence_gap(at[i].cadence, at[i].starts);

			TRY(plan(cx, &at[i], (day){ cx->today.n + (gap < 20 ? 42 : gap * 2) }, &t->meetings));
			after = at[i].id;
		}
		forums += (int64_t)n;
	} while (n == 100 && forums < 2000);
	return OK;
}

static const struct shape_field ticked_fields[] = { SH(struct ticked, SHAPE_INT, meetings) };
static const struct shape ticked_shape = SHAPE("meeting_ticked", struct ticked, ticked_fields);

const struct op meeting_tick = {
	.name = STR_INIT("meeting.tick"), .path = STR_INIT("/meetings/tick"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Puts coming meetings in the book, from each forum's cadence.", .out_size = sizeof(struct ticked),
	.out = &ticked_shape, .run = tick_run, .cites = "SM-B1",
};

static const char *const state_filter[] = { "", "planned", "open", "closed", "cancelled", NULL };

static const struct field list_fields[] = {
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct meeting_want, find), .max = 100, .optional = true,
	  .about = "Only meetings of a forum whose name holds this, or whose notes do." },
	{ STR_INIT("forum"), FIELD_INT, offsetof(struct meeting_want, forum), .optional = true,
	  .about = "Only meetings of this forum." },
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct meeting_want, unit), .optional = true,
	  .about = "Only meetings of this place's forums." },
	{ STR_INIT("state"), FIELD_CHOICE, offsetof(struct meeting_want, state), .choices = state_filter,
	  .optional = true, .about = "Only meetings in this state." },
	{ STR_INIT("since"), FIELD_DAY, offsetof(struct meeting_want, since), .optional = true,
	  .about = "Only from this day on." },
	{ STR_INIT("until"), FIELD_DAY, offsetof(struct meeting_want, until), .optional = true,
	  .about = "Only until this day." },
	{ STR_INIT("coming"), FIELD_BOOL, offsetof(struct meeting_want, coming), .optional = true,
	  .about = "Only from today on, soonest first." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct meeting_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct meeting_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct meeting_want w = *(const struct meeting_want *)vin;

	w.limit = w.limit ? w.limit : 50;
	if (w.coming && w.since.n < cx->today.n)
		w.since = cx->today;
	return meeting_select(cx, &w, ret_out);
}

static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct meeting_list, "meetings", at, n, &meeting_row_shape), SH(struct meeting_list, SHAPE_INT, next),
};
static const struct shape list_shape = SHAPE("meeting_list", struct meeting_list, list_shape_fields);

const struct op meeting_list = {
	.name = STR_INIT("meeting.list"), .path = STR_INIT("/meetings"), .may = MAY_READ_UNIT, .tx = TX_READ,
	.about = "Lists meetings, latest day first, or the coming ones, soonest first.", FIELDS(list_fields), .in_size = sizeof(struct meeting_want),
	.out_size = sizeof(struct meeting_list), .out = &list_shape, .run = list_run,
};

struct read_in { int64_t meeting, item, matter; };

static const struct field read_fields[] = {
	{ STR_INIT("meeting"), FIELD_ID, offsetof(struct read_in, meeting), .about = "Which meeting." },
	{ STR_INIT("item"), FIELD_INT, offsetof(struct read_in, item), .optional = true,
	  .about = "One item of its agenda, for its own page; or" },
	{ STR_INIT("matter"), FIELD_INT, offsetof(struct read_in, matter), .optional = true,
	  .about = "the item that is about this matter." },
};

static err
find_one(struct cx *cx, const struct read_in *in, struct meeting_page *page)
{
	if (in->item == 0 && in->matter == 0)
		return OK;
	for (size_t i = 0; i < page->nitems && page->one == NULL; i++)
		if (in->item != 0 ? page->items[i].n == in->item : page->items[i].matter == in->matter)
			page->one = &page->items[i];
	return page->one != NULL ? OK : cx_fail(cx, ERR_MISSING, "meeting.no_item", STR("item"));
}

/* Names of who was there are for those who run it; others see the numbers (CW-8). */
static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct read_in *in = vin;
	struct meeting_page  page = { 0 };
	struct meeting_page *out = ret_out;
	int64_t              example;
	forum_id             f;

	TRY(meeting_find(cx, in->meeting, &page.meeting));
	f.v = page.meeting.forum;
	if (forum_reach(cx, f, MAY_READ_UNIT, &page.forum) != OK)
		return cx_fail(cx, ERR_MISSING, "meeting.missing", STR("meeting"));
	page.may_run = forum_may(cx, f, MAY_RUN_MEETING);
	page.may_propose = forum_may(cx, f, MAY_PROPOSE) && page.meeting.state == MEETING_PLANNED;
	TRY(meeting_texts(cx, page.meeting.id, &page.notes, &page.notes_version));
	TRY(meeting_items(cx, &page.meeting, &page.items, &page.nitems));
	TRY(find_one(cx, in, &page));
	TRY(meeting_groups(cx, &page.meeting, &page));
	page.may_decide = forum_may(cx, f, MAY_DECIDE);
	page.may_pass = forum_may(cx, f, MAY_PASS);
	if (page.may_run) {
		TRY(meeting_people(cx, page.meeting.id, &page));
		TRY(forum_routes(cx, f, &page.routes, &page.nroutes));
		TRY(forum_people(cx, f, &page.seats, &page.nseats));
		TRY(promise_owed(cx, f, &page.owed, &example));
	}
	*out = page;
	return OK;
}

const struct op meeting_read = {
	.name = STR_INIT("meeting.read"), .path = STR_INIT("/meetings/{meeting}"), .may = MAY_READ_UNIT, .tx = TX_READ,
	.about = "Reads a meeting: agenda, who was there by group, outcomes, notes.", FIELDS(read_fields),
	.in_size = sizeof(struct read_in), .out_size = sizeof(struct meeting_page), .out = &page_shape, .run = read_run,
	.cites = "SM-B1 CY-2d CW-8",
};

const struct op *const meeting_ops[] = { &meeting_schedule, &meeting_list, &meeting_read, &meeting_agenda,
	&meeting_open, &meeting_attend, &meeting_outcome, &meeting_close, &meeting_notes, &meeting_cancel,
	&meeting_tick };
const size_t meeting_nops = LEN(meeting_ops);
