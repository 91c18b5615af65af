/*
 * app/supervisor: see supervisor.h.  One thread, one poll; it decides nothing but when to start
 * what ended.
 */
#include "app/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/jail.h"

enum { BREATH_MS = 500, STOP_MS = 30000 };

struct watch {
	const struct supervised *of;
	pid_t    web;
	int      signals, ready;        /* a signalfd; the server's pipe, -1: none */
	sigset_t before;
	int64_t  began_ms;              /* of the server */
	int64_t  web_at_ms;             /* when to start it (again), or to kill it; 0: neither */
	bool     was_ready, stopping;
	int      code;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
hear_signals(struct watch *s)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGHUP);
	(void)sigaddset(&set, SIGCHLD);
	s->signals = sigprocmask(SIG_BLOCK, &set, &s->before) != 0 ? -1 :
	    signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals >= 0;
}

/* Never outlives its supervisor: whoever starts Waggle again must find nobody there. */
static void
become_web(struct watch *s, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EX_SOFTWARE);
	(void)prctl(PR_SET_NAME, "waggle-web");
	(void)close(s->signals);
	(void)sigprocmask(SIG_SETMASK, &s->before, NULL);
}

/* True in the child; *ret_ready is its end of the pipe. */
static bool
start_web(struct watch *s, int *ret_ready)
{
	pid_t self = getpid();
	int   ends[2];

	s->web_at_ms = 0;
	s->began_ms = now_ms();
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		ends[0] = ends[1] = -1;
	s->web = fork();
	if (s->web == 0) {
		become_web(s, self);
		*ret_ready = ends[1];
		return true;
	}
	(void)close(ends[1]);
	s->ready = ends[0];
	if (s->web < 0) {
		log_line("supervisor", "trouble=\"the server could not be started\"");
		s->web = 0;
		s->web_at_ms = s->began_ms + BREATH_MS;
	}
	return false;
}

static void
hear_ready(struct watch *s)
{
	char letter;

	if (s->ready < 0 || read(s->ready, &letter, 1) != 1)
		return;
	for (size_t i = 0; !s->was_ready && !s->stopping && i < s->of->nbeside; i++)
		s->of->beside[i].at_ms = now_ms();
	s->was_ready = true;
}

static void
web_ended(struct watch *s, int status)
{
	int64_t lived = now_ms() - s->began_ms;
	bool    ok;

	hear_ready(s);                          /* it may have said so with its last breath */
	(void)close(s->ready);
	s->ready = -1;
	s->web = 0;
	s->web_at_ms = 0;
	ok = WIFEXITED(status);
	s->code = ok ? WEXITSTATUS(status) : EX_SOFTWARE;
	jail_ended("web", status);
	if (s->stopping || !s->was_ready)
		return;
	if (ok && s->code == JAIL_REFUSED)
		log_line("supervisor", "role=web ended=\"it did what it may not\" restarted=1");
	else
		log_line("supervisor", "role=web ended=%s number=%d lived_ms=%lld restarted=1",
		    ok ? "exit" : "signal", ok ? s->code : WTERMSIG(status), (long long)lived);
	s->web_at_ms = now_ms() + (lived < 2 * BREATH_MS ? BREATH_MS : 0);
}

static void
bury(struct watch *s)
{
	int   status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == s->web)
			web_ended(s, status);
		for (size_t i = 0; i < s->of->nbeside; i++)
			if (child_ended(&s->of->beside[i], pid, status, now_ms(), !s->stopping))
				break;
	}
}

static void
stop(struct watch *s)
{
	s->stopping = true;
	s->web_at_ms = 0;
	if (s->web > 0) {
		s->web_at_ms = now_ms() + STOP_MS;
		(void)kill(s->web, SIGTERM);
	}
	for (size_t i = 0; i < s->of->nbeside; i++)
		child_stop(&s->of->beside[i], now_ms());
}

static void
hear_signal(struct watch *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof info) == sizeof info)
		if (info.ssi_signo != SIGCHLD && !s->stopping)
			stop(s);
	bury(s);
}

static int
wait_ms(const struct watch *s)
{
	int64_t at = s->web_at_ms;

	for (size_t i = 0; i < s->of->nbeside; i++)
		if (at == 0 || (s->of->beside[i].at_ms != 0 && s->of->beside[i].at_ms < at))
			at = s->of->beside[i].at_ms;
	if (at == 0)
		return -1;
	return at <= now_ms() ? 0 : (int)(at - now_ms());
}

static void
wait_for_something(struct watch *s)
{
	struct pollfd at[] = { { s->signals, POLLIN, 0 }, { s->ready, POLLIN, 0 } };

	(void)poll(at, LEN(at), wait_ms(s));
	if ((at[1].revents & POLLIN) != 0)
		hear_ready(s);
	else if (at[1].revents != 0) {          /* its end is closed: it is going */
		(void)close(s->ready);
		s->ready = -1;
	}
	if (at[0].revents != 0)
		hear_signal(s);
}

static bool
somebody_lives(const struct watch *s)
{
	bool some = s->web > 0 || s->web_at_ms > 0;

	for (size_t i = 0; i < s->of->nbeside; i++)
		some |= s->of->beside[i].pid > 0;
	return some;
}

/* True in the server. */
static bool
mind(struct watch *s, int *ret_ready)
{
	if (s->web_at_ms > 0 && s->web_at_ms <= now_ms()) {
		if (s->web == 0 && start_web(s, ret_ready))
			return true;
		if (s->stopping && s->web > 0) {
			s->web_at_ms = 0;
			(void)kill(s->web, SIGKILL);
		}
	}
	for (size_t i = 0; i < s->of->nbeside; i++)
		child_mind(&s->of->beside[i], now_ms());
	return false;
}

int
supervise(const struct supervised *of)
{
	struct watch s = { .of = of, .ready = -1, .web_at_ms = 1 };
	int          ready = -1;

	if (!hear_signals(&s))
		return EX_OSERR;
	while (somebody_lives(&s)) {
		if (mind(&s, &ready))
			return of->live(of->arg, ready, s.was_ready);
		wait_for_something(&s);
	}
	return s.code;
}
