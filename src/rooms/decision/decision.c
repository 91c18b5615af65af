/* rooms/decision: the rules.  No SQL and no HTML in here. */
#include "rooms/decision/decision_in.h"

#include "rooms/meeting/meeting.h"
#include "rooms/promise/promise.h"
#include "rooms/safeguarding/safeguarding.h"

const char *const ladder_rungs[] = { "", "coercion", "educating", "informing", "consultation", "engagement",
	"co-design", "co-production", NULL };

struct record_in { matter_id matter; int64_t outcome, meeting, ladder, version; str reason; day review; };

static const struct field record_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, offsetof(struct record_in, matter), .about = "Which matter." },
	{ STR_INIT("outcome"), FIELD_CHOICE, offsetof(struct record_in, outcome), .choices = outcomes,
	  .about = "Yes, partly, not now, or no." },
	{ STR_INIT("reason"), FIELD_TEXT, offsetof(struct record_in, reason), .max = 4000,
	  .about = "Why, in plain words. Every outcome has a reason." },
	{ STR_INIT("meeting"), FIELD_INT, offsetof(struct record_in, meeting), .optional = true,
	  .about = "The meeting it was decided in; the open one when left out." },
	{ STR_INIT("ladder"), FIELD_CHOICE, offsetof(struct record_in, ladder), .choices = ladder_rungs,
	  .optional = true, .about = "How much it was decided together: the rung of the ladder." },
	{ STR_INIT("review"), FIELD_DAY, offsetof(struct record_in, review), .optional = true,
	  .about = "The day that brings it back." },
	{ STR_INIT("version"), FIELD_INT, offsetof(struct record_in, version), .optional = true,
	  .about = "The version you read, so that nobody's change is lost." },
};

static const struct shape_field decided_fields[] = {
	SH(struct decided, SHAPE_INT, decision), SH(struct decided, SHAPE_INT, matter),
	SH(struct decided, SHAPE_STR, outcome), SH(struct decided, SHAPE_STR, state),
	SH(struct decided, SHAPE_INT, version),
};
static const struct shape decided_shape = SHAPE("decided", struct decided, decided_fields);

static err
record_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct record_in *in = vin;
	struct matter_row       m;
	struct matter_done      done;
	struct decision_new     n = { .matter = &m, .meeting = in->meeting, .outcome = in->outcome,
		.reason = in->reason, .ladder = str_of(ladder_rungs[in->ladder]), .review = in->review };
	struct matter_change    c = { .state = MATTER_DECIDED, .outcome = in->outcome, .step = STEP_DECIDED,
		.words = in->reason, .due = { DAY_NONE } };
	int64_t                 id;

	if (in->review.n != DAY_NONE && in->review.n <= cx->today.n)
		return cx_fail(cx, ERR_INPUT, "input.future", STR("review"));
	TRY(matter_held(cx, in->matter, MAY_DECIDE, in->version, &m));
	if (m.state == MATTER_JUDGED)
		return cx_fail(cx, ERR_INPUT, "matter.finished", STR("matter"));
	TRY(decision_meeting(cx, m.holder, &n.meeting));
	TRY(decision_room(cx, n.meeting, m.holder, &n.room));
	TRY(decision_insert(cx, &n, &id));
	TRY(promise_answer(cx, m.id, (forum_id){ m.holder }));
	c.meeting = n.meeting;
	TRY(matter_change(cx, &m, &c));
	if (n.meeting != 0)
		TRY(meeting_item_decided(cx, n.meeting, m.id, in->reason));
	TRY(matter_done_of(cx, in->matter, &done));
	*(struct decided *)ret_out = (struct decided){ id, m.id, str_of(outcomes[in->outcome]), done.state,
		done.version };
	return OK;
}

const struct op decision_record = {
	.name = STR_INIT("decision.record"), .path = STR_INIT("/matters/{matter}/decision"), .may = MAY_DECIDE,
	.tx = TX_WRITE, .about = "Records what a forum decided, with the reason.", FIELDS(record_fields),
	.in_size = sizeof(struct record_in), .out_size = sizeof(struct decided), .out = &decided_shape,
	.run = record_run, .hears = &safeguarding_hears, .cites = "SM-B1 SM-C5 SA-1 CY-2d",
};

static err
tick_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct decision_ticked *t = ret_out;
	struct decision_due    *at;
	size_t                  n;

	(void)vin;
	TRY(decision_reviews(cx, &at, &n));
	for (size_t i = 0; i < n; i++) {
		TRY(decision_set_reviewed(cx, at[i].id));
		TRY(matter_bring_back(cx, (matter_id){ at[i].matter }, (forum_id){ at[i].forum }));
		t->brought_back++;
	}
	return OK;
}

static const struct shape_field ticked_fields[] = { SH(struct decision_ticked, SHAPE_INT, brought_back) };
static const struct shape ticked_shape = SHAPE("decision_ticked", struct decision_ticked, ticked_fields);

const struct op decision_tick = {
	.name = STR_INIT("decision.tick"), .path = STR_INIT("/decisions/tick"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Brings back decisions whose review day has come.",
	.out_size = sizeof(struct decision_ticked), .out = &ticked_shape, .run = tick_run, .cites = "SM-C5",
};

const struct op *const decision_ops[] = { &decision_record, &decision_tick };
const size_t decision_nops = LEN(decision_ops);
