/*
 * web/kept: a page kept drawn is the reader's own, has fresh keys, and goes when something of
 * its place changes, when its reader's rights do, and when its session ends.  That it was kept
 * at all shows by a change behind the operations' back, which only a new drawing would see.
 */
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include "base/secret.h"
#include "doors/site.h"
#include "doors/web/web.h"
#include "op/hearing.h"
#include "page/ui.h"
#include "rooms/session/session.h"
#include "tests/support/engines.h"

enum { ANSWER_MAX = 128 * 1024 };

struct open_house { struct fresh *f; struct site site; struct routes routes[2]; struct web *web; int port; };
struct seen { int64_t n; bool facilitator; };
struct note_in { str line; };

static err
look_run(struct cx *cx, const void *in, void *ret_out)
{
	struct seen *out = ret_out;
	struct stmt *s = stmt_new(cx->db, cx->mem, SQL("SELECT count(*) FROM setting WHERE value = 'note'"));

	(void)in;
	while (stmt_next(s))
		out->n = stmt_get_int(s);
	out->facilitator = (cx->who.roles >> ROLE_FACILITATOR & 1) != 0;
	return stmt_end(s);
}

static err
note_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct note_in *in = vin;
	struct stmt          *s = stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO setting (name, value) SELECT 'n' || count(*), 'note' FROM setting"));

	(void)ret_out;
	if (in->line.n > 0)
		cx_moves_only(cx, in->line);
	return stmt_end(s);
}

/* Words that call somebody: what is changed then is not the rule's to say. */
static err
heard(struct cx *cx, const struct op_call *c)
{
	const struct note_in *in = c->in;

	if (!str_eq(in->line, STR("8 9")))
		return OK;
	return stmt_end(stmt_new(cx->db, cx->mem, SQL(
	    "INSERT INTO setting (name, value) SELECT 'alert' || count(*), 'alert' FROM setting")));
}

static bool
never(struct arena *mem, const struct op *op, struct words w)
{
	(void)mem;
	(void)op;
	(void)w;
	return false;
}

static const struct hearing hearing = { .heard = heard, .urgent = never };

static const struct field note_fields[] = {
	{ STR_INIT("line"), FIELD_LINE, 0, .max = 40, .optional = true, .about = "Whose pages this changes." },
};
static const struct op look = { .name = STR_INIT("look"), .path = STR_INIT("/look"), .may = MAY_ANYONE,
	.tx = TX_READ, .about = "Looks.", .in_size = 1, .out_size = sizeof(struct seen), .run = look_run };
static const struct op note = { .name = STR_INIT("note"), .path = STR_INIT("/note"), .may = MAY_ANYONE,
	.tx = TX_WRITE, .about = "Notes.", FIELDS(note_fields), .in_size = sizeof(struct note_in), .out_size = 1,
	.run = note_run, .hears = &hearing };

/* A page of place 7, with two forms for those signed in. */
static void
draw_look(struct page *pg, const void *out, struct reply *r)
{
	const struct seen *s = out;

	pg->b = &r->body;
	buf_addf(&r->body, "notes %lld for %.*s%s.", (long long)s->n, STR_ARG(pg->cx->who.name),
	    s->facilitator ? ", facilitator" : "");
	for (int i = 0; pg->cx->who.id.v > 0 && i < 2; i++) {
		page_form(pg, &note, STR("/note"), false);
		page_form_end(pg);
	}
	for (int i = 0; i < 200; i++)
		buf_addf(&r->body, "<p>Some words number %d of a page that is worth packing.</p>\n", i);
	r->cache_public = pg->cx->who.id.v == 0;
	r->place = 7;
}

static void
draw_note(struct page *pg, const void *out, struct reply *r)
{
	(void)out;
	reply_goto(pg, r, "/look");
}

static const struct route route_list[] = {
	{ GET, "/look", &look, draw_look }, { POST, "/note", &note, draw_note, .back = "/look" },
};

