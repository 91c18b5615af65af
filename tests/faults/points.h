/*
 * For fault tests: what points.c (the world and its steps) and points_forms.c (the ways to
 * break it) know of each other.
 */
#ifndef TESTS_FAULTS_POINTS_H
#define TESTS_FAULTS_POINTS_H

#include "tests/faults/memfs.h"
#include "tests/support/play.h"

#include <sqlite3.h>

struct hash  { uint64_t sum; int64_t rows; };
struct named { const char *name; int64_t id; str text; };   /* text: a receipt, or a session's secret */
struct points;

/*
 * One write operation: who, what, with which words ("a=1&b=@oak@&c=@%m@"), and a name for its
 * id and its text.  Only what a step needs is said; `not_memory`: why it cannot stand that test.
 */
struct step {
	const char *who, *op, *words, *save, *not_memory;
	const char *session;    /* asked by whoever holds the session of this name ... */
	int64_t     later;      /* ... so many seconds later */
	const char *find;       /* SQL for the id to be kept, where the result does not tell it */
	bool        with_text;  /* its result begins with an id and a text to be kept */
	bool        ground;     /* only makes what the next ones stand on */
	bool        empty;      /* in a house in which nothing was set up yet; nothing of it stays */
	int64_t     stride;     /* a long one: every so many-th fault, and in the quick form of those every 12th */
};
extern const struct step points_steps[];
extern const size_t points_nsteps;

/* One way to break a step that begins at `before`; counts p->tried and p->bad. */
struct form { const char *name; void (*run)(struct points *p, const struct image *before); };
const struct form *points_form(const char *name);

struct points {
	struct memfs      *fs;
	struct fresh       f;
	struct arena      *run_mem, *op_mem;    /* of the last run: its words; all that it did */
	struct play       *play;
	struct ops         ops;
	const struct step *step;
	const struct form *form;
	struct named       names[60];
	size_t             nnames;
	const char        *only[60];
	int                nonly;
	bool               everything, swallow, bare;
	struct image       bare_house;          /* set up by no one yet */
	struct fault       arm;                 /* for the next run of the step */
	double             until;
	int64_t            tried, bad, all, all_bad, nops;
	int64_t            looked;              /* cuts: disks that were not the same as the one before */
	/* the allocations of the step that is running */
	bool               armed, sticky;
	int64_t            fail_at, allocations, failed, live;   /* live: bytes taken and not given back */
};

struct points *points_it(void);                 /* the one there is: malloc() asks for it */
bool points_late(const struct points *p);
void points_bad(struct points *p, const char *what, int64_t n);
bool points_open(struct points *p);
void points_drop(struct points *p);
void points_reset(struct points *p, const struct image *to);
bool points_look(struct points *p, struct hash *ret);
void points_name(struct points *p, const char *name, int64_t id);
int64_t points_stride(const struct points *p, int64_t usual);
err  points_run(struct points *p, const char *once, void **ret_out) MUST_USE;

#endif
