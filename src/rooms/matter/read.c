/*
 * rooms/matter: what one reader may see.  Three circles: those who work on it (and whoever
 * said it, and a carer whom they let) read the words as said; those who belong to the place read the approved public
 * words and the whole journey; the public reads the same only once the public words are
 * approved.  What is outside a circle is not there.
 */
#include "rooms/matter/matter_in.h"

#include "op/hearing.h"
#include "rooms/apart/apart.h"

static const struct shape_field step_fields[] = {
	SH(struct matter_step, SHAPE_INT, n), SH_CHOICE(struct matter_step, kind, step_kinds),
	SH_PLACE(struct matter_step, who), SH(struct matter_step, SHAPE_STR, words),
	SH(struct matter_step, SHAPE_STAMP, at), SH(struct matter_step, SHAPE_DAY, due),
	SH(struct matter_step, SHAPE_INT, meeting),
};
static const struct shape step_shape = SHAPE("matter_step", struct matter_step, step_fields);

static const struct shape_field voice_fields[] = {
	SH(struct matter_voice, SHAPE_INT, id), SH(struct matter_voice, SHAPE_STR, words),
	SH(struct matter_voice, SHAPE_STR, who),
};
static const struct shape voice_shape = SHAPE("matter_voice", struct matter_voice, voice_fields);

static const struct shape_field decision_fields[] = {
	SH(struct matter_decision, SHAPE_INT, id), SH_CHOICE(struct matter_decision, outcome, outcomes),
	SH_PLACE(struct matter_decision, forum), SH(struct matter_decision, SHAPE_STR, reason),
	SH(struct matter_decision, SHAPE_STR, room), SH(struct matter_decision, SHAPE_STR, ladder),
	SH(struct matter_decision, SHAPE_DAY, made), SH(struct matter_decision, SHAPE_DAY, review),
};
static const struct shape decision_shape = SHAPE("matter_decision", struct matter_decision, decision_fields);

static const char *const action_words[] = { "", "open", "doing", "done", NULL };
static const struct shape_field action_fields[] = {
	SH(struct matter_action, SHAPE_INT, id), SH_CHOICE(struct matter_action, state, action_words),
	SH(struct matter_action, SHAPE_STR, what), SH(struct matter_action, SHAPE_STR, owner),
	SH(struct matter_action, SHAPE_STR, progress), SH(struct matter_action, SHAPE_STR, evidence),
	SH(struct matter_action, SHAPE_INT, file), SH(struct matter_action, SHAPE_DAY, due),
	SH(struct matter_action, SHAPE_DAY, done),
};
static const struct shape action_shape = SHAPE("matter_action", struct matter_action, action_fields);

static const struct shape_field route_fields[] = {
	SH(struct forum_route, SHAPE_INT, forum), SH_PLACE(struct forum_route, name),
	SH(struct forum_route, SHAPE_STR, topic),
};
static const struct shape route_shape = SHAPE("matter_route", struct forum_route, route_fields);

static const struct shape_field page_fields[] = {
	SH(struct matter_page, SHAPE_INT, id), SH_ONE(struct matter_page, matter, &matter_row_shape),
	SH(struct matter_page, SHAPE_STR, who),
	SH_LIST(struct matter_page, "steps", steps, nsteps, &step_shape),
	SH_LIST(struct matter_page, "voices", joined, njoined, &voice_shape),
	SH_LIST(struct matter_page, "decisions", decisions, ndecisions, &decision_shape),
	SH_LIST(struct matter_page, "actions", actions, nactions, &action_shape),
	SH_LIST(struct matter_page, "routes", routes, nroutes, &route_shape),
	SH(struct matter_page, SHAPE_INT, joined_to), SH(struct matter_page, SHAPE_DAY, due),
	SH(struct matter_page, SHAPE_INT, days_left), SH(struct matter_page, SHAPE_BOOL, mine),
	SH_ONE(struct matter_page, watch, &watch_shape),
	SH(struct matter_page, SHAPE_BOOL, may_pass), SH(struct matter_page, SHAPE_BOOL, may_settle),
	SH(struct matter_page, SHAPE_BOOL, may_reply), SH(struct matter_page, SHAPE_BOOL, may_decide),
	SH(struct matter_page, SHAPE_BOOL, may_set_action), SH(struct matter_page, SHAPE_BOOL, may_moderate),
	SH(struct matter_page, SHAPE_BOOL, may_verdict), SH(struct matter_page, SHAPE_BOOL, may_ask_again),
	SH(struct matter_page, SHAPE_BOOL, may_wall), SH(struct matter_page, SHAPE_BOOL, shared),
};
const struct shape matter_page_shape = SHAPE("matter_page", struct matter_page, page_fields);

bool
step_is_own_words(int64_t kind)
{
	return kind == STEP_SAID_MORE || kind == STEP_ASKED_AGAIN || kind == STEP_VERDICT;
}

static bool
is_open(const struct matter_row *m)
{
	return m->state == MATTER_RAISED || m->state == MATTER_HEARD || m->state == MATTER_PASSED;
}

