/*
 * rooms/demo: what becomes of each thing in a meeting: settled, joined, passed on, decided
 * with a reason and an action, told "not yet, because".  A forum answers what it owes before
 * it ends, as it must.
 */
#include "rooms/demo/demo_in.h"

#include <assert.h>
#include <string.h>

#include "rooms/action/action.h"
#include "rooms/decision/decision.h"

enum { ONE_MEETING = 8 };

static uint64_t
fate(const struct tale *t, uint64_t what, uint64_t of)
{
	return dice(t->place, t->n + 1000 * t->again, what, of);
}

/* ------------------------------------------------ a promise to do something */

static err
keep_deed(struct demo *d, struct tale *t, int64_t action, struct deed *w)
{
	uint64_t roll = fate(t, 80, 100);

	assert(d->ndeeds < DEEDS_MAX);
	w->tale = (size_t)(t - d->tales);
	w->action = action;
	if (roll < 68)
		w->on.n = w->due.n - (int64_t)fate(t, 81, 5);
	else if (roll < 92)
		w->on.n = w->due.n + 1 + (int64_t)fate(t, 81, 14);     /* done, but late */
	if (w->on.n != 0 && w->on.n <= d->today.n)
		w->on.n = d->today.n + 1;
	d->deeds[d->ndeeds++] = *w;
	return OK;
}

/* Owned by the ward's manager or a department; a department's is ticked off by the chair. */
static err
set_action(struct demo *d, struct tale *t, size_t by)
{
	const struct action_row *a;
	size_t      lead = demo_pick(d, t->place, "lead", 0);
	bool        own = lead != NOBODY && fate(t, 82, 100) < 40;
	int64_t     days = 10 + (int64_t)fate(t, 83, 30);
	struct deed w = { .by = own ? lead : by, .due = { d->today.n + days } };
	void       *out;

	TRY(demo_do(d, by, &action_set, WORDS(W("matter", demo_n(d, t->matter)), W("what", str_of(t->theme->action)),
	    W("owner", own ? demo_n(d, d->people[lead].id) : STR("")),
	    W("owner_name", own ? STR("") : str_of(t->theme->owner)), W("due", demo_day(d, days))), &out));
	a = out;
	t->stage = STAGE_DOING;
	return keep_deed(d, t, a->id, &w);
}

/* ------------------------------------------------ decided */

static const char *
outcome_of(const struct tale *t, bool risen)
{
	uint64_t roll = fate(t, 84, 100);

	if (roll < 46 || t->again > 0)
		return "yes";
	return roll < 72 ? "partly" : roll < 86 && !risen ? "not_now" : "no";
}

static err
decide(struct demo *d, struct sitting *s, struct tale *t)
{
	static const char *const rungs[] = { "co-production", "co-design", "engagement", "consultation", "informing" };
	bool        risen = &d->bodies[t->body] != s->body;
	const char *outcome = outcome_of(t, risen);
	bool        good = strcmp(outcome, "yes") == 0 || strcmp(outcome, "partly") == 0;
	int64_t     review = 45 + (int64_t)fate(t, 85, 40);
	void       *out;

	TRY(demo_do(d, s->body->run_by, &decision_record, WORDS(W("matter", demo_n(d, t->matter)),
	    W("outcome", str_of(outcome)), W("reason", str_of(good ? t->theme->yes : t->theme->no)),
	    W("meeting", demo_n(d, s->meeting)), W("ladder", str_of(rungs[fate(t, 86, LEN(rungs))])),
	    W("review", strcmp(outcome, "not_now") == 0 ? demo_day(d, review) : STR(""))), &out));
	s->tally.decided++;
	t->stage = STAGE_DECIDED;
	t->body = (size_t)(s->body - d->bodies);       /* whoever answers, holds it from now on */
	if (good)
		return set_action(d, t, s->body->run_by);
	if (strcmp(outcome, "not_now") == 0)
		t->back_on.n = d->today.n + review;
	else if (t->author != NOBODY && fate(t, 87, 100) < 45)
		t->judge_on.n = d->today.n + 3 + (int64_t)fate(t, 88, 9);      /* they ask again */
	return OK;
}

