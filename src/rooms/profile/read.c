/*
 * rooms/profile: a profile's text made into structs, member by member.  What hangs together
 * is looked at afterwards, in check.c.  Nothing is written here.
 */
#include "rooms/profile/profile_in.h"

#include "rooms/matter/matter.h"
#include "rooms/person/person.h"
#include "words/cadence.h"

enum { UNITS_MAX = 2000, FORUMS_MAX = 200, NAME_MAX_BYTES = 120, SLUG_MAX = 60, UNIT_DEEP = 8 };

#define MEMBER(T, n, k, ...) { STR_INIT(#n), k, offsetof(T, n), __VA_ARGS__ }

struct top { str provider, zone, about, bank_holidays; const struct json *units, *forums; };
static const struct member top_members[] = {
	MEMBER(struct top, provider, M_LINE, .max = NAME_MAX_BYTES, .needed = true),
	MEMBER(struct top, zone, M_LINE, .max = 64),
	MEMBER(struct top, bank_holidays, M_LINE, .max = 40),
	MEMBER(struct top, about, M_TEXT, .max = 2000),
	MEMBER(struct top, units, M_LIST, .needed = true),
	MEMBER(struct top, forums, M_LIST, .needed = true),
};

static const struct member unit_members[] = {
	MEMBER(struct profile_unit, name, M_LINE, .max = NAME_MAX_BYTES, .needed = true),
	MEMBER(struct profile_unit, slug, M_SLUG, .max = SLUG_MAX),
	MEMBER(struct profile_unit, kind, M_LINE, .max = 20, .needed = true),
	MEMBER(struct profile_unit, open_to_all, M_BOOL),
	MEMBER(struct profile_unit, units, M_LIST),
	{ STR_INIT("in"), M_ANY, offsetof(struct profile_unit, in_said), 0, false },
};

#define FORUM(n, k, ...) MEMBER(struct profile_forum, n, k, __VA_ARGS__)
static const struct member forum_members[] = {
	FORUM(slug, M_SLUG, .max = 40, .needed = true), FORUM(unit, M_SLUG, .max = SLUG_MAX),
	FORUM(each, M_LINE, .max = 20), FORUM(name, M_LINE, .max = NAME_MAX_BYTES, .needed = true),
	FORUM(short_name, M_LINE, .max = 20), FORUM(kind, M_LINE, .max = 40, .needed = true),
	FORUM(purpose, M_TEXT, .max = 2000, .needed = true),
	{ STR_INIT("terms"), M_ANY, offsetof(struct profile_forum, terms_said), 0, true },
	FORUM(cadence, M_LINE, .max = 200), FORUM(starts, M_DAY), FORUM(clock, M_CLOCK),
	FORUM(minutes, M_INT, .max = 1440), FORUM(place, M_LINE, .max = 120), FORUM(quorum, M_INT, .max = 500),
	FORUM(promise_days, M_INT, .max = 400, .needed = true), FORUM(agenda_days, M_INT, .max = 60),
	FORUM(notes_days, M_INT, .max = 60),
	{ STR_INIT("working_days"), M_BOOL, offsetof(struct profile_forum, working), 0, false },
	{ STR_INIT("public"), M_BOOL, offsetof(struct profile_forum, is_public), 0, false },
	{ STR_INIT("in"), M_ANY, offsetof(struct profile_forum, in_said), 0, false },
	{ STR_INIT("seats"), M_ANY, offsetof(struct profile_forum, seats_said), 0, false },
	{ STR_INIT("passes_to"), M_LIST, offsetof(struct profile_forum, routes_said), 0, false },
};

static const struct member seat_members[] = {
	MEMBER(struct forum_seat, seats, M_INT, .max = 500), MEMBER(struct forum_seat, quorum, M_INT, .max = 500),
};
static const struct member route_members[] = {
	MEMBER(struct profile_route, forum, M_SLUG, .max = 40, .needed = true),
	MEMBER(struct profile_route, topic, M_LINE, .max = 40),
};

