/*
 * doors/web, whole: a server on a free port, a fresh store of each engine, and raw bytes
 * over a socket.  What is lawful is answered, what is not is refused with our own page, a
 * change needs the key of our own form, and every answer carries the same armour.
 * long: every kind of request needs the same server, rooms and raw client.
 * Requirement: reliability 2.1 (3.3, 3.4, 3.5.1, 3.7.2, 4.1.4, 4.2.1, 7.2.4, 15.3.7).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "access/access.h"
#include "base/secret.h"
#include "doors/web/web_in.h"
#include "page/ui.h"
#include "rooms/session/session.h"
#include "tests/support/engines.h"

enum { ANSWER_MAX = 256 * 1024, WAIT_MS = 5000 };

struct open_house {
	struct fresh *f;
	struct site   site;
	struct routes routes[2];
	struct web   *web;
	int           port;
};

/* ---- a room of the test's own: notes, kept as settings ---- */

struct note_in { str said; };
struct note { int64_t n; };

static const struct field note_fields[] = {
	{ STR_INIT("said"), FIELD_TEXT, offsetof(struct note_in, said), .max = 200, .about = "What." },
};
static const struct shape_field note_shape_fields[] = { SH(struct note, SHAPE_INT, n) };
static const struct shape note_shape = SHAPE("note", struct note, note_shape_fields);

static err
note_ask_run(struct cx *cx, const void *in, void *ret_out)
{
	(void)cx;
	(void)in;
	(void)ret_out;
	return OK;
}

/* "clash" meets somebody else's change; "broken" a failing database. */
static err
note_add_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct note_in *in = vin;
	struct stmt          *s;

	if (str_eq(in->said, STR("clash")))
		return cx_fail(cx, ERR_CLASH, "version.stale", STR("said"));
	if (str_eq(in->said, STR("denied")))
		return cx_fail(cx, ERR_DENIED, "access.denied", STR(""));
	s = stmt_new(cx->db, cx->mem, str_eq(in->said, STR("broken")) ?
	    SQL("INSERT INTO no_such_table (value) VALUES (?) RETURNING 1") :
	    SQL("INSERT INTO setting (name, value) SELECT ? || count(*), 'note' FROM setting RETURNING 1"));
	stmt_put_str(s, in->said);
	while (stmt_next(s))
		((struct note *)ret_out)->n = stmt_get_int(s);
	return stmt_end(s);
}

static const struct op note_ask = { .name = STR_INIT("note.ask"), .path = STR_INIT("/notes/new"),
	.may = MAY_ANYONE, .tx = TX_READ, .about = "Asks.", .in_size = 1, .out_size = 1, .run = note_ask_run };
static const struct op note_add = { .name = STR_INIT("note.add"), .path = STR_INIT("/notes"),
	.may = MAY_ANYONE, .tx = TX_WRITE, .about = "Adds.", FIELDS(note_fields),
	.in_size = sizeof(struct note_in), .out_size = sizeof(struct note), .out = &note_shape,
	.run = note_add_run };

static err
note_count_run(struct cx *cx, const void *in, void *ret_out)
{
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT count(*) FROM setting WHERE value = 'note'"));

	(void)in;
	while (stmt_next(s))
		((struct note *)ret_out)->n = stmt_get_int(s);
	return stmt_end(s);
}

static const struct op note_count = { .name = STR_INIT("note.count"), .path = STR_INIT("/notes"),
	.may = MAY_ANYONE, .tx = TX_READ, .about = "Counts.", .in_size = 1,
	.out_size = sizeof(struct note), .out = &note_shape, .run = note_count_run };

static void
draw_notes(struct page *pg, const void *out, struct reply *r)
{
	buf_addf(&r->body, "notes: %lld. in %.*s", (long long)((const struct note *)out)->n,
	    STR_ARG(lang_code(pg->lang)));
	for (int i = 0; i < 2000; i++)
		buf_add(&r->body, STR(" "));
	r->cache_public = true;
}

/* Takes as long as a poster. */
static void
draw_paper(struct page *pg, const void *out, struct reply *r)
{
	struct timespec t = { 0, 400000000 };

	(void)pg;
	(void)nanosleep(&t, NULL);
	buf_addf(&r->body, "paper of %lld", (long long)((const struct note *)out)->n);
	r->type = STR("application/pdf");
	r->filename = STR("notes.pdf");
}

