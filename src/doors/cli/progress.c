/*
 * cli/progress: how far long work is, for whoever waits at a screen or reads a log later.
 * Work that takes under a second says nothing.
 */
#include "doors/cli/cli.h"

#include <time.h>
#include <unistd.h>

enum { QUIET_MS = 1000, SCREEN_MS = 200, LOG_MS = 5000 };

static int64_t
now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
cli_progress_begin(struct cli_progress *p, struct cli *c, const char *what)
{
	*p = (struct cli_progress){ .c = c, .what = what, .began_ms = now_ms() };
}

void
cli_progress(void *arg, int64_t done, int64_t of)
{
	struct cli_progress *p = arg;
	FILE                *to = p->c->err;
	bool                 screen = isatty(fileno(to));
	int64_t              now = now_ms();

	if (of <= 0 || now - p->began_ms < QUIET_MS || now - p->said_ms < (screen ? SCREEN_MS : LOG_MS))
		return;
	p->said_ms = now;
	fprintf(to, "%s%s: %lld of %lld, %lld %%%s", screen ? "\r" : "", p->what, (long long)done, (long long)of,
	    (long long)(done * 100 / of), screen ? "" : "\n");
	(void)fflush(to);
}

void
cli_progress_end(struct cli_progress *p)
{
	if (p->said_ms != 0 && isatty(fileno(p->c->err)))
		fputs("\n", p->c->err);
}
