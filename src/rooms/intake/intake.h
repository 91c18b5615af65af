/*
 * rooms/intake: real feedback arrives in files.  A CSV is read with its columns matched by
 * name or by a mapping, places are made, and each comment becomes an imported matter, once:
 * the same file again adds nothing.  Every row left out is told with its line and why.
 * The other way, matters are written out, one line each.  Requirement: "real data" (group B).
 */
#ifndef ROOMS_INTAKE_H
#define ROOMS_INTAKE_H

#include "op/op.h"
#include "page/page.h"

struct intake_left { int64_t line; str why, key; };
struct intake_seen { int64_t line; str words, place, kind, topic; day day; };
struct intake_done {
	int64_t job, at;                                     /* job: it is brought in bit by bit; `at` rows are in */
	int64_t rows, made, already, left, places, mended;
	bool    stopped, dropped;                            /* it waits for them; they let go of the rest */
	str     stopped_why;                                 /* a key of po/why.txt */
	int64_t review;                                      /* put on the list of words to read first */
	str     encoding;
	bool    dry_run;
	struct intake_left *left_out; size_t nleft_out;      /* at most 500 */
	struct intake_seen *first;    size_t nfirst;         /* the first few, as they were understood */
	str     columns;                                     /* which column was taken for what */
};
struct export_row {
	int64_t id, voices;
	str     place, said, summary, kind, topic, source, state, outcome, verdict, holder;
	day     raised, due;
};
struct export_page { struct export_row *at; size_t n; int64_t next; };

extern const struct op import_feedback;    /* out: struct intake_done */
extern const struct op import_read;        /* how far a long one is; out: struct intake_done */
extern const struct op import_again, import_drop;      /* out: struct intake_done */
extern const struct op import_failed;      /* the clock's: a bit could not be kept */
extern const struct op import_step;        /* the clock's: the next few hundred rows */
extern const struct op matter_export;      /* out: struct export_page: 1,000 a time */
/* One row of the file; `header` too. */
void export_header(struct buf *b);
void export_line(struct buf *b, struct arena *mem, const struct export_row *r);

extern const struct op *const intake_ops[];
extern const size_t intake_nops;
extern const struct route intake_routes[];
extern const size_t intake_nroutes;

#endif
