/*
 * base/jail: see jail.h.  libseccomp is named here and nowhere else.  Each role is a list of
 * calls; what is on none of them ends the process.
 */
#include "base/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { DRAWER = 1 << JAIL_DRAWER, KEEPER = 1 << JAIL_KEEPER, WEB = 1 << JAIL_WEB,
	CALLING = 1 << JAIL_WEB_CALLING, MAIL = 1 << JAIL_MAIL,
	ALL = DRAWER | KEEPER | WEB | CALLING | MAIL, HOUSE = WEB | CALLING | MAIL, SERVE = WEB | CALLING,
	CALLS = CALLING | MAIL };

static const uint64_t NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

struct may { int call; unsigned who; };
#define MAY(name, who) { SCMP_SYS(name), who }

/* The calls each role may make with anything; those with conditions are in rules_of(). */
static const struct may list[] = {
	/* memory, time, and the end */
	MAY(exit, ALL), MAY(exit_group, ALL), MAY(brk, ALL), MAY(munmap, ALL), MAY(mremap, ALL),
	MAY(madvise, ALL), MAY(futex, ALL), MAY(clock_gettime, HOUSE | KEEPER),
	MAY(clock_getres, HOUSE), MAY(gettimeofday, HOUSE), MAY(time, HOUSE),
	MAY(clock_nanosleep, HOUSE | KEEPER), MAY(nanosleep, HOUSE | KEEPER), MAY(getrandom, HOUSE | KEEPER),
	/* itself */
	MAY(getpid, HOUSE | KEEPER), MAY(gettid, HOUSE), MAY(getppid, HOUSE), MAY(getuid, HOUSE),
	MAY(geteuid, HOUSE), MAY(getgid, HOUSE), MAY(getegid, HOUSE), MAY(uname, HOUSE), MAY(sysinfo, HOUSE),
	MAY(getcwd, HOUSE), MAY(umask, HOUSE), MAY(getrusage, HOUSE), MAY(times, HOUSE),
	MAY(sched_yield, HOUSE), MAY(sched_getaffinity, HOUSE), MAY(get_mempolicy, HOUSE),
	MAY(set_robust_list, HOUSE | KEEPER), MAY(rseq, HOUSE | KEEPER), MAY(set_tid_address, HOUSE | KEEPER),
	MAY(membarrier, HOUSE), MAY(arch_prctl, HOUSE), MAY(setpriority, HOUSE),
	/* signals */
	MAY(rt_sigprocmask, HOUSE | KEEPER), MAY(rt_sigreturn, HOUSE | KEEPER), MAY(sigaltstack, HOUSE),
	MAY(rt_sigtimedwait, HOUSE), MAY(restart_syscall, HOUSE | KEEPER),
	/* files: which ones is Landlock's */
	MAY(read, HOUSE | KEEPER), MAY(write, HOUSE | KEEPER), MAY(readv, HOUSE), MAY(writev, HOUSE),
	MAY(pread64, HOUSE), MAY(pwrite64, HOUSE), MAY(preadv, HOUSE), MAY(pwritev, HOUSE),
	MAY(close, HOUSE | KEEPER), MAY(close_range, HOUSE | KEEPER), MAY(open, HOUSE), MAY(openat, HOUSE),
	MAY(fstat, HOUSE), MAY(stat, HOUSE), MAY(lstat, HOUSE), MAY(newfstatat, HOUSE), MAY(statx, HOUSE),
	MAY(statfs, HOUSE), MAY(fstatfs, HOUSE), MAY(lseek, HOUSE), MAY(access, HOUSE),
	MAY(faccessat, HOUSE), MAY(faccessat2, HOUSE), MAY(readlink, HOUSE), MAY(readlinkat, HOUSE),
	MAY(getdents64, HOUSE), MAY(fsync, HOUSE), MAY(fdatasync, HOUSE), MAY(ftruncate, HOUSE),
	MAY(fallocate, HOUSE), MAY(fadvise64, HOUSE), MAY(flock, HOUSE), MAY(fcntl, HOUSE),
	MAY(unlink, HOUSE), MAY(unlinkat, HOUSE), MAY(rename, HOUSE), MAY(renameat, HOUSE),
	MAY(renameat2, HOUSE), MAY(mkdir, HOUSE), MAY(mkdirat, HOUSE), MAY(rmdir, HOUSE), MAY(link, HOUSE),
	MAY(linkat, HOUSE), MAY(chmod, HOUSE), MAY(fchmod, HOUSE), MAY(fchmodat, HOUSE), MAY(fchown, HOUSE),
	MAY(utimensat, HOUSE), MAY(dup, HOUSE), MAY(dup2, HOUSE | KEEPER), MAY(dup3, HOUSE | KEEPER), MAY(pipe2, HOUSE),
	/* waiting for things to happen */
	MAY(poll, HOUSE | KEEPER), MAY(ppoll, HOUSE | KEEPER), MAY(select, HOUSE), MAY(pselect6, HOUSE),
	MAY(epoll_create1, HOUSE), MAY(epoll_ctl, HOUSE), MAY(epoll_wait, HOUSE), MAY(epoll_pwait, HOUSE),
	MAY(eventfd2, HOUSE), MAY(timerfd_create, HOUSE), MAY(timerfd_settime, HOUSE),
	/* talking over what is open already */
	MAY(sendto, HOUSE | KEEPER), MAY(recvfrom, HOUSE | KEEPER), MAY(sendmsg, HOUSE | KEEPER),
	MAY(recvmsg, HOUSE | KEEPER), MAY(shutdown, HOUSE), MAY(getsockopt, HOUSE), MAY(setsockopt, HOUSE),
	MAY(getsockname, HOUSE), MAY(getpeername, HOUSE), MAY(accept4, SERVE), MAY(accept, SERVE),
	/* calling out */
	MAY(connect, CALLS), MAY(sendmmsg, CALLS), MAY(recvmmsg, CALLS),
	/* starting and ending drawers; a drawer's own last steps before its own jail */
	MAY(kill, KEEPER), MAY(wait4, KEEPER | HOUSE), MAY(waitid, KEEPER), MAY(seccomp, KEEPER), MAY(prctl, KEEPER),
	MAY(setrlimit, KEEPER), MAY(prlimit64, KEEPER), MAY(fork, KEEPER),
	MAY(openat, KEEPER), MAY(fstat, KEEPER), MAY(newfstatat, KEEPER), MAY(lseek, KEEPER),
};

