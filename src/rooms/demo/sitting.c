/*
 * rooms/demo: meetings: the agenda goes out (on time, late or never), people come (enough or
 * not), things are dealt with (answers.c), notes go out.  Some places have bad habits, so
 * that the cadence monitor has something to show.
 */
#include "rooms/demo/demo_in.h"

#include <assert.h>

enum { BILBERRY = 5, DAMSON = 7, SWIFT = 11, ANCHOR = 12, LANTERN = 15, HERON = 8, QUAYSIDE = 3, LOOK_AHEAD = 8 };

size_t
demo_body_of(const struct demo *d, int64_t forum)
{
	for (size_t i = 0; i < d->nbodies; i++)
		if (d->bodies[i].forum.id == forum)
			return i;
	return BODIES;
}

/* Days from the start of the story, and to its end. */
static bool
is_held(const struct demo *d, const struct body *b)
{
	int64_t passed = d->today.n - d->first.n, left = d->last.n - d->today.n;

	if (b->kind == BODY_WARD && b->place == DAMSON)
		return left > 56;
	if (b->kind == BODY_WARD && b->place == ANCHOR)
		return passed < 150 || passed > 215;
	if (b->kind == BODY_CMT && b->place == QUAYSIDE)
		return passed < 185 || passed > 250;
	return !dice_percent((uint64_t)b->forum.id, (uint64_t)passed, 50, b->kind == BODY_WARD ? 4 : 1);
}

/* ------------------------------------------------ the agenda */

static err
send_agenda(struct demo *d, const struct body *b, const struct meeting_row *m)
{
	static const char *const topics[] = { "What went well since we last met", "Plans for the garden",
		"What the next month brings: trips and visitors", "How we talk to each other at night",
		"Who would like to help run the next meeting?", "News from the People's Council" };
	uint64_t roll = dice((uint64_t)m->id, 1, 51, 100);
	void    *out;

	d->clock.m = 10 * 60;
	if (roll < 45)
		TRY(demo_do(d, b->run_by, &meeting_agenda, WORDS(W("meeting", demo_n(d, m->id)),
		    W("topic", str_of(topics[roll % LEN(topics)]))), &out));
	return demo_do(d, b->run_by, &meeting_agenda, WORDS(W("meeting", demo_n(d, m->id)),
	    W("send", STR("1"))), &out);
}

static bool
agenda_goes_today(const struct demo *d, const struct body *b, const struct meeting_row *m)
{
	int64_t days = m->day.n - d->today.n, late = 0;
	uint64_t roll = dice((uint64_t)m->day.n, (uint64_t)b->forum.id, 52, 100);

	if (b->kind == BODY_WARD && b->place == BILBERRY)
		late = 2;
	else if (roll < 12)
		late = 1 + (int64_t)(roll % 3);
	if (roll >= 96)
		return false;                          /* it never went out */
	return days == (b->forum.agenda_days > late ? b->forum.agenda_days - late : 0);
}

/* ------------------------------------------------ who was there */

static err
came(struct demo *d, const struct sitting *s, size_t who, const char *how)
{
	void *out;

	if (who == NOBODY)
		return OK;
	return demo_do(d, s->body->run_by, &meeting_attend, WORDS(W("meeting", demo_n(d, s->meeting)),
	    W("person", demo_n(d, d->people[who].id)), W("how", str_of(how))), &out);
}

/* Only counted; on Heron sometimes typed in from the paper sheet by a helper. */
static err
counted(struct demo *d, const struct sitting *s, const char *group, uint64_t count)
{
	bool  paper = s->body->place == HERON && dice_percent((uint64_t)s->meeting, 2, 53, 50);
	void *out;

	if (count == 0)
		return OK;
	return demo_do(d, paper ? demo_login(d, "hal") : s->body->run_by, &meeting_attend,
	    WORDS(W("meeting", demo_n(d, s->meeting)), W("constituency", str_of(group)),
	    W("count", demo_n(d, (int64_t)count)), W("paper", paper ? STR("1") : STR(""))), &out);
}

static err
ward_came(struct demo *d, const struct sitting *s)
{
	size_t   place = s->body->place;
	uint64_t m = (uint64_t)d->today.n, often = place == SWIFT ? 15 : 55;

	for (size_t i = 0; i < d->npeople; i++) {
		bool away = dice_percent(m, i, 54, 8);

		if (d->people[i].place == place && i != s->body->run_by && dice_percent(m, i, 55, often))
			TRY(came(d, s, i, away ? "apologies" : dice_percent(m, i, 56, 6) ? "online" : "in_person"));
	}
	TRY(counted(d, s, "service_user", dice(m, place, 57, place == SWIFT ? 2 : 4)));
	return counted(d, s, "carer", dice(m, place, 58, 2));
}

