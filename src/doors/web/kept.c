/*
 * web/kept: pages that are the same for everybody, kept drawn until something is committed.
 *
 * Each web thread keeps some.  A page is good while the database has not moved since
 * before it was drawn, and for a minute at most, as its Cache-Control promises anybody.
 * Only whole answers to people without a session are kept, and never one with a form in
 * it: a form's key is for one visit.  A hit is copied out, so a page may be let go while
 * its last copy is still being sent.
 */
#include "doors/web/web_in.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

enum { SLOTS = 128, BODY_KEPT_MAX = 48 * 1024, KEPT_S = 60, SHARED_HEADERS = 3 };
#define HTML STR("text/html; charset=utf-8")

struct slot {
	char       *block;              /* key, etag and body, one after another */
	size_t      key_n, etag_n, body_n;
	const char *route;
	int64_t     version;
	stamp       at;
	bool        packed;
};

struct kept { struct slot slots[SLOTS]; };

struct kept *
kept_new(void)
{
	struct kept *k = calloc(1, sizeof *k);

	if (k == NULL)
		abort();
	return k;
}

void
kept_free(struct kept *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		free(k->slots[i].block);
	free(k);
}

void
shared_headers(struct exchange *x, str etag)
{
	x->reply.keep = true;
	x->etag = etag;
	exchange_reply_header(x, STR("Cache-Control"), STR("public, max-age=60"));
	exchange_reply_header(x, STR("Vary"), STR("Cookie, Accept-Encoding, Accept-Language"));
	exchange_reply_header(x, STR("ETag"), etag);
	if (str_eq(exchange_header(x, "If-None-Match"), etag)) {
		x->reply.status = 304;
		x->reply.body = STR("");
		x->reply.type = STR("");
	}
}

/* All that such a page depends on besides the database. */
static str
key_for(const struct exchange *x, const struct cookies *c)
{
	str lang = c->display.lang.n > 0 ? c->display.lang : header_language(x);

	return str_fmt(x->mem, "%.*s %lld %.*s %d %.*s?%.*s", STR_ARG(lang), (long long)c->display.size,
	    STR_ARG(c->display.scheme), header_accepts(x, STR("gzip")), STR_ARG(x->path),
	    STR_ARG(x->query));
}

static struct slot *
slot_for(struct kept *k, const struct exchange *x)
{
	uint64_t hash = secret_short((str){ x->site->secret.p, 16 }, x->shared_key);

	return &k->slots[hash % SLOTS];
}

bool
kept_get(struct kept *k, struct exchange *x)
{
	struct cookies c = cookies_read(x);
	struct slot   *s;

	if (x->method == HTTP_POST || c.session.n > 0)
		return false;
	x->shared_key = key_for(x, &c);
	x->shared_version = db_data_version(x->db);
	s = slot_for(k, x);
	if (s->block == NULL || s->version != x->shared_version || x->now.s - s->at.s >= KEPT_S ||
	    !str_eq((str){ s->block, s->key_n }, x->shared_key))
		return false;
	x->route = s->route;
	x->reply = (struct http_reply){ .status = 200, .type = HTML,
		.body = str_copy(x->mem, (str){ s->block + s->key_n + s->etag_n, s->body_n }) };
	if (s->packed)
		exchange_reply_header(x, STR("Content-Encoding"), STR("gzip"));
	shared_headers(x, str_copy(x->mem, (str){ s->block + s->key_n, s->etag_n }));
	return true;
}

void
kept_put(struct kept *k, const struct exchange *x, bool packed)
{
	struct slot *s;
	size_t       n = x->shared_key.n + x->etag.n + x->reply.body.n;

	if (x->etag.n == 0 || x->shared_key.n == 0 || x->reply.status != 200 ||
	    x->reply.body.n > BODY_KEPT_MAX || !str_eq(x->reply.type, HTML) ||
	    x->reply.nheaders != (size_t)(SHARED_HEADERS + packed))
		return;                 /* a file, or a cookie with it: not the page alone */
	s = slot_for(k, x);
	free(s->block);
	*s = (struct slot){ malloc(n), x->shared_key.n, x->etag.n, x->reply.body.n,
		x->route, x->shared_version, x->now, packed };
	if (s->block == NULL)
		abort();
	memcpy(s->block, x->shared_key.p, s->key_n);
	memcpy(s->block + s->key_n, x->etag.p, s->etag_n);
	memcpy(s->block + s->key_n + s->etag_n, x->reply.body.p, s->body_n);
}
