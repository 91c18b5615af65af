/*
 * op/writer_in: what the writer's two files share.  Everything in struct writer but the
 * connections is under its lock.
 */
#ifndef OP_WRITER_IN_H
#define OP_WRITER_IN_H

#include <pthread.h>

#include "op/writer.h"

enum {
	THREADS_MAX = 32, REST_MOST = 3,
	WAL_STEP = 2000,                    /* pages of the log: moved home beside the writer each time */
	WAL_LONG = 12000,                   /* it begins again, which takes a moment alone */
	WAL_MOST = 24000,                   /* the writer waits for who moves it home */
	WAL_LITTLE = 600, WAL_ROUNDS = 8,   /* so little is left for that moment, or so often was it tried */
};

struct queue { struct job *first, **end; size_t n; };

struct hand {                           /* a thread, and the connection only it uses */
	struct writer *writer;
	struct db     *db;
	pthread_t      thread;
	unsigned       no;
	bool           started;
};

struct writer {
	pthread_mutex_t lock;               /* over everything below but the connections */
	pthread_cond_t  some, some_slow, pace, grown;
	struct queue    ready, slow;
	size_t          max;
	unsigned        batch, nhands, nslow;
	bool            closing, last_call; /* no more slow ones; no more at all */
	bool            writing, hold;      /* the checkpoint's moment alone */
	bool            moving;             /* a checkpoint is under way; a long log waits for it */
	int64_t         wal_pages, wal_seen, wal_tried;     /* tried: so long it was when somebody read it; only its minder's */
	int64_t         changed_ms, unnamed_ms; /* the last change in the log, the first unnamed one; 0: none */
	char           *reserve;            /* SQLite: the file that holds room back; NULL: none */
	bool            full;               /* only the writing thread's: the disk is full */
	struct writer_figures figures;
	struct hand     hands[THREADS_MAX], slows[THREADS_MAX], mover;
};

void    writer_rest(unsigned ms);
int64_t writer_ticks_ms(void);
void    writer_stop_if_broken(const struct db *db);     /* ends the process when the disk failed while saving */

/* writer_log.c */
void  writer_note_change(struct writer *w, const struct job *list);     /* the lock is held */
void *writer_mind_log(void *hand);                                      /* its thread */

#endif
