/* rooms/forum: drawing the page on which a forum is changed.  Decides nothing. */
#include "rooms/forum/forum_view.h"

#include "rooms/matter/matter.h"
#include "rooms/meeting/meeting.h"
#include "rooms/person/person.h"
#include "words/cadence.h"

#include "gen/forum_views.h"
#include "gen/words_gen.h"

static const char *const seats[] = { "chair", "secretary", "member", NULL };

str
forum_nth_of(struct page *pg, const struct forum_setup *s)
{
	(void)pg;
	return str_of(forum_nths[s->nth]);
}

str
forum_weekday_of(struct page *pg, const struct forum_setup *s)
{
	(void)pg;
	return str_of(forum_weekdays[s->weekday]);
}

str
forum_often_of(struct page *pg, const struct forum_setup *s)
{
	(void)pg;
	return str_of(forum_often[s->often]);
}

static struct options
weekdays(struct page *pg)
{
	struct option *at = arena_take(pg->mem, 7 * sizeof *at);

	for (int64_t i = 0; i < 7; i++)
		at[i] = (struct option){ .value = str_of(forum_weekdays[i]), .label = lang_weekday(pg->lang, i) };
	return (struct options){ at, 7 };
}

static struct option
numbered(struct page *pg, int64_t id, str name)
{
	return (struct option){ .value = str_fmt(pg->mem, "%lld", (long long)id), .label = name };
}

static struct options
people(struct page *pg, const struct forum_setup *s)
{
	struct option *at = arena_take(pg->mem, (s->nnear + 1) * sizeof *at);

	at[0] = (struct option){ .label = words_get(pg->lang, MSG_person_choose) };
	for (size_t i = 0; i < s->nnear; i++)
		at[i + 1] = numbered(pg, s->near[i].person, s->near[i].name);
	return (struct options){ at, s->nnear + 1 };
}

static struct options
others(struct page *pg, const struct forum_setup *s)
{
	struct option *at = arena_take(pg->mem, (s->nothers + 1) * sizeof *at);

	at[0] = (struct option){ .label = words_get(pg->lang, MSG_person_choose) };
	for (size_t i = 0; i < s->nothers; i++)
		at[i + 1] = numbered(pg, s->others[i].forum, s->others[i].name);
	return (struct options){ at, s->nothers + 1 };
}

static void
draw_setup(struct page *pg, const void *out, struct reply *r)
{
	const struct forum_setup *s = out;
	struct forum_setup_view   v = { .setup = s,
		.often = label_options(pg, LABEL_OFTEN, forum_often + 1, (str){ 0 }), .weekdays = weekdays(pg),
		.nths = label_options(pg, LABEL_NTH, forum_nths, (str){ 0 }),
		.groups = label_constituencies(pg, constituencies, words_get(pg->lang, MSG_person_choose)),
		.near = people(pg, s), .others = others(pg, s),
		.topics = label_options(pg, LABEL_TOPIC, matter_topics, words_get(pg->lang, MSG_label_any)),
		.roles = label_options(pg, LABEL_ROLE, seats, (str){ 0 }) };

	show_forum_setup(pg, r, &v);
}

static void
draw_changed(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/forums/%lld/change", (long long)((const struct forum_row *)out)->id);
}

static void
draw_seated(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/forums/%lld/change", (long long)((const struct role_granted *)out)->forum);
}

#define BACK "/forums/{forum}/change"

const struct route forum_change_pages[] = {
	{ GET, "/forums/{forum}/change", &forum_setup, draw_setup, NULL, false },
	{ POST, "/forums/{forum}/change", &forum_change, draw_changed, BACK, false },
	{ POST, "/forums/{forum}/cadence", &forum_cadence, draw_changed, BACK, false },
	{ POST, "/forums/{forum}/seats", &forum_seat_set, draw_changed, BACK, false },
	{ POST, "/forums/{forum}/routes", &forum_way, draw_changed, BACK, false },
	{ POST, "/forums/{forum}/routes/end", &forum_way_end, draw_changed, BACK, false },
	{ POST, "/forums/{forum}/people", &role_grant, draw_seated, BACK, false },
	{ POST, "/forums/{forum}/people/end", &role_end, draw_seated, BACK, false },
};
const size_t forum_nchange_pages = LEN(forum_change_pages);
