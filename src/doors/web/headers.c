/*
 * web/headers: what every single answer carries, errors too, and what a browser says it
 * can take.  The policy allows nothing from elsewhere and nothing inline.
 */
#include "doors/web/web_in.h"

#include <strings.h>

static const struct http_header always[] = {
	{ STR_INIT("Content-Security-Policy"), STR_INIT("default-src 'none'; script-src 'self'; "
	    "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
	    "media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
	    "manifest-src 'self'; worker-src 'self'") },
	{ STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff") },
	/* not no-referrer: with that a browser sends Origin: null with our own forms */
	{ STR_INIT("Referrer-Policy"), STR_INIT("same-origin") },
	{ STR_INIT("Cross-Origin-Opener-Policy"), STR_INIT("same-origin") },
	{ STR_INIT("Cross-Origin-Resource-Policy"), STR_INIT("same-origin") },
	{ STR_INIT("Permissions-Policy"), STR_INIT("camera=(self), geolocation=(), microphone=(), "
	    "payment=(), usb=(), browsing-topics=()") },
	{ STR_INIT("X-Frame-Options"), STR_INIT("DENY") },
};

static const struct http_header over_tls = {
	STR_INIT("Strict-Transport-Security"), STR_INIT("max-age=31536000; includeSubDomains")
};

size_t
headers_count(const struct site *site)
{
	return LEN(always) + (site->tls_in_front ? 1 : 0);
}

struct http_header
headers_at(const struct site *site, size_t i)
{
	(void)site;
	return i < LEN(always) ? always[i] : over_tls;
}

static bool
same(str s, str word)
{
	return s.n == word.n && strncasecmp(s.p, word.p, s.n) == 0;
}

/* "gzip;q=0" is a no. */
static bool
refused(str parameters)
{
	str q = str_trim(parameters);

	if (!str_starts(q, STR("q=0")))
		return false;
	for (size_t i = 3; i < q.n; i++)
		if (q.p[i] != '.' && q.p[i] != '0')
			return false;
	return true;
}

bool
header_accepts(const struct exchange *x, str coding)
{
	str rest = exchange_header(x, "Accept-Encoding");

	while (rest.n > 0) {
		str one = str_cut(&rest, ',');
		str name = str_trim(str_cut(&one, ';'));

		if (same(name, coding))
			return !refused(one);
	}
	return false;
}

/*
 * The first language in the list that we have.  Browsers list them by liking, so we do
 * not weigh their numbers; easy read is chosen by people, never by a browser.
 */
str
header_language(const struct exchange *x)
{
	str rest = exchange_header(x, "Accept-Language");

	while (rest.n > 0) {
		str one = str_cut(&rest, ',');
		str tag = str_trim(str_cut(&one, ';'));
		str code = str_cut(&tag, '-');

		if (str_eq(lang_code(lang_find(code)), code) && !lang_is_easy(lang_find(code)))
			return lang_code(lang_find(code));
	}
	return STR("en");
}
