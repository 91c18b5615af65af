/* rooms/intake, indoors: which column is what, and the shelf. */
#ifndef ROOMS_INTAKE_IN_H
#define ROOMS_INTAKE_IN_H

#include "base/csv.h"
#include "rooms/intake/intake.h"
#include "rooms/matter/matter.h"

enum { INTAKE_TOPICS = 200, INTAKE_LEFT = 500, INTAKE_FIRST = 8, INTAKE_NONE = -1 };

struct intake_columns {
	int  words, day, key, question, hold, place[3], kind;
	bool month_first;
	struct { int column; const char *topic; } topics[INTAKE_TOPICS];
	size_t ntopics;
};

/* One row, understood; or `why` it is left out. */
struct intake_row {
	int64_t     line;
	str         words, place[3], key, question;
	const char *why, *kind, *topic;
	day         day;
	bool        mended;
};

/* By the names people use, or by a mapping {"words": "Comment", "day": "Date", "place": ["Site", "Ward"], ...}. */
err intake_match(struct cx *cx, const struct csv_row *header, str mapping, struct intake_columns *ret) MUST_USE;
void intake_understand(struct arena *mem, const struct intake_columns *c, const struct csv_row *row, day today,
    struct intake_row *ret);
str intake_said_columns(struct arena *mem, const struct csv_row *header, const struct intake_columns *c);

err intake_was_taken(struct cx *cx, str key, bool *ret_yes) MUST_USE;
err intake_find_place(struct cx *cx, int64_t parent, str name, int64_t *ret_id) MUST_USE;
err intake_root(struct cx *cx, int64_t *ret_id) MUST_USE;
err export_select(struct cx *cx, int64_t unit, int64_t older, struct export_page *ret) MUST_USE;

#endif
