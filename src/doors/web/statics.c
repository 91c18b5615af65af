/*
 * web/statics: the styles, scripts, fonts and pictures compiled into the program.  Their
 * names change when their bytes do, so a browser may keep them for a year.
 */
#include "doors/web/web_in.h"

#include "page/assets.h"

void
statics_answer(struct exchange *x, str name)
{
	const struct asset *a = asset_find(name);

	x->route = ASSETS_AT;
	if (a == NULL) {
		x->reply = (struct http_reply){ .status = 404, .type = STR("text/plain; charset=utf-8"),
			.body = STR("There is no such file here.\n") };
		return;
	}
	x->reply = (struct http_reply){ .status = 200, .type = a->type, .body = a->plain, .keep = true };
	exchange_reply_header(x, STR("Cache-Control"), STR("public, max-age=31536000, immutable"));
	if (a->br.n > 0 || a->gz.n > 0)
		exchange_reply_header(x, STR("Vary"), STR("Accept-Encoding"));
	if (a->br.n > 0 && header_accepts(x, STR("br"))) {
		x->reply.body = a->br;
		exchange_reply_header(x, STR("Content-Encoding"), STR("br"));
	} else if (a->gz.n > 0 && header_accepts(x, STR("gzip"))) {
		x->reply.body = a->gz;
		exchange_reply_header(x, STR("Content-Encoding"), STR("gzip"));
	}
}
