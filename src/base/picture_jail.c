/*
 * base/picture_jail: takes all power from the process that draws.  libseccomp is named here and
 * nowhere else.  Whatever is not in the list below ends the process at once.
 */
#include "base/picture_in.h"

#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

static bool
allow(scmp_filter_ctx ctx, int call)
{
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 0) == 0;
}

bool
jail_shut(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	const int freely[] = {
		SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(madvise), SCMP_SYS(futex),
	};
	bool good = ctx != NULL;

	for (size_t i = 0; good && i < LEN(freely); i++)
		good = allow(ctx, freely[i]);
	/* its socket is descriptor 0; memory, but none to run as a program */
	good = good && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(read), 1,
	    SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) == 0;
	good = good && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
	    SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) == 0;
	good = good && seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
	good = good && seccomp_load(ctx) == 0;          /* sets no_new_privs too */
	if (ctx != NULL)
		seccomp_release(ctx);
	return good;
}
