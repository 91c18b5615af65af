/* rooms/apart: addresses and drawing.  Decides nothing. */
#include "rooms/apart/apart_view.h"

#include "rooms/matter/matter.h"
#include "rooms/ward/ward.h"

#include "gen/apart_views.h"
#include "gen/words_gen.h"

str
apart_state_words(struct page *pg, const struct apart_row *r)
{
	static const struct msg words[] = { MSG_apart_state_waiting, MSG_apart_state_waiting,
		MSG_apart_state_answered, MSG_apart_state_judged };

	return words_get(pg->lang, words[r->state & 3]);
}

str
apart_step_words(struct page *pg, const struct apart_step *s)
{
	static const struct msg words[] = { MSG_apart_step_raised, MSG_apart_step_raised, MSG_apart_step_brought,
		MSG_apart_step_nobody, MSG_apart_step_replied, MSG_apart_step_answered, MSG_apart_step_said_more,
		MSG_apart_step_verdict, MSG_apart_step_aside, MSG_apart_step_late, MSG_apart_step_before,
		MSG_apart_step_walled, MSG_apart_step_opened, MSG_apart_step_refused, MSG_apart_step_sent };
	struct fill place = { "place", s->label };

	if (s->kind == APART_STEP_SENT && s->words.n > 0)
		return words_get(pg->lang, MSG_apart_step_sent_other);
	return words_fill(pg->mem, words_get(pg->lang, words[(size_t)s->kind % LEN(words)]), &place, 1);
}

day
apart_step_day(struct page *pg, const struct apart_step *s)
{
	return pg->zone == NULL ? stamp_utc_day(s->at) : zone_day(pg->zone, s->at);
}

static str
hearer(struct page *pg, const struct apart_person *p)
{
	struct fill name = { "name", p->name };

	return p->id == pg->cx->who.id.v ? words_fill(pg->mem, words_get(pg->lang, MSG_apart_hearer_you), &name, 1) : p->name;
}

/* Oneself first: stepping aside is the usual case. */
struct options
apart_hearer_options(struct page *pg, const struct apart_page *p)
{
	struct option *at = arena_take(pg->mem, (p->nhearers + 1) * sizeof *at);

	for (size_t i = 0; i < p->nhearers; i++)
		at[i] = (struct option){ .label = hearer(pg, &p->hearers[i]),
			.chosen = p->hearers[i].id == pg->cx->who.id.v,
			.value = str_fmt(pg->mem, "%lld", (long long)p->hearers[i].id) };
	return (struct options){ at, p->nhearers };
}

#define DRAW(name) \
	static void draw_##name(struct page *pg, const void *out, struct reply *r) { show_##name(pg, r, out); }
DRAW(say_apart)
DRAW(apart_list)
DRAW(apart)
DRAW(follow_apart)
DRAW(wall)

static void
draw_kept(struct page *pg, const void *out, struct reply *r)
{
	const struct apart_raised *k = out;

	r->receipt = k->receipt;
	show_kept(pg, r, k);
}

static void
draw_followed(struct page *pg, const void *out, struct reply *r)
{
	struct apart_followed v = { .page = out };

	(void)words_find(pg->asked, STR("receipt"), &v.receipt);
	r->receipt = v.receipt;
	show_followed_apart(pg, r, &v);
}

static void
draw_done(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/apart/%lld", (long long)((const struct apart_done *)out)->apart);
}

/* It may be out of their reach now. */
static void
draw_aside(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/apart");
}

/* Who put the wall there reads it, unless they are named in it themselves. */
static void
draw_walled(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/apart");
}

static void
draw_opened(struct page *pg, const void *out, struct reply *r)
{
	int64_t matter = ((const struct apart_opened *)out)->matter;

	if (matter != 0)
		reply_goto(pg, r, "/matters/%lld", (long long)matter);
	else
		reply_goto(pg, r, "/follow");
}

const struct route apart_routes[] = {
	{ GET, "/wards/{ward}/apart", &ward_read, draw_say_apart, NULL, false },
	{ POST, "/wards/{ward}/apart", &apart_raise, draw_kept, "/wards/{ward}/apart", true },
	{ GET, "/apart", &apart_list, draw_apart_list, NULL, false },
	{ GET, "/apart/{apart}", &apart_read, draw_apart, NULL, false },
	{ POST, "/apart/{apart}/answer", &apart_answer, draw_done, "/apart/{apart}", false },
	{ POST, "/apart/{apart}/aside", &apart_aside, draw_aside, "/apart/{apart}", false },
	{ POST, "/apart/{apart}/more", &apart_more, draw_done, "/apart/{apart}", false },
	{ POST, "/apart/{apart}/open", &apart_open, draw_opened, "/apart/{apart}", false },
	{ GET, "/matters/{matter}/wall", &matter_read, draw_wall, NULL, false },
	{ POST, "/matters/{matter}/wall", &apart_wall, draw_walled, "/matters/{matter}/wall", false },
	{ POST, "/follow/wall", &apart_wall, draw_kept, "/follow", true },
	{ POST, "/follow/open", &apart_open, draw_opened, "/follow/apart", false },
	{ GET, "/follow/apart", &ward_home, draw_follow_apart, NULL, false },
	{ POST, "/follow/apart", &apart_follow, draw_followed, "/follow/apart", true },
};
const size_t apart_nroutes = LEN(apart_routes);
