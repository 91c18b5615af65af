/*
 * rooms/profile, indoors: a profile as it was read, every fault found already.  Units stand
 * parents first; a forum entry stands for one forum, or for one in each place of a kind.
 */
#ifndef ROOMS_PROFILE_IN_H
#define ROOMS_PROFILE_IN_H

#include "base/json.h"
#include "rooms/forum/forum.h"
#include "rooms/profile/profile.h"
#include "rooms/unit/unit.h"

enum { NO_UP = -1 };

/* Said in another language; empty: the English one stands. */
struct profile_words { str lang, name, purpose, terms; const struct json *terms_said; };

struct profile_unit {
	str     slug, name, kind;
	bool    open_to_all;
	int64_t up;                            /* in the list; NO_UP */
	int64_t id;                            /* once written */
	const struct json *units, *in_said;    /* below it; in other languages */
	struct profile_words *in; size_t nin;
	const struct json *said;               /* where it stands in the file */
};
struct profile_seat { int64_t seats, quorum; };
struct profile_route { str forum, topic; int64_t to; };    /* to: in the list of forums */
struct profile_forum {
	str       slug, unit, each, name, short_name, kind, purpose, terms, cadence, place;
	day       starts;
	clocktime clock;
	int64_t   minutes, quorum, promise_days, agenda_days, notes_days;
	bool      is_public, working;
	const struct json *said, *terms_said, *seats_said, *routes_said, *in_said;
	struct profile_words *in; size_t nin;
	struct forum_seat    *seats;  size_t nseats;
	struct profile_route *routes; size_t nroutes;
};
struct profile {
	str provider, zone, about, bank_holidays;
	struct profile_unit  *units;  size_t nunits;
	struct profile_forum *forums; size_t nforums;
};

/* Reads and checks all; ERR_INPUT with cx->why: file, line and field. */
err profile_read(struct cx *cx, str file, str text, struct profile *ret) MUST_USE;
/* Where it is said, what is wrong with it. */
struct spot { str file, path; const struct json *at; };
err profile_fault(struct cx *cx, const struct spot *s, const char *key, int64_t number);
/* The checks that look at more than one member: doubles, places, ways up. */
err profile_check(struct cx *cx, str file, struct profile *p) MUST_USE;
/* Which place's instance of forum `to` a matter from place `unit` goes to; NO_UP: none above. */
int64_t profile_place_of(const struct profile *p, const struct profile_forum *to, int64_t unit);
bool profile_meets_at(const struct profile *p, const struct profile_forum *f, int64_t unit);

/* A table of what may stand in a map, and where it goes. */
enum member_kind { M_LINE, M_TEXT, M_SLUG, M_INT, M_BOOL, M_DAY, M_CLOCK, M_LIST, M_ANY };
struct member { str name; enum member_kind kind; size_t at; int64_t max; bool needed; };
err profile_members(struct cx *cx, const struct spot *map, const struct member *m, size_t n, void *ret) MUST_USE;

/* texts.c: "in": {"ar": {"name": ...}}; `purpose`: of a forum, which has more than a name. */
struct profile_in { struct profile_words *at; size_t n; };
err profile_texts_of(struct cx *cx, const struct spot *s, bool forum, struct profile_in *ret) MUST_USE;
/* One text, or a list of lines. */
err profile_lines(struct cx *cx, const struct spot *s, str *ret) MUST_USE;

err profile_has_units(struct cx *cx, bool *ret_has) MUST_USE;

struct built_in { const char *name, *text; size_t n; };
extern const struct built_in profile_texts[];      /* made from profiles/ */
extern const size_t profile_ntexts;

#endif
