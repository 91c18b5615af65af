/*
 * store/search, indoors: how text becomes words.  Both engines are given the very same
 * words, so that they find the same.
 */
#ifndef STORE_SEARCH_IN_H
#define STORE_SEARCH_IN_H

#include "store/db.h"

enum {
	SEARCH_TEXT_MAX = 100 * 1000,   /* bytes of a document that are looked at */
	SEARCH_WORD_MAX = 48,           /* bytes of a folded word; the rest is dropped */
	SEARCH_ASKED_MAX = 12,          /* words of a question */
};

struct found_words { str *at; size_t n; };

/*
 * The words of a text, folded: no case, no accents, no apostrophes; only letters and
 * digits of any script.  At most `most`.
 */
struct found_words search_words(struct arena *mem, str text, size_t most);
/* The way for any script; search_words() gives the same. */
struct found_words search_words_by_icu(struct arena *mem, str text, size_t most);
size_t search_letters(str word);        /* how many characters it has */

/*
 * SQLite: a question for all whole words that begin so, ("gift" OR "gifts"); empty: too many.
 * Over millions of rows finding them costs more than the search, so what took `costly_us` is
 * kept on the connection for `kept_ms`: a word never seen before may come that much later.
 */
err search_terms(struct db *db, struct arena *mem, str beginning, str *ret_question) MUST_USE;
void search_terms_keep(struct db *db, int64_t costly_us, int64_t kept_ms);      /* other than usual */
void search_terms_forget(struct db *db);

#endif
