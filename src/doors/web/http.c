/*
 * web/http: the only file that knows libmicrohttpd.
 *
 * Each web thread is a daemon of its own with its own socket, epoll, read connection and
 * pool of talks.  A talk is one request and its answer; it lives from the request line to
 * the last byte sent.  Traps paid for elsewhere: an answer queued on the handler's first
 * call closes the connection, so we answer on a later one; a connection is suspended
 * before its job is given away, as the writer may be done first; nothing here ever waits.
 * A connection that dawdles over its head or body is hung up on by `sweep`.
 */
#include "doors/web/web_in.h"

#include <arpa/inet.h>
#include <assert.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	THREADS_MAX = 4, TALKS_KEPT = 64, TALK_CAP = 96 * 1024 * 1024,
	HEAD_S = 10, IDLE_S = 30, BODY_S = 20, BODY_RATE = 4096, CONNECTIONS_MAX = 20000,
	CONNECTION_MEMORY = 20 * 1024, SMALL = 1400, ANSWERS_MS = 3000,
};

/*
 * The library's own strictness.  From 1.0 on it refuses much by itself.  Before that its
 * refusals were bare and sometimes sent twice, so there it is lax and check.c is strict.
 */
enum { DISCIPLINE = MHD_VERSION >= 0x01000000 ? 1 : 0 };

enum stage { STAGE_HEAD, STAGE_BODY, STAGE_WAITING, STAGE_DONE, STAGE_ANSWERED };

struct thread;

/* One connection, for the sweep: hung up on when `deadline` (monotonic seconds) has passed. */
struct wire { struct wire *next, *prev; int fd; _Atomic int64_t deadline; char peer[48]; };

struct talk {
	struct exchange        x;
	struct thread         *thread;
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

struct thread {
	struct web        *web;
	struct db         *db;
	struct gzip       *gzip;
	struct kept       *kept;
	struct MHD_Daemon *daemon;
	struct talk       *pool;
	size_t             pooled;
	pthread_mutex_t    wires_lock;
	struct wire        wires;               /* ring */
};

struct web {
	const struct site *site;
	struct tree       *tree;
	unsigned           nthreads;
	struct thread      threads[THREADS_MAX];
	_Atomic int64_t    with_writer;         /* jobs it has not given back */
	_Atomic int64_t    unanswered;          /* jobs whose answer is not sent yet */
	_Atomic bool       stopping;            /* takes no more jobs */
	_Atomic bool       stopped;             /* the sweeper may go */
	pthread_t          sweeper;
};

static uint64_t
ticks_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int64_t
seconds_from_now(int64_t n)
{
	return (int64_t)(ticks_us() / 1000000) + n;
}

/* ---- talks ---- */

static struct talk *
talk_new(struct thread *th)
{
	struct talk  *t = th->pool;
	struct arena *mem;

	if (t != NULL) {
		th->pool = t->next;
		th->pooled--;
		mem = t->x.mem;
	} else {
		t = malloc(sizeof *t);
		if (t == NULL)
			abort();
		mem = arena_new(TALK_CAP);
	}
	memset(t, 0, offsetof(struct talk, headers));
	t->thread = th;
	t->x = (struct exchange){ .site = th->web->site, .db = th->db, .mem = mem,
		.headers = t->headers, .route = "-" };
	t->began_us = ticks_us();
	return t;
}

static void
talk_free(struct talk *t)
{
	struct thread *th = t->thread;

	arena_clear(t->x.mem);
	if (th->pooled < TALKS_KEPT) {
		t->next = th->pool;
		th->pool = t;
		th->pooled++;
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

static void
wire_until(struct MHD_Connection *conn, int64_t seconds)
{
	struct wire *w = wire_of(conn);

	if (w != NULL)
		atomic_store(&w->deadline, seconds == 0 ? INT64_MAX : seconds_from_now(seconds));
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
	wire_until(conn, HEAD_S);
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
	struct wire *w = wire_of(t->conn);
	str          peer = w == NULL ? STR("") : str_of(w->peer), last, sent;

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
	    !gzip_pack(t->thread->gzip, t->x.mem, r->body, &packed))
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
		kept_put(t->thread->kept, &t->x, packed);
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
	wire_until(t->conn, 0);
	log_request(t);
	return sent;
}

/* ---- the writer's side ---- */

static void
on_job_done(struct job *job)
{
	struct talk *t = job->arg;
	struct web  *web = t->thread->web;

	atomic_store(&t->stage, STAGE_DONE);
	MHD_resume_connection(t->conn);
	/* last: t may be gone by now, and after this web_stop() may go on */
	atomic_fetch_sub(&web->with_writer, 1);
}

static enum MHD_Result
wait_for_writer(struct talk *t)
{
	struct job *job = t->x.job;
	struct web *web = t->thread->web;

	job->done = on_job_done;
	job->arg = t;
	if (!t->owed) {
		t->owed = true;
		atomic_fetch_add(&web->unanswered, 1);
	}
	atomic_store(&t->stage, STAGE_WAITING);
	atomic_fetch_add(&web->with_writer, 1);
	wire_until(t->conn, 0);
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
	struct hall hall = { t->x.site, t->thread->web->tree };

	t->kept = kept_get(t->thread->kept, &t->x);
	if (!t->kept)
		pages_answer(&hall, &t->x);
	return t->x.writing ? wait_for_writer(t) : send_reply(t, false);
}

/* The library's `url` and `trips` are not looked at: ours are as they were sent. */
static enum MHD_Result
first_call(struct talk *t, const char *method, const char *version)
{
	struct hall  hall = { t->x.site, t->thread->web->tree };
	struct fault fault;

	if (read_head(t, method, version, &fault)) {
		int64_t n = 0;

		(void)str_to_int(exchange_header(&t->x, "Content-Length"), &n);
		t->body_room = (size_t)n;
		wire_until(t->conn, BODY_S + n / BODY_RATE);
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
	wire_until(conn, IDLE_S);
	if (t == NULL)
		return;
	if (t->owed)
		atomic_fetch_sub(&t->thread->web->unanswered, 1);
	talk_free(t);
}

/* ---- connections, and hanging up on those that dawdle ---- */

static void
name_peer(struct MHD_Connection *conn, struct wire *w)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *sa = i == NULL ? NULL : i->client_addr;

	if (sa != NULL && sa->sa_family == AF_INET)
		(void)inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)sa)->sin_addr,
		    w->peer, sizeof w->peer);
	else if (sa != NULL && sa->sa_family == AF_INET6)
		(void)inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr,
		    w->peer, sizeof w->peer);
}

