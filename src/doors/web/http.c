/*
 * web/http: the only file that knows libmicrohttpd.
 *
 * Each web thread is a daemon of its own with its own socket, epoll, read connection and
 * pool of talks.  A talk is one request and its answer; it lives from the request line to
 * the last byte sent.  Traps paid for elsewhere: an answer queued on the handler's first
 * call closes the connection, so we answer on a later one; a connection is suspended
 * before its job is given away, as the writer may be done first; nothing here ever waits.
 */
#include "doors/web/serve_in.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	TALKS_KEPT = 64, TALK_CAP = 96 * 1024 * 1024,
	HEAD_S = 10, IDLE_S = 30, BODY_S = 20, BODY_RATE = 4096, CONNECTIONS_MAX = 20000,
	CONNECTION_MEMORY = 20 * 1024, SMALL = 1400,
};

/*
 * The library's own strictness.  From 1.0 on it refuses much by itself.  Before that its
 * refusals were bare and sometimes sent twice, so there it is lax and check.c is strict.
 */
enum { DISCIPLINE = MHD_VERSION >= 0x01000000 ? 1 : 0 };

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WAITING, STAGE_DONE, STAGE_ANSWERED };

struct talk {
	struct exchange        x;
	struct http           *http;
	struct MHD_Connection *conn;
	struct talk           *next;            /* in the pool */
	_Atomic int            stage;
	char                  *body;
	size_t                 body_room;
	uint64_t               began_us;
	unsigned               trips;
	bool                   kept;            /* the answer was a kept page */
	bool                   owed;            /* counted in web->unanswered */
	struct http_header     headers[HEADERS_MAX];
};

struct http {
	struct thread     *thread;
	struct MHD_Daemon *daemon;
	struct talk       *pool;
	size_t             pooled;
};

static uint64_t
ticks_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* ---- talks ---- */

static struct talk *
talk_new(struct http *h)
{
	struct talk  *t = h->pool;
	struct arena *mem;

	if (t != NULL) {
		h->pool = t->next;
		h->pooled--;
		mem = t->x.mem;
	} else {
		t = malloc(sizeof *t);
		if (t == NULL)
			abort();
		mem = arena_new(TALK_CAP);
	}
	memset(t, 0, offsetof(struct talk, headers));
	t->http = h;
	t->x = (struct exchange){ .site = h->thread->web->site, .db = h->thread->db, .mem = mem,
		.headers = t->headers, .route = "-" };
	t->began_us = ticks_us();
	return t;
}

static void
talk_free(struct talk *t)
{
	struct http *h = t->http;

	arena_clear(t->x.mem);
	if (h->pooled < TALKS_KEPT) {
		t->next = h->pool;
		h->pool = t;
		h->pooled++;
		return;
	}
	arena_free(t->x.mem);
	free(t);
}

static struct wire *
wire_of(struct MHD_Connection *conn)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return i == NULL ? NULL : i->socket_context;
}

/* ---- from the library to an exchange ---- */

/* The request line has come.  The library cuts its copy up later; this one is as sent. */
static void *
on_request_line(void *cls, const char *uri, struct MHD_Connection *conn)
{
	struct talk *t = talk_new(cls);
	str          rest = str_copy(t->x.mem, str_of(uri));

	t->conn = conn;
	t->x.path = str_cut(&rest, '?');
	t->x.query = rest;
	wire_until(wire_of(conn), HEAD_S);
	return t;
}

/*
 * Releases before 0.9.76 join folded lines, end lines at a lone CR or LF and cut values at a
 * NUL, all without a word (RFC 9112 2.2 and 5.2 let a server refuse each).  But they leave
 * values where they stood: right behind the name, with both bytes of the line's end made 0.
 * Later ones refuse all that themselves.  web_serve_test.c sees to it that one of us does.
 */
static bool
line_is_whole(str name, str value)
{
	const char *p = name.p + name.n + 1;

	if (MHD_VERSION > 0x00097500)
		return true;
	while (p < value.p && (*p == ' ' || *p == '\t' || *p == '\0'))
		p++;
	return p == value.p && value.p[value.n] == '\0' && value.p[value.n + 1] == '\0';
}

struct gathering { struct talk *t; bool broken; };

static enum MHD_Result
on_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_n,
    const char *value, size_t value_n)          /* long: the library's own signature */
{
	struct gathering *g = cls;
	struct exchange  *x = &g->t->x;

	(void)kind;
	if (x->nheaders < HEADERS_MAX)
		g->t->headers[x->nheaders] = (struct http_header){ { name, name_n },
			str_trim((str){ value, value_n }) };
	x->nheaders++;
	if (value_n > 0 && !line_is_whole((str){ name, name_n }, (str){ value, value_n }))
		g->broken = true;
	return MHD_YES;
}

static str
peer_of(struct talk *t)
{
	str peer = wire_peer(wire_of(t->conn)), last, sent;

	if (t->x.site->proxy.n == 0 || !str_eq(peer, t->x.site->proxy))
		return peer;
	sent = exchange_header(&t->x, "X-Forwarded-For");
	last = peer;
	while (sent.n > 0)                      /* the last one is what our proxy saw */
		last = str_trim(str_cut(&sent, ','));
	return last;
}

