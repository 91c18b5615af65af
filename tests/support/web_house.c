/*
 * For tests of the web door: see web_house.h.
 */
#include "tests/support/web_house.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "access/access.h"
#include "base/secret.h"
#include "page/ui.h"
#include "rooms/session/session.h"

enum { ANSWER_MAX = 256 * 1024, WAIT_MS = 20000 };

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
		return cx_clash(cx, "version.stale", STR("said"), STR("what <b>another</b> wrote"));
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

/* Number 1 is for somebody, the others are not there. */
static err
note_read_run(struct cx *cx, const void *in, void *ret_out)
{
	if (*(const int64_t *)in != 1)
		return cx_fail(cx, ERR_MISSING, "matter.missing", STR("note"));
	if (cx->who.id.v == 0)
		return cx_fail(cx, ERR_DENIED, "matter.not_yours", STR("note"));
	*(struct note *)ret_out = (struct note){ 1 };
	return OK;
}

static const struct field read_fields[] = { { STR_INIT("note"), FIELD_ID, 0, .about = "Which." } };
static const struct op note_read = { .name = STR_INIT("note.read"), .path = STR_INIT("/notes/{note}"),
	.may = MAY_ANYONE, .tx = TX_READ, .about = "Reads.", FIELDS(read_fields), .in_size = sizeof(int64_t),
	.out_size = sizeof(struct note), .out = &note_shape, .run = note_read_run };

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
	{ GET, "/notes/{note}", &note_read, draw_notes },
	{ POST, "/notes", &note_add, draw_note, .back = "/notes/new" },
	{ GET, "/notes/shut", &note_count, draw_notes },        /* a page that offers the form no more */
	{ POST, "/notes/shut", &note_add, draw_note, .back = "/notes/shut" },
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

void
web_house_open_as(struct open_house *h, struct fresh *f, bool tls)
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
		.keep_mib = 4, .proxy = tls ? STR("127.0.0.1") : STR("") };
	assert_int_equal(writer_new(&want, &h->site.writer), OK);
	assert_int_equal(web_start(&h->site, &h->web), OK);
	f->serving = true;
}

void
web_house_open(struct open_house *h, struct fresh *f)
{
	web_house_open_as(h, f, false);
}

void
web_house_close(struct open_house *h)
{
	web_stop(h->web);
	writer_free(h->site.writer);
	h->f->serving = false;
}

/* ---- a browser without manners ---- */

int
dial(const struct open_house *h)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)h->port) };
	int                fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&in, sizeof in) == 0);
	return fd;
}

/* Sends bytes as they are and reads until the other end hangs up; or, once it has answered,
 * is silent for `ms`.  The answer itself is waited for, on a slow machine too. */
str
talk_for(const struct open_house *h, str bytes, int ms)
{
	char         *at = arena_take(h->f->mem, ANSWER_MAX);
	size_t        n = 0;
	int           fd = dial(h);
	struct pollfd p = { fd, POLLIN, 0 };

	(void)!send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
	while (n < ANSWER_MAX && poll(&p, 1, n == 0 ? WAIT_MS : ms) == 1) {
		ssize_t got = recv(fd, at + n, ANSWER_MAX - n, 0);

		if (got <= 0)
			break;
		n += (size_t)got;
	}
	(void)close(fd);
	return (str){ at, n };
}

str
talk(const struct open_house *h, str bytes)
{
	return talk_for(h, bytes, WAIT_MS);
}

int
status_of(str answer)
{
	int64_t n = 0;

	if (!str_starts(answer, STR("HTTP/1.1 ")) || answer.n < 12)
		return 0;
	(void)str_to_int((str){ answer.p + 9, 3 }, &n);
	return (int)n;
}

size_t
answers_in(str s)
{
	size_t n = 0;

	for (size_t i = 0; i + 9 <= s.n; i++)
		n += memcmp(s.p + i, "HTTP/1.1 ", 9) == 0;
	return n;
}

str
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

str
get(const struct open_house *h, const char *path, const char *more)
{
	return talk(h, str_fmt(h->f->mem, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	    "Connection: close\r\n%s\r\n", path, h->port, more));
}

str
post(const struct open_house *h, const char *path, const char *more, str body)
{
	return talk(h, str_fmt(h->f->mem, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	    "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: %zu\r\n%s\r\n%.*s", path, h->port, body.n, more, STR_ARG(body)));
}

/* What stands between `before` and the next quote. */
str
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

str
key_from(str page)
{
	return after(page, "name=\"form_key\" value=\"");
}

int64_t
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

int64_t
sessions(const struct open_house *h)
{
	return count(h, SQL("SELECT count(*) FROM session"));
}

str
cookie_of(const struct open_house *h, str answer)
{
	str value = header_of(answer, "Set-Cookie"), cookie = str_cut(&value, ';');

	return str_fmt(h->f->mem, "Cookie: %.*s\r\n", STR_ARG(cookie));
}

str
sign_in(const struct open_house *h, const char *password, const char *back, const char *more)
{
	str key = key_from(get(h, "/sign-in", more));

	return post(h, "/sign-in", more, str_fmt(h->f->mem, "form_key=%.*s&login=amira&password=%s&back=%s",
	    STR_ARG(key), password, back));
}
/* ---- what every answer carries ---- */

static const char *const armour[] = { "Content-Security-Policy", "X-Content-Type-Options",
	"Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
	"Permissions-Policy", "Cache-Control" };

void
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

int64_t
notes(const struct open_house *h)
{
	return count(h, SQL("SELECT count(*) FROM setting WHERE value = 'note'"));
}

str
note(const struct open_house *h, str key, const char *said)
{
	return post(h, "/notes", "", str_fmt(h->f->mem, "form_key=%.*s&said=%s", STR_ARG(key), said));
}
