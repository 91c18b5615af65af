/*
 * web/check: what the parts of a lawful head (head.c) must mean together.
 *
 * One Host and no more; nothing sent twice that may be sent once; a length and never
 * chunks; three methods; limits on address, headers and body.  When in doubt it refuses:
 * a proxy in front and we must never read the same bytes as two different requests.
 */
#include "doors/web/head.h"
#include "doors/web/web_in.h"

#include <string.h>
#include <strings.h>

static const char *const once_only[] = {
	"Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Cookie", "Origin",
	"Authorization", "Referer", "User-Agent", "If-None-Match", "Range", "Expect",
	"Idempotency-Key", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Proto",
	"Content-Encoding", "Content-Range", "X-Forwarded-Host", "X-HTTP-Method-Override",
};

/* What a Connection line may never take away from those behind: RFC 9110 7.6.1. */
static const char *const end_to_end[] = {
	"Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Cookie", "Authorization",
	"Origin", "Cache-Control",
};

static size_t
times_sent(const struct exchange *x, const char *name)
{
	size_t len = strlen(name), n = 0;

	for (size_t i = 0; i < x->nheaders; i++) {
		str h = x->headers[i].name;

		n += h.n == len && strncasecmp(h.p, name, len) == 0;
	}
	return n;
}

static bool
is_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* "[::1]:8080", "ward.example.org", "10.0.0.1:80" */
static bool
host_lawful(str host)
{
	size_t  i = 0, n = 0;
	bool    six = host.n > 0 && host.p[0] == '[';
	int64_t port = 0;

	if (host.n == 0 || host.n > 255)
		return false;
	for (i += six; i < host.n; i++, n++) {
		unsigned char c = (unsigned char)host.p[i];

		if (!is_letter(c) && strchr(six ? ":." : "-._", c) == NULL)
			break;
	}
	if (n == 0 || (six && (i == host.n || host.p[i++] != ']')))
		return false;
	if (i == host.n)
		return true;
	return host.p[i] == ':' && host.n - i <= 6 && all_digits((str){ host.p + i + 1, host.n - i - 1 }) &&
	    str_to_int((str){ host.p + i + 1, host.n - i - 1 }, &port) && port > 0 && port <= 65535;
}

static bool
is_hex(const char *p, size_t n)
{
	return n >= 2 && strspn((char[]){ p[0], p[1], 0 }, "0123456789abcdefABCDEF") == 2;
}

static bool
path_lawful(str path)
{
	if (path.n == 0 || path.p[0] != '/')
		return false;                   /* "*": not for us */
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}#", c) != NULL)
			return false;
		if (c == '%' && !is_hex(path.p + i + 1, path.n - i - 1))
			return false;
	}
	return true;
}

/*
 * "http://ward.example.org/x" (RFC 9112 3.2.2) is "/x", if it names the very host that the
 * Host line names; otherwise it stays as it is, and no path.
 */
static void
take_host_off(struct exchange *x)
{
	str    host = exchange_header(x, "Host");
	size_t n = strncasecmp(x->path.p, "http://", 7) == 0 ? 7 : 8;

	if (x->path.n < 8 || x->path.n - n < host.n || host.n == 0 ||
	    (n == 8 && strncasecmp(x->path.p, "https://", 8) != 0) ||
	    strncasecmp(x->path.p + n, host.p, host.n) != 0)
		return;
	n += host.n;
	if (x->path.n == n)
		x->path = STR("/");
	else if (x->path.p[n] == '/')
		x->path = (str){ x->path.p + n, x->path.n - n };
}

static bool
query_lawful(str query)
{
	for (size_t i = 0; i < query.n; i++) {
		unsigned char c = (unsigned char)query.p[i];

		if (c <= ' ' || c >= 0x7F || c == '#')
			return false;
	}
	return true;
}

static int
check_length(const struct exchange *x)
{
	str     length = exchange_header(x, "Content-Length");
	int64_t n = 0;

	if (times_sent(x, "Transfer-Encoding") > 0)
		return times_sent(x, "Content-Length") > 0 ? 400 : 411;
	if (times_sent(x, "Content-Length") == 0)
		return x->method == HTTP_POST ? 411 : 0;
	if (!all_digits(length) || !str_to_int(length, &n))
		return 400;
	if (n > BODY_MAX)
		return 413;
	return n > 0 && x->method != HTTP_POST ? 400 : 0;
}

bool
check_connection(const struct exchange *x, str word)
{
	for (size_t i = 0; i < x->nheaders; i++)
		if (x->headers[i].name.n == 10 && strncasecmp(x->headers[i].name.p, "Connection", 10) == 0 &&
		    head_list_has(x->headers[i].value, word))
			return true;
	return false;
}

static int
check_headers(const struct exchange *x)
{
	str expect = exchange_header(x, "Expect"), coding = exchange_header(x, "Content-Encoding");

	for (size_t i = 0; i < LEN(once_only); i++)
		if (times_sent(x, once_only[i]) > 1)
			return 400;
	if (!host_lawful(exchange_header(x, "Host")))
		return 400;
	for (size_t i = 0; i < LEN(end_to_end); i++)
		if (check_connection(x, str_of(end_to_end[i])))
			return 400;
	if (coding.n > 0 && !head_list_has(coding, STR("identity")))
		return 415;
	return expect.n > 0 && !head_list_has(expect, STR("100-continue")) ? 417 : 0;
}

bool
check_head(struct exchange *x, str method, struct fault *ret_fault)
{
	struct fault f = { .status = check_headers(x) };

	if (x->path.n > 0 && x->path.p[0] != '/')
		take_host_off(x);
	if (f.status != 0)
		;
	else if (!str_eq(method, STR("GET")) && !str_eq(method, STR("HEAD")) &&
	    !str_eq(method, STR("POST")))
		f = (struct fault){ 405, "GET, HEAD, POST" };
	else if (!path_lawful(x->path) || !query_lawful(x->query))
		f.status = 400;
	else
		f.status = check_length(x);
	*ret_fault = f;
	return f.status == 0;
}

/* The name of a host without its port. */
static str
host_name(str host)
{
	size_t end = host.n;

	for (size_t i = host.n; i > 0 && host.p[i - 1] != ']'; i--)
		if (host.p[i - 1] == ':') {
			end = i - 1;
			break;
		}
	return (str){ host.p, end };
}

bool
check_cross_site(const struct exchange *x)
{
	str origin = exchange_header(x, "Origin"), site = exchange_header(x, "Sec-Fetch-Site");
	str host = exchange_header(x, "Host");
	str scheme = x->site->tls_in_front ? STR("https://") : STR("http://");

	if (site.n > 0 && !str_eq(site, STR("same-origin")) && !str_eq(site, STR("none")))
		return true;
	if (origin.n == 0)
		return false;
	if (!str_starts(origin, scheme))
		return true;
	origin = (str){ origin.p + scheme.n, origin.n - scheme.n };
	if (x->site->tls_in_front)              /* a proxy may leave the port out of Host */
		return !str_eq(host_name(origin), host_name(host));
	return !str_eq(origin, host);
}

bool
check_own_path(str path)
{
	if (path.n == 0 || path.n > 1000 || path.p[0] != '/' || str_starts(path, STR("//")))
		return false;
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c <= ' ' || c >= 0x7F || c == '\\')
			return false;
	}
	return true;
}
