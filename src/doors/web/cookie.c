/*
 * web/cookie: the three cookies we know, and no other.
 *
 * `waggle` holds a session's secret (`__Host-waggle` behind TLS); `display` holds how a
 * person likes pages to look; `device` is given to a browser when somebody has signed in
 * with it, and keeps strangers' guesses from slowing it.  It names nobody.  Forms that
 * anybody may send set none of them.
 */
#include "doors/web/web_in.h"

#include <string.h>

#include "base/secret.h"

enum { YEAR_S = 31536000, SESSION_LETTERS = 43, DEVICE_N = 16 };

static const char *const schemes[] = { "", "cream", "dark", "contrast" };
static const int64_t sizes[] = { 100, 125, 150, 200 };

static str
cookie_name(const struct site *site, str plain)
{
	if (!site->tls_in_front)
		return plain;
	if (str_eq(plain, STR("waggle")))
		return STR("__Host-waggle");
	return str_eq(plain, STR("device")) ? STR("__Host-device") : STR("__Host-display");
}

bool
display_parse(str text, struct display *ret_display)
{
	struct display d = { 0 };
	str            lang = str_cut(&text, '.'), size = str_cut(&text, '.');
	bool           sized = false, known = false;

	if (lang.n > 0 && !str_eq(lang_code(lang_find(lang)), lang))
		return false;
	d.lang = lang.n > 0 ? lang_code(lang_find(lang)) : STR("");
	if (!str_to_int(size, &d.size))
		return false;
	for (size_t i = 0; i < LEN(sizes); i++)
		sized |= sizes[i] == d.size;
	for (size_t i = 0; i < LEN(schemes); i++)
		if (str_eq(text, str_of(schemes[i]))) {
			d.scheme = str_of(schemes[i]);
			known = true;
		}
	if (!sized || !known)
		return false;
	*ret_display = d;
	return true;
}

/* 16 random bytes and our mark on them: nobody makes themselves a thousand devices. */
static str
device_mark(const struct exchange *x, str random)
{
	str text = str_fmt(x->mem, "device cookie %.*s", STR_ARG(secret_to_hex(x->mem, random)));

	return (str){ secret_hmac(x->mem, x->site->secret, text).p, DEVICE_N };
}

static str
device_of_cookie(const struct exchange *x, str value)
{
	str bytes, random;

	if (value.n > 2 * 2 * DEVICE_N || !secret_from_base64url(x->mem, value, &bytes) ||
	    bytes.n != 2 * DEVICE_N)
		return STR("");
	random = (str){ bytes.p, DEVICE_N };
	if (!secret_same(device_mark(x, random), (str){ bytes.p + DEVICE_N, DEVICE_N }))
		return STR("");
	return secret_to_hex(x->mem, random);
}

struct cookies
cookies_read(const struct exchange *x)
{
	struct cookies c = { .display = { .size = 100, .lang = STR(""), .scheme = STR("") } };
	str            rest = exchange_header(x, "Cookie");

	while (rest.n > 0) {
		str pair = str_trim(str_cut(&rest, ';'));
		str name = str_cut(&pair, '=');

		if (str_eq(name, cookie_name(x->site, STR("waggle"))) &&
		    pair.n == SESSION_LETTERS)
			c.session = pair;
		else if (str_eq(name, cookie_name(x->site, STR("device"))))
			c.device = device_of_cookie(x, pair);
		else if (str_eq(name, cookie_name(x->site, STR("display"))))
			c.has_display = display_parse(pair, &c.display);
	}
	return c;
}

str
exchange_session(const struct exchange *x)
{
	return cookies_read(x).session;
}

static void
set_cookie(struct exchange *x, str name, str value, int64_t max_age)
{
	str age = max_age < 0 ? STR("") : str_fmt(x->mem, "; Max-Age=%lld", (long long)max_age);

	exchange_reply_header(x, STR("Set-Cookie"), str_fmt(x->mem,
	    "%.*s=%.*s; Path=/%.*s; HttpOnly; SameSite=Lax%s", STR_ARG(name), STR_ARG(value),
	    STR_ARG(age), x->site->tls_in_front ? "; Secure" : ""));
}

void
cookie_session(struct exchange *x, str secret)
{
	bool away = str_eq(secret, STR("-"));

	set_cookie(x, cookie_name(x->site, STR("waggle")), away ? STR("") : secret, away ? 0 : -1);
	if (away)
		exchange_reply_header(x, STR("Clear-Site-Data"), STR("\"cache\", \"storage\""));
}

void
cookie_device(struct exchange *x)
{
	str        random = secret_random(x->mem, DEVICE_N);
	struct buf b = { .mem = x->mem };

	buf_add(&b, random);
	buf_add(&b, device_mark(x, random));
	set_cookie(x, cookie_name(x->site, STR("device")),
	    secret_to_base64url(x->mem, buf_str(&b)), YEAR_S);
}

void
cookie_display(struct exchange *x, const struct display *d)
{
	set_cookie(x, cookie_name(x->site, STR("display")), str_fmt(x->mem, "%.*s.%lld.%.*s",
	    STR_ARG(d->lang), (long long)d->size, STR_ARG(d->scheme)), YEAR_S);
}
