/*
 * app/powers: which files and ports each process of this installation needs, by its settings.
 * What is not named here it loses (base/jail.h).
 */
#ifndef APP_POWERS_H
#define APP_POWERS_H

#include "app/config.h"
#include "base/jail.h"
#include "doors/cli/cli.h"

void powers_web(struct arena *mem, const struct config *f, struct jail_want *ret);
void powers_mail(struct arena *mem, const struct config *f, struct jail_want *ret);
void powers_keep(struct arena *mem, const struct config *f, struct jail_want *ret);
/* All that the others open or call before and after their own; makes the folders they write in. */
void powers_supervisor(struct arena *mem, const struct config *f, struct jail_want *ret);
/* Before any thread: from here on this process can do no more than its work needs; the log says so. */
int  powers_enter(struct cli *c, const struct jail_want *want) MUST_USE;

#endif
