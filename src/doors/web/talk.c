/*
 * web/talk: one request, from its whole head to its answer.
 *
 * The head is checked before a byte of the body is asked for.  A read is answered here and
 * now; a change goes to the writer, which gives it back to this thread after the commit.
 * Whatever is refused gets a page of our own, and then the connection ends: where one
 * request was wrong, nobody can say where the next begins.
 */
#include "doors/web/serve_in.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>

enum { BODY_FIRST = 64 * 1024, BODIES_MAX = 512 * 1024 * 1024 };

static struct talk *
talk_new(struct wire *w)
{
	struct thread *th = w->thread;
	struct talk   *t = th->pool;
	struct arena  *mem;

	if (t != NULL) {
		th->pool = t->next;
		th->pooled--;
		mem = t->x.mem;
	} else {
		t = malloc(sizeof *t);
		mem = arena_new_if(TALK_CAP);
		if (t == NULL || mem == NULL) {
			arena_free(mem);
			free(t);
			return NULL;
		}
	}
	memset(t, 0, offsetof(struct talk, asked));
	t->wire = w;
	t->x = (struct exchange){ .site = th->web->site, .db = th->db, .mem = mem,
		.headers = t->asked.headers, .route = "-", .path = STR("/"), .now = when_now(th->web->site->when) };
	t->began_us = ticks_us();
	t->trips = db_trips(th->db);
	w->talk = t;
	return t;
}

static void
body_free(struct talk *t)
{
	atomic_fetch_sub(&t->wire->thread->web->bodies, (int64_t)t->body_room);
	free(t->body);
	t->body = NULL;
	t->body_room = 0;
}

void
talk_free(struct talk *t)
{
	struct thread *th = t->wire->thread;

	if (t->owed)
		atomic_fetch_sub(&th->web->unanswered, 1);
	body_free(t);
	arena_clear(t->x.mem);
	(void)arena_way_out(t->x.mem, NULL);
	if (th->pooled < TALKS_KEPT) {
		t->next = th->pool;
		th->pool = t;
		th->pooled++;
		return;
	}
	arena_free(t->x.mem);
	free(t);
}

/* Doubles as the body comes: what somebody only says they will send takes no room. */
size_t
talk_room(struct talk *t, char **ret_p)
{
	struct web *web = t->wire->thread->web;
	size_t      more = t->body_room == 0 ? BODY_FIRST : t->body_room;
	char       *p;

	if (t->body_n == t->body_room) {
		if (more > t->body_whole - t->body_room)
			more = t->body_whole - t->body_room;
		if (atomic_load(&web->bodies) + (int64_t)more > BODIES_MAX)
			return 0;
		p = realloc(t->body, t->body_room + more);
		if (p == NULL)
			return 0;
		t->body = p;
		t->body_room += more;
		atomic_fetch_add(&web->bodies, (int64_t)more);
	}
	*ret_p = t->body + t->body_n;
	return t->body_room - t->body_n;
}

/* ---- who asks, and what ---- */

static str
peer_of(struct talk *t)
{
	char *text = arena_take(t->x.mem, INET6_ADDRSTRLEN);
	str   peer, last, sent;

	(void)inet_ntop(t->wire->six ? AF_INET6 : AF_INET, t->wire->peer, text, INET6_ADDRSTRLEN);
	peer = str_of(text);
	if (t->x.site->proxy.n == 0 || !str_eq(peer, t->x.site->proxy))
		return peer;
	sent = exchange_header(&t->x, "X-Forwarded-For");
	last = peer;
	while (sent.n > 0)                      /* the last one is what our proxy saw */
		last = str_trim(str_cut(&sent, ','));
	return last;
}

static enum http_method
method_of(str method)
{
	return str_eq(method, STR("POST")) ? HTTP_POST : str_eq(method, STR("HEAD")) ? HTTP_HEAD : HTTP_GET;
}

static void
draw_refusal(struct talk *t, int status)
{
	struct hall hall = { t->x.site, t->wire->thread->web->tree };

	t->hang_up = t->refused = true;
	pages_refuse(&hall, &t->x, status);
}

static void
answered(struct talk *t)
{
	struct wire *w = t->wire;

	reply_write(t);
	w->state = WIRE_SENDING;
	w->writable = true;                     /* until the kernel says no */
	t->began_ms = w->thread->now_ms;
	w->deadline = t->began_ms + 2 * w->thread->web->patience_ms;
}

/*
 * No memory to answer with: words that need none.  What the writer has kept stays kept, and
 * the same form or key once more gives its answer.
 */
#define SHORT_HEAD "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n" \
	"Cache-Control: no-store\r\nContent-Type: text/plain; charset=utf-8\r\n"

