/*
 * rooms/poster: the sentences on a poster, in the reader's language.  People's own words
 * are never among them; where those may not be shown, a plain sentence stands for them.
 */
#include "rooms/poster/poster_in.h"

#include "gen/words_gen.h"

static str
fill(const struct lang *l, struct arena *mem, struct msg m, const struct fill *f)
{
	return words_fill(mem, words_get(l, m), f, 1);
}

static str
topic_words(const struct lang *l, str topic)
{
	static const struct { const char *key; struct msg words; } topics[] = {
		{ "environment", MSG_about_environment }, { "food", MSG_about_food },
		{ "activities", MSG_about_activities }, { "staff", MSG_about_staff },
		{ "safety", MSG_about_safety }, { "care", MSG_about_care }, { "medicine", MSG_about_medicine },
		{ "leave", MSG_about_leave }, { "visits", MSG_about_visits },
		{ "information", MSG_about_information }, { "privacy", MSG_about_privacy },
		{ "money", MSG_about_money },
	};

	for (size_t i = 0; i < LEN(topics); i++)
		if (str_eq(topic, str_of(topics[i].key)))
			return words_get(l, topics[i].words);
	return words_get(l, MSG_about_other);
}

str
poster_said_words(const struct lang *l, struct arena *mem, const struct poster_item *i)
{
	(void)mem;
	return i->said.n > 0 ? i->said : topic_words(l, i->topic);
}

str
poster_did_words(const struct lang *l, struct arena *mem, const struct poster_item *i)
{
	struct fill forum = { "forum", i->forum };

	if (i->did.n > 0)
		return i->did;
	if (i->state == POSTER_PASSED && i->forum.n > 0)
		return fill(l, mem, MSG_poster_passed_to, &forum);
	return words_get(l, i->kind == POSTER_DID ? MSG_poster_did_quietly : MSG_poster_doing_quietly);
}

static str
by_day(const struct lang *l, struct arena *mem, struct msg m, day d)
{
	struct fill f = { "day", d.n == DAY_NONE ? STR("") : words_day(l, mem, d) };

	return fill(l, mem, m, &f);
}

str
poster_state_words(const struct lang *l, struct arena *mem, const struct poster_item *i)
{
	switch ((enum poster_state)i->state) {
	case POSTER_HELPED:
		return words_get(l, MSG_poster_helped);
	case POSTER_HELPED_PARTLY:
		return words_get(l, MSG_poster_helped_partly);
	case POSTER_DID_NOT_HELP:
		return words_get(l, MSG_poster_did_not_help);
	case POSTER_ASKING:
		return words_get(l, MSG_poster_asking);
	case POSTER_UNDER_WAY:
		return i->due.n == DAY_NONE ? words_get(l, MSG_poster_under_way)
		    : by_day(l, mem, MSG_poster_under_way_by, i->due);
	case POSTER_PASSED:
		return i->due.n == DAY_NONE ? words_get(l, MSG_poster_waiting)
		    : by_day(l, mem, MSG_poster_answer_by, i->due);
	case POSTER_AGREED:
		return words_get(l, MSG_poster_agreed);
	case POSTER_AGREED_PARTLY:
		return words_get(l, MSG_poster_agreed_partly);
	case POSTER_REVIEWED:
		return by_day(l, mem, MSG_poster_review_on, i->review);
	case POSTER_SAID_NO:
		return words_get(l, MSG_poster_ask_again);
	}
	return STR("");
}

str
poster_days_words(const struct lang *l, struct arena *mem, const struct poster_item *i)
{
	bool        done = i->kind == POSTER_DID || i->state == POSTER_ASKING || i->state == POSTER_DID_NOT_HELP;
	struct msg  m = done ? MSG_days_to_done : i->kind == POSTER_NOT ? MSG_days_to_answer : MSG_days_so_far;
	struct fill f = { "n", words_number(l, mem, i->days) };

	if (i->days == 0)
		return words_get(l, done || i->kind == POSTER_NOT ? MSG_days_same : MSG_days_today);
	return words_fill(mem, words_plural(l, m, i->days), &f, 1);
}

str
poster_label(const struct lang *l, const struct poster_item *i)
{
	return words_get(l, i->kind == POSTER_DID ? MSG_poster_we_did
	    : i->kind == POSTER_DOING ? MSG_poster_we_are_doing : MSG_poster_not_now);
}

static struct sheet_words
own_words(const struct lang *l)
{
	return (struct sheet_words){ words_get(l, MSG_poster_we_said), words_get(l, MSG_poster_we_did),
		words_get(l, MSG_poster_we_are_doing), words_get(l, MSG_poster_not_now),
		words_get(l, MSG_poster_scan), words_get(l, MSG_poster_more), words_get(l, MSG_poster_page),
		words_get(l, MSG_poster_empty), words_get(l, MSG_poster_qr) };
}

static str
dates(const struct lang *l, struct arena *mem, const struct poster_sheet *s)
{
	struct fill f[] = { { "since", s->since.n == DAY_NONE ? STR("") : words_day(l, mem, s->since) },
		{ "until", words_day(l, mem, s->until) } };

	if (s->since.n == DAY_NONE || s->since.n == s->until.n)
		return f[1].value;
	return words_fill(mem, words_get(l, MSG_poster_dates), f, LEN(f));
}

struct sheet
poster_paper(struct page *pg, const struct poster_sheet *s)
{
	const struct lang *l = s->look.lang.n > 0 ? lang_find(s->look.lang) : pg->lang;
	struct sheet_item *items = arena_take(pg->mem, (s->n + 1) * sizeof *items);

	for (size_t i = 0; i < s->n; i++)
		items[i] = (struct sheet_item){ (enum sheet_kind)s->at[i].kind,
			poster_said_words(l, pg->mem, &s->at[i]), poster_did_words(l, pg->mem, &s->at[i]),
			poster_state_words(l, pg->mem, &s->at[i]), poster_days_words(l, pg->mem, &s->at[i]),
			str_fmt(pg->mem, "%.*s/p/%.*s", STR_ARG(pg->address), STR_ARG(s->at[i].code)) };
	return (struct sheet){
		.look = { .lang = l, .tag = lang_tag(l), .rtl = str_eq(lang_dir(l), STR("rtl")),
			.easy = s->look.easy || lang_is_easy(l), .large = s->look.large,
			.paper = s->look.paper == 1 ? PAPER_A3 : PAPER_A4 },
		.words = own_words(l), .provider = pg->provider, .place = s->name,
		.heading = words_get(l, MSG_poster_heading), .dates = dates(l, pg->mem, s),
		.items = items, .n = s->n, .foot = words_get(l, MSG_poster_foot),
		.foot_url = str_fmt(pg->mem, "%.*s/wards/%.*s", STR_ARG(pg->address), STR_ARG(s->slug)),
	};
}
