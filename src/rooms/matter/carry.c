/*
 * rooms/matter: the journey's rules.  Every move changes the row, adds a step and tells
 * every voice, in one place (matter_change).  Nothing passed up can disappear: holder,
 * promise and next step always exist (SM-C5).  No SQL and no HTML in here.
 */
#include "rooms/matter/matter_in.h"

#include "rooms/promise/promise.h"

err
matter_change(struct cx *cx, const struct matter_row *m, const struct matter_change *c)
{
	struct matter_row now;

	TRY(matter_update(cx, m, c));
	TRY(matter_find(cx, (matter_id){ m->id }, &now));
	TRY(matter_insert_step(cx, &now, c, now.version));
	if (c->own_words)
		return OK;
	return matter_tell(cx, (matter_id){ m->id }, now.version, cx->now);
}

/* Somebody was first: what they wrote last, or who has it now when they wrote nothing. */
static err
moved(struct cx *cx, const struct matter_row *m)
{
	matter_id id = { m->id };
	bool      reads = matter_may(cx, id, MAY_READ_WORDS);
	str       words;

	TRY(matter_last_words(cx, id, reads, &words));
	if (words.n == 0 && reads)
		words = m->summary;
	return cx_clash(cx, "matter.moved", STR("words"), words.n > 0 ? words : m->holder_name);
}

/* Who can see it is told that it is with others; to all others it is not there, in the same words. */
static err
refuse(struct cx *cx, matter_id id)
{
	cx->nwhys = 0;
	return matter_may(cx, id, MAY_READ_SUMMARY) ? cx_fail(cx, ERR_DENIED, "matter.not_yours", STR("matter"))
	    : cx_fail(cx, ERR_MISSING, "matter.missing", STR("matter"));
}

/* In the forum that holds it, or the forum that a late promise raised it to. */
err
matter_held(struct cx *cx, matter_id id, enum may what, int64_t version, struct matter_row *ret_row)
{
	struct matter_row m;
	struct forum_row  above;
	forum_id          risen = { 0 };

	TRY(matter_find(cx, id, &m));
	if (m.holder == 0 || !forum_may(cx, (forum_id){ m.holder }, what))
		TRY(matter_risen_to(cx, id, what, &risen));
	if (risen.v != 0) {
		TRY(forum_find(cx, risen, &above));
		m.holder = above.id;
		m.holder_name = above.name;
	} else if (m.holder == 0 || !forum_may(cx, (forum_id){ m.holder }, what)) {
		if (version != 0 && version != m.version && matter_may(cx, id, MAY_READ_WORDS))
			return moved(cx, &m);
		return refuse(cx, id);
	}
	if (m.joined_to != 0)
		return cx_fail(cx, ERR_INPUT, "matter.was_joined", STR("matter"));
	if (version != 0 && version != m.version)
		return moved(cx, &m);
	*ret_row = m;
	return OK;
}

err
matter_done_of(struct cx *cx, matter_id id, struct matter_done *ret)
{
	struct matter_row m;

	TRY(matter_find(cx, id, &m));
	*ret = (struct matter_done){ m.id, m.version, str_of(matter_states[m.state]), m.holder_name, m.due };
	return OK;
}

static const struct shape_field done_fields[] = {
	SH(struct matter_done, SHAPE_INT, matter), SH(struct matter_done, SHAPE_STR, state),
	SH(struct matter_done, SHAPE_STR, holder), SH(struct matter_done, SHAPE_DAY, due),
	SH(struct matter_done, SHAPE_INT, version),
};
const struct shape matter_done_shape = SHAPE("matter_done", struct matter_done, done_fields);

err
matter_heard(struct cx *cx, matter_id id, int64_t meeting, str words)
{
	struct matter_row    m;
	struct matter_change c = { .state = MATTER_HEARD, .step = STEP_HEARD, .meeting = meeting, .words = words };

	TRY(matter_find(cx, id, &m));
	c.due = m.due;
	if (m.state != MATTER_RAISED)
		c.state = 0;
	return matter_change(cx, &m, &c);
}

