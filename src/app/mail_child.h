/*
 * app/mail_child: the supervisor starts `waggle mail` beside the server when a mail server is
 * set, and starts it again when it ends.  It is a copy of the supervisor, which has read the
 * settings and nothing else: no file or socket of the server's is in it, and no program is run.
 * It ends when the supervisor does.
 */
#ifndef APP_MAIL_CHILD_H
#define APP_MAIL_CHILD_H

#include <signal.h>

#include "base/base.h"

struct mail_child { int pid; int (*live)(void *arg); void *arg; };

void mail_child_start(struct mail_child *m);
/* A child ended: true if it was this one. */
bool mail_child_ended(struct mail_child *m, int pid);
void mail_child_stop(struct mail_child *m);

#endif