static void
wire_open(struct thread *th, struct MHD_Connection *conn, void **context)
{
	const union MHD_ConnectionInfo *i =
	    MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct wire *w = calloc(1, sizeof *w);

	if (w == NULL || i == NULL)
		abort();
	w->fd = i->connect_fd;
	atomic_store(&w->deadline, seconds_from_now(HEAD_S));
	name_peer(conn, w);
	pthread_mutex_lock(&th->wires_lock);
	w->next = &th->wires;
	w->prev = th->wires.prev;
	w->prev->next = w;
	th->wires.prev = w;
	pthread_mutex_unlock(&th->wires_lock);
	*context = w;
}

static void
on_wire(void *cls, struct MHD_Connection *conn, void **context,
    enum MHD_ConnectionNotificationCode what)
{
	struct thread *th = cls;
	struct wire   *w = *context;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		wire_open(th, conn, context);
		return;
	}
	if (w == NULL)
		return;
	pthread_mutex_lock(&th->wires_lock);
	w->prev->next = w->next;
	w->next->prev = w->prev;
	pthread_mutex_unlock(&th->wires_lock);
	free(w);
	*context = NULL;
}

/* The lock is held over the walk, so no descriptor here is closed and used anew meanwhile. */
static void
hang_up_on_late(struct thread *th, int64_t now)
{
	pthread_mutex_lock(&th->wires_lock);
	for (struct wire *w = th->wires.next; w != &th->wires; w = w->next)
		if (atomic_load(&w->deadline) < now)
			(void)shutdown(w->fd, SHUT_RDWR);
	pthread_mutex_unlock(&th->wires_lock);
}

