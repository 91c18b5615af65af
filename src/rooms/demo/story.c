/*
 * rooms/demo: what happens besides meetings: people say things, do what they promised (or
 * not, or late), and say whether it helped.  Everything goes through the operations.
 */
#include "rooms/demo/demo_in.h"

#include <assert.h>
#include <string.h>

#include "rooms/action/action.h"
#include "rooms/apart/apart.h"
#include "rooms/consent/consent.h"

enum { HERON = 8 };

/* ------------------------------------------------ saying something */

/* who types it; for whom; in whose words (known to nobody, when it is unlinkable) */
struct saying { struct tale *t; size_t who, for_whom, speaker; const char *naming, *source; };

/* English, now and then, ends with one of these; their words are their own otherwise. */
static const char *const endings[] = {
	"It has been like this for a few weeks.", "Others here say the same.", "Thank you for asking.",
	"I know it is not a big thing, but it would help.", "I said it once before.",
	"My family noticed it too.", "Could somebody tell me what will happen?",
	"It would make the days easier.", "I am happy to help with it.", "Please think about it.",
	"We talked about it over tea.", "It is worse at weekends.",
};

static bool
is_thanks(const struct theme *t)
{
	return strcmp(t->kind, "thanks") == 0;
}

static const struct theme *
pick_theme(const struct demo *d, size_t place, size_t n, size_t speaker)
{
	uint64_t roll = dice(place, (uint64_t)n, 11, 100);

	if (d->people[speaker].lang.n > 0 && roll < 80)
		return &demo_far_themes[dice(place, n, 12, demo_nfar)];
	for (size_t i = d->ntales; i-- > 0 && roll >= 86; )     /* somebody else says the same */
		if (d->tales[i].place == place && d->tales[i].stage == STAGE_OPEN && !is_thanks(d->tales[i].theme))
			return d->tales[i].theme;
	return &demo_themes[dice(place, n, 13, demo_nthemes)];
}

static size_t
pick_author(struct demo *d, size_t place, size_t n)
{
	static const char *const groups[] = { "service_user", "service_user", "service_user", "carer", "staff" };

	if (place == ORG)
		return demo_pick(d, place, "expert", dice(place, n, 14, 1000));
	if (place <= SITES)
		return demo_pick(d, place, "lead", 0);
	return demo_pick(d, place, groups[dice(place, n, 15, LEN(groups))], dice(place, n, 14, 1000));
}

/* Named, known to the facilitator only, unlinkable, or typed in for somebody. */
static void
pick_way(struct demo *d, struct saying *s)
{
	uint64_t roll = dice(s->t->place, s->t->n, 16, 100);
	size_t   author = pick_author(d, s->t->place, s->t->n);

	*s = (struct saying){ s->t, author, NOBODY, author, "named", roll % 3 == 0 ? "kiosk" : "web" };
	s->t->author = author;
	if (s->t->place <= SITES)
		return;
	if (roll >= 88) {
		s->source = roll % 2 == 0 ? "paper" : "phone";
		s->for_whom = demo_pick(d, s->t->place, "service_user", dice(s->t->place, s->t->n, 17, 1000));
		s->t->author = s->speaker = s->for_whom;
		s->who = s->t->place == HERON ? demo_login(d, "hal") : demo_pick(d, s->t->place, "staff", roll);
	} else if (roll >= 66) {
		s->naming = "unlinkable";
		s->who = NOBODY;
		s->t->author = NOBODY;
	} else if (roll >= 54) {
		s->naming = "facilitator";
	}
}

static str
words_said(struct demo *d, const struct tale *t, size_t speaker)
{
	uint64_t which = dice(t->place, t->n, 18, 3);
	str      lang = d->people[speaker].lang, said;

	if (lang.n > 0)                                /* two are Arabic, the third is Urdu */
		which = str_eq(lang, STR("ur")) ? 2 : which % 2;
	said = str_of(t->theme->said[which]);

	if ((unsigned char)said.p[0] >= 0x80 || !dice_percent(t->place, t->n, 19, 45))
		return said;
	return str_fmt(d->want->step, "%.*s %s", STR_ARG(said),
	    endings[dice(t->place, t->n, 20, LEN(endings))]);
}

