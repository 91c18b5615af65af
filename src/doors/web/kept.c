/*
 * web/kept: pages kept drawn until something on them may have changed.
 *
 * Two sorts: the same for everybody (no session, no form in it: a form's key is for one
 * visit), and one session's own, kept with places for the keys of its forms, which are made
 * anew each time.  A page is good while nothing at all was committed, or, when it said whose
 * place it is, while that place's count stands still (op/moved.h); for a minute at most, and
 * never beyond the moment when the reader's rights may change by themselves.
 *
 * All web threads share one store, in shards with a lock each; the longest unasked go first.
 * Each thread's connection tells when it sees a commit; `gen` counts all those tellings, so a
 * page looked over at the present `gen` is good for every thread.  Hits are copied out.
 */
#include "doors/web/web_in.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "op/moved.h"

enum { SHARDS = 16, BUCKETS = 1024, BODY_KEPT_MAX = 48 * 1024, KEPT_S = 60, SHARED_HEADERS = 3,
	STEP = 1024, MALLOC_OWN = 16 };
#define HTML STR("text/html; charset=utf-8")

struct entry {
	struct entry *next;                     /* in its bucket */
	struct entry *newer, *older;            /* in its shard's ring of use */
	const char   *route;
	uint64_t      hash, gen;
	int64_t       place;
	struct moved  moved;
	stamp         at, until;
	size_t        key_n, etag_n, body_n, size;
	struct holes  holes;                    /* where in the body a key stands; */
	struct packed_around around;            /* or in the packed one */
	bool          packed, own;
	char          block[];                  /* key, etag and body, one after another */
};

struct shard {
	pthread_mutex_t lock;
	struct entry   *buckets[BUCKETS];
	struct entry    ring;
	size_t          used;
};

struct kept {
	size_t           room;                  /* bytes a shard may hold */
	_Atomic uint64_t gen;
	struct shard     shards[SHARDS];
};

struct kept *
kept_new(size_t bytes)
{
	struct kept *k = calloc(1, sizeof *k);

	if (k == NULL)
		abort();
	k->room = bytes / 4 * 3 / SHARDS;       /* the rest goes between pages of so many sizes */
	for (size_t i = 0; i < SHARDS; i++) {
		pthread_mutex_init(&k->shards[i].lock, NULL);
		k->shards[i].ring.newer = k->shards[i].ring.older = &k->shards[i].ring;
	}
	return k;
}

static struct shard *shard_of(struct kept *k, uint64_t hash) { return &k->shards[hash % SHARDS]; }

static struct entry **
place_of(struct shard *s, uint64_t hash, str key)
{
	struct entry **at = &s->buckets[hash / SHARDS % BUCKETS];

	while (*at != NULL && ((*at)->hash != hash || !str_eq((str){ (*at)->block, (*at)->key_n }, key)))
		at = &(*at)->next;
	return at;
}

static void
to_front(struct shard *s, struct entry *e)
{
	e->older = s->ring.older;
	e->newer = &s->ring;
	e->older->newer = e;
	s->ring.older = e;
}

static void
out_of_ring(struct entry *e)
{
	e->older->newer = e->newer;
	e->newer->older = e->older;
}

static void
let_go(struct shard *s, struct entry **at)
{
	struct entry *e = *at;

	assert(e != NULL);
	*at = e->next;
	out_of_ring(e);
	s->used -= e->size;
	free(e);
}

void
kept_free(struct kept *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *s = &k->shards[i];

		for (size_t b = 0; b < BUCKETS; b++)
			while (s->buckets[b] != NULL)
				let_go(s, &s->buckets[b]);
		pthread_mutex_destroy(&s->lock);
	}
	free(k);
}

void
shared_headers(struct exchange *x, str etag)
{
	x->reply.keep = true;
	x->kept.etag = etag;
	exchange_reply_header(x, STR("Cache-Control"), STR("public, max-age=60"));
	exchange_reply_header(x, STR("Vary"), STR("Cookie, Accept-Encoding, Accept-Language"));
	exchange_reply_header(x, STR("ETag"), etag);
	if (str_eq(exchange_header(x, "If-None-Match"), etag)) {
		x->reply.status = 304;
		x->reply.body = STR("");
		x->reply.type = STR("");
	}
}

