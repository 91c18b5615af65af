/*
 * doors/web/head: the gate on its own, byte by byte: what it lets in, what it refuses and with
 * what, that it says the same however the bytes come, and that no byte changed at random makes
 * it read past its end.  The corpus through the whole program is in tests/http.
 * Requirement: reliability P0-7, 4.2.1.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "doors/web/head.h"

/* What the gate says to bytes that come `step` at a time: 0 it is whole, -1 more, or a status. */
static int
gate(str bytes, size_t step, struct head *ret_head)
{
	size_t scanned = 0, n = 0;
	int    status = 0;

	for (size_t have = step < bytes.n ? step : bytes.n;; have += step) {
		char          *p;
		enum head_said said;

		have = have < bytes.n ? have : bytes.n;
		p = malloc(have > 0 ? have : 1);        /* its own, so that a tool sees a byte too far */
		assert_non_null(p);
		memcpy(p, bytes.p, have);
		said = head_find((str){ p, have }, &scanned, &n, &status);
		free(p);
		if (said == HEAD_BAD)
			return status;
		if (said == HEAD_WHOLE)
			return head_read((str){ bytes.p, n }, ret_head);
		if (have == bytes.n)
			return -1;
	}
}

struct line { str bytes; int said; };
#define LINE(lit, said) { STR_INIT(lit), said }

static const struct line lines[] = {
	LINE("GET / HTTP/1.1\r\n\r\n", 0),
	LINE("\r\nGET / HTTP/1.1\r\n\r\n", 0),
	LINE("GET /a?b=c HTTP/1.0\r\nHost:\t a \t\r\nX:\r\n\r\n", 0),
	LINE("GET / HTTP/1.1\r\nX: caf\xC3\xA9 \t b\r\n\r\nrest", 0),
	LINE("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n\t {", 0),        /* a body, no folded line */
	LINE("!#$%&'*+-.^_`|~ / HTTP/1.1\r\n\r\n", 0),
	LINE("", -1),
	LINE("G", -1),
	LINE("GET / HTTP/1.1\r", -1),
	LINE("GET / HTTP/1.1\r\nHost: a\r\n", -1),
	LINE("GET / HTTP/1.1\r\nHost: a\r\n\r", -1),
	LINE("\n", 400),
	LINE("\r\n\r\n", 400),
	LINE("\r\n\r\nGET / HTTP/1.1\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\n", 400),
	LINE("GET / HTTP/1.1\rX", 400),
	LINE("GET / HTTP/1.1\r\nX: a\nY", 400),
	LINE("GET / HTTP/1.1\r\nX: a\r\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX: a\r\n\tb\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\n X: a\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX: a\0b", 400),
	LINE("GET / HTTP/1.1\r\nX: \x7F", 400),
	LINE("GET / HTTP/1.1\r\nX: \x0B", 400),
	LINE("\x16\x03\x01", 400),
	LINE("GET  / HTTP/1.1\r\n\r\n", 400),
	LINE(" GET / HTTP/1.1\r\n\r\n", 400),
	LINE("GET / HTTP/1.1 \r\n\r\n", 400),
	LINE("GET\t/ HTTP/1.1\r\n\r\n", 400),
	LINE("GET /\r\n\r\n", 400),
	LINE("GET\r\n\r\n", 400),
	LINE("GET / a HTTP/1.1\r\n\r\n", 400),
	LINE("G(T / HTTP/1.1\r\n\r\n", 400),
	LINE("ABCDEFGHIJKLMNOPQ / HTTP/1.1\r\n\r\n", 400),
	LINE("GET / http/1.1\r\n\r\n", 400),
	LINE("GET / HTTP/1\r\n\r\n", 400),
	LINE("GET / HTTP/1.10\r\n\r\n", 400),
	LINE("GET / HTTP/+1.1\r\n\r\n", 400),
	LINE("GET / HTTP/1.2\r\n\r\n", 505),
	LINE("GET / HTTP/2.0\r\n\r\n", 505),
	LINE("GET / HTTP/0.9\r\n\r\n", 505),
	LINE("GET / HTTP/1.1\r\nX\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\n: a\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX : a\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX\t: a\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX y: a\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\nX\xC3\xA9: a\r\n\r\n", 400),
	LINE("GET / HTTP/1.1\r\n\"X\": a\r\n\r\n", 400),
};

static void
test_head__lets_in_what_is_lawful_only(void **state)
{
	struct head h;

	(void)state;
	for (size_t i = 0; i < LEN(lines); i++)
		for (size_t step = 1; step < 9; step += 3) {
			int said = gate(lines[i].bytes, step, &h), whole = gate(lines[i].bytes, 100000, &h);

			if (said != lines[i].said || whole != said)
				fail_msg("line %zu by %zu: %d, whole %d, not %d", i, step, said, whole, lines[i].said);
		}
}