/* Their secrets are a letter, 43 times. */
static void
add_person(struct fresh *f, int id, const char *name)
{
	str secret = str_fmt(f->mem, "%.43s", id == 1 ? "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    : "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb");
	str hash = secret_sha256_hex(f->mem, secret);

	fresh_do(f, str_c(f->mem, str_fmt(f->mem, "INSERT INTO person (id, login, name, constituency, email, phone,"
	    " lang, easy, needs, secret_hash, made_at, version) VALUES (%d, '%s', '%s', 'staff', '', '', '', 0, '',"
	    " '', 1, 1)", id, name, name)));
	fresh_do(f, str_c(f->mem, str_fmt(f->mem, "INSERT INTO session (token_hash, person, grade, made_at, seen_at,"
	    " ends_at) VALUES ('%.*s', %d, 2, 1, 1, 9999999999)", STR_ARG(hash), id)));
}

static const char *const amira = "Cookie: waggle=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n";
static const char *const bo = "Cookie: waggle=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n";

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
house_open(struct open_house *h, struct fresh *f)
{
	struct writer_want want = { .url = f->url, .pg_threads = 2, .slow_threads = 1, .batch = 16, .queue_max = 64 };

	secret_start();
	fresh_do(f, "INSERT INTO unit (id, path, path_end, line, slug, name, kind, open_to_all, imported, version)"
	    " VALUES (7, '/a/', '/a0', '7', 'a', 'A', 'ward', 1, 0, 1)");
	add_person(f, 1, "Amira");
	add_person(f, 2, "Bo");
	h->f = f;
	h->port = free_port();
	h->routes[0] = session_routes;
	h->routes[1] = (struct routes){ route_list, LEN(route_list) };
	h->site = (struct site){ .ops = { session_ops, session_nops }, .routes = h->routes, .nroutes = LEN(h->routes),
		.db_url = f->url, .zone = zone_find(STR("Europe/London")), .provider = STR("St Test"),
		.secret = secret_random(f->mem, SITE_SECRET_BYTES), .keep_mib = 4,
		.listen = str_fmt(f->mem, "127.0.0.1:%d", h->port) };
	assert_int_equal(writer_new(&want, &h->site.writer), OK);
	assert_int_equal(web_start(&h->site, &h->web), OK);
	f->serving = true;
}

static void
house_close(struct open_house *h)
{
	web_stop(h->web);
	writer_free(h->site.writer);
	h->f->serving = false;
}

static str
ask(const struct open_house *h, str bytes)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)h->port) };
	char              *at = arena_take(h->f->mem, ANSWER_MAX);
	int                fd = socket(AF_INET, SOCK_STREAM, 0);
	ssize_t            got;
	size_t             n = 0;

	assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&in, sizeof in) == 0);
	assert_true(send(fd, bytes.p, bytes.n, MSG_NOSIGNAL) == (ssize_t)bytes.n);
	while (n < ANSWER_MAX && (got = recv(fd, at + n, ANSWER_MAX - n, 0)) > 0)
		n += (size_t)got;
	(void)close(fd);
	return (str){ at, n };
}

static str
get(const struct open_house *h, const char *who)
{
	return ask(h, str_fmt(h->f->mem, "GET /look HTTP/1.1\r\nHost: a\r\nConnection: close\r\n%s\r\n", who));
}

static str
key_in(str page)
{
	static const char before[] = "name=\"form_key\" value=\"";
	const char       *p = memmem(page.p, page.n, before, sizeof before - 1);
	str               rest = { 0 };

	assert_non_null(p);
	rest = (str){ p + sizeof before - 1, page.n - (size_t)(p + sizeof before - 1 - page.p) };
	return str_cut(&rest, '"');
}

static bool
took(const struct open_house *h, const char *who, str key, const char *line)
{
	str body = str_fmt(h->f->mem, "form_key=%.*s&line=%s", STR_ARG(key), line);
	str a = ask(h, str_fmt(h->f->mem, "POST /note HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n%s\r\n%.*s", body.n, who,
	    STR_ARG(body)));

	return str_starts(a, STR("HTTP/1.1 303"));
}

static void
says(str page, const char *what)
{
	if (memmem(page.p, page.n, what, strlen(what)) == NULL)
		fail_msg("no \"%s\" in: %.*s", what, (int)page.n, page.p);
}

/* Behind everybody's back: what no operation does. */
static void
note_unseen(struct open_house *h)
{
	fresh_do(h->f, "INSERT INTO setting (name, value) SELECT 'n' || count(*), 'note' FROM setting");
}

static void
test_kept__outlives_what_happens_elsewhere(void **state)
{
	struct open_house h;
	bool              lite = db_is_sqlite(((struct fresh *)*state)->db);

	house_open(&h, *state);
	for (int i = 0; i < 4; i++) {                 /* whichever thread answers */
		says(get(&h, amira), "notes 0 for Amira.");
		says(get(&h, ""), "notes 0 for .");
	}
	note_unseen(&h);
	says(get(&h, amira), lite ? "notes 0" : "notes 1");
	says(get(&h, ""), lite ? "notes 0" : "notes 1");
	assert_true(took(&h, bo, key_in(get(&h, bo)), "8"));
	says(get(&h, amira), lite ? "notes 0" : "notes 2");
	assert_true(took(&h, bo, key_in(get(&h, bo)), "1+7"));
	says(get(&h, amira), "notes 3 for Amira.");
	says(get(&h, ""), "notes 3 for .");
	assert_true(took(&h, bo, key_in(get(&h, bo)), "8+9"));  /* elsewhere, but somebody was called */
	says(get(&h, amira), "notes 4 for Amira.");
	assert_true(took(&h, bo, key_in(get(&h, bo)), ""));     /* it did not say what it moves */
	for (int i = 0; i < 4; i++) {
		says(get(&h, amira), "notes 5 for Amira.");
		says(get(&h, ""), "notes 5 for .");
	}
	house_close(&h);
}

