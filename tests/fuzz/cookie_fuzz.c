/* The Cookie line and what it says of how pages shall look; languages by Accept-Language. */
#include "tests/fuzz/fuzz.h"

#include "doors/web/web_in.h"

FUZZ(mem, text)
{
	struct site     site = { .secret = STR("0123456789abcdef0123456789abcdef") };
	struct http_header sent[] = { { STR("Cookie"), text }, { STR("Accept-Language"), text },
		{ STR("Accept-Encoding"), text } };
	struct exchange x = { .mem = mem, .site = &site, .headers = sent, .nheaders = LEN(sent) };
	struct cookies  c = cookies_read(&x);
	struct display  d = { 0 };
	str             lang = header_language(&x);

	(void)header_accepts(&x, STR("gzip"));
	assert(c.session.n <= text.n && lang.n < 16);
	if (display_parse(text, &d))
		assert(d.size >= 50 && d.size <= 400);
}
