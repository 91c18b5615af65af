/*
 * rooms/poster: two more papers of other rooms' operations: a forum's invitation and the
 * printed meeting sheet (walk 8).  Each shows what forum.read and meeting.read gave this
 * very reader, in the reader's own language and size; nothing is looked up here.
 */
#include "rooms/poster/poster_in.h"

#include "gen/words_gen.h"
#include "rooms/forum/forum.h"
#include "rooms/meeting/meeting.h"
#include "words/cadence.h"

enum { LARGE_FROM = 150, NEW_LINES = 4, FACTS_MAX = 5 };

static struct sheet_look
look_of(const struct page *pg)
{
	return (struct sheet_look){ .lang = pg->lang, .tag = lang_tag(pg->lang), .rtl = str_eq(lang_dir(pg->lang), STR("rtl")),
		.easy = lang_is_easy(pg->lang), .large = pg->size >= LARGE_FROM };
}

static str
say(const struct page *pg, struct msg m)
{
	return words_get(pg->lang, m);
}

static str
qr_words(struct page *pg, str url)
{
	return words_fill(pg->mem, say(pg, MSG_poster_qr), &(struct fill){ "url", url }, 1);
}

static str
group_words(struct page *pg, str constituency)
{
	static const struct { const char *key; struct msg words; } groups[] = {
		{ "service_user", MSG_group_service_user }, { "carer", MSG_group_carer },
		{ "staff", MSG_group_staff }, { "expert", MSG_group_expert },
		{ "peer_worker", MSG_group_peer_worker }, { "volunteer", MSG_group_volunteer },
		{ "governor", MSG_group_governor },
	};

	for (size_t i = 0; i < LEN(groups); i++)
		if (str_eq(constituency, str_of(groups[i].key)))
			return say(pg, groups[i].words);
	return constituency;
}

/* "Thursday 3 December, 2pm": two days off, so that it is never "tomorrow". */
static str
day_and_time(struct page *pg, day d, clocktime c)
{
	struct fill f[] = { { "day", words_day_near(pg->lang, pg->mem, d, (day){ d.n - 2 }) },
		{ "time", words_clock(pg->lang, pg->mem, c) } };

	return words_fill(pg->mem, say(pg, MSG_paper_day_time), f, LEN(f));
}

/* "Service users, carers and staff", from the seats. */
static str
who_words(struct page *pg, const struct forum_page *p)
{
	str list = STR("");

	for (size_t i = 0; i < p->nseats; i++) {
		struct fill f[] = { { "list", list }, { "item", group_words(pg, p->seats[i].constituency) } };

		list = i == 0 ? f[1].value
		    : words_fill(pg->mem, say(pg, i + 1 == p->nseats ? MSG_list_last : MSG_list_more), f, LEN(f));
	}
	return list.n > 0 ? list : say(pg, MSG_invite_anyone);
}

static const struct forum_meeting *
next_meeting(const struct forum_page *p)
{
	for (size_t i = 0; i < p->nmeetings; i++)
		if (p->meetings[i].coming)
			return &p->meetings[i];
	return NULL;
}

static void
add_fact(struct sheet_invite *s, struct sheet_fact *at, struct sheet_fact fact)
{
	if (fact.words.n > 0)
		at[s->n++] = fact;
}

static struct sheet_invite
invite_of(struct page *pg, const struct forum_page *p)
{
	const struct forum_meeting *next = next_meeting(p);
	struct sheet_fact          *at = arena_take(pg->mem, FACTS_MAX * sizeof *at);
	str place = next != NULL && next->place.n > 0 ? next->place : p->forum.place;
	str often = p->forum.cadence.n > 0 ? cadence_words(pg->lang, pg->mem, p->forum.cadence) : STR("");
	struct sheet_invite         s = { .look = look_of(pg), .provider = pg->provider,
		.heading = say(pg, MSG_invite_heading), .forum = p->forum.name, .what_for = p->purpose, .facts = at,
		.scan = say(pg, MSG_invite_scan), .url = str_fmt(pg->mem, "%.*s/forums/%lld",
		    STR_ARG(pg->address), (long long)p->forum.id) };

	s.qr = qr_words(pg, s.url);
	if (next != NULL)
		add_fact(&s, at, (struct sheet_fact){ SIGN_DAY, say(pg, MSG_invite_next),
			day_and_time(pg, next->day, next->clock) });
	add_fact(&s, at, (struct sheet_fact){ SIGN_OFTEN, say(pg, MSG_invite_often), often });
	add_fact(&s, at, (struct sheet_fact){ SIGN_PLACE, say(pg, MSG_invite_where), place });
	add_fact(&s, at, (struct sheet_fact){ SIGN_PEOPLE, say(pg, MSG_invite_who), who_words(pg, p) });
	add_fact(&s, at, (struct sheet_fact){ SIGN_JOIN, say(pg, MSG_invite_join), say(pg, MSG_invite_how) });
	return s;
}

