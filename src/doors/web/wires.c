/*
 * web/wires: every open connection of a web thread, and by when it must be done.
 *
 * A connection that dawdles over its head or its body is hung up on: the socket is shut,
 * the library then finds it closed and tidies up.  One ring a thread, its lock held over
 * the whole walk, so that no descriptor is closed and used anew meanwhile.
 */
#include "doors/web/serve_in.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <time.h>

struct wire { struct wire *next, *prev; int fd; _Atomic int64_t deadline; char peer[48]; };

struct wires { pthread_mutex_t lock; struct wire ring; };

static int64_t
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec;
}

struct wires *
wires_new(void)
{
	struct wires *ws = calloc(1, sizeof *ws);

	if (ws == NULL)
		abort();
	ws->ring.next = ws->ring.prev = &ws->ring;
	pthread_mutex_init(&ws->lock, NULL);
	return ws;
}

void
wires_free(struct wires *ws)
{
	if (ws == NULL)
		return;
	pthread_mutex_destroy(&ws->lock);
	free(ws);
}

static void
name_peer(struct wire *w, const struct sockaddr *sa)
{
	if (sa != NULL && sa->sa_family == AF_INET)
		(void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr,
		    w->peer, sizeof w->peer);
	else if (sa != NULL && sa->sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr,
		    w->peer, sizeof w->peer);
}

struct wire *
wire_add(struct wires *ws, int fd, const struct sockaddr *peer)
{
	struct wire *w = calloc(1, sizeof *w);

	if (w == NULL)
		abort();
	w->fd = fd;
	atomic_store(&w->deadline, INT64_MAX);
	name_peer(w, peer);
	pthread_mutex_lock(&ws->lock);
	w->next = &ws->ring;
	w->prev = ws->ring.prev;
	w->prev->next = w;
	ws->ring.prev = w;
	pthread_mutex_unlock(&ws->lock);
	return w;
}

void
wire_drop(struct wires *ws, struct wire *w)
{
	pthread_mutex_lock(&ws->lock);
	w->prev->next = w->next;
	w->next->prev = w->prev;
	pthread_mutex_unlock(&ws->lock);
	free(w);
}

void
wire_until(struct wire *w, int64_t seconds)
{
	if (w != NULL)
		atomic_store(&w->deadline, seconds == 0 ? INT64_MAX : seconds_now() + seconds);
}

str
wire_peer(const struct wire *w)
{
	return w == NULL ? STR("") : str_of(w->peer);
}

void
wires_hang_up_on_late(struct wires *ws)
{
	int64_t now = seconds_now();

	pthread_mutex_lock(&ws->lock);
	for (struct wire *w = ws->ring.next; w != &ws->ring; w = w->next)
		if (atomic_load(&w->deadline) < now)
			(void)shutdown(w->fd, SHUT_RDWR);
	pthread_mutex_unlock(&ws->lock);
}
