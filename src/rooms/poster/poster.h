/*
 * rooms/poster: "We said, we did" of one place, for everybody.
 *
 * Shows a matter only when its own page would be there for the same reader: its public
 * words are approved, or those who said it have judged it (then without any words of it).
 * "We did" is only what they judged to have helped, wholly or partly; everything else is
 * "we are doing" or "we decided not to, because".  Requirements: SM-B2, SM-B5, CW-1.
 */
#ifndef ROOMS_POSTER_H
#define ROOMS_POSTER_H

#include "op/op.h"
#include "page/page.h"

enum poster_kind { POSTER_DID, POSTER_DOING, POSTER_NOT };

/* What stands where it stands: the sentence under the panels. */
enum poster_state { POSTER_HELPED, POSTER_HELPED_PARTLY, POSTER_DID_NOT_HELP, POSTER_ASKING, POSTER_UNDER_WAY,
	POSTER_PASSED, POSTER_AGREED, POSTER_AGREED_PARTLY, POSTER_REVIEWED, POSTER_SAID_NO };

struct poster_item {
	int64_t matter, kind, state;
	str     said, did;              /* empty: the words are not public */
	str     topic, forum, code;     /* code: its short address, /p/CODE */
	int64_t days;                   /* from said to done or answered; so far, when still open */
	day     due, review;            /* DAY_NONE: none */
};

/* How a reader wants the paper; echoed for the drawing. */
struct poster_look { str lang; bool easy, large; int64_t paper, page, width; };

struct poster_sheet {
	int64_t             unit;
	str                 slug, name;
	day                 since, until;
	struct poster_item *at;
	size_t              n;
	struct poster_look  look;
};

struct poster_story { int64_t matter; str code; };

/* A matter's short address and back; false: no such code. */
str  poster_code(struct arena *a, int64_t matter);
bool poster_code_read(str code, int64_t *ret_matter);

extern const struct op poster_read;    /* out: struct poster_sheet */
extern const struct op poster_story;   /* out: struct poster_story */
extern const struct op *const poster_ops[];
extern const size_t poster_nops;
extern const struct route poster_routes[];
extern const size_t poster_nroutes;

#endif
