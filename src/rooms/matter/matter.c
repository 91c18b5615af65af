/*
 * rooms/matter: raising and listing, and the words its enums have outside.  The rules of the
 * journey are in carry.c, what a reader may see in read.c.  No SQL and no HTML in here.
 */
#include "rooms/matter/matter_in.h"

#include "base/secret.h"
#include "rooms/consent/consent.h"
#include "rooms/person/person.h"
#include "store/search.h"

#include <assert.h>

const char *const matter_namings[] = { "", "named", "facilitator", "unlinkable", NULL };
const char *const matter_states[] = { "", "raised", "heard", "passed", "decided", "doing", "done", "settled",
	"judged", "joined", NULL };
const char *const outcomes[] = { "", "yes", "partly", "not_now", "no", NULL };
const char *const verdicts[] = { "", "fixed", "partly", "not", NULL };
const char *const step_kinds[] = { "", "raised", "heard", "settled", "passed", "decided", "action_set", "progress",
	"action_done", "told_back", "verdict", "asked_again", "not_yet", "ran_late", "joined", "said_more",
	"brought_back", NULL };
const char *const matter_topics[] = { "", "environment", "food", "activities", "staff", "safety", "care",
	"medicine", "leave", "visits", "information", "privacy", "money", "other", NULL };
const char *const matter_kinds[] = { "", "concern", "idea", "question", "thanks", "recommendation", "complaint",
	NULL };
const char *const matter_sources[] = { "", "web", "kiosk", "meeting", "paper", "phone", "helper", "import",
	"survey", NULL };

struct raise_in {
	unit_id   unit;
	str       said, name, ward;
	int64_t   topic, kind, naming, source, constituency;
	person_id for_person;
	bool      help_now, about_staff;
};

static const struct field raise_fields[] = {
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct raise_in, unit), .optional = true,
	  .about = "The place it is about; or" },
	{ STR_INIT("ward"), FIELD_LINE, offsetof(struct raise_in, ward), .max = 60, .optional = true,
	  .about = "its address, like oak." },
	{ STR_INIT("said"), FIELD_TEXT, offsetof(struct raise_in, said), .max = MATTER_SAID_MAX,
	  .about = "What they want to say, in their words. It is never changed." },
	{ STR_INIT("topic"), FIELD_CHOICE, offsetof(struct raise_in, topic), .choices = matter_topics,
	  .optional = true, .about = "What it is about." },
	{ STR_INIT("kind"), FIELD_CHOICE, offsetof(struct raise_in, kind), .choices = matter_kinds,
	  .optional = true, .about = "What sort of thing it is; a concern when left out." },
	{ STR_INIT("naming"), FIELD_CHOICE, offsetof(struct raise_in, naming), .choices = matter_namings,
	  .optional = true, .about = "Who may know who said it: all who work on it, only the facilitator, or nobody ever." },
	{ STR_INIT("name"), FIELD_LINE, offsetof(struct raise_in, name), .max = 120, .optional = true,
	  .about = "A name, when they are not signed in and want to give one." },
	{ STR_INIT("constituency"), FIELD_CHOICE, offsetof(struct raise_in, constituency),
	  .choices = constituencies, .optional = true, .about = "Which group they belong to, if they want to say." },
	{ STR_INIT("source"), FIELD_CHOICE, offsetof(struct raise_in, source), .choices = matter_sources,
	  .optional = true, .about = "How it reached us; paper, phone and helper mark that somebody typed it for them." },
	{ STR_INIT("help_now"), FIELD_BOOL, offsetof(struct raise_in, help_now), .optional = true,
	  .about = "Somebody may be in danger: a person on call is told at once." },
	{ STR_INIT("about_staff"), FIELD_BOOL, offsetof(struct raise_in, about_staff), .optional = true,
	  .about = "It is about somebody who works there: nobody of that place is told." },
	{ STR_INIT("for_person"), FIELD_ID, offsetof(struct raise_in, for_person), .optional = true,
	  .about = "The person a helper writes it down for." },
};

static bool
typed_for_another(const struct raise_in *in)
{
	str source = str_of(matter_sources[in->source]);

	return in->for_person.v != 0 || str_eq(source, STR("paper")) || str_eq(source, STR("phone")) ||
	    str_eq(source, STR("helper"));
}

/* Not signed in and no name given: nobody, ever. */
static int64_t
naming_of(const struct cx *cx, const struct raise_in *in)
{
	if (in->naming != NAMING_UNSAID)
		return in->naming;
	if (typed_for_another(in))
		return in->for_person.v != 0 || in->name.n > 0 ? NAMING_NAMED : NAMING_FACILITATOR;
	return cx->who.id.v == 0 && in->name.n == 0 ? NAMING_UNLINKABLE : NAMING_NAMED;
}

