/* app/disk: whole files in and out.  See disk.h.  Nothing here looks at what they hold. */
#include "app/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

bool
disk_read(struct arena *mem, str path, size_t most, str *ret_text)
{
	int         fd = open(str_c(mem, path), O_RDONLY | O_CLOEXEC);
	struct stat st;
	char       *p;
	size_t      n = 0;
	ssize_t     got = 1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) != 0 || st.st_size < 0 || (uint64_t)st.st_size > most) {
		errno = EFBIG;
		(void)close(fd);
		return false;
	}
	p = arena_take(mem, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size && got > 0) {
		got = read(fd, p + n, (size_t)st.st_size - n);
		n += got > 0 ? (size_t)got : 0;
	}
	(void)close(fd);
	*ret_text = (str){ p, n };
	return got >= 0;
}

static bool
put(int fd, str text)
{
	bool good = fd >= 0;

	while (good && text.n > 0) {
		ssize_t n = write(fd, text.p, text.n);

		good = n > 0;
		if (good)
			text = (str){ text.p + n, text.n - (size_t)n };
	}
	good = good && fsync(fd) == 0;
	if (fd >= 0)
		(void)close(fd);
	return good;
}

str
folder_of(struct arena *mem, str file)
{
	while (file.n > 0 && file.p[file.n - 1] != '/')
		file.n--;
	if (file.n == 0)
		return STR(".");
	return str_of(str_c(mem, (str){ file.p, file.n > 1 ? file.n - 1 : 1 }));
}

bool
disk_sync_folder(struct arena *mem, str file)
{
	int  fd = open(str_c(mem, folder_of(mem, file)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		(void)close(fd);
	return good;
}

bool
disk_write(struct arena *mem, str path, str text)
{
	const char *beside = str_fmt(mem, "%.*s.new", STR_ARG(path)).p;

	return put(open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), text) &&
	    rename(beside, str_c(mem, path)) == 0 && disk_sync_folder(mem, path);
}

bool
disk_append(struct arena *mem, str path, str text)
{
	return put(open(str_c(mem, path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600), text);
}

bool
folder_make(struct arena *mem, str path)
{
	char *p = arena_take(mem, path.n + 1);

	for (size_t i = 0; i < path.n; i++) {
		p[i] = path.p[i];
		if (i > 0 && path.p[i] == '/' && i + 1 < path.n) {
			p[i] = 0;
			(void)mkdir(p, 0700);
			p[i] = '/';
		}
	}
	return mkdir(p, 0700) == 0 || errno == EEXIST;
}

int64_t
disk_bytes(struct arena *mem, str path)
{
	struct stat st;

	return stat(str_c(mem, path), &st) == 0 ? (int64_t)st.st_size : -1;
}

static void *
fetch(void *arg)
{
	struct disk_ahead *a = arg;
	const off_t        step = 4 << 20;      /* the kernel takes no more at once */
	const int64_t      memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
	struct stat        st;

	if (fstat(a->fd, &st) != 0 || st.st_size > memory / 2)
		return NULL;
	for (off_t at = 0; at < st.st_size && !atomic_load(&a->stop); at += step)
		(void)posix_fadvise(a->fd, at, step, POSIX_FADV_WILLNEED);
	return NULL;
}

void
disk_ahead_start(struct arena *mem, str path, struct disk_ahead *ret)
{
	atomic_init(&ret->stop, false);
	ret->fd = open(str_c(mem, path), O_RDONLY | O_CLOEXEC);
	if (ret->fd >= 0 && pthread_create(&ret->thread, NULL, fetch, ret) != 0) {
		(void)close(ret->fd);           /* nothing of ours has locked it yet */
		ret->fd = -1;
	}
}

void
disk_ahead_end(struct disk_ahead *a)
{
	if (a->fd < 0)
		return;
	atomic_store(&a->stop, true);
	(void)pthread_join(a->thread, NULL);
	(void)close(a->fd);
	a->fd = -1;
}