/* All that such a page depends on besides the database and the minute. */
static void
name_page(struct exchange *x)
{
	struct cookies c = cookies_read(x);
	str            lang = c.display.lang.n > 0 ? c.display.lang : header_language(x);

	x->kept.token = c.session.n > 0 ? secret_sha256_hex(x->mem, c.session) : STR("");
	x->kept.key = str_fmt(x->mem, "%.*s %.*s %lld %.*s %d %.*s?%.*s", STR_ARG(x->kept.token),
	    STR_ARG(lang), (long long)c.display.size, STR_ARG(c.display.scheme),
	    header_accepts(x, STR("gzip")), STR_ARG(x->path), STR_ARG(x->query));
	x->kept.hash = secret_short((str){ x->site->secret.p, 16 }, x->kept.key);
}

/* What this thread's connection has seen committed, told to all. */
static void
look_up(struct kept *k, struct kept_eye *eye, struct exchange *x)
{
	int64_t v = db_data_version(x->db);

	if (!eye->open || v != eye->version)
		atomic_fetch_add(&k->gen, 1);
	*eye = (struct kept_eye){ v, true };
	x->kept.version = v;
	x->kept.gen = atomic_load(&k->gen);
}

/* A key of its own for each form, as if it had been drawn just now. */
static void
fill_holes(struct exchange *x, char *body, const struct entry *e)
{
	struct keyring ring = { x->mem, x->site->secret, x->now, x->kept.token };
	str            keys[KEPT_HOLES];

	for (size_t i = 0; i < e->holes.n; i++) {
		keys[i] = key_make(&ring);
		if (!e->packed)
			memcpy(body + e->holes.at[i], keys[i].p, keys[i].n);
	}
	if (e->packed && e->holes.n > 0)
		gzip_fill(body, e->body_n, &e->around, keys);
}

static bool
copy_locked(struct shard *s, struct exchange *x, struct entry *ret_entry, str *ret_etag)
{
	struct entry *e = *place_of(s, x->kept.hash, x->kept.key);
	bool          found = e != NULL && x->now.s - e->at.s < KEPT_S && x->now.s <= e->until.s;

	if (found) {
		out_of_ring(e);
		to_front(s, e);
		*ret_entry = *e;
		*ret_etag = str_copy(x->mem, (str){ e->block + e->key_n, e->etag_n });
		x->reply.body = str_copy(x->mem, (str){ e->block + e->key_n + e->etag_n, e->body_n });
	}
	return found;
}

/* The answer, copied out under the lock; `gen` and the rest are still to be looked at. */
static bool
copy_out(struct kept *k, struct exchange *x, struct entry *ret_entry, str *ret_etag)
{
	struct shard *s = shard_of(k, x->kept.hash);
	jmp_buf       out;
	jmp_buf      *before = arena_way_out(x->mem, &out);
	bool          found;

	pthread_mutex_lock(&s->lock);
	if (setjmp(out) != 0) {                 /* no memory: the lock is let go of first */
		pthread_mutex_unlock(&s->lock);
		(void)arena_way_out(x->mem, before);
		arena_out(x->mem);
	}
	found = copy_locked(s, x, ret_entry, ret_etag);
	pthread_mutex_unlock(&s->lock);
	(void)arena_way_out(x->mem, before);
	return found;
}

/* Something was committed since: was it about this page? */
static bool
still_good(struct kept *k, struct exchange *x, const struct entry *e)
{
	struct shard *s = shard_of(k, x->kept.hash);
	struct entry *at;
	struct moved  m;

	if (e->gen == x->kept.gen)
		return true;
	if (e->place == 0 || !moved_look(x->db, x->mem, e->place, &m) ||
	    m.all != e->moved.all || m.here != e->moved.here)
		return false;
	pthread_mutex_lock(&s->lock);
	at = *place_of(s, x->kept.hash, x->kept.key);
	if (at != NULL && at->moved.all == m.all && at->moved.here == m.here && at->gen < x->kept.gen)
		at->gen = x->kept.gen;
	pthread_mutex_unlock(&s->lock);
	return true;
}

bool
kept_get(struct kept *k, struct kept_eye *eye, struct exchange *x)
{
	struct entry e;
	str          etag;

	if (k->room == 0 || x->method == HTTP_POST || str_starts(x->path, STR("/api/")) ||
	    str_starts(x->path, STR("/assets/")))
		return false;
	name_page(x);
	look_up(k, eye, x);
	if (!copy_out(k, x, &e, &etag) || !still_good(k, x, &e)) {
		x->reply = (struct http_reply){ 0 };
		return false;
	}
	x->route = e.route;
	x->reply.status = 200;
	x->reply.type = HTML;
	if (e.own)                              /* our own copy: nobody else reads it */
		fill_holes(x, (char *)(uintptr_t)x->reply.body.p, &e);
	if (e.packed)
		exchange_reply_header(x, STR("Content-Encoding"), STR("gzip"));
	if (!e.own)
		shared_headers(x, etag);
	return true;
}