void
poster_draw_invite(struct page *pg, const void *out, struct reply *r)
{
	struct sheet_invite s = invite_of(pg, out);

	poster_give(r, sheet_invite_pdf(pg->mem, &s, &r->body), STR("application/pdf"));
}

void
poster_draw_invite_png(struct page *pg, const void *out, struct reply *r)
{
	struct sheet_invite s = invite_of(pg, out);

	poster_give(r, sheet_invite_png(pg->mem, &s, POSTER_PNG_WIDTH, &r->body), STR("image/png"));
}

/* One row a constituency; a forum without seats still counts the three that every ward has. */
static void
groups_of(struct page *pg, const struct meeting_page *p, struct sheet_meeting *s)
{
	static const char *const usual[] = { "service_user", "carer", "staff" };
	struct sheet_row        *at = arena_take(pg->mem, (p->ngroups + LEN(usual)) * sizeof *at);

	for (size_t i = 0; i < p->ngroups; i++) {
		struct fill f = { "n", words_number(pg->lang, pg->mem, p->groups[i].needed) };

		at[i].label = group_words(pg, p->groups[i].constituency);
		if (p->groups[i].needed > 0)
			at[i].note = words_fill(pg->mem, say(pg, MSG_paper_we_need), &f, 1);
	}
	s->ngroups = p->ngroups;
	while (p->ngroups == 0 && s->ngroups < LEN(usual)) {
		at[s->ngroups].label = group_words(pg, str_of(usual[s->ngroups]));
		s->ngroups++;
	}
	s->groups = at;
}

/* What this reader may read of each item; people write in the rest by its number. */
static void
items_of(struct page *pg, const struct meeting_page *p, struct sheet_meeting *s)
{
	struct sheet_row *at = arena_take(pg->mem, (p->nitems + 1) * sizeof *at);

	for (size_t i = 0; i < p->nitems; i++) {
		int64_t     n = p->items[i].n > 0 ? p->items[i].n : (int64_t)i + 1;
		struct fill f = { "n", words_number(pg->lang, pg->mem, n) };

		at[i].label = words_fill(pg->mem, say(pg, MSG_paper_item), &f, 1);
		at[i].note = p->items[i].said.n > 0 ? p->items[i].said : p->items[i].topic;
	}
	s->matters = at;
	s->nmatters = p->nitems;
}

static void
boxes_of(struct page *pg, struct sheet_meeting *s)
{
	static const struct msg out[] = { MSG_box_settled, MSG_box_passed, MSG_box_yes, MSG_box_partly,
		MSG_box_not_now, MSG_box_no, MSG_box_next_time };
	static const struct msg vote[] = { MSG_box_for, MSG_box_against, MSG_box_unsure };
	str *outcomes = arena_take(pg->mem, LEN(out) * sizeof *outcomes);
	str *votes = arena_take(pg->mem, LEN(vote) * sizeof *votes);

	for (size_t i = 0; i < LEN(out); i++)
		outcomes[i] = say(pg, out[i]);
	for (size_t i = 0; i < LEN(vote); i++)
		votes[i] = say(pg, vote[i]);
	s->outcomes = outcomes;
	s->noutcomes = LEN(out);
	s->votes = votes;
	s->nvotes = LEN(vote);
}

void
poster_draw_meeting(struct page *pg, const void *out, struct reply *r)
{
	const struct meeting_page *p = out;
	struct fill                id = { "n", str_fmt(pg->mem, "%lld", (long long)p->meeting.id) };
	struct sheet_meeting       s = { .look = look_of(pg), .provider = pg->provider, .forum = p->forum.name,
		.heading = say(pg, MSG_paper_heading), .when = day_and_time(pg, p->meeting.day, p->meeting.clock),
		.where = p->meeting.place, .id = words_fill(pg->mem, say(pg, MSG_paper_id), &id, 1),
		.scan = say(pg, MSG_paper_scan), .how = say(pg, MSG_paper_how),
		.who_title = say(pg, MSG_paper_who), .who_note = say(pg, MSG_paper_who_note),
		.who_name = say(pg, MSG_paper_names), .who_count = say(pg, MSG_paper_count),
		.matters_title = say(pg, MSG_paper_matters), .votes_label = say(pg, MSG_paper_hands),
		.what_label = say(pg, MSG_paper_agreed), .new_title = say(pg, MSG_paper_new), .nnew = NEW_LINES,
		.page = say(pg, MSG_poster_page),
		.url = str_fmt(pg->mem, "%.*s/meetings/%lld", STR_ARG(pg->address), (long long)p->meeting.id) };

	s.qr = qr_words(pg, s.url);
	groups_of(pg, p, &s);
	items_of(pg, p, &s);
	boxes_of(pg, &s);
	poster_give(r, sheet_meeting_pdf(pg->mem, &s, &r->body), STR("application/pdf"));
	r->cache_public = false;                /* for those inside only */
}
