/*
 * base/picture_drawer: the process that draws.  It gives up everything but one socket, says that
 * it is ready, reads one picture, answers, and ends; the next picture finds nothing of this one.
 * It never runs without its jail: where that cannot be had it ends before it reads.
 */
#include "base/jail.h"
#include "base/picture_in.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SOCK = STDIN_FILENO, CPU_S = 5, MEMORY_MAX = 1 << 30 };

static bool
limit(int what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

static bool
limits(void)
{
	bool good = limit(RLIMIT_CPU, CPU_S) && limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) &&
	    limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 0);

#ifndef WAGGLE_JAIL_LAX                         /* a checker's shadow is larger than any limit */
	good = good && limit(RLIMIT_AS, MEMORY_MAX);
#endif
	return good;
}

static void
take(void *to, size_t n)
{
	for (char *p = to; n > 0;) {
		ssize_t got = read(SOCK, p, n);

		if (got <= 0)
			_exit(1);
		p += got;
		n -= (size_t)got;
	}
}

static void
give(const void *from, size_t n)
{
	for (const char *p = from; n > 0;) {
		ssize_t put = write(SOCK, p, n);

		if (put <= 0)
			_exit(1);
		p += put;
		n -= (size_t)put;
	}
}

static void
shut_in(int sock)
{
	const char         ready = DRAWER_READY;
	struct jail_report got;

	(void)prctl(PR_SET_NAME, "waggle-image");
	if (dup2(sock, SOCK) != SOCK || close_range(SOCK + 1, ~0U, 0) != 0 || !limits() ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || prctl(PR_SET_DUMPABLE, 0) != 0 ||
	    !jail_enter(&(struct jail_want){ .role = JAIL_DRAWER }, &got))
		_exit(1);
	give(&ready, 1);
}

void
drawer_live(int sock, const struct picture_tools *t)
{
	struct answer_head a = { 0 };
	uint32_t           n = 0;
	char              *p;
	str                drawn = { 0 };

	shut_in(sock);
	take(&n, sizeof n);
	p = n > PICTURE_BYTES_MAX ? NULL : malloc(n);
	if (p == NULL)
		_exit(1);
	take(p, n);
	a.said = picture_draw(t, (str){ p, n }, &drawn);
	a.n = (uint32_t)drawn.n;
	give(&a, sizeof a);
	give(drawn.p, drawn.n);
	_exit(0);
}
