/*
 * base/jail: see jail.h.  libseccomp is named here and nowhere else.  Each role is a list of
 * calls; what is on none of them ends the process.
 */
#include "base/jail_in.h"

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
#include <time.h>
#include <unistd.h>

enum { DRAWER = 1 << JAIL_DRAWER, KEEPER = 1 << JAIL_KEEPER, WEB = 1 << JAIL_WEB,
	CALLING = 1 << JAIL_WEB_CALLING, MAIL = 1 << JAIL_MAIL, KEEP = 1 << JAIL_KEEP,
	KEEP_CALLING = 1 << JAIL_KEEP_CALLING, SUPER = 1 << JAIL_SUPERVISOR,
	KEEPS = KEEP | KEEP_CALLING, SERVE = WEB | CALLING, MANY = SERVE | MAIL /* threads */,
	HOUSE = MANY | KEEPS, TALKS = MANY | KEEP_CALLING, CALLS = CALLING | MAIL | KEEP_CALLING,
	ALL = DRAWER | KEEPER | HOUSE };

static const uint64_t NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

struct may { int call; unsigned who; bool told; };
#define MAY(name, who) { SCMP_SYS(name), who, false }
#define TOLD(name, who) { SCMP_SYS(name), who, true }   /* of files, ports, others: Landlock decides */

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
	MAY(membarrier, HOUSE), MAY(arch_prctl, HOUSE),
	/* signals */
	TOLD(rt_sigprocmask, HOUSE | KEEPER), MAY(rt_sigreturn, HOUSE | KEEPER), MAY(sigaltstack, HOUSE),
	MAY(rt_sigtimedwait, TALKS), MAY(rt_sigpending, CALLS), MAY(restart_syscall, HOUSE | KEEPER),
	/* files: which ones is Landlock's */
	MAY(read, HOUSE | KEEPER), MAY(write, HOUSE | KEEPER), MAY(readv, HOUSE), MAY(writev, HOUSE),
	MAY(pread64, HOUSE), MAY(pwrite64, HOUSE), MAY(preadv, HOUSE), MAY(pwritev, HOUSE),
	MAY(close, HOUSE | KEEPER), MAY(close_range, HOUSE | KEEPER), TOLD(open, HOUSE), TOLD(openat, HOUSE),
	MAY(fstat, HOUSE), MAY(stat, HOUSE), MAY(lstat, HOUSE), MAY(newfstatat, HOUSE), MAY(statx, HOUSE),
	MAY(statfs, HOUSE), MAY(fstatfs, HOUSE), MAY(lseek, HOUSE), MAY(access, HOUSE),
	MAY(faccessat, HOUSE), MAY(faccessat2, HOUSE), MAY(readlink, HOUSE), MAY(readlinkat, HOUSE),
	MAY(getdents64, HOUSE), MAY(fsync, HOUSE), MAY(fdatasync, HOUSE), MAY(ftruncate, HOUSE),
	MAY(fallocate, HOUSE), MAY(fadvise64, HOUSE), MAY(flock, HOUSE), MAY(fcntl, HOUSE),
	TOLD(unlink, HOUSE), TOLD(unlinkat, HOUSE), TOLD(rename, HOUSE), TOLD(renameat, HOUSE),
	TOLD(renameat2, HOUSE), TOLD(mkdir, HOUSE), TOLD(mkdirat, HOUSE), TOLD(rmdir, HOUSE), TOLD(link, HOUSE),
	TOLD(linkat, HOUSE), MAY(chmod, HOUSE), MAY(fchmod, HOUSE), MAY(fchmodat, HOUSE), MAY(fchown, HOUSE),
	MAY(utimensat, HOUSE), MAY(dup, HOUSE), MAY(dup2, HOUSE | KEEPER), MAY(dup3, HOUSE | KEEPER), MAY(pipe2, HOUSE),
	/* waiting for things to happen */
	MAY(poll, HOUSE | KEEPER), MAY(ppoll, HOUSE | KEEPER), MAY(select, HOUSE), MAY(pselect6, HOUSE),
	MAY(epoll_create1, MANY), MAY(epoll_ctl, MANY), MAY(epoll_wait, MANY), MAY(epoll_pwait, MANY),
	MAY(eventfd2, MANY), MAY(timerfd_create, MANY), MAY(timerfd_settime, MANY),
	/* talking over what is open already */
	MAY(sendto, TALKS | KEEPER), MAY(recvfrom, TALKS | KEEPER), MAY(sendmsg, TALKS | KEEPER),
	MAY(recvmsg, TALKS | KEEPER), MAY(shutdown, TALKS), MAY(getsockopt, TALKS), MAY(setsockopt, TALKS),
	MAY(getsockname, TALKS), MAY(getpeername, TALKS), MAY(accept4, SERVE), MAY(accept, SERVE),
	/* calling out */
	TOLD(connect, CALLS), MAY(sendmmsg, CALLS), MAY(recvmmsg, CALLS),
	/* starting and ending drawers; a drawer's own last steps before its own jail */
	TOLD(kill, KEEPER), MAY(wait4, KEEPER | HOUSE), MAY(waitid, KEEPER), MAY(seccomp, KEEPER), MAY(prctl, KEEPER),
	MAY(setrlimit, KEEPER), MAY(prlimit64, KEEPER), MAY(fork, KEEPER),
	TOLD(openat, KEEPER), MAY(fstat, KEEPER), MAY(newfstatat, KEEPER), MAY(lseek, KEEPER),
	/* the supervisor, and the others before their own jail; it also may what they may */
	MAY(signalfd4, SUPER), MAY(tgkill, SUPER), MAY(prctl, SUPER), MAY(rt_sigaction, SUPER),
	MAY(setpriority, SUPER),
	{ 444, SUPER, false }, { 445, SUPER, false }, { 446, SUPER, false },    /* landlock_*() */
};

