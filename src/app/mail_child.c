/*
 * app/mail_child: the sender of mail, as a child of the supervisor.  See mail_child.h.
 * It may be killed at any moment: what it had in hand is a row, and waits.
 */
#include "app/mail_child.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STOP_TRIES = 50 };

static void
become(const struct mail_child *m, pid_t parent)
{
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)prctl(PR_SET_NAME, "waggle-mail");
	if (getppid() != parent)
		_exit(1);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)dup2(STDERR_FILENO, STDOUT_FILENO);
	(void)close_range(3, ~0U, 0);
	_exit(m->live(m->arg));
}

void
mail_child_start(struct mail_child *m)
{
	pid_t self = getpid(), pid = fork();

	if (pid == 0)
		become(m, self);
	if (pid < 0)
		log_line("mail", "trouble=\"the sender could not start\"");
	m->pid = pid > 0 ? pid : 0;
}

bool
mail_child_ended(struct mail_child *m, int pid)
{
	if (m->pid <= 0 || m->pid != pid)
		return false;
	log_line("mail", "trouble=\"the sender ended; it is started again\"");
	m->pid = 0;
	return true;
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