static err
not_yet(struct demo *d, struct sitting *s, struct tale *t)
{
	static const char *const because[] = {
		"Not yet, because two firms must still tell us their price. We will answer by the new day.",
		"Not yet, because the person who knows about this is away. We want to get it right.",
		"Not yet, because we want to look at it on the ward first, with the people who said it." };
	void *out;

	t->waited = true;
	t->body = (size_t)(s->body - d->bodies);
	s->tally.later++;
	return demo_do(d, s->body->run_by, &matter_reply, WORDS(W("matter", demo_n(d, t->matter)),
	    W("words", str_of(because[fate(t, 89, LEN(because))])),
	    W("not_yet_until", demo_day(d, 14 + (int64_t)fate(t, 90, 10)))), &out);
}

/* ------------------------------------------------ passed on */

/* SM-B1: carried up with one action of the ward's own. */
static err
look_first(struct demo *d, struct sitting *s, struct tale *t)
{
	struct deed w = { .by = s->body->run_by, .due = { d->today.n + 10 } };
	void       *out;

	TRY(demo_do(d, s->body->run_by, &action_set, WORDS(W("matter", demo_n(d, t->matter)),
	    W("what", STR("Go and look at it together, and write down what you see")),
	    W("owner", demo_n(d, d->people[s->body->run_by].id)), W("due", demo_day(d, 10))), &out));
	return keep_deed(d, t, ((const struct action_row *)out)->id, &w);
}

static err
pass(struct demo *d, struct sitting *s, struct tale *t)
{
	forum_id to;
	bool     hands = fate(t, 92, 100) < 35;
	void    *out;

	if (s->body->kind == BODY_WARD && fate(t, 91, 100) < 25)
		TRY(look_first(d, s, t));
	TRY(forum_next_up(demo_cx(d, HOUSE), (forum_id){ s->body->forum.id }, str_of(t->theme->topic), &to));
	if (s->body->kind == BODY_PATIENT && fate(t, 93, 100) < 40)
		to.v = d->bodies[d->nbodies - 1].forum.id;     /* the advisory board, so that the board hears */
	TRY(demo_do(d, s->body->run_by, &meeting_outcome, WORDS(W("meeting", demo_n(d, s->meeting)),
	    W("matter", demo_n(d, t->matter)), W("outcome", STR("passed")), W("to", demo_n(d, to.v)),
	    W("words", str_of(t->theme->asked)), W("yes", hands ? demo_n(d, 4 + (int64_t)fate(t, 94, 5)) : STR("")),
	    W("no", hands ? demo_n(d, (int64_t)fate(t, 95, 2)) : STR("")),
	    W("unsure", hands ? demo_n(d, (int64_t)fate(t, 96, 3)) : STR(""))), &out));
	t->body = demo_body_of(d, to.v);
	t->stage = STAGE_PASSED;
	t->moved = d->today;
	s->tally.passed++;
	return OK;
}

/* ------------------------------------------------ on the floor */

static err
public_words(struct demo *d, struct sitting *s, const struct tale *t)
{
	void *out;

	if (fate(t, 97, 100) >= 82)
		return OK;
	return demo_do(d, s->body->run_by, &matter_summary, WORDS(W("matter", demo_n(d, t->matter)),
	    W("summary", str_of(t->theme->summary)), W("ok", fate(t, 98, 100) < 90 ? STR("1") : STR(""))), &out);
}

/* An earlier one that says the same and lies here too. */
static struct tale *
earlier(struct demo *d, const struct tale *t)
{
	for (struct tale *e = d->tales; e < t; e++)
		if (e->theme == t->theme && e->place == t->place && e->body == t->body && e->stage == STAGE_OPEN
		    && strcmp(t->theme->kind, "thanks") != 0)
			return e;
	return NULL;
}

static err
settle(struct demo *d, struct sitting *s, struct tale *t)
{
	void *out;

	TRY(demo_do(d, s->body->run_by, &meeting_outcome, WORDS(W("meeting", demo_n(d, s->meeting)),
	    W("matter", demo_n(d, t->matter)), W("outcome", STR("settled")),
	    W("words", str_of(t->theme->settled))), &out));
	t->stage = STAGE_ANSWERED;
	s->tally.settled++;
	story_judge_later(d, t);
	return OK;
}

