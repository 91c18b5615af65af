/*
 * doors/web, the server itself: threads, connections ("wires") and requests ("talks").
 *
 * Each web thread has its own listening socket, epoll, read connection to the database and
 * wires; nobody else touches them.  A wire that says nothing holds no more than this struct.
 * A talk is one request and its answer; it is there from a whole head to the last byte sent.
 * Nothing here ever waits but a thread with nothing to do.
 */
#ifndef DOORS_WEB_SERVE_IN_H
#define DOORS_WEB_SERVE_IN_H

#include <pthread.h>
#include <stdatomic.h>

#include "doors/web/head.h"
#include "doors/web/web_in.h"

enum {
	THREADS_MAX = 4, TALKS_KEPT = 64, TALK_CAP = 96 * 1024 * 1024, SCRATCH = 32 * 1024,
	BODY_RATE = 500, READ_RATE = 4096,      /* bytes a second: slower ones are hung up on */
	LINGER_MS = 2000,                       /* for the refused to read why */
};

struct thread;
struct talk;

enum wire_state { WIRE_HEAD, WIRE_BODY, WIRE_WAITING, WIRE_SENDING, WIRE_LINGER, WIRE_GONE };

struct wire {
	struct wire    *next, *prev;            /* in the thread's ring, longest idle first */
	struct thread  *thread;
	struct talk    *talk;                   /* NULL between requests */
	char           *in;                     /* come, but not used up; NULL: none */
	uint32_t        in_n, scanned;
	int64_t         deadline;               /* monotonic ms; INT64_MAX: none */
	int             fd;
	enum wire_state state;
	bool            readable, writable, ended, six;
	unsigned char   peer[16];               /* its address, as the kernel writes it */
};

struct talk {
	struct exchange x;
	struct wire    *wire;
	struct talk    *next;                   /* in the pool, or among those the writer gave back */
	char           *body;
	size_t          body_n, body_room, body_whole;
	str             out_head, out_body;     /* still to be sent */
	int64_t         began_ms, sent;
	uint64_t        began_us;
	unsigned        trips;
	bool            kept;                   /* the answer was a kept page */
	bool            hang_up;                /* after the answer */
	bool            refused;                /* more of it may come that nobody reads */
	bool            owed;                   /* counted in web->unanswered */
	bool            came_back;              /* from the writer: what it says stands */
	int             status;                 /* to refuse with, or 0 */
	str             head;                   /* as it came, until it is read */
	struct head     asked;
};

struct thread {
	struct web      *web;
	struct db       *db;
	struct gzip     *gzip;
	struct kept_eye  eye;
	struct talk     *pool;
	size_t           pooled, nwires, wires_max;
	struct wire      wires;                 /* ring */
	struct wire     *gone;                  /* closed in this round: freed after it */
	_Atomic(struct talk *) done;            /* the writer gave these back */
	int              epoll, listen, bell;
	bool             deaf;                  /* no more files to be had: not listening for a moment */
	int64_t          now_ms;
	pthread_t        id;
	bool             running;
	char             scratch[SCRATCH];
};

struct web {
	const struct site *site;
	struct tree       *tree;
	struct kept       *kept;
	str                armour;              /* the header lines that every answer has */
	struct arena      *mem;
	int64_t            patience_ms;         /* for the head of a request; more for the rest */
	unsigned           nthreads;
	struct thread      threads[THREADS_MAX];
	_Atomic int64_t    with_writer;         /* jobs it has not given back */
	_Atomic int64_t    unanswered;          /* jobs whose answer is not sent yet */
	_Atomic int64_t    bodies;              /* bytes of bodies in memory */
	_Atomic bool       closing;             /* no new connections */
	_Atomic bool       stopping;            /* takes no more jobs */
	_Atomic bool       stopped;             /* the threads may go */
};

/* serve.c: monotonic. */
uint64_t ticks_us(void);
static inline int64_t ticks_ms(void) { return (int64_t)(ticks_us() / 1000); }

/* wire.c */
void wire_open(struct thread *th, int fd, const void *sockaddr);
void wire_event(struct wire *w, uint32_t events);
void wire_go(struct wire *w);                   /* as far as it can without waiting */
void wire_close(struct wire *w);
/* Hangs up on those whose time has come, a few at a time: true when there are more; `all`: every one. */
bool wires_sweep(struct thread *th, bool all);
/* Closes the one that has been idle longest; false: none is. */
bool wires_make_room(struct thread *th);
void wires_bury(struct thread *th);

/* talk.c */
/* A whole head has come.  True: it is lawful, and t->body_whole bytes of body follow.  Without
 * memory each of these answers 503 in words that need none, or the wire is closed. */
bool talk_begin(struct wire *w, str head);
/* Refuses what has come so far, and all that follows. */
void talk_refuse(struct wire *w, int status);
/* Room for more of the body at *ret_p; 0: there is none to be had. */
size_t talk_room(struct talk *t, char **ret_p);
void talk_answer(struct talk *t);               /* the body is whole */
void talk_back_from_writer(struct talk *t);
void talk_free(struct talk *t);
/* reply.c: what of the answer goes over the wire; into out_head and out_body. */
void reply_write(struct talk *t);

#endif
