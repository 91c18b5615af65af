/*
 * base/picture_keeper: the small process between the program and those that draw.  It was forked
 * before any thread, so it can fork safely ever after; it always has one drawer waiting, hands
 * over its socket when asked, and puts an end to it afterwards.  It never sees a picture, is
 * started again when it was ended, and goes when the program goes, however that ended.
 */
#include "base/jail.h"
#include "base/picture_in.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONTROL = 3, BREATH_NS = 200 * 1000 * 1000 };

struct keeper {
	int   ended;                    /* a signalfd: one of ours ended */
	pid_t waiting, busy;            /* 0: none */
	int   sock;                     /* to the waiting one; -1: none */
	const struct picture_tools *tools;
};

static void
start_one(struct keeper *k)
{
	int sv[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv) != 0)
		return;
	k->waiting = fork();
	if (k->waiting == 0)
		drawer_live(sv[1], k->tools);
	(void)close(sv[1]);
	k->sock = sv[0];
	if (k->waiting < 0) {
		(void)close(sv[0]);
		k->waiting = 0;
		k->sock = -1;
	}
}

/* One letter to the program, and the socket with it when there is one. */
static void
answer(char letter, int sock)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } c = { 0 };
	struct iovec  io = { &letter, 1 };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1 };

	if (sock >= 0) {
		m.msg_control = c.room;
		m.msg_controllen = sizeof c.room;
		c.head = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
		memcpy(CMSG_DATA(&c.head), &sock, sizeof sock);
	}
	(void)sendmsg(CONTROL, &m, MSG_NOSIGNAL);
}

static void
end_busy(struct keeper *k)
{
	int status;

	if (k->busy > 0) {              /* not waited for yet, so the number is still its own */
		(void)kill(k->busy, SIGKILL);
		if (waitpid(k->busy, &status, 0) == k->busy)
			jail_ended("image", status);
	}
	k->busy = 0;
}

static void
hand_over(struct keeper *k)
{
	end_busy(k);
	if (k->waiting == 0)
		start_one(k);
	answer(k->waiting > 0 ? KEEPER_GIVE : KEEPER_NONE, k->sock);
	if (k->sock >= 0)
		(void)close(k->sock);
	k->busy = k->waiting;
	k->waiting = 0;
	k->sock = -1;
	start_one(k);
}

/* One that ended unasked is followed by another, but not in a mad rush. */
static void
bury(struct keeper *k)
{
	struct signalfd_siginfo info;
	int                     status;
	pid_t                   pid;

	if (read(k->ended, &info, sizeof info) < 0)
		return;                 /* nobody after all */
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		jail_ended("image", status);
		if (pid == k->busy)
			k->busy = 0;
		if (pid != k->waiting)
			continue;
		(void)close(k->sock);
		k->waiting = 0;
		k->sock = -1;
		(void)nanosleep(&(struct timespec){ 0, BREATH_NS }, NULL);
		start_one(k);
	}
}

/* Nothing of the program's is kept but its log: no file, no socket, no signal meant for it. */
static void
settle(struct keeper *k, int control)
{
	sigset_t set;
	int      nowhere;

	(void)prctl(PR_SET_NAME, "waggle-keeper");
	(void)signal(SIGINT, SIG_IGN);          /* a picture under way is finished; our end is the program's */
	(void)signal(SIGTERM, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	if (dup2(control, CONTROL) != CONTROL || close_range(CONTROL + 1, ~0U, 0) != 0)
		_exit(1);
	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; nowhere >= 0 && fd < STDERR_FILENO; fd++)
		(void)dup2(nowhere, fd);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	if (sigprocmask(SIG_SETMASK, &set, NULL) != 0)
		_exit(1);
	k->ended = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (k->ended < 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		_exit(1);
}

/*
 * Returns in a process of its own, which does the work; behind it stands one that does nothing
 * but start it again when it was ended.  Its libraries are loaded and its jail is entered by
 * then, which nobody could do later.  Either of the two lives on without the other.
 */
static void
stand_behind(void)
{
	for (;;) {
		pid_t pid = fork();
		int   status = 0;

		if (pid == 0)
			return;
		if (pid > 0 && waitpid(pid, &status, 0) == pid) {
			if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
				_exit(0);       /* the program is gone */
			jail_ended("keeper", status);
		}
		(void)nanosleep(&(struct timespec){ 0, BREATH_NS }, NULL);
	}
}

void
keeper_live(int control)
{
	struct keeper      k = { .sock = -1 };
	struct jail_report got;
	char               letter;

	settle(&k, control);
	k.tools = picture_tools_load();
	if (k.tools == NULL) {
		log_line("picture", "trouble=\"libgd.so.3 cannot be loaded\"");
		_exit(1);
	}
	picture_warm_up(k.tools);
	if (!jail_enter(&(struct jail_want){ .role = JAIL_KEEPER }, &got))
		_exit(1);
	stand_behind();
	start_one(&k);
	for (;;) {
		struct pollfd at[] = { { CONTROL, POLLIN, 0 }, { k.ended, POLLIN, 0 } };

		if (poll(at, LEN(at), -1) < 0)
			continue;
		if (at[1].revents != 0)
			bury(&k);
		if (at[0].revents == 0)
			continue;
		if (recv(CONTROL, &letter, 1, 0) != 1)
			break;                  /* the program is gone */
		if (letter == KEEPER_GIVE)
			hand_over(&k);
		else
			end_busy(&k);
	}
	end_busy(&k);
	if (k.waiting > 0)
		(void)kill(k.waiting, SIGKILL);
	_exit(0);
}