static err
say(struct demo *d, size_t place, size_t n)
{
	struct tale   *t = &d->tales[d->ntales];
	struct saying  s = { .t = t };
	const struct matter_raised *out;
	void          *made;

	assert(d->ntales < TALES_MAX);
	*t = (struct tale){ .place = place, .n = n, .said = d->today, .moved = d->today };
	pick_way(d, &s);
	t->theme = pick_theme(d, place, n, s.speaker);
	d->clock.m = 8 * 60 + (int64_t)dice(place, n, 21, 12 * 60);
	TRY(demo_do(d, s.who, &matter_raise, WORDS(W("unit", demo_n(d, d->places[place])),
	    W("said", words_said(d, t, s.speaker)), W("topic", str_of(t->theme->topic)), W("kind", str_of(t->theme->kind)),
	    W("naming", str_of(s.naming)), W("source", str_of(s.source)),
	    W("for_person", s.for_whom == NOBODY ? STR("") : demo_n(d, d->people[s.for_whom].id))), &made));
	out = made;
	t->matter = out->matter;
	t->receipt = str_copy(d->want->mem, out->receipt);
	for (size_t i = 0; i < d->nbodies; i++)
		if (str_eq(d->bodies[i].forum.name, out->holder))
			t->body = i;
	d->ntales++;
	return OK;
}

/* P0-4: Ann says it so that nobody of Heron sees it; the executives hear it. */
err
story_apart(struct demo *d)
{
	void *out;

	d->clock.m = 10 * 60;
	return demo_do(d, demo_login(d, "ann"), &apart_raise, WORDS(W("ward", str_of(demo_place_slug(HERON))),
	    W("about", STR("two of the night staff")),
	    W("said", STR("At night they talk over us as if we were not there. When I said so, I was told not to"
	    " make trouble. I do not want the ward to read this."))), &out);
}

/* S9: Ann lets Cal, her carer, read what she said. */
err
story_consent(struct demo *d)
{
	void *out;

	d->clock.m = 10 * 60 + 30;
	return demo_do(d, demo_login(d, "ann"), &consent_give, WORDS(W("login", STR("cal"))), &out);
}

err
story_morning(struct demo *d)
{
	size_t today = (size_t)(d->today.n - d->first.n);

	for (size_t i = 0; i < d->ntales; i++)         /* a decision's review day */
		if (d->tales[i].stage == STAGE_DECIDED && d->tales[i].back_on.n == d->today.n) {
			d->tales[i].stage = STAGE_PASSED;
			d->tales[i].moved = d->today;
			d->tales[i].again++;                   /* another throw of the dice */
		}
	for (size_t place = 0; place < PLACES; place++) {
		uint64_t often = place > SITES ? (d->want->small ? 16 : 10) : place == ORG ? 5 : 3;

		if (dice_percent(place, today, 10, often))
			TRY(say(d, place, today));
	}
	return OK;
}

/* ------------------------------------------------ doing what was promised */

/* The last action done makes the matter done. */
static bool
is_last_deed(const struct demo *d, size_t tale)
{
	for (size_t i = 0; i < d->ndeeds; i++)
		if (d->deeds[i].tale == tale && d->deeds[i].action != 0)
			return false;
	return true;
}

static err
deed_done(struct demo *d, struct deed *w)
{
	struct tale *t = &d->tales[w->tale];
	str          list = str_fmt(d->want->step, "Checked by three people of the ward.\n\n%s\n%s\n",
	    t->theme->action, t->theme->done);
	struct word  words[] = { W("action", demo_n(d, w->action)), W("words", str_of(t->theme->done)),
		{ .name = STR("file"), .value = list, .type = STR("text/plain"), .file = STR("what-we-checked.txt") } };
	bool         with_file = dice_percent(w->tale, 3, 30, 20);
	void        *out;

	TRY(demo_do(d, w->by, &action_done, (struct words){ words, with_file ? 3 : 2 }, &out));
	w->action = 0;
	if (t->stage == STAGE_DOING && is_last_deed(d, w->tale)) {
		t->stage = STAGE_ANSWERED;
		story_judge_later(d, t);
	}
	return OK;
}

