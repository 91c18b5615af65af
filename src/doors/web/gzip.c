/*
 * web/gzip: pages made small on the wire, level 1 with a context kept for each thread
 * (41 us for 12 KB).  The only file of the door that names zlib.
 */
#include "doors/web/web_in.h"

#include <assert.h>
#include <stdlib.h>
#include <zlib.h>

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
