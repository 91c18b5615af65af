/*
 * op/writer: the queue, its threads and their pace.  See writer.h.  Every job taken is
 * given back once, in the order taken (SQLite); nothing here knows what a job is about.
 * The database's log is minded in writer_log.c.
 */
#include "op/writer_in.h"

#include "op/hearing.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/reserve.h"

enum { TRIES = 40, TRY_REST_MOST = 5, PATIENCE_MS = 3000, REST_MS = 20 };

static void
put(struct queue *q, struct job *j)
{
	j->next = NULL;
	*q->end = j;
	q->end = &j->next;
	q->n++;
}

/* The oldest `most` of a queue, still a list. */
static struct job *
cut(struct queue *q, size_t most)
{
	struct job *list = q->first, **end = &q->first;

	for (; most > 0 && *end != NULL; most--, q->n--)
		end = &(*end)->next;
	q->first = *end;
	*end = NULL;
	if (q->first == NULL)
		q->end = &q->first;
	return list;
}

void
writer_rest(unsigned ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	(void)nanosleep(&t, NULL);
}

/* Gives every job of a list back.  A job is gone once its done() was called. */
static void
give_back(struct writer *w, struct job *list)
{
	uint64_t n = 0;

	for (const struct job *j = list; j != NULL; j = j->next)
		n++;
	pthread_mutex_lock(&w->lock);
	w->figures.jobs += n;
	pthread_mutex_unlock(&w->lock);
	while (list != NULL) {
		struct job *j = list;

		list = j->next;
		j->cx.db = NULL;
		j->done(j);
	}
}

int64_t
writer_ticks_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/*
 * Another program may hold the file, or the server may be changing over: some patience,
 * counted from when the oldest of those who wait came.  Always at least one try.
 */
static err
begin_patiently(struct db *db, int64_t since_ms)
{
	for (unsigned i = 0;; i++) {
		err e = db_begin(db);

		if (e == OK || e == ERR_FULL || db_must_stop(db))
			return e;
		if (writer_ticks_ms() - since_ms > PATIENCE_MS)
			return ERR_BUSY;
		writer_rest((unsigned)REST_MS << (i < REST_MOST ? i : REST_MOST));
	}
}

void
writer_stop_if_broken(const struct db *db)
{
	if (!db_must_stop(db))
		return;
	log_line("writer", "trouble=\"the disk failed while saving; stopping, so that the next start"
	    " reads what is truly there\"");
	_exit(WRITER_EXIT_DISK);        /* nothing is tidied up: that would write again */
}

/* --- SQLite: many jobs to a commit ---------------------------------------------- */

static void
run_among_others(struct db *db, struct job *j)
{
	j->cx.db = db;
	j->e = db_mark(db);
	if (j->e != OK)
		return;
	j->e = op_run_inside(&j->cx, &j->call);
	if (j->e == OK)
		j->e = db_keep(db);
	else
		db_undo(db);
}

/* All of a list in one transaction.  True when the disk was too full for some of it. */
static bool
run_together(struct hand *h, struct job *list)
{
	err  e = begin_patiently(h->db, list->given_ms);
	bool full = false;

	for (struct job *j = list; j != NULL; j = j->next) {
		j->e = e;
		j->cx.urgent_only = h->writer->full;
		if (e == OK)
			run_among_others(h->db, j);
	}
	if (e == OK)
		e = db_commit(h->db);
	writer_stop_if_broken(h->db);
	for (struct job *j = list; j != NULL; j = j->next) {
		if (j->e == OK)
			j->e = e;
		full = full || j->e == ERR_FULL;
	}
	return full;
}