static err
promise_by(struct cx *cx, const struct matter_row *m, const struct forum_row *f, day *ret_due)
{
	struct promise_new n = { .matter = m->id, .unit = { m->unit }, .forum = { f->id }, .topic = m->topic };
	int64_t            id;

	TRY(forum_day(cx, f, cx->today, f->promise_days, &n.due));
	*ret_due = n.due;
	return promise_make(cx, &n, &id);
}

/* SM-B1: carried up with one action; whoever gets it promises an answer by a day. */
err
matter_pass_on(struct cx *cx, const struct matter_pass *p, struct matter_done *ret)
{
	struct matter_row    m;
	struct forum_row     to, from;
	struct matter_change c = { .state = MATTER_PASSED, .step = STEP_PASSED, .meeting = p->meeting,
		.words = p->words };

	TRY(matter_held(cx, p->id, MAY_PASS, p->version, &m));
	if (m.state == MATTER_JUDGED)
		return cx_fail(cx, ERR_INPUT, "matter.finished", STR("matter"));
	TRY(forum_find(cx, (forum_id){ m.holder }, &from));
	c.holder = p->to;
	if (c.holder.v == 0)
		TRY(forum_next_up(cx, (forum_id){ m.holder }, m.topic, &c.holder));
	if (c.holder.v == 0)
		return cx_fail(cx, ERR_INPUT, "matter.no_way_up", STR("to"));
	if (c.holder.v == m.holder)
		return cx_fail(cx, ERR_INPUT, "matter.already_there", STR("to"));
	if (forum_find(cx, c.holder, &to) != OK) {
		cx->nwhys = 0;
		return cx_fail(cx, ERR_INPUT, "forum.missing", STR("to"));
	}
	TRY(promise_answer(cx, m.id, (forum_id){ m.holder }));
	TRY(promise_by(cx, &m, &to, &c.due));
	TRY(matter_insert_forum(cx, c.holder, p->id, (unit_id){ m.unit }));
	c.label = to.name;
	TRY(matter_change(cx, &m, &c));
	return matter_done_of(cx, p->id, ret);
}

/* SM-C4: settled at the forum itself. */
err
matter_settle_here(struct cx *cx, matter_id id, int64_t meeting, str words, struct matter_done *ret)
{
	struct matter_row    m;
	struct matter_change c = { .state = MATTER_SETTLED, .step = STEP_SETTLED, .meeting = meeting,
		.words = words, .due = { DAY_NONE } };

	TRY(matter_held(cx, id, MAY_PASS, 0, &m));
	if (m.state == MATTER_JUDGED || m.state == MATTER_SETTLED)
		return cx_fail(cx, ERR_INPUT, "matter.finished", STR("matter"));
	TRY(promise_answer(cx, m.id, (forum_id){ m.holder }));
	TRY(matter_change(cx, &m, &c));
	return matter_done_of(cx, id, ret);
}

/* promise.tick found that `forum` is late; `above` now owes the answer too (NULL: nobody is above). */
err
matter_ran_late(struct cx *cx, matter_id id, forum_id forum, const struct forum_row *above, day due)
{
	struct matter_row    m;
	struct forum_row     f;
	struct matter_change c = { .step = STEP_RAN_LATE };

	TRY(matter_find(cx, id, &m));
	TRY(forum_find(cx, forum, &f));
	c.due = m.due;
	c.label = f.name;
	if (above != NULL) {
		c.words = str_fmt(cx->mem, "%.*s", STR_ARG(above->name));
		TRY(matter_insert_forum(cx, (forum_id){ above->id }, id, (unit_id){ m.unit }));
	}
	(void)due;
	return matter_change(cx, &m, &c);
}

/* A decision's review day has come: it is on the table again, with a new promise. */
err
matter_bring_back(struct cx *cx, matter_id id, forum_id forum)
{
	struct matter_row    m;
	struct forum_row     f;
	struct matter_change c = { .state = MATTER_PASSED, .step = STEP_BROUGHT_BACK, .holder = forum };

	TRY(matter_find(cx, id, &m));
	TRY(forum_find(cx, forum, &f));
	TRY(promise_by(cx, &m, &f, &c.due));
	c.label = f.name;
	return matter_change(cx, &m, &c);
}

/* ------------------------------------------------ what the holders do */

struct pass_in { matter_id matter; struct ids matters; forum_id to; str words; int64_t version; };

