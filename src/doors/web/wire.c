/*
 * web/wire: connections.  Reads what comes, sends what there is to say, and hangs up on
 * those who dawdle.  Bytes go past the gate (head.c) before anything else looks at them.
 *
 * The kernel tells of each change once (edge-triggered), so a wire remembers whether there
 * may be more to read or room to send.  A step never takes long: whoever sends without end
 * is put behind the others after a few rounds.
 */
#include "doors/web/serve_in.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { ROUNDS = 16, LATE_MAX = 4 };     /* a late one costs a page and a line in the log */
enum step { STEP_AGAIN, STEP_WAIT, STEP_GONE };

static const uint32_t EVENTS = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

/* ---- the ring ---- */

static void
ring_out(struct wire *w)
{
	w->prev->next = w->next;
	w->next->prev = w->prev;
}

static void
ring_last(struct thread *th, struct wire *w)
{
	w->next = &th->wires;
	w->prev = th->wires.prev;
	w->prev->next = w;
	th->wires.prev = w;
}

static int64_t
patience_ms(const struct wire *w)
{
	return w->thread->web->patience_ms;
}

static bool
is_idle(const struct wire *w)
{
	return w->state == WIRE_HEAD && w->in_n == 0;
}

void
wire_open(struct thread *th, int fd, const void *sockaddr)
{
	const struct sockaddr *sa = sockaddr;
	struct epoll_event     on = { .events = EVENTS };
	struct wire           *w = calloc(1, sizeof *w);

	if (w == NULL) {                        /* no memory: they may come again */
		(void)close(fd);
		return;
	}
	on.data.ptr = w;
	w->thread = th;
	w->fd = fd;
	w->six = sa->sa_family == AF_INET6;
	if (w->six)
		memcpy(w->peer, &((const struct sockaddr_in6 *)sockaddr)->sin6_addr, 16);
	else
		memcpy(w->peer, &((const struct sockaddr_in *)sockaddr)->sin_addr, 4);
	w->deadline = th->now_ms + patience_ms(w);
	ring_last(th, w);
	th->nwires++;
	if (epoll_ctl(th->epoll, EPOLL_CTL_ADD, fd, &on) != 0)
		wire_close(w);
}

void
wire_close(struct wire *w)
{
	if (w->state == WIRE_GONE)
		return;
	ring_out(w);
	(void)close(w->fd);
	if (w->talk != NULL)
		talk_free(w->talk);
	free(w->in);
	w->talk = NULL;
	w->in = NULL;
	w->state = WIRE_GONE;
	w->next = w->thread->gone;              /* this round may still hold an event for it */
	w->thread->gone = w;
	w->thread->nwires--;
}

void
wires_bury(struct thread *th)
{
	while (th->gone != NULL) {
		struct wire *w = th->gone;

		th->gone = w->next;
		free(w);
	}
}

/* One that began to speak is told why; one that said nothing is not. */
static void
wire_late(struct wire *w)
{
	if (w->state == WIRE_BODY || (w->state == WIRE_HEAD && w->in_n > 2)) {
		talk_refuse(w, 408);
		wire_go(w);
	} else {
		wire_close(w);
	}
}

bool
wires_sweep(struct thread *th, bool all)
{
	struct wire *next;
	int          late = 0;

	for (struct wire *w = th->wires.next; w != &th->wires; w = next) {
		next = w->next;
		if (all)
			wire_close(w);
		else if (w->deadline < th->now_ms) {
			if (late++ == LATE_MAX)
				return true;
			wire_late(w);
		}
	}
	return false;
}

bool
wires_make_room(struct thread *th)
{
	for (struct wire *w = th->wires.next; w != &th->wires; w = w->next)
		if (is_idle(w)) {
			wire_close(w);
			return true;
		}
	return false;
}

/* ---- steps ---- */

/* recv() that remembers when there is no more.  -1: nothing now, 0: the end. */
static ssize_t
take(struct wire *w, void *to, size_t n)
{
	ssize_t got = recv(w->fd, to, n, 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
		w->readable = errno == EINTR;
		return -1;
	}
	if (got > 0 && (size_t)got < n && !w->ended)
		w->readable = false;
	return got < 0 ? 0 : got;
}

