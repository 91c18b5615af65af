/*
 * rooms/meeting: running one: agenda, open, who was there, outcomes, close, notes.  Steps out
 * of order are refused by name.  No SQL and no HTML in here.
 */
#include "rooms/meeting/meeting_in.h"

#include "rooms/action/action.h"
#include "rooms/matter/matter.h"
#include "rooms/person/person.h"
#include "rooms/promise/promise.h"
#include "rooms/unit/unit.h"
#include "rooms/safeguarding/safeguarding.h"



static err
mine_to_run(struct cx *cx, int64_t id, struct meeting_row *ret)
{
	struct forum_row f;

	TRY(meeting_find(cx, id, ret));
	if (forum_reach(cx, (forum_id){ ret->forum }, MAY_RUN_MEETING, &f) == OK)
		return OK;
	cx->nwhys = 0;
	return forum_may(cx, (forum_id){ ret->forum }, MAY_READ_UNIT)
	    ? cx_fail(cx, ERR_DENIED, "meeting.not_yours", STR("meeting"))
	    : cx_fail(cx, ERR_MISSING, "meeting.missing", STR("meeting"));
}

struct agenda_in { int64_t meeting; str topic; matter_id matter; bool send; };

static const struct field agenda_fields[] = {
	{ STR_INIT("meeting"), FIELD_ID, offsetof(struct agenda_in, meeting), .about = "Which meeting." },
	{ STR_INIT("topic"), FIELD_LINE, offsetof(struct agenda_in, topic), .max = 300, .optional = true,
	  .about = "A topic to put on the agenda." },
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct agenda_in, matter), .optional = true,
	  .about = "A matter to put on the agenda." },
	{ STR_INIT("send"), FIELD_BOOL, offsetof(struct agenda_in, send), .optional = true,
	  .about = "The agenda goes out now." },
};

static err
agenda_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct agenda_in     *in = vin;
	struct meeting_agenda_sent *out = ret_out;
	struct meeting_row          m;
	int64_t                     n = 0;

	TRY(meeting_find(cx, in->meeting, &m));
	if (!forum_may(cx, (forum_id){ m.forum }, in->send ? MAY_RUN_MEETING : MAY_PROPOSE))
		return cx_fail(cx, ERR_MISSING, "meeting.missing", STR("meeting"));
	if (m.state == MEETING_CLOSED || m.state == MEETING_CANCELLED)
		return cx_fail(cx, ERR_INPUT, "meeting.is_over", STR("meeting"));
	if (in->topic.n > 0)
		TRY(meeting_insert_item(cx, m.id, &(struct meeting_item){ .topic = in->topic }, 0, &n));
	if (in->matter.v != 0) {
		if (!matter_may(cx, in->matter, MAY_READ_SUMMARY))
			return cx_fail(cx, ERR_INPUT, "matter.missing", STR("matter"));
		TRY(meeting_item_of(cx, m.id, in->matter.v, &n));
		if (n == 0)
			TRY(meeting_insert_item(cx, m.id, &(struct meeting_item){ .matter = in->matter.v }, 0, &n));
	}
	if (in->send) {
		TRY(meeting_freeze(cx, &m));
		TRY(meeting_set_agenda(cx, m.id));
	}
	out->meeting = m.id;
	out->sent = in->send || m.agenda_at.s != 0;
	return meeting_items(cx, &m, &out->items, &out->nitems);
}

static const struct shape_field sent_fields[] = {
	SH(struct meeting_agenda_sent, SHAPE_INT, meeting), SH(struct meeting_agenda_sent, SHAPE_BOOL, sent),
	SH_LIST(struct meeting_agenda_sent, "agenda", items, nitems, &meeting_item_shape),
};
static const struct shape sent_shape = SHAPE("meeting_agenda", struct meeting_agenda_sent, sent_fields);

const struct op meeting_agenda = {
	.name = STR_INIT("meeting.agenda"), .path = STR_INIT("/meetings/{meeting}/agenda"), .may = MAY_PROPOSE,
	.tx = TX_WRITE, .about = "Puts a topic on the agenda, or sends the agenda out.", FIELDS(agenda_fields),
	.in_size = sizeof(struct agenda_in), .out_size = sizeof(struct meeting_agenda_sent), .out = &sent_shape,
	.run = agenda_run, .hears = &safeguarding_hears, .cites = "SM-C2",
};