static bool
raise_unnamed(const struct cx *cx, const void *vin)
{
	const struct raise_in *in = vin;

	return naming_of(cx, in) == NAMING_UNLINKABLE && !typed_for_another(in);
}

/* CW-1: their own places when signed in; any place that is open to all without a name. */
static err
may_raise_there(struct cx *cx, const struct raise_in *in, struct unit_row *ret_unit)
{
	enum may what = typed_for_another(in) ? MAY_RAISE_FOR : MAY_RAISE;
	bool     open;

	if (in->unit.v == 0 && in->ward.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("unit"));
	if (in->unit.v == 0)
		TRY(unit_find_slug(cx, in->ward, ret_unit));
	else
		TRY(unit_find(cx, in->unit, ret_unit));
	open = ret_unit->open_to_all && (cx->who.id.v == 0 || naming_of(cx, in) == NAMING_UNLINKABLE);
	if (!open || what != MAY_RAISE)
		TRY(unit_reach(cx, (unit_id){ ret_unit->id }, what, ret_unit));
	return unit_is_open(cx, ret_unit, STR("unit"));
}

static err
author_of(struct cx *cx, const struct raise_in *in, struct matter_new *n)
{
	struct person_row p;
	person_id         author = typed_for_another(in) ? in->for_person : cx->who.id;

	n->constituency = constituency_key(in->constituency);
	if (typed_for_another(in))
		n->typed_by = cx->who.id.v;
	if (n->naming == NAMING_UNLINKABLE)
		return OK;
	n->author_name = in->name;
	if (author.v <= 0)
		return OK;
	if (typed_for_another(in) && !unit_person_may(cx, (unit_id){ n->unit.id }, author, MAY_RAISE))
		return cx_fail(cx, ERR_INPUT, "person.missing", STR("for_person"));
	TRY(person_find(cx, author, &p));
	n->author = author.v;
	n->author_name = p.name;
	if (n->constituency.n == 0)
		n->constituency = p.constituency;
	return OK;
}

/*
 * Ids carry the day and chance: 15 bits of day, 37 of chance.  The order of two matters of
 * one day says nothing about which came first.
 */
static err
new_id(struct cx *cx, day d, matter_id *ret_id)
{
	struct matter_row taken;

	for (int i = 0; i < 8; i++) {
		int64_t high = secret_below(INT64_C(1) << 18), low = secret_below(INT64_C(1) << 19);
		err     e;

		ret_id->v = d.n << 37 | high << 19 | low;
		e = matter_find(cx, *ret_id, &taken);
		if (e == ERR_MISSING) {
			cx->why = (struct why){ 0 };
			cx->nwhys = 0;
			return OK;
		}
		TRY(e);
	}
	return ERR_BUSY;
}

err
matter_add(struct cx *cx, const struct matter_new *n, const struct forum_row *holder, matter_id *ret_id)
{
	struct matter_row    m;
	struct matter_change c = { .step = STEP_RAISED, .due = { DAY_NONE }, .own_words = true,
		.unnamed = n->naming == NAMING_UNLINKABLE };

	TRY(new_id(cx, n->day, ret_id));
	TRY(matter_insert(cx, n, holder, *ret_id));
	m = (struct matter_row){ .id = ret_id->v, .unit = n->unit.id, .said = n->said, .holder = holder->id };
	TRY(matter_put_search(cx, n, *ret_id));
	if (holder->id != 0)
		TRY(matter_insert_forum(cx, (forum_id){ holder->id }, *ret_id, (unit_id){ n->unit.id }));
	return matter_insert_step(cx, &m, &c, 1);
}

/* A place without a forum cannot take words, save when somebody may be in danger: then nobody holds them yet. */
static err
holder_of(struct cx *cx, const struct raise_in *in, int64_t unit, struct forum_row *ret_holder)
{
	err e = forum_of_unit(cx, (unit_id){ unit }, ret_holder);

	if (e != ERR_MISSING || (!in->help_now && !screen_text(cx->mem, in->said, NULL, 0).raised))
		return e;
	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	*ret_holder = (struct forum_row){ 0 };
	return OK;
}

