/* base/secret: see secret.h.  The only file that names libsodium. */
#include "base/secret.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PASSWORD_PASSES = 2, PASSWORD_BYTES = 64 * 1024 * 1024, ARGON_OUT = 32 };

/* A hash of no password anyone could know: checked when there is no such person. */
static const char nobodys_hash[] =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$"
    "RdescudvJCsgt3ub+b+dWRWJTmaaKKxaA6mYmPq5yCA";

void
secret_start(void)
{
	if (sodium_init() < 0)
		abort();
}

str
secret_random(struct arena *a, size_t n)
{
	char *p = arena_take(a, n + 1);

	randombytes_buf(p, n);
	return (str){ p, n };
}

int64_t
secret_below(int64_t limit)
{
	assert(limit > 0 && limit <= UINT32_MAX);
	return randombytes_uniform((uint32_t)limit);
}

str
secret_token(struct arena *a)
{
	return secret_to_base64url(a, secret_random(a, 32));
}

str
secret_sha256(struct arena *a, str bytes)
{
	unsigned char *p = arena_take(a, crypto_hash_sha256_BYTES);

	crypto_hash_sha256(p, (const unsigned char *)bytes.p, bytes.n);
	return (str){ (char *)p, crypto_hash_sha256_BYTES };
}

str
secret_sha256_hex(struct arena *a, str bytes)
{
	return secret_to_hex(a, secret_sha256(a, bytes));
}

str
secret_hmac(struct arena *a, str key32, str bytes)
{
	unsigned char *p = arena_take(a, crypto_auth_hmacsha256_BYTES);

	assert(key32.n == crypto_auth_hmacsha256_KEYBYTES);
	crypto_auth_hmacsha256(p, (const unsigned char *)bytes.p, bytes.n,
	    (const unsigned char *)key32.p);
	return (str){ (char *)p, crypto_auth_hmacsha256_BYTES };
}

str
secret_blake2b(struct arena *a, str key, size_t n, str bytes)
{
	unsigned char *p = arena_take(a, n);

	if (crypto_generichash(p, n, (const unsigned char *)bytes.p, bytes.n,
	        (const unsigned char *)key.p, key.n) != 0)
		abort();        /* a length that is none: our mistake */
	return (str){ (char *)p, n };
}

str
secret_sign_public(struct arena *a, str seed32)
{
	unsigned char *p = arena_take(a, crypto_sign_PUBLICKEYBYTES);
	unsigned char  both[crypto_sign_SECRETKEYBYTES];

	assert(seed32.n == crypto_sign_SEEDBYTES);
	(void)crypto_sign_seed_keypair(p, both, (const unsigned char *)seed32.p);
	sodium_memzero(both, sizeof both);
	return (str){ (char *)p, crypto_sign_PUBLICKEYBYTES };
}

str
secret_sign(struct arena *a, str seed32, str bytes)
{
	unsigned char *p = arena_take(a, crypto_sign_BYTES);
	unsigned char  known[crypto_sign_PUBLICKEYBYTES], both[crypto_sign_SECRETKEYBYTES];

	assert(seed32.n == crypto_sign_SEEDBYTES);
	(void)crypto_sign_seed_keypair(known, both, (const unsigned char *)seed32.p);
	(void)crypto_sign_detached(p, NULL, (const unsigned char *)bytes.p, bytes.n, both);
	sodium_memzero(both, sizeof both);
	return (str){ (char *)p, crypto_sign_BYTES };
}

bool
secret_signed(str public32, str bytes, str signature)
{
	return public32.n == crypto_sign_PUBLICKEYBYTES && signature.n == crypto_sign_BYTES &&
	    crypto_sign_verify_detached((const unsigned char *)signature.p,
	        (const unsigned char *)bytes.p, bytes.n, (const unsigned char *)public32.p) == 0;
}

uint64_t
secret_short(str key16, str bytes)
{
	uint64_t hash;

	assert(key16.n == crypto_shorthash_KEYBYTES && sizeof hash == crypto_shorthash_BYTES);
	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)bytes.p, bytes.n,
	    (const unsigned char *)key16.p);
	return hash;
}

bool
secret_same(str x, str y)
{
	return x.n == y.n && sodium_memcmp(x.p, y.p, x.n) == 0;
}

str
secret_to_hex(struct arena *a, str bytes)
{
	char *p = arena_take(a, bytes.n * 2 + 1);

	sodium_bin2hex(p, bytes.n * 2 + 1, (const unsigned char *)bytes.p, bytes.n);
	return (str){ p, bytes.n * 2 };
}

bool
secret_from_hex(struct arena *a, str text, str *ret_bytes)
{
	unsigned char *p = arena_take(a, text.n / 2 + 1);
	size_t         n = 0;

	if (text.n % 2 != 0 ||
	    sodium_hex2bin(p, text.n / 2 + 1, text.p, text.n, NULL, &n, NULL) != 0 || n * 2 != text.n)
		return false;
	*ret_bytes = (str){ (char *)p, n };
	return true;
}