/* Keeps what is not used up yet, in no more room than it needs.  False: no memory, and it is closed. */
static bool
put_by(struct wire *w, str rest)
{
	char *old = w->in, *new = rest.n > 0 ? malloc(rest.n) : NULL;

	if (rest.n > 0 && new == NULL) {
		wire_close(w);
		return false;
	}
	if (new != NULL)
		memcpy(new, rest.p, rest.n);
	w->in = new;
	w->in_n = (uint32_t)rest.n;
	free(old);
	return true;
}

static void
begin_body(struct wire *w)
{
	w->state = WIRE_BODY;
	w->talk->began_ms = w->thread->now_ms;
	w->deadline = w->talk->began_ms + 2 * patience_ms(w);
}

/* RFC 9110 10.1.1: the client waits to hear that its body is wanted. */
static void
say_go_on(struct wire *w)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (w->in_n == 0 && w->talk->asked.minor == 1 && exchange_header(&w->talk->x, "Expect").n > 0)
		(void)!send(w->fd, go_on, sizeof go_on - 1, MSG_NOSIGNAL);
}

/* What came looks like a head, a whole one, or none. */
static enum step
judge(struct wire *w, str bytes)
{
	size_t scanned = w->scanned, n = 0;
	int    status = 0;

	switch (head_find(bytes, &scanned, &n, &status)) {
	case HEAD_MORE:
		if (w->in_n == 0 && bytes.n > 0)        /* its first bytes */
			w->deadline = w->thread->now_ms + patience_ms(w);
		w->scanned = (uint32_t)scanned;
		return put_by(w, bytes) ? STEP_AGAIN : STEP_GONE;
	case HEAD_BAD:
		talk_refuse(w, status);
		return STEP_AGAIN;
	case HEAD_WHOLE:
		break;
	}
	w->scanned = 0;
	if (!talk_begin(w, (str){ bytes.p, n })) {
		(void)put_by(w, STR(""));
		return STEP_AGAIN;
	}
	if (!put_by(w, (str){ bytes.p + n, bytes.n - n }))
		return STEP_GONE;
	begin_body(w);
	say_go_on(w);
	return STEP_AGAIN;
}

static enum step
step_head(struct wire *w)
{
	char   *scratch = w->thread->scratch;
	ssize_t got = 0;

	if (w->in_n > 0)
		memcpy(scratch, w->in, w->in_n);
	if (w->in_n > w->scanned + 1)                   /* more came with the request before */
		return judge(w, (str){ scratch, w->in_n });
	if (!w->readable)
		return STEP_WAIT;
	got = take(w, scratch + w->in_n, SCRATCH - w->in_n);
	if (got < 0)
		return STEP_AGAIN;
	if (got == 0) {
		wire_close(w);
		return STEP_GONE;
	}
	return judge(w, (str){ scratch, w->in_n + (size_t)got });
}

/* What came with the head belongs to the body first.  False: no memory, and it is closed. */
static bool
body_from_in(struct wire *w)
{
	struct talk *t = w->talk;
	char        *at;

	while (w->in_n > 0 && t->body_n < t->body_whole) {
		size_t room = talk_room(t, &at), n = w->in_n < room ? w->in_n : room;

		if (n == 0)
			break;
		memcpy(at, w->in, n);
		t->body_n += n;
		if (!put_by(w, (str){ w->in + n, w->in_n - n }))
			return false;
	}
	return true;
}

static enum step
step_body(struct wire *w)
{
	struct talk *t = w->talk;
	char        *at;
	size_t       room;
	ssize_t      got;

	if (!body_from_in(w))
		return STEP_GONE;
	if (t->body_n == t->body_whole) {
		talk_answer(t);
		return STEP_AGAIN;
	}
	if (!w->readable)
		return STEP_WAIT;
	room = talk_room(t, &at);
	if (room == 0) {
		talk_refuse(w, 503);
		return STEP_AGAIN;
	}
	got = take(w, at, room);
	if (got == 0) {
		wire_close(w);
		return STEP_GONE;
	}
	t->body_n += got > 0 ? (size_t)got : 0;
	w->deadline = t->began_ms + 2 * patience_ms(w) + (int64_t)t->body_n * 1000 / BODY_RATE;
	return STEP_AGAIN;
}