/* One that does not stand there just once, or out of order, is no page to keep. */
bool
kept_holes(const struct exchange *x, str body, struct holes *ret)
{
	size_t from = 0;

	*ret = (struct holes){ .n = x->kept.nkeys };
	if (x->kept.nkeys > KEPT_HOLES || x->kept.token.n == 0 || x->kept.place == 0)
		return false;
	for (size_t i = 0; i < ret->n; i++) {
		const char *first = body.p, *at;
		str         key = { 0 };

		/* keys are made in another order than they stand in: the next one of all */
		for (size_t k = 0; k < ret->n; k++) {
			at = memmem(body.p + from, body.n - from, x->kept.keys[k].p, x->kept.keys[k].n);
			if (at != NULL && (key.n == 0 || at < first)) {
				first = at;
				key = x->kept.keys[k];
			}
		}
		if (key.n == 0)
			return false;
		ret->at[i] = (uint32_t)(first - body.p);
		ret->keys[i] = key;
		from = ret->at[i] + key.n;
	}
	for (size_t k = 0; k < ret->n; k++)
		if (memmem(body.p + from, body.n - from, x->kept.keys[k].p, x->kept.keys[k].n) != NULL)
			return false;
	return true;
}

/* A file, a cookie with it, a refusal: then it is not the page alone. */
static bool
may_be_kept(const struct exchange *x, str body, bool packed)
{
	size_t headers = (size_t)packed + (x->kept.etag.n > 0 ? SHARED_HEADERS : 0);
	bool   own = x->kept.token.n > 0;

	return x->kept.key.n > 0 && x->reply.status == 200 && body.n <= BODY_KEPT_MAX && x->method == HTTP_GET &&
	    str_eq(x->reply.type, HTML) && x->reply.nheaders == headers &&
	    (own ? x->kept.place > 0 && x->kept.etag.n == 0 : x->kept.etag.n > 0 && x->kept.nkeys == 0);
}

static void
put_in(struct kept *k, struct entry *e, str key)
{
	struct shard  *s = shard_of(k, e->hash);
	struct entry **at;

	pthread_mutex_lock(&s->lock);
	at = place_of(s, e->hash, key);
	if (*at != NULL)
		let_go(s, at);
	at = place_of(s, e->hash, key);
	e->next = *at;
	*at = e;
	to_front(s, e);
	s->used += e->size;
	while (s->used > k->room && s->ring.newer != &s->ring) {
		struct entry *last = s->ring.newer;

		let_go(s, place_of(s, last->hash, (str){ last->block, last->key_n }));
	}
	pthread_mutex_unlock(&s->lock);
}

/* In steps, so that the next page fits where one was let go; and with what malloc() adds. */
static size_t
size_for(size_t bytes)
{
	return (bytes + MALLOC_OWN + STEP - 1) / STEP * STEP;
}

void
kept_put(struct kept *k, struct exchange *x, str plain, bool packed)
{
	bool         own = x->kept.token.n > 0;
	bool         around = own && packed && x->kept.around != NULL;
	str          body = own && !around ? plain : x->reply.body;
	struct entry e = { .route = x->route, .hash = x->kept.hash, .gen = x->kept.gen, .at = x->now,
		.until = x->kept.until.s > 0 ? x->kept.until : STAMP_NEVER, .key_n = x->kept.key.n,
		.etag_n = x->kept.etag.n, .body_n = body.n, .packed = around || (packed && !own), .own = own };
	struct entry *made;

	if (!may_be_kept(x, body, packed) || (own && !kept_holes(x, plain, &e.holes)) ||
	    (own && packed && !around))
		return;
	if (around)
		e.around = *x->kept.around;
	/* The counts are those of what was drawn only if nothing was committed in the meantime. */
	if (x->kept.place > 0 && moved_look(x->db, x->mem, x->kept.place, &e.moved) &&
	    db_data_version(x->db) == x->kept.version)
		e.place = x->kept.place;
	e.size = size_for(sizeof e + e.key_n + e.etag_n + e.body_n);
	made = malloc(e.size - MALLOC_OWN);
	if (made == NULL)                       /* no memory: then it is not kept */
		return;
	*made = e;
	memcpy(made->block, x->kept.key.p, e.key_n);
	if (e.etag_n > 0)
		memcpy(made->block + e.key_n, x->kept.etag.p, e.etag_n);
	if (e.body_n > 0)
		memcpy(made->block + e.key_n + e.etag_n, body.p, e.body_n);
	put_in(k, made, x->kept.key);
}
