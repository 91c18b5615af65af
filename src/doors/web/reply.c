/*
 * web/reply: an answer as bytes.  Its length is always said, its armour always on; what a
 * room puts into a header can never end the line.
 */
#include "doors/web/serve_in.h"

#include <string.h>
#include <time.h>

enum { SMALL = 1400 };

/* One's own page, to be kept, is packed round the keys of its forms. */
static bool
pack_body(struct talk *t, str *ret_packed)
{
	struct gzip          *g = t->wire->thread->gzip;
	struct packed_around *p;
	struct holes          h;

	if (!kept_holes(&t->x, t->x.reply.body, &h))
		return gzip_pack(g, t->x.mem, t->x.reply.body, ret_packed);
	p = arena_take(t->x.mem, sizeof *p);
	if (!gzip_pack_around(g, t->x.mem, t->x.reply.body, &h, p))
		return false;
	t->x.kept.around = p;
	*ret_packed = p->body;
	return true;
}

/* True when what is sent is packed. */
static bool
pack(struct talk *t)
{
	struct http_reply *r = &t->x.reply;
	str                packed;

	if (r->body.n < SMALL || r->nheaders + 2 > LEN(r->headers) ||
	    (!str_starts(r->type, STR("text/")) && !str_starts(r->type, STR("application/json"))))
		return false;
	for (size_t i = 0; i < r->nheaders; i++)
		if (str_eq(r->headers[i].name, STR("Content-Encoding")))
			return str_eq(r->headers[i].value, STR("gzip"));
	if (!header_accepts(&t->x, STR("gzip")) || !pack_body(t, &packed))
		return false;
	r->body = packed;
	exchange_reply_header(&t->x, STR("Content-Encoding"), STR("gzip"));
	return true;
}

static const char *
phrase_of(int status)
{
	static const struct { int status; const char *phrase; } phrases[] = {
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" },
		{ 206, "Partial Content" }, { 303, "See Other" }, { 304, "Not Modified" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" },
		{ 404, "Not Found" }, { 405, "Method Not Allowed" }, { 406, "Not Acceptable" },
		{ 408, "Request Timeout" }, { 409, "Conflict" }, { 410, "Gone" },
		{ 411, "Length Required" }, { 413, "Content Too Large" }, { 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" }, { 416, "Range Not Satisfiable" },
		{ 417, "Expectation Failed" }, { 422, "Unprocessable Content" },
		{ 428, "Precondition Required" }, { 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" }, { 500, "Internal Server Error" },
		{ 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" },
		{ 507, "Insufficient Storage" },
	};

	for (size_t i = 0; i < LEN(phrases); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "-";
}

static void
add_line(struct buf *b, str name, str value)
{
	if (!str_is_plain(value) || memchr(value.p, '\n', value.n) != NULL ||
	    memchr(value.p, '\r', value.n) != NULL) {
		log_line("http", "header=%.*s refused=1", STR_ARG(name));
		return;
	}
	buf_add(b, name);
	buf_add(b, STR(": "));
	buf_add(b, value);
	buf_add(b, STR("\r\n"));
}

static void
add_date(struct buf *b, stamp now)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec" };
	time_t    s = (time_t)now.s;
	struct tm at;

	if (gmtime_r(&s, &at) != NULL)
		buf_addf(b, "Date: %s, %02d %s %d %02d:%02d:%02d GMT\r\n", days[at.tm_wday], at.tm_mday,
		    months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec);
}

static void
add_head(struct talk *t, struct buf *b)
{
	const struct http_reply *r = &t->x.reply;

	buf_addf(b, "HTTP/1.1 %d %s\r\n", r->status, phrase_of(r->status));
	add_date(b, t->x.now);
	if (t->hang_up)
		buf_add(b, STR("Connection: close\r\n"));
	if (r->status != 304 && r->status != 204)
		buf_addf(b, "Content-Length: %zu\r\n", r->body.n);
	buf_add(b, t->wire->thread->web->armour);
	if (r->type.n > 0)
		add_line(b, STR("Content-Type"), r->type);
	if (!r->keep)
		buf_add(b, STR("Cache-Control: no-store\r\n"));
	for (size_t i = 0; i < r->nheaders; i++)
		add_line(b, r->headers[i].name, r->headers[i].value);
	buf_add(b, STR("\r\n"));
}

static void
log_request(const struct talk *t)
{
	static const char *const methods[] = { "GET", "HEAD", "POST" };

	if (t->x.unlogged)
		return;
	log_line("http", "method=%s route=%s status=%d us=%llu sql=%u bytes=%zu",
	    methods[t->x.method], t->x.route, t->x.reply.status,
	    (unsigned long long)(ticks_us() - t->began_us), db_trips(t->x.db) - t->trips,
	    t->x.reply.body.n);
}

/*
 * What is out of reach is not there, by the clock too (reliability P0-4): looking at a thing that
 * exists takes some microseconds more than finding none, and those are hidden behind a wait that
 * is the same for both.  Half a thousandth of a second, and only for an address that names a thing.
 */
static void
even_out(const struct talk *t)
{
	enum { EVEN_US = 500 };
	uint64_t        took = ticks_us() - t->began_us;
	struct timespec rest = { 0 };

	if (t->x.reply.status != 404 || strchr(t->x.route, '{') == NULL || took >= EVEN_US)
		return;
	rest.tv_nsec = (long)(EVEN_US - took) * 1000;
	(void)nanosleep(&rest, NULL);
}

void
reply_write(struct talk *t)
{
	struct http_reply *r = &t->x.reply;
	struct buf         b = { .mem = t->x.mem };
	str                plain = r->body;
	bool               packed = pack(t);

	even_out(t);
	if (!t->kept)
		kept_put(t->wire->thread->web->kept, &t->x, plain, packed);
	/* what was not understood may have more behind it that is not either */
	if (r->status == 400 || r->status == 413 || atomic_load(&t->wire->thread->web->stopping))
		t->hang_up = true;
	buf_need(&b, 2048);
	add_head(t, &b);
	t->out_head = buf_str(&b);
	t->out_body = t->x.method == HTTP_HEAD || r->status == 304 || r->status == 204 ? STR("") : r->body;
	log_request(t);
}