/* A disclosure, in a transaction of its own; at last in the room that was held back. */
static void
run_urgent(struct hand *h, struct job *j)
{
	struct writer *w = h->writer;
	struct job    *rest_of = j->next;

	j->next = NULL;
	for (int i = 0; i < 2 && j->e == ERR_FULL; i++) {
		if (i > 0 && (!j->cx.urgent || !reserve_release(w->reserve)))
			break;
		if (i > 0)
			log_line("writer", "what=\"the room held back is used for an urgent message\"");
		j->cx.why = (struct why){ 0 };
		j->cx.nwhys = 0;
		j->call.out = NULL;
		(void)run_together(h, j);
	}
	j->next = rest_of;
}

static void
run_batch(struct hand *h, struct job *list)
{
	struct writer *w = h->writer;

	if (w->full && (w->reserve == NULL || reserve_has_room(w->reserve))) {
		w->full = false;
		log_line("writer", "what=\"there is room on the disk again\"");
		if (w->reserve != NULL && !reserve_take(w->reserve))
			log_line("writer", "trouble=\"no room could be held back for urgent messages\"");
	}
	if (!run_together(h, list))
		return;
	if (!w->full)
		log_line("writer", "trouble=\"the disk is full: only urgent messages are kept until there is room\"");
	w->full = true;
	for (struct job *j = list; j != NULL; j = j->next)
		if (w->reserve != NULL && j->e == ERR_FULL && (j->call.op->urgent != NULL || j->call.op->hears != NULL))
			run_urgent(h, j);
}

static struct job *
take_batch(struct writer *w)
{
	struct job *list;

	pthread_mutex_lock(&w->lock);
	while (w->hold || (w->moving && w->wal_pages > WAL_MOST) ||
	    (w->ready.n == 0 && !w->last_call))
		pthread_cond_wait(&w->some, &w->lock);
	list = cut(&w->ready, w->batch);
	w->writing = list != NULL;
	pthread_mutex_unlock(&w->lock);
	return list;
}

static void *
write_sqlite(void *arg)
{
	struct hand   *h = arg;
	struct writer *w = h->writer;
	struct job    *list;

	while ((list = take_batch(w)) != NULL) {
		run_batch(h, list);
		pthread_mutex_lock(&w->lock);
		w->writing = false;
		w->figures.commits++;
		w->wal_pages = db_wal_pages(h->db);
		if (w->wal_pages < w->wal_seen)
			w->wal_seen = 0;                /* the log began again */
		if (w->wal_pages >= w->wal_seen + WAL_STEP)
			pthread_cond_signal(&w->grown);
		writer_note_change(w, list);
		pthread_cond_broadcast(&w->pace);
		pthread_mutex_unlock(&w->lock);
		give_back(w, list);
	}
	return NULL;
}

/* --- PostgreSQL: one job a transaction, again when others were in the way --------- */

/* One try.  *ret_again: nothing was kept, or the once-only key makes another try safe. */
static err
run_alone(struct db *db, struct job *j, bool *ret_again)
{
	err e = db_begin(db);

	*ret_again = e != OK;
	if (e != OK)
		return ERR_BUSY;
	j->cx.db = db;
	e = op_run_inside(&j->cx, &j->call);
	if (e != OK) {
		db_rollback(db);
		/* ERR_CLASH: perhaps the same form at the same moment; then the key is there now. */
		*ret_again = db_was_lost(db) || (j->cx.why.key == NULL &&
		    (e == ERR_BUSY || (e == ERR_CLASH && j->cx.once.n > 0)));
		return e;
	}
	e = db_commit(db);
	*ret_again = e == ERR_BUSY || (e != OK && db_was_lost(db) && j->cx.once.n > 0);
	return e;
}

static void
run_until_through(struct hand *h, struct job *j)
{
	const struct cx      cx = j->cx;
	const struct op_call call = j->call;
	const int64_t        call_began = j->given_ms;
	bool                 again = true;

	for (unsigned i = 0; i < TRIES && again; i++) {
		if (i > 0 && writer_ticks_ms() - call_began > PATIENCE_MS)
			return;                 /* somebody holds what we need: say so in time */
		if (i > 0) {
			writer_rest((1u << (i < TRY_REST_MOST ? i : TRY_REST_MOST)) + h->no);     /* not all at one moment */
			pthread_mutex_lock(&h->writer->lock);
			h->writer->figures.retries++;
			pthread_mutex_unlock(&h->writer->lock);
		}
		j->cx = cx;
		j->call = call;
		j->e = run_alone(h->db, j, &again);
	}
}

