/*
 * web/serve, indoors: what the web door's threads share.
 *
 * serve.c starts and stops them, http.c speaks HTTP on each through the library, and
 * wires.c hangs up on connections that dawdle.
 */
#ifndef DOORS_WEB_SERVE_IN_H
#define DOORS_WEB_SERVE_IN_H

#include "doors/web/web_in.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum { THREADS_MAX = 4 };

struct http;
struct wires;
struct wire;

struct thread {
	struct web   *web;
	struct db    *db;                       /* its own, DB_READ */
	struct gzip  *gzip;
	struct kept  *kept;
	struct wires *wires;
	struct http  *http;                     /* NULL: not started */
};

struct web {
	const struct site *site;
	struct tree       *tree;
	unsigned           nthreads;
	struct thread      threads[THREADS_MAX];
	_Atomic int64_t    with_writer;         /* jobs it has not given back */
	_Atomic int64_t    unanswered;          /* jobs whose answer is not sent yet */
	_Atomic bool       stopping;            /* takes no more jobs */
	_Atomic bool       stopped;             /* the sweeper may go */
	pthread_t          sweeper;
};

/* http.c: answers what comes in on the listening socket `fd`; NULL when it cannot. */
struct http *http_start(struct thread *th, int fd);
void         http_quiesce(struct http *h);     /* no new connections */
void         http_stop(struct http *h);        /* NULL is fine */

/* wires.c: the connections of one thread, each with the second by which it must be done. */
struct wires *wires_new(void);
void          wires_free(struct wires *ws);
struct wire  *wire_add(struct wires *ws, int fd, const struct sockaddr *peer);
void          wire_drop(struct wires *ws, struct wire *w);
void          wire_until(struct wire *w, int64_t seconds);     /* 0: as long as it takes */
str           wire_peer(const struct wire *w);
void          wires_hang_up_on_late(struct wires *ws);

#endif
