/*
 * app/supervisor: `waggle serve` is a small process that never reads a byte from outside.  It
 * holds the listening sockets and starts the others, each with only the power it needs: the web
 * server and, once that answers, the others (child.h); the image process (base/picture.h) is
 * there before it.  A server that ends is started again within a second; whoever knocks meanwhile
 * waits.  When it is told to stop, or killed, all of them end.  It is in a jail itself by then (JAIL_SUPERVISOR), which
 * they inherit, so it never starts another program.  See docs/why/powers.md.
 */
#ifndef APP_SUPERVISOR_H
#define APP_SUPERVISOR_H

#include "app/child.h"

/*
 * `live` is the web server's whole life; it writes one byte to `ready` when it answers.
 * `beside`: the others, which the supervisor keeps going; they get `arg` too.
 */
struct supervised {
	int  (*live)(void *arg, int ready, bool again);
	void  *arg;
	struct child *beside; size_t nbeside;
};

/*
 * Returns in each process with its exit code: in the server's when `live` returned; in the
 * supervisor's when all is stopped, or when the server could not start the first time.
 */
int supervise(const struct supervised *s);

#endif