static void
test_kept__is_its_readers_own(void **state)
{
	struct open_house h;
	str               first, again;

	house_open(&h, *state);
	fresh_do(h.f, "INSERT INTO held (person, role, unit, since, until) VALUES (1, 8, 7, 0, 9999999999)");
	for (int i = 0; i < 4; i++) {
		says(get(&h, amira), "for Amira, facilitator.");
		says(get(&h, bo), "for Bo.");
		says(get(&h, ""), "for .");
	}
	first = key_in(get(&h, amira));
	again = key_in(get(&h, amira));
	assert_false(str_eq(first, again));
	assert_false(took(&h, bo, again, "8"));         /* a kept page's key is bound to its reader */
	assert_true(took(&h, amira, again, "8"));
	assert_true(took(&h, amira, first, "8"));
	says(get(&h, amira), db_is_sqlite(h.f->db) ? "notes 0" : "notes 2");
	house_close(&h);
}

/* What a browser makes of a packed answer; zlib checks the sum at its end. */
static str
unpacked(struct fresh *f, str answer)
{
	const char *body = memmem(answer.p, answer.n, "\r\n\r\n", 4);
	char       *to = arena_take(f->mem, ANSWER_MAX);
	z_stream    z = { .next_out = (Bytef *)to, .avail_out = ANSWER_MAX };

	assert_non_null(body);
	assert_non_null(memmem(answer.p, answer.n, "Content-Encoding: gzip", 22));
	z.next_in = (Bytef *)(uintptr_t)(body + 4);
	z.avail_in = (uInt)(answer.n - (size_t)(body + 4 - answer.p));
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	(void)inflateEnd(&z);
	return (str){ to, ANSWER_MAX - z.avail_out };
}

static void
test_kept__packed_pages_have_keys_of_their_own(void **state)
{
	struct open_house h;
	const char       *packed = str_fmt(((struct fresh *)*state)->mem, "%sAccept-Encoding: gzip\r\n", amira).p;
	str               first, again, plain;

	house_open(&h, *state);
	first = unpacked(h.f, get(&h, packed));
	again = unpacked(h.f, get(&h, packed));
	plain = get(&h, amira);
	assert_true(first.n > 10000 && first.n == again.n);
	assert_memory_equal(first.p, again.p, (size_t)((char *)memmem(first.p, first.n, "form_key", 8) - first.p));
	assert_memory_equal(first.p + first.n - 9000, again.p + again.n - 9000, 9000);
	assert_memory_equal(first.p + first.n - 9000, plain.p + plain.n - 9000, 9000);
	assert_false(str_eq(key_in(first), key_in(again)));
	note_unseen(&h);
	if (db_is_sqlite(h.f->db))
		says(unpacked(h.f, get(&h, packed)), "notes 0 for Amira.");     /* it was the kept one */
	assert_true(took(&h, amira, key_in(again), "8"));
	assert_false(took(&h, bo, key_in(first), "8"));
	house_close(&h);
}

static void
test_kept__ends_with_rights_and_session(void **state)
{
	struct open_house h;
	struct timespec   now, wait = { 4, 100000000 };

	house_open(&h, *state);
	clock_gettime(CLOCK_REALTIME, &now);
	fresh_do(h.f, str_c(h.f->mem, str_fmt(h.f->mem, "INSERT INTO held (person, role, unit, since, until)"
	    " VALUES (1, 8, 7, 0, %lld)", (long long)now.tv_sec + 3)));
	says(get(&h, amira), "for Amira, facilitator.");
	(void)nanosleep(&wait, NULL);
	says(get(&h, amira), "for Amira.");             /* by itself, without any operation */
	says(get(&h, bo), "for Bo.");
	(void)ask(&h, str_fmt(h.f->mem, "POST /sign-out HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n%s\r\nform_key=%.*s",
	    key_in(get(&h, bo)).n + 9, bo, STR_ARG(key_in(get(&h, bo)))));
	for (int i = 0; i < 4; i++)
		says(get(&h, bo), "for .");
	house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_kept__outlives_what_happens_elsewhere),
		ON_BOTH(test_kept__is_its_readers_own),
		ON_BOTH(test_kept__packed_pages_have_keys_of_their_own),
		ON_BOTH(test_kept__ends_with_rights_and_session),
	};

	return run_on_both(tests);
}