static err
council_came(struct demo *d, const struct sitting *s)
{
	uint64_t m = (uint64_t)d->today.n, f = (uint64_t)s->body->forum.id;

	TRY(counted(d, s, "service_user", 3 + dice(m, f, 59, 5)));
	TRY(counted(d, s, "carer", 1 + dice(m, f, 60, 3)));
	TRY(counted(d, s, "staff", 1 + dice(m, f, 61, 4)));
	for (size_t i = 0; i < d->npeople; i++)
		if (d->people[i].place == ORG && d->people[i].group[0] == 'e' && i != s->body->run_by)
			TRY(came(d, s, i, dice_percent(m, i, 62, 30) ? "online" : "in_person"));
	if (s->body->kind == BODY_ADVISORY)
		TRY(came(d, s, demo_login(d, "kit"), "in_person"));
	if (dice_percent(m, f, 63, s->body->kind == BODY_PEOPLES ? 75 : 35))
		TRY(came(d, s, demo_login(d, "eve"), "in_person"));
	return OK;
}

static err
team_came(struct demo *d, const struct sitting *s)
{
	uint64_t m = (uint64_t)d->today.n, f = (uint64_t)s->body->forum.id;

	TRY(counted(d, s, "staff", 2 + dice(m, f, 64, 4)));
	if (s->body->kind == BODY_CMT || s->body->kind == BODY_CLINICAL)
		TRY(dice_percent(m, f, 65, 88) ? came(d, s, demo_pick(d, ORG, "expert", m + f), "in_person") : OK);
	if (s->body->kind == BODY_EMT || s->body->kind == BODY_BOARD) {
		TRY(came(d, s, demo_login(d, "kit"), "in_person"));
		TRY(dice_percent(m, f, 66, 50) ? came(d, s, demo_login(d, "lee"), "online") : OK);
	}
	if (s->body->kind == BODY_BOARD) {
		TRY(came(d, s, demo_login(d, "eve"), "in_person"));
		TRY(came(d, s, demo_pick(d, ORG, "governor", 1), "in_person"));
		TRY(counted(d, s, "governor", 1 + dice(m, f, 67, 2)));
	}
	return OK;
}

static err
people_come(struct demo *d, const struct sitting *s)
{
	TRY(came(d, s, s->body->run_by, "in_person"));
	switch (s->body->kind) {
	case BODY_WARD:
		return ward_came(d, s);
	case BODY_COMMUNITY: case BODY_PATIENT: case BODY_PEOPLES: case BODY_ADVISORY:
		return council_came(d, s);
	case BODY_CMT: case BODY_CLINICAL: case BODY_EMT: case BODY_BOARD:
		break;
	}
	return team_came(d, s);
}

/* ------------------------------------------------ the meeting */

/* Topics and actions on the agenda: talked about and noted. */
static err
talk(struct demo *d, const struct sitting *s)
{
	static const char *const said[] = { "People liked it. We will go on like this.",
		"Three of us want to help. We wrote down who.", "We looked at how this is going, and it goes well.",
		"Some of us worry about it. We will look again next time." };
	const struct meeting_page *p;
	void                      *out;

	TRY(demo_do(d, s->body->run_by, &meeting_read, WORDS(W("meeting", demo_n(d, s->meeting))), &out));
	p = out;
	for (size_t i = 0; i < p->nitems; i++) {
		str words = str_of(said[dice((uint64_t)d->today.n, i, 68, LEN(said))]);

		if (p->items[i].matter == 0 && p->items[i].outcome == ITEM_NONE && p->items[i].n != 0)
			TRY(demo_do(d, s->body->run_by, &meeting_outcome, WORDS(W("meeting", demo_n(d, s->meeting)),
			    W("item", demo_n(d, p->items[i].n)), W("outcome", STR("noted")), W("words", words)), &out));
	}
	return OK;
}

static str
notes_of(struct demo *d, const struct sitting *s)
{
	const struct tally *t = &s->tally;
	struct buf          b = { .mem = d->want->step };

	buf_add(&b, STR("We met and talked about what people had said.\n\n"));
	if (t->settled > 0)
		buf_addf(&b, "* Settled here: %lld\n", (long long)t->settled);
	if (t->passed > 0)
		buf_addf(&b, "* Passed on, with what we ask for: %lld\n", (long long)t->passed);
	if (t->decided > 0)
		buf_addf(&b, "* Decided, each with its reason: %lld\n", (long long)t->decided);
	if (t->later > 0)
		buf_addf(&b, "* Left for next time: %lld\n", (long long)t->later);
	if (t->settled + t->passed + t->decided + t->later == 0)
		buf_add(&b, STR("Nothing new was waiting. We talked about how the days are.\n"));
	buf_add(&b, STR("\nEach one has its own page, where you can see what happens next.\n"));
	return buf_str(&b);
}

