/*
 * base/jail: takes power from a process, for good.  Each role keeps the calls it needs to do
 * its work and no others (seccomp), the files it needs and no others (Landlock), and can gain
 * nothing back (no_new_privs).  See docs/why/powers.md.
 *
 * What seccomp refuses ends the process, after one line in the log that names the call; the
 * supervisor starts it anew.  What Landlock refuses fails with an error, after such a line too.
 * Landlock is as good as the kernel is (its ABI); seccomp must be there.
 */
#ifndef BASE_JAIL_H
#define BASE_JAIL_H

#include "base/base.h"

enum jail_role {
	JAIL_DRAWER,            /* draws one picture: reads and writes descriptor 0 */
	JAIL_KEEPER,            /* starts drawers: may fork, and end its own */
	JAIL_WEB,               /* answers: no new program, no socket of its own */
	JAIL_WEB_CALLING,       /* the same with a database to call (PostgreSQL) */
	JAIL_MAIL,              /* the one that calls out */
	JAIL_KEEP,              /* makes backups: files only; no socket, no thread, no process */
	JAIL_KEEP_CALLING,      /* the same with a database to call (PostgreSQL) */
	JAIL_SUPERVISOR,        /* starts the others, who inherit: all that they need, but no program */
	JAIL_ROLE_COUNT_
};

enum { JAIL_PATHS_MAX = 48, JAIL_PORTS_MAX = 4, JAIL_REFUSED = 159 /* exit code: 128 + SIGSYS */ };

struct jail_want {
	enum jail_role role;
	const char    *reads[JAIL_PATHS_MAX];   /* folders or files; those not there are left out */
	const char    *writes[JAIL_PATHS_MAX];
	unsigned short calls[JAIL_PORTS_MAX];   /* TCP ports that may be called, of JAIL_*CALLING and mail */
};

/* What came of it: landlock is the kernel's ABI (0: none); lax: a build for finding faults. */
struct jail_report { int landlock; bool files, ports, lax; };

/*
 * Before any thread is started.  False: the kernel has no seccomp; then nothing was taken and
 * the process must not go on.
 */
bool jail_enter(const struct jail_want *w, struct jail_report *ret_report) MUST_USE;
/* Looks only: what this kernel can do. */
struct jail_report jail_look(void);
/* "seccomp, landlock 7 (files, ports)", for people. */
str  jail_words(struct arena *mem, const struct jail_report *r);

/* A child of ours ended so: one line if it had tried what it may not and had no last word. */
void jail_ended(const char *role, int status);

/* landlock.c: files and ports.  0: this kernel has none. */
int  landlock_abi(void);
bool landlock_enter(const struct jail_want *w, int abi);

#endif