static bool
read_head(struct talk *t, const char *method, const char *version, struct fault *ret_fault)
{
	struct gathering g = { t, false };
	struct timespec  now;

	clock_gettime(CLOCK_REALTIME, &now);
	t->x.now = (stamp){ now.tv_sec };
	t->trips = db_trips(t->x.db);
	t->x.method = strcmp(method, "POST") == 0 ? HTTP_POST :
	    strcmp(method, "HEAD") == 0 ? HTTP_HEAD : HTTP_GET;
	(void)MHD_get_connection_values_n(t->conn, MHD_HEADER_KIND, &on_header, &g);
	if (t->x.nheaders > HEADERS_MAX) {
		t->x.nheaders = HEADERS_MAX;
		*ret_fault = (struct fault){ .status = 431 };
		return false;
	}
	t->x.peer = peer_of(t);
	*ret_fault = (struct fault){ .status = 400 };
	return !g.broken && check_head(&t->x, method, version, ret_fault);
}

/* ---- from an exchange to the library ---- */

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
	if (!header_accepts(&t->x, STR("gzip")) ||
	    !gzip_pack(t->http->thread->gzip, t->x.mem, r->body, &packed))
		return false;
	r->body = packed;
	exchange_reply_header(&t->x, STR("Content-Encoding"), STR("gzip"));
	return true;
}

static void
add_header(struct talk *t, struct MHD_Response *resp, struct http_header h)
{
	if (MHD_add_response_header(resp, str_c(t->x.mem, h.name), str_c(t->x.mem, h.value)) != MHD_YES)
		log_line("http", "header=%.*s refused=1", STR_ARG(h.name));
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

static enum MHD_Result
send_reply(struct talk *t, bool hang_up)
{
	struct http_reply   *r = &t->x.reply;
	struct MHD_Response *resp;
	enum MHD_Result      sent;
	bool                 packed;

	packed = pack(t);
	if (!t->kept)
		kept_put(t->http->thread->kept, &t->x, packed);
	resp = MHD_create_response_from_buffer(r->body.n, (void *)(uintptr_t)r->body.p,
	    MHD_RESPMEM_PERSISTENT);
	if (resp == NULL)
		return MHD_NO;
	for (size_t i = 0; i < headers_count(t->x.site); i++) {
		struct http_header h = headers_at(t->x.site, i);

		(void)MHD_add_response_header(resp, h.name.p, h.value.p);
	}
	if (r->type.n > 0)
		add_header(t, resp, (struct http_header){ STR("Content-Type"), r->type });
	if (!r->keep)
		(void)MHD_add_response_header(resp, "Cache-Control", "no-store");
	for (size_t i = 0; i < r->nheaders; i++)
		add_header(t, resp, r->headers[i]);
	if (hang_up)
		(void)MHD_add_response_header(resp, "Connection", "close");
	sent = MHD_queue_response(t->conn, (unsigned)r->status, resp);
	MHD_destroy_response(resp);
	atomic_store(&t->stage, STAGE_ANSWERED);
	wire_until(wire_of(t->conn), 0);
	log_request(t);
	return sent;
}

/* ---- the writer's side ---- */

static void
on_job_done(struct job *job)
{
	struct talk *t = job->arg;
	struct web  *web = t->http->thread->web;

	atomic_store(&t->stage, STAGE_DONE);
	MHD_resume_connection(t->conn);
	/* last: t may be gone by now, and after this web_stop() may go on */
	atomic_fetch_sub(&web->with_writer, 1);
}

static enum MHD_Result
wait_for_writer(struct talk *t)
{
	struct job *job = t->x.job;
	struct web *web = t->http->thread->web;

	job->done = on_job_done;
	job->arg = t;
	if (!t->owed) {
		t->owed = true;
		atomic_fetch_add(&web->unanswered, 1);
	}
	atomic_store(&t->stage, STAGE_WAITING);
	atomic_fetch_add(&web->with_writer, 1);
	wire_until(wire_of(t->conn), 0);
	MHD_suspend_connection(t->conn);
	if (atomic_load(&web->stopping) || writer_give(t->x.site->writer, job) != OK) {
		job->e = ERR_BUSY;
		on_job_done(job);
	}
	return MHD_YES;
}

/* The writer is done.  A door may have one thing more for it (a session moved on). */
static enum MHD_Result
go_on(struct talk *t)
{
	t->x.writing = false;
	t->x.then(&t->x);
	return t->x.writing ? wait_for_writer(t) : send_reply(t, false);
}

static enum MHD_Result
answer(struct talk *t)
{
	struct hall hall = { t->x.site, t->http->thread->web->tree };

	t->kept = kept_get(t->http->thread->kept, &t->x);
	if (!t->kept)
		pages_answer(&hall, &t->x);
	return t->x.writing ? wait_for_writer(t) : send_reply(t, false);
}

/* The library's `url` and `trips` are not looked at: ours are as they were sent. */
static enum MHD_Result
first_call(struct talk *t, const char *method, const char *version)
{
	struct hall  hall = { t->x.site, t->http->thread->web->tree };
	struct fault fault;

	if (read_head(t, method, version, &fault)) {
		int64_t n = 0;

		(void)str_to_int(exchange_header(&t->x, "Content-Length"), &n);
		t->body_room = (size_t)n;
		wire_until(wire_of(t->conn), BODY_S + n / BODY_RATE);
		atomic_store(&t->stage, STAGE_BODY);
		return MHD_YES;
	}
	pages_refuse(&hall, &t->x, fault.status);
	if (fault.allow != NULL)
		exchange_reply_header(&t->x, STR("Allow"), str_of(fault.allow));
	return send_reply(t, true);
}

static bool
take_body(struct talk *t, const char *at, size_t n)
{
	if (n > t->body_room - t->x.body.n)
		return false;
	if (t->body == NULL)
		t->body = arena_take(t->x.mem, t->body_room + 1);
	memcpy(t->body + t->x.body.n, at, n);
	t->x.body = (str){ t->body, t->x.body.n + n };
	return true;
}

static enum MHD_Result
on_call(void *cls, struct MHD_Connection *conn, const char *url, const char *method,
    const char *version, const char *upload, size_t *upload_n, void **con_cls)
{                                               /* long: the library's own signature */
	struct talk *t = *con_cls;

	(void)cls;
	(void)conn;
	(void)url;
	switch ((enum stage)atomic_load(&t->stage)) {
	case STAGE_HEAD:
		return first_call(t, method, version);
	case STAGE_BODY:
		if (*upload_n > 0) {
			bool fits = take_body(t, upload, *upload_n);

			*upload_n = 0;
			return fits ? MHD_YES : MHD_NO;
		}
		return answer(t);
	case STAGE_DONE:
		return go_on(t);
	case STAGE_WAITING:
	case STAGE_ANSWERED:
		break;
	}
	return MHD_YES;
}

static void
on_complete(void *cls, struct MHD_Connection *conn, void **con_cls,
    enum MHD_RequestTerminationCode how)
{
	struct talk *t = *con_cls;

	(void)cls;
	(void)how;
	*con_cls = NULL;
	wire_until(wire_of(conn), IDLE_S);
	if (t == NULL)
		return;
	if (t->owed)
		atomic_fetch_sub(&t->http->thread->web->unanswered, 1);
	talk_free(t);
}

/* ---- connections ---- */

static struct wire *
wire_open(struct thread *th, struct MHD_Connection *conn)
{
	const union MHD_ConnectionInfo *fd =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *peer =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct wire *w;

	if (fd == NULL)
		abort();
	w = wire_add(th->wires, fd->connect_fd, peer == NULL ? NULL : peer->client_addr);
	wire_until(w, HEAD_S);
	return w;
}

static void
on_wire(void *cls, struct MHD_Connection *conn, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct thread *th = cls;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = wire_open(th, conn);
		return;
	}
	if (*context != NULL)
		wire_drop(th->wires, *context);
	*context = NULL;
}

