/*
 * web/keys and web/check: a form's key fits its own session and its own hours only; what a
 * lawful request is.  Requirement: reliability 2.1 (3.5.1 CSRF, 4.2.1 smuggling).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"
#include "doors/web/web_in.h"

enum { CAP = 1 << 20, HOUR = 3600 };
#define SECRET STR("0123456789abcdef0123456789abcdef")

static void
test_key__fits_its_session(void **state)
{
	struct arena  *mem = arena_new(CAP);
	struct keyring k = { mem, SECRET, { 1000 * HOUR }, STR("session-hash") };
	struct keyring nobody = { mem, SECRET, { 1000 * HOUR }, STR("") };
	str            key = key_make(&k), first, again, other;

	(void)state;
	assert_int_equal(key.n, 48);
	assert_int_equal(key_check(&k, key, &first), KEY_GOOD);
	assert_int_equal(key_check(&k, key, &again), KEY_GOOD);
	assert_true(str_eq(first, again));
	assert_int_equal(key_check(&k, key_make(&k), &other), KEY_GOOD);
	assert_false(str_eq(first, other));
	assert_int_equal(key_check(&nobody, key, &other), KEY_FORGED);
	assert_int_equal(key_check(&k, key_make(&nobody), &other), KEY_FORGED);
	assert_int_equal(key_check(&nobody, key_make(&nobody), &other), KEY_GOOD);
	arena_free(mem);
}

static void
test_key__none_forged_and_old_are_refused(void **state)
{
	struct arena  *mem = arena_new(CAP);
	struct keyring k = { mem, SECRET, { 1000 * HOUR }, STR("s") }, later = k, other = k;
	str            key = key_make(&k), once;

	(void)state;
	later.now.s += 24 * HOUR;
	assert_int_equal(key_check(&later, key, &once), KEY_GOOD);
	later.now.s += HOUR;
	assert_int_equal(key_check(&later, key, &once), KEY_OLD);
	other.secret = STR("another secret of 32 bytes.....!");
	assert_int_equal(key_check(&other, key, &once), KEY_FORGED);
	assert_int_equal(key_check(&k, STR(""), &once), KEY_NONE);
	assert_int_equal(key_check(&k, STR("!!!"), &once), KEY_FORGED);
	assert_int_equal(key_check(&k, (str){ key.p, key.n - 1 }, &once), KEY_FORGED);
	for (size_t i = 0; i < key.n; i++) {
		char *bent = (char *)(uintptr_t)str_copy(mem, key).p;

		bent[i] = bent[i] == 'A' ? 'B' : 'A';
		assert_int_equal(key_check(&k, (str){ bent, key.n }, &once), KEY_FORGED);
	}
	arena_free(mem);
}

struct ask { const char *method, *path, *query; const char *headers[12]; int status; };

static int
status_for(const struct ask *a)
{
	struct http_header h[8];
	struct exchange    x = { .headers = h, .path = str_of(a->path), .query = str_of(a->query) };
	struct fault       f;

	x.method = strcmp(a->method, "POST") == 0 ? HTTP_POST : HTTP_GET;
	for (size_t i = 0; a->headers[i] != NULL; i += 2)
		h[x.nheaders++] = (struct http_header){ str_of(a->headers[i]), str_of(a->headers[i + 1]) };
	return check_head(&x, str_of(a->method), &f) ? 0 : f.status;
}

static void
test_check__lawful_and_not(void **state)
{
	static const struct ask asks[] = {
		{ "GET", "/", "", { "Host", "waggle.test" }, 0 },
		{ "GET", "/a%20b", "x=1", { "Host", "[::1]:8080" }, 0 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "3" }, 0 },
		{ "GET", "/", "", { NULL }, 400 },
		{ "GET", "/", "", { "Host", "" }, 400 },
		{ "GET", "/", "", { "Host", "a b" }, 400 },
		{ "GET", "/", "", { "Host", "a/b" }, 400 },
		{ "GET", "/", "", { "Host", "[::1" }, 400 },
		{ "GET", "/", "", { "Host", "a", "host", "a" }, 400 },
		{ "GET", "/", "", { "Host", "a", "Cookie", "a=1", "Cookie", "b=1" }, 400 },
		{ "GET", "/", "", { "Host", "a:b" }, 400 },
		{ "GET", "/", "", { "Host", "a:0" }, 400 },
		{ "GET", "/", "", { "Host", "a:65536" }, 400 },
		{ "GET", "/", "", { "Host", "a:1:2" }, 400 },
		{ "GET", "/", "", { "Host", "[::1]x" }, 400 },
		{ "GET", "/", "", { "Host", "a:65535" }, 0 },
		{ "GET", "http://a/b", "", { "Host", "a" }, 0 },
		{ "GET", "HTTPS://A:1", "", { "Host", "a:1" }, 0 },
		{ "GET", "http://ab/", "", { "Host", "a" }, 400 },
		{ "GET", "http://b/", "", { "Host", "a" }, 400 },
		{ "GET", "ftp://a/", "", { "Host", "a" }, 400 },
		{ "GET", "*", "", { "Host", "a" }, 400 },
		{ "GET", "/%2", "", { "Host", "a" }, 400 },
		{ "GET", "/%zz", "", { "Host", "a" }, 400 },
		{ "GET", "/", "", { "Host", "a", "Connection", "close", "Connection", "x, host" }, 400 },
		{ "GET", "/", "", { "Host", "a", "Connection", "Content-Length" }, 400 },
		{ "GET", "/", "", { "Host", "a", "Connection", "keep-alive, Upgrade", "Upgrade", "h2c" }, 0 },
		{ "POST", "/", "", { "Host", "a", "Content-Length", "0", "Expect", "100-continue" }, 0 },
		{ "POST", "/", "", { "Host", "a", "Content-Length", "0", "Expect", "200-ok" }, 417 },
		{ "POST", "/", "", { "Host", "a", "Content-Length", "0", "Content-Encoding", "gzip" }, 415 },
		{ "GET", "a", "", { "Host", "a" }, 400 },
		{ "GET", "/<a>", "", { "Host", "a" }, 400 },
		{ "GET", "/\xC3\xA9", "", { "Host", "a" }, 400 },
		{ "POST", "/a", "", { "Host", "a" }, 411 },
		{ "POST", "/a", "", { "Host", "a", "Transfer-Encoding", "chunked" }, 411 },
		{ "POST", "/a", "", { "Host", "a", "Transfer-Encoding", "chunked", "Content-Length", "3" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "3", "Content-Length", "3" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "+3" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "-3" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "0x3" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "3, 3" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "99999999999999999999" }, 400 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "12582912" }, 0 },
		{ "POST", "/a", "", { "Host", "a", "Content-Length", "12582913" }, 413 },
		{ "GET", "/a", "", { "Host", "a", "Content-Length", "3" }, 400 },
		{ "PUT", "/a", "", { "Host", "a" }, 405 },
		{ "TRACE", "/a", "", { "Host", "a" }, 405 },
		{ "get", "/a", "", { "Host", "a" }, 405 },
	};

	(void)state;
	for (size_t i = 0; i < LEN(asks); i++)
		if (status_for(&asks[i]) != asks[i].status)
			fail_msg("ask %zu: %d, not %d", i, status_for(&asks[i]), asks[i].status);
}

static bool
cross(bool tls, const char *host, const char *origin, const char *fetch_site)
{
	struct site        site = { .tls_in_front = tls };
	struct http_header h[3] = { { STR("Host"), str_of(host) } };
	struct exchange    x = { .site = &site, .headers = h, .nheaders = 1 };

	if (origin != NULL)
		h[x.nheaders++] = (struct http_header){ STR("Origin"), str_of(origin) };
	if (fetch_site != NULL)
		h[x.nheaders++] = (struct http_header){ STR("Sec-Fetch-Site"), str_of(fetch_site) };
	return check_cross_site(&x);
}

static void
test_check__other_sites_are_noticed(void **state)
{
	(void)state;
	assert_false(cross(false, "127.0.0.1:8080", "http://127.0.0.1:8080", "same-origin"));
	assert_false(cross(false, "127.0.0.1:8080", NULL, NULL));
	assert_false(cross(true, "waggle.test", "https://waggle.test:8443", "same-origin"));
	assert_true(cross(false, "127.0.0.1:8080", "http://127.0.0.1:9090", NULL));
	assert_true(cross(false, "127.0.0.1:8080", "https://127.0.0.1:8080", NULL));
	assert_true(cross(false, "a", "null", NULL));
	assert_true(cross(false, "a", NULL, "cross-site"));
	assert_true(cross(false, "a", NULL, "same-site"));
	assert_true(cross(true, "waggle.test", "https://waggle.test.evil", NULL));
	assert_true(cross(true, "waggle.test", "http://waggle.test", NULL));
}

static void
test_check__only_paths_of_our_own(void **state)
{
	static const char *const ours[] = { "/", "/wards/oak?x=1", "/a//b" };
	static const char *const not_ours[] = { "", "//evil.test", "/\\evil.test", "https://evil.test",
		"javascript:alert(1)", "/a b", "/a\r\nSet-Cookie: x", "\t/a", "evil" };

	(void)state;
	for (size_t i = 0; i < LEN(ours); i++)
		assert_true(check_own_path(str_of(ours[i])));
	for (size_t i = 0; i < LEN(not_ours); i++)
		assert_false(check_own_path(str_of(not_ours[i])));
}

static void
test_display__is_one_of_ours(void **state)
{
	static const char *const wrong[] = { "", "en", "en.101", "xx.100.dark", "en.101.dark",
		"en.100.pink", "en.100.dark.more", "en.1e2.dark" };
	struct display d;

	(void)state;
	assert_true(display_parse(STR("ar.125.dark"), &d));
	assert_true(str_eq(d.lang, STR("ar")) && d.size == 125 && str_eq(d.scheme, STR("dark")));
	assert_true(display_parse(STR(".100."), &d));
	for (size_t i = 0; i < LEN(wrong); i++)
		assert_false(display_parse(str_of(wrong[i]), &d));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key__fits_its_session),
		cmocka_unit_test(test_key__none_forged_and_old_are_refused),
		cmocka_unit_test(test_check__lawful_and_not),
		cmocka_unit_test(test_check__other_sites_are_noticed),
		cmocka_unit_test(test_check__only_paths_of_our_own),
		cmocka_unit_test(test_display__is_one_of_ours),
	};

	secret_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