static const struct field pass_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct pass_in, matter), .about = "Which matter." },
	{ STR_INIT("matters"), FIELD_IDS, offsetof(struct pass_in, matters), .optional = true,
	  .about = "Others to pass on with it, as a set." },
	{ STR_INIT("to"), FIELD_ID, offsetof(struct pass_in, to), .optional = true,
	  .about = "The forum that shall answer; the usual one above when left out." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct pass_in, words), .max = MATTER_WORDS_MAX, .optional = true,
	  .about = "What we ask of them." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct pass_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

static err
pass_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct pass_in *in = vin;
	struct matter_pass    p = { .id = in->matter, .to = in->to, .words = in->words, .version = in->version };
	struct matter_done    other;

	TRY(matter_pass_on(cx, &p, ret_out));
	p.version = 0;
	for (size_t i = 0; i < in->matters.n; i++) {
		p.id.v = in->matters.at[i];
		if (p.id.v != in->matter.v)
			TRY(matter_pass_on(cx, &p, &other));
	}
	return OK;
}

const struct op matter_pass = {
	.name = STR_INIT("matter.pass"), .path = STR_INIT("/matters/{matter}/pass"), .may = MAY_PASS, .tx = TX_WRITE,
	.about = "Passes a matter on, alone or with others as a set, to a forum that promises an answer.",
	FIELDS(pass_fields), .in_size = sizeof(struct pass_in), .out_size = sizeof(struct matter_done),
	.out = &matter_done_shape, .run = pass_run, .hears = &safeguarding_hears, .cites = "SM-B1 SM-C4 SM-D2",
};

struct words_in { matter_id matter; str words; day not_yet_until; int64_t version; };

static const struct field settle_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct words_in, matter), .about = "Which matter." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct words_in, words), .max = MATTER_WORDS_MAX,
	  .about = "What was done, in plain words." },
};

static err
settle_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct words_in *in = vin;

	return matter_settle_here(cx, in->matter, 0, in->words, ret_out);
}

const struct op matter_settle = {
	.name = STR_INIT("matter.settle"), .path = STR_INIT("/matters/{matter}/settle"), .may = MAY_PASS,
	.tx = TX_WRITE, .about = "Settles a matter where it is.", FIELDS(settle_fields),
	.in_size = sizeof(struct words_in), .out_size = sizeof(struct matter_done), .out = &matter_done_shape,
	.run = settle_run, .hears = &safeguarding_hears, .cites = "SM-C4",
};

static const struct field reply_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct words_in, matter), .about = "Which matter." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct words_in, words), .max = MATTER_WORDS_MAX,
	  .about = "What you tell the people who said it." },
	{ STR_INIT("not_yet_until"), FIELD_DAY, offsetof(struct words_in, not_yet_until), .optional = true,
	  .about = "\"Not yet, because\": the new day you promise an answer by." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct words_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

/* "Not yet, because" moves the promise, says so, and lets the meeting close. */
static err
not_yet(struct cx *cx, const struct matter_row *m, const struct words_in *in)
{
	struct matter_change c = { .step = STEP_NOT_YET, .words = in->words, .due = in->not_yet_until };

	if (in->not_yet_until.n <= cx->today.n)
		return cx_fail(cx, ERR_INPUT, "input.future", STR("not_yet_until"));
	if (in->not_yet_until.n > cx->today.n + 366)
		return cx_fail(cx, ERR_INPUT, "input.too_far", STR("not_yet_until"));
	TRY(promise_move(cx, m->id, (forum_id){ m->holder }, in->not_yet_until, in->words));
	return matter_change(cx, m, &c);
}

static err
reply_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct words_in *in = vin;
	struct matter_row      m;
	struct matter_change   c = { .step = STEP_TOLD_BACK, .words = in->words };

	TRY(matter_held(cx, in->matter, MAY_DECIDE, in->version, &m));
	if (in->not_yet_until.n != DAY_NONE)
		TRY(not_yet(cx, &m, in));
	else {
		c.due = m.due;
		TRY(matter_change(cx, &m, &c));
	}
	return matter_done_of(cx, in->matter, ret_out);
}

