/*
 * web/serve: the threads that answer.  Each has a listening socket of its own, so that the
 * kernel shares out connections evenly, and sleeps in epoll until something is to be done.
 * No thread is ever made for a connection.
 */
#include "doors/web/serve_in.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	TICK_MS = 500, SOON_MS = 2, EVENTS_MAX = 128, ACCEPT_MAX = 64, WIRES_MAX = 20000, FILES_SPARE = 200,
	ANSWERS_MS = 3000, PATIENCE_S = 10,
};

uint64_t
ticks_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- one thread ---- */

static bool
watch(struct thread *th, int fd, void *mark)
{
	struct epoll_event on = { .events = EPOLLIN, .data.ptr = mark };

	return epoll_ctl(th->epoll, EPOLL_CTL_ADD, fd, &on) == 0;
}

/* Out of files, say.  Trying again at once would only burn time; the tick listens again. */
static void
stop_listening_a_moment(struct thread *th)
{
	(void)epoll_ctl(th->epoll, EPOLL_CTL_DEL, th->listen, NULL);
	th->deaf = true;
	log_line("http", "trouble=\"no more connections can be taken just now\"");
}

static void
take_connections(struct thread *th)
{
	struct sockaddr_storage from;
	socklen_t               n = sizeof from;

	for (int i = 0; i < ACCEPT_MAX; i++, n = sizeof from) {
		int fd;

		if (th->nwires >= th->wires_max && !wires_make_room(th)) {
			stop_listening_a_moment(th);
			return;
		}
		fd = accept4(th->listen, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd >= 0) {
			wire_open(th, fd, &from);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			stop_listening_a_moment(th);
		return;
	}
}

/* What the writer gave back, in the order it came. */
static void
take_done(struct thread *th)
{
	struct talk *t = atomic_exchange(&th->done, NULL), *first = NULL, *next;

	for (; t != NULL; t = next) {
		next = t->next;
		t->next = first;
		first = t;
	}
	for (t = first; t != NULL; t = next) {
		struct wire *w = t->wire;

		next = t->next;
		talk_back_from_writer(t);
		wire_go(w);
	}
}

static void
answer_bell(struct thread *th)
{
	eventfd_t n;

	(void)eventfd_read(th->bell, &n);
	take_done(th);
	if (atomic_load(&th->web->closing) && th->listen >= 0) {
		(void)close(th->listen);        /* leaves the epoll by itself */
		th->listen = -1;
	}
}

/* When to look again. */
static int64_t
tick(struct thread *th)
{
	bool more = wires_sweep(th, false);

	if (th->deaf && th->listen >= 0 && watch(th, th->listen, &th->listen))
		th->deaf = false;
	return th->now_ms + (more ? SOON_MS : TICK_MS);
}

static void
one_round(struct thread *th, int64_t *next_tick)
{
	struct epoll_event got[EVENTS_MAX];
	int64_t            wait = *next_tick - th->now_ms;
	int                n = epoll_wait(th->epoll, got, EVENTS_MAX, wait < 0 ? 0 : (int)wait);

	th->now_ms = ticks_ms();
	for (int i = 0; i < n; i++) {
		void *mark = got[i].data.ptr;

		if (mark == &th->bell)
			answer_bell(th);
		else if (mark == &th->listen)
			take_connections(th);
		else
			wire_event(mark, got[i].events);
	}
	if (th->now_ms >= *next_tick)
		*next_tick = tick(th);
	wires_bury(th);
}

static void *
thread_live(void *arg)
{
	struct thread *th = arg;
	int64_t        next_tick = 0;

	while (!atomic_load(&th->web->stopped))
		one_round(th, &next_tick);
	take_done(th);
	(void)wires_sweep(th, true);
	wires_bury(th);
	return NULL;
}

/* Every connection is a file: no more of them than there are files for. */
static size_t
wires_most(unsigned nthreads)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &most) != 0 || most.rlim_cur >= WIRES_MAX * nthreads + FILES_SPARE)
		return WIRES_MAX;
	return most.rlim_cur <= FILES_SPARE ? 16 : (most.rlim_cur - FILES_SPARE) / nthreads;
}