/* Names for the log of what strangers' code would try; anything else is told by number. */
static const struct { int call; const char *name; } known[] = {
	{ SCMP_SYS(execve), "execve" }, { SCMP_SYS(execveat), "execveat" }, { SCMP_SYS(ptrace), "ptrace" },
	{ SCMP_SYS(process_vm_readv), "process_vm_readv" }, { SCMP_SYS(process_vm_writev), "process_vm_writev" },
	{ SCMP_SYS(socket), "socket" }, { SCMP_SYS(connect), "connect" }, { SCMP_SYS(bind), "bind" },
	{ SCMP_SYS(listen), "listen" }, { SCMP_SYS(mount), "mount" }, { SCMP_SYS(umount2), "umount2" },
	{ SCMP_SYS(unshare), "unshare" }, { SCMP_SYS(setns), "setns" }, { SCMP_SYS(chroot), "chroot" },
	{ SCMP_SYS(pivot_root), "pivot_root" }, { SCMP_SYS(memfd_create), "memfd_create" },
	{ SCMP_SYS(kill), "kill" }, { SCMP_SYS(tkill), "tkill" }, { SCMP_SYS(tgkill), "tgkill" },
	{ SCMP_SYS(pidfd_open), "pidfd_open" }, { SCMP_SYS(pidfd_send_signal), "pidfd_send_signal" },
	{ SCMP_SYS(bpf), "bpf" }, { SCMP_SYS(io_uring_setup), "io_uring_setup" }, { SCMP_SYS(keyctl), "keyctl" },
	{ SCMP_SYS(setuid), "setuid" }, { SCMP_SYS(capset), "capset" }, { SCMP_SYS(init_module), "init_module" },
	{ SCMP_SYS(userfaultfd), "userfaultfd" }, { SCMP_SYS(perf_event_open), "perf_event_open" },
	{ SCMP_SYS(open), "open" }, { SCMP_SYS(openat), "openat" }, { SCMP_SYS(mmap), "mmap" },
	{ SCMP_SYS(mprotect), "mprotect" }, { SCMP_SYS(clone), "clone" }, { SCMP_SYS(fork), "fork" },
	{ SCMP_SYS(vfork), "vfork" }, { SCMP_SYS(rt_sigaction), "rt_sigaction" },
};

/* ---- saying what was refused ---- */

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

/* On whichever thread tried: nothing but what is safe in a signal's handler. */
static void
on_refused(int signal, siginfo_t *info, void *context)
{
	char   line[160];
	size_t n = add_text(line, 0, "what=jail refused=");

	(void)signal;
	(void)context;
	n = add_number(line, n, (unsigned)info->si_syscall);
	for (size_t i = 0; i < LEN(known); i++)
		if (known[i].call == info->si_syscall) {
			n = add_text(line, n, " call=");
			n = add_text(line, n, known[i].name);
		}
	line[n++] = '\n';
	(void)!write(STDERR_FILENO, line, n);
	_exit(JAIL_REFUSED);
}