const struct op matter_reply = {
	.name = STR_INIT("matter.reply"), .path = STR_INIT("/matters/{matter}/reply"), .may = MAY_DECIDE,
	.tx = TX_WRITE, .about = "Tells the people who said it how it stands, or \"not yet, because\" with a new day.",
	FIELDS(reply_fields), .in_size = sizeof(struct words_in), .out_size = sizeof(struct matter_done),
	.out = &matter_done_shape, .run = reply_run, .hears = &safeguarding_hears, .cites = "SM-B1 SM-C5",
};

struct summary_in { matter_id matter; str summary; bool ok; int64_t version; };

static const struct field summary_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct summary_in, matter), .about = "Which matter." },
	{ STR_INIT("summary"), FIELD_TEXT, offsetof(struct summary_in, summary), .max = 600,
	  .about = "Public words: no names, no dates, nothing that gives a person away." },
	{ STR_INIT("ok"), FIELD_BOOL, offsetof(struct summary_in, ok), .optional = true,
	  .about = "They are checked and may be shown to all." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct summary_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

/* The facilitator of its own place keeps the care of its words, wherever it is now. */
static err
to_moderate(struct cx *cx, matter_id id, struct matter_row *ret)
{
	TRY(matter_find(cx, id, ret));
	if (matter_may(cx, id, MAY_MODERATE))
		return OK;
	return refuse(cx, id);
}

static err
summary_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct summary_in *in = vin;
	struct matter_row        m;

	TRY(to_moderate(cx, in->matter, &m));
	if (in->version != 0 && in->version != m.version)
		return cx_clash(cx, "version.stale", STR("summary"), m.summary.n > 0 ? m.summary : m.said);
	TRY(matter_update_summary(cx, &m, in->summary, in->ok));
	return matter_done_of(cx, in->matter, ret_out);
}

const struct op matter_summary = {
	.name = STR_INIT("matter.summary"), .path = STR_INIT("/matters/{matter}/summary"), .may = MAY_MODERATE,
	.tx = TX_WRITE, .about = "Writes the public words beside what was said.", FIELDS(summary_fields),
	.in_size = sizeof(struct summary_in), .out_size = sizeof(struct matter_done), .out = &matter_done_shape,
	.run = summary_run, .not_heard = "tells again what was heard when it was said", .cites = "SM-B2",
};

struct join_in { matter_id matter, into; };

static const struct field join_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct join_in, matter), .about = "The matter that says the same." },
	{ STR_INIT("into"), FIELD_ID, offsetof(struct join_in, into), .about = "The matter it is joined to." },
};

/* Every voice is kept: the joined matter keeps its words and its people, who are told of every step. */
err
matter_join_into(struct cx *cx, matter_id id, matter_id to, struct matter_done *ret)
{
	struct matter_row    m, into;
	struct matter_change c = { .step = STEP_JOINED, .due = { DAY_NONE } };

	if (id.v == to.v)
		return cx_fail(cx, ERR_INPUT, "matter.same", STR("into"));
	TRY(to_moderate(cx, id, &m));
	if (m.joined_to != 0)
		return cx_fail(cx, ERR_INPUT, "matter.was_joined", STR("matter"));
	if (to_moderate(cx, to, &into) != OK || into.joined_to != 0) {
		cx->nwhys = 0;
		return cx_fail(cx, ERR_INPUT, "matter.join_where", STR("into"));
	}
	TRY(promise_answer(cx, m.id, (forum_id){ m.holder }));
	TRY(matter_change(cx, &m, &c));
	TRY(matter_update_joined(cx, &m, to));
	TRY(matter_add_voices(cx, to, m.voices));
	return matter_done_of(cx, to, ret);
}

static err
join_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct join_in *in = vin;

	return matter_join_into(cx, in->matter, in->into, ret_out);
}

const struct op matter_join = {
	.name = STR_INIT("matter.join"), .path = STR_INIT("/matters/{matter}/join"), .may = MAY_MODERATE,
	.tx = TX_WRITE, .about = "Joins a matter to another that says the same, and keeps every voice.",
	FIELDS(join_fields), .in_size = sizeof(struct join_in), .out_size = sizeof(struct matter_done),
	.out = &matter_done_shape, .run = join_run, .cites = "CW-8",
};

/* ------------------------------------------------ what the person does */

