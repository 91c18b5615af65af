/*
 * doors/web, whole: raw bytes over a socket to a server on a free port, over a fresh store of
 * each engine.  What is lawful is answered, what is not is refused with our own page, and
 * every answer carries the same armour.
 * Requirement: reliability 2.1 (3.3, 3.4, 3.5.1, 3.7.2, 4.1.4, 4.2.1, 7.2.4, 15.3.7).
 */
#include "tests/support/web_house.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void
test_web__answers_with_its_armour(void **state)
{
	struct open_house h;
	str               a;

	web_house_open(&h, *state);
	expect(get(&h, "/sign-in", ""), 200);
	expect(get(&h, "/help-now", ""), 200);
	expect(get(&h, "/healthz", ""), 200);
	expect(get(&h, "/readyz", ""), 200);
	expect(get(&h, "/nothing-here", ""), 404);
	expect(get(&h, "/assets/none.css", ""), 404);
	a = get(&h, "/nothing-here", "");
	assert_true(str_has(a, STR("We cannot find that page")));
	assert_true(str_eq(header_of(a, "Cache-Control"), STR("no-store")));
	a = get(&h, "/me", "");
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/sign-in?back=/me")));
	a = talk(&h, str_fmt(h.f->mem, "HEAD /help-now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
	expect(a, 200);
	assert_false(str_has(a, STR("<html")));
	assert_true(str_has(header_of(a, "Content-Type"), STR("text/html")));
	a = talk(&h, STR("DELETE /help-now HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
	expect(a, 405);
	assert_true(header_of(a, "Allow").n > 0);
	a = post(&h, "/help-now", "", STR("a=1"));
	expect(a, 405);
	assert_true(str_eq(header_of(a, "Allow"), STR("GET, HEAD")));
	web_house_close(&h);
}

static void
test_web__nobody_gets_a_cookie_for_looking(void **state)
{
	struct open_house h;

	web_house_open(&h, *state);
	assert_int_equal(header_of(get(&h, "/sign-in", ""), "Set-Cookie").n, 0);
	assert_int_equal(header_of(get(&h, "/help-now", ""), "Set-Cookie").n, 0);
	assert_int_equal(header_of(get(&h, "/none", ""), "Set-Cookie").n, 0);
	web_house_close(&h);
}

#define ASK(lit) STR_INIT(lit)

static const str unlawful[] = {
	ASK("GET / HTTP/1.1\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nX: one\r\n two\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nX: one\r\n\ttwo\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n two\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nX\x01: a\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nX: a\x01\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"),
	ASK("GET / HTTP/1.1\nHost: a\n\n"),
	ASK("GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
	ASK("GET / HTTP/1.10\r\nHost: a\r\n\r\n"),
	ASK("GET / http/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET / HTTP/1.1 \r\nHost: a\r\n\r\n"),
	ASK("GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET / a HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET /\r\nHost: a\r\n\r\n"),
	ASK("/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n"),
	ASK("GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET /<script> HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET /\x80 HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("get / HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\ncontent-length: 3\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3 3\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\na=1"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
	ASK("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"),
	ASK("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
	ASK("GET / HTTP/1.1\r\nHost:\r\n\r\n"),
	ASK("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"),
};

/* Each is refused once, by a page of ours; what is smuggled behind it is never answered. */
static void
test_web__unlawful_requests_are_refused(void **state)
{
	struct open_house h;

	web_house_open(&h, *state);
	for (size_t i = 0; i < LEN(unlawful); i++) {
		str a = talk_for(&h, unlawful[i], 500);

		if (status_of(a) < 400 || answers_in(a) != 1 || str_has(a, STR("smuggled")))
			fail_msg("ask %zu: %d, %zu answers: %.*s", i, status_of(a), answers_in(a), STR_ARG(unlawful[i]));
		expect(a, status_of(a));
		assert_true(str_eq(header_of(a, "Connection"), STR("close")) || status_of(a) == 404);
	}
	expect(get(&h, "/help-now", ""), 200);
	web_house_close(&h);
}

static void
test_web__lawful_oddities_are_answered(void **state)
{
	static const char *const asks[] = {
		"\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost:a\r\nConnection: close\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: \t a  \r\nConnection: close\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nConnection: close\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: a\r\nX: caf\xC3\xA9\r\nConnection: close\r\n\r\n",
		"GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n",
		"GET http://a/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
		"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: x\r\nConnection: y, Close\r\n\r\n",
		"GET /healthz?a=%2e&b HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\n\r\n",
	};
	struct open_house h;

	web_house_open(&h, *state);
	for (size_t i = 0; i < LEN(asks); i++)
		expect(talk(&h, str_of(asks[i])), 200);
	web_house_close(&h);
}

static void
test_web__limits_are_kept(void **state)
{
	struct open_house h;
	struct buf        b = { .mem = ((struct fresh *)*state)->mem };

	web_house_open(&h, *state);
	buf_add(&b, STR("GET /"));
	for (int i = 0; i < 9000; i++)
		buf_add(&b, STR("a"));
	buf_add(&b, STR(" HTTP/1.1\r\nHost: a\r\n\r\n"));
	expect(talk(&h, buf_str(&b)), 414);
	/* just inside them, with a cookie of some size, it is read and answered */
	b.n = 0;
	buf_add(&b, STR("GET /"));
	for (int i = 0; i < URL_MAX - 1; i++)
		buf_add(&b, STR("a"));
	buf_add(&b, STR(" HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: other="));
	for (int i = 0; i < 3000; i++)
		buf_add(&b, STR("c"));
	buf_add(&b, STR("\r\n\r\n"));
	expect(talk(&h, buf_str(&b)), 404);
	b.n = 0;
	buf_add(&b, STR("GET / HTTP/1.1\r\nHost: a\r\n"));
	for (int i = 0; i < 120; i++)
		buf_addf(&b, "X-%d: y\r\n", i);
	buf_add(&b, STR("\r\n"));
	expect(talk(&h, buf_str(&b)), 431);
	expect(talk(&h, STR("POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 12582913\r\n\r\n")), 413);
	expect(post(&h, "/sign-in", "", STR("login=%FF")), 400);
	expect(post(&h, "/sign-in", "", STR("login=a&login=b")), 400);
	expect(get(&h, "/sign-in?back=/a&back=/b", ""), 400);
	expect(talk(&h, STR("POST /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>")), 415);
	web_house_close(&h);
}

static void
test_web__public_pages_are_kept_a_minute_and_packed(void **state)
{
	struct open_house h;
	str               a, etag;

	web_house_open(&h, *state);
	a = get(&h, "/help-now", "");
	etag = header_of(a, "ETag");
	assert_true(etag.n > 8 && str_starts(header_of(a, "Cache-Control"), STR("public")));
	a = get(&h, "/help-now", str_c(h.f->mem, str_fmt(h.f->mem, "If-None-Match: %.*s\r\n", STR_ARG(etag))));
	expect(a, 304);
	a = get(&h, "/help-now", "Accept-Encoding: br, gzip\r\n");
	expect(a, 200);
	assert_true(str_eq(header_of(a, "Content-Encoding"), STR("gzip")));
	assert_false(str_has(a, STR("<html")));
	a = get(&h, "/help-now", "Accept-Encoding: gzip;q=0\r\n");
	assert_int_equal(header_of(a, "Content-Encoding").n, 0);
	web_house_close(&h);
}

/* A kept page is the same page, for each language and coding, and goes when something changes. */
static void
test_web__kept_pages_are_true(void **state)
{
	struct open_house h;
	str               first, again, arabic;

	web_house_open(&h, *state);
	first = get(&h, "/notes", "");
	again = get(&h, "/notes", "");
	expect(first, 200);
	assert_true(str_has(first, STR("notes: 0.")) && str_has(again, STR("notes: 0.")));
	assert_true(str_eq(header_of(first, "ETag"), header_of(again, "ETag")));
	assert_int_equal(status_of(get(&h, "/notes", str_c(h.f->mem, str_fmt(h.f->mem,
	    "If-None-Match: %.*s\r\n", STR_ARG(header_of(again, "ETag")))))), 304);
	assert_true(str_eq(header_of(get(&h, "/notes", "Accept-Encoding: gzip\r\n"), "Content-Encoding"),
	    STR("gzip")));
	assert_true(str_eq(header_of(get(&h, "/notes", "Accept-Encoding: gzip\r\n"), "Content-Encoding"),
	    STR("gzip")));
	assert_int_equal(header_of(get(&h, "/notes", ""), "Content-Encoding").n, 0);
	arabic = get(&h, "/notes", "Accept-Language: ar\r\n");
	assert_true(str_has(arabic, STR("in ar")));
	expect(note(&h, key_from(get(&h, "/notes/new", "")), "fruit"), 303);
	for (int i = 0; i < 6; i++)             /* whichever thread answers */
		assert_true(str_has(get(&h, "/notes", ""), STR("notes: 1.")));
	web_house_close(&h);
}

/* Has anything come back on this connection? */
static bool
answered(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, 0) == 1;
}

/* Eight posters at once, and a page in the meantime does not wait for any of them: the last two
 * posters take turns behind six others, and come after four pages however slow the machine is. */
static void
test_web__slow_drawing_keeps_nobody_waiting(void **state)
{
	enum { POSTERS = 8 };
	static const char ask[] = "GET /notes/paper HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
	struct open_house h;
	int               fds[POSTERS], waiting = 0;

	web_house_open(&h, *state);
	for (int i = 0; i < POSTERS; i++) {
		fds[i] = dial(&h);
		(void)!send(fds[i], ask, sizeof ask - 1, MSG_NOSIGNAL);
	}
	(void)usleep(50000);
	for (int i = 0; i < 4; i++)
		expect(get(&h, "/notes/new", ""), 200);
	for (int i = 0; i < POSTERS; i++)
		waiting += !answered(fds[i]);
	assert_true(waiting >= 2);
	for (int i = 0; i < POSTERS; i++) {
		char at[16] = { 0 };

		assert_int_equal(recv(fds[i], at, 12, MSG_WAITALL), 12);
		assert_string_equal(at, "HTTP/1.1 200");
		(void)close(fds[i]);
	}
	assert_true(str_has(get(&h, "/notes/paper", ""), STR("paper of 0")));
	assert_true(str_starts(header_of(get(&h, "/notes/paper", ""), "Content-Disposition"),
	    STR("attachment; filename=\"notes.pdf\"")));
	web_house_close(&h);
}

/* Many at once on kept connections: each gets its own answer. */
static void
test_web__kept_connections_and_pipelines(void **state)
{
	struct open_house h;
	struct buf        b = { .mem = ((struct fresh *)*state)->mem };

	web_house_open(&h, *state);
	for (int i = 0; i < 20; i++)
		buf_addf(&b, "GET /healthz HTTP/1.1\r\nHost: a\r\n%s\r\n", i == 19 ? "Connection: close\r\n" : "");
	assert_int_equal(answers_in(talk(&h, buf_str(&b))), 20);
	web_house_close(&h);
}

static int64_t
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* A head that comes a letter a second is hung up on, and nobody else waits for it. */
static void
test_web__dawdlers_are_hung_up_on(void **state)
{
	static const char slow[] = "GET /help-now HTTP/1.1\r\nHost: a\r\nX-Slow: ";
	struct open_house h;
	int64_t           began = seconds();
	int               fd;
	bool              open = true;

	web_house_open(&h, *state);
	fd = dial(&h);
	(void)!send(fd, slow, sizeof slow - 1, MSG_NOSIGNAL);
	while (open && seconds() - began < 40) {
		struct pollfd p = { fd, POLLIN, 0 };
		char          c;

		if (poll(&p, 1, 1000) == 1 && recv(fd, &c, 1, 0) <= 0)
			open = false;
		else if (send(fd, "z", 1, MSG_NOSIGNAL) < 0)
			open = false;
		if (seconds() - began == 3)
			expect(get(&h, "/help-now", ""), 200);
	}
	assert_false(open);
	assert_true(seconds() - began >= 8 && seconds() - began <= 30);
	(void)close(fd);
	web_house_close(&h);
}

static void
test_web__says_why_it_cannot_start(void **state)
{
	struct open_house h;
	struct site       other;
	struct web       *web = NULL;

	web_house_open(&h, *state);
	other = h.site;
	assert_int_equal(web_start(&other, &web), ERR_CLASH);
	other.listen = STR("0.0.0.0:18080");
	assert_int_equal(web_start(&other, &web), ERR_DENIED);
	other.listen = STR("127.0.0.1:99999");
	assert_int_equal(web_start(&other, &web), ERR_INPUT);
	other.listen = STR("nonsense");
	assert_int_equal(web_start(&other, &web), ERR_INPUT);
	web_house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_web__answers_with_its_armour),
		ON_BOTH(test_web__nobody_gets_a_cookie_for_looking),
		ON_BOTH(test_web__unlawful_requests_are_refused),
		ON_BOTH(test_web__lawful_oddities_are_answered),
		ON_BOTH(test_web__limits_are_kept),
		ON_BOTH(test_web__public_pages_are_kept_a_minute_and_packed),
		ON_BOTH(test_web__kept_pages_are_true),
		ON_BOTH(test_web__slow_drawing_keeps_nobody_waiting),
		ON_BOTH(test_web__kept_connections_and_pipelines),
		ON_BOTH(test_web__dawdlers_are_hung_up_on),
		ON_BOTH(test_web__says_why_it_cannot_start),
	};

	return run_on_both(tests);
}