static const struct field one_fields[] = {
	{ STR_INIT("meeting"), FIELD_ID, 0, .about = "Which meeting." },
};

static err
open_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct meeting_row m;

	TRY(mine_to_run(cx, *(const int64_t *)vin, &m));
	if (m.state != MEETING_PLANNED)
		return cx_fail(cx, ERR_INPUT, m.state == MEETING_OPEN ? "meeting.is_open" : "meeting.is_over",
		    STR("meeting"));
	if (m.day.n > cx->today.n)
		return cx_fail(cx, ERR_INPUT, "meeting.too_early", STR("meeting"));
	TRY(meeting_freeze(cx, &m));
	TRY(meeting_set_state(cx, &m, MEETING_OPEN));
	return meeting_find(cx, m.id, ret_out);
}

const struct op meeting_open = {
	.name = STR_INIT("meeting.open"), .path = STR_INIT("/meetings/{meeting}/open"), .may = MAY_RUN_MEETING,
	.tx = TX_WRITE, .about = "Opens a meeting; its agenda stands.", FIELDS(one_fields),
	.in_size = sizeof(int64_t), .out_size = sizeof(struct meeting_row), .out = &meeting_row_shape,
	.run = open_run, .cites = "SM-B1",
};

struct attend_in { int64_t meeting, constituency, count, how; person_id person; str name; bool leader, paper; };

static const struct field attend_fields[] = {
	{ STR_INIT("meeting"), FIELD_ID, offsetof(struct attend_in, meeting), .about = "Which meeting." },
	{ STR_INIT("person"), FIELD_ID, offsetof(struct attend_in, person), .optional = true,
	  .about = "Who was there; or" },
	{ STR_INIT("constituency"), FIELD_CHOICE, offsetof(struct attend_in, constituency),
	  .choices = constituencies, .optional = true, .about = "which group, when they are only counted." },
	{ STR_INIT("count"), FIELD_INT, offsetof(struct attend_in, count), .max = 500, .optional = true,
	  .about = "How many of that group; 1 when left out." },
	{ STR_INIT("name"), FIELD_LINE, offsetof(struct attend_in, name), .max = 120, .optional = true,
	  .about = "A visitor's name, if they like." },
	{ STR_INIT("how"), FIELD_CHOICE, offsetof(struct attend_in, how), .choices = meeting_hows, .optional = true,
	  .about = "In person, online, or sent apologies." },
	{ STR_INIT("leader"), FIELD_BOOL, offsetof(struct attend_in, leader), .optional = true,
	  .about = "They are of the executive team." },
	{ STR_INIT("paper"), FIELD_BOOL, offsetof(struct attend_in, paper), .optional = true,
	  .about = "Typed in from a printed sheet." },
};

static err
attend_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct attend_in *in = vin;
	struct meeting_row      m;
	struct forum_row        f;
	struct person_row       p;
	struct meeting_person   t = { .person = in->person.v, .heads = in->count ? in->count : 1, .how = in->how,
		.name = in->name, .constituency = constituency_key(in->constituency), .leader = in->leader,
		.paper = in->paper };

	TRY(mine_to_run(cx, in->meeting, &m));
	if (m.state == MEETING_CANCELLED || (m.state == MEETING_CLOSED && !in->paper))
		return cx_fail(cx, ERR_INPUT, "meeting.is_over", STR("meeting"));
	if (m.day.n > cx->today.n && in->how != HOW_APOLOGIES)
		return cx_fail(cx, ERR_INPUT, "meeting.too_early", STR("meeting"));
	if (in->person.v != 0) {
		TRY(forum_find(cx, (forum_id){ m.forum }, &f));
		TRY(person_near(cx, in->person, (unit_id){ f.unit }, STR("person"), &p));
		t.heads = 1;
		t.name = p.name;
		t.constituency = in->constituency ? t.constituency : p.constituency;
		t.leader = t.leader || person_role_held(cx, in->person, ROLE_EXECUTIVE);
	}
	if (t.constituency.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("constituency"));
	TRY(meeting_insert_there(cx, m.id, &t));
	TRY(meeting_count(cx, &m));
	return meeting_find(cx, m.id, ret_out);
}

const struct op meeting_attend = {
	.name = STR_INIT("meeting.attend"), .path = STR_INIT("/meetings/{meeting}/attendance"), .may = MAY_RUN_MEETING,
	.tx = TX_WRITE, .about = "Writes down who was there: a person, or a number of a group.",
	FIELDS(attend_fields), .in_size = sizeof(struct attend_in), .out_size = sizeof(struct meeting_row),
	.out = &meeting_row_shape, .run = attend_run, .cites = "SM-C2 SM-C5 CW-8 CY-2d",
};

