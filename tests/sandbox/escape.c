/*
 * For tests/sandbox: enters the very jail of one role (base/jail.h, as the program itself does)
 * and then tries one thing that stranger's code would try.  The exit code says what came of it:
 * 0 it worked, 1 it was refused with an error; the jail itself ends it otherwise.  `files` is
 * Landlock alone, as it is without the handler that tells.
 *   escape ROLE ATTEMPT jailed|files|free OWN_FOLDER OTHERS_FILE PROGRAM SIBLING_PID
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/jail.h"

struct world { const char *others, *program; pid_t sibling; };

static bool
try_execve(const struct world *w)
{
	char *argv[] = { (char[]){ "true" }, NULL };

	(void)w;
	return execv("/bin/true", argv) == 0;
}

static bool
try_ptrace(const struct world *w)
{
	return ptrace(PTRACE_ATTACH, w->sibling, NULL, NULL) == 0;
}

static bool
try_open(const char *path, int how)
{
	int fd = open(path, how | O_CLOEXEC);

	return fd >= 0 && close(fd) == 0;
}

static bool
try_shadow(const struct world *w)
{
	(void)w;
	return try_open("/etc/shadow", O_RDONLY);
}

/* As some libraries do around a call: no signal comes through, it thinks. */
static bool
try_deaf(const struct world *w)
{
	sigset_t all;

	(void)sigfillset(&all);
	return sigprocmask(SIG_SETMASK, &all, NULL) == 0 && try_shadow(w);
}

static bool
try_others(const struct world *w)
{
	return try_open(w->others, O_RDONLY);
}

static bool
try_program(const struct world *w)
{
	return try_open(w->program, O_WRONLY);
}

/* Refused by the other end, or no way there, is not refused by us. */
static bool
call(const char *address, uint16_t port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int                fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	(void)inet_pton(AF_INET, address, &to.sin_addr);
	return fd >= 0 && (connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ||
	    (errno != EACCES && errno != EPERM));
}

static bool
try_call_out(const struct world *w)
{
	(void)w;
	return call("8.8.8.8", 80);
}

static bool
try_call_database(const struct world *w)
{
	(void)w;
	return call("127.0.0.1", 5432);
}

static bool
try_listen(const struct world *w)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)w;
	return fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 1) == 0;
}

static bool
try_mount(const struct world *w)
{
	(void)w;
	return mount("none", "/mnt", "tmpfs", 0, "size=4k") == 0 && umount("/mnt") == 0;
}

static bool
try_unshare(const struct world *w)
{
	(void)w;
	return unshare(CLONE_NEWUSER) == 0;
}

static bool
try_memfd(const struct world *w)
{
	char *argv[] = { (char[]){ "x" }, NULL };
	int   fd = memfd_create("x", MFD_CLOEXEC), from = open("/bin/true", O_RDONLY | O_CLOEXEC);
	char  bytes[65536];

	(void)w;
	for (ssize_t n; fd >= 0 && (n = read(from, bytes, sizeof bytes)) > 0;)
		if (write(fd, bytes, (size_t)n) != n)
			return false;
	return fd >= 0 && fexecve(fd, argv, argv + 1) == 0;
}

static bool
try_kill(const struct world *w)
{
	return kill(w->sibling, SIGCONT) == 0;
}

static void *
nothing(void *arg)
{
	return arg;
}

static bool
try_thread(const struct world *w)
{
	pthread_t one;

	(void)w;
	return pthread_create(&one, NULL, nothing, NULL) == 0 && pthread_join(one, NULL) == 0;
}

static bool
try_process(const struct world *w)
{
	pid_t child = fork();

	(void)w;
	if (child == 0)
		_exit(0);
	return child > 0 && waitpid(child, NULL, 0) == child;
}

static const struct { const char *name; bool (*what)(const struct world *w); } attempts[] = {
	{ "execve", try_execve }, { "ptrace-sibling", try_ptrace }, { "open-shadow", try_shadow },
	{ "open-others-file", try_others }, { "write-program", try_program },
	{ "connect-out", try_call_out }, { "connect-database", try_call_database },
	{ "listen", try_listen }, { "mount", try_mount }, { "unshare", try_unshare },
	{ "memfd-exec", try_memfd }, { "kill-sibling", try_kill },
	{ "open-shadow-deaf", try_deaf }, { "new-thread", try_thread }, { "new-process", try_process },
};

/* The nearest to what app/powers.c asks for; 5433 stands for the database it may call. */
static bool
want(const char *role, const char *own, struct jail_want *ret)
{
	static const char *const roles[] = { "drawer", "keeper", "web", "web-calling", "mail", "keep",
		"keep-calling", "supervisor" };
	struct jail_want         w = { .reads = { "/usr/share", "/etc/hosts" }, .writes = { own } };

	for (size_t i = 0; i < LEN(roles); i++)
		if (strcmp(role, roles[i]) == 0) {
			w.role = (enum jail_role)i;
			if (w.role == JAIL_KEEPER || w.role == JAIL_DRAWER)
				w = (struct jail_want){ .role = w.role };
			if (w.role == JAIL_WEB_CALLING || w.role == JAIL_KEEP_CALLING || w.role == JAIL_SUPERVISOR)
				w.calls[0] = 5433;
			if (w.role == JAIL_MAIL || w.role == JAIL_SUPERVISOR)
				w.calls[1] = 587;
			*ret = w;
			return true;
		}
	return false;
}

static bool
enter(const struct jail_want *w)
{
	struct jail_report got;

	return jail_enter(w, &got) && !got.lax;
}

/* A drawer is the child of a keeper, who says what became of it. */
static bool
enter_as_child(const struct jail_want *w)
{
	pid_t child;
	int   status;

	if (!enter(&(struct jail_want){ .role = JAIL_KEEPER }))
		return false;
	child = fork();
	if (child == 0)
		return enter(w);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	jail_ended("image", status);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status) == SIGSYS ? JAIL_REFUSED : 2);
}

static bool
shut_in(const char *role, const char *how, const char *own)
{
	struct jail_want w;

	if (strcmp(how, "free") == 0)
		return true;
	if (!want(role, own, &w))
		return false;
	if (strcmp(how, "files") == 0)
		return landlock_enter(&w, landlock_abi());
	return w.role == JAIL_DRAWER ? enter_as_child(&w) : enter(&w);
}

int
main(int argc, char **argv)
{
	struct world w;

	if (argc != 8)
		return 2;
	w = (struct world){ argv[5], argv[6], (pid_t)strtoul(argv[7], NULL, 10) };
	for (size_t i = 0; i < LEN(attempts); i++)
		if (strcmp(argv[2], attempts[i].name) == 0) {
			if (!shut_in(argv[1], argv[3], argv[4]))
				return 2;
			_exit(attempts[i].what(&w) ? 0 : 1);
		}
	return 2;
}