err
matter_say_more(struct cx *cx, const struct matter_row *m, str words)
{
	struct matter_change c = { .step = STEP_SAID_MORE, .words = words, .own_words = true, .unnamed = true,
		.due = m->due };

	return matter_change(cx, m, &c);
}

err
matter_judge(struct cx *cx, const struct matter_row *m, int64_t verdict, str words, bool unnamed)
{
	struct matter_change c = { .state = MATTER_JUDGED, .verdict = verdict, .step = STEP_VERDICT, .words = words,
		.own_words = true, .unnamed = unnamed, .due = { DAY_NONE },
		.label = str_of(verdicts[verdict]) };
	struct matter_row    into;

	if (m->joined_to != 0) {
		TRY(matter_find(cx, (matter_id){ m->joined_to }, &into));
		m = &into;
	}
	if (!matter_can_judge(m))
		return cx_fail(cx, ERR_INPUT, "matter.not_done_yet", STR("verdict"));
	TRY(matter_insert_verdict(cx, (matter_id){ m->id }, verdict, words, unnamed));
	return matter_change(cx, m, &c);
}

/* It goes back to the forum that gave the answer, with a new promise. */
err
matter_again(struct cx *cx, const struct matter_row *m, str words, bool unnamed)
{
	struct matter_change c = { .state = MATTER_PASSED, .step = STEP_ASKED_AGAIN, .words = words,
		.own_words = true, .unnamed = unnamed };
	struct forum_row     f;

	if (m->joined_to != 0 || !matter_can_judge(m))
		return cx_fail(cx, ERR_INPUT, "matter.not_done_yet", STR("words"));
	if (words.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("words"));
	TRY(forum_find(cx, (forum_id){ m->holder }, &f));
	TRY(promise_by(cx, m, &f, &c.due));
	return matter_change(cx, m, &c);
}

struct verdict_in { matter_id matter; int64_t verdict; str words; };

static const struct field verdict_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct verdict_in, matter), .about = "Which matter." },
	{ STR_INIT("verdict"), FIELD_CHOICE, offsetof(struct verdict_in, verdict), .choices = verdicts,
	  .about = "Whether what was done helped." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct verdict_in, words), .max = MATTER_WORDS_MAX,
	  .optional = true, .about = "More about it, if they like." },
};

/* Only those who said it. */
static err
my_matter(struct cx *cx, matter_id id, struct matter_row *ret)
{
	TRY(matter_find(cx, id, ret));
	if (matter_is_voice(cx, id, cx->who.id))
		return OK;
	return refuse(cx, id);
}

static err
verdict_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct verdict_in *in = vin;
	struct matter_row        m;

	TRY(my_matter(cx, in->matter, &m));
	TRY(matter_judge(cx, &m, in->verdict, in->words, false));
	return matter_done_of(cx, in->matter, ret_out);
}

const struct op matter_verdict = {
	.name = STR_INIT("matter.verdict"), .path = STR_INIT("/matters/{matter}/verdict"), .may = MAY_OWN,
	.tx = TX_WRITE, .about = "The last word, by those who said it: fixed, partly, or not.",
	FIELDS(verdict_fields), .in_size = sizeof(struct verdict_in), .out_size = sizeof(struct matter_done),
	.out = &matter_done_shape, .run = verdict_run, .hears = &safeguarding_hears, .cites = "SM-B2",
};

static const struct field again_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct words_in, matter), .about = "Which matter." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct words_in, words), .max = MATTER_WORDS_MAX,
	  .about = "Why you ask again." },
};

static err
again_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct words_in *in = vin;
	struct matter_row      m;

	TRY(my_matter(cx, in->matter, &m));
	TRY(matter_again(cx, &m, in->words, false));
	return matter_done_of(cx, in->matter, ret_out);
}

const struct op matter_ask_again = {
	.name = STR_INIT("matter.ask_again"), .path = STR_INIT("/matters/{matter}/ask-again"), .may = MAY_OWN,
	.tx = TX_WRITE, .about = "Asks again, after a no or when what was done did not help.",
	FIELDS(again_fields), .in_size = sizeof(struct words_in), .out_size = sizeof(struct matter_done),
	.out = &matter_done_shape, .run = again_run, .hears = &safeguarding_hears, .cites = "CW-5",
};
