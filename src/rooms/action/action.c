/* rooms/action: the rules.  No SQL and no HTML in here. */
#include "rooms/action/action_in.h"

#include "rooms/person/person.h"
#include "rooms/promise/promise.h"
#include "rooms/safeguarding/safeguarding.h"

const char *const action_states[] = { "", "open", "doing", "done", NULL };

static const struct shape_field row_fields[] = {
	SH(struct action_row, SHAPE_INT, id), SH(struct action_row, SHAPE_INT, matter),
	SH(struct action_row, SHAPE_INT, forum), SH_PLACE(struct action_row, forum_name),
	SH_PLACE(struct action_row, unit_name), SH(struct action_row, SHAPE_STR, what),
	SH(struct action_row, SHAPE_INT, owner), SH(struct action_row, SHAPE_STR, owner_name),
	SH_CHOICE(struct action_row, state, action_states), SH(struct action_row, SHAPE_DAY, due),
	SH(struct action_row, SHAPE_INT, days_left), SH(struct action_row, SHAPE_STR, progress),
	SH(struct action_row, SHAPE_STR, evidence), SH(struct action_row, SHAPE_INT, file),
	SH(struct action_row, SHAPE_DAY, done), SH(struct action_row, SHAPE_INT, version),
};
static const struct shape row_shape = SHAPE("action", struct action_row, row_fields);

struct set_in { matter_id matter; str what, owner_name; person_id owner; day due; int64_t version; };

static const struct field set_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct set_in, matter), .about = "Which matter it is for." },
	{ STR_INIT("what"), FIELD_TEXT, offsetof(struct set_in, what), .max = 2000, .about = "What will be done." },
	{ STR_INIT("owner"), FIELD_ID, offsetof(struct set_in, owner), .optional = true,
	  .about = "The person who does it; or" },
	{ STR_INIT("owner_name"), FIELD_LINE, offsetof(struct set_in, owner_name), .max = 120, .optional = true,
	  .about = "the department or person by name." },
	{ STR_INIT("due"), FIELD_DAY, offsetof(struct set_in, due), .about = "The day it is promised for." },
};

err
action_make(struct cx *cx, const struct action_new *n, int64_t *ret_id)
{
	struct action_new  made = *n;
	struct person_row  p;
	struct forum_row   f;
	struct matter_row  m;
	struct promise_new promise = { .matter = n->matter, .unit = n->unit, .forum = n->forum, .due = n->due };
	struct matter_change c = { .step = STEP_ACTION_SET, .due = n->due, .words = n->what };
	int64_t            id;

	if (n->due.n < cx->today.n)
		return cx_fail(cx, ERR_INPUT, "input.future", STR("due"));
	if (n->owner.v != 0) {
		TRY(forum_find(cx, n->forum, &f));
		TRY(person_near(cx, n->owner, (unit_id){ f.unit }, STR("owner"), &p));
		made.owner_name = p.name;
	}
	if (made.owner_name.n == 0)
		return cx_fail(cx, ERR_INPUT, "action.owner_needed", STR("owner_name"));
	TRY(action_insert(cx, &made, ret_id));
	promise.action = *ret_id;
	promise.label = made.owner_name;
	if (n->matter == 0)
		return promise_make(cx, &promise, &id);
	TRY(matter_find(cx, (matter_id){ n->matter }, &m));
	promise.topic = m.topic;
	TRY(promise_make(cx, &promise, &id));
	/* An action asked for while it is passed on leaves it there, with the answer still owed. */
	c.state = m.state == MATTER_PASSED || m.state == MATTER_RAISED || m.state == MATTER_HEARD ? 0 : MATTER_DOING;
	c.due = c.state == 0 ? m.due : n->due;
	c.label = made.owner_name;
	return matter_change(cx, &m, &c);
}

static err
set_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct set_in *in = vin;
	struct matter_row    m;
	struct action_new    n = { .matter = in->matter.v, .what = in->what, .owner_name = in->owner_name,
		.owner = in->owner, .due = in->due };
	int64_t              id = 0;

	TRY(matter_held(cx, in->matter, MAY_SET_ACTION, 0, &m));
	if (m.state == MATTER_JUDGED)
		return cx_fail(cx, ERR_INPUT, "matter.finished", STR("matter"));
	n.unit.v = m.unit;
	n.forum.v = m.holder;
	TRY(action_make(cx, &n, &id));
	return action_find(cx, id, MAY_SET_ACTION, ret_out);
}

const struct op action_set = {
	.name = STR_INIT("action.set"), .path = STR_INIT("/matters/{matter}/actions"), .may = MAY_SET_ACTION,
	.tx = TX_WRITE, .about = "Sets an action with an owner and a day.", FIELDS(set_fields),
	.in_size = sizeof(struct set_in), .out_size = sizeof(struct action_row), .out = &row_shape, .run = set_run, .hears = &safeguarding_hears,
	.cites = "SM-B1 SM-C3",
};

struct do_in { int64_t action, version; str words; struct upload file; struct file_kept kept; };

