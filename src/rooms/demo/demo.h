/*
 * rooms/demo: a made-up provider, Brackenwick, with a year behind it, so that every page has
 * something real to show.  Places and forums come from profiles/brackenwick.json; people and
 * what they say are in this room; everything that happened went through the operations
 * themselves, as those people, with the clock moved along.
 *
 * The same seed gives the same story (not the same ids: those are chance).  A provider that
 * has places already is refused and not touched.
 */
#ifndef ROOMS_DEMO_H
#define ROOMS_DEMO_H

#include "op/op.h"
#include "words/words.h"

/* mem lasts as long as the building; step is cleared every day of the story. */
struct demo_want {
	struct db         *db;
	struct arena      *mem, *step;
	const struct zone *zone;
	stamp              now;
	bool               small;              /* ten weeks instead of a year */
	void             (*progress)(void *arg, int64_t done, int64_t of);     /* days of the story */
	void              *arg;
};
struct demo_made { int64_t people, matters, meetings, operations; };

/* Why it failed: *ret_why, as cx->why. */
err demo_build(const struct demo_want *w, struct demo_made *ret, struct why *ret_why) MUST_USE;

/* Who can sign in, first those that everybody should try. */
struct demo_guest { const char *login, *name, *what; };
extern const struct demo_guest demo_guests[];
extern const size_t demo_nguests, demo_nfirst;
str demo_password(void);

extern const struct op demo_begin;      /* the ground: places, forums, people */
extern const struct op *const demo_ops[];
extern const size_t demo_nops;

#endif
