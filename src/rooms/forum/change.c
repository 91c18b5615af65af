/*
 * rooms/forum: changing a forum: what it is called and promises, when it meets, who has a seat,
 * whom it passes things to.  What was promised and planned before stays as it was: a new rule
 * counts from now, and a new cadence begins after the meetings that are in the book (SM-C1).
 */
#include "rooms/forum/forum_in.h"

#include "rooms/label/label.h"
#include "rooms/matter/matter.h"
#include "rooms/person/person.h"
#include "words/cadence.h"

#include "gen/words_gen.h"

/* What a form offers for "how often"; each is so many weeks or months. */
const char *const forum_often[] = { "", "as_now", "when_called", "weekly", "fortnightly", "three_weeks", "four_weeks",
	"monthly", "two_months", "quarterly", NULL };
const char *const forum_weekdays[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
	NULL };
const char *const forum_nths[] = { "first", "second", "third", "fourth", "last", NULL };
enum { OFTEN_AS_NOW = 1, OFTEN_WHEN_CALLED, OFTEN_WEEKLY, OFTEN_MONTHLY = 7, NTHS = 5, LOOK_DAYS = 400, DAYS_MAX = 120 };

/* ---- the page ---------------------------------------------------------------------- */

static const struct shape_field setup_fields[] = {
	SH_ONE(struct forum_setup, now, &forum_page_shape),
	SH_LIST(struct forum_setup, "others", others, nothers, &forum_route_shape),
	SH_LIST(struct forum_setup, "stray", stray, nstray, &forum_meeting_shape),
	SH(struct forum_setup, SHAPE_DAY, last),
};
static const struct shape setup_shape = SHAPE("forum_setup", struct forum_setup, setup_fields);

static const struct field setup_in_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, 0, .about = "Which forum." },
};

/* How its own rule would be chosen in the form. */
static void
chosen(struct forum_setup *s)
{
	struct cadence_plain p;
	const str            rule = s->now.forum.cadence;

	if (rule.n == 0)
		s->often = OFTEN_WHEN_CALLED;
	else if (!cadence_plain(rule, &p) || p.every > (p.monthly ? 3 : 4))
		s->often = OFTEN_AS_NOW;
	else {
		s->often = (p.monthly ? OFTEN_MONTHLY : OFTEN_WEEKLY) + p.every - 1;
		s->weekday = p.weekday;
		s->nth = !p.monthly ? 0 : p.nth == NTH_LAST ? NTHS - 1 : p.nth - 1;
	}
}

static bool
is_among(day d, const day *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (at[i].n == d.n)
			return true;
	return false;
}

/* The book, held against the cadence. */
static err
book(struct cx *cx, struct forum_setup *s)
{
	const struct forum_row *f = &s->now.forum;
	struct forum_meeting   *at;
	day                     days[DAYS_MAX];
	size_t                  n, ndays = f->cadence.n == 0 ? 0 : cadence_days(f->cadence, f->starts, cx->today,
	                            (day){ cx->today.n + LOOK_DAYS }, days, DAYS_MAX);

	TRY(forum_planned(cx, (forum_id){ f->id }, &at, &n));
	s->stray = arena_take(cx->mem, (n + 1) * sizeof *at);
	s->last = n > 0 ? at[n - 1].day : (day){ DAY_NONE };
	for (size_t i = 0; i < n; i++)
		if (!is_among(at[i].day, days, ndays))
			s->stray[s->nstray++] = at[i];
	for (size_t i = 0; i < ndays && s->nnext < LEN(s->next); i++)
		s->next[s->nnext++] = days[i];
	return OK;
}

static err
setup_run(struct cx *cx, const void *vin, void *ret_out)
{
	forum_id            id = *(const forum_id *)vin;
	struct forum_setup *s = ret_out;
	struct forum_page  *p = &s->now;

	TRY(forum_reach(cx, id, MAY_SET_UP, &p->forum));
	TRY(forum_texts(cx, id, &p->purpose, &p->terms));
	TRY(forum_seats(cx, id, &p->seats, &p->nseats));
	TRY(forum_routes(cx, id, &p->routes, &p->nroutes));
	TRY(forum_people(cx, id, &p->people, &p->npeople));
	TRY(forum_near(cx, &p->forum, s));
	TRY(forum_others(cx, &p->forum, s));
	chosen(s);
	return book(cx, s);
}