static void
answer_short(struct talk *t)
{
	struct wire *w = t->wire;

	log_line("http", "route=%s status=503 trouble=\"no memory\"", t->x.route);
	t->out_head = t->came_back && t->x.job != NULL && t->x.job->e == OK
	    ? STR(SHORT_HEAD "Content-Length: 66\r\n\r\nIt was kept. We cannot show it just now: refresh the page shortly.")
	    : STR(SHORT_HEAD "Content-Length: 54\r\n\r\nNothing was saved. Try again in a moment: we are busy.");
	t->out_body = STR("");
	t->hang_up = t->refused = true;
	w->state = WIRE_SENDING;
	w->writable = true;
	t->began_ms = w->thread->now_ms;
	w->deadline = t->began_ms + 2 * w->thread->web->patience_ms;
}

/* One part of a request, with a way out.  Afterwards it may be the writer's already. */
static void
safely(struct talk *t, void (*part)(struct talk *t))
{
	jmp_buf out;

	(void)arena_way_out(t->x.mem, &out);
	if (setjmp(out) == 0)
		part(t);
	else
		answer_short(t);
	if (!t->x.writing)
		(void)arena_way_out(t->x.mem, NULL);
}

static void
read_head(struct talk *t)
{
	struct fault fault = { .status = head_read(str_copy(t->x.mem, t->head), &t->asked) };
	int64_t      n = 0;

	if (fault.status == 0) {
		t->x.method = method_of(t->asked.method);
		t->x.path = t->asked.path;
		t->x.query = t->asked.query;
		t->x.nheaders = t->asked.nheaders;
		t->x.peer = peer_of(t);
		if (check_head(&t->x, t->asked.method, &fault)) {
			(void)str_to_int(exchange_header(&t->x, "Content-Length"), &n);
			t->body_whole = (size_t)n;
			t->hang_up = t->asked.minor == 0 || check_connection(&t->x, STR("close"));
			return;
		}
	}
	draw_refusal(t, fault.status);
	if (fault.allow != NULL)
		exchange_reply_header(&t->x, STR("Allow"), str_of(fault.allow));
	answered(t);
}

bool
talk_begin(struct wire *w, str head)
{
	struct talk *t = talk_new(w);

	if (t == NULL) {
		wire_close(w);
		return false;
	}
	t->head = head;
	safely(t, read_head);
	return w->state != WIRE_SENDING;
}

static void
refuse(struct talk *t)
{
	draw_refusal(t, t->status);
	answered(t);
}

void
talk_refuse(struct wire *w, int status)
{
	struct talk *t = w->talk != NULL ? w->talk : talk_new(w);

	if (t == NULL) {
		wire_close(w);
		return;
	}
	t->status = status;
	safely(t, refuse);
}

/* ---- the writer's side ---- */

/* On a thread of the writer's.  The bell rings only for the first: the others are seen with it. */
static void
on_job_done(struct job *job)
{
	struct talk   *t = job->arg;
	struct thread *th = t->wire->thread;
	struct web    *web = th->web;
	int            bell = th->bell;
	struct talk   *first = atomic_load(&th->done);

	do
		t->next = first;
	while (!atomic_compare_exchange_weak(&th->done, &first, t));
	if (first == NULL)
		(void)eventfd_write(bell, 1);
	/* last: after this web_stop() may go on */
	atomic_fetch_sub(&web->with_writer, 1);
}

static bool
give_to_writer(struct talk *t)
{
	struct job *job = t->x.job;
	struct web *web = t->wire->thread->web;
	jmp_buf    *out = arena_way_out(t->x.mem, NULL);        /* the arena is the writer's now */

	job->done = on_job_done;
	job->arg = t;
	if (!t->owed) {
		t->owed = true;
		atomic_fetch_add(&web->unanswered, 1);
	}
	t->wire->state = WIRE_WAITING;
	t->wire->deadline = INT64_MAX;
	atomic_fetch_add(&web->with_writer, 1);
	if (!atomic_load(&web->stopping) && writer_give(t->x.site->writer, job) == OK)
		return true;
	atomic_fetch_sub(&web->with_writer, 1);
	(void)arena_way_out(t->x.mem, out);
	job->e = ERR_BUSY;
	return false;
}

/* A door may have one thing more for the writer (a session moved on). */
static void
go_on(struct talk *t)
{
	while (t->x.writing) {
		if (give_to_writer(t))
			return;
		t->x.writing = false;
		t->x.then(&t->x);
	}
	answered(t);
}

static void
hear_back(struct talk *t)
{
	t->x.then(&t->x);
	go_on(t);
}

void
talk_back_from_writer(struct talk *t)
{
	t->x.writing = false;
	t->came_back = true;
	safely(t, hear_back);
}

static void
answer(struct talk *t)
{
	struct hall hall = { t->x.site, t->wire->thread->web->tree };

	t->x.body = (str){ t->body, t->body_n };
	t->kept = kept_get(t->wire->thread->web->kept, &t->wire->thread->eye, &t->x);
	if (!t->kept)
		pages_answer(&hall, &t->x);
	go_on(t);
}

void
talk_answer(struct talk *t)
{
	safely(t, answer);
}