static str
to_base64(struct arena *a, str bytes, int kind)
{
	size_t room = sodium_base64_encoded_len(bytes.n, kind);
	char  *p = arena_take(a, room);

	sodium_bin2base64(p, room, (const unsigned char *)bytes.p, bytes.n, kind);
	return (str){ p, strlen(p) };
}

str
secret_to_base64url(struct arena *a, str bytes)
{
	return to_base64(a, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

str
secret_to_base64(struct arena *a, str bytes)
{
	return to_base64(a, bytes, sodium_base64_VARIANT_ORIGINAL);
}

bool
secret_from_base64url(struct arena *a, str text, str *ret_bytes)
{
	unsigned char *p = arena_take(a, text.n + 1);
	size_t         n = 0;

	/* libsodium takes letters outside ASCII for others, so two texts would be one secret */
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] >= 0x80)
			return false;
	if (sodium_base642bin(p, text.n + 1, text.p, text.n, NULL, &n, NULL,
	        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	*ret_bytes = (str){ (char *)p, n };
	return true;
}

str
secret_password_hash(struct arena *a, str password)
{
	char *p = arena_take(a, crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str_alg(p, password.p, password.n, PASSWORD_PASSES, PASSWORD_BYTES,
	        crypto_pwhash_ALG_ARGON2ID13) != 0)
		arena_out(a);   /* no memory: as arena_take() */
	return (str){ p, strlen(p) };
}

struct argon { unsigned char salt[crypto_pwhash_SALTBYTES], want[ARGON_OUT]; unsigned kib, passes; };

static bool
bytes_of(const char *text, unsigned char *ret, size_t n)
{
	size_t got = 0;

	return sodium_base642bin(ret, n, text, strlen(text), NULL, &got, NULL,
	    sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 && got == n;
}

/* "$argon2id$v=19$m=KIB,t=PASSES,p=1$SALT$HASH", as secret_password_hash() writes it. */
static bool
argon_read(const char *known, struct argon *ret)
{
	char salt[23], want[44];
	int  end = 0;

	return sscanf(known, "$argon2id$v=19$m=%7u,t=%3u,p=1$%22[A-Za-z0-9+/]$%43[A-Za-z0-9+/]%n", &ret->kib, &ret->passes,
	    salt, want, &end) == 4 && known[end] == '\0' && ret->kib >= 8 && ret->kib <= 1u << 20 &&
	    ret->passes >= 1 && ret->passes <= 16 &&
	    bytes_of(salt, ret->salt, sizeof ret->salt) && bytes_of(want, ret->want, sizeof ret->want);
}

/*
 * crypto_pwhash_str_verify() says the same of a wrong word and of no memory for the look; nobody
 * is to be told that the right word is wrong.  So the pieces are put together here.
 */
bool
secret_password_fits(struct arena *a, str hash, str password)
{
	struct argon  at = { 0 };
	unsigned char got[ARGON_OUT];
	bool          real = hash.n > 0 && hash.n < crypto_pwhash_STRBYTES && argon_read(str_c(a, hash), &at), fits;

	if (!real && !argon_read(nobodys_hash, &at))
		return false;
	if (crypto_pwhash(got, sizeof got, password.p, password.n, at.salt, at.passes, (size_t)at.kib * 1024,
	        crypto_pwhash_ALG_ARGON2ID13) != 0)
		arena_out(a);
	fits = sodium_memcmp(got, at.want, sizeof got) == 0;
	sodium_memzero(got, sizeof got);
	return real && fits;
}

static str
seal_key(struct arena *a, str key)
{
	return secret_sha256(a, str_fmt(a, "seal%.*s", STR_ARG(key)));
}

str
secret_seal(struct arena *a, str key, str plain)
{
	enum { HEAD = crypto_secretbox_NONCEBYTES };
	size_t         n = HEAD + crypto_secretbox_MACBYTES + plain.n;
	unsigned char *p = arena_take(a, n);

	randombytes_buf(p, HEAD);
	crypto_secretbox_easy(p + HEAD, (const unsigned char *)plain.p, plain.n, p,
	    (const unsigned char *)seal_key(a, key).p);
	return secret_to_base64url(a, (str){ (char *)p, n });
}

bool
secret_open(struct arena *a, str key, str sealed, str *ret_plain)
{
	enum { HEAD = crypto_secretbox_NONCEBYTES, ALL = HEAD + crypto_secretbox_MACBYTES };
	unsigned char *plain;
	str            b;

	if (!secret_from_base64url(a, sealed, &b) || b.n < ALL)
		return false;
	plain = arena_take(a, b.n - ALL + 1);
	*ret_plain = (str){ (char *)plain, b.n - ALL };
	return crypto_secretbox_open_easy(plain, (const unsigned char *)b.p + HEAD, b.n - HEAD,
	    (const unsigned char *)b.p, (const unsigned char *)seal_key(a, key).p) == 0;
}
