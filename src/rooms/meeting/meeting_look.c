/* rooms/meeting: how its states and items read on a page.  Decides nothing. */
#include "rooms/meeting/meeting_view.h"

#include "rooms/person/person.h"

#include "gen/words_gen.h"

#include <string.h>

str meeting_key(const struct meeting_row *m)              { return str_of(meeting_states[m->state]); }
str meeting_item_key(const struct meeting_item *it)       { return str_of(item_outcomes[it->outcome]); }
str meeting_how_key(const struct meeting_person *p)       { return str_of(meeting_hows[p->how]); }
bool meeting_item_voted(const struct meeting_item *it)    { return it->yes + it->no + it->unsure > 0; }
bool meeting_on_paper(const struct meeting_page *p)       { return p->meeting.state == MEETING_CLOSED; }

/* The same list the other way round. */
str
meeting_list_url(struct page *pg, const struct meeting_list_view *v, bool coming)
{
	int64_t forum = 0, unit = 0;

	(void)str_to_int(v->forum, &forum);
	(void)str_to_int(v->unit, &unit);
	return str_fmt(pg->mem, "/meetings?forum=%lld&unit=%lld%s", (long long)forum, (long long)unit,
	    coming ? "&coming=1" : "");
}

/* Before: whom it needs.  Afterwards: who came, and who was needed. */
bool
meeting_group_shown(const struct meeting_page *p, const struct meeting_group *g)
{
	return g->needed > 0 || (p->meeting.state != MEETING_PLANNED && g->heads > 0);
}

str
meeting_tag(const struct meeting_row *m)
{
	static const str tags[] = { STR_INIT("nhsuk-tag--blue"), STR_INIT("nhsuk-tag--green"),
		STR_INIT("nhsuk-tag--grey"), STR_INIT("nhsuk-tag--red") };

	return tags[m->state & 3];
}

str
meeting_item_title(struct page *pg, const struct meeting_item *it)
{
	struct fill about = { "topic", label(pg->lang, LABEL_TOPIC, it->topic) };

	if (it->said.n > 0)
		return label_short(pg->mem, it->said);
	return it->matter != 0 ? words_fill(pg->mem, words_get(pg->lang, MSG_meeting_private), &about, 1) : it->topic;
}

bool
meeting_item_now(const struct meeting_page *p, const struct meeting_item *it)
{
	for (size_t i = 0; i < p->nitems && p->meeting.state == MEETING_OPEN; i++)
		if (p->items[i].outcome == ITEM_NONE)
			return &p->items[i] == it;
	return false;
}

str
meeting_item_class(const struct meeting_page *p, const struct meeting_item *it)
{
	if (it->outcome != ITEM_NONE)
		return STR("w-agenda__item--done");
	return meeting_item_now(p, it) ? STR("w-agenda__item--now") : STR("");
}

str
meeting_item_url(struct page *pg, const struct meeting_page *p, const struct meeting_item *it)
{
	bool runs = p->may_run && (p->meeting.state == MEETING_OPEN || p->meeting.state == MEETING_CLOSED);

	if (!runs || (it->n == 0 && it->matter == 0))
		return (str){ 0 };
	if (it->n == 0)
		return str_fmt(pg->mem, "/meetings/%lld/matters/%lld", (long long)p->meeting.id, (long long)it->matter);
	return str_fmt(pg->mem, "/meetings/%lld/items/%lld", (long long)p->meeting.id, (long long)it->n);
}

static str
groups_of(struct page *pg, const struct meeting_page *p, bool missing)
{
	struct buf b = { .mem = pg->mem };

	for (size_t i = 0; i < p->ngroups; i++) {
		const struct meeting_group *g = &p->groups[i];
		int64_t                     n = missing ? g->needed - g->heads : g->heads;

		if (n <= 0)
			continue;
		if (b.n > 0)
			buf_add(&b, STR(", "));
		buf_add(&b, label_people(pg->lang, pg->mem, g->constituency, n));
	}
	return buf_str(&b);
}

str meeting_there(struct page *pg, const struct meeting_page *p)   { return groups_of(pg, p, false); }
str meeting_missing(struct page *pg, const struct meeting_page *p) { return groups_of(pg, p, true); }

str
meeting_person_words(struct page *pg, const struct meeting_person *p)
{
	str one = label_one(pg->lang, p->constituency);

	return p->name.n > 0 ? str_fmt(pg->mem, "%.*s (%.*s)", STR_ARG(p->name), STR_ARG(one))
	    : label_people(pg->lang, pg->mem, p->constituency, p->heads);
}

bool
meeting_can_open(struct page *pg, const struct meeting_page *p)
{
	return p->may_run && p->meeting.state == MEETING_PLANNED && p->meeting.day.n <= pg->today.n;
}

struct safe
meeting_notes_html(struct page *pg, const struct meeting_page *p)
{
	return markup_html(pg->mem, p->notes, 3);
}

struct options
meeting_seat_options(struct page *pg, const struct meeting_page *p)
{
	struct option *at = arena_take(pg->mem, (p->nseats + 1) * sizeof *at);
	size_t         n = 0;

	at[n++] = (struct option){ .label = words_get(pg->lang, MSG_meeting_nobody_named) };
	for (size_t i = 0; i < p->nseats; i++)
		at[n++] = (struct option){ .value = str_fmt(pg->mem, "%lld", (long long)p->seats[i].person),
			.label = p->seats[i].name };
	return (struct options){ at, n };
}

struct options
meeting_route_options(struct page *pg, const struct meeting_page *p)
{
	struct option *at = arena_take(pg->mem, (p->nroutes + 1) * sizeof *at);
	size_t         n = 0;

	at[n++] = (struct option){ .label = words_get(pg->lang, MSG_meeting_usual_one) };
	for (size_t i = 0; i < p->nroutes; i++)
		at[n++] = (struct option){ .value = str_fmt(pg->mem, "%lld", (long long)p->routes[i].forum),
			.label = p->routes[i].name };
	return (struct options){ at, n };
}

/* Only what can be: a topic or an action is not passed on, and nothing goes up from the top. */
struct options
meeting_outcome_options(struct page *pg, const struct meeting_page *p)
{
	static const char *const matter[] = { "settled", "passed", "carried", "noted", NULL };
	static const char *const top[] = { "settled", "carried", "noted", NULL };
	static const char *const other[] = { "noted", "settled", "carried", NULL };

	return label_options(pg, LABEL_ITEM, p->one->matter == 0 ? other : p->nroutes == 0 ? top : matter, (str){ 0 });
}

struct options
meeting_group_options(struct page *pg)
{
	return label_constituencies(pg, constituencies, words_get(pg->lang, MSG_label_any_group));
}

struct options
meeting_how_options(struct page *pg)
{
	struct options o = label_options(pg, LABEL_HOW, meeting_hows, (str){ 0 });
	struct option *at = arena_take(pg->mem, o.n * sizeof *at);

	memcpy(at, o.at, o.n * sizeof *at);
	at[0].chosen = true;
	return (struct options){ at, o.n };
}