static err
raise_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct raise_in *in = vin;
	struct matter_raised  *out = ret_out;
	struct forum_row       holder;
	struct matter_new      n = { .said = in->said, .naming = naming_of(cx, in), .day = cx->today };
	matter_id              id;

	TRY(may_raise_there(cx, in, &n.unit));
	TRY(author_of(cx, in, &n));
	n.kind = str_of(matter_kinds[in->kind ? in->kind : 1]);
	n.topic = str_of(matter_topics[in->topic ? in->topic : (int64_t)LEN(matter_topics) - 2]);
	n.source = str_of(matter_sources[in->source ? in->source : 1]);
	n.raised_at = n.naming == NAMING_UNLINKABLE ? ((stamp){ cx->today.n * 86400 }) : cx->now;
	TRY(holder_of(cx, in, n.unit.id, &holder));
	if (n.author == 0)
		TRY(receipt_make(cx, &out->receipt, &n.receipt));
	TRY(matter_add(cx, &n, &holder, &id));
	out->matter = id.v;
	out->holder = holder.name;
	out->unit = n.unit.name;
	cx_moves_only(cx, n.unit.line);
	return matter_next_meeting(cx, (forum_id){ holder.id }, &out->next_meeting);
}

static const struct shape_field raised_fields[] = {
	SH(struct matter_raised, SHAPE_INT, matter), SH(struct matter_raised, SHAPE_STR, receipt),
	SH_PLACE(struct matter_raised, holder), SH_PLACE(struct matter_raised, unit),
	SH(struct matter_raised, SHAPE_DAY, next_meeting), SH(struct matter_raised, SHAPE_BOOL, flagged),
	SH(struct matter_raised, SHAPE_BOOL, on_call),
};
static const struct shape raised_shape = SHAPE("matter_raised", struct matter_raised, raised_fields);

const struct op matter_raise = {
	.name = STR_INIT("matter.raise"), .path = STR_INIT("/matters"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Says something: a concern, an idea, a question or thanks.", FIELDS(raise_fields),
	.in_size = sizeof(struct raise_in), .out_size = sizeof(struct matter_raised), .out = &raised_shape,
	.run = raise_run, .hears = &safeguarding_hears, .unnamed = raise_unnamed, .cites = "CW-1 SM-B1",
};

static const struct shape_field row_fields[] = {
	SH(struct matter_row, SHAPE_INT, id), SH(struct matter_row, SHAPE_INT, unit),
	SH_PLACE(struct matter_row, unit_name), SH(struct matter_row, SHAPE_STR, words),
	SH_CHOICE(struct matter_row, state, matter_states), SH_CHOICE(struct matter_row, outcome, outcomes),
	SH_CHOICE(struct matter_row, verdict, verdicts), SH(struct matter_row, SHAPE_STR, kind),
	SH(struct matter_row, SHAPE_STR, topic), SH(struct matter_row, SHAPE_STR, source),
	SH_AS(struct matter_row, SHAPE_INT, "holder", holder),
	SH_PLACE(struct matter_row, holder_name), SH(struct matter_row, SHAPE_DAY, due),
	SH(struct matter_row, SHAPE_INT, voices), SH(struct matter_row, SHAPE_INT, again),
	SH(struct matter_row, SHAPE_INT, joined_to), SH(struct matter_row, SHAPE_STAMP, raised_at),
	SH(struct matter_row, SHAPE_STAMP, done_at), SH(struct matter_row, SHAPE_INT, version),
};
const struct shape matter_row_shape = SHAPE("matter", struct matter_row, row_fields);

static const struct field list_fields[] = {
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct matter_want, unit), .optional = true,
	  .about = "Only matters of this place and below." },
	{ STR_INIT("forum"), FIELD_INT, offsetof(struct matter_want, forum), .optional = true,
	  .about = "Only what this forum holds or held." },
	{ STR_INIT("mine"), FIELD_BOOL, offsetof(struct matter_want, mine), .optional = true,
	  .about = "Only what you said yourself." },
	{ STR_INIT("of"), FIELD_INT, offsetof(struct matter_want, of), .optional = true,
	  .about = "Only what this person said, who lets you read it (consent.list)." },
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct matter_want, find), .max = 200, .optional = true,
	  .about = "Only matters with these words." },
	{ STR_INIT("state"), FIELD_CHOICE, offsetof(struct matter_want, state), .choices = matter_states,
	  .optional = true, .about = "Only matters in this state." },
	{ STR_INIT("topic"), FIELD_CHOICE, offsetof(struct matter_want, topic), .choices = matter_topics,
	  .optional = true, .about = "Only matters about this." },
	{ STR_INIT("kind"), FIELD_CHOICE, offsetof(struct matter_want, kind), .choices = matter_kinds,
	  .optional = true, .about = "Only matters of this kind." },
	{ STR_INIT("outcome"), FIELD_CHOICE, offsetof(struct matter_want, outcome), .choices = outcomes,
	  .optional = true, .about = "Only matters decided so." },
	{ STR_INIT("verdict"), FIELD_CHOICE, offsetof(struct matter_want, verdict), .choices = verdicts,
	  .optional = true, .about = "Only matters judged so by those who said them." },
	{ STR_INIT("since"), FIELD_DAY, offsetof(struct matter_want, since), .optional = true,
	  .about = "Only matters from this day on." },
	{ STR_INIT("until"), FIELD_DAY, offsetof(struct matter_want, until), .optional = true,
	  .about = "Only matters until this day." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct matter_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct matter_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 30 when left out." },
};