const struct op forum_setup = {
	.name = STR_INIT("forum.setup"), .path = STR_INIT("/forums/{forum}/setup"), .as_written = true, .may = MAY_SET_UP, .tx = TX_READ,
	.about = "Reads all of a forum that can be changed, and the meetings in its book.", FIELDS(setup_in_fields),
	.in_size = sizeof(forum_id), .out_size = sizeof(struct forum_setup), .out = &setup_shape, .run = setup_run,
};

/* ---- what it is called, is for and promises ------------------------------------------ */

#define IN(n, k, ...) { STR_INIT(#n), k, offsetof(struct forum_change, n), __VA_ARGS__ }
static const struct field change_fields[] = {
	IN(forum, FIELD_ID, .about = "Which forum."),
	IN(name, FIELD_LINE, .max = 120, .about = "Its name."),
	IN(short_name, FIELD_LINE, .max = 20, .optional = true, .about = "A short name, like CMT."),
	IN(purpose, FIELD_TEXT, .max = 2000, .optional = true, .about = "What it is for, in plain words."),
	IN(terms, FIELD_TEXT, .max = 20000, .optional = true, .about = "Its terms of reference."),
	IN(place, FIELD_LINE, .max = 120, .optional = true, .about = "Where it meets."),
	IN(clock, FIELD_CLOCK, .optional = true, .about = "Its usual time of day."),
	IN(minutes, FIELD_INT, .max = 1440, .about = "How long it usually takes."),
	IN(quorum, FIELD_INT, .max = 500, .about = "How many must be there."),
	IN(promise_days, FIELD_INT, .max = 400, .about = "It answers within so many days."),
	IN(agenda_days, FIELD_INT, .max = 60, .about = "The agenda goes out so many days before."),
	IN(notes_days, FIELD_INT, .max = 60, .about = "The notes go out so many days after."),
	IN(working, FIELD_BOOL, .optional = true, .about = "Those three counts are of working days."),
	IN(is_public, FIELD_BOOL, .optional = true, .about = "It has a public page."),
	IN(version, FIELD_INT, .optional = true, .about = "The version you read, so that nobody's words are lost."),
};

enum { TEXTS = 10 };

struct differs { struct cx *cx; struct word *at; size_t n; };

static void
text_differs(struct differs *d, str name, str mine, str theirs)
{
	if (!str_eq(mine, theirs))
		d->at[d->n++] = (struct word){ .name = name, .value = theirs };
}

static void
number_differs(struct differs *d, str name, int64_t mine, int64_t theirs)
{
	if (mine != theirs)
		d->at[d->n++] = (struct word){ .name = name, .value = str_fmt(d->cx->mem, "%lld", (long long)theirs) };
}

/* Somebody else saved first: what stands otherwise than they wrote it. */
static err
stale(struct cx *cx, const struct forum_change *in, const struct forum_row *f)
{
	struct differs d = { cx, arena_take(cx->mem, TEXTS * sizeof *d.at), 0 };
	str            purpose = { 0 }, terms = { 0 };

	TRY(forum_texts(cx, in->forum, &purpose, &terms));
	text_differs(&d, STR("name"), in->name, f->name);
	text_differs(&d, STR("short_name"), in->short_name, f->short_name);
	text_differs(&d, STR("purpose"), in->purpose, purpose);
	text_differs(&d, STR("terms"), in->terms, terms);
	text_differs(&d, STR("place"), in->place, f->place);
	number_differs(&d, STR("minutes"), in->minutes, f->minutes);
	number_differs(&d, STR("quorum"), in->quorum, f->quorum);
	number_differs(&d, STR("promise_days"), in->promise_days, f->promise_days);
	number_differs(&d, STR("agenda_days"), in->agenda_days, f->agenda_days);
	number_differs(&d, STR("notes_days"), in->notes_days, f->notes_days);
	return cx_clash_all(cx, "version.stale", (struct words){ d.at, d.n });
}

/* Promises made before keep their day; what waits there shows the new name, history the old one. */
static err
change_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct forum_change *in = vin;
	struct forum_row           f;

	TRY(forum_reach(cx, in->forum, MAY_SET_UP, &f));
	if (in->version != 0 && in->version != f.version)
		return stale(cx, in, &f);
	if (in->promise_days == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("promise_days"));
	TRY(forum_forget_texts(cx, in));
	TRY(forum_update(cx, in));
	if (!str_eq(in->name, f.name))
		TRY(matter_forum_renamed(cx, in->forum, in->name));
	return forum_find(cx, in->forum, ret_out);
}

