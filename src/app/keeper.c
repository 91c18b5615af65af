/*
 * app/keeper: the process beside `serve` that looks after what is kept outside the database: a
 * signed end of the record every five minutes or thousand records, and a proved backup a day.
 * It reads by a connection of its own, at the lowest priority, and is in nobody's way.  It may
 * end at any moment, by itself or by the supervisor (child.h): a backup has no name before it is
 * proved, and the next one clears away what was cut short.
 */
#include <sys/resource.h>
#include <time.h>

#include "app/house.h"
#include "app/keep_in.h"
#include "app/powers.h"
#include "op/batch.h"

enum { LOOK_S = 20, ANCHOR_S = 300, ANCHOR_RECORDS = 1000, FIRST_S = 60, AGAIN_S = 1800, MEMORY = 1 << 30 };

struct keeper {
	const struct config *config;
	const struct zone   *zone;
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

int
keep_live(struct cli *c)
{
	struct keeper    w = { .config = &house_of(c)->config, .began = now_read(), .anchored = -1 };
	struct arena    *mem = arena_new(MEMORY);
	struct provider  p;
	struct jail_want powers;
	struct keys      keys;
	int              code = house_beside(c, &p, &keys);

	if (code != EX_OK)
		return code;
	w.zone = p.zone;
	(void)setpriority(PRIO_PROCESS, 0, 19);
	powers_keep(c->mem, w.config, &powers);
	code = powers_enter(c, &powers);
	if (code != EX_OK)
		return code;
	for (;;) {
		struct keep k = { .mem = mem, .config = w.config, .keys = &keys };

		(void)nanosleep(&(struct timespec){ .tv_sec = LOOK_S }, NULL);
		k.now.s = now_read();
		mind_anchor(&w, &k);
		mind_backup(&w, &k);
		arena_clear(mem);
	}
}