enum { FOUND_AT_ONCE = MATTER_IDS_MAX, FOUND_TURNS = 8 };

/* A reader who may not see the words as said sees the approved summary, or nothing but the rest. */
static err
hide_words(struct cx *cx, struct matter_list *list)
{
	for (size_t i = 0; i < list->n; i += MATTER_IDS_MAX)
		TRY(matter_mark_words(cx, list->at + i,
		    list->n - i < MATTER_IDS_MAX ? list->n - i : MATTER_IDS_MAX));
	for (size_t i = 0; i < list->n; i++) {
		struct matter_row *m = &list->at[i];

		m->sees_words |= m->author == cx->who.id.v && m->author > 0;
		m->words = m->sees_words ? m->said : m->summary_ok ? m->summary : (str){ 0 };
	}
	return OK;
}

/* Of a few people's own, the words are looked for in what the reader reads. */
static void
keep_found(struct cx *cx, const struct matter_want *w, struct matter_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < list->n; i++)
		if (w->find.n == 0 || search_fits(cx->mem, list->at[i].words, w->find))
			list->at[n++] = list->at[i];
	list->n = n;
}

/* A search only points; rows out of reach or filtered away are passed over, for so many turns. */
static err
list_found(struct cx *cx, const struct matter_want *w, struct matter_list *ret)
{
	struct matter_list list = { .at = arena_take(cx->mem, (size_t)(w->limit + 1) * sizeof *list.at) }, more;
	int64_t            ids[FOUND_AT_ONCE], older = w->older;
	size_t             n = FOUND_AT_ONCE;
	struct later       later;

	TRY(matter_find_later(cx, w, &later));
	for (int turn = 0; turn < FOUND_TURNS && n == FOUND_AT_ONCE && list.n <= (size_t)w->limit; turn++) {
		TRY(search_find(cx->db, cx->mem, SEARCH_MATTER, w->unit, w->find, older, FOUND_AT_ONCE, ids, &n));
		n = matter_with_later(cx->mem, ids, n, &later, older);
		if (n == 0)
			break;
		TRY(matter_select_ids(cx, w, ids, n, &more));
		TRY(hide_words(cx, &more));
		for (size_t i = 0; i < more.n && list.n <= (size_t)w->limit; i++)
			if (more.at[i].sees_words || search_fits(cx->mem, more.at[i].words, w->find))
				list.at[list.n++] = more.at[i];
		older = ids[n - 1];
	}
	list.next = n == FOUND_AT_ONCE ? older : 0;
	if (list.n > (size_t)w->limit)
		list.next = list.at[--list.n - 1].id;
	*ret = list;
	return OK;
}

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct matter_want  w = *(const struct matter_want *)vin;
	struct matter_list *list = ret_out;
	struct unit_row     u;
	str                 of_name = { 0 };

	w.limit = w.limit ? w.limit : 30;
	if (w.of != 0)
		TRY(consent_giver(cx, (person_id){ w.of }, &of_name));
	if (w.unit == 0 && w.forum == 0 && w.of == 0 && !w.mine)
		TRY(unit_first(cx, MAY_READ_SUMMARY, &w.unit));
	if (w.unit != 0)
		TRY(unit_reach(cx, (unit_id){ w.unit }, MAY_READ_SUMMARY, &u));
	if (w.find.n > 0 && !w.mine && w.of == 0)
		return list_found(cx, &w, list);
	TRY(matter_select(cx, &w, list));
	TRY(hide_words(cx, list));
	keep_found(cx, &w, list);
	list->of_name = of_name;
	return OK;
}

static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct matter_list, "matters", at, n, &matter_row_shape), SH(struct matter_list, SHAPE_INT, next),
};
static const struct shape list_shape = SHAPE("matter_list", struct matter_list, list_shape_fields);

const struct op matter_list = {
	.name = STR_INIT("matter.list"), .path = STR_INIT("/matters"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Lists what was said, newest day first, with search and filters.", FIELDS(list_fields),
	.in_size = sizeof(struct matter_want), .out_size = sizeof(struct matter_list), .out = &list_shape,
	.run = list_run, .cites = "SM-E1",
};

const struct op *const matter_ops[] = { &matter_raise, &matter_list, &matter_read, &matter_join, &matter_pass,
	&matter_reply, &matter_verdict, &matter_ask_again, &matter_follow, &matter_summary, &matter_settle,
	&matter_waiting, &matter_sort, &matter_index };
const size_t matter_nops = LEN(matter_ops);
