/*
 * store/reserve: see reserve.h.  The blocks are truly taken (posix_fallocate), so that no
 * other program can have them; a half-made file is never left behind.
 */
#include "store/reserve.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static bool
is_held(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_size >= RESERVE_BYTES &&
	    (int64_t)st.st_blocks * 512 >= RESERVE_BYTES;
}

bool
reserve_take(const char *path)
{
	int  fd;
	bool good;

	if (is_held(path))
		return true;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	good = posix_fallocate(fd, 0, RESERVE_BYTES) == 0;
	(void)close(fd);
	if (!good)
		(void)unlink(path);
	return good;
}

bool
reserve_release(const char *path)
{
	return unlink(path) == 0;
}

/* What is free in the folder of `path`, in bytes; -1: cannot tell. */
static int64_t
free_beside(const char *path)
{
	char           folder[4096];
	const char    *slash = strrchr(path, '/');
	size_t         n = slash == NULL ? 0 : (size_t)(slash - path);
	struct statvfs fs;

	if (n >= sizeof folder - 1)
		return -1;
	memcpy(folder, slash == NULL ? "." : path, slash == NULL ? 1 : n + 1);
	folder[slash == NULL ? 1 : n + 1] = '\0';
	return statvfs(folder, &fs) == 0 ? (int64_t)(fs.f_bavail * fs.f_frsize) : -1;
}

bool
reserve_has_room(const char *path)
{
	return free_beside(path) >= RESERVE_SPARE + (is_held(path) ? 0 : RESERVE_BYTES);
}