static void
draw_note_form(struct page *pg, const void *out, struct reply *r)
{
	const struct ui_field said = { .op = &note_add, .name = "said", .label = STR("Say") };

	(void)out;
	pg->b = &r->body;
	page_error_summary(pg);
	page_form(pg, &note_add, STR("/notes"), false);
	page_textarea(pg, &said);
	page_form_end(pg);
	r->cache_public = true;                 /* wrongly: the door must know better */
}

static void
draw_note(struct page *pg, const void *out, struct reply *r)
{
	reply_goto(pg, r, "/notes/%lld", (long long)((const struct note *)out)->n);
}

static const struct route note_route_list[] = {
	{ GET, "/notes", &note_count, draw_notes },
	{ GET, "/notes/new", &note_ask, draw_note_form },
	{ GET, "/notes/paper", &note_count, draw_paper, .slow = true },
	{ POST, "/notes", &note_add, draw_note, .back = "/notes/new" },
};
static const struct routes note_routes = { note_route_list, LEN(note_route_list) };

static int
free_port(void)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t          n = sizeof in;
	int                fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&in, n) == 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &n), 0);
	(void)close(fd);
	return ntohs(in.sin_port);
}

static void
house_open_as(struct open_house *h, struct fresh *f, bool tls)
{
	struct writer_want want = { .url = f->url, .pg_threads = 2, .slow_threads = 2, .batch = 16,
		.queue_max = 64 };

	secret_start();
	fresh_do(f, "INSERT INTO person (login, name, constituency, email, phone, lang, easy, needs,"
	    " secret_hash, made_at, version) VALUES ('amira', 'Amira', 'staff', '', '', '', 0, '', '', 1, 1)");
	fresh_do(f, str_c(f->mem, str_fmt(f->mem, "UPDATE person SET secret_hash = '%.*s'",
	    STR_ARG(secret_password_hash(f->mem, STR("four plain words here"))))));
	h->f = f;
	h->routes[0] = session_routes;
	h->routes[1] = note_routes;
	h->port = free_port();
	h->site = (struct site){ .ops = { session_ops, session_nops }, .routes = h->routes,
		.nroutes = LEN(h->routes), .db_url = f->url, .zone = zone_find(STR("Europe/London")),
		.provider = STR("St Test"), .secret = secret_random(f->mem, SITE_SECRET_BYTES),
		.listen = str_fmt(f->mem, "127.0.0.1:%d", h->port), .tls_in_front = tls,
		.proxy = tls ? STR("127.0.0.1") : STR("") };
	assert_int_equal(writer_new(&want, &h->site.writer), OK);
	assert_int_equal(web_start(&h->site, &h->web), OK);
}

static void
house_open(struct open_house *h, struct fresh *f)
{
	house_open_as(h, f, false);
}

static void
house_close(struct open_house *h)
{
	web_stop(h->web);
	writer_free(h->site.writer);
}

/* ---- a browser without manners ---- */

static int
dial(const struct open_house *h)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)h->port) };
	int                fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&in, sizeof in) == 0);
	return fd;
}

