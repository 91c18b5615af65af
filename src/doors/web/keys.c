/*
 * web/keys: the hidden key of every form.
 *
 * It is once-only (its random part names the act: a double press is one act) and proves
 * that we made the form for this very session: base64url of 16 random bytes, the hour it
 * ends, and 16 bytes of HMAC-SHA256 over both and the session.  Nothing is stored; and as
 * it differs in every answer, compression tells nobody anything (BREACH).
 */
#include "doors/web/web_in.h"

#include "base/secret.h"

enum { RANDOM_N = 16, HOUR_N = 4, MAC_N = 16, KEY_N = RANDOM_N + HOUR_N + MAC_N, HOURS_GOOD = 24 };

static str
mac_of(const struct keyring *k, str head)
{
	struct buf b = { .mem = k->mem };

	buf_add(&b, STR("form key\n"));
	buf_add(&b, k->session.n > 0 ? k->session : STR("nobody"));
	buf_add(&b, STR("\n"));
	buf_add(&b, head);
	return (str){ secret_hmac(k->mem, k->secret, buf_str(&b)).p, MAC_N };
}

str
key_make(const struct keyring *k)
{
	uint32_t   ends = (uint32_t)(k->now.s / 3600 + HOURS_GOOD);
	char       hour[HOUR_N] = { (char)(ends >> 24), (char)(ends >> 16), (char)(ends >> 8),
		(char)ends };
	struct buf b = { .mem = k->mem };

	buf_add(&b, secret_random(k->mem, RANDOM_N));
	buf_add(&b, (str){ hour, HOUR_N });
	buf_add(&b, mac_of(k, buf_str(&b)));
	return secret_to_base64url(k->mem, buf_str(&b));
}

static int64_t
hour_of(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (int64_t)u[0] << 24 | (int64_t)u[1] << 16 | (int64_t)u[2] << 8 | u[3];
}

enum key_state
key_check(const struct keyring *k, str key, str *ret_once)
{
	str bytes, head;

	if (key.n == 0)
		return KEY_NONE;
	if (key.n > 2 * KEY_N || !secret_from_base64url(k->mem, key, &bytes) || bytes.n != KEY_N)
		return KEY_FORGED;
	head = (str){ bytes.p, RANDOM_N + HOUR_N };
	if (!secret_same(mac_of(k, head), (str){ bytes.p + head.n, MAC_N }))
		return KEY_FORGED;
	if (hour_of(bytes.p + RANDOM_N) < k->now.s / 3600)
		return KEY_OLD;
	*ret_once = secret_sha256_hex(k->mem, str_fmt(k->mem, "%.*s %.*s",
	    STR_ARG(secret_to_hex(k->mem, (str){ bytes.p, RANDOM_N })), STR_ARG(k->session)));
	return KEY_GOOD;
}
