/*
 * app/mail_child: `serve` starts `waggle mail` beside itself when a mail server is set, and
 * starts it again when it ends.  It is a program of its own from its first step: nothing of
 * the server's memory, files or sockets is in it, and it ends when the server does.
 */
#ifndef APP_MAIL_CHILD_H
#define APP_MAIL_CHILD_H

#include <signal.h>

#include "base/base.h"

struct mail_child { int pid; bool wanted; };

/* SIGCHLD must be blocked in every thread, as the signals of `until` are. */
void mail_child_start(struct mail_child *m);
/* Waits for one of `until`; meanwhile a sender that ended is started again a second later. */
int  mail_child_wait(struct mail_child *m, const sigset_t *until);
void mail_child_stop(struct mail_child *m);

#endif