/* Something happened that can be judged: it is done, settled, or decided with nothing to do. */
bool
matter_can_judge(const struct matter_row *m)
{
	return m->state == MATTER_DONE || m->state == MATTER_SETTLED || m->state == MATTER_JUDGED ||
	    m->state == MATTER_DECIDED;
}

/* The holder, or a forum above that owes the answer because the holder was late. */
static err
rights(struct cx *cx, const struct matter_row *m, struct matter_page *p)
{
	forum_id holder = { m->holder }, risen = { 0 };
	bool     voice = p->mine && m->joined_to == 0;
	struct matter_row judged = *m;

	if (m->joined_to != 0)                      /* what it was joined to is judged by every voice */
		TRY(matter_find(cx, (matter_id){ m->joined_to }, &judged));

	p->may_verdict = p->mine && matter_can_judge(&judged);
	p->may_ask_again = voice && matter_can_judge(m);
	if (cx->who.id.v == 0 || m->holder == 0 || m->joined_to != 0)
		return OK;
	if (!forum_may(cx, holder, MAY_DECIDE))
		TRY(matter_risen_to(cx, (matter_id){ m->id }, MAY_DECIDE, &risen));
	if (risen.v != 0)
		holder = risen;
	p->may_moderate = matter_may(cx, (matter_id){ m->id }, MAY_MODERATE);
	p->may_pass = m->state != MATTER_JUDGED && forum_may(cx, holder, MAY_PASS);
	p->may_settle = p->may_pass && (is_open(m) || m->state == MATTER_DECIDED);
	p->may_decide = m->state != MATTER_JUDGED && forum_may(cx, holder, MAY_DECIDE);
	p->may_reply = p->may_decide;
	p->may_set_action = m->state != MATTER_JUDGED && forum_may(cx, holder, MAY_SET_ACTION);
	return OK;
}

/*
 * Which words of the journey this reader may read: what others said themselves only where they
 * may.  A carer reads what one person said: with several voices a step does not tell whose it
 * is; and nothing they say once there was an alert, for it may be why there was one.
 */
static err
hide_steps(struct cx *cx, const struct matter_row *m, struct matter_page *p)
{
	bool other = m->joined_to != 0 && matter_may(cx, (matter_id){ m->joined_to }, MAY_READ_WORDS);
	bool own = m->sees_words && !(p->shared && m->voices > 1), late;
	stamp alerted = STAMP_NEVER;

	if (p->shared)
		TRY(matter_alerted(cx, (matter_id){ m->id }, &alerted));
	for (size_t i = 0; i < p->nsteps; i++) {
		struct matter_step *t = &p->steps[i];

		late = t->at.s >= alerted.s;
		if (step_is_own_words(t->kind) && !(t->matter == m->id ? own && !late : other))
			t->words = (str){ 0 };
		if (!p->inside && !m->summary_ok)
			t->words = (str){ 0 };
	}
	return OK;
}

static str
said_by(struct cx *cx, const struct matter_row *m)
{
	if (m->naming == NAMING_NAMED && m->sees_words)
		return m->author_name;
	if (m->naming == NAMING_FACILITATOR && m->holder != 0 &&
	    forum_may(cx, (forum_id){ m->holder }, MAY_MODERATE))
		return m->author_name;
	return (str){ 0 };
}

static void
hide_actions(struct cx *cx, struct matter_page *p)
{
	for (size_t i = 0; i < p->nactions; i++) {
		struct matter_action *a = &p->actions[i];

		a->may_do = a->state != 3 && (a->may_do || p->may_set_action);
		if (!p->inside) {
			a->owner = a->progress = (str){ 0 };
			a->file = 0;
		}
	}
	(void)cx;
}

bool
matter_opens(struct cx *cx, matter_id id)
{
	struct matter_row m;
	struct unit_row   u;

	if (matter_may(cx, id, MAY_READ_SUMMARY) || matter_may(cx, id, MAY_READ_WORDS) ||
	    matter_is_voice(cx, id, cx->who.id) || matter_is_shared(cx, id))
		return true;
	return matter_find(cx, id, &m) == OK && (m.summary_ok || m.state == MATTER_JUDGED) &&
	    unit_find(cx, (unit_id){ m.unit }, &u) == OK && u.open_to_all;
}

