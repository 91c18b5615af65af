/*
 * app/child: a process that the supervisor keeps beside the web server: the sender of mail, the
 * keeper of backups.  It is a copy of the supervisor, which has read the settings and nothing
 * else: no file or socket of the server's is in it, and no program is run.  One that ends is
 * started again after a pause, doubled each time up to its most; an hour of calm forgets that.
 * It ends when the supervisor does.
 */
#ifndef APP_CHILD_H
#define APP_CHILD_H

#include "base/base.h"

struct child {
	const char *name, *role;        /* of its process, "waggle-mail"; in the log, "mail" */
	int       (*live)(void *arg);   /* its whole life; what it returns is its exit code */
	void       *arg;
	int64_t     pause_most_ms;
	int64_t     stop_ms;            /* how long it may take to end; then it is killed */
	/* child.c keeps: */
	int         pid;                /* 0: it does not run */
	int64_t     at_ms;              /* when to start it, or when to kill it; 0: neither */
	int64_t     began_ms, pause_ms;
};

/* Starts it, or kills it, when the time for that has come. */
void child_mind(struct child *c, int64_t now_ms);
/* Somebody's child ended: true if it was this one.  `again`: it is to be started again. */
bool child_ended(struct child *c, int pid, int status, int64_t now_ms, bool again);
/* Tells it to end, and not to come back. */
void child_stop(struct child *c, int64_t now_ms);

#endif