static void *
write_postgres(void *arg)
{
	struct hand   *h = arg;
	struct writer *w = h->writer;

	for (;;) {
		struct job *j;

		pthread_mutex_lock(&w->lock);
		while (w->ready.n == 0 && !w->last_call)
			pthread_cond_wait(&w->some, &w->lock);
		j = cut(&w->ready, 1);
		pthread_mutex_unlock(&w->lock);
		if (j == NULL)
			return NULL;
		run_until_through(h, j);
		pthread_mutex_lock(&w->lock);
		w->figures.commits += j->e == OK;
		pthread_mutex_unlock(&w->lock);
		give_back(w, j);
	}
}

/* --- slow work first -------------------------------------------------------------- */

static void
prepare(struct hand *h, struct job *j)
{
	j->cx.db = h->db;
	j->e = begin_patiently(h->db, j->given_ms);
	if (j->e != OK)
		return;
	j->e = op_prepare(&j->cx, &j->call);
	db_rollback(h->db);
}

static void *
work_slowly(void *arg)
{
	struct hand   *h = arg;
	struct writer *w = h->writer;

	for (;;) {
		struct job *j;

		pthread_mutex_lock(&w->lock);
		while (w->slow.n == 0 && !w->closing)
			pthread_cond_wait(&w->some_slow, &w->lock);
		j = cut(&w->slow, 1);
		pthread_mutex_unlock(&w->lock);
		if (j == NULL)
			return NULL;
		prepare(h, j);
		if (j->e != OK) {
			give_back(w, j);
			continue;
		}
		pthread_mutex_lock(&w->lock);
		put(&w->ready, j);
		pthread_cond_signal(&w->some);
		pthread_mutex_unlock(&w->lock);
	}
}

/* --- from outside ------------------------------------------------------------------ */

static err
give(struct writer *w, struct job *j, size_t max)
{
	bool slow = j->call.op->before != NULL;
	err  e = OK;

	assert(j->done != NULL && j->cx.mem != NULL);
	j->e = OK;
	j->given_ms = writer_ticks_ms();
	pthread_mutex_lock(&w->lock);
	assert(!w->closing);
	if (w->ready.n + w->slow.n >= max)
		e = ERR_BUSY;
	else {
		put(slow ? &w->slow : &w->ready, j);
		pthread_cond_signal(slow ? &w->some_slow : &w->some);
	}
	pthread_mutex_unlock(&w->lock);
	return e;
}

/* Without memory to look at the words, they are taken for urgent. */
static bool
may_be_urgent(struct job *j)
{
	jmp_buf  out;
	jmp_buf *before = arena_way_out(j->cx.mem, &out);
	bool     yes = setjmp(out) != 0 || op_is_urgent(j->cx.mem, j->call.op, j->call.w);

	(void)arena_way_out(j->cx.mem, before);
	return yes;
}

/* Words that say somebody may be in danger go in though the queue is full: a quarter more of them. */
err
writer_give(struct writer *w, struct job *j)
{
	err e = give(w, j, w->max);

	if (e == ERR_BUSY && may_be_urgent(j))
		e = give(w, j, w->max + w->max / 4 + 1);
	return e;
}

struct writer_figures
writer_figures(struct writer *w)
{
	struct writer_figures f;

	pthread_mutex_lock(&w->lock);
	f = w->figures;
	f.waiting = w->ready.n + w->slow.n;
	pthread_mutex_unlock(&w->lock);
	return f;
}

static err
start(struct hand *h, struct writer *w, void *(*run)(void *), const struct writer_want *want,
    enum db_mode mode)
{
	sigset_t all, old;
	int      rc;