static void *
sweep(void *arg)
{
	struct web *web = arg;

	while (!atomic_load(&web->stopped)) {
		struct timespec half = { 0, 500000000 };

		for (unsigned i = 0; i < web->nthreads; i++)
			hang_up_on_late(&web->threads[i], seconds_from_now(0));
		(void)nanosleep(&half, NULL);
	}
	return NULL;
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

static bool
thread_start(struct thread *th, int fd)
{
	th->wires.next = th->wires.prev = &th->wires;
	pthread_mutex_init(&th->wires_lock, NULL);
	th->gzip = gzip_new();
	th->kept = kept_new();
	th->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
	    MHD_USE_ERROR_LOG, 0, NULL, NULL, &on_call, th,
	    MHD_OPTION_EXTERNAL_LOGGER, &on_library_log, NULL,
	    MHD_OPTION_LISTEN_SOCKET, fd,
	    MHD_OPTION_STRICT_FOR_CLIENT, DISCIPLINE,
	    MHD_OPTION_URI_LOG_CALLBACK, &on_request_line, th,
	    MHD_OPTION_UNESCAPE_CALLBACK, &leave_as_sent, NULL,
	    MHD_OPTION_NOTIFY_COMPLETED, &on_complete, th,
	    MHD_OPTION_NOTIFY_CONNECTION, &on_wire, th,
	    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HEAD_S,
	    MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
	    MHD_OPTION_END);
	return th->daemon != NULL;
}

static void
thread_stop(struct thread *th)
{
	if (th->daemon != NULL)
		MHD_stop_daemon(th->daemon);
	while (th->pool != NULL) {
		struct talk *t = th->pool;

		th->pool = t->next;
		arena_free(t->x.mem);
		free(t);
	}
	gzip_free(th->gzip);
	kept_free(th->kept);
	if (th->db != NULL)
		db_close(th->db);
	pthread_mutex_destroy(&th->wires_lock);
}

static unsigned
threads_wanted(const struct site *site)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long n = site->web_threads > 0 ? (long)site->web_threads : cpus;

	return n < 2 ? 2 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

static err
start_all(struct web *web, const int *fds)
{
	for (unsigned i = 0; i < web->nthreads; i++) {
		struct thread *th = &web->threads[i];

		th->web = web;
		TRY(db_open(web->site->db_url, DB_READ, &th->db));
	}
	for (unsigned i = 0; i < web->nthreads; i++)
		if (!thread_start(&web->threads[i], fds[i])) {
			fprintf(stderr, "waggle: the web server could not start.\n");
			return ERR_STORE;
		}
	return pthread_create(&web->sweeper, NULL, &sweep, web) == 0 ? OK : ERR_STORE;
}

err
web_start(const struct site *site, struct web **ret_web)
{
	int         fds[THREADS_MAX];
	struct web *web;
	err         e;

	assert(site->secret.n == SITE_SECRET_BYTES);
	TRY(listen_open(site, threads_wanted(site), fds));
	web = calloc(1, sizeof *web);
	if (web == NULL)
		abort();
	web->site = site;
	web->nthreads = threads_wanted(site);
	web->tree = tree_new(site);
	e = start_all(web, fds);
	if (e != OK) {
		for (unsigned i = 0; i < web->nthreads; i++)
			if (web->threads[i].gzip == NULL)
				(void)close(fds[i]);
		for (unsigned i = 0; i < web->nthreads; i++)
			if (web->threads[i].gzip != NULL)
				thread_stop(&web->threads[i]);
			else if (web->threads[i].db != NULL)
				db_close(web->threads[i].db);
		tree_free(web->tree);
		free(web);
		return e;
	}
	*ret_web = web;
	return OK;
}

static void
wait_until_none(_Atomic int64_t *count, int64_t at_most_ms)
{
	struct timespec a_little = { 0, 2000000 };

	for (int64_t ms = 0; atomic_load(count) > 0 && (at_most_ms == 0 || ms < at_most_ms); ms += 2)
		(void)nanosleep(&a_little, NULL);
}

void
web_stop(struct web *web)
{
	if (web == NULL)
		return;
	for (unsigned i = 0; i < web->nthreads; i++) {
		MHD_socket fd = MHD_quiesce_daemon(web->threads[i].daemon);

		if (fd != MHD_INVALID_SOCKET)
			(void)close(fd);
	}
	atomic_store(&web->stopping, true);
	wait_until_none(&web->with_writer, 0);          /* the library must have none asleep */
	wait_until_none(&web->unanswered, ANSWERS_MS);
	atomic_store(&web->stopped, true);
	(void)pthread_join(web->sweeper, NULL);
	for (unsigned i = 0; i < web->nthreads; i++)
		thread_stop(&web->threads[i]);
	tree_free(web->tree);
	free(web);
}
