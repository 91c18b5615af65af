/*
 * store/search_terms: the whole words of SQLite's index that begin so.
 *
 * FTS5 answers a beginning of four letters and more by merging all its words' rows before the
 * first one comes out.  Whole words are read from the newest row on, so we name them.  To come
 * from one word to the next it walks over all rows of the first: over five million matters that
 * was four fifths of a search, so the dear ones are kept for a minute (docs/why/one-search.md).
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/db_in.h"
#include "store/search_in.h"

enum { TERMS_MAX = 64, KEPT_MAX = 16, COSTLY_US = 1000, KEPT_MS = 60000 };

struct kept { char beginning[SEARCH_WORD_MAX + 1]; char *question; int64_t at_us; };
struct search_kept { struct kept at[KEPT_MAX]; size_t next; int64_t costly_us, kept_ms; };

static int64_t
ticks_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void
search_terms_forget(struct db *db)
{
	for (size_t i = 0; db->found != NULL && i < KEPT_MAX; i++)
		free(db->found->at[i].question);
	free(db->found);
	db->found = NULL;
}

/* NULL: no memory; then nothing is kept, and each search looks for itself. */
static struct search_kept *
kept_of(struct db *db)
{
	if (db->found == NULL) {
		db->found = calloc(1, sizeof *db->found);
		if (db->found != NULL)
			*db->found = (struct search_kept){ .costly_us = COSTLY_US, .kept_ms = KEPT_MS };
	}
	return db->found;
}

void
search_terms_keep(struct db *db, int64_t costly_us, int64_t kept_ms)
{
	struct search_kept *k = kept_of(db);

	if (k == NULL)
		return;
	k->costly_us = costly_us;
	k->kept_ms = kept_ms;
}

static bool
known(struct db *db, struct arena *mem, str beginning, int64_t now, str *ret_question)
{
	struct search_kept *k = db->found;

	for (size_t i = 0; k != NULL && i < KEPT_MAX; i++)
		if (k->at[i].question != NULL && str_eq(beginning, str_of(k->at[i].beginning)) &&
		    now - k->at[i].at_us < k->kept_ms * 1000) {
			*ret_question = str_copy(mem, str_of(k->at[i].question));
			return true;
		}
	return false;
}

static void
keep(struct db *db, str beginning, str question, int64_t began)
{
	struct search_kept *k = kept_of(db);
	int64_t             now = ticks_us();
	struct kept        *at;

	if (k == NULL || now - began < k->costly_us || beginning.n > SEARCH_WORD_MAX)
		return;
	at = &k->at[k->next];
	k->next = (k->next + 1) % KEPT_MAX;
	free(at->question);
	at->question = strndup(question.p, question.n);
	at->at_us = now;
	memcpy(at->beginning, beginning.p, beginning.n);
	at->beginning[beginning.n] = 0;
}

/* The first word of the index from this one on. */
static err
term_from(struct db *db, struct arena *mem, str from, str *ret_term)
{
	struct stmt *s = stmt_new(db, mem, SQL("SELECT term FROM search_term WHERE term >= ? LIMIT 1"));

	*ret_term = (str){ 0 };
	stmt_put_str(s, from);
	while (stmt_next(s))
		*ret_term = stmt_get_str(s);
	return stmt_end(s);
}

static err
look(struct db *db, struct arena *mem, str beginning, str *ret_question)
{
	struct buf b = { .mem = mem };
	str        term, from = beginning;
	size_t     n = 0;

	for (; n <= TERMS_MAX; n++) {
		TRY(term_from(db, mem, from, &term));
		if (term.n == 0 || !str_starts(term, beginning))
			break;
		buf_addf(&b, "%s\"%.*s\"", n == 0 ? "(" : " OR ", STR_ARG(term));
		from = str_fmt(mem, "%.*s\001", STR_ARG(term));
	}
	if (n == 0)
		buf_addf(&b, "(\"%.*s\"", STR_ARG(beginning));
	buf_add(&b, STR(")"));
	*ret_question = n > TERMS_MAX ? STR("") : buf_str(&b);
	return OK;
}

err
search_terms(struct db *db, struct arena *mem, str beginning, str *ret_question)
{
	int64_t began = ticks_us();

	if (known(db, mem, beginning, began, ret_question))
		return OK;
	TRY(look(db, mem, beginning, ret_question));
	keep(db, beginning, *ret_question, began);
	return OK;
}