struct outcome_in {
	int64_t   meeting, item, outcome, yes, no, unsure, version;
	matter_id matter;
	str       words, action, action_owner_name;
	forum_id  to;
	person_id action_owner;
	day       action_due;
	bool      paper;
};

static const struct field outcome_fields[] = {
	{ STR_INIT("meeting"), FIELD_ID, offsetof(struct outcome_in, meeting), .about = "Which meeting." },
	{ STR_INIT("item"), FIELD_INT, offsetof(struct outcome_in, item), .optional = true,
	  .about = "Which item of the agenda; or" },
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct outcome_in, matter), .optional = true,
	  .about = "which matter." },
	{ STR_INIT("outcome"), FIELD_CHOICE, offsetof(struct outcome_in, outcome), .choices = item_outcomes,
	  .about = "Settled here, passed on, carried over to the next meeting, or noted." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct outcome_in, words), .max = 4000, .optional = true,
	  .about = "What was said and agreed, in plain words." },
	{ STR_INIT("to"), FIELD_ID, offsetof(struct outcome_in, to), .optional = true,
	  .about = "Passed on: to which forum; the usual one above when left out." },
	{ STR_INIT("action"), FIELD_TEXT, offsetof(struct outcome_in, action), .max = 2000, .optional = true,
	  .about = "An action that goes with it." },
	{ STR_INIT("action_owner"), FIELD_ID, offsetof(struct outcome_in, action_owner), .optional = true,
	  .about = "Who does it; or" },
	{ STR_INIT("action_owner_name"), FIELD_LINE, offsetof(struct outcome_in, action_owner_name), .max = 120,
	  .optional = true, .about = "the department or person by name." },
	{ STR_INIT("action_due"), FIELD_DAY, offsetof(struct outcome_in, action_due), .optional = true,
	  .about = "The day it is promised for; in two weeks when left out." },
	{ STR_INIT("yes"), FIELD_INT, offsetof(struct outcome_in, yes), .max = 1000, .optional = true,
	  .about = "Hands for." },
	{ STR_INIT("no"), FIELD_INT, offsetof(struct outcome_in, no), .max = 1000, .optional = true,
	  .about = "Hands against." },
	{ STR_INIT("unsure"), FIELD_INT, offsetof(struct outcome_in, unsure), .max = 1000, .optional = true,
	  .about = "Not sure." },
	{ STR_INIT("paper"), FIELD_BOOL, offsetof(struct outcome_in, paper), .optional = true,
	  .about = "Typed in from a printed sheet." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct outcome_in, version), .optional = true,
	  .about = "The item's version you read, so that nobody's words are lost." },
};

/* Somebody else wrote this item's outcome since it was read. */
static err
item_unmoved(struct cx *cx, const struct outcome_in *in, int64_t n)
{
	int64_t version = in->version;
	str     words = STR("");

	if (in->version == 0)
		return OK;
	TRY(meeting_item_words(cx, in->meeting, n, &words, &version));
	return version == in->version ? OK : cx_clash(cx, "version.stale", STR("words"), words);
}

static err
item_matter(struct cx *cx, const struct meeting_row *m, int64_t n, matter_id *ret)
{
	struct meeting_item *at;
	size_t               count;

	TRY(meeting_items(cx, m, &at, &count));
	for (size_t i = 0; i < count; i++)
		if (at[i].n == n && n != 0) {
			ret->v = at[i].matter;
			return OK;
		}
	return cx_fail(cx, ERR_INPUT, "meeting.no_item", STR("item"));
}

/* The item's number and its matter, by either; a matter raised meanwhile becomes an item. */
static err
which_item(struct cx *cx, const struct outcome_in *in, const struct meeting_row *m, int64_t *ret_n, matter_id *ret)
{
	*ret = in->matter;
	*ret_n = in->item;
	if (in->matter.v == 0)
		return item_matter(cx, m, in->item, ret);
	TRY(meeting_item_of(cx, m->id, in->matter.v, ret_n));
	if (*ret_n != 0)
		return OK;
	if (!matter_may(cx, in->matter, MAY_READ_SUMMARY))
		return cx_fail(cx, ERR_INPUT, "meeting.no_item", STR("matter"));
	return meeting_insert_item(cx, m->id, &(struct meeting_item){ .matter = in->matter.v }, 0, ret_n);
}