const struct op forum_change = {
	.name = STR_INIT("forum.change"), .path = STR_INIT("/forums/{forum}"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Changes what a forum is called, what it is for and what it promises, from now on.",
	FIELDS(change_fields), .in_size = sizeof(struct forum_change), .out_size = sizeof(struct forum_row),
	.out = &forum_row_shape, .run = change_run, .not_heard = "terms of reference, not what a person tells",
	.cites = "SM-C1",
};

/* ---- when it meets ------------------------------------------------------------------- */

struct cadence_in { forum_id forum; int64_t often, weekday, nth, version; str rule; day starts; };

static const struct field cadence_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct cadence_in, forum), .about = "Which forum." },
	{ STR_INIT("often"), FIELD_CHOICE, offsetof(struct cadence_in, often), .choices = forum_often, .optional = true,
	  .about = "How often it meets." },
	{ STR_INIT("weekday"), FIELD_CHOICE, offsetof(struct cadence_in, weekday), .choices = forum_weekdays,
	  .optional = true, .about = "On which day of the week." },
	{ STR_INIT("nth"), FIELD_CHOICE, offsetof(struct cadence_in, nth), .choices = forum_nths, .optional = true,
	  .about = "The how many-th such day of the month, when it meets by months." },
	{ STR_INIT("rule"), FIELD_LINE, offsetof(struct cadence_in, rule), .max = 200, .optional = true,
	  .about = "Instead of all that: an RRULE." },
	{ STR_INIT("starts"), FIELD_DAY, offsetof(struct cadence_in, starts), .optional = true,
	  .about = "From this day on; after the last planned meeting when left out." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct cadence_in, version), .optional = true,
	  .about = "The version you read, so that nobody's words are lost." },
};

static err
rule_of(struct cx *cx, const struct cadence_in *in, const struct forum_row *f, str *ret_rule)
{
	struct cadence_plain p = { .weekday = in->weekday, .nth = in->nth == NTHS - 1 ? NTH_LAST : in->nth + 1 };

	if (in->rule.n > 0) {
		*ret_rule = in->rule;
		if (cadence_ok(in->rule))
			return OK;
		arena_ask(cx->mem);
		return cx_fail(cx, ERR_INPUT, "forum.cadence", STR("rule"));
	}
	if (in->often == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("often"));
	if (in->often == OFTEN_AS_NOW || in->often == OFTEN_WHEN_CALLED) {
		*ret_rule = in->often == OFTEN_AS_NOW ? f->cadence : (str){ 0 };
		return OK;
	}
	p.monthly = in->often >= OFTEN_MONTHLY;
	p.every = in->often - (p.monthly ? OFTEN_MONTHLY : OFTEN_WEEKLY) + 1;
	*ret_rule = cadence_of(cx->mem, &p);
	return OK;
}

size_t
forum_days(const struct forum_rule *now, struct forum_rules before, struct forum_span s, day *ret_at, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < before.n; i++) {
		const struct forum_rule *r = &before.at[i];
		day                      until = { r->until.n <= s.to.n ? r->until.n - 1 : s.to.n };

		if (r->forum == now->forum && until.n >= s.from.n)
			n += cadence_days(r->cadence, r->starts, s.from, until, ret_at + n, max - n);
	}
	if (now->cadence.n > 0 && s.to.n >= s.from.n)
		n += cadence_days(now->cadence, now->starts, s.from, s.to, ret_at + n, max - n);
	return n;
}

/* Meetings in the book stay; the new rule begins after them, on a day it names itself. */
static err
starts_of(struct cx *cx, const struct cadence_in *in, str rule, day *ret_starts)
{
	struct forum_meeting *at;
	struct cadence_plain  p;
	size_t                n;

	*ret_starts = in->starts;
	if (in->starts.n == DAY_NONE) {
		TRY(forum_planned(cx, in->forum, &at, &n));
		ret_starts->n = n > 0 ? at[n - 1].day.n + 1 : cx->today.n;
	} else if (in->starts.n < cx->today.n) {
		return cx_fail(cx, ERR_INPUT, "forum.starts_past", STR("starts"));
	}
	if (cadence_plain(rule, &p) && !p.monthly)
		while (day_weekday(*ret_starts) != p.weekday)
			ret_starts->n++;
	return OK;
}

