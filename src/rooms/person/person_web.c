/* rooms/person: addresses and drawing: people, one person and their roles.  Decides nothing. */
#include "rooms/person/person_view.h"

#include "gen/person_views.h"
#include "gen/words_gen.h"

struct options
person_places_of(struct page *pg, const struct person_place *places, size_t count, bool none)
{
	struct option *at = arena_take(pg->mem, (count + 1) * sizeof *at);
	size_t         n = 0;

	if (none)
		at[n++] = (struct option){ .label = words_get(pg->lang, MSG_person_none) };
	for (size_t i = 0; i < count; i++)
		at[n++] = (struct option){ .value = str_fmt(pg->mem, "%lld", (long long)places[i].id),
			.label = places[i].name };
	return (struct options){ at, n };
}

struct options
person_role_options(struct page *pg)
{
	return label_options(pg, LABEL_ROLE, person_roles, words_get(pg->lang, MSG_person_choose));
}

struct options
person_group_options(struct page *pg)
{
	return label_constituencies(pg, constituencies, words_get(pg->lang, MSG_label_any_group));
}

enum { LANGS_MAX = 16 };

struct options
person_lang_options(struct page *pg)
{
	struct option     *at = arena_take(pg->mem, (LANGS_MAX + 1) * sizeof *at);
	const struct lang *l;
	size_t             n = 0;

	at[n++] = (struct option){ .label = words_get(pg->lang, MSG_person_not_said) };
	for (size_t i = 0; i < LANGS_MAX && (l = lang_at(i)) != NULL; i++)
		if (!lang_is_easy(l))
			at[n++] = (struct option){ .value = lang_code(l), .label = lang_own_name(l) };
	return (struct options){ at, n };
}

str
person_group(struct page *pg, str constituency)
{
	return constituency.n > 0 ? label_one(pg->lang, constituency) : words_get(pg->lang, MSG_person_not_said);
}

static void
draw_list(struct page *pg, const void *out, struct reply *r)
{
	struct person_list_view v = { .page = out };

	(void)words_find(pg->asked, STR("unit"), &v.unit);
	show_person_list(pg, r, &v);
}

static void
draw_new(struct page *pg, const void *out, struct reply *r)
{
	show_person_new(pg, r, out);
}

static void
draw_person(struct page *pg, const void *out, struct reply *r)
{
	show_person(pg, r, out);
}

static void
draw_details(struct page *pg, const void *out, struct reply *r)
{
	show_person_change(pg, r, out);
}

static void
draw_added(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/people/%lld", (long long)((const struct person_row *)out)->id);
}

static void
draw_granted(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/people/%lld", (long long)((const struct role_granted *)out)->person);
}

static void
draw_erasing(struct page *pg, const void *out, struct reply *r)
{
	show_person_erase(pg, r, out);
}

static void
draw_erasures(struct page *pg, const void *out, struct reply *r)
{
	show_erasures(pg, r, out);
}

static void
draw_erasure(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/people/%lld/erase", (long long)((const struct person_erasure *)out)->person);
}

const struct route person_routes[] = {
	{ GET, "/people", &person_list, draw_list, NULL, false },
	{ POST, "/people", &person_add, draw_added, "/people/new", false },
	{ GET, "/people/new", &person_ask, draw_new, NULL, false },
	{ GET, "/people/{person}", &person_read, draw_person, NULL, false },
	{ GET, "/people/{person}/change", &person_details, draw_details, NULL, false },
	{ POST, "/people/{person}/change", &person_change, draw_added, "/people/{person}/change", false },
	{ GET, "/people/{person}/erase", &person_erasing, draw_erasing, NULL, false },
	{ POST, "/people/{person}/erase/ask", &person_erase_ask, draw_erasure, "/people/{person}/erase", false },
	{ POST, "/people/{person}/erase", &person_erase, draw_erasure, "/people/{person}/erase", false },
	{ GET, "/erasures", &person_erasures, draw_erasures, NULL, false },
	{ POST, "/roles/grant", &role_grant, draw_granted, "/people/{person}", false },
	{ POST, "/roles/end", &role_end, draw_granted, "/people/{person}", false },
};
const size_t person_nroutes = LEN(person_routes);
