/*
 * For fault tests: a layer under the real server (LD_PRELOAD) that spoils its syncs.
 * FAULTS_SYNC_LIES: a sync does nothing and says that all is well.  FAULTS_SYNC_FAILS names a
 * file: once it is there, every sync fails.  Never part of what is released.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
spoiled(int nr, int fd)
{
	const char *sign = getenv("FAULTS_SYNC_FAILS");

	if (getenv("FAULTS_SYNC_LIES") != NULL)
		return 0;
	if (sign != NULL && access(sign, F_OK) == 0) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(nr, fd);
}

int fdatasync(int fd) { return spoiled(SYS_fdatasync, fd); }
int fsync(int fd) { return spoiled(SYS_fsync, fd); }