/* Sends bytes as they are and reads until the other end hangs up, or `ms` pass in silence. */
static str
talk_for(const struct open_house *h, str bytes, int ms)
{
	char         *at = arena_take(h->f->mem, ANSWER_MAX);
	size_t        n = 0;
	int           fd = dial(h);
	struct pollfd p = { fd, POLLIN, 0 };

	(void)!send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
	while (n < ANSWER_MAX && poll(&p, 1, ms) == 1) {
		ssize_t got = recv(fd, at + n, ANSWER_MAX - n, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	(void)close(fd);
	return (str){ at, n };
}

static str
talk(const struct open_house *h, str bytes)
{
	return talk_for(h, bytes, WAIT_MS);
}

static int
status_of(str answer)
{
	int64_t n = 0;

	if (!str_starts(answer, STR("HTTP/1.1 ")) || answer.n < 12)
		return 0;
	(void)str_to_int((str){ answer.p + 9, 3 }, &n);
	return (int)n;
}

static size_t
answers_in(str s)
{
	size_t n = 0;

	for (size_t i = 0; i + 9 <= s.n; i++)
		n += memcmp(s.p + i, "HTTP/1.1 ", 9) == 0;
	return n;
}

static str
header_of(str answer, const char *name)
{
	str rest = answer;

	while (rest.n > 0) {
		str line = str_trim(str_cut(&rest, '\n')), value = line;
		str key = str_cut(&value, ':');

		if (line.n == 0)
			break;
		if (str_eq(key, str_of(name)))
			return str_trim(value);
	}
	return STR("");
}

static str
get(const struct open_house *h, const char *path, const char *more)
{
	return talk(h, str_fmt(h->f->mem, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	    "Connection: close\r\n%s\r\n", path, h->port, more));
}

static str
post(const struct open_house *h, const char *path, const char *more, str body)
{
	return talk(h, str_fmt(h->f->mem, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	    "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: %zu\r\n%s\r\n%.*s", path, h->port, body.n, more, STR_ARG(body)));
}

/* What stands between `before` and the next quote. */
static str
after(str page, const char *before)
{
	size_t      n = strlen(before);
	const char *p = memmem(page.p, page.n, before, n);
	str         rest;

	if (p == NULL)
		return STR("");
	rest = (str){ p + n, page.n - (size_t)(p + n - page.p) };
	return str_cut(&rest, '"');
}

static str
key_from(str page)
{
	return after(page, "name=\"form_key\" value=\"");
}

static int64_t
count(const struct open_house *h, sql q)
{
	struct stmt *s;
	int64_t      n = 0;

	assert_int_equal(db_begin(h->f->db), OK);
	s = stmt_new(h->f->db, h->f->mem, q);
	while (stmt_next(s))
		n = stmt_get_int(s);
	assert_int_equal(stmt_end(s), OK);
	db_rollback(h->f->db);
	return n;
}

static int64_t
sessions(const struct open_house *h)
{
	return count(h, SQL("SELECT count(*) FROM session"));
}

static str
cookie_of(const struct open_house *h, str answer)
{
	str value = header_of(answer, "Set-Cookie"), cookie = str_cut(&value, ';');

	return str_fmt(h->f->mem, "Cookie: %.*s\r\n", STR_ARG(cookie));
}

static str
sign_in(const struct open_house *h, const char *password, const char *back, const char *more)
{
	str key = key_from(get(h, "/sign-in", more));

	return post(h, "/sign-in", more, str_fmt(h->f->mem, "form_key=%.*s&login=amira&password=%s&back=%s",
	    STR_ARG(key), password, back));
}
#define GOOD "four+plain+words+here"

/* ---- what every answer carries ---- */

static const char *const armour[] = { "Content-Security-Policy", "X-Content-Type-Options",
	"Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
	"Permissions-Policy", "Cache-Control" };

static void
expect(str answer, int status)
{
	if (status_of(answer) != status)
		fail_msg("%d, not %d: %.*s", status_of(answer), status, (int)(answer.n > 900 ? 900 : answer.n),
		    answer.p);
	for (size_t i = 0; i < LEN(armour); i++)
		if (header_of(answer, armour[i]).n == 0)
			fail_msg("a %d answer without %s", status, armour[i]);
	assert_true(str_starts(header_of(answer, "Content-Security-Policy"), STR("default-src 'none';")));
	assert_false(str_has(answer, STR("SELECT")) || str_has(answer, STR("/src/")));
}

static void
test_web__answers_with_its_armour(void **state)
{
	struct open_house h;
	str               a;

	house_open(&h, *state);
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
	house_close(&h);
}

static void
test_web__nobody_gets_a_cookie_for_looking(void **state)
{
	struct open_house h;

	house_open(&h, *state);
	assert_int_equal(header_of(get(&h, "/sign-in", ""), "Set-Cookie").n, 0);
	assert_int_equal(header_of(get(&h, "/help-now", ""), "Set-Cookie").n, 0);
	assert_int_equal(header_of(get(&h, "/none", ""), "Set-Cookie").n, 0);
	house_close(&h);
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
	ASK("GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
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

/*
 * Each is refused, and what is smuggled behind it is never answered.  Where the library
 * itself refuses (a broken request line or length) its page is bare; all others are ours.
 */
static void
test_web__unlawful_requests_are_refused(void **state)
{
	struct open_house h;
	size_t            ours = 0, wrong = 0;

	house_open(&h, *state);
	for (size_t i = 0; i < LEN(unlawful); i++) {
		str  a = talk_for(&h, unlawful[i], 500);
		bool armoured = header_of(a, "Content-Security-Policy").n > 0;

		ours += armoured;
		if ((a.n == 0 || status_of(a) >= 400) && (!armoured || answers_in(a) == 1) &&
		    !str_has(a, STR("smuggled")))
			continue;
		fprintf(stderr, "ask %zu: %d, %zu answers: %.*s\n", i, status_of(a), answers_in(a),
		    STR_ARG(unlawful[i]));
		wrong++;
	}
	assert_int_equal(wrong, 0);
	printf("unlawful: %zu, by our own page: %zu\n", LEN(unlawful), ours);
	assert_true(ours * 3 > LEN(unlawful) * 2);
	expect(get(&h, "/help-now", ""), 200);
	house_close(&h);
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
		"GET /healthz?a=%2e&b HTTP/1.1\r\nHost: a:1\r\nConnection: close\r\n\r\n",
	};
	struct open_house h;

	house_open(&h, *state);
	for (size_t i = 0; i < LEN(asks); i++)
		expect(talk(&h, str_of(asks[i])), 200);
	house_close(&h);
}

static void
test_web__limits_are_kept(void **state)
{
	struct open_house h;
	struct buf        b = { .mem = ((struct fresh *)*state)->mem };

	house_open(&h, *state);
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
	house_close(&h);
}

/* ---- forms ---- */

static void
test_web__a_change_needs_our_own_form(void **state)
{
	struct open_house h;
	str               key, other;

	house_open(&h, *state);
	other = cookie_of(&h, sign_in(&h, GOOD, "/", ""));
	assert_int_equal(sessions(&h), 1);
	key = key_from(get(&h, "/sign-in", str_c(h.f->mem, other)));
	assert_int_equal(key.n, 48);
	/* none, made up, another's, from another site: refused, and no row */
	expect(post(&h, "/sign-in", "", STR("login=amira&password=" GOOD)), 403);
	expect(post(&h, "/sign-in", "", STR("form_key=AAAA&login=amira&password=" GOOD)), 403);
	expect(post(&h, "/sign-in", "", str_fmt(h.f->mem, "form_key=%.*s&login=amira&password=" GOOD,
	    STR_ARG(key))), 403);
	key = key_from(get(&h, "/sign-in", ""));
	expect(post(&h, "/sign-in", "Origin: http://evil.test\r\n", str_fmt(h.f->mem,
	    "form_key=%.*s&login=amira&password=" GOOD, STR_ARG(key))), 403);
	expect(post(&h, "/sign-in", "Sec-Fetch-Site: cross-site\r\n", str_fmt(h.f->mem,
	    "form_key=%.*s&login=amira&password=" GOOD, STR_ARG(key))), 403);
	assert_int_equal(sessions(&h), 1);
	expect(post(&h, "/sign-in", str_c(h.f->mem, str_fmt(h.f->mem, "Origin: http://127.0.0.1:%d\r\n",
	    h.port)), str_fmt(h.f->mem, "form_key=%.*s&login=amira&password=" GOOD, STR_ARG(key))), 303);
	assert_int_equal(sessions(&h), 2);
	house_close(&h);
}

static void
test_web__a_stale_form_comes_back_with_what_was_typed(void **state)
{
	struct open_house h;
	str               a;

	house_open(&h, *state);
	a = post(&h, "/sign-in", "", STR("form_key=AAAA&login=am%22%3Eira&password=top-secret"));
	expect(a, 403);
	assert_true(str_has(a, STR("This form is too old")));
	assert_true(str_has(a, STR("am&quot;&gt;ira")));
	assert_false(str_has(a, STR("top-secret")));
	assert_int_equal(key_from(a).n, 48);
	house_close(&h);
}

static void
test_web__a_refused_form_names_the_field(void **state)
{
	struct open_house h;
	str               a, key;

	house_open(&h, *state);
	key = key_from(get(&h, "/sign-in", ""));
	a = post(&h, "/sign-in", "", str_fmt(h.f->mem, "form_key=%.*s&login=amira&password=", STR_ARG(key)));
	expect(a, 422);
	assert_true(str_has(a, STR("value=\"amira\"")));
	assert_true(str_has(a, STR("Enter your password")));
	house_close(&h);
}

static int64_t
notes(const struct open_house *h)
{
	return count(h, SQL("SELECT count(*) FROM setting WHERE value = 'note'"));
}

static str
note(const struct open_house *h, str key, const char *said)
{
	return post(h, "/notes", "", str_fmt(h->f->mem, "form_key=%.*s&said=%s", STR_ARG(key), said));
}

static void
test_web__a_form_sent_twice_is_one_act(void **state)
{
	struct open_house h;
	str               a, b, key;

	house_open(&h, *state);
	key = key_from(get(&h, "/notes/new", ""));
	a = note(&h, key, "fruit");
	b = note(&h, key, "fruit");
	expect(a, 303);
	expect(b, 303);
	assert_true(str_eq(header_of(a, "Location"), header_of(b, "Location")));
	assert_int_equal(notes(&h), 1);
	expect(note(&h, key_from(get(&h, "/notes/new", "")), "fruit"), 303);
	assert_int_equal(notes(&h), 2);
	house_close(&h);
}

/* Twenty presses of one button on as many connections, all at once. */
static void
test_web__many_presses_at_once_are_one_act(void **state)
{
	enum { PRESSES = 20 };
	struct open_house h;
	str               key, body, ask;
	int               fds[PRESSES], good = 0;

	house_open(&h, *state);
	key = key_from(get(&h, "/notes/new", ""));
	body = str_fmt(h.f->mem, "form_key=%.*s&said=fruit", STR_ARG(key));
	ask = str_fmt(h.f->mem, "POST /notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%.*s",
	    body.n, STR_ARG(body));
	for (int i = 0; i < PRESSES; i++)
		fds[i] = dial(&h);
	for (int i = 0; i < PRESSES; i++)
		assert_int_equal(send(fds[i], ask.p, ask.n, MSG_NOSIGNAL), ask.n);
	for (int i = 0; i < PRESSES; i++) {
		char at[16] = { 0 };

		assert_int_equal(recv(fds[i], at, 12, MSG_WAITALL), 12);
		good += strcmp(at, "HTTP/1.1 303") == 0;
		(void)close(fds[i]);
	}
	assert_int_equal(good, PRESSES);
	assert_int_equal(notes(&h), 1);
	house_close(&h);
}

static void
test_web__refusals_keep_what_was_typed(void **state)
{
	struct open_house h;
	str               a;

	house_open(&h, *state);
	a = note(&h, key_from(get(&h, "/notes/new", "")), "clash");
	expect(a, 409);
	assert_true(str_has(a, STR(">clash</textarea>")) && str_has(a, STR("Someone else changed this")));
	a = note(&h, key_from(get(&h, "/notes/new", "")), "");
	expect(a, 422);
	/* nobody in particular is told that it is not there, not that it is not for them */
	expect(note(&h, key_from(get(&h, "/notes/new", "")), "denied"), 404);
	a = note(&h, key_from(get(&h, "/notes/new", "")), "broken");
	expect(a, 500);
	assert_true(str_has(a, STR("Nothing was saved")) && str_has(a, STR("broken")));
	assert_false(str_has(a, STR("no_such_table")));
	assert_int_equal(notes(&h), 0);
	house_close(&h);
}

static void
test_web__a_page_with_a_form_is_never_shared(void **state)
{
	struct open_house h;
	str               a;

	house_open(&h, *state);
	a = get(&h, "/notes/new", "");
	assert_true(str_eq(header_of(a, "Cache-Control"), STR("no-store")));
	assert_false(str_eq(key_from(a), key_from(get(&h, "/notes/new", ""))));
	house_close(&h);
}

/* What was taken is answered, even when the house closes meanwhile. */
static void
test_web__closing_answers_what_was_taken(void **state)
{
	struct open_house h;
	str               key, body, ask;
	char              at[16] = { 0 };
	int               fd;

	house_open(&h, *state);
	key = key_from(get(&h, "/notes/new", ""));
	body = str_fmt(h.f->mem, "form_key=%.*s&said=last", STR_ARG(key));
	ask = str_fmt(h.f->mem, "POST /notes HTTP/1.1\r\nHost: a\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%.*s",
	    body.n, STR_ARG(body));
	fd = dial(&h);
	assert_int_equal(send(fd, ask.p, ask.n, MSG_NOSIGNAL), ask.n);
	(void)usleep(20000);
	house_close(&h);
	if (recv(fd, at, 12, MSG_WAITALL) == 12)
		assert_string_equal(at, "HTTP/1.1 303");
	(void)close(fd);
	assert_int_equal(notes(&h), 1);
}

/* ---- sessions ---- */

static void
test_session__opens_and_closes(void **state)
{
	struct open_house h;
	str               a, cookie, key;

	house_open(&h, *state);
	a = sign_in(&h, GOOD, "/display", "");
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/display")));
	assert_true(str_has(header_of(a, "Set-Cookie"), STR("; HttpOnly; SameSite=Lax")));
	cookie = cookie_of(&h, a);
	a = get(&h, "/me", str_c(h.f->mem, cookie));
	expect(a, 200);
	assert_true(str_has(a, STR("Amira")));
	assert_true(str_eq(header_of(a, "Cache-Control"), STR("no-store")));
	key = key_from(a);
	a = get(&h, "/sign-in?back=/a&back=/b", str_c(h.f->mem, cookie));
	expect(a, 400);
	assert_true(str_has(a, STR("Amira")));          /* a refusal still knows who is there */
	a = post(&h, "/sign-out", str_c(h.f->mem, cookie), str_fmt(h.f->mem, "form_key=%.*s", STR_ARG(key)));
	expect(a, 303);
	assert_true(str_has(header_of(a, "Clear-Site-Data"), STR("cache")));
	assert_int_equal(sessions(&h), 0);
	expect(get(&h, "/me", str_c(h.f->mem, cookie)), 303);
	house_close(&h);
}

/* Behind TLS every cookie is bound to this very host, and browsers are told to stay there. */
static void
test_session__behind_tls_is_bound_to_this_host(void **state)
{
	struct open_house h;
	str               a, rest;
	int               cookies = 0;

	house_open_as(&h, *state, true);
	a = sign_in(&h, GOOD, "/", "");
	expect(a, 303);
	assert_true(str_starts(header_of(a, "Strict-Transport-Security"), STR("max-age=31536000")));
	for (rest = a; rest.n > 0;) {
		str line = str_trim(str_cut(&rest, '\n'));

		if (!str_starts(line, STR("Set-Cookie: ")))
			continue;
		assert_true(str_starts(line, STR("Set-Cookie: __Host-")));
		assert_true(str_has(line, STR("; Path=/")) && str_has(line, STR("; Secure")));
		assert_true(str_has(line, STR("; HttpOnly")) && !str_has(line, STR("Domain")));
		cookies++;
	}
	assert_int_equal(cookies, 2);
	expect(get(&h, "/me", str_c(h.f->mem, cookie_of(&h, a))), 200);
	/* the plain name is nobody's here */
	expect(get(&h, "/me", "Cookie: waggle=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"), 303);
	house_close(&h);
}

/* A proxy's word on who asks counts only from the proxy, and only its own last word. */
static void
test_session__devices_behind_a_proxy_are_told_apart(void **state)
{
	struct open_house h;

	house_open_as(&h, *state, true);
	for (int i = 0; i < 6; i++)
		(void)sign_in(&h, "wrong", "/", "X-Forwarded-For: 10.0.0.1\r\n");
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.1\r\n"), 429);
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.2, 10.0.0.1\r\n"), 429);
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.1, 10.0.0.2\r\n"), 303);
	house_close(&h);
}

static void
test_session__nobody_else_may_say_who_asks(void **state)
{
	struct open_house h;

	house_open(&h, *state);
	for (int i = 0; i < 6; i++)
		(void)sign_in(&h, "wrong", "/", "");
	expect(sign_in(&h, GOOD, "/", "X-Forwarded-For: 10.0.0.2\r\n"), 429);
	house_close(&h);
}

/* A secret that somebody else put into the browser never becomes a session. */
static void
test_session__cannot_be_fixed_beforehand(void **state)
{
	static const char planted[] = "Cookie: waggle=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n";
	struct open_house h;
	str               a;

	house_open(&h, *state);
	a = sign_in(&h, GOOD, "/", planted);
	expect(a, 303);
	assert_false(str_has(header_of(a, "Set-Cookie"), STR("AAAAAAAA")));
	expect(get(&h, "/me", planted), 303);
	assert_int_equal(sessions(&h), 1);
	assert_int_equal(count(&h, SQL("SELECT count(*) FROM session WHERE length(token_hash) = 64")), 1);
	house_close(&h);
}

static void
test_session__goes_back_to_our_own_pages_only(void **state)
{
	static const char *const away[] = { "https://evil.test/", "//evil.test", "/\\evil.test",
		"javascript:alert(1)", "%0d%0aX:+1" };
	struct open_house h;

	house_open(&h, *state);
	for (size_t i = 0; i < LEN(away); i++) {
		str a = sign_in(&h, GOOD, away[i], "");

		if (status_of(a) == 303)
			assert_true(str_eq(header_of(a, "Location"), STR("/")));
		else
			expect(a, 422);
	}
	house_close(&h);
}

/* Five wrong tries slow this device; the person can still sign in from their own. */
static void
test_session__guessing_slows_the_guesser_only(void **state)
{
	struct open_house h;
	str               a, known = STR("");
	str               first;

	house_open(&h, *state);
	first = sign_in(&h, GOOD, "/", "");
	expect(first, 303);
	for (str rest = first; rest.n > 0;) {
		str line = str_trim(str_cut(&rest, '\n'));

		if (str_starts(line, STR("Set-Cookie: device=")))
			known = str_fmt(h.f->mem, "Cookie: %.*s\r\n", (int)(strcspn(line.p, ";") - 12), line.p + 12);
	}
	assert_true(known.n > 0);
	for (int i = 0; i < 5; i++) {
		a = sign_in(&h, "wrong", "/", "");
		expect(a, 422);
		assert_true(str_has(a, STR("do not go together")));
	}
	expect(sign_in(&h, "wrong", "/", ""), 429);
	expect(sign_in(&h, GOOD, "/", ""), 429);
	expect(sign_in(&h, GOOD, "/", str_c(h.f->mem, known)), 303);
	house_close(&h);
}

static void
test_display__is_kept_in_this_browser(void **state)
{
	struct open_house h;
	str               a, cookie;

	house_open(&h, *state);
	a = get(&h, "/help-now?lang=ar", "");
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/help-now")));
	cookie = cookie_of(&h, a);
	a = get(&h, "/help-now", str_c(h.f->mem, cookie));
	expect(a, 200);
	assert_true(str_has(a, STR("dir=\"rtl\"")));
	a = get(&h, "/display?lang=easy&back=/help-now", "");
	assert_true(str_eq(header_of(a, "Location"), STR("/help-now")));
	assert_true(str_eq(header_of(get(&h, "/display?lang=easy&back=//evil.test", ""), "Location"),
	    STR("/")));
	a = get(&h, "/help-now", "Accept-Language: ar-EG, en;q=0.5\r\n");
	assert_true(str_has(a, STR("dir=\"rtl\"")));
	a = post(&h, "/display", "", str_fmt(h.f->mem, "form_key=%.*s&lang=en&size=150&scheme=dark&back=/leave",
	    STR_ARG(key_from(get(&h, "/display", "")))));
	expect(a, 303);
	assert_true(str_eq(header_of(a, "Location"), STR("/leave")));
	assert_true(str_starts(header_of(a, "Set-Cookie"), STR("display=en.150.dark;")));
	house_close(&h);
}

static void
test_web__public_pages_are_kept_a_minute_and_packed(void **state)
{
	struct open_house h;
	str               a, etag;

	house_open(&h, *state);
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
	house_close(&h);
}

/* A kept page is the same page, for each language and coding, and goes when something changes. */
static void
test_web__kept_pages_are_true(void **state)
{
	struct open_house h;
	str               first, again, arabic;

	house_open(&h, *state);
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
	house_close(&h);
}

/* Eight posters at once, and a page in the meantime does not wait for any of them. */
static void
test_web__slow_drawing_keeps_nobody_waiting(void **state)
{
	enum { POSTERS = 8 };
	static const char ask[] = "GET /notes/paper HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
	struct open_house h;
	struct timespec   t[2];
	int               fds[POSTERS];

	house_open(&h, *state);
	for (int i = 0; i < POSTERS; i++) {
		fds[i] = dial(&h);
		(void)!send(fds[i], ask, sizeof ask - 1, MSG_NOSIGNAL);
	}
	(void)usleep(50000);
	clock_gettime(CLOCK_MONOTONIC, &t[0]);
	for (int i = 0; i < 4; i++)
		expect(get(&h, "/notes/new", ""), 200);
	clock_gettime(CLOCK_MONOTONIC, &t[1]);
	assert_true((t[1].tv_sec - t[0].tv_sec) * 1000 + (t[1].tv_nsec - t[0].tv_nsec) / 1000000 < 350);
	for (int i = 0; i < POSTERS; i++) {
		char at[16] = { 0 };

		assert_int_equal(recv(fds[i], at, 12, MSG_WAITALL), 12);
		assert_string_equal(at, "HTTP/1.1 200");
		(void)close(fds[i]);
	}
	assert_true(str_has(get(&h, "/notes/paper", ""), STR("paper of 0")));
	assert_true(str_starts(header_of(get(&h, "/notes/paper", ""), "Content-Disposition"),
	    STR("attachment; filename=\"notes.pdf\"")));
	house_close(&h);
}

/* Many at once on kept connections: each gets its own answer. */
static void
test_web__kept_connections_and_pipelines(void **state)
{
	struct open_house h;
	struct buf        b = { .mem = ((struct fresh *)*state)->mem };

	house_open(&h, *state);
	for (int i = 0; i < 20; i++)
		buf_addf(&b, "GET /healthz HTTP/1.1\r\nHost: a\r\n%s\r\n", i == 19 ? "Connection: close\r\n" : "");
	assert_int_equal(answers_in(talk(&h, buf_str(&b))), 20);
	house_close(&h);
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

	house_open(&h, *state);
	fd = dial(&h);
	(void)!send(fd, slow, sizeof slow - 1, MSG_NOSIGNAL);
	while (open && seconds() - began < 20) {
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
	assert_true(seconds() - began >= 8 && seconds() - began <= 14);
	(void)close(fd);
	house_close(&h);
}

static void
test_web__says_why_it_cannot_start(void **state)
{
	struct open_house h;
	struct site       other;
	struct web       *web = NULL;

	house_open(&h, *state);
	other = h.site;
	assert_int_equal(web_start(&other, &web), ERR_CLASH);
	other.listen = STR("0.0.0.0:18080");
	assert_int_equal(web_start(&other, &web), ERR_DENIED);
	other.listen = STR("127.0.0.1:99999");
	assert_int_equal(web_start(&other, &web), ERR_INPUT);
	other.listen = STR("nonsense");
	assert_int_equal(web_start(&other, &web), ERR_INPUT);
	house_close(&h);
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
		ON_BOTH(test_web__a_change_needs_our_own_form),
		ON_BOTH(test_web__a_stale_form_comes_back_with_what_was_typed),
		ON_BOTH(test_web__a_refused_form_names_the_field),
		ON_BOTH(test_web__a_form_sent_twice_is_one_act),
		ON_BOTH(test_web__many_presses_at_once_are_one_act),
		ON_BOTH(test_web__refusals_keep_what_was_typed),
		ON_BOTH(test_web__a_page_with_a_form_is_never_shared),
		ON_BOTH(test_web__closing_answers_what_was_taken),
		ON_BOTH(test_session__opens_and_closes),
		ON_BOTH(test_session__behind_tls_is_bound_to_this_host),
		ON_BOTH(test_session__devices_behind_a_proxy_are_told_apart),
		ON_BOTH(test_session__nobody_else_may_say_who_asks),
		ON_BOTH(test_session__cannot_be_fixed_beforehand),
		ON_BOTH(test_session__goes_back_to_our_own_pages_only),
		ON_BOTH(test_session__guessing_slows_the_guesser_only),
		ON_BOTH(test_display__is_kept_in_this_browser),
		ON_BOTH(test_web__public_pages_are_kept_a_minute_and_packed),
		ON_BOTH(test_web__kept_pages_are_true),
		ON_BOTH(test_web__slow_drawing_keeps_nobody_waiting),
		ON_BOTH(test_web__kept_connections_and_pipelines),
		ON_BOTH(test_web__dawdlers_are_hung_up_on),
		ON_BOTH(test_web__says_why_it_cannot_start),
	};

	return run_on_both(tests);
}
