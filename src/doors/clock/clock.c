/*
 * doors/clock: the thread that runs the timers.  See clock.h.
 * It keeps no state that matters: what is due is asked of the rows by the operations
 * themselves, and the lease is a row.
 */
#include "doors/clock/clock_in.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/secret.h"

enum { LOOK_SECONDS = 5, LEASE_SECONDS = 70, TICK_MEMORY = 256 << 20, TIMERS_MAX = 16, STEP_S = 60 };

struct clockwork {
	const struct site  *site;
	const struct timer *timers;
	size_t              n;
	int64_t             ran_at[TIMERS_MAX], wall, looked;
	bool                ran[TIMERS_MAX];
	struct arena       *mem;
	str                 holder;         /* a name for this run of the program */
	struct arena       *holder_mem;
	pthread_t           thread;
	pthread_mutex_t     lock;
	pthread_cond_t      wake;
	bool                stop, done;
	const char         *why;            /* of the last one that was run */
};

static const struct field lease_fields[] = {
	{ .name = STR_INIT("holder"), .kind = FIELD_LINE, .at = offsetof(struct lease_in, holder), .max = 64,
	  .about = "A name for this run of the program." },
};
static const struct shape_field lease_at[] = {
	SH(struct lease_out, SHAPE_INT, thing), SH(struct lease_out, SHAPE_BOOL, held),
};
static const struct shape lease_shape = SHAPE("lease", struct lease_out, lease_at);

static err
lease_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct lease_in *in = vin;
	struct lease_out      *out = ret_out;

	cx_moves_only(cx, STR(""));
	return lease_take(cx, in->holder, (stamp){ cx->now.s + LEASE_SECONDS }, &out->held);
}

const struct op clock_lease = {
	.name = STR_INIT("clock.lease"), .path = STR_INIT("/clock/lease"), .may = MAY_SEE_SAFETY, .tx = TX_WRITE,
	.about = "Say which node runs the timers.", FIELDS(lease_fields),
	.in_size = sizeof(struct lease_in), .out_size = sizeof(struct lease_out), .out = &lease_shape,
	.run = lease_run, .no_token = true,
};

static void
job_done(struct job *j)
{
	struct clockwork *w = j->arg;

	pthread_mutex_lock(&w->lock);
	w->done = true;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

/* Timers count in seconds that really went by, whatever the clock on the wall is set to. */
static int64_t
ticks(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return t.tv_sec;
}

static err
time_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	return db_own_ms(cx->db, cx->mem, &((struct clock_said *)ret_out)->ms);
}

const struct op clock_time = {
	.name = STR_INIT("clock.time"), .path = STR_INIT("/clock/time"), .may = MAY_SEE_SAFETY, .tx = TX_READ,
	.about = "Say what time the database has.", .in_size = 1, .out_size = sizeof(struct clock_said),
	.run = time_run, .no_token = true,
};

/* One operation through the writer; waits for it.  *ret_out lives until the next tick. */
static err
run_one(struct clockwork *w, const struct op *op, struct words words, const void **ret_out)
{
	struct job *j = arena_take(w->mem, sizeof *j);
	jmp_buf    *out;
	err         e;

	j->cx = (struct cx){ .mem = w->mem, .now = when_now(w->site->when), .who = actor_house(), .who_known = true,
		.door = "clock", .lang = lang_find(STR("en")) };
	j->cx.today = zone_day(w->site->zone, j->cx.now);
	j->cx.zone = w->site->zone;
	j->call = (struct op_call){ .op = op, .w = words };
	j->done = job_done;
	j->arg = w;
	w->done = false;
	out = arena_way_out(w->mem, NULL);      /* the arena is the writer's now */
	e = writer_give(w->site->writer, j);
	pthread_mutex_lock(&w->lock);
	while (e == OK && !w->done)
		pthread_cond_wait(&w->wake, &w->lock);
	pthread_mutex_unlock(&w->lock);
	(void)arena_way_out(w->mem, out);
	TRY(e);
	*ret_out = j->call.out;
	w->why = j->e != OK ? j->cx.why.key : NULL;
	return j->e;
}

/* SQLite has one program only; elsewhere the lease says who. */
static bool
is_ours(struct clockwork *w)
{
	struct word  word = { .name = STR("holder"), .value = w->holder };
	const struct lease_out *out = NULL;
	const void  *got = NULL;

	if (str_starts(w->site->db_url, STR("sqlite:")))
		return true;
	if (run_one(w, &clock_lease, (struct words){ &word, 1 }, &got) != OK)
		return false;
	out = got;
	return out->held;
}

static bool
is_stopped(struct clockwork *w)
{
	bool stop;

	pthread_mutex_lock(&w->lock);
	stop = w->stop;
	pthread_mutex_unlock(&w->lock);
	return stop;
}

