/*
 * words/screen: does a text sound as if somebody may be in danger?  Lists of words and
 * phrases (po/screen-en.txt, po/screen-ar.txt, compiled in) are looked for in what a person
 * wrote, whatever the capitals, slips of the keys, doubled or missing letters and digits for
 * letters.  It only raises: nothing in a text takes an alert back.  It never answers anybody
 * and keeps nothing.  All languages are looked for in every text.
 */
#ifndef WORDS_SCREEN_H
#define WORDS_SCREEN_H

#include "base/base.h"

enum danger { DANGER_SELF, DANGER_ABUSE, DANGER_NEGLECT, DANGER_OTHERS, DANGER_GONE, DANGER_STAFF, DANGER_HELP,
	DANGER_OWN, DANGER_COUNT_ };    /* OWN: by words that the provider added */
extern const char *const danger_keys[];        /* "self_harm" ...; NULL-ended */

struct screened {
	bool     raised;
	uint64_t kinds;                        /* bit per enum danger */
	bool     staff;                        /* somebody who works there is spoken of */
};

/* `more`: phrases that the provider added; nothing can be taken away. */
struct screened screen_text(struct arena *mem, str text, const str *more, size_t nmore);
/* Is this name in the text: any of its parts that is no everyday word (Will, May) by itself? */
bool screen_names(struct arena *mem, str text, str name);

/* For tests: other lists than those compiled in. */
struct screen_list;
struct screened screen_by(const struct screen_list *list, struct arena *mem, str text, const str *more, size_t nmore);

#endif
