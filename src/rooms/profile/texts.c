/*
 * rooms/profile: what is said in more than one line, and in more than one language.  A language
 * that Waggle has no words in is refused: nobody could choose it.
 */
#include "rooms/profile/profile_in.h"

#include "words/words.h"

enum { TERMS_MAX = 20000 };

static const struct member unit_members[] = {
	{ STR_INIT("name"), M_LINE, offsetof(struct profile_words, name), 120, true },
};
static const struct member forum_members[] = {
	{ STR_INIT("name"), M_LINE, offsetof(struct profile_words, name), 120, true },
	{ STR_INIT("purpose"), M_TEXT, offsetof(struct profile_words, purpose), 2000, false },
	{ STR_INIT("terms"), M_ANY, offsetof(struct profile_words, terms_said), 0, false },
};

err
profile_lines(struct cx *cx, const struct spot *s, str *ret)
{
	struct buf b = { .mem = cx->mem };

	if (s->at->kind != JSON_KIND_LIST && s->at->kind != JSON_KIND_STR)
		return profile_fault(cx, s, "profile.kind_lines", 0);
	if (s->at->kind == JSON_KIND_STR)
		buf_add(&b, s->at->text);
	for (size_t i = 0; i < s->at->n; i++) {
		struct spot line = { s->file, str_fmt(cx->mem, "%.*s[%zu]", STR_ARG(s->path), i), &s->at->at[i] };

		if (line.at->kind != JSON_KIND_STR)
			return profile_fault(cx, &line, "profile.kind_text", 0);
		buf_add(&b, line.at->text);
		buf_add(&b, STR("\n"));
	}
	*ret = buf_str(&b);
	if (str_trim(*ret).n == 0)
		return profile_fault(cx, s, "profile.needed", 0);
	if (ret->n > TERMS_MAX)
		return profile_fault(cx, s, "profile.long", TERMS_MAX);
	return str_is_plain(*ret) ? OK : profile_fault(cx, s, "profile.strange", 0);
}

static bool
is_other_language(str code)
{
	const struct lang *l;

	for (size_t i = 0; (l = lang_at(i)) != NULL; i++)
		if (str_eq(lang_code(l), code))
			return !str_eq(code, STR("en"));
	return false;
}

static err
one_language(struct cx *cx, const struct spot *s, bool forum, struct profile_words *ret)
{
	*ret = (struct profile_words){ .lang = s->at->name };
	if (!is_other_language(s->at->name))
		return profile_fault(cx, s, "profile.lang", 0);
	TRY(profile_members(cx, s, forum ? forum_members : unit_members,
	    forum ? LEN(forum_members) : LEN(unit_members), ret));
	if (ret->terms_said != NULL) {
		struct spot terms = { s->file, str_fmt(cx->mem, "%.*s.terms", STR_ARG(s->path)), ret->terms_said };

		TRY(profile_lines(cx, &terms, &ret->terms));
	}
	return OK;
}

err
profile_texts_of(struct cx *cx, const struct spot *s, bool forum, struct profile_in *ret)
{
	if (s->at->kind != JSON_KIND_MAP)
		return profile_fault(cx, s, "profile.kind_map", 0);
	ret->at = arena_take(cx->mem, (s->at->n + 1) * sizeof *ret->at);
	for (ret->n = 0; ret->n < s->at->n; ret->n++) {
		const struct json *at = &s->at->at[ret->n];
		struct spot        one = { s->file, str_fmt(cx->mem, "%.*s.%.*s", STR_ARG(s->path), STR_ARG(at->name)), at };

		TRY(one_language(cx, &one, forum, &ret->at[ret->n]));
	}
	return OK;
}
