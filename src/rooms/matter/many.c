/*
 * rooms/matter: many at once.  A facilitator ticks what their forum holds and passes it on,
 * settles it or joins it as one set with one reason: all of it or none.  Each matter still
 * goes its own way: the same rules, its own step, its own voices told (SM-C4, SM-D2, CW-8).
 */
#include "rooms/matter/matter_in.h"

const char *const matter_sorts[] = { "pass", "settle", "join", NULL };
enum { SORT_PASS, SORT_SETTLE, SORT_JOIN };

static const struct field waiting_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct waiting_want, forum), .about = "Which forum." },
	{ STR_INIT("topic"), FIELD_CHOICE, offsetof(struct waiting_want, topic), .choices = matter_topics,
	  .optional = true, .about = "Only matters about this." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct waiting_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct waiting_want, limit), .max = IDS_MAX, .optional = true,
	  .about = "At most so many; 100 when left out." },
};

static err
waiting_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct waiting_want    w = *(const struct waiting_want *)vin;
	struct matter_waiting *out = ret_out;

	w.limit = w.limit ? w.limit : 100;
	w.words = forum_may(cx, w.forum, MAY_READ_WORDS);
	TRY(forum_reach(cx, w.forum, MAY_PASS, &out->forum));
	TRY(forum_routes(cx, w.forum, &out->routes, &out->nroutes));
	out->may_moderate = forum_may(cx, w.forum, MAY_MODERATE);
	return matter_select_waiting(cx, &w, out);
}

static const struct shape_field route_fields[] = {
	SH(struct forum_route, SHAPE_INT, forum), SH_PLACE(struct forum_route, name),
	SH(struct forum_route, SHAPE_STR, topic),
};
static const struct shape route_shape = SHAPE("matter_route", struct forum_route, route_fields);
static const struct shape_field waiting_shape_fields[] = {
	SH_LIST(struct matter_waiting, "matters", at, n, &matter_row_shape),
	SH_LIST(struct matter_waiting, "routes", routes, nroutes, &route_shape),
	SH(struct matter_waiting, SHAPE_INT, next),
};
static const struct shape waiting_shape = SHAPE("matter_waiting", struct matter_waiting, waiting_shape_fields);

const struct op matter_waiting = {
	.name = STR_INIT("matter.waiting"), .path = STR_INIT("/forums/{forum}/waiting"), .may = MAY_PASS,
	.tx = TX_READ, .about = "What a forum holds and has not answered, to sort many at once.",
	FIELDS(waiting_fields), .in_size = sizeof(struct waiting_want), .out_size = sizeof(struct matter_waiting),
	.out = &waiting_shape, .run = waiting_run, .cites = "SM-C4 SM-D2",
};

struct sort_in { forum_id forum, to; struct ids matters; int64_t what; str words; };

static const struct field sort_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct sort_in, forum), .about = "The forum that holds them." },
	{ STR_INIT("matters"), FIELD_IDS, offsetof(struct sort_in, matters), .about = "Which matters." },
	{ STR_INIT("what"), FIELD_CHOICE, offsetof(struct sort_in, what), .choices = matter_sorts,
	  .about = "Pass them on, settle them there, or join them: they say the same." },
	{ STR_INIT("to"), FIELD_ID, offsetof(struct sort_in, to), .optional = true,
	  .about = "Passed on: the forum that shall answer; the usual one above when left out." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct sort_in, words), .max = MATTER_WORDS_MAX, .optional = true,
	  .about = "One reason for all: what we ask of them, or what was done." },
};

/* The one that was said first keeps every voice. */
static matter_id
said_first(const struct ids *set)
{
	matter_id first = { set->at[0] };

	for (size_t i = 1; i < set->n; i++)
		if (set->at[i] < first.v)
			first.v = set->at[i];
	return first;
}

static err
sort_one(struct cx *cx, const struct sort_in *in, matter_id id)
{
	struct matter_pass p = { .id = id, .to = in->to, .words = in->words };
	struct matter_done done;
	matter_id          first = said_first(&in->matters);

	switch (in->what) {
	case SORT_SETTLE:
		return matter_settle_here(cx, id, 0, in->words, &done);
	case SORT_JOIN:
		return id.v == first.v ? OK : matter_join_into(cx, id, first, &done);
	case SORT_PASS:
		break;
	}
	return matter_pass_on(cx, &p, &done);
}

/* What is wrong with one of them is wrong with the ticks; where to and why have fields of their own. */
static err
about_the_ticks(struct cx *cx, err e)
{
	if (str_eq(cx->why.field, STR("to")) || str_eq(cx->why.field, STR("words")))
		return e;
	cx->nwhys = 0;
	return cx_fail(cx, ERR_INPUT, cx->why.key, STR("matters"));
}

static err
sort_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct sort_in *in = vin;
	struct forum_row      f;
	struct matter_row     m;

	TRY(forum_reach(cx, in->forum, MAY_PASS, &f));
	if (in->what == SORT_SETTLE && in->words.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("words"));
	if (in->what == SORT_JOIN && in->matters.n < 2)
		return cx_fail(cx, ERR_INPUT, "matter.join_two", STR("matters"));
	for (size_t i = 0; i < in->matters.n; i++) {
		matter_id id = { in->matters.at[i] };
		err       e = matter_held(cx, id, MAY_PASS, 0, &m);

		if (e == OK && m.holder != in->forum.v)
			e = cx_fail(cx, ERR_INPUT, "matter.not_yours", STR("matters"));
		if (e == OK)
			e = sort_one(cx, in, id);
		if (e == ERR_INPUT || e == ERR_MISSING || e == ERR_DENIED)
			return about_the_ticks(cx, e);
		TRY(e);
	}
	*(struct matter_sorted *)ret_out = (struct matter_sorted){ in->forum.v, (int64_t)in->matters.n };
	return OK;
}

static const struct shape_field sorted_fields[] = {
	SH(struct matter_sorted, SHAPE_INT, forum), SH(struct matter_sorted, SHAPE_INT, matters),
};
static const struct shape sorted_shape = SHAPE("matter_sorted", struct matter_sorted, sorted_fields);

const struct op matter_sort = {
	.name = STR_INIT("matter.sort"), .path = STR_INIT("/forums/{forum}/sort"), .may = MAY_PASS, .tx = TX_WRITE,
	.about = "Passes on, settles or joins many matters as one set with one reason: all of them or none.",
	FIELDS(sort_fields), .in_size = sizeof(struct sort_in), .out_size = sizeof(struct matter_sorted),
	.out = &sorted_shape, .run = sort_run, .hears = &safeguarding_hears, .cites = "SM-C4 SM-D2 CW-8",
};
