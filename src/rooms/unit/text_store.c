/* rooms/unit: what places are called in other languages.  No rules. */
#include "rooms/unit/unit_in.h"

#include "words/words.h"

err
unit_add_text(struct cx *cx, unit_id id, str lang, str name)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("INSERT INTO unit_text (unit, lang, name) VALUES (?, ?, ?)"));

	stmt_put_int(s, id.v);
	stmt_put_str(s, lang);
	stmt_put_str(s, name);
	return stmt_end(s);
}

/* An English name that was changed is no longer what the others translate. */
err
unit_forget_texts(struct cx *cx, unit_id id)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("DELETE FROM unit_text WHERE unit = ?"));

	stmt_put_int(s, id.v);
	return stmt_end(s);
}

str
unit_reader_lang(const struct cx *cx)
{
	if (!cx->lang_chosen && cx->who.id.v > 0 && cx->who.easy)
		return STR("easy");
	if (!cx->lang_chosen && cx->who.id.v > 0 && cx->who.lang.n > 0)
		return cx->who.lang;
	return cx->lang == NULL ? STR("en") : lang_code(cx->lang);
}

static err
name_one(struct cx *cx, struct unit_row *u)
{
	struct stmt *s = stmt_new(cx->db, cx->mem,
	    SQL("SELECT name FROM unit_text WHERE lang = ? AND unit = ? AND name <> ''"));

	stmt_put_str(s, unit_reader_lang(cx));
	stmt_put_int(s, u->id);
	while (stmt_next(s))
		u->name = stmt_get_str(s);
	return stmt_end(s);
}

err
unit_in_words(struct cx *cx, struct unit_row *at, size_t n)
{
	if (str_eq(unit_reader_lang(cx), STR("en")))
		return OK;
	for (size_t i = 0; i < n; i++)
		TRY(name_one(cx, &at[i]));
	return OK;
}
