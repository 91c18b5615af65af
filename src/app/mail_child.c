/*
 * app/mail_child: the sender of mail, as a child of `serve`.  See mail_child.h.
 * It may be killed at any moment: what it had in hand is a row, and waits.
 */
#include "app/mail_child.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_TRIES = 50 };

/* Between fork and exec only what is safe beside threads. */
static void
become(pid_t parent)
{
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)close_range(3, ~0U, 0);
	(void)execl("/proc/self/exe", "waggle", "mail", (char *)NULL);
	_exit(1);
}

void
mail_child_start(struct mail_child *m)
{
	pid_t self = getpid(), pid = fork();

	if (pid == 0)
		become(self);
	if (pid < 0)
		log_line("mail", "trouble=\"the sender could not start\"");
	m->pid = pid > 0 ? pid : 0;
}

static void
look_after(struct mail_child *m)
{
	if (m->pid > 0 && waitpid(m->pid, NULL, WNOHANG) == m->pid) {
		log_line("mail", "trouble=\"the sender ended; it is started again\"");
		m->pid = 0;
	}
}

int
mail_child_wait(struct mail_child *m, const sigset_t *until)
{
	sigset_t all = *until;
	int      got;

	sigaddset(&all, SIGCHLD);
	for (;;) {
		struct timespec second = { .tv_sec = 1 };
		bool            down = m->wanted && m->pid == 0;

		got = sigtimedwait(&all, NULL, down ? &second : NULL);
		if (got > 0 && got != SIGCHLD)
			return got;
		if (got == SIGCHLD)
			look_after(m);
		else if (got < 0 && errno == EAGAIN && down)
			mail_child_start(m);
	}
}

/* It finishes the mail in hand if that takes no more than a few seconds. */
void
mail_child_stop(struct mail_child *m)
{
	struct timespec some = { .tv_nsec = 100000000 };

	if (m->pid <= 0)
		return;
	(void)kill(m->pid, SIGTERM);
	for (int i = 0; i < STOP_TRIES; i++) {
		if (waitpid(m->pid, NULL, WNOHANG) == m->pid)
			return;
		(void)nanosleep(&some, NULL);
	}
	(void)kill(m->pid, SIGKILL);
	(void)waitpid(m->pid, NULL, 0);
}
