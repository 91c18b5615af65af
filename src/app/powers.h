/*
 * app/powers: which files and ports each process of this installation needs, by its settings.
 * What is not named here it loses (base/jail.h).
 */
#ifndef APP_POWERS_H
#define APP_POWERS_H

#include "app/config.h"
#include "base/jail.h"

void powers_web(struct arena *mem, const struct config *f, struct jail_want *ret);
void powers_mail(struct arena *mem, const struct config *f, struct jail_want *ret);
/* All that the others open or call before and after their own; makes the folders they write in. */
void powers_supervisor(struct arena *mem, const struct config *f, struct jail_want *ret);

#endif
