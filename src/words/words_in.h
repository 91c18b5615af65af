/*
 * words, indoors: what a language is made of, and the tables that tools/wordsc makes.
 * Only src/words and the made file include this.
 */
#ifndef WORDS_WORDS_IN_H
#define WORDS_WORDS_IN_H

#include "words/words.h"

enum { FORMS_MAX = 6 };                /* CLDR has at most six plural categories */

struct lang {
	str         code, tag, dir, own;
	bool        easy;
	size_t    (*form)(int64_t n);              /* which of `forms`, by CLDR's rules */
	const str  *text;                          /* by message number; empty: not translated */
	const str (*forms)[FORMS_MAX];             /* by words_plural_at[] */
	str         months[12], weekdays[7];       /* as in a date; weekdays from Monday */
	str         comma;                         /* between weekday and date */
	str         digits;                        /* ten of them, each of the same length */
	str         minus, thousands, morning, afternoon;
};

struct words_key { str key; struct msg msg; };

extern const short words_plural_at[];  /* row of `forms` by message number, or -1 */
extern const int   words_count;
extern const str   words_text_en[], words_text_ar[], words_text_easy[];
extern const str   words_forms_en[][FORMS_MAX], words_forms_ar[][FORMS_MAX];
extern const str   words_forms_easy[][FORMS_MAX];
extern const struct words_key words_whys[], words_fields[];    /* sorted by key */
extern const size_t words_whys_n, words_fields_n;

#endif
