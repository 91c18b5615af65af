/*
 * rooms/profile: what hangs together in a profile: short names said twice, places and forums
 * that are not there, cadences, and ways up that would lead in a circle or nowhere.
 */
#include "rooms/profile/profile_in.h"

#include "words/cadence.h"

struct checking { struct cx *cx; str file; struct profile *p; };

static struct spot
spot_of(struct checking *c, size_t forum, const char *member)
{
	const struct json *map = c->p->forums[forum].said, *at = json_get(map, str_of(member));

	return (struct spot){ c->file, str_fmt(c->cx->mem, "forums[%zu].%s", forum, member), at != NULL ? at : map };
}

static err
units_once(struct checking *c)
{
	const struct profile *p = c->p;

	for (size_t i = 0; i < p->nunits; i++)
		for (size_t k = 0; k < i; k++) {
			const struct json *at = json_get(p->units[i].said, STR("slug"));
			struct spot        s = { c->file, str_fmt(c->cx->mem, "units: %s",
			    str_c(c->cx->mem, p->units[i].slug)), at != NULL ? at : p->units[i].said };

			if (str_eq(p->units[i].slug, p->units[k].slug))
				return profile_fault(c->cx, &s, "profile.twice", 0);
		}
	return OK;
}

static int64_t
unit_find_in(const struct profile *p, str slug)
{
	for (size_t i = 0; i < p->nunits; i++)
		if (str_eq(p->units[i].slug, slug))
			return (int64_t)i;
	return NO_UP;
}

static int64_t
forum_find_in(const struct profile *p, str slug)
{
	for (size_t i = 0; i < p->nforums; i++)
		if (str_eq(p->forums[i].slug, slug))
			return (int64_t)i;
	return -1;
}

bool
profile_meets_at(const struct profile *p, const struct profile_forum *f, int64_t unit)
{
	return f->each.n > 0 ? str_eq(p->units[unit].kind, f->each) : str_eq(p->units[unit].slug, f->unit);
}

/* The nearest at or above the place; a forum of one place is that one, wherever it is. */
int64_t
profile_place_of(const struct profile *p, const struct profile_forum *to, int64_t unit)
{
	if (to->each.n == 0)
		return unit_find_in(p, to->unit);
	while (unit != NO_UP && !profile_meets_at(p, to, unit))
		unit = p->units[unit].up;
	return unit;
}

static err
check_place(struct checking *c, size_t i)
{
	const struct profile_forum *f = &c->p->forums[i];
	struct spot                 s = spot_of(c, i, f->each.n > 0 ? "each" : "unit");

	if ((f->unit.n > 0) == (f->each.n > 0))
		return profile_fault(c->cx, &s, "profile.place", 0);
	if (f->unit.n > 0)
		return unit_find_in(c->p, f->unit) != NO_UP ? OK : profile_fault(c->cx, &s, "profile.unit", 0);
	for (size_t u = 0; u < c->p->nunits; u++)
		if (profile_meets_at(c->p, f, (int64_t)u))
			return OK;
	return profile_fault(c->cx, &s, "profile.each", 0);
}

static err
check_forum(struct checking *c, size_t i)
{
	const struct profile_forum *f = &c->p->forums[i];
	struct spot                 slug = spot_of(c, i, "slug"), cadence = spot_of(c, i, "cadence");

	if (forum_find_in(c->p, f->slug) != (int64_t)i)
		return profile_fault(c->cx, &slug, "profile.twice", 0);
	if (f->cadence.n > 0 && !cadence_ok(f->cadence)) {
		arena_ask(c->cx->mem);
		return profile_fault(c->cx, &cadence, "profile.cadence", 0);
	}
	return check_place(c, i);
}

static err
check_route(struct checking *c, size_t i, size_t k)
{
	const struct profile *p = c->p;
	struct profile_route *r = &p->forums[i].routes[k];
	struct spot           s = spot_of(c, i, "passes_to");

	s.path = str_fmt(c->cx->mem, "%.*s[%zu].forum", STR_ARG(s.path), k);
	s.at = json_get(&p->forums[i].routes_said->at[k], STR("forum"));
	r->to = forum_find_in(p, r->forum);
	return r->to >= 0 ? OK : profile_fault(c->cx, &s, "profile.forum", 0);
}

/* "each" leads to "each": the nearest above must be there for every place. */
static bool
leads_nowhere(const struct profile *p, const struct profile_forum *f, const struct profile_forum *to)
{
	for (size_t u = 0; u < p->nunits; u++)
		if (profile_meets_at(p, f, (int64_t)u) && profile_place_of(p, to, (int64_t)u) == NO_UP)
			return true;
	return false;
}

/* On the way up from forum i, forum i must not come again. */
static bool
comes_back(const struct profile *p, size_t from, size_t to, size_t steps)
{
	const struct profile_forum *f = &p->forums[to];

	if (from == to)
		return true;
	for (size_t k = 0; k < f->nroutes && steps < p->nforums; k++)
		if (comes_back(p, from, (size_t)f->routes[k].to, steps + 1))
			return true;
	return false;
}

static err
check_ways(struct checking *c, size_t i)
{
	const struct profile_forum *f = &c->p->forums[i];

	for (size_t k = 0; k < f->nroutes; k++) {
		struct spot s = spot_of(c, i, "passes_to");

		s.path = str_fmt(c->cx->mem, "%.*s[%zu].forum", STR_ARG(s.path), k);
		s.at = json_get(&f->routes_said->at[k], STR("forum"));
		if (comes_back(c->p, i, (size_t)f->routes[k].to, 0))
			return profile_fault(c->cx, &s, "profile.loop", 0);
		if (leads_nowhere(c->p, f, &c->p->forums[f->routes[k].to]))
			return profile_fault(c->cx, &s, "profile.not_above", 0);
	}
	return OK;
}

err
profile_check(struct cx *cx, str file, struct profile *p)
{
	struct checking c = { cx, file, p };

	TRY(units_once(&c));
	for (size_t i = 0; i < p->nforums; i++)
		TRY(check_forum(&c, i));
	for (size_t i = 0; i < p->nforums; i++)
		for (size_t k = 0; k < p->forums[i].nroutes; k++)
			TRY(check_route(&c, i, k));
	for (size_t i = 0; i < p->nforums; i++)
		TRY(check_ways(&c, i));
	return OK;
}
