/*
 * web/listen: addresses and sockets.
 *
 * Each web thread listens on a socket of its own (SO_REUSEPORT), so that the kernel shares
 * out connections evenly.  Plain HTTP is refused off this machine: only a TLS proxy may
 * carry it further.  Every refusal is one clear sentence on stderr.
 */
#include "doors/web/web_in.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

struct place { struct sockaddr_storage at; socklen_t n; bool loopback; };

static bool
read_v4(const char *host, uint16_t port, struct place *ret)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };

	if (inet_pton(AF_INET, host, &in.sin_addr) != 1)
		return false;
	ret->loopback = (ntohl(in.sin_addr.s_addr) >> 24) == 127;
	ret->n = sizeof in;
	memcpy(&ret->at, &in, sizeof in);
	return true;
}

static bool
read_v6(const char *host, uint16_t port, struct place *ret)
{
	struct sockaddr_in6 in = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	if (inet_pton(AF_INET6, host, &in.sin6_addr) != 1)
		return false;
	ret->loopback = IN6_IS_ADDR_LOOPBACK(&in.sin6_addr);
	ret->n = sizeof in;
	memcpy(&ret->at, &in, sizeof in);
	return true;
}

/* "127.0.0.1:8080", "localhost:8080", "[::1]:8080" */
static bool
read_place(str text, struct place *ret)
{
	char    host[64];
	int64_t port = 0;
	size_t  colon = text.n;
	bool    six = text.n > 0 && text.p[0] == '[';

	while (colon > 0 && text.p[colon - 1] != ':')
		colon--;
	if (colon < 2 || colon - 1 >= sizeof host ||
	    !str_to_int((str){ text.p + colon, text.n - colon }, &port) || port < 1 || port > 65535)
		return false;
	if (six && text.p[colon - 2] != ']')
		return false;
	(void)snprintf(host, sizeof host, "%.*s", (int)(colon - 1 - (six ? 2 : 0)),
	    text.p + (six ? 1 : 0));
	if (strcmp(host, "localhost") == 0)
		return read_v4("127.0.0.1", (uint16_t)port, ret);
	return six ? read_v6(host, (uint16_t)port, ret) : read_v4(host, (uint16_t)port, ret);
}

static int
open_one(const struct place *p, bool shared)
{
	int fd = socket(p->at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0)
		return -1;
	/* connections inherit NODELAY: an answer is sent whole, and never waits for more */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 ||
	    (shared && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) ||
	    bind(fd, (const struct sockaddr *)&p->at, p->n) != 0 || listen(fd, BACKLOG) != 0) {
		int why = errno;

		(void)close(fd);
		errno = why;
		return -1;
	}
	return fd;
}

static err
say_why(str listen, int why)
{
	if (why == EADDRINUSE) {
		fprintf(stderr, "waggle: %.*s is in use: another program listens there. Stop it, or "
		    "choose another address with WAGGLE_LISTEN.\n", STR_ARG(listen));
		return ERR_CLASH;
	}
	if (why == EACCES) {
		fprintf(stderr, "waggle: this account may not listen on %.*s. Choose a port above "
		    "1023 with WAGGLE_LISTEN.\n", STR_ARG(listen));
		return ERR_DENIED;
	}
	fprintf(stderr, "waggle: cannot listen on %.*s: %s. Set WAGGLE_LISTEN to an address of "
	    "this machine.\n", STR_ARG(listen), strerror(why));
	return ERR_INPUT;
}

/* Every kept connection is a file: take as many as this account may have. */
static void
allow_many_files(void)
{
	struct rlimit most;

	if (getrlimit(RLIMIT_NOFILE, &most) == 0 && most.rlim_cur < most.rlim_max) {
		most.rlim_cur = most.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &most);
	}
}

err
listen_open(const struct site *site, unsigned n, int *ret_fds)
{
	struct place p;
	int          alone;

	allow_many_files();
	memset(&p, 0, sizeof p);
	if (!read_place(site->listen, &p)) {
		fprintf(stderr, "waggle: \"%.*s\" is not an address to listen on. WAGGLE_LISTEN looks "
		    "like 127.0.0.1:8080 or [::1]:8080.\n", STR_ARG(site->listen));
		return ERR_INPUT;
	}
	if (!p.loopback && !site->tls_in_front) {
		fprintf(stderr, "waggle: %.*s can be reached from other machines, and plain HTTP would "
		    "carry passwords in the open. Put a TLS proxy in front and set WAGGLE_HTTPS=1, "
		    "or listen on 127.0.0.1.\n", STR_ARG(site->listen));
		return ERR_DENIED;
	}
	/* SO_REUSEPORT would let a second waggle join in unseen: try alone first. */
	alone = open_one(&p, false);
	if (alone < 0)
		return say_why(site->listen, errno);
	(void)close(alone);
	for (unsigned i = 0; i < n; i++) {
		ret_fds[i] = open_one(&p, true);
		if (ret_fds[i] >= 0)
			continue;
		while (i > 0)
			(void)close(ret_fds[--i]);
		return say_why(site->listen, errno);
	}
	return OK;
}
