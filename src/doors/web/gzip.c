/*
 * web/gzip: pages made small on the wire, level 1 with a context kept for each thread
 * (41 us for 12 KB).  The only file of the door that names zlib.
 *
 * A page kept with holes for the keys of its forms is packed in pieces round them: the keys
 * stand in stored blocks (RFC 1951, 3.2.4) and nothing refers back across one, so that other
 * keys can be put there later; only the check sum at the end is made anew, from the pieces'.
 */
#include "doors/web/web_in.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { STORED_HEAD = 5, TRAILER = 8 };

struct gzip { z_stream z; };

struct gzip *
gzip_new(void)
{
	struct gzip *g = calloc(1, sizeof *g);

	if (g == NULL || deflateInit2(&g->z, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	return g;
}

void
gzip_free(struct gzip *g)
{
	if (g == NULL)
		return;
	(void)deflateEnd(&g->z);
	free(g);
}

bool
gzip_pack(struct gzip *g, struct arena *mem, str plain, str *ret_packed)
{
	size_t room = deflateBound(&g->z, plain.n);
	char  *to = arena_take(mem, room);

	(void)deflateReset(&g->z);
	g->z.next_in = (Bytef *)(uintptr_t)plain.p;
	g->z.avail_in = (uInt)plain.n;
	g->z.next_out = (Bytef *)to;
	g->z.avail_out = (uInt)room;
	if (deflate(&g->z, Z_FINISH) != Z_STREAM_END)
		return false;
	*ret_packed = (str){ to, room - g->z.avail_out };
	return true;
}

static void
put_le(unsigned char *to, uint32_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)(v >> (8 * i));
}

/* One piece, ending at a whole byte and with nothing to refer back to; or the last one. */
static bool
pack_piece(struct gzip *g, str piece, bool last)
{
	int rc;

	g->z.next_in = (Bytef *)(uintptr_t)piece.p;
	g->z.avail_in = (uInt)piece.n;
	rc = deflate(&g->z, last ? Z_FINISH : Z_FULL_FLUSH);
	return last ? rc == Z_STREAM_END : rc == Z_OK && g->z.avail_in == 0 && g->z.avail_out > 0;
}

static void
store_hole(struct gzip *g, str key)
{
	unsigned char *to = g->z.next_out;

	to[0] = 0;
	put_le(to + 1, (uint32_t)key.n, 2);
	put_le(to + 3, ~(uint32_t)key.n, 2);
	memcpy(to + STORED_HEAD, key.p, key.n);
	g->z.next_out += STORED_HEAD + key.n;
	g->z.avail_out -= (uInt)(STORED_HEAD + key.n);
}

static void
sum_up(char *body, size_t n, const struct packed_around *p, const str *keys)
{
	uLong  sum = p->sums[0];
	size_t all = p->sizes[0];

	for (size_t i = 0; i < p->nholes; i++) {
		uLong key = crc32_z(0, (const Bytef *)keys[i].p, keys[i].n);

		sum = crc32_combine(sum, key, (z_off_t)keys[i].n);
		sum = crc32_combine(sum, p->sums[i + 1], (z_off_t)p->sizes[i + 1]);
		all += keys[i].n + p->sizes[i + 1];
	}
	put_le((unsigned char *)body + n - TRAILER, (uint32_t)sum, 4);
	put_le((unsigned char *)body + n - 4, (uint32_t)all, 4);
}

void
gzip_fill(char *body, size_t n, const struct packed_around *p, const str *keys)
{
	for (size_t i = 0; i < p->nholes; i++)
		memcpy(body + p->holes[i], keys[i].p, keys[i].n);
	sum_up(body, n, p, keys);
}

bool
gzip_pack_around(struct gzip *g, struct arena *mem, str plain, const struct holes *h,
    struct packed_around *ret)
{
	size_t room = deflateBound(&g->z, plain.n) + (h->n + 1) * 64 + 64, from = 0;
	char  *to = arena_take(mem, room);

	(void)deflateReset(&g->z);
	g->z.next_out = (Bytef *)to;
	g->z.avail_out = (uInt)room;
	*ret = (struct packed_around){ .nholes = h->n };
	for (size_t i = 0; i <= h->n; i++) {
		str piece = { plain.p + from, (i < h->n ? h->at[i] : plain.n) - from };

		ret->sums[i] = (uint32_t)crc32_z(0, (const Bytef *)piece.p, piece.n);
		ret->sizes[i] = (uint32_t)piece.n;
		if (!pack_piece(g, piece, i == h->n))
			return false;
		if (i == h->n)
			break;
		ret->holes[i] = (uint32_t)((char *)g->z.next_out - to + STORED_HEAD);
		store_hole(g, h->keys[i]);
		from = h->at[i] + h->keys[i].n;
	}
	ret->body = (str){ to, room - g->z.avail_out };
	sum_up(to, ret->body.n, ret, h->keys);
	return true;
}