static err
end(struct demo *d, const struct sitting *s)
{
	uint64_t late = s->body->kind == BODY_WARD && s->body->place == LANTERN ? 80 : 10;
	str      notes = notes_of(d, s);
	void    *out;

	if (dice_percent((uint64_t)s->body->forum.id, (uint64_t)d->today.n, 69, late) && d->nnotes < NOTES_MAX) {
		d->notes[d->nnotes++] = (struct note){ s->meeting, s->body->run_by, { d->today.n
		    + s->body->forum.notes_days + 2 + (int64_t)dice((uint64_t)d->today.n, 1, 70, 9) },
		    str_copy(d->want->mem, notes) };
		notes = STR("");
	}
	d->clock.m = s->body->forum.clock.m + s->body->forum.minutes;
	return demo_do(d, s->body->run_by, &meeting_close, WORDS(W("meeting", demo_n(d, s->meeting)),
	    W("notes", notes)), &out);
}

static err
sit(struct demo *d, const struct body *b, const struct meeting_row *m)
{
	struct sitting s = { .body = b, .meeting = m->id };
	void          *out;

	d->clock = b->forum.clock;
	if (!is_held(d, b))
		return dice_percent((uint64_t)b->forum.id, (uint64_t)d->today.n, 71, 40) && b->place != DAMSON
		    ? demo_do(d, b->run_by, &meeting_cancel, WORDS(W("meeting", demo_n(d, m->id))), &out) : OK;
	TRY(demo_do(d, b->run_by, &meeting_open, WORDS(W("meeting", demo_n(d, m->id))), &out));
	TRY(people_come(d, &s));
	d->clock.m += 10;
	TRY(answer_all(d, &s));
	TRY(talk(d, &s));
	d->made.meetings++;
	return end(d, &s);
}

static err
late_notes(struct demo *d)
{
	void *out;

	for (size_t i = 0; i < d->nnotes; i++)
		if (d->notes[i].on.n == d->today.n)
			TRY(demo_do(d, d->notes[i].by, &meeting_notes, WORDS(W("meeting", demo_n(d, d->notes[i].meeting)),
			    W("notes", d->notes[i].words)), &out));
	return OK;
}

err
sitting_day(struct demo *d)
{
	const struct meeting_list *list;
	void                      *out;

	TRY(late_notes(d));
	TRY(demo_do(d, HOUSE, &meeting_list, WORDS(W("since", demo_day(d, 0)), W("until", demo_day(d, LOOK_AHEAD)),
	    W("limit", STR("200"))), &out));
	list = out;
	for (size_t i = list->n; i-- > 0; ) {
		const struct meeting_row *m = &list->at[i];
		const struct body        *b = &d->bodies[demo_body_of(d, m->forum)];

		assert(b < d->bodies + BODIES);
		if (m->state != MEETING_PLANNED)
			continue;
		if (m->agenda_at.s == 0 && agenda_goes_today(d, b, m))
			TRY(send_agenda(d, b, m));
		if (m->day.n == d->today.n)
			TRY(sit(d, b, m));
	}
	return OK;
}

/* Heron meets just now, so that the page for the screen in the room can be seen at work. */
err
sitting_now(struct demo *d)
{
	const struct body        *b = &d->bodies[HERON - SITES - 1];
	struct sitting            s = { .body = b };
	const struct meeting_list *list;
	void                      *out;

	d->clock = zone_clock(d->want->zone, d->want->now);
	TRY(demo_do(d, HOUSE, &meeting_list, WORDS(W("forum", demo_n(d, b->forum.id)),
	    W("since", demo_day(d, 0)), W("until", demo_day(d, 0))), &out));
	list = out;
	if (list->n == 0) {
		TRY(demo_do(d, b->run_by, &meeting_schedule, WORDS(W("forum", demo_n(d, b->forum.id)),
		    W("day", demo_day(d, 0))), &out));
		s.meeting = ((const struct meeting_row *)out)->id;
	} else {
		s.meeting = list->at[0].id;
	}
	TRY(demo_do(d, b->run_by, &meeting_agenda, WORDS(W("meeting", demo_n(d, s.meeting)),
	    W("topic", STR("What went well since we last met")), W("send", STR("1"))), &out));
	TRY(demo_do(d, b->run_by, &meeting_open, WORDS(W("meeting", demo_n(d, s.meeting))), &out));
	TRY(people_come(d, &s));
	return demo_do(d, demo_pick(d, HERON, "service_user", 3), &matter_raise, WORDS(
	    W("unit", demo_n(d, d->places[HERON])), W("topic", STR("food")), W("kind", STR("idea")),
	    W("said", STR("Can we have fruit in the day room in the evening?")), W("naming", STR("named")),
	    W("source", STR("kiosk"))), &out);         /* said meanwhile: not on the agenda yet */
}