static bool
say_what_is_refused(void)
{
	struct sigaction act = { .sa_sigaction = on_refused, .sa_flags = SA_SIGINFO };
	sigset_t         none;

	(void)sigemptyset(&none);
	(void)sigaddset(&none, SIGSYS);
	return sigaction(SIGSYS, &act, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &none, NULL) == 0;
}

/* ---- the filter ---- */

static bool
rule1(scmp_filter_ctx ctx, int call, struct scmp_arg_cmp when)
{
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1, when) == 0;
}

/* Memory, but none to run as a program; and no other answer to a refusal than ours. */
static bool
rules_of_memory(scmp_filter_ctx ctx, unsigned who)
{
	bool good = rule1(ctx, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (who != DRAWER)              /* a library that cannot be loaded is an error, not an attack */
		good = good && seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(mmap), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)) == 0 &&
		    rule1(ctx, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
		    rule1(ctx, SCMP_SYS(rt_sigaction), SCMP_A0(SCMP_CMP_NE, SIGSYS));
	return good;
}

/* Threads but no processes; signals to itself only; what a socket may be. */
static bool
rules_of_house(scmp_filter_ctx ctx, unsigned who)
{
	const uint64_t thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
	bool           good = rule1(ctx, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread));

	/* glibc then takes clone, whose flags can be looked at */
	good = good && seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
	good = good && rule1(ctx, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
	good = good && rule1(ctx, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0));
	good = good && rule1(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, TCGETS));
	good = good && rule1(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONREAD));
	good = good && rule1(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONBIO));
	good = good && rule1(ctx, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
	if ((who & CALLS) != 0) {
		good = good && rule1(ctx, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_INET));
		good = good && rule1(ctx, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_INET6));
		good = good && rule1(ctx, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
		/* names are looked up through these */
		good = good && rule1(ctx, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_NETLINK));
		good = good && rule1(ctx, SCMP_SYS(bind), SCMP_A2(SCMP_CMP_EQ, 12));
		good = good && rule1(ctx, SCMP_SYS(socketpair), SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
	}
	return good;
}

static bool
rules_of_drawers(scmp_filter_ctx ctx, unsigned who)
{
	if (who == DRAWER)                      /* its socket is descriptor 0 */
		return rule1(ctx, SCMP_SYS(read), SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) &&
		    rule1(ctx, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO));
	/* children, but no new namespaces for them */
	return who != KEEPER || (rule1(ctx, SCMP_SYS(socketpair), SCMP_A0(SCMP_CMP_EQ, AF_UNIX)) &&
	    rule1(ctx, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES, 0)));
}

static bool
filter(enum jail_role role)
{
	unsigned        who = 1U << role;
	/* a drawer is fed by strangers: it gets no last word */
	scmp_filter_ctx ctx = seccomp_init(role == JAIL_DRAWER ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_TRAP);
	bool            good = ctx != NULL;

	for (size_t i = 0; good && i < LEN(list); i++)
		if ((list[i].who & who) != 0)
			good = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, list[i].call, 0) == 0;
	good = good && rules_of_memory(ctx, who) && rules_of_drawers(ctx, who);
	if ((who & HOUSE) != 0)
		good = good && rules_of_house(ctx, who);
	good = good && (role == JAIL_DRAWER || say_what_is_refused()) && seccomp_load(ctx) == 0;
	if (ctx != NULL)
		seccomp_release(ctx);
	return good;
}

struct jail_report
jail_look(void)
{
	int abi = landlock_abi();

#ifdef WAGGLE_JAIL_LAX
	return (struct jail_report){ abi, false, false, true };
#else
	return (struct jail_report){ abi, abi >= 1, abi >= 4, false };
#endif
}

bool
jail_enter(const struct jail_want *w, struct jail_report *ret_report)
{
	struct jail_report r = { 0 };
	bool               drawer = w->role == JAIL_DRAWER;     /* in its keeper's Landlock already */

	if (!drawer)
		r = jail_look();
	*ret_report = r;
	if (r.lax)                              /* tools for finding faults make calls of their own */
		return true;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	if (r.files)
		r.files = landlock_enter(w, r.landlock);
	r.ports = r.ports && r.files;
	*ret_report = r;
	return filter(w->role);
}

str
jail_words(struct arena *mem, const struct jail_report *r)
{
#ifdef WAGGLE_JAIL_LAX                          /* tools/check-binary looks for these words */
	return r->lax ? STR("nothing: a build for finding faults") : STR("");
#endif
	if (!r->files)
		return STR("seccomp");
	return str_fmt(mem, "seccomp, landlock %d (files%s)", r->landlock, r->ports ? ", ports" : "");
}
