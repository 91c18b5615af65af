/*
 * web/serve: starting and stopping the web door.
 *
 * Each web thread has its own socket, read connection, packer and kept pages, so that they
 * share nothing but the site and the routes.  Stopping takes no new work, waits for what the
 * writer still holds, gives answers a moment to leave, and only then lets the threads go.
 */
#include "doors/web/serve_in.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { ANSWERS_MS = 3000 };

static void *
sweep(void *arg)
{
	struct web *web = arg;

	while (!atomic_load(&web->stopped)) {
		struct timespec half = { 0, 500000000 };

		for (unsigned i = 0; i < web->nthreads; i++)
			wires_hang_up_on_late(web->threads[i].wires);
		(void)nanosleep(&half, NULL);
	}
	return NULL;
}

static bool
thread_start(struct thread *th, int fd)
{
	th->gzip = gzip_new();
	th->kept = kept_new();
	th->wires = wires_new();
	th->http = http_start(th, fd);
	return th->http != NULL;
}

static void
thread_stop(struct thread *th)
{
	http_stop(th->http);
	wires_free(th->wires);
	gzip_free(th->gzip);
	kept_free(th->kept);
	if (th->db != NULL)
		db_close(th->db);
}

static unsigned
threads_wanted(const struct site *site)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long n = site->web_threads > 0 ? (long)site->web_threads : cpus;

	return n < 2 ? 2 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

static err
start_all(struct web *web, const int *fds)
{
	for (unsigned i = 0; i < web->nthreads; i++) {
		struct thread *th = &web->threads[i];

		th->web = web;
		TRY(db_open(web->site->db_url, DB_READ, &th->db));
	}
	for (unsigned i = 0; i < web->nthreads; i++)
		if (!thread_start(&web->threads[i], fds[i])) {
			fprintf(stderr, "waggle: the web server could not start.\n");
			return ERR_STORE;
		}
	return pthread_create(&web->sweeper, NULL, &sweep, web) == 0 ? OK : ERR_STORE;
}

err
web_start(const struct site *site, struct web **ret_web)
{
	int         fds[THREADS_MAX];
	struct web *web;
	err         e;

	assert(site->secret.n == SITE_SECRET_BYTES);
	TRY(listen_open(site, threads_wanted(site), fds));
	web = calloc(1, sizeof *web);
	if (web == NULL)
		abort();
	web->site = site;
	web->nthreads = threads_wanted(site);
	web->tree = tree_new(site);
	e = start_all(web, fds);
	if (e != OK) {
		for (unsigned i = 0; i < web->nthreads; i++) {
			if (web->threads[i].wires == NULL)
				(void)close(fds[i]);            /* nobody has taken it on */
			thread_stop(&web->threads[i]);
		}
		tree_free(web->tree);
		free(web);
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
	for (unsigned i = 0; i < web->nthreads; i++)
		http_quiesce(web->threads[i].http);
	atomic_store(&web->stopping, true);
	wait_until_none(&web->with_writer, 0);          /* the library must have none asleep */
	wait_until_none(&web->unanswered, ANSWERS_MS);
	atomic_store(&web->stopped, true);
	(void)pthread_join(web->sweeper, NULL);
	for (unsigned i = 0; i < web->nthreads; i++)
		thread_stop(&web->threads[i]);
	tree_free(web->tree);
	free(web);
}
