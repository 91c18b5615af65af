/* base/secret: known answers, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/secret.h"

enum { CAP = 1 << 20 };

static void
test_secret__known_answers(void **state)
{
	struct arena *a = arena_new(CAP);
	str           key = STR("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"
	                        "\x0b\x0b\x0b\x0b\0\0\0\0\0\0\0\0\0\0\0\0");

	(void)state;
	assert_true(str_eq(secret_sha256_hex(a, STR("abc")),
	    STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
	/* RFC 4231, case 1: the key of 20 bytes reads as 32 with zeroes */
	assert_true(str_eq(secret_to_hex(a, secret_hmac(a, key, STR("Hi There"))),
	    STR("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")));
	arena_free(a);
}

static void
test_secret__base64url_there_and_back(void **state)
{
	struct arena *a = arena_new(CAP);
	str           back;

	(void)state;
	assert_true(str_eq(secret_to_base64url(a, STR("\xff\xfe\xfd")), STR("__79")));
	assert_true(secret_from_base64url(a, STR("__79"), &back));
	assert_true(str_eq(back, STR("\xff\xfe\xfd")));
	assert_false(secret_from_base64url(a, STR("a+/="), &back));
	assert_false(secret_from_base64url(a, STR("\xff" "AAAAA"), &back));
	assert_int_equal(secret_token(a).n, 43);
	assert_false(str_eq(secret_token(a), secret_token(a)));
	arena_free(a);
}

static void
test_secret__password_fits_only_its_own_hash(void **state)
{
	struct arena *a = arena_new(CAP);
	str           hash = secret_password_hash(a, STR("four plain words here"));

	(void)state;
	assert_true(secret_password_fits(a, hash, STR("four plain words here")));
	assert_false(secret_password_fits(a, hash, STR("four plain words hera")));
	assert_false(secret_password_fits(a, STR(""), STR("four plain words here")));
	assert_false(secret_password_fits(a, STR("plain"), STR("plain")));
	for (size_t i = 0; i < 4; i++) {                /* spoiled in its name, its salt, its end, and too long */
		const size_t places[] = { 3, hash.n - 60, hash.n - 10, hash.n };
		struct buf   b = { .mem = a };

		buf_add(&b, (str){ hash.p, places[i] });
		buf_add(&b, places[i] < hash.n && hash.p[places[i]] == 'B' ? STR("C") : STR("B"));
		if (places[i] < hash.n)
			buf_add(&b, (str){ hash.p + places[i] + 1, hash.n - places[i] - 1 });
		assert_false(secret_password_fits(a, buf_str(&b), STR("four plain words here")));
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secret__known_answers),
		cmocka_unit_test(test_secret__base64url_there_and_back),
		cmocka_unit_test(test_secret__password_fits_only_its_own_hash),
	};

	secret_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
