/*
 * words/readability: how hard an English text is to read: sentences, words, and an
 * estimate of the age that reads it with ease (Flesch-Kincaid grade + 5).  A rough
 * guide for writers and a gate for our own public pages; never a judgement of a person.
 */
#ifndef WORDS_READABILITY_H
#define WORDS_READABILITY_H

#include "base/base.h"

struct reading { int64_t sentences, words, syllables, longest; };  /* longest: words of a sentence */

struct reading reading_of(str english);
/* Years; 5 at least.  A text without a word is 5. */
int64_t reading_age(struct reading r);
struct reading reading_add(struct reading a, struct reading b);

#endif