static void
test_head__is_cut_into_its_parts(void **state)
{
	static const char ask[] = "\r\nPOST /a/b?c=%20?d HTTP/1.0\r\nHost: \t a:1 \r\nX-Empty: \r\n"
	    "Content-Length:3\r\n\r\nxyz";
	struct head h;
	size_t      scanned = 0, n = 0;
	int         status;

	(void)state;
	assert_int_equal(head_find((str){ ask, sizeof ask - 1 }, &scanned, &n, &status), HEAD_WHOLE);
	assert_int_equal(n, sizeof ask - 1 - 3);
	assert_int_equal(head_read((str){ ask, n }, &h), 0);
	assert_true(str_eq(h.method, STR("POST")) && str_eq(h.path, STR("/a/b")));
	assert_true(str_eq(h.query, STR("c=%20?d")) && h.minor == 0 && h.nheaders == 3);
	assert_true(str_eq(h.headers[0].name, STR("Host")) && str_eq(h.headers[0].value, STR("a:1")));
	assert_true(str_eq(h.headers[1].name, STR("X-Empty")) && h.headers[1].value.n == 0);
	assert_true(str_eq(h.headers[2].value, STR("3")));
}

/* A line of `n` letters where `before` and `after` are. */
static int
long_one(const char *before, size_t n, const char *after)
{
	size_t      b = strlen(before), a = strlen(after);
	char       *p = malloc(b + n + a);
	struct head h;
	int         said;

	memcpy(p, before, b);
	memset(p + b, 'a', n);
	memcpy(p + b + n, after, a);
	said = gate((str){ p, b + n + a }, 1000, &h);
	free(p);
	return said;
}

static void
test_head__has_limits(void **state)
{
	static const char end[] = " HTTP/1.1\r\n\r\n";
	char              many[200 * 8 + 64] = "GET / HTTP/1.1\r\n", *p = many + strlen(many);
	struct head       h;

	(void)state;
	assert_int_equal(long_one("GET /", URL_MAX - 1, end), 0);
	assert_int_equal(long_one("GET /", URL_MAX, end), 414);
	assert_int_equal(long_one("GET /", 100000, ""), 414);
	assert_int_equal(long_one("GET / HTTP/1.1\r\nX: ", 19000, "\r\n\r\n"), 0);
	assert_int_equal(long_one("GET / HTTP/1.1\r\nX: ", HEAD_BYTES_MAX, "\r\n\r\n"), 431);
	assert_int_equal(long_one("GET / HTTP/1.1\r\nX: ", HEAD_BYTES_MAX, ""), 431);
	for (int i = 0; i < HEADERS_MAX; i++, p += 6)
		memcpy(p, "X: y\r\n", 6);
	memcpy(p, "\r\n", 2);
	assert_int_equal(gate((str){ many, (size_t)(p - many) + 2 }, 100000, &h), 0);
	memcpy(p, "X: y\r\n\r\n", 8);
	assert_int_equal(gate((str){ many, (size_t)(p - many) + 8 }, 100000, &h), 431);
}

/* Any one byte of a lawful head, made any other: in or refused, and the same by any step. */
static void
test_head__bears_any_byte_anywhere(void **state)
{
	static const char ask[] = "GET /a?b HTTP/1.1\r\nHost: a\r\nX-Y: z\r\n\r\n";
	struct head       h;
	size_t            in = 0;

	(void)state;
	for (size_t i = 0; i < sizeof ask - 1; i++)
		for (int c = 0; c < 256; c++) {
			char made[sizeof ask];
			int  said;

			memcpy(made, ask, sizeof ask);
			made[i] = (char)c;
			said = gate((str){ made, sizeof ask - 1 }, 100000, &h);
			in += said == 0;
			assert_int_equal(said, gate((str){ made, sizeof ask - 1 }, 7, &h));
			assert_true(said == 0 || said == -1 || (said >= 400 && said <= 505));
			if (c < ' ' && c != ask[i] && c != '\t' && c != '\r' && c != '\n')
				assert_int_equal(said, 400);
		}
	assert_true(in > 1000);
}

static void
test_head__reads_lists(void **state)
{
	(void)state;
	assert_true(head_list_has(STR("Keep-Alive,\tClose "), STR("close")));
	assert_true(head_list_has(STR("close"), STR("close")));
	assert_false(head_list_has(STR("closed, xclose, clo se"), STR("close")));
	assert_false(head_list_has(STR(""), STR("close")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_head__lets_in_what_is_lawful_only),
		cmocka_unit_test(test_head__is_cut_into_its_parts),
		cmocka_unit_test(test_head__has_limits),
		cmocka_unit_test(test_head__bears_any_byte_anywhere),
		cmocka_unit_test(test_head__reads_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