static bool
did_something(const struct op *op, const void *out)
{
	int64_t n = 0;

	if (op->out == NULL || op->out->n == 0 || op->out->at[0].kind != SHAPE_INT)
		return false;
	memcpy(&n, (const char *)out + op->out->at[0].at, sizeof n);
	return n > 0;
}

/* What cannot go on is told so, and may stop by itself instead of being tried for ever. */
static void
tell_failed(struct clockwork *w, const struct timer *t, err e)
{
	struct word word = { .name = STR("why"), .value = str_of(w->why != NULL ? w->why : "store.failed") };
	const void *out;

	if (t->failed == NULL || e == ERR_BUSY || e == ERR_FULL || is_stopped(w))
		return;
	if (run_one(w, op_find(w->site->ops, str_of(t->failed)), (struct words){ &word, 1 }, &out) != OK)
		log_line("timer", "op=%s err=%d", t->failed, (int)e);
}

/* Once; or, where there is more to do, until there is not, the house closes, or it fails. */
static void
run_timer(struct clockwork *w, const struct timer *t)
{
	const struct op *op = op_find(w->site->ops, str_of(t->op));
	const void      *out;
	bool             more = true;

	while (more) {
		err e = run_one(w, op, (struct words){ 0 }, &out);

		if (e != OK)
			log_line("timer", "op=%s err=%d", t->op, (int)e);
		if (e != OK)
			tell_failed(w, t, e);
		more = e == OK && t->goes_on && did_something(op, out) && !is_stopped(w);
		arena_clear(w->mem);
	}
}

static void
learn_time(struct clockwork *w)
{
	int64_t     before = when_own_ms();
	const void *out = NULL;

	if (w->site->when != NULL && !str_starts(w->site->db_url, STR("sqlite:")) &&
	    run_one(w, &clock_time, (struct words){ 0 }, &out) == OK)
		when_learn(w->site->when, ((const struct clock_said *)out)->ms, before, when_own_ms());
}

/* The clock on the wall was set: everything is looked at now, and what ended is cleared away. */
static void
see_steps(struct clockwork *w, int64_t now)
{
	int64_t wall = when_now(w->site->when).s, off = (wall - w->wall) - (now - w->looked);

	if (w->wall != 0 && (off > STEP_S || off < -STEP_S))
		memset(w->ran, 0, sizeof w->ran);
	w->wall = wall;
	w->looked = now;
}

static void
tick(struct clockwork *w)
{
	int64_t now = ticks();
	bool    ours = false, asked = false;

	learn_time(w);
	see_steps(w, now);
	for (size_t i = 0; i < w->n; i++) {
		if (w->ran[i] && now - w->ran_at[i] < w->timers[i].every)
			continue;
		if (!asked)
			ours = is_ours(w);
		asked = true;
		if (!ours)
			return;
		run_timer(w, &w->timers[i]);
		w->ran_at[i] = now;             /* only now: without memory it is tried again */
		w->ran[i] = true;
	}
}

static void
tick_if_memory(struct clockwork *w)
{
	jmp_buf out;

	(void)arena_way_out(w->mem, &out);
	if (setjmp(out) == 0)
		tick(w);
	else
		log_line("timer", "trouble=\"no memory\"");
	(void)arena_way_out(w->mem, NULL);
	arena_clear(w->mem);
}

static void
sleep_or_stop(struct clockwork *w)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += LOOK_SECONDS;
	pthread_mutex_lock(&w->lock);
	while (!w->stop && pthread_cond_timedwait(&w->wake, &w->lock, &until) == 0)
		;
	pthread_mutex_unlock(&w->lock);
}

static void *
live(void *arg)
{
	struct clockwork *w = arg;

	while (!is_stopped(w)) {
		tick_if_memory(w);
		sleep_or_stop(w);
	}
	return NULL;
}

err
clockwork_start(const struct site *site, const struct timer *timers, size_t n,
    struct clockwork **ret_clockwork)
{
	struct clockwork  *w = calloc(1, sizeof *w);
	pthread_condattr_t how;

	assert(w != NULL && n <= TIMERS_MAX);
	for (size_t i = 0; i < n; i++)
		assert(op_find(site->ops, str_of(timers[i].op)) != NULL);
	w->site = site;
	w->timers = timers;
	w->n = n;
	w->mem = arena_new(TICK_MEMORY);
	w->holder_mem = arena_new(4096);
	w->holder = secret_token(w->holder_mem);
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&how);
	pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
	pthread_cond_init(&w->wake, &how);
	pthread_condattr_destroy(&how);
	if (pthread_create(&w->thread, NULL, live, w) != 0) {
		w->n = 0;
		arena_free(w->mem);
		arena_free(w->holder_mem);
		free(w);
		return ERR_BUSY;
	}
	*ret_clockwork = w;
	return OK;
}

void
clockwork_stop(struct clockwork *w)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_broadcast(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	arena_free(w->mem);
	arena_free(w->holder_mem);
	free(w);
}