/* ---- starting and stopping ---- */

static void
on_library_log(void *cls, const char *fmt, va_list ap)
{
	(void)cls;
	(void)fmt;
	(void)ap;                               /* may hold parts of requests: never logged */
}

/* Leaves the library's copy of the address as it is; we decode our own. */
static size_t
leave_as_sent(void *cls, struct MHD_Connection *conn, char *s)
{
	(void)cls;
	(void)conn;
	return strlen(s);
}

struct http *
http_start(struct thread *th, int fd)
{
	struct http *h = calloc(1, sizeof *h);

	if (h == NULL)
		abort();
	h->thread = th;
	h->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
	    MHD_USE_ERROR_LOG, 0, NULL, NULL, &on_call, h,
	    MHD_OPTION_EXTERNAL_LOGGER, &on_library_log, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_STRICT_FOR_CLIENT, DISCIPLINE,
	    MHD_OPTION_URI_LOG_CALLBACK, &on_request_line, h,
	    MHD_OPTION_UNESCAPE_CALLBACK, &leave_as_sent, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, &on_complete, h,
	    MHD_OPTION_NOTIFY_CONNECTION, &on_wire, th,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HEAD_S,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_END);
	if (h->daemon != NULL)
		return h;
	free(h);
	return NULL;
}

void
http_quiesce(struct http *h)
{
	MHD_socket fd = MHD_quiesce_daemon(h->daemon);

	if (fd != MHD_INVALID_SOCKET)
		(void)close(fd);
}

void
http_stop(struct http *h)
{
	if (h == NULL)
		return;
	MHD_stop_daemon(h->daemon);
	while (h->pool != NULL) {
		struct talk *t = h->pool;

		h->pool = t->next;
		arena_free(t->x.mem);
		free(t);
	}
	free(h);
}