static err
matter_outcome(struct cx *cx, const struct outcome_in *in, matter_id id)
{
	struct matter_pass p = { .id = id, .to = in->to, .meeting = in->meeting, .words = in->words };
	struct matter_done done;

	switch ((enum item_outcome)in->outcome) {
	case ITEM_SETTLED:
		if (in->words.n == 0)
			return cx_fail(cx, ERR_INPUT, "input.needed", STR("words"));
		return matter_settle_here(cx, id, in->meeting, in->words, &done);
	case ITEM_PASSED:
		return matter_pass_on(cx, &p, &done);
	case ITEM_NOTED:
	case ITEM_CARRIED:
		return matter_heard(cx, id, in->meeting, in->words);
	case ITEM_NONE:
	case ITEM_DECIDED:
		break;
	}
	return cx_fail(cx, ERR_INPUT, "meeting.decide_there", STR("outcome"));
}

static err
with_action(struct cx *cx, const struct outcome_in *in, const struct meeting_row *m, matter_id id)
{
	struct forum_row  f;
	struct matter_row row;
	struct action_new n = { .matter = id.v, .what = in->action, .owner_name = in->action_owner_name,
		.owner = in->action_owner, .due = in->action_due };
	int64_t           made;

	if (in->action.n == 0)
		return OK;
	TRY(forum_reach(cx, (forum_id){ m->forum }, MAY_SET_ACTION, &f));
	n.forum.v = m->forum;
	n.unit.v = f.unit;
	if (n.due.n == DAY_NONE)
		n.due.n = cx->today.n + 14;
	if (id.v != 0) {
		TRY(matter_find(cx, id, &row));
		n.unit.v = row.unit;
		n.forum.v = row.holder;
	}
	return action_make(cx, &n, &made);
}

static err
outcome_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct outcome_in *in = vin;
	struct meeting_row       m;
	matter_id                id = { 0 };
	struct item_set          set = { .meeting = in->meeting, .outcome = in->outcome, .yes = in->yes, .no = in->no,
		.unsure = in->unsure, .words = in->words, .paper = in->paper };

	TRY(mine_to_run(cx, in->meeting, &m));
	if (m.state == MEETING_PLANNED)
		return cx_fail(cx, ERR_INPUT, "meeting.not_open", STR("meeting"));
	if (m.state == MEETING_CANCELLED || (m.state == MEETING_CLOSED && !in->paper))
		return cx_fail(cx, ERR_INPUT, "meeting.is_over", STR("meeting"));
	if (in->item == 0 && in->matter.v == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("item"));
	TRY(which_item(cx, in, &m, &set.n, &id));
	TRY(item_unmoved(cx, in, set.n));
	/* One that never was with this forum was only talked about: its journey is not theirs to write. */
	if ((in->outcome == ITEM_NOTED || in->outcome == ITEM_CARRIED) && !matter_is_with(cx, id, (forum_id){ m.forum }))
		id.v = 0;
	if (id.v != 0)
		TRY(matter_outcome(cx, in, id));
	TRY(with_action(cx, in, &m, id));
	TRY(meeting_set_item(cx, &set));
	return meeting_find(cx, m.id, ret_out);
}

const struct op meeting_outcome = {
	.name = STR_INIT("meeting.outcome"), .path = STR_INIT("/meetings/{meeting}/outcomes"), .may = MAY_RUN_MEETING,
	.tx = TX_WRITE, .about = "Writes down the outcome of one item of the agenda.", FIELDS(outcome_fields),
	.in_size = sizeof(struct outcome_in), .out_size = sizeof(struct meeting_row), .out = &meeting_row_shape,
	.run = outcome_run, .hears = &safeguarding_hears, .cites = "SM-B1 SM-C4",
};

err
meeting_item_decided(struct cx *cx, int64_t meeting, int64_t matter, str reason)
{
	struct item_set set = { .meeting = meeting, .outcome = ITEM_DECIDED, .words = reason };

	TRY(meeting_item_of(cx, meeting, matter, &set.n));
	if (set.n == 0)
		TRY(meeting_insert_item(cx, meeting, &(struct meeting_item){ .matter = matter }, 0, &set.n));
	return meeting_set_item(cx, &set);
}

struct close_in { int64_t meeting, version; str notes; };

