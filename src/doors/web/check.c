/*
 * web/check: what a lawful request is, beyond what the HTTP library refuses by itself.
 *
 * One Host and no more; nothing sent twice that may be sent once; a length and never
 * chunks; three methods; limits on address, headers and body.  When in doubt it refuses:
 * a proxy in front and we must never read the same bytes as two different requests.
 */
#include "doors/web/web_in.h"

#include <string.h>
#include <strings.h>

static const char *const once_only[] = {
	"Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Cookie", "Origin",
	"Authorization", "Referer", "User-Agent", "If-None-Match", "Range", "Expect",
	"Idempotency-Key", "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Proto",
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
is_token_char(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool
header_lawful(struct http_header h)
{
	if (h.name.n == 0)
		return false;
	for (size_t i = 0; i < h.name.n; i++)
		if (!is_token_char((unsigned char)h.name.p[i]))
			return false;
	for (size_t i = 0; i < h.value.n; i++) {
		unsigned char c = (unsigned char)h.value.p[i];

		if ((c < ' ' && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

static bool
host_lawful(str host)
{
	bool inside = host.n > 0 && host.p[0] == '[';

	if (host.n == 0 || host.n > 255)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		unsigned char c = (unsigned char)host.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

		if (c == ']' && inside)
			inside = false;
		else if (!letter && strchr(inside && i > 0 ? ":." : "-._:", c) == NULL && c != '[')
			return false;
		if (c == '[' && i != 0)
			return false;
	}
	return !inside;
}

static bool
path_lawful(str path)
{
	if (path.n == 0 || path.p[0] != '/')
		return false;                   /* "*", "http://...": not for us */
	for (size_t i = 0; i < path.n; i++) {
		unsigned char c = (unsigned char)path.p[i];

		if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}#", c) != NULL)
			return false;
	}
	return true;
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

static bool
length_lawful(str length)
{
	int64_t n;

	for (size_t i = 0; i < length.n; i++)
		if (length.p[i] < '0' || length.p[i] > '9')
			return false;
	return str_to_int(length, &n) && n >= 0;
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
	if (!length_lawful(length))
		return 400;
	(void)str_to_int(length, &n);
	if (n > BODY_MAX)
		return 413;
	return n > 0 && x->method != HTTP_POST ? 400 : 0;
}

static int
check_headers(const struct exchange *x)
{
	if (x->nheaders > HEADERS_MAX)
		return 431;
	for (size_t i = 0; i < x->nheaders; i++)
		if (!header_lawful(x->headers[i]))
			return 400;
	for (size_t i = 0; i < LEN(once_only); i++)
		if (times_sent(x, once_only[i]) > 1)
			return 400;
	return host_lawful(exchange_header(x, "Host")) ? 0 : 400;
}

bool
check_head(const struct exchange *x, const char *method, const char *version,
    struct fault *ret_fault)
{
	struct fault f = { 0 };

	if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0)
		f.status = 505;
	else if ((f.status = check_headers(x)) != 0)
		;
	else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0 &&
	    strcmp(method, "POST") != 0)
		f = (struct fault){ 405, "GET, HEAD, POST" };
	else if (x->path.n + x->query.n > URL_MAX)
		f.status = 414;
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
