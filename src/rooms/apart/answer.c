/*
 * rooms/apart: those who hear it answer, or step aside; whoever said it says more and has the
 * last word, signed in or by receipt.  No SQL and no HTML in here.
 */
#include "rooms/apart/apart_in.h"

#include "rooms/safeguarding/safeguarding.h"

static const struct shape_field done_fields[] = {
	SH(struct apart_done, SHAPE_INT, apart), SH(struct apart_done, SHAPE_STR, state),
};
const struct shape apart_done_shape = SHAPE("apart_done", struct apart_done, done_fields);

static err
done_of(struct cx *cx, int64_t id, struct apart_done *ret)
{
	struct apart_row r;

	TRY(apart_find(cx, (apart_id){ id }, &r));
	*ret = (struct apart_done){ .apart = r.id, .state = str_of(apart_states[r.state]) };
	return OK;
}

/* Only who hears it now; to its author and to all others it is missing here. */
static err
heard(struct cx *cx, apart_id id, struct apart_row *ret_row)
{
	bool hears;

	TRY(apart_reach(cx, id, ret_row, &hears));
	return hears ? OK : cx_fail(cx, ERR_MISSING, "matter.missing", STR("apart"));
}

struct answer_in { apart_id apart; str words; int64_t outcome, version; };

static const struct field answer_fields[] = {
	{ STR_INIT("apart"), FIELD_ID, offsetof(struct answer_in, apart), .about = "Which one." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct answer_in, words), .max = APART_SAID_MAX,
	  .about = "What you tell the person who said it, in plain words." },
	{ STR_INIT("outcome"), FIELD_CHOICE, offsetof(struct answer_in, outcome), .choices = outcomes,
	  .optional = true, .about = "The answer itself; left out when you only tell them how it stands." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct answer_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

/* Another hearer was first: the newest words of its story. */
static err
moved(struct cx *cx, apart_id id)
{
	struct apart_page page = { 0 };
	str               words = STR("");

	TRY(apart_select_steps(cx, id, &page));
	for (size_t i = 0; i < page.nsteps; i++)
		if (page.steps[i].words.n > 0)
			words = page.steps[i].words;
	return cx_clash(cx, "matter.moved", STR("words"), words);
}

static err
answer_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct answer_in *in = vin;
	struct apart_row        r;
	struct apart_note       n = { .kind = APART_STEP_REPLIED, .words = in->words };

	TRY(heard(cx, in->apart, &r));
	if (in->version != 0 && in->version != r.version)
		return moved(cx, in->apart);
	if (r.state == APART_JUDGED)
		return cx_fail(cx, ERR_INPUT, "matter.finished", STR("apart"));
	if (in->outcome != OUTCOME_NONE) {
		n.kind = APART_STEP_ANSWERED;
		r.outcome = in->outcome;
		r.state = APART_ANSWERED;
	}
	TRY(apart_update(cx, &r));
	TRY(apart_insert_step(cx, in->apart, &n));
	TRY(apart_speak(cx, &r, in->words));
	return done_of(cx, r.id, ret_out);
}

const struct op apart_answer = {
	.name = STR_INIT("apart.answer"), .path = STR_INIT("/apart/{apart}/answer"), .may = MAY_HEAR_APART,
	.tx = TX_WRITE, .about = "Tells the person who said it how it stands, or answers with an outcome.",
	FIELDS(answer_fields), .in_size = sizeof(struct answer_in), .out_size = sizeof(struct apart_done),
	.out = &apart_done_shape, .run = answer_run, .hears = &safeguarding_hears_by_call, .own_record = true, .cites = "SM-B1",
};

struct aside_in { apart_id apart; person_id person; };

static const struct field aside_fields[] = {
	{ STR_INIT("apart"), FIELD_ID, offsetof(struct aside_in, apart), .about = "Which one." },
	{ STR_INIT("person"), FIELD_ID, offsetof(struct aside_in, person), .optional = true,
	  .about = "Somebody who is part of it after all; yourself when left out." },
};

/* From now on it is not there for them.  When nobody is left, it goes up at once. */
static err
aside_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct aside_in *in = vin;
	struct apart_row       r;
	struct apart_note      n = { .kind = APART_STEP_ASIDE };
	int64_t                left = 0;

	TRY(heard(cx, in->apart, &r));
	TRY(apart_insert_named(cx, in->apart, in->person.v != 0 ? in->person : cx->who.id));
	TRY(apart_insert_step(cx, in->apart, &n));
	TRY(apart_count_hearers(cx, in->apart, &left));
	if (left == 0)
		TRY(apart_route(cx, &r, false));
	return done_of(cx, r.id, ret_out);
}

