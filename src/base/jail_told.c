/*
 * base/jail: says what was refused, in one line on stderr: the call, by number and name, and
 * nothing of what it was about (no path, no address, no one's words).  See jail_in.h.  All of it
 * runs in a signal's handler, on whichever thread tried: only what is safe there.
 */
#include "base/jail_in.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

/* Names for the log of what strangers' code would try; anything else is told by number. */
static const struct known { int call; const char *name; bool told; } known[] = {
	{ SYS_execve, "execve" }, { SYS_execveat, "execveat" }, { SYS_ptrace, "ptrace" },
	{ SYS_process_vm_readv, "process_vm_readv" },
	{ SYS_process_vm_writev, "process_vm_writev" }, { SYS_socket, "socket" },
	{ SYS_connect, "connect", true }, { SYS_bind, "bind" }, { SYS_listen, "listen" },
	{ SYS_mount, "mount" }, { SYS_umount2, "umount2" }, { SYS_unshare, "unshare" },
	{ SYS_setns, "setns" }, { SYS_chroot, "chroot" }, { SYS_pivot_root, "pivot_root" },
	{ SYS_memfd_create, "memfd_create" }, { SYS_kill, "kill", true }, { SYS_tkill, "tkill" },
	{ SYS_tgkill, "tgkill" }, { SYS_pidfd_open, "pidfd_open" },
	{ SYS_pidfd_send_signal, "pidfd_send_signal" }, { SYS_bpf, "bpf" },
	{ SYS_io_uring_setup, "io_uring_setup" }, { SYS_keyctl, "keyctl" },
	{ SYS_setuid, "setuid" }, { SYS_capset, "capset" }, { SYS_init_module, "init_module" },
	{ SYS_userfaultfd, "userfaultfd" }, { SYS_perf_event_open, "perf_event_open" },
	{ SYS_openat, "openat", true }, { SYS_mmap, "mmap", true }, { SYS_mprotect, "mprotect" },
	{ SYS_clone, "clone" }, { SYS_rt_sigaction, "rt_sigaction" },
	{ SYS_unlinkat, "unlinkat", true }, { SYS_renameat, "renameat", true },
	{ SYS_renameat2, "renameat2", true }, { SYS_mkdirat, "mkdirat", true },
	{ SYS_linkat, "linkat", true },
#ifdef SYS_open                                 /* newer machines have them not */
	{ SYS_open, "open", true }, { SYS_unlink, "unlink", true },
	{ SYS_rename, "rename", true }, { SYS_mkdir, "mkdir", true },
	{ SYS_rmdir, "rmdir", true }, { SYS_link, "link", true }, { SYS_fork, "fork" },
	{ SYS_vfork, "vfork" },
#endif
};

static size_t
add_text(char *line, size_t n, const char *text)
{
	while (*text != '\0' && n < 120)
		line[n++] = *text++;
	return n;
}

static size_t
add_number(char *line, size_t n, unsigned number)
{
	char   digits[12];
	size_t k = 0;

	do
		digits[k++] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	while (k > 0)
		line[n++] = digits[--k];
	return n;
}

static const struct known *
known_find(int call)
{
	for (size_t i = 0; i < LEN(known); i++)
		if (known[i].call == call)
			return &known[i];
	return NULL;
}

/* answer: the error that came back; 0: none, it is the end. */
static void
say(int call, const struct known *k, int answer)
{
	char   line[160];
	size_t n = add_number(line, add_text(line, 0, "what=jail refused="), (unsigned)call);

	if (k != NULL)
		n = add_text(line, add_text(line, n, " call="), k->name);
	if (answer != 0)
		n = add_number(line, add_text(line, n, " answered="), (unsigned)answer);
	line[n++] = '\n';
	(void)!write(STDERR_FILENO, line, n);
}

/* ---- the words of a call, in a signal's context ---- */

#if defined __x86_64__
static uint64_t
word(const ucontext_t *u, size_t i)
{
	static const int place[] = { REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9 };

	return (uint64_t)u->uc_mcontext.gregs[place[i]];
}

static void
give(ucontext_t *u, long answer)
{
	u->uc_mcontext.gregs[REG_RAX] = answer;
}
#elif defined __aarch64__
static uint64_t
word(const ucontext_t *u, size_t i)
{
	return u->uc_mcontext.regs[i];
}

static void
give(ucontext_t *u, long answer)
{
	u->uc_mcontext.regs[0] = (uint64_t)answer;
}
#else
static uint64_t
word(const ucontext_t *u, size_t i)
{
	(void)u;
	(void)i;
	return 0;
}

static void
give(ucontext_t *u, long answer)
{
	(void)u;
	(void)answer;
}
#endif

/* The call over again, marked; what the kernel would have given. */
static long
make(int call, const ucontext_t *u)
{
	long got = syscall(call, word(u, 0), word(u, 1), word(u, 2), word(u, 3), word(u, 4), JAIL_MARK);

	return got < 0 ? -errno : got;
}

/*
 * Some libraries block all signals around a call; then a refusal would end the process without a
 * word.  So this one is answered here: nobody gets deaf to SIGSYS.  What is set comes into force
 * when the handler returns.
 */
static long
set_mask(ucontext_t *u)
{
	const uint64_t *set = (const void *)(uintptr_t)word(u, 1);
	uint64_t       *old = (void *)(uintptr_t)word(u, 2), mask, said;

	if (word(u, 3) != sizeof mask)
		return -EINVAL;
	memcpy(&mask, &u->uc_sigmask, sizeof mask);
	said = set == NULL ? 0 : *set & ~((uint64_t)1 << (SIGSYS - 1));
	if (old != NULL)
		*old = mask;
	if (set != NULL && word(u, 0) == SIG_SETMASK)
		mask = said;
	else if (set != NULL && word(u, 0) == SIG_UNBLOCK)
		mask &= ~said;
	else if (set != NULL && word(u, 0) == SIG_BLOCK)
		mask |= said;
	else if (set != NULL)
		return -EINVAL;
	memcpy(&u->uc_sigmask, &mask, sizeof mask);
	return 0;
}

/*
 * A marked call that still comes here is refused by the filter itself.  Memory to run as a
 * program is never given; a library that asks for it gets an error.
 */
static void
on_refused(int signal, siginfo_t *info, void *context)
{
	ucontext_t         *u = context;
	int                 call = info->si_syscall, before = errno;
	const struct known *k = known_find(call);
	bool                asks_anew = k != NULL && k->told && word(u, JAIL_MARK_PLACE) != JAIL_MARK;
	long                got;

	(void)signal;
	if (JAIL_TELLS && call == SYS_rt_sigprocmask) {
		give(u, set_mask(u));
		errno = before;
		return;
	}
	if (call != SYS_mmap && (!asks_anew || !JAIL_TELLS)) {
		say(call, k, 0);
		_exit(JAIL_REFUSED);
	}
	got = call == SYS_mmap ? -EACCES : make(call, u);
	if (got == -EACCES || got == -EPERM || got == -EXDEV)
		say(call, k, (int)-got);
	give(u, got);
	errno = before;
}

/* SA_NODEFER: a marked call may be refused in its turn, and that is the end with a line. */
bool
jail_hear(void)
{
	struct sigaction act = { .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO | SA_NODEFER };
	sigset_t         none;

	(void)sigemptyset(&none);
	(void)sigaddset(&none, SIGSYS);
	return sigaction(SIGSYS, &act, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &none, NULL) == 0;
}

void
jail_ended(const char *role, int status)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		log_line("jail", "role=%s refused=\"a call that it may not make\" ended=1", role);
}
