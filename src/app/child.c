/*
 * app/child: a process beside the server.  See child.h.
 * It may be killed at any moment: what it had in hand is a row that waits, or a file that has
 * no name yet.
 */
#include "app/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/jail.h"

enum { PAUSE_MS = 1000, CALM_MS = 3600000 };

static void
become(const struct child *c, pid_t parent)
{
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)prctl(PR_SET_NAME, c->name);
	if (getppid() != parent)
		_exit(1);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)close_range(3, ~0U, 0);
	_exit(c->live(c->arg));
}

/* How long to wait before the next start. */
static int64_t
pause_after(struct child *c, int64_t now_ms)
{
	if (c->pause_ms == 0 || now_ms - c->began_ms >= CALM_MS)
		c->pause_ms = PAUSE_MS;
	else if (c->pause_ms < c->pause_most_ms)
		c->pause_ms = c->pause_ms * 2 < c->pause_most_ms ? c->pause_ms * 2 : c->pause_most_ms;
	return c->pause_ms;
}

static void
start(struct child *c, int64_t now_ms)
{
	pid_t self = getpid(), pid = fork();

	if (pid == 0)
		become(c, self);
	c->began_ms = now_ms;
	c->pid = pid > 0 ? pid : 0;
	c->at_ms = pid > 0 ? 0 : now_ms + pause_after(c, now_ms);
	if (pid < 0)
		log_line("supervisor", "role=%s trouble=\"it could not be started\"", c->role);
}

void
child_mind(struct child *c, int64_t now_ms)
{
	if (c->at_ms == 0 || c->at_ms > now_ms)
		return;
	if (c->pid == 0) {
		start(c, now_ms);
		return;
	}
	c->at_ms = 0;
	(void)kill(c->pid, SIGKILL);
}

bool
child_ended(struct child *c, int pid, int status, int64_t now_ms, bool again)
{
	int64_t lived = now_ms - c->began_ms;
	bool    ok = WIFEXITED(status), refused = ok && WEXITSTATUS(status) == JAIL_REFUSED;

	if (c->pid <= 0 || c->pid != pid)
		return false;
	c->pid = 0;
	c->at_ms = again ? now_ms + pause_after(c, now_ms) : 0;
	jail_ended(c->role, status);
	if (again)
		log_line("supervisor", "role=%s ended=%s number=%d lived_ms=%lld again_in_ms=%lld", c->role,
		    refused ? "\"it did what it may not\"" : ok ? "exit" : "signal",
		    ok ? WEXITSTATUS(status) : WTERMSIG(status), (long long)lived, (long long)c->pause_ms);
	return true;
}

void
child_stop(struct child *c, int64_t now_ms)
{
	c->at_ms = c->pid > 0 ? now_ms + c->stop_ms : 0;
	if (c->pid > 0)
		(void)kill(c->pid, SIGTERM);
}