static void
sent(struct talk *t, size_t n)
{
	size_t of_head = n < t->out_head.n ? n : t->out_head.n;

	t->out_head = (str){ t->out_head.p + of_head, t->out_head.n - of_head };
	t->out_body = (str){ t->out_body.p + (n - of_head), t->out_body.n - (n - of_head) };
	t->sent += (int64_t)n;
}

/* The answer is sent: the next request, or the end. */
static enum step
after_answer(struct wire *w)
{
	struct talk *t = w->talk;
	bool         hang_up = t->hang_up, refused = t->refused;

	talk_free(t);
	w->talk = NULL;
	if (!hang_up) {
		w->state = WIRE_HEAD;
		w->scanned = 0;
		w->deadline = w->thread->now_ms + patience_ms(w) * (w->in_n > 0 ? 1 : 3);
		ring_out(w);
		ring_last(w->thread, w);
		return STEP_AGAIN;
	}
	if (!refused && w->in_n == 0) {
		wire_close(w);
		return STEP_GONE;
	}
	(void)put_by(w, STR(""));
	(void)shutdown(w->fd, SHUT_WR);
	w->state = WIRE_LINGER;
	w->deadline = w->thread->now_ms + LINGER_MS;
	return STEP_AGAIN;
}

static enum step
step_send(struct wire *w)
{
	struct talk  *t = w->talk;
	struct iovec  io[] = { { (void *)(uintptr_t)t->out_head.p, t->out_head.n },
		{ (void *)(uintptr_t)t->out_body.p, t->out_body.n } };
	struct msghdr m = { .msg_iov = io, .msg_iovlen = LEN(io) };
	ssize_t       n;

	if (t->out_head.n + t->out_body.n == 0)
		return after_answer(w);
	if (!w->writable)
		return STEP_WAIT;
	n = sendmsg(w->fd, &m, MSG_NOSIGNAL);
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		w->writable = errno == EINTR;
		return STEP_AGAIN;
	}
	if (n < 0) {
		wire_close(w);
		return STEP_GONE;
	}
	sent(t, (size_t)n);
	w->deadline = w->thread->now_ms + patience_ms(w);
	if (w->deadline > t->began_ms + 2 * patience_ms(w) + t->sent * 1000 / READ_RATE)
		w->deadline = t->began_ms + 2 * patience_ms(w) + t->sent * 1000 / READ_RATE;
	return STEP_AGAIN;
}

/* Reads on and throws away, so that the answer is not lost with the connection. */
static enum step
step_linger(struct wire *w)
{
	if (!w->readable)
		return STEP_WAIT;
	if (take(w, w->thread->scratch, SCRATCH) == 0) {
		wire_close(w);
		return STEP_GONE;
	}
	return STEP_AGAIN;
}

static enum step
step(struct wire *w)
{
	switch (w->state) {
	case WIRE_HEAD:    return step_head(w);
	case WIRE_BODY:    return step_body(w);
	case WIRE_WAITING: return STEP_WAIT;
	case WIRE_SENDING: return step_send(w);
	case WIRE_LINGER:  return step_linger(w);
	case WIRE_GONE:    return STEP_GONE;
	}
	return STEP_GONE;
}

void
wire_go(struct wire *w)
{
	struct epoll_event on = { .events = EVENTS, .data.ptr = w };

	for (int i = 0; i < ROUNDS; i++)
		if (step(w) != STEP_AGAIN)
			return;
	/* others first: the kernel tells us of this one again at once */
	if (w->state != WIRE_GONE)
		(void)epoll_ctl(w->thread->epoll, EPOLL_CTL_MOD, w->fd, &on);
}

void
wire_event(struct wire *w, uint32_t events)
{
	if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
		w->readable = true;
	if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
		w->ended = true;
	if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0)
		w->writable = true;
	wire_go(w);
}
