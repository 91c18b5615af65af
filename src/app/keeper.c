/*
 * app/keeper: the thread of `serve` that looks after what is kept outside the database: a signed
 * end of the record every five minutes or thousand records, and a proved backup a day.  It reads
 * by a connection of its own, at the lowest priority, and is in nobody's way.
 */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "app/keep_in.h"
#include "op/batch.h"

enum { LOOK_S = 20, ANCHOR_S = 300, ANCHOR_RECORDS = 1000, FIRST_S = 60, AGAIN_S = 1800, STOP_S = 3, MEMORY = 1 << 30 };

struct keeper {
	const struct config *config;
	const struct keys   *keys;
	const struct zone   *zone;
	pthread_t            thread;
	pthread_mutex_t      lock;
	pthread_cond_t       wake;
	bool                 stop;
	int64_t              began, anchored_at, anchored, tried_at;
};

static int64_t
now_read(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

static err
read_heads(struct cx *cx, void *arg)
{
	return audit_heads(cx, arg);
}

static void
mind_anchor(struct keeper *w, struct keep *k)
{
	struct audit_heads heads = { 0 };
	struct db         *db = NULL;
	struct cx          cx;
	err                e = db_open(w->config->db, DB_READ, &db);

	if (e != OK)
		return;
	keep_cx(k, db, &cx);
	e = batch_look(&cx, read_heads, &heads);
	if (e == OK && heads.seqs != w->anchored && (k->now.s >= w->anchored_at + ANCHOR_S ||
	    heads.seqs >= w->anchored + ANCHOR_RECORDS)) {
		if (!keep_anchor(k, false, &heads))
			log_line("keeper", "trouble=\"an anchor of the record could not be written\"");
		w->anchored = heads.seqs;
		w->anchored_at = k->now.s;
	}
	db_close(db);
}

/* The last moment at which a daily backup should have been made. */
static int64_t
due_since(const struct keeper *w, int64_t now)
{
	day     today = zone_day(w->zone, (stamp){ now });
	stamp   due = zone_stamp(w->zone, today, w->config->backup_at);

	if (due.s > now)
		due = zone_stamp(w->zone, (day){ today.n - 1 }, w->config->backup_at);
	return due.s;
}

static void
mind_backup(struct keeper *w, struct keep *k)
{
	struct kept newest = { 0 };
	str         file;

	if (w->config->backup_at.m < 0 || k->now.s < w->began + FIRST_S ||
	    k->now.s < w->tried_at + AGAIN_S)
		return;
	if (keep_newest(k, (str){ 0 }, &newest) && newest.at.s >= due_since(w, k->now.s))
		return;
	w->tried_at = k->now.s;
	if (keep_backup(k, (str){ 0 }, &file))
		log_line("backup", "proved=%.*s", STR_ARG(file));
	else
		log_line("backup", "trouble=\"there is no backup: %.*s\"", STR_ARG(k->why));
}

static bool
rest(struct keeper *w)
{
	struct timespec until;
	bool            stop;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_S;
	pthread_mutex_lock(&w->lock);
	while (!w->stop && pthread_cond_timedwait(&w->wake, &w->lock, &until) == 0)
		;
	stop = w->stop;
	pthread_mutex_unlock(&w->lock);
	return stop;
}

static void *
live(void *arg)
{
	struct keeper *w = arg;
	struct arena  *mem = arena_new(MEMORY);

	(void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 19);
	while (!rest(w)) {
		struct keep k = { .mem = mem, .config = w->config, .keys = w->keys, .now = { now_read() } };

		mind_anchor(w, &k);
		mind_backup(w, &k);
		arena_clear(mem);
	}
	arena_free(mem);
	return NULL;
}

struct keeper *
keeper_start(const struct config *config, const struct keys *keys, const struct zone *zone)
{
	struct keeper     *w = calloc(1, sizeof *w);
	pthread_condattr_t how;

	assert(w != NULL);
	*w = (struct keeper){ .config = config, .keys = keys, .zone = zone, .began = now_read(), .anchored = -1 };
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&how);
	pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &how);
	pthread_condattr_destroy(&how);
	if (pthread_create(&w->thread, NULL, live, w) == 0)
		return w;
	free(w);
	return NULL;
}

void
keeper_stop(struct keeper *w)
{
	struct timespec until;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STOP_S;
	if (pthread_timedjoin_np(w->thread, NULL, &until) != 0)
		return;                         /* in the middle of a backup: it ends with the program, uncounted */
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