	h->writer = w;
	TRY(db_open(want->url, mode, &h->db));
	if (want->key.n > 0)
		db_set_key(h->db, want->key);
	(void)sigfillset(&all);
	(void)sigdelset(&all, SIGSYS);                   /* base/jail's, for whoever caused it */
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);  /* the others are for the main thread */
	rc = pthread_create(&h->thread, NULL, run, h);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (rc != 0) {
		log_line("writer", "trouble=\"cannot start a thread\"");
		return ERR_STORE;
	}
	h->started = true;
	return OK;
}

static err
start_all(struct writer *w, const struct writer_want *want)
{
	bool sqlite = str_starts(want->url, STR("sqlite:"));

	if (sqlite && want->reserve.n > 0) {
		w->reserve = strndup(want->reserve.p, want->reserve.n);
		/* not the last of it: opening the log takes some room too */
		w->full = w->reserve == NULL || !reserve_has_room(w->reserve) || !reserve_take(w->reserve);
	}
	for (unsigned i = 0; i < w->nhands; i++) {
		w->hands[i].no = i;
		TRY(start(&w->hands[i], w, sqlite ? write_sqlite : write_postgres, want, DB_WRITE));
	}
	w->changed_ms = writer_ticks_ms();             /* a crash may have left a log */
	if (sqlite)
		TRY(start(&w->mover, w, writer_mind_log, want, DB_WRITE));
	for (unsigned i = 0; i < w->nslow; i++)
		TRY(start(&w->slows[i], w, work_slowly, want, DB_READ));
	return OK;
}

static unsigned
between(unsigned least, unsigned v, unsigned most)
{
	return v < least ? least : v > most ? most : v;
}

err
writer_new(const struct writer_want *want, struct writer **ret_writer)
{
	struct writer     *w = calloc(1, sizeof *w);
	pthread_condattr_t how;
	err                e;

	if (w == NULL)
		abort();
	(void)pthread_mutex_init(&w->lock, NULL);
	(void)pthread_cond_init(&w->some, NULL);
	(void)pthread_cond_init(&w->some_slow, NULL);
	(void)pthread_cond_init(&w->pace, NULL);
	(void)pthread_condattr_init(&how);
	(void)pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&w->grown, &how);
	(void)pthread_condattr_destroy(&how);
	w->ready.end = &w->ready.first;
	w->slow.end = &w->slow.first;
	w->max = want->queue_max == 0 ? 1 : want->queue_max;
	w->batch = between(1, want->batch, 1000);
	w->nslow = between(1, want->slow_threads, THREADS_MAX);
	w->nhands = str_starts(want->url, STR("sqlite:")) ? 1
	    : between(1, want->pg_threads, THREADS_MAX);
	e = start_all(w, want);
	if (e != OK) {
		writer_free(w);
		return e;
	}
	*ret_writer = w;
	return OK;
}

static void
finish(struct hand *h)
{
	if (h->started)
		(void)pthread_join(h->thread, NULL);
	db_close(h->db);
}

static void
say(struct writer *w, bool *what)
{
	pthread_mutex_lock(&w->lock);
	*what = true;
	pthread_cond_broadcast(&w->some);
	pthread_cond_broadcast(&w->some_slow);
	pthread_cond_broadcast(&w->grown);
	pthread_mutex_unlock(&w->lock);
}

void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	say(w, &w->closing);
	for (unsigned i = 0; i < w->nslow; i++)
		finish(&w->slows[i]);
	say(w, &w->last_call);
	finish(&w->mover);
	for (unsigned i = 0; i < w->nhands; i++)
		finish(&w->hands[i]);
	(void)pthread_cond_destroy(&w->grown);
	(void)pthread_cond_destroy(&w->pace);
	(void)pthread_cond_destroy(&w->some_slow);
	(void)pthread_cond_destroy(&w->some);
	(void)pthread_mutex_destroy(&w->lock);
	free(w->reserve);
	free(w);
}
