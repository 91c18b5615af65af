/*
 * rooms/ward: a place's own page, for people there: say something, what happened to what we
 * said, the next meeting.  A reading room: it has no tables and reads the others' windows.
 * The public sees approved words only (reliability S12); those who belong see the journey of
 * everything, and the words as said when they may.  Requirements: CW-1, SM-B1, SM-B2.
 */
#ifndef ROOMS_WARD_H
#define ROOMS_WARD_H

#include "op/op.h"
#include "page/page.h"
#include "rooms/matter/matter.h"

struct ward_meeting { int64_t id, forum; str name, place; day day; clocktime clock; };
struct ward_page {
	int64_t            unit;
	struct unit_row    row;
	struct matter_row *matters; size_t nmatters;
	struct ward_meeting next;
	int64_t said, done, waiting;        /* since the same month last year; those belonging see them */
	bool    inside, may_raise, may_raise_for, signed_in, open;
};
struct ward_home {
	struct unit_row *units;  size_t nunits;
	struct forum_row *forums; size_t nforums;
	int64_t notices, actions, queue, apart;
	bool    signed_in, carer, may_set_up, may_read_people, may_erase, may_import, may_read_report, may_read_matters;
	str     name;
};

extern const char *const ward_typed_sources[];  /* how a helper heard it */
extern const struct op ward_read;      /* out: struct ward_page; by slug */
extern const struct op ward_home;      /* out: struct ward_home: where a person starts */
extern const struct op *const ward_ops[];
extern const size_t ward_nops;
extern const struct route ward_routes[];
extern const size_t ward_nroutes;

#endif
