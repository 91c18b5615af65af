/* rooms/forum: what forums are called and for in other languages.  No rules. */
#include "rooms/forum/forum_in.h"

#include "rooms/unit/unit.h"
#include "store/rows.h"

err
forum_add_text(struct cx *cx, forum_id f, const struct forum_text *t)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("INSERT INTO forum_text (forum, lang, name, purpose, terms) VALUES (?, ?, ?, ?, ?)"));

	stmt_put_int(s, f.v);
	stmt_put_str(s, t->lang);
	stmt_put_str(s, t->name);
	stmt_put_str(s, t->purpose);
	stmt_put_str(s, t->terms);
	return stmt_end(s);
}

/* Before the English is written over: each text whose English differs goes. */
err
forum_forget_texts(struct cx *cx, const struct forum_change *now)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "UPDATE forum_text SET name = CASE WHEN (SELECT f.name FROM forum f WHERE f.id = forum) = ? THEN name ELSE '' END,"
	    " purpose = CASE WHEN (SELECT f.purpose FROM forum f WHERE f.id = forum) = ? THEN purpose ELSE '' END,"
	    " terms = CASE WHEN (SELECT f.terms FROM forum f WHERE f.id = forum) = ? THEN terms ELSE '' END WHERE forum = ?"));

	stmt_put_str(s, now->name);
	stmt_put_str(s, now->purpose);
	stmt_put_str(s, now->terms);
	stmt_put_int(s, now->forum.v);
	return stmt_end(s);
}

err
forum_text_of(struct cx *cx, forum_id f, struct forum_text *ret)
{
	struct stmt *s;

	if (str_eq(unit_reader_lang(cx), STR("en")))
		return OK;
	s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT name, purpose, terms FROM forum_text WHERE lang = ? AND forum = ?"));
	stmt_put_str(s, unit_reader_lang(cx));
	stmt_put_int(s, f.v);
	while (stmt_next(s)) {
		ret->name = stmt_get_str(s);
		ret->purpose = stmt_get_str(s);
		ret->terms = stmt_get_str(s);
	}
	return stmt_end(s);
}

err
forum_routes_in_words(struct cx *cx, struct forum_route *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct forum_text t = { 0 };

		TRY(forum_text_of(cx, (forum_id){ at[i].forum }, &t));
		at[i].name = t.name.n > 0 ? t.name : at[i].name;
	}
	return OK;
}

err
forum_in_words(struct cx *cx, struct forum_row *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct forum_text t = { 0 };
		struct unit_row   u = { .id = at[i].unit, .name = at[i].unit_name };

		TRY(forum_text_of(cx, (forum_id){ at[i].id }, &t));
		TRY(unit_in_words(cx, &u, u.id != 0));
		at[i].name = t.name.n > 0 ? t.name : at[i].name;
		at[i].unit_name = u.name;
	}
	return OK;
}

static err
any_text(struct cx *cx, str lang, bool *ret_any)
{
	int64_t      n = 0;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT unit FROM see_unit_text WHERE lang = ? LIMIT 1) a"
	    " UNION ALL SELECT 1 FROM (SELECT forum FROM forum_text WHERE lang = ? LIMIT 1) b) c"));

	stmt_put_str(s, lang);
	stmt_put_str(s, lang);
	TRY(stmt_int(s, &n));
	*ret_any = n > 0;
	return OK;
}

/* By the name alone: history carries names, and rows that people list carry no more than they show. */
static err
name_said(struct cx *cx, str lang, str *name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL(
	    "SELECT t.name FROM see_unit u JOIN see_unit_text t ON t.lang = ? AND t.unit = u.id"
	    " WHERE u.name = ? AND t.name <> ''"
	    " UNION ALL SELECT t.name FROM forum f JOIN forum_text t ON t.lang = ? AND t.forum = f.id"
	    " WHERE f.name = ? AND t.name <> '' LIMIT 1"));

	for (int i = 0; i < 2; i++) {
		stmt_put_str(s, lang);
		stmt_put_str(s, *name);
	}
	while (stmt_next(s))
		*name = stmt_get_str(s);
	return stmt_end(s);
}

enum { NAMES_MAX = 1000 };

err
forum_names_said(struct cx *cx, const struct shape *shape, void *out)
{
	const str lang = unit_reader_lang(cx);
	str     **at, *was;
	bool      any = false;
	size_t    n, same;

	if (str_eq(lang, STR("en")))
		return OK;
	at = arena_take(cx->mem, NAMES_MAX * sizeof(str *));
	n = shape_places(shape, out, at, NAMES_MAX);
	if (n > 0)
		TRY(any_text(cx, lang, &any));
	was = arena_take(cx->mem, (n + 1) * sizeof *was);
	for (size_t i = 0; any && i < n; i++) {
		was[i] = *at[i];
		for (same = 0; same < i && !str_eq(was[same], was[i]); same++)
			continue;
		if (same < i)
			*at[i] = *at[same];
		else if (was[i].n > 0)
			TRY(name_said(cx, lang, at[i]));
	}
	return OK;
}
