/*
 * cli/hand: one operation handed to a running server over its JSON API, for a command that
 * may not write beside it.  Plain HTTP to this machine only: a token must not travel a
 * network in the clear, and a TLS proxy in front listens on this machine too.
 */
#include "doors/cli/cli.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json.h"

enum { ANSWER_MAX = 4 << 20, WAIT_S = 600 };

/* "http://127.0.0.1:8080": host and port; false: not this machine, or not plain HTTP. */
static bool
split(struct cli *c, str url, const char **ret_host, const char **ret_port)
{
	str rest = url, host;

	if (!str_starts(rest, STR("http://")))
		return false;
	rest = (str){ rest.p + 7, rest.n - 7 };
	rest = str_cut(&rest, '/');
	host = str_cut(&rest, ':');
	if (!str_eq(host, STR("127.0.0.1")) && !str_eq(host, STR("localhost")))
		return false;
	*ret_host = str_c(c->mem, host);
	*ret_port = rest.n > 0 ? str_c(c->mem, rest) : "80";
	return true;
}

/* Letters, digits, - and _: nothing that could end the header it stands in. */
static bool
is_token(str s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	for (size_t i = 0; i < s.n; i++)
		if (memchr(letters, s.p[i], sizeof letters - 1) == NULL)
			return false;
	return s.n > 0 && s.n < 200;
}

static int
dial(const char *host, const char *port)
{
	struct addrinfo want = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct timeval  wait = { .tv_sec = WAIT_S };
	struct addrinfo *at = NULL;
	int             fd, bad;

	if (getaddrinfo(host, port, &want, &at) != 0)
		return -1;
	fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0) {
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
		bad = connect(fd, at->ai_addr, at->ai_addrlen) != 0 ? errno : 0;
		if (bad != 0) {
			(void)close(fd);
			fd = -1;
			errno = bad;
		}
	}
	freeaddrinfo(at);
	return fd;
}

/* A server that refuses by the head alone answers before it has read the body: then we listen. */
static bool
talk(int fd, str ask, char *at, size_t *ret_n)
{
	size_t n = 0;

	for (size_t sent = 0; sent < ask.n;) {
		ssize_t k = send(fd, ask.p + sent, ask.n - sent, MSG_NOSIGNAL);

		if (k <= 0)
			break;
		sent += (size_t)k;
	}
	while (n < ANSWER_MAX) {
		ssize_t k = recv(fd, at + n, ANSWER_MAX - n, 0);

		if (k <= 0)
			break;
		n += (size_t)k;
	}
	*ret_n = n;
	return n > 12;
}

/* Status and body of an answer that ends with its connection. */
static bool
read_answer(str answer, int64_t *ret_status, str *ret_body)
{
	const char *end = memmem(answer.p, answer.n, "\r\n\r\n", 4);

	if (end == NULL || !str_starts(answer, STR("HTTP/1.1 ")) || !str_to_int((str){ answer.p + 9, 3 }, ret_status))
		return false;
	*ret_body = (str){ end + 4, answer.n - (size_t)(end + 4 - answer.p) };
	return true;
}

static int
refused(struct cli *c, int64_t status, str body)
{
	const struct json *top = NULL, *said;
	struct json_fault  fault;

	said = json_parse(c->mem, body, &top, &fault) ? json_get(top, STR("detail")) : NULL;
	return cli_fail(c, status == 401 || status == 403 || status == 404 ? EX_NOPERM : status >= 500 ? EX_UNAVAILABLE
	    : EX_DATAERR, "%.*s", STR_ARG(said != NULL ? said->text : STR("The server refused it.")));
}

int
cli_hand(struct cli *c, const struct cli_hand *h, void **ret_out)
{
	const char *host, *port;
	char       *at = arena_take(c->mem, ANSWER_MAX);
	int64_t     status = 0;
	size_t      n = 0;
	str         ask, body = STR("");
	bool        good;
	int         fd;

	if (!split(c, h->url, &host, &port))
		return cli_fail(c, EX_USAGE, "--to takes the address of a Waggle on this machine, like"
		    " http://127.0.0.1:8080.");
	if (!is_token(h->token))
		return cli_fail(c, EX_DATAERR, "That file holds no token.");
	fd = dial(host, port);
	if (fd < 0)
		return cli_fail(c, EX_UNAVAILABLE, "Nothing answers at %.*s: %s.", STR_ARG(h->url), strerror(errno));
	ask = str_fmt(c->mem, "POST /api/v1%.*s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %.*s\r\n"
	    "Content-Type: application/json\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%.*s",
	    STR_ARG(h->op->path), host, port, STR_ARG(h->token), h->json.n, STR_ARG(h->json));
	good = talk(fd, ask, at, &n) && read_answer((str){ at, n }, &status, &body);
	(void)close(fd);
	if (!good)
		return cli_fail(c, EX_UNAVAILABLE, "%.*s gave no answer that we understand.", STR_ARG(h->url));
	if (status != 200)
		return refused(c, status, body);
	*ret_out = arena_take(c->mem, h->op->out_size);
	return shape_read(c->mem, h->op->out, body, *ret_out) ? EX_OK
	    : cli_fail(c, EX_UNAVAILABLE, "%.*s gave no answer that we understand.", STR_ARG(h->url));
}