static const struct field progress_fields[] = {
	{ STR_INIT("action"), FIELD_ID, offsetof(struct do_in, action), .about = "Which action." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct do_in, words), .max = 2000, .about = "How it goes." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct do_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

static err
mine_to_do(struct cx *cx, const struct do_in *in, struct action_row *ret)
{
	TRY(action_find(cx, in->action, MAY_DO_ACTION, ret));
	if (in->version != 0 && in->version != ret->version)
		return cx_clash(cx, "action.moved", STR("words"),
		    ret->evidence.n > 0 ? ret->evidence : ret->progress);
	if (ret->state == ACTION_DONE)
		return cx_fail(cx, ERR_INPUT, "action.done_already", STR("action"));
	return OK;
}

static err
step_of(struct cx *cx, const struct action_row *a, enum step_kind kind, int64_t state, str words)
{
	struct matter_row    m;
	struct matter_change c = { .step = kind, .state = state, .words = words, .label = a->owner_name };

	if (a->matter == 0)
		return OK;
	TRY(matter_find(cx, (matter_id){ a->matter }, &m));
	c.due = state == MATTER_DONE ? ((day){ DAY_NONE }) : m.due;
	return matter_change(cx, &m, &c);
}

static err
progress_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct do_in *in = vin;
	struct action_row   a;

	TRY(mine_to_do(cx, in, &a));
	a.state = ACTION_DOING;
	a.progress = in->words;
	TRY(action_update(cx, &a, a.evidence, a.file));
	TRY(step_of(cx, &a, STEP_PROGRESS, 0, in->words));
	return action_find(cx, in->action, MAY_DO_ACTION, ret_out);
}

const struct op action_progress = {
	.name = STR_INIT("action.progress"), .path = STR_INIT("/actions/{action}/progress"), .may = MAY_OWN,
	.tx = TX_WRITE, .about = "Says how an action goes.", FIELDS(progress_fields), .in_size = sizeof(struct do_in),
	.out_size = sizeof(struct action_row), .out = &row_shape, .run = progress_run, .hears = &safeguarding_hears, .cites = "SM-B1",
};

static const struct field done_fields[] = {
	{ STR_INIT("action"), FIELD_ID, offsetof(struct do_in, action), .about = "Which action." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct do_in, words), .max = 2000,
	  .about = "What was done: the evidence, in words." },
	{ STR_INIT("file"), FIELD_FILE, offsetof(struct do_in, file), .optional = true,
	  .about = "A picture or a document that shows it." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct do_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

static err
done_before(struct cx *cx, void *vin)
{
	struct do_in *in = vin;

	return file_ready(cx, &in->file, STR("file"), &in->kept);
}

/* The last action done makes the matter done; those who said it now have the last word. */
static err
done_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct do_in *in = vin;
	struct action_row   a;
	struct matter_row   m;
	int64_t             file, left = 0, state = 0;

	TRY(mine_to_do(cx, in, &a));
	TRY(file_keep(cx, &in->kept, &file));
	a.state = ACTION_DONE;
	TRY(action_update(cx, &a, in->words, file));
	TRY(promise_done(cx, a.id));
	if (a.matter != 0) {
		TRY(action_left(cx, a.matter, &left));
		TRY(matter_find(cx, (matter_id){ a.matter }, &m));
		state = left == 0 && m.state == MATTER_DOING ? MATTER_DONE : 0;
	}
	TRY(step_of(cx, &a, STEP_ACTION_DONE, state, in->words));
	return action_find(cx, in->action, MAY_DO_ACTION, ret_out);
}

const struct op action_done = {
	.name = STR_INIT("action.done"), .path = STR_INIT("/actions/{action}/done"), .may = MAY_OWN, .tx = TX_WRITE,
	.about = "Says that an action is done, with evidence.", FIELDS(done_fields), .in_size = sizeof(struct do_in),
	.out_size = sizeof(struct action_row), .out = &row_shape, .before = done_before, .run = done_run, .hears = &safeguarding_hears,
	.cites = "SM-B1 SM-E1",
};

static const struct field read_fields[] = {
	{ STR_INIT("action"), FIELD_ID, 0, .about = "Which action." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	return action_find_read(cx, *(const int64_t *)vin, ret_out);
}

const struct op action_read = {
	.name = STR_INIT("action.read"), .path = STR_INIT("/actions/{action}"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Reads an action that is yours, or of your forum.", FIELDS(read_fields), .in_size = sizeof(int64_t),
	.out_size = sizeof(struct action_row), .out = &row_shape, .run = read_run,
};

static const struct field list_fields[] = {
	{ STR_INIT("mine"), FIELD_BOOL, offsetof(struct action_want, mine), .optional = true,
	  .about = "Only your own." },
	{ STR_INIT("forum"), FIELD_INT, offsetof(struct action_want, forum), .optional = true,
	  .about = "Only actions of this forum." },
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct action_want, unit), .optional = true,
	  .about = "Only actions for this place." },
	{ STR_INIT("state"), FIELD_CHOICE, offsetof(struct action_want, state), .choices = action_states,
	  .optional = true, .about = "Only actions in this state." },
	{ STR_INIT("find"), FIELD_LINE, offsetof(struct action_want, find), .max = 100, .optional = true,
	  .about = "Only actions with these words." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct action_want, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
	{ STR_INIT("limit"), FIELD_INT, offsetof(struct action_want, limit), .max = 200, .optional = true,
	  .about = "At most so many; 50 when left out." },
};

static err
list_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct action_want w = *(const struct action_want *)vin;

	w.limit = w.limit ? w.limit : 50;
	return action_select(cx, &w, ret_out);
}

static const struct shape_field list_shape_fields[] = {
	SH_LIST(struct action_list, "actions", at, n, &row_shape), SH(struct action_list, SHAPE_INT, next),
};
static const struct shape list_shape = SHAPE("action_list", struct action_list, list_shape_fields);

const struct op action_list = {
	.name = STR_INIT("action.list"), .path = STR_INIT("/actions"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Lists actions: yours, and those of your forums.", FIELDS(list_fields),
	.in_size = sizeof(struct action_want), .out_size = sizeof(struct action_list), .out = &list_shape,
	.run = list_run, .cites = "SM-E1",
};

const struct op *const action_ops[] = { &action_set, &action_progress, &action_done, &action_list, &action_read };
const size_t action_nops = LEN(action_ops);