static err
cadence_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct cadence_in *in = vin;
	struct forum_row         f;
	str                      rule;
	day                      starts;

	TRY(forum_reach(cx, in->forum, MAY_SET_UP, &f));
	if (in->version != 0 && in->version != f.version)
		return cx_clash(cx, "version.stale", STR("cadence"),
		    f.cadence.n > 0 ? cadence_words(cx->lang, cx->mem, f.cadence) : STR("-"));
	TRY(rule_of(cx, in, &f, &rule));
	if (str_eq(rule, f.cadence) && in->starts.n == DAY_NONE)
		return forum_find(cx, in->forum, ret_out);
	TRY(starts_of(cx, in, rule, &starts));
	TRY(forum_set_cadence(cx, in->forum, rule, starts));
	return forum_find(cx, in->forum, ret_out);
}

const struct op forum_cadence = {
	.name = STR_INIT("forum.cadence"), .path = STR_INIT("/forums/{forum}/cadence"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "Changes how often a forum meets; meetings that are planned stay as they are.",
	FIELDS(cadence_fields), .in_size = sizeof(struct cadence_in), .out_size = sizeof(struct forum_row),
	.out = &forum_row_shape, .run = cadence_run, .cites = "SM-C1 SM-C2",
};

/* ---- who has a seat, and whom it passes things to -------------------------------------- */

struct seat_in { forum_id forum; int64_t constituency, seats, quorum, version; };

static const struct field seat_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct seat_in, forum), .about = "Which forum." },
	{ STR_INIT("constituency"), FIELD_CHOICE, offsetof(struct seat_in, constituency), .choices = constituencies,
	  .about = "Which group." },
	{ STR_INIT("seats"), FIELD_INT, offsetof(struct seat_in, seats), .max = 500, .optional = true,
	  .about = "How many seats it has; 0: any number may come." },
	{ STR_INIT("quorum"), FIELD_INT, offsetof(struct seat_in, quorum), .max = 500, .optional = true,
	  .about = "How many of them must be there.  With no seats either, the group is taken off." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct seat_in, version), .optional = true,
	  .about = "The version you read, so that nobody's words are lost." },
};

static err
seat_stale(struct cx *cx, const struct seat_in *in)
{
	struct forum_seat *at;
	struct word       *w = arena_take(cx->mem, 2 * sizeof *w);
	int64_t            seats = 0, quorum = 0;
	size_t             n;

	TRY(forum_seats(cx, in->forum, &at, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(at[i].constituency, constituency_key(in->constituency))) {
			seats = at[i].seats;
			quorum = at[i].quorum;
		}
	w[0] = (struct word){ .name = STR("seats"), .value = str_fmt(cx->mem, "%lld", (long long)seats) };
	w[1] = (struct word){ .name = STR("quorum"), .value = str_fmt(cx->mem, "%lld", (long long)quorum) };
	return cx_clash_all(cx, "version.stale", (struct words){ w, 2 });
}

static err
seat_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct seat_in *in = vin;
	struct forum_seat     s = { constituency_key(in->constituency), in->seats, in->quorum, 0 };
	struct forum_row      f;

	TRY(forum_reach(cx, in->forum, MAY_SET_UP, &f));
	if (in->constituency == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("constituency"));
	if (in->version != 0 && in->version != f.version)
		return seat_stale(cx, in);
	if (in->seats > 0 && in->quorum > in->seats)
		return cx_fail_n(cx, ERR_INPUT, "input.too_big", STR("quorum"), in->seats);
	TRY(forum_set_seat(cx, in->forum, &s));
	TRY(forum_touch(cx, in->forum));
	return forum_find(cx, in->forum, ret_out);
}

