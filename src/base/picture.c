/*
 * base/picture: the program's side of the image process.  See picture.h.  It decodes nothing, and
 * believes nothing that comes back but its length, within bounds, and its first bytes.
 */
#include "base/picture_in.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TRIES = 2 };

struct painter {
	pthread_mutex_t lock;           /* one picture at a time */
	pid_t           keeper;
	int             control;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct painter *
painter_start(void)
{
	struct painter *p = calloc(1, sizeof *p);
	int             sv[2];

	if (p == NULL || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv) != 0) {
		free(p);
		return NULL;
	}
	p->keeper = fork();
	if (p->keeper == 0)
		keeper_live(sv[1]);
	(void)close(sv[1]);
	p->control = sv[0];
	(void)pthread_mutex_init(&p->lock, NULL);
	if (p->keeper < 0) {
		painter_stop(p);
		return NULL;
	}
	return p;
}

void
painter_stop(struct painter *p)
{
	if (p == NULL)
		return;
	(void)close(p->control);
	if (p->keeper > 0)
		(void)waitpid(p->keeper, NULL, 0);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

static bool
wait_for(int fd, short what, int64_t until)
{
	struct pollfd at = { fd, what, 0 };
	int           rc;

	do {
		int64_t left = until - now_ms();

		rc = left <= 0 ? 0 : poll(&at, 1, (int)left);
	} while (rc < 0 && errno == EINTR);
	return rc > 0;
}

/* One letter of the keeper's, and the socket that came with it; false: there is none now. */
static bool
hear(struct painter *p, int *ret_fd)
{
	union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } c = { 0 };
	char          letter;
	struct iovec  io = { &letter, 1 };
	struct msghdr m = { .msg_iov = &io, .msg_iovlen = 1, .msg_control = c.room, .msg_controllen = sizeof c };

	*ret_fd = -1;
	if (recvmsg(p->control, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1)
		return false;
	if (CMSG_FIRSTHDR(&m) != NULL && c.head.cmsg_type == SCM_RIGHTS)
		memcpy(ret_fd, CMSG_DATA(&c.head), sizeof *ret_fd);
	return true;
}

/* A drawer's socket from the keeper; -1: none. */
static int
borrow(struct painter *p, int64_t until)
{
	const char letter = KEEPER_GIVE;
	int        fd;

	while (hear(p, &fd))            /* an answer that came too late for the one before */
		if (fd >= 0)
			(void)close(fd);
	if (send(p->control, &letter, 1, MSG_NOSIGNAL) == 1 && wait_for(p->control, POLLIN, until))
		(void)hear(p, &fd);
	return fd;
}

static void
give_back(struct painter *p, int fd)
{
	char letter = KEEPER_DONE;

	(void)close(fd);
	(void)send(p->control, &letter, 1, MSG_NOSIGNAL);
}

static bool
put(int fd, const void *from, size_t n, int64_t until)
{
	for (const char *p = from; n > 0;) {
		ssize_t did = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (did > 0) {
			p += did;
			n -= (size_t)did;
		} else if (did == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(fd, POLLOUT, until)) {
			return false;
		}
	}
	return true;
}

static bool
get(int fd, void *to, size_t n, int64_t until)
{
	for (char *p = to; n > 0;) {
		ssize_t did = recv(fd, p, n, MSG_DONTWAIT);

		if (did > 0) {
			p += did;
			n -= (size_t)did;
		} else if (did == 0 || (errno != EAGAIN && errno != EINTR) || !wait_for(fd, POLLIN, until)) {
			return false;
		}
	}
	return true;
}

static bool
is_ready(int fd, int64_t until)
{
	char letter = 0;

	return fd >= 0 && get(fd, &letter, 1, until) && letter == DRAWER_READY;
}

/* One that ended without a word, in time, may have ended for a reason of its own. */
static enum picture_said
silent(int64_t until)
{
	return now_ms() < until ? PICTURE_LATER : PICTURE_BROKEN;
}

static enum picture_said
read_answer(int fd, struct arena *mem, int64_t until, struct picture *ret)
{
	struct answer_head a;
	char              *p;

	if (!get(fd, &a, sizeof a, until))
		return silent(until);
	if (a.said != PICTURE_DRAWN || a.n > ANSWER_BYTES_MAX)
		return a.said == PICTURE_LARGE ? PICTURE_LARGE : PICTURE_BROKEN;
	p = arena_take(mem, (size_t)a.n + 1);
	if (!get(fd, p, a.n, until))
		return silent(until);
	ret->bytes = (str){ p, a.n };
	switch (picture_kind_of(ret->bytes)) {
	case PICTURE_JPEG: ret->type = STR("image/jpeg"); return PICTURE_DRAWN;
	case PICTURE_PNG:  ret->type = STR("image/png"); return PICTURE_DRAWN;
	default:           return PICTURE_BROKEN;
	}
}

/* PICTURE_LATER: no drawer, or it ended on the way; *ret_had_it: not before it had the picture. */
static enum picture_said
redraw_once(struct painter *p, struct arena *mem, str bytes, struct picture *ret, bool *ret_had_it)
{
	int64_t           until = now_ms() + PICTURE_WAIT_MS;
	uint32_t          n = (uint32_t)bytes.n;
	int               fd = borrow(p, until);
	enum picture_said said = PICTURE_LATER;

	*ret_had_it = is_ready(fd, until) && put(fd, &n, sizeof n, until) && put(fd, bytes.p, bytes.n, until);
	if (*ret_had_it)
		said = read_answer(fd, mem, until, ret);
	if (fd >= 0)
		give_back(p, fd);
	return said;
}

enum picture_said
picture_redraw(struct painter *p, struct arena *mem, str bytes, struct picture *ret)
{
	enum picture_said said = PICTURE_LATER;
	bool              had_it = false;

	*ret = (struct picture){ 0 };
	if (!picture_is_one(bytes))
		return PICTURE_BROKEN;
	if (bytes.n > PICTURE_BYTES_MAX)
		return PICTURE_LARGE;
	if (p == NULL)
		return PICTURE_LATER;
	pthread_mutex_lock(&p->lock);
	for (int i = 0; said == PICTURE_LATER && i < TRIES; i++)
		said = redraw_once(p, mem, bytes, ret, &had_it);
	pthread_mutex_unlock(&p->lock);
	if (said != PICTURE_DRAWN)
		*ret = (struct picture){ 0 };
	if (said == PICTURE_LATER)
		log_line("picture", had_it ? "trouble=\"a picture ended the image process twice\""
		    : "trouble=\"the image process does not answer\"");
	return said == PICTURE_LATER && had_it ? PICTURE_BROKEN : said;
}

bool
painter_is_well(struct painter *p)
{
	int  fd;
	bool well;

	if (p == NULL)
		return false;
	pthread_mutex_lock(&p->lock);
	fd = borrow(p, now_ms() + PICTURE_WAIT_MS);
	well = is_ready(fd, now_ms() + PICTURE_WAIT_MS);
	if (fd >= 0)
		give_back(p, fd);
	pthread_mutex_unlock(&p->lock);
	return well;
}