static err
hear(struct demo *d, struct sitting *s, struct tale *t)
{
	struct tale *same = earlier(d, t);
	uint64_t     roll = fate(t, 99, 100);
	void        *out;

	if (same != NULL) {
		t->stage = STAGE_OVER;
		return demo_do(d, s->body->run_by, &matter_join, WORDS(W("matter", demo_n(d, t->matter)),
		    W("into", demo_n(d, same->matter))), &out);
	}
	TRY(public_words(d, s, t));
	if (strcmp(t->theme->kind, "thanks") == 0 || roll < 33)
		return settle(d, s, t);
	if (roll < 45 && !t->waited) {
		t->waited = true;
		s->tally.later++;
		return demo_do(d, s->body->run_by, &meeting_outcome, WORDS(W("meeting", demo_n(d, s->meeting)),
		    W("matter", demo_n(d, t->matter)), W("outcome", STR("carried")),
		    W("words", STR("We want to hear more people about this. It stays on the agenda."))), &out);
	}
	return pass(d, s, t);
}

static err
hear_floor(struct demo *d, struct sitting *s)
{
	size_t heard = 0;

	for (size_t i = d->ntales; i-- > 0 && heard < ONE_MEETING; )   /* the latest joins the earlier */
		if (&d->bodies[d->tales[i].body] == s->body && d->tales[i].stage == STAGE_OPEN) {
			TRY(hear(d, s, &d->tales[i]));
			heard++;
		}
	return OK;
}

/* ------------------------------------------------ in the teams and councils */

/* What is too big for here, goes on; from a council nearly always. */
static bool
goes_on(const struct sitting *s, const struct tale *t)
{
	uint64_t roll = fate(t, 100, 100);

	switch (s->body->kind) {
	case BODY_CMT:
		return roll < 14;
	case BODY_PEOPLES:
		return roll < 65;
	case BODY_ADVISORY:
		return true;
	case BODY_EMT:
		return roll < 6;
	case BODY_WARD: case BODY_COMMUNITY: case BODY_PATIENT: case BODY_CLINICAL: case BODY_BOARD:
		break;
	}
	return false;
}

static err
consider(struct demo *d, struct sitting *s, struct tale *t)
{
	uint64_t roll = fate(t, 101, 100);
	int64_t  wait = d->today.n - t->moved.n;

	if (roll < 9 && wait <= s->body->forum.promise_days)
		return OK;                             /* left lying till it is late */
	if (roll >= 91 && !t->waited && s->body->kind != BODY_WARD)
		return not_yet(d, s, t);
	return goes_on(s, t) ? pass(d, s, t) : decide(d, s, t);
}

static struct tale *
tale_of(struct demo *d, int64_t matter)
{
	for (size_t i = 0; i < d->ntales; i++)
		if (d->tales[i].matter == matter)
			return &d->tales[i];
	return NULL;
}

/* Something promised was not done; it is, once somebody above asks. */
static err
chase(struct demo *d, struct sitting *s, struct tale *t)
{
	for (size_t i = 0; i < d->ndeeds; i++)
		if (d->deeds[i].tale == (size_t)(t - d->tales) && d->deeds[i].action != 0)
			d->deeds[i].on.n = d->today.n + 2 + (int64_t)fate(t, 102, 6);
	return not_yet(d, s, t);
}

/* SM-C5: what is late must be answered before the meeting can end. */
static err
answer_late(struct demo *d, struct sitting *s)
{
	const struct forum_queue *q;
	void                     *out;

	TRY(demo_do(d, s->body->run_by, &forum_queue, WORDS(W("forum", demo_n(d, s->body->forum.id)),
	    W("limit", STR("200"))), &out));
	q = out;
	for (size_t i = 0; i < q->n; i++) {
		struct tale *t = tale_of(d, q->at[i].matter);

		if (q->at[i].days_left >= 0 || t == NULL)
			continue;
		if (t->stage == STAGE_PASSED)
			TRY(decide(d, s, t));
		else
			TRY(chase(d, s, t));
	}
	return OK;
}

err
answer_all(struct demo *d, struct sitting *s)
{
	TRY(hear_floor(d, s));
	for (size_t i = 0; i < d->ntales; i++)
		if (&d->bodies[d->tales[i].body] == s->body && d->tales[i].stage == STAGE_PASSED
		    && d->tales[i].moved.n < d->today.n)
			TRY(consider(d, s, &d->tales[i]));
	return answer_late(d, s);
}