err
matter_page_for(struct cx *cx, const struct matter_row *row, bool by_receipt, struct matter_page *ret)
{
	struct matter_page p = { .id = row->id, .matter = *row, .joined_to = row->joined_to, .due = row->due };
	struct matter_row *m = &p.matter;
	matter_id          id = { m->id };
	struct unit_row    u;
	bool               let = !by_receipt && matter_is_shared(cx, id), works = matter_may(cx, id, MAY_READ_WORDS);

	p.mine = by_receipt || matter_is_voice(cx, id, cx->who.id);
	p.shared = let && !works;
	m->sees_words = p.mine || let || works;
	p.inside = m->sees_words || matter_may(cx, id, MAY_READ_SUMMARY);
	TRY(unit_find(cx, (unit_id){ m->unit }, &u));
	if (!p.inside && !(u.open_to_all && (m->summary_ok || m->state == MATTER_JUDGED)))
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("matter"));
	p.unit_slug = u.slug;
	/* A voice joined here reads its own words, not the other person's, unless they may. */
	if (p.mine && !by_receipt && m->author != cx->who.id.v && !works && !let)
		m->sees_words = false;
	m->words = m->sees_words ? m->said : m->summary_ok ? m->summary : (str){ 0 };
	p.who = said_by(cx, m);
	p.days_left = m->due.n == DAY_NONE ? 0 : m->due.n - cx->today.n;
	TRY(rights(cx, m, &p));
	TRY(matter_steps(cx, m, &p));
	TRY(hide_steps(cx, m, &p));
	if (p.inside || m->summary_ok)
		TRY(matter_decisions(cx, m, &p));
	if (p.inside || m->summary_ok)
		TRY(matter_actions(cx, m, &p));
	hide_actions(cx, &p);
	if (m->sees_words && !by_receipt && works)
		TRY(matter_voices(cx, m, &p));
	if (p.shared && p.joined_to != 0 && !matter_opens(cx, (matter_id){ p.joined_to }))
		p.joined_to = 0;                        /* no way to what they may not open */
	if (p.mine)
		TRY(safeguarding_watch_of(cx, STR("matter"), m->id, &p.watch));
	p.may_flag = cx->who.id.v > 0 && p.inside;
	p.may_wall = by_receipt || (m->author > 0 && m->author == cx->who.id.v) ||
	    (p.inside && may_at_all(&cx->who, MAY_HEAR_APART) && apart_could_hear(cx, id));
	if (p.may_pass)
		TRY(forum_routes(cx, (forum_id){ m->holder }, &p.routes, &p.nroutes));
	*ret = p;
	return OK;
}

static const struct field read_fields[] = {
	{ STR_INIT("matter"), FIELD_ID, 0, .about = "Which matter." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const matter_id  *id = vin;
	struct matter_row m;

	TRY(matter_find(cx, *id, &m));
	return matter_page_for(cx, &m, false, ret_out);
}

const struct op matter_read = {
	.name = STR_INIT("matter.read"), .path = STR_INIT("/matters/{matter}"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "Reads a matter and its whole journey.", FIELDS(read_fields), .in_size = sizeof(matter_id),
	.out_size = sizeof(struct matter_page), .out = &matter_page_shape, .run = read_run, .cites = "SM-B1 SM-C5",
};

/* The receipt's own way in: read, and if they like say more, judge, or ask again. */
struct follow_in { str receipt, words; int64_t verdict; bool again; };

static const struct field follow_fields[] = {
	{ STR_INIT("receipt"), FIELD_SECRET, offsetof(struct follow_in, receipt), .max = 200,
	  .about = "The words of the receipt." },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct follow_in, words), .max = MATTER_WORDS_MAX, .optional = true,
	  .about = "A reply, if they want to say more." },
	{ STR_INIT("verdict"), FIELD_CHOICE, offsetof(struct follow_in, verdict), .choices = verdicts,
	  .optional = true, .about = "Whether what was done helped." },
	{ STR_INIT("again"), FIELD_BOOL, offsetof(struct follow_in, again), .optional = true,
	  .about = "Ask again." },
};

static err
by_receipt(struct cx *cx, str hash, void *ret_row)
{
	return matter_find_receipt(cx, hash, ret_row);
}

static err
follow_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct follow_in *in = vin;
	struct matter_row       m;
	err                     e;

	e = receipt_find(cx, in->receipt, by_receipt, &m);
	if (e == ERR_INPUT && apart_has_receipt(cx, in->receipt)) {
		cx->nwhys = 0;                          /* whose words these are may know where they went */
		return cx_fail(cx, e, "matter.kept_apart", STR("receipt"));
	}
	TRY(e);
	if (in->again)
		TRY(matter_again(cx, &m, in->words, true));
	else if (in->verdict != VERDICT_NONE)
		TRY(matter_judge(cx, &m, in->verdict, in->words, true));
	else if (in->words.n > 0)
		TRY(matter_say_more(cx, &m, in->words));
	TRY(matter_find(cx, (matter_id){ m.id }, &m));
	return matter_page_for(cx, &m, true, ret_out);
}

const struct op matter_follow = {
	.name = STR_INIT("matter.follow"), .path = STR_INIT("/matters/follow"), .may = MAY_ANYONE, .tx = TX_WRITE,
	.about = "Follows a matter by its receipt, and says more, judges or asks again.", FIELDS(follow_fields),
	.in_size = sizeof(struct follow_in), .out_size = sizeof(struct matter_page), .out = &matter_page_shape,
	.run = follow_run, .hears = &safeguarding_hears, .unnamed = op_always_unnamed, .cites = "CW-1",
};
