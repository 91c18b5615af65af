/*
 * op/writer_log: the database's log, beside the one that writes.  It moves home as it grows, and
 * is cut soon after a change, so that the files do not tell what came after what
 * (docs/why/unlinkable.md).
 */
#include "op/writer_in.h"

#include <time.h>

enum { QUIET_MS = 700, UNNAMED_MS = 900, CUT_REST_MS = 25, CUT_LATE_MS = 10000 };

/* The log has something in it now; the lock is held. */
void
writer_note_change(struct writer *w, const struct job *list)
{
	bool first = w->changed_ms == 0, unnamed = w->unnamed_ms != 0;

	w->changed_ms = writer_ticks_ms();
	for (const struct job *j = list; j != NULL; j = j->next)
		if (j->cx.unnamed && w->unnamed_ms == 0)
			w->unnamed_ms = w->changed_ms;
	if (first || unnamed != (w->unnamed_ms != 0))
		pthread_cond_signal(&w->grown);
}

/* No batch begins until let_go(); the one under way ends first. */
static void
hold_on(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->hold = true;
	while (w->writing)
		pthread_cond_wait(&w->pace, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

/* done: the log begins again from its start. */
static void
let_go(struct writer *w, bool done)
{
	pthread_mutex_lock(&w->lock);
	w->hold = false;
	w->figures.checkpoints += done;
	if (done)
		w->wal_pages = w->wal_seen = w->wal_tried = 0;
	pthread_cond_broadcast(&w->some);
	pthread_mutex_unlock(&w->lock);
}

static int64_t
log_pages(struct writer *w)
{
	int64_t n;

	pthread_mutex_lock(&w->lock);
	n = w->wal_pages;
	pthread_mutex_unlock(&w->lock);
	return n;
}

/*
 * The log moves home beside the writer, and goes on growing meanwhile.  Once it is long it must
 * begin again from its start, which takes a moment alone: first what came meanwhile moves
 * home too, until little is left for that moment.  Who reads it for long (a backup, an export) is
 * not waited for, nor asked again before it is that much longer.
 */
static void
move_log(struct hand *h)
{
	struct writer *w = h->writer;
	int64_t        before, now, left = 0;
	err            e;

	for (int i = 0; i < WAL_ROUNDS; i++) {
		before = log_pages(w);
		e = db_checkpoint(h->db, DB_MOVE, &left);
		writer_stop_if_broken(h->db);
		now = log_pages(w);
		if (e != OK || now < w->wal_tried + WAL_LONG)
			return;
		if (now - before < WAL_LITTLE)
			break;
	}
	hold_on(w);
	e = db_checkpoint(h->db, DB_MOVE_AGAIN, &left);
	writer_stop_if_broken(h->db);
	w->wal_tried = now;
	let_go(w, e == OK && left == 0);
}

/*
 * Home beside the writer, and then cut while it pauses for the little that is left.  A reader
 * in the way is not waited for: false, and tried again.
 */
static bool
cut_log(struct hand *h)
{
	int64_t left = 0;
	err     e = db_checkpoint(h->db, DB_MOVE, &left);

	writer_stop_if_broken(h->db);
	if (e != OK)
		return false;
	hold_on(h->writer);
	e = db_checkpoint(h->db, DB_MOVE_CUT, &left);
	writer_stop_if_broken(h->db);
	let_go(h->writer, e == OK && left == 0);
	return e == OK && left == 0;
}

/*
 * When is the log cut?  When nothing has changed for a moment, whatever it was, so that the cut
 * itself says nothing; and when somebody spoke without a name, though it is busy.  0: it is empty.
 */
static int64_t
cut_due(const struct writer *w)
{
	int64_t quiet = w->changed_ms + QUIET_MS, soon = w->unnamed_ms + UNNAMED_MS;

	if (w->changed_ms == 0)
		return 0;
	return w->unnamed_ms != 0 && soon < quiet ? soon : quiet;
}

static void
wait_until(struct writer *w, int64_t ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	if (ms == 0)
		pthread_cond_wait(&w->grown, &w->lock);
	else
		(void)pthread_cond_timedwait(&w->grown, &w->lock, &t);
}

/* Tries until it is done, or there is other work; says so when somebody reads for long. */
static bool
cut_in_the_end(struct hand *h)
{
	struct writer *w = h->writer;
	int64_t        since = writer_ticks_ms(), said = since;
	bool           done = cut_log(h), more = true;

	while (!done && more) {
		writer_rest(CUT_REST_MS << (writer_ticks_ms() - since > 1000 ? REST_MOST : 0));
		if (writer_ticks_ms() - said > CUT_LATE_MS) {
			said = writer_ticks_ms();
			log_line("writer", "trouble=\"the database's log cannot be cut while somebody reads for so long\" s=%lld",
			    (long long)(said - since) / 1000);
		}
		done = cut_log(h);
		pthread_mutex_lock(&w->lock);
		more = !w->last_call && w->wal_pages < w->wal_seen + WAL_STEP;
		pthread_mutex_unlock(&w->lock);
	}
	return done;
}

/* The lock is held; it is let go of for the work.  What comes meanwhile is cut the next time. */
static void
cut_now(struct hand *h)
{
	struct writer *w = h->writer;
	int64_t        changed = w->changed_ms, unnamed = w->unnamed_ms;
	bool           done;

	w->changed_ms = w->unnamed_ms = 0;
	pthread_mutex_unlock(&w->lock);
	done = cut_in_the_end(h);
	pthread_mutex_lock(&w->lock);
	if (!done) {
		w->changed_ms = changed;
		w->unnamed_ms = unnamed;
	}
}

static void
move_now(struct hand *h)
{
	struct writer *w = h->writer;

	w->wal_seen = w->wal_pages;
	w->moving = true;
	pthread_mutex_unlock(&w->lock);
	move_log(h);
	pthread_mutex_lock(&w->lock);
	w->moving = false;
	pthread_cond_broadcast(&w->some);
}

void *
writer_mind_log(void *arg)
{
	struct hand   *h = arg;
	struct writer *w = h->writer;

	pthread_mutex_lock(&w->lock);
	for (;;) {
		int64_t due = cut_due(w);

		if (w->last_call)
			break;
		if (w->wal_pages >= w->wal_seen + WAL_STEP)
			move_now(h);
		else if (due != 0 && due <= writer_ticks_ms())
			cut_now(h);
		else
			wait_until(w, due);
	}
	pthread_mutex_unlock(&w->lock);
	(void)cut_log(h);
	return NULL;
}
