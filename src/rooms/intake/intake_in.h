/* rooms/intake, indoors: which column is what, and the shelf. */
#ifndef ROOMS_INTAKE_IN_H
#define ROOMS_INTAKE_IN_H

#include "base/csv.h"
#include "rooms/intake/intake.h"
#include "rooms/matter/matter.h"

enum { INTAKE_BIG = 1000, INTAKE_CHUNK = 500 };  /* rows: from when it is brought in bit by bit; a bit */
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

/* A file as it is to be read. */
struct intake_file { struct csv_file rows; struct intake_columns columns; const char *encoding; };
err intake_open(struct cx *cx, str bytes, str mapping, struct intake_file *ret) MUST_USE;
/* Rows from..upto-1 (the names are row 0) become matters at and below `root`; counts are added to *d. */
struct intake_span { int64_t root, from, upto; };
err intake_take(struct cx *cx, const struct intake_file *f, struct intake_span at, struct intake_done *d) MUST_USE;
extern const struct shape intake_done_shape;

/* later.c and later_store.c: files that are brought in bit by bit. */
enum job_state { JOB_GOES, JOB_IN, JOB_STOPPED, JOB_DROPPED };
enum { JOB_TRIES = 4 };                        /* so often in a row, then it stops and waits for its person */
struct intake_job { int64_t id, person, unit, state, tries, careful; str bytes, mapping; struct intake_done done; };
err intake_job_insert(struct cx *cx, const struct intake_job *j, int64_t *ret_id) MUST_USE;
err intake_job_next(struct cx *cx, struct intake_job *ret) MUST_USE;         /* the oldest; id 0: none waits */
err intake_job_find(struct cx *cx, int64_t id, struct intake_job *ret) MUST_USE;       /* without the file */
err intake_job_update(struct cx *cx, const struct intake_job *j, const struct intake_done *d) MUST_USE;
/* The same with the file; ERR_MISSING unless it is theirs. */
err intake_job_mine(struct cx *cx, int64_t id, struct intake_job *ret) MUST_USE;
err intake_job_bytes(struct cx *cx, struct intake_job *j) MUST_USE;
err intake_job_set(struct cx *cx, const struct intake_job *j) MUST_USE;        /* state, tries, careful and why */
err intake_job_left(struct cx *cx, int64_t id, struct intake_done *ret) MUST_USE;

err intake_was_taken(struct cx *cx, str key, bool *ret_yes) MUST_USE;
err intake_find_place(struct cx *cx, int64_t parent, str name, int64_t *ret_id) MUST_USE;
err intake_root(struct cx *cx, int64_t *ret_id) MUST_USE;
err export_select(struct cx *cx, int64_t unit, int64_t older, struct export_page *ret) MUST_USE;

#endif