const struct op forum_seat_set = {
	.name = STR_INIT("forum.seat"), .path = STR_INIT("/forums/{forum}/seats"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Says how many seats a group has in a forum, and how many of them must be there.", FIELDS(seat_fields),
	.in_size = sizeof(struct seat_in), .out_size = sizeof(struct forum_row), .out = &forum_row_shape, .run = seat_run,
	.cites = "CW-8 SM-C1",
};

/* "Add: Fay, chair". */
static str
wanted(struct cx *cx, bool ends, str what)
{
	struct fill name = { "name", what };

	return words_fill(cx->mem, words_get(cx->lang, ends ? MSG_forum_wanted_end : MSG_forum_wanted), &name, 1);
}

/* "Fay, chair", a line each. */
static void
add_line(struct cx *cx, struct buf *b, str first, str second)
{
	struct fill at[] = { { "first", first }, { "second", second } };

	if (b->n > 0)
		buf_add(b, STR("\n"));
	buf_add(b, words_fill(cx->mem, words_get(cx->lang, MSG_forum_pair), at, 2));
}

err
forum_seating(struct cx *cx, const struct forum_seating *s)
{
	struct forum_row     f;
	struct forum_person *at;
	struct buf           mine = { .mem = cx->mem }, now = { .mem = cx->mem };
	size_t               n;

	TRY(forum_find(cx, s->forum, &f));
	if (s->version == 0 || s->version == f.version)
		return forum_touch(cx, s->forum);
	if (!forum_may(cx, s->forum, MAY_SET_UP))      /* who sits there is not for everybody's eyes */
		return cx_clash_all(cx, "version.stale", (struct words){ 0 });
	TRY(forum_people(cx, s->forum, &at, &n));
	for (size_t i = 0; i < n; i++)
		add_line(cx, &now, at[i].name, label(cx->lang, LABEL_ROLE, at[i].role));
	if (n == 0)
		buf_add(&now, words_get(cx->lang, MSG_forum_nobody));
	add_line(cx, &mine, s->name, label(cx->lang, LABEL_ROLE, s->role));
	return cx_clash_both(cx, "version.stale", STR("person"), wanted(cx, s->ends, buf_str(&mine)), buf_str(&now));
}

static str
about(struct cx *cx, str topic)
{
	return topic.n > 0 ? label(cx->lang, LABEL_TOPIC, topic) : words_get(cx->lang, MSG_forum_everything);
}

err
forum_way_seen(struct cx *cx, const struct forum_row *f, const struct forum_seen_way *w)
{
	struct forum_route *at;
	struct forum_row    to = { 0 };
	struct buf          mine = { .mem = cx->mem }, now = { .mem = cx->mem };
	size_t              n;

	if (w->version == 0 || w->version == f->version)
		return OK;
	TRY(forum_find(cx, w->to, &to));
	TRY(forum_routes(cx, w->forum, &at, &n));
	for (size_t i = 0; i < n; i++)
		add_line(cx, &now, at[i].name, about(cx, at[i].topic));
	if (n == 0)
		buf_add(&now, words_get(cx->lang, MSG_forum_nobody));
	add_line(cx, &mine, to.name, about(cx, w->topic));
	return cx_clash_both(cx, "version.stale", STR("to"), wanted(cx, w->ends, buf_str(&mine)), buf_str(&now));
}

struct way_in { forum_id forum, to; str topic; int64_t version; };

static const struct field way_fields[] = {
	{ STR_INIT("forum"), FIELD_ID, offsetof(struct way_in, forum), .about = "Which forum." },
	{ STR_INIT("to"), FIELD_ID, offsetof(struct way_in, to), .about = "The forum it passed things to." },
	{ STR_INIT("topic"), FIELD_LINE, offsetof(struct way_in, topic), .max = 40, .optional = true,
	  .about = "Only the way for this topic." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct way_in, version), .optional = true,
	  .about = "The version you read, so that nobody's words are lost." },
};

static err
way_end_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct way_in *in = vin;
	struct forum_row     f;

	TRY(forum_reach(cx, in->forum, MAY_SET_UP, &f));
	TRY(forum_way_seen(cx, &f, &(struct forum_seen_way){ in->forum, in->to, in->topic, in->version, true }));
	TRY(forum_end_route(cx, in->forum, in->to, in->topic));
	TRY(forum_touch(cx, in->forum));
	return forum_find(cx, in->forum, ret_out);
}

const struct op forum_way_end = {
	.name = STR_INIT("forum.route_end"), .path = STR_INIT("/forums/{forum}/routes/end"), .may = MAY_SET_UP,
	.tx = TX_WRITE, .about = "A forum passes nothing on that way any more.", FIELDS(way_fields),
	.in_size = sizeof(struct way_in), .out_size = sizeof(struct forum_row), .out = &forum_row_shape,
	.run = way_end_run, .cites = "SM-C4",
};