static err
do_deeds(struct demo *d)
{
	static const char *const how[] = { "It is ordered.", "We have a date for it.", "Half of it is done.",
		"We are waiting for one part.", "The people on the ward have looked at it with us." };
	void *out;

	for (size_t i = 0; i < d->ndeeds; i++) {
		struct deed *w = &d->deeds[i];

		if (w->action != 0 && w->on.n == d->today.n)
			TRY(deed_done(d, w));
		else if (w->action != 0 && w->due.n - 6 == d->today.n && dice_percent(i, 1, 30, 60))
			TRY(demo_do(d, w->by, &action_progress, WORDS(W("action", demo_n(d, w->action)),
			    W("words", str_of(how[dice(i, 2, 30, LEN(how))]))), &out));
	}
	return OK;
}

/* ------------------------------------------------ the last word */

void
story_judge_later(struct demo *d, struct tale *t)
{
	uint64_t wants = t->author == NOBODY ? 55 : 85;

	t->judge_on.n = 0;
	if (dice_percent(t->place, t->n + 1000 * t->again, 40, wants))
		t->judge_on.n = d->today.n + 2 + (int64_t)dice(t->place, t->n, 41, 16);
}

static const char *
verdict_of(const struct tale *t)
{
	uint64_t roll = dice(t->place, t->n + 1000 * t->again, 42, 100);

	return is_thanks(t->theme) || roll < 62 || t->again > 0 ? "fixed" : roll < 84 ? "partly" : "not";
}

static err
ask_again(struct demo *d, struct tale *t)
{
	str   words = STR("We still think it is needed. Please look at it again, with us.");
	void *out;

	t->again++;
	t->stage = STAGE_PASSED;
	t->moved = d->today;
	if (t->author == NOBODY)
		return demo_do(d, NOBODY, &matter_follow, WORDS(W("receipt", t->receipt), W("words", words),
		    W("again", STR("1"))), &out);
	return demo_do(d, t->author, &matter_ask_again, WORDS(W("matter", demo_n(d, t->matter)),
	    W("words", words)), &out);
}

static err
give_verdict(struct demo *d, struct tale *t)
{
	const char *verdict = verdict_of(t);
	str         words = dice_percent(t->place, t->n, 43, 60) && strcmp(verdict, "fixed") == 0
	    ? str_of(t->theme->verdict) : STR("");
	void       *out;

	if (t->author == NOBODY)
		TRY(demo_do(d, NOBODY, &matter_follow, WORDS(W("receipt", t->receipt),
		    W("verdict", str_of(verdict)), W("words", words)), &out));
	else
		TRY(demo_do(d, t->author, &matter_verdict, WORDS(W("matter", demo_n(d, t->matter)),
		    W("verdict", str_of(verdict)), W("words", words)), &out));
	t->stage = STAGE_OVER;
	return strcmp(verdict, "not") == 0 && t->again == 0 && d->bodies[t->body].kind != BODY_WARD
	    ? ask_again(d, t) : OK;
}

err
story_evening(struct demo *d)
{
	d->clock.m = 17 * 60;
	TRY(do_deeds(d));
	d->clock.m = 19 * 60;
	for (size_t i = 0; i < d->ntales; i++) {
		struct tale *t = &d->tales[i];

		if (t->judge_on.n != d->today.n)
			continue;
		if (t->stage == STAGE_ANSWERED)
			TRY(give_verdict(d, t));
		else if (t->stage == STAGE_DECIDED && t->again == 0)
			TRY(ask_again(d, t));
	}
	return OK;
}