static bool
is_one_of(str s, const char *const *keys)
{
	for (size_t i = 0; keys[i] != NULL; i++)
		if (keys[i][0] != '\0' && str_eq(s, str_of(keys[i])))
			return true;
	return false;
}

/* A spot one member further in. */
static struct spot
inner(struct cx *cx, const struct spot *s, const char *name)
{
	const struct json *at = json_get(s->at, str_of(name));

	return (struct spot){ s->file, str_fmt(cx->mem, "%.*s%s%s", STR_ARG(s->path), s->path.n > 0 ? "." : "",
	    name), at != NULL ? at : s->at };
}

static struct spot
nth(struct cx *cx, const struct spot *s, size_t i)
{
	return (struct spot){ s->file, str_fmt(cx->mem, "%.*s[%zu]", STR_ARG(s->path), i), &s->at->at[i] };
}

static err
read_unit(struct cx *cx, const struct spot *s, int64_t up, struct profile *p)
{
	struct profile_unit *u = &p->units[p->nunits];
	struct profile_in    in = { 0 };
	struct spot          kind, at;

	if (p->nunits == UNITS_MAX)
		return profile_fault(cx, s, "profile.many", UNITS_MAX);
	*u = (struct profile_unit){ .up = up, .said = s->at };
	TRY(profile_members(cx, s, unit_members, LEN(unit_members), u));
	if (u->slug.n == 0)
		u->slug = unit_slug_of(cx->mem, u->name);
	kind = inner(cx, s, "kind");
	if (!is_one_of(u->kind, unit_kinds))
		return profile_fault(cx, &kind, "profile.unit_kind", 0);
	at = inner(cx, s, "in");
	if (u->in_said != NULL)
		TRY(profile_texts_of(cx, &at, false, &in));
	u->in = in.at;
	u->nin = in.n;
	p->nunits++;
	return OK;
}

/* Parents first, then the places below each. */
static err
read_units(struct cx *cx, const struct spot *list, int64_t up, struct profile *p)
{
	for (size_t i = 0; i < list->at->n; i++) {
		struct spot s = nth(cx, list, i), below;
		int64_t     here = (int64_t)p->nunits;

		TRY(read_unit(cx, &s, up, p));
		if (p->units[here].units == NULL)
			continue;
		below = inner(cx, &s, "units");
		TRY(read_units(cx, &below, here, p));
	}
	return OK;
}

static err
read_seats(struct cx *cx, const struct spot *list, struct profile_forum *f)
{
	if (list->at->kind != JSON_KIND_MAP)
		return profile_fault(cx, list, "profile.kind_map", 0);
	f->seats = arena_take(cx->mem, (list->at->n + 1) * sizeof *f->seats);
	for (size_t i = 0; i < list->at->n; i++) {
		const struct json *at = &list->at->at[i];
		struct spot        s = { list->file, str_fmt(cx->mem, "%.*s.%.*s", STR_ARG(list->path),
		    STR_ARG(at->name)), at };
		struct forum_seat *seat = &f->seats[f->nseats++];

		if (!is_one_of(at->name, constituencies))
			return profile_fault(cx, &s, "profile.constituency", 0);
		seat->constituency = at->name;
		TRY(profile_members(cx, &s, seat_members, LEN(seat_members), seat));
		if (seat->seats == 0 && seat->quorum == 0)
			return profile_fault(cx, &s, "profile.seats_none", 0);
		if (seat->seats > 0 && seat->quorum > seat->seats)
			return profile_fault(cx, &s, "profile.seats_few", 0);
	}
	return OK;
}

