/*
 * base/landlock: which files a process may still open and which ports it may call.  Debian's
 * headers are older than many kernels, so the constants are ours, from the kernel's own manual.
 * Asks for as much as the kernel knows; what it does not know is left to seccomp and systemd.
 */
#include "base/jail.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, VERSION = 1 };
enum { RULE_PATH = 1, RULE_PORT = 2 };

enum {
	FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2, FS_READ_DIR = 1 << 3,
	FS_REMOVE_DIR = 1 << 4, FS_REMOVE_FILE = 1 << 5, FS_MAKE_CHAR = 1 << 6, FS_MAKE_DIR = 1 << 7,
	FS_MAKE_REG = 1 << 8, FS_MAKE_SOCK = 1 << 9, FS_MAKE_FIFO = 1 << 10, FS_MAKE_BLOCK = 1 << 11,
	FS_MAKE_SYM = 1 << 12, FS_REFER = 1 << 13, FS_TRUNCATE = 1 << 14, FS_IOCTL_DEV = 1 << 15,
	NET_BIND = 1 << 0, NET_CONNECT = 1 << 1,
	SCOPE_ABSTRACT_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1,

	OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE,
	MAY_READ = FS_READ_FILE | FS_READ_DIR,
	MAY_WRITE = MAY_READ | FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_REG | FS_TRUNCATE,
};

struct ruleset { uint64_t files, ports, scoped; };
struct __attribute__((packed)) path_rule { uint64_t may; int32_t fd; };
struct port_rule { uint64_t may, port; };

int
landlock_abi(void)
{
	long abi = syscall(CREATE_RULESET, NULL, 0, VERSION);

	return abi < 0 ? 0 : (int)abi;
}

static uint64_t
files_known(int abi)
{
	uint64_t all = FS_REFER - 1;

	all |= abi >= 2 ? FS_REFER : 0;
	all |= abi >= 3 ? FS_TRUNCATE : 0;
	all |= abi >= 5 ? FS_IOCTL_DEV : 0;
	return all;
}

static bool
add_path(int rules, const char *path, uint64_t may)
{
	struct stat      st;
	struct path_rule r = { may, open(path, O_PATH | O_CLOEXEC) };
	bool             good = true;

	if (r.fd < 0)
		return true;                    /* not there: nothing to allow */
	if (fstat(r.fd, &st) != 0 || !S_ISDIR(st.st_mode))
		r.may &= OF_FILES;
	good = syscall(ADD_RULE, rules, RULE_PATH, &r, 0) == 0;
	(void)close(r.fd);
	return good;
}

static bool
add_all(int rules, const struct jail_want *w, int abi)
{
	bool good = true;

	for (size_t i = 0; good && i < JAIL_PATHS_MAX && w->reads[i] != NULL; i++)
		good = add_path(rules, w->reads[i], MAY_READ & files_known(abi));
	for (size_t i = 0; good && i < JAIL_PATHS_MAX && w->writes[i] != NULL; i++)
		good = add_path(rules, w->writes[i], MAY_WRITE & files_known(abi));
	for (size_t i = 0; good && abi >= 4 && i < JAIL_PORTS_MAX && w->calls[i] != 0; i++)
		good = syscall(ADD_RULE, rules, RULE_PORT,
		    &(struct port_rule){ NET_CONNECT, w->calls[i] }, 0) == 0;
	return good;
}

bool
landlock_enter(const struct jail_want *w, int abi)
{
	struct ruleset all = { files_known(abi), NET_BIND | NET_CONNECT, SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL };
	size_t         n = abi >= 6 ? sizeof all : abi >= 4 ? offsetof(struct ruleset, scoped)
	    : offsetof(struct ruleset, ports);
	int            rules;
	bool           good;

	if (abi < 1)
		return false;
	rules = (int)syscall(CREATE_RULESET, &all, n, 0);
	if (rules < 0)
		return false;
	good = add_all(rules, w, abi) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(RESTRICT_SELF, rules, 0) == 0;
	(void)close(rules);
	return good;
}
