/*
 * op/writer: changes wait in one fair queue and are made one after another, many
 * to a commit.  A caller hands over a job and is called back after the commit that
 * holds it is on the disk (or has failed).  No web thread ever waits here.
 *
 * SQLite: one writer thread; up to `batch` jobs share one transaction, each in its
 * own savepoint; a second thread runs paced, bounded checkpoints (field notes:
 * passive, then once more for a moment under the writer's lock, every 2,000 pages), and
 * cuts the log to nothing when it was quiet for 0.7 s, and 0.9 s after somebody spoke without
 * a name however busy it is: a log has every change in its order (docs/why/unlinkable.md).
 * PostgreSQL: a bounded set of writer threads, each with a connection; one job a
 * transaction, SERIALIZABLE, run again on a serialization failure (at most 8 times).
 * Jobs with a `before` pass through the slow threads first, where op_prepare() has a
 * read connection; for all others who, may and inputs are judged by op_run_inside(), in
 * the very transaction that changes something.
 *
 * A failing job takes nothing of its neighbours with it.  When the commit itself fails,
 * all its jobs get that error; when the disk failed (fsync), the program logs and ends at
 * once with WRITER_EXIT_DISK, so that the next start reads what truly is on the disk.
 * When somebody else holds the database, a job waits four seconds at most (ERR_BUSY).
 * When the disk is full, all changes are refused (ERR_FULL) until there is room again, but
 * for urgent ones: the reserve (store/reserve.h) is let go of for them.
 */
#ifndef OP_WRITER_H
#define OP_WRITER_H

#include "op/op.h"

struct job {
	struct cx      cx;          /* cx.mem is the job's own arena; cx.db is set by the writer */
	struct op_call call;
	err            e;           /* outcome, once done */
	/* Called once, on a thread of the writer's, after the commit or the failure. */
	void         (*done)(struct job *j);
	void          *arg;
	struct job    *next;        /* the queue's own ... */
	int64_t        given_ms;    /* ... and when it was taken */
};

struct writer;
enum { WRITER_EXIT_DISK = 79 };
/* `reserve`: the file that holds room back on SQLite's disk; empty: none.
 * key: what the record is chained with (op/audit.h); may be empty, in tests. */
struct writer_want { str url; unsigned pg_threads, slow_threads, batch; size_t queue_max; str reserve, key; };

err  writer_new(const struct writer_want *w, struct writer **ret_writer) MUST_USE;
/* ERR_BUSY when the queue is full (nothing was taken). */
err  writer_give(struct writer *w, struct job *j) MUST_USE;
void writer_free(struct writer *w);      /* finishes what was taken */

struct writer_figures { uint64_t jobs, commits, retries, checkpoints; size_t waiting; };
struct writer_figures writer_figures(struct writer *w);

#endif