static const struct field close_fields[] = {
	{ STR_INIT("meeting"), FIELD_ID, offsetof(struct close_in, meeting), .about = "Which meeting." },
	{ STR_INIT("notes"), FIELD_TEXT, offsetof(struct close_in, notes), .max = 20000, .optional = true,
	  .about = "Notes in plain words, for everybody of the place." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct close_in, version), .optional = true,
	  .about = "The notes_version you read, so that nobody's words are lost." },
};

/* Somebody else wrote the notes since they were read. */
static err
notes_unmoved(struct cx *cx, const struct close_in *in)
{
	int64_t version = in->version;
	str     notes = STR("");

	if (in->version == 0)
		return OK;
	TRY(meeting_texts(cx, in->meeting, &notes, &version));
	return version == in->version ? OK : cx_clash(cx, "version.stale", STR("notes"), notes);
}

/* SM-C5: nothing passed up can be left lying; a late answer, or "not yet, because", comes first. */
static err
close_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct close_in *in = vin;
	struct meeting_row     m;
	int64_t                owed = 0, matter = 0, next = 0;

	TRY(mine_to_run(cx, in->meeting, &m));
	if (m.state != MEETING_OPEN)
		return cx_fail(cx, ERR_INPUT, m.state == MEETING_PLANNED ? "meeting.not_open" : "meeting.is_over",
		    STR("meeting"));
	TRY(notes_unmoved(cx, in));
	TRY(promise_owed(cx, (forum_id){ m.forum }, &owed, &matter));
	if (owed > 0)
		return cx_fail_n(cx, ERR_INPUT, "meeting.owes", STR("meeting"), owed);
	TRY(meeting_next(cx, m.forum, m.day, &next));
	TRY(meeting_carry_topics(cx, m.id, next));
	if (in->notes.n > 0)
		TRY(meeting_set_notes(cx, m.id, in->notes));
	TRY(meeting_count(cx, &m));
	TRY(meeting_set_state(cx, &m, MEETING_CLOSED));
	return meeting_find(cx, m.id, ret_out);
}

const struct op meeting_close = {
	.name = STR_INIT("meeting.close"), .path = STR_INIT("/meetings/{meeting}/close"), .may = MAY_RUN_MEETING,
	.tx = TX_WRITE, .about = "Closes a meeting, unless an answer is owed and late.", FIELDS(close_fields),
	.in_size = sizeof(struct close_in), .out_size = sizeof(struct meeting_row), .out = &meeting_row_shape,
	.run = close_run, .hears = &safeguarding_hears, .cites = "SM-C5",
};

static err
notes_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct close_in *in = vin;
	struct meeting_row     m;

	TRY(mine_to_run(cx, in->meeting, &m));
	if (in->notes.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("notes"));
	if (m.state != MEETING_CLOSED && m.state != MEETING_OPEN)
		return cx_fail(cx, ERR_INPUT, "meeting.not_open", STR("meeting"));
	TRY(notes_unmoved(cx, in));
	TRY(meeting_set_notes(cx, m.id, in->notes));
	return meeting_find(cx, m.id, ret_out);
}

const struct op meeting_notes = {
	.name = STR_INIT("meeting.notes"), .path = STR_INIT("/meetings/{meeting}/notes"), .may = MAY_RUN_MEETING,
	.tx = TX_WRITE, .about = "Writes the notes of a meeting.", FIELDS(close_fields),
	.in_size = sizeof(struct close_in), .out_size = sizeof(struct meeting_row), .out = &meeting_row_shape,
	.run = notes_run, .hears = &safeguarding_hears, .cites = "SM-C2",
};

static err
cancel_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct meeting_row m;

	TRY(mine_to_run(cx, *(const int64_t *)vin, &m));
	if (m.state != MEETING_PLANNED)
		return cx_fail(cx, ERR_INPUT, "meeting.is_over", STR("meeting"));
	TRY(meeting_set_state(cx, &m, MEETING_CANCELLED));
	return meeting_find(cx, m.id, ret_out);
}

const struct op meeting_cancel = {
	.name = STR_INIT("meeting.cancel"), .path = STR_INIT("/meetings/{meeting}/cancel"), .may = MAY_RUN_MEETING,
	.tx = TX_WRITE, .about = "Cancels a planned meeting.", FIELDS(one_fields), .in_size = sizeof(int64_t),
	.out_size = sizeof(struct meeting_row), .out = &meeting_row_shape, .run = cancel_run,
};
