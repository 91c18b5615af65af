/*
 * words: languages, messages, dates as people say them.
 *
 * Messages are English sentences written in the views and in po/words.txt (for C),
 * po/why.txt (refusals) and po/fields.txt (what a field is called); po/LANG.po hold
 * their translations; `easy` is a language like any other (po/easy.po: easy read
 * English).  tools/wordsc gathers every message of the program into one numbered
 * table and compiles each po file against it, so looking one up is an index.  A
 * message without a translation is shown in English and marked lang="en" by the view.
 * Plural categories and dates are CLDR's (a test compares them with ICU's).
 */
#ifndef WORDS_WORDS_H
#define WORDS_WORDS_H

#include "base/base.h"

struct lang;

/* "en", "ar", "easy"; unknown gives English.  Never freed, safe on all threads. */
const struct lang *lang_find(str code);
const struct lang *lang_at(size_t i);          /* NULL past the last */
str  lang_code(const struct lang *l);          /* "en", "ar", "easy" */
str  lang_tag(const struct lang *l);           /* for lang="": "en-GB", "ar" */
str  lang_dir(const struct lang *l);           /* "ltr", "rtl" */
str  lang_own_name(const struct lang *l);      /* "English", "العربية", "Easy read" */
bool lang_is_easy(const struct lang *l);

/*
 * Message numbers are made at build time, in "gen/words_gen.h": MSG_ident for a line of
 * po/words.txt, W_xxxxxxxx for {{_ "..."}} in a view.  A NULL language speaks English.
 */
struct msg { int n; };
str  words_get(const struct lang *l, struct msg m);
bool words_has(const struct lang *l, struct msg m);          /* false: foreign English is shown */
str  words_plural(const struct lang *l, struct msg m, int64_t n);   /* picks by CLDR category */

/* Fills {name} by name from pairs.  A pair the text lacks is left out. */
struct fill { const char *name; str value; };
str  words_fill(struct arena *mem, str text, const struct fill *f, size_t n);

/*
 * Why something was refused, for people: cx->why's key, field and number -> a sentence
 * of po/why.txt with {field} {number} {text}.  An unknown key gives a general one.
 */
str  words_field(const struct lang *l, struct arena *mem, str field);     /* what a field is called in a sentence */
str  words_why(const struct lang *l, struct arena *mem, const char *key, str field,
    int64_t number, str text);

/* "3 June 2026", "Wednesday 3 June", "today", "tomorrow", "2:30pm". */
str  words_day(const struct lang *l, struct arena *mem, day d);
str  words_day_near(const struct lang *l, struct arena *mem, day d, day today);
str  words_clock(const struct lang *l, struct arena *mem, clocktime c);
str  words_number(const struct lang *l, struct arena *mem, int64_t n);

/* The provider's zone ("Europe/London"); NULL is UTC.  DST gaps and doubles: RFC 5545 3.3.5. */
struct zone;
const struct zone *zone_find(str name);        /* NULL: no such zone; slow, once at start */
const struct zone *zone_in(struct arena *mem, str name);       /* the same for one request; not to be freed */
bool      zone_known(str name);                /* as quick as asking */
void      zone_free(const struct zone *z);
day       zone_day(const struct zone *z, stamp t);
clocktime zone_clock(const struct zone *z, stamp t);
stamp     zone_stamp(const struct zone *z, day d, clocktime c);

#endif