/* ---- the filter ---- */

static bool
rule1(scmp_filter_ctx ctx, int call, struct scmp_arg_cmp when)
{
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1, when) == 0;
}

/*
 * Memory, but none to run as a program; and no other answer to a refusal than ours.  A library
 * that cannot be loaded is an error and not the end: jail_told.c answers that.
 */
static bool
rules_of_memory(scmp_filter_ctx ctx, unsigned who)
{
	bool good = rule1(ctx, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (who != DRAWER)
		good = good && rule1(ctx, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (who == SUPER)               /* the others load libraries before their own jail */
		return good && rule1(ctx, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE,
		    PROT_EXEC));
	return good && (who == DRAWER || rule1(ctx, SCMP_SYS(rt_sigaction), SCMP_A0(SCMP_CMP_NE, SIGSYS)));
}

/*
 * Threads (none where backups are made) but no processes, signals to itself only; the supervisor
 * makes processes.
 */
static bool
rules_of_itself(scmp_filter_ctx ctx, unsigned who)
{
	const uint64_t thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;

	/* glibc then takes clone, whose flags can be looked at */
	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) != 0)
		return false;
	if (who == SUPER)
		return rule1(ctx, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES, 0));
	if ((who & MANY) != 0 && !rule1(ctx, SCMP_SYS(clone), SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread)))
		return false;
	return rule1(ctx, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())) &&
	    rule1(ctx, SCMP_SYS(prctl), SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)) &&
	    rule1(ctx, SCMP_SYS(prlimit64), SCMP_A2(SCMP_CMP_EQ, 0));
}

/* What a socket may be, and what may be asked of a file. */
static bool
rules_of_house(scmp_filter_ctx ctx, unsigned who)
{
	bool good = rules_of_itself(ctx, who);

	good = good && rule1(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, TCGETS));
	good = good && rule1(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONREAD));
	good = good && rule1(ctx, SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, FIONBIO));
	if ((who & (CALLS | SUPER)) != 0) {
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
rule(scmp_filter_ctx ctx, const struct may *m)
{
	if (m->told && JAIL_TELLS)
		return rule1(ctx, m->call, SCMP_CMP(JAIL_MARK_PLACE, SCMP_CMP_EQ, JAIL_MARK));
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, m->call, 0) == 0;
}

static bool
filter(enum jail_role role)
{
	unsigned        who = 1U << role;
	/* a drawer is fed by strangers: it gets no last word */
	scmp_filter_ctx ctx = seccomp_init(role == JAIL_DRAWER ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_TRAP);
	bool            good = ctx != NULL;

	for (size_t i = 0; good && i < LEN(list); i++)
		if ((list[i].who & who) != 0 || who == SUPER)
			good = rule(ctx, &list[i]);
	good = good && rules_of_memory(ctx, who) && rules_of_drawers(ctx, who);
	if ((who & (HOUSE | SUPER)) != 0)
		good = good && rules_of_house(ctx, who);
	good = good && (role == JAIL_DRAWER || jail_hear()) && seccomp_load(ctx) == 0;
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
#if defined WAGGLE_JAIL_LAX && !defined __SANITIZE_ADDRESS__     /* which leaves the drawer be */
	r.lax = true;
#endif
	*ret_report = r;
	if (r.lax)                              /* tools for finding faults make calls of their own */
		return true;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	tzset();                                /* a line in the log looks for its zone once */
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
