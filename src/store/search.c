/*
 * store/search: the documents and the questions.  See search.h.  Words reach both engines
 * already folded (search_words.c), so a question can hold no syntax of theirs.
 */
#include "store/search.h"

#include "store/search_in.h"

enum { INDEXED_LETTERS = 3 };           /* prefix='2 3' in the schema */

/* How each engine writes one word of a question, and joins two. */
struct tongue { str before, after, beginning, and; };
static const struct tongue fts = { STR_INIT("\""), STR_INIT("\""), STR_INIT(" *"), STR_INIT(" AND ") };
static const struct tongue tsq = { STR_INIT("'"), STR_INIT("'"), STR_INIT(":*"), STR_INIT(" & ") };

static void
add_word(struct buf *b, const struct tongue *t, str word, bool beginning)
{
	if (b->n > 0 && b->p[b->n - 1] != '(')
		buf_add(b, t->and);
	buf_add(b, t->before);
	buf_add(b, word);
	buf_add(b, t->after);
	if (beginning)
		buf_add(b, t->beginning);
}

/* Its kind, and its unit with all above: "k1 p3 p17", each with `sign` before it. */
static void
add_places(struct buf *b, const char *sign, enum search_kind kind, str places)
{
	buf_addf(b, "%sk%d", sign, (int)kind);
	while (places.n > 0) {
		int64_t id = 0;

		if (str_to_int(str_trim(str_cut(&places, ' ')), &id))
			buf_addf(b, " %sp%lld", sign, (long long)id);
	}
}

static str
joined(struct arena *mem, struct found_words w)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < w.n; i++) {
		if (i > 0)
			buf_add(&b, STR(" "));
		buf_add(&b, w.at[i]);
	}
	return buf_str(&b);
}

static err
put_sqlite(struct db *db, struct arena *mem, int64_t id, str places, str words)
{
	struct stmt *s = stmt_new(db, mem,
	    SQL("INSERT OR REPLACE INTO search (rowid, places, words) VALUES (?, ?, ?)"));

	stmt_put_int(s, id);
	stmt_put_str(s, places);
	stmt_put_str(s, words);
	return stmt_end(s);
}

static err
put_pg(struct db *db, struct arena *mem, int64_t id, str places, str words)
{
	struct stmt *s = stmt_new(db, mem, SQL("INSERT INTO search (id, words) VALUES"
	    " (?, array_to_tsvector(string_to_array(?, ' ')))"
	    " ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words"));
	str          all = words.n == 0 ? places
	    : str_fmt(mem, "%.*s %.*s", STR_ARG(places), STR_ARG(words));

	stmt_put_int(s, id);
	stmt_put_str(s, all);
	return stmt_end(s);
}

/* long: one parameter more than the limit; a document is these four things */
err
search_put(struct db *db, struct arena *mem, enum search_kind kind, int64_t id,
    str places, str words)
{
	bool       lite = db_is_sqlite(db);
	struct buf b = { .mem = mem };
	str        folded = joined(mem, search_words(mem, words, SEARCH_TEXT_MAX));

	add_places(&b, lite ? "" : "=", kind, places);
	return lite ? put_sqlite(db, mem, id, buf_str(&b), folded)
	    : put_pg(db, mem, id, buf_str(&b), folded);
}

err
search_drop(struct db *db, struct arena *mem, int64_t id)
{
	struct stmt *s = db_is_sqlite(db) ? stmt_new(db, mem, SQL("DELETE FROM search WHERE rowid = ?"))
	    : stmt_new(db, mem, SQL("DELETE FROM search WHERE id = ?"));

	stmt_put_int(s, id);
	return stmt_end(s);
}

/* A word of one letter stands for itself; longer ones also for what begins with them. */
static bool
is_beginning(struct found_words w, size_t i)
{
	size_t letters = search_letters(w.at[i]);

	return letters >= 3 || (letters == 2 && i + 1 == w.n);
}

static void
add_asked(struct buf *b, const struct tongue *t, struct found_words w)
{
	for (size_t i = 0; i < w.n; i++)
		add_word(b, t, w.at[i], is_beginning(w, i));
}

/* All whole words of the index that begin so; or, where there are too many, what begins so. */
static err
add_words_from(struct db *db, struct buf *b, str beginning)
{
	str any;

	TRY(search_terms(db, b->mem, beginning, &any));
	if (any.n == 0)
		add_word(b, &fts, beginning, true);
	else {
		if (b->p[b->n - 1] != '(')
			buf_add(b, fts.and);
		buf_add(b, any);
	}
	return OK;
}

/* long: one parameter more than the limit; a question is these things */
static err
question_sqlite(struct db *db, struct arena *mem, enum search_kind kind, int64_t place,
    struct found_words w, str *ret_question)
{
	struct buf b = { .mem = mem };

	buf_addf(&b, "places : (\"k%d\" AND \"p%lld\") AND words : (", (int)kind, (long long)place);
	for (size_t i = 0; i < w.n; i++) {
		if (is_beginning(w, i) && search_letters(w.at[i]) > INDEXED_LETTERS)
			TRY(add_words_from(db, &b, w.at[i]));
		else
			add_word(&b, &fts, w.at[i], is_beginning(w, i));
	}
	buf_add(&b, STR(")"));
	*ret_question = buf_str(&b);
	return OK;
}

static str
question_pg(struct arena *mem, enum search_kind kind, int64_t place, struct found_words w)
{
	struct buf b = { .mem = mem };

	buf_addf(&b, "'=k%d' & '=p%lld'", (int)kind, (long long)place);
	add_asked(&b, &tsq, w);
	return buf_str(&b);
}

/* long: more parameters than the limit; each is a part of one question */
err
search_find(struct db *db, struct arena *mem, enum search_kind kind, int64_t place,
    str asked, int64_t older_than, size_t limit, int64_t *ret_ids, size_t *ret_n)
{
	struct found_words w = search_words(mem, asked, SEARCH_ASKED_MAX);
	struct stmt       *s;
	str                question;

	*ret_n = 0;
	if (w.n == 0)
		return OK;
	if (db_is_sqlite(db))
		TRY(question_sqlite(db, mem, kind, place, w, &question));
	else
		question = question_pg(mem, kind, place, w);
	s = db_is_sqlite(db)
	    ? stmt_new(db, mem, SQL("SELECT rowid FROM search WHERE search MATCH ? AND rowid < ?"
	        " ORDER BY rowid DESC LIMIT ?"))
	    : stmt_new(db, mem, SQL("SELECT id FROM search WHERE words @@ CAST(? AS tsquery)"
	        " AND id < ? ORDER BY id DESC LIMIT ?"));
	stmt_put_str(s, question);
	stmt_put_int(s, older_than == 0 ? INT64_MAX : older_than);
	stmt_put_int(s, (int64_t)limit);
	while (stmt_next(s) && *ret_n < limit)
		ret_ids[(*ret_n)++] = stmt_get_int(s);
	return stmt_end(s);
}
