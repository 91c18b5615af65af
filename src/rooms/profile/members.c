/*
 * rooms/profile: the members of one map of a profile: which may stand there, of what kind,
 * within what bounds.  What is not in the table is refused.  See profile_in.h.
 */
#include "rooms/profile/profile_in.h"

#include <string.h>

/* "profiles/x.json, line 41: forums[2].cadence" goes before every sentence. */
err
profile_fault(struct cx *cx, const struct spot *s, const char *key, int64_t number)
{
	str where = str_fmt(cx->mem, "%.*s, line %lld%s%.*s", STR_ARG(s->file),
	    (long long)(s->at != NULL ? s->at->line : 1), s->path.n > 0 ? ": " : "", STR_ARG(s->path));

	cx->why = (struct why){ .key = key, .number = number, .text = where };
	cx->nwhys = 0;
	return ERR_INPUT;
}

static bool
is_slug(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && i > 0 && i + 1 < s.n)))
			return false;
	}
	return s.n > 0;
}

static err
take_text(struct cx *cx, const struct spot *s, const struct member *m, str *ret)
{
	str v = s->at->text;

	if (s->at->kind != JSON_KIND_STR)
		return profile_fault(cx, s, "profile.kind_text", 0);
	if (m->needed && str_trim(v).n == 0)
		return profile_fault(cx, s, "profile.needed", 0);
	if (v.n > (size_t)m->max)
		return profile_fault(cx, s, "profile.long", m->max);
	if (!str_is_plain(v) || (m->kind != M_TEXT && memchr(v.p, '\n', v.n) != NULL))
		return profile_fault(cx, s, "profile.strange", 0);
	if (m->kind == M_SLUG && !is_slug(v))
		return profile_fault(cx, s, "profile.slug", 0);
	*ret = v;
	return OK;
}

static err
take_int(struct cx *cx, const struct spot *s, const struct member *m, int64_t *ret)
{
	if (s->at->kind != JSON_KIND_INT)
		return profile_fault(cx, s, "profile.kind_number", 0);
	if (s->at->num < 0 || s->at->num > m->max)
		return profile_fault(cx, s, "profile.range", m->max);
	*ret = s->at->num;
	return OK;
}

static err
take_time(struct cx *cx, const struct spot *s, const struct member *m, void *ret)
{
	if (s->at->kind != JSON_KIND_STR)
		return profile_fault(cx, s, "profile.kind_text", 0);
	if (m->kind == M_DAY)
		return day_from_iso(s->at->text, ret) ? OK : profile_fault(cx, s, "profile.day", 0);
	return clock_from_hhmm(s->at->text, ret) ? OK : profile_fault(cx, s, "profile.clock", 0);
}

static err
take(struct cx *cx, const struct spot *s, const struct member *m, void *ret)
{
	switch (m->kind) {
	case M_LINE: case M_TEXT: case M_SLUG:
		return take_text(cx, s, m, ret);
	case M_INT:
		return take_int(cx, s, m, ret);
	case M_BOOL:
		if (s->at->kind != JSON_KIND_BOOL)
			return profile_fault(cx, s, "profile.kind_yes", 0);
		*(bool *)ret = s->at->yes;
		return OK;
	case M_DAY: case M_CLOCK:
		return take_time(cx, s, m, ret);
	case M_LIST:
		if (s->at->kind != JSON_KIND_LIST)
			return profile_fault(cx, s, "profile.kind_list", 0);
		*(const struct json **)ret = s->at;
		return OK;
	case M_ANY:
		*(const struct json **)ret = s->at;
		return OK;
	}
	return ERR_INPUT;
}

static const struct member *
member_find(const struct member *m, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(m[i].name, name))
			return &m[i];
	return NULL;
}

static str
path_to(struct cx *cx, str map, str name)
{
	return str_fmt(cx->mem, "%.*s%s%.*s", STR_ARG(map), map.n > 0 ? "." : "", STR_ARG(name));
}

err
profile_members(struct cx *cx, const struct spot *map, const struct member *m, size_t n, void *ret)
{
	if (map->at->kind != JSON_KIND_MAP)
		return profile_fault(cx, map, "profile.kind_map", 0);
	for (size_t i = 0; i < map->at->n; i++) {
		struct spot          s = { map->file, path_to(cx, map->path, map->at->at[i].name), &map->at->at[i] };
		const struct member *is = member_find(m, n, s.at->name);

		if (is == NULL)
			return profile_fault(cx, &s, "profile.unknown", 0);
		TRY(take(cx, &s, is, (char *)ret + is->at));
	}
	for (size_t i = 0; i < n; i++) {
		struct spot s = { map->file, path_to(cx, map->path, m[i].name), map->at };

		if (m[i].needed && json_get(map->at, m[i].name) == NULL)
			return profile_fault(cx, &s, "profile.needed", 0);
	}
	return OK;
}