const struct op apart_aside = {
	.name = STR_INIT("apart.aside"), .path = STR_INIT("/apart/{apart}/aside"), .may = MAY_HEAR_APART,
	.tx = TX_WRITE, .about = "Keeps it from somebody who is part of it, yourself included.", FIELDS(aside_fields),
	.in_size = sizeof(struct aside_in), .out_size = sizeof(struct apart_done), .out = &apart_done_shape,
	.run = aside_run, .own_record = true, .cites = "SM-B1",
};

/* ------------------------------------------------ whoever said it */

struct more_in { apart_id apart; str receipt, words; int64_t verdict; };

static err
say(struct cx *cx, const struct more_in *in, struct apart_row *r, bool unnamed)
{
	struct apart_note n = { .kind = APART_STEP_SAID_MORE, .words = in->words, .unnamed = unnamed };

	if (in->verdict == VERDICT_NONE && in->words.n == 0)
		return OK;
	if (in->verdict != VERDICT_NONE) {
		if (r->state == APART_WAITING)
			return cx_fail(cx, ERR_INPUT, "matter.not_done_yet", STR("verdict"));
		n.kind = APART_STEP_VERDICT;
		n.label = str_of(verdicts[in->verdict]);
		r->verdict = in->verdict;
		r->state = in->verdict == VERDICT_FIXED ? APART_JUDGED : APART_WAITING;
		r->due.n = cx->today.n + APART_DAYS;
		TRY(apart_update(cx, r));
	}
	TRY(apart_insert_step(cx, (apart_id){ r->id }, &n));
	return apart_speak(cx, r, in->words);
}

static const struct field more_fields[] = {
	{ STR_INIT("apart"), FIELD_ID, offsetof(struct more_in, apart), .about = "Which one." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct more_in, words), .max = APART_SAID_MAX, .optional = true,
	  .about = "More that you want to say." },
	{ STR_INIT("verdict"), FIELD_CHOICE, offsetof(struct more_in, verdict), .choices = verdicts,
	  .optional = true, .about = "Whether what was done helped; when it did not, it waits for an answer again." },
};

static err
more_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct more_in *in = vin;
	struct apart_row      r;
	bool                  hears;

	TRY(apart_reach(cx, in->apart, &r, &hears));
	if (!r.mine)
		return cx_fail(cx, ERR_DENIED, "matter.not_yours", STR("apart"));
	if (in->verdict == VERDICT_NONE && in->words.n == 0)
		return cx_fail(cx, ERR_INPUT, "input.needed", STR("words"));
	TRY(say(cx, in, &r, false));
	return done_of(cx, r.id, ret_out);
}

const struct op apart_more = {
	.name = STR_INIT("apart.more"), .path = STR_INIT("/apart/{apart}/more"), .may = MAY_OWN, .tx = TX_WRITE,
	.about = "Says more about something you said, or whether it helped.", FIELDS(more_fields),
	.in_size = sizeof(struct more_in), .out_size = sizeof(struct apart_done), .out = &apart_done_shape,
	.run = more_run, .hears = &safeguarding_hears_by_call, .own_record = true, .cites = "CW-1",
};

static const struct field follow_fields[] = {
	{ STR_INIT("receipt"), FIELD_SECRET, offsetof(struct more_in, receipt), .max = 200,
	  .about = "The words of the receipt." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct more_in, words), .max = APART_SAID_MAX, .optional = true,
	  .about = "A reply, if they want to say more." },
	{ STR_INIT("verdict"), FIELD_CHOICE, offsetof(struct more_in, verdict), .choices = verdicts,
	  .optional = true, .about = "Whether what was done helped." },
};

static err
by_receipt(struct cx *cx, str hash, void *ret_row)
{
	return apart_find_receipt(cx, hash, ret_row);
}

static err
follow_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct more_in *in = vin;
	struct apart_row      r;

	TRY(receipt_find(cx, in->receipt, by_receipt, &r));
	TRY(say(cx, in, &r, true));
	TRY(receipt_find(cx, in->receipt, by_receipt, &r));
	return apart_page_for(cx, &r, false, true, ret_out);
}

const struct op apart_follow = {
	.name = STR_INIT("apart.follow"), .path = STR_INIT("/apart/follow"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Follows one by its receipt, and says more or whether it helped.", FIELDS(follow_fields),
	.in_size = sizeof(struct more_in), .out_size = sizeof(struct apart_page), .out = &apart_page_shape,
	.run = follow_run, .hears = &safeguarding_hears_by_call, .unnamed = op_always_unnamed, .own_record = true, .cites = "CW-1",
};