static bool
thread_start(struct web *web, struct thread *th)
{
	th->wires.next = th->wires.prev = &th->wires;
	th->wires_max = wires_most(web->nthreads);
	th->gzip = gzip_new();
	th->now_ms = ticks_ms();
	th->epoll = epoll_create1(EPOLL_CLOEXEC);
	th->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	th->running = th->epoll >= 0 && th->bell >= 0 && watch(th, th->bell, &th->bell) &&
	    watch(th, th->listen, &th->listen) && pthread_create(&th->id, NULL, &thread_live, th) == 0;
	return th->running;
}

static void
close_if_open(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

static void
thread_stop(struct thread *th)
{
	if (th->running) {
		(void)eventfd_write(th->bell, 1);
		(void)pthread_join(th->id, NULL);
	}
	while (th->pool != NULL) {
		struct talk *t = th->pool;

		th->pool = t->next;
		arena_free(t->x.mem);
		free(t);
	}
	gzip_free(th->gzip);
	if (th->db != NULL)
		db_close(th->db);
	close_if_open(th->listen);
	close_if_open(th->epoll);
	close_if_open(th->bell);
}

/* ---- all of them ---- */

static str
armour_of(const struct site *site, struct arena *mem)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < headers_count(site); i++) {
		struct http_header h = headers_at(site, i);

		buf_addf(&b, "%.*s: %.*s\r\n", STR_ARG(h.name), STR_ARG(h.value));
	}
	return buf_str(&b);
}

static unsigned
threads_wanted(unsigned said)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long n = said > 0 ? (long)said : cpus;

	return n < 2 ? 2 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

static err
start_all(struct web *web)
{
	for (unsigned i = 0; i < web->nthreads; i++)
		TRY(db_open(web->site->db_url, DB_READ, &web->threads[i].db));
	for (unsigned i = 0; i < web->nthreads; i++)
		if (!thread_start(web, &web->threads[i])) {
			fprintf(stderr, "waggle: the web server could not start.\n");
			return ERR_STORE;
		}
	return OK;
}

static void
web_free(struct web *web)
{
	atomic_store(&web->stopped, true);
	for (unsigned i = 0; i < web->nthreads; i++)
		thread_stop(&web->threads[i]);
	tree_free(web->tree);
	kept_free(web->kept);
	arena_free(web->mem);
	free(web);
}

err
web_sockets(const struct site *site, int *ret_sockets)
{
	return listen_open(site, threads_wanted(site->web_threads), ret_sockets);
}

err
web_start(const struct site *site, struct web **ret_web)
{
	int         fds[THREADS_MAX];
	unsigned    n = threads_wanted(site->web_threads);
	struct web *web;
	err         e;

	_Static_assert((int)WEB_SOCKETS_MAX == (int)THREADS_MAX, "a socket for each thread");
	assert(site->secret.n == SITE_SECRET_BYTES);
	for (unsigned i = 0; site->sockets != NULL && i < n; i++)
		fds[i] = site->sockets[i];
	if (site->sockets == NULL)
		TRY(listen_open(site, n, fds));
	web = calloc(1, sizeof *web);
	if (web == NULL)
		abort();
	web->site = site;
	web->nthreads = n;
	web->patience_ms = (site->patience > 0 ? site->patience : PATIENCE_S) * 1000;
	web->mem = arena_new(1 << 20);
	web->armour = armour_of(site, web->mem);
	web->tree = tree_new(site);
	web->kept = kept_new((size_t)site->keep_mib << 20);
	for (unsigned i = 0; i < n; i++) {
		web->threads[i].web = web;
		web->threads[i].listen = fds[i];
		web->threads[i].epoll = web->threads[i].bell = -1;
	}
	e = start_all(web);
	if (e != OK) {
		web_free(web);
		return e;
	}
	*ret_web = web;
	return OK;
}

static void
wait_until_none(_Atomic int64_t *count, int64_t at_most_ms)
{
	struct timespec a_little = { 0, 2000000 };

	for (int64_t ms = 0; atomic_load(count) > 0 && (at_most_ms == 0 || ms < at_most_ms); ms += 2)
		(void)nanosleep(&a_little, NULL);
}

void
web_stop(struct web *web)
{
	if (web == NULL)
		return;
	atomic_store(&web->closing, true);
	for (unsigned i = 0; i < web->nthreads; i++)
		(void)eventfd_write(web->threads[i].bell, 1);
	atomic_store(&web->stopping, true);
	wait_until_none(&web->with_writer, 0);
	wait_until_none(&web->unanswered, ANSWERS_MS);
	web_free(web);
}
