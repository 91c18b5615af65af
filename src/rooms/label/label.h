/*
 * rooms/label: what the spine's keys are called in people's words: topics, states, outcomes,
 * steps, groups.  Keys are what the database, JSON and profiles hold; people never see them.
 * An unknown key (a profile's own) is shown as it is.
 */
#ifndef ROOMS_LABEL_H
#define ROOMS_LABEL_H

#include "page/ui.h"
#include "words/words.h"

enum label_of { LABEL_TOPIC, LABEL_KIND, LABEL_STATE, LABEL_OUTCOME, LABEL_VERDICT, LABEL_NAMING, LABEL_SOURCE,
	LABEL_STEP, LABEL_PROMISE, LABEL_ACTION, LABEL_ITEM, LABEL_LADDER, LABEL_MEETING, LABEL_HOW,
	LABEL_FORUM, LABEL_ROLE, LABEL_PLACE, LABEL_OFTEN, LABEL_NTH };

str label(const struct lang *l, enum label_of of, str key);
/* "4 service users". */
str label_people(const struct lang *l, struct arena *mem, str constituency, int64_t n);
str label_one(const struct lang *l, str constituency);          /* "carer" */
str label_constituency(const struct lang *l, str constituency);
/* At most 120 bytes of somebody's words, cut at a blank: for titles of lists. */
str label_short(struct arena *mem, str words);
/* "Clinical management team decided". */
str label_step(const struct lang *l, struct arena *mem, str kind, str who);
/* Options of a select or radios, from a NULL-ended list of keys; "" first becomes `any` when that is not empty. */
struct options { const struct option *at; size_t n; };
struct options label_options(struct page *pg, enum label_of of, const char *const *keys, str any);
struct options label_constituencies(struct page *pg, const char *const *keys, str any);

#endif
