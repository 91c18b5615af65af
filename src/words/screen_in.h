/* words/screen, indoors: the lists as tools/screenc makes them, and words as they are compared. */
#ifndef WORDS_SCREEN_IN_H
#define WORDS_SCREEN_IN_H

#include "words/screen.h"

struct screen_word { uint32_t at; uint16_t member; uint8_t n, nmembers; bool prefix; };   /* sorted by letters */
struct screen_step { uint16_t set; uint8_t gap; };      /* at most so many words before it */
struct screen_rule { uint16_t at; uint8_t n, kind; bool hint; };

struct screen_list {
	const uint16_t           *letters, *members;
	const struct screen_word *words; size_t nwords;
	const struct screen_step *steps;
	const struct screen_rule *rules; size_t nrules;
	size_t                    nsets, staff;        /* staff: the set of those who work there */
};
extern const struct screen_list screen_base;

enum { SCREEN_LETTERS = 24, SCREEN_FOUND = 6 };

/* One word of a text: its letters, folded, and which words of the lists it may be. */
struct screen_token { uint16_t at[SCREEN_LETTERS]; uint8_t n, nfound; uint16_t found[SCREEN_FOUND]; };

/* fold.c: a text into words; room for (text.n / 2 + 1).  Returns how many. */
size_t screen_fold(str text, struct screen_token *at);
/* So alike that one may be a slip of the other? */
bool screen_alike(const uint16_t *a, size_t n, const uint16_t *b, size_t m);

#endif
