/* web/exchange: see exchange.h. */
#include "doors/web/web_in.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "rooms/forum/forum.h"

int
http_status_of(err e)
{
	static const int status_of[ERR_COUNT_] = {
		[OK] = 200, [ERR_INPUT] = 422, [ERR_LOGIN] = 401, [ERR_DENIED] = 403,
		[ERR_MISSING] = 404, [ERR_CLASH] = 409, [ERR_BUSY] = 503, [ERR_STORE] = 500,
		[ERR_FULL] = 507,
	};

	assert(e < ERR_COUNT_);
	return status_of[e];
}

str
exchange_header(const struct exchange *x, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < x->nheaders; i++) {
		str h = x->headers[i].name;

		if (h.n == len && strncasecmp(h.p, name, len) == 0)
			return x->headers[i].value;
	}
	return STR("");
}

void
exchange_reply_header(struct exchange *x, str name, str value)
{
	assert(x->reply.nheaders < LEN(x->reply.headers));
	x->reply.headers[x->reply.nheaders++] = (struct http_header){ name, value };
}

void
exchange_write(struct exchange *x, struct job *job, void (*then)(struct exchange *))
{
	assert(!x->writing && job->cx.mem == x->mem);
	x->writing = true;
	x->job = job;
	x->then = then;
}

void
exchange_cx(const struct exchange *x, const char *door, str token, struct cx *ret_cx)
{
	*ret_cx = (struct cx){ .db = x->db, .mem = x->mem, .now = x->now, .door = door,
		.today = zone_day(x->site->zone, x->now), .zone = x->site->zone, .token = token, .painter = x->site->painter,
		.lang = lang_find(STR("en")), .names = forum_names_said };
}