static err
read_routes(struct cx *cx, const struct spot *list, struct profile_forum *f)
{
	f->routes = arena_take(cx->mem, (list->at->n + 1) * sizeof *f->routes);
	for (size_t i = 0; i < list->at->n; i++) {
		struct spot           s = nth(cx, list, i), topic;
		struct profile_route *r = &f->routes[f->nroutes++];

		TRY(profile_members(cx, &s, route_members, LEN(route_members), r));
		topic = inner(cx, &s, "topic");
		if (r->topic.n > 0 && !is_one_of(r->topic, matter_topics))
			return profile_fault(cx, &topic, "profile.topic", 0);
	}
	return OK;
}

static err
read_forum(struct cx *cx, const struct spot *s, struct profile *p)
{
	struct profile_forum *f = &p->forums[p->nforums++];
	struct profile_in     in = { 0 };
	struct spot           at;

	*f = (struct profile_forum){ .said = s->at, .starts = { DAY_NONE }, .minutes = 60, .agenda_days = 3,
		.notes_days = 7 };
	TRY(profile_members(cx, s, forum_members, LEN(forum_members), f));
	at = inner(cx, s, "terms");
	TRY(profile_lines(cx, &at, &f->terms));
	at = inner(cx, s, "in");
	if (f->in_said != NULL)
		TRY(profile_texts_of(cx, &at, true, &in));
	f->in = in.at;
	f->nin = in.n;
	at = inner(cx, s, "promise_days");
	if (f->promise_days == 0)
		return profile_fault(cx, &at, "profile.promise", 400);
	at = inner(cx, s, "seats");
	if (f->seats_said != NULL)
		TRY(read_seats(cx, &at, f));
	at = inner(cx, s, "passes_to");
	return f->routes_said == NULL ? OK : read_routes(cx, &at, f);
}

static err
read_zone(struct cx *cx, const struct spot *top, struct profile *p)
{
	struct spot s = inner(cx, top, "zone");

	return p->zone.n == 0 || zone_known(p->zone) ? OK : profile_fault(cx, &s, "profile.zone", 0);
}

static err
read_top(struct cx *cx, const struct spot *s, struct profile *p)
{
	struct top  t = { 0 };
	struct spot units, forums;

	TRY(profile_members(cx, s, top_members, LEN(top_members), &t));
	p->provider = t.provider;
	p->zone = t.zone;
	p->about = t.about;
	p->bank_holidays = t.bank_holidays;
	if (bank_of(p->bank_holidays) == BANK_COUNT_) {
		units = inner(cx, s, "bank_holidays");
		return profile_fault(cx, &units, "profile.bank", 0);
	}
	TRY(read_zone(cx, s, p));
	units = inner(cx, s, "units");
	p->units = arena_take(cx->mem, (UNITS_MAX + 1) * sizeof *p->units);
	TRY(read_units(cx, &units, NO_UP, p));
	if (p->nunits == 0)
		return profile_fault(cx, &units, "profile.needed", 0);
	forums = inner(cx, s, "forums");
	if (forums.at->n > FORUMS_MAX)
		return profile_fault(cx, &forums, "profile.many", FORUMS_MAX);
	p->forums = arena_take(cx->mem, (forums.at->n + 1) * sizeof *p->forums);
	for (size_t i = 0; i < forums.at->n; i++) {
		struct spot f = nth(cx, &forums, i);

		TRY(read_forum(cx, &f, p));
	}
	return OK;
}

err
profile_read(struct cx *cx, str file, str text, struct profile *ret)
{
	struct spot       s = { .file = file };
	struct json_fault fault = { 0 };
	struct profile    p = { 0 };

	if (!json_parse(cx->mem, text, &s.at, &fault)) {
		s.at = &(struct json){ .line = fault.line };
		s.path = str_fmt(cx->mem, "%.*s", STR_ARG(fault.text));
		return profile_fault(cx, &s, "profile.json", 0);
	}
	TRY(read_top(cx, &s, &p));
	TRY(profile_check(cx, file, &p));
	*ret = p;
	return OK;
}
