/*
 * base/secret: randomness, hashes and password hashes, through libsodium, which is
 * named in secret.c and nowhere else.  Comparisons take the same time whatever they
 * find.  Nothing here keeps what it was given.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/base.h"

void secret_start(void);                            /* once, before any thread */

str  secret_random(struct arena *a, size_t n);      /* n bytes from the kernel */
int64_t secret_below(int64_t limit);                /* even choice of 0 .. limit - 1 */
str  secret_token(struct arena *a);                 /* 32 random bytes as 43 letters (base64url) */

str  secret_sha256(struct arena *a, str bytes);     /* 32 bytes */
str  secret_sha256_hex(struct arena *a, str bytes); /* 64 letters: how sessions and tokens are kept */
str  secret_hmac(struct arena *a, str key32, str bytes);    /* HMAC-SHA256, 32 bytes */
str  secret_blake2b(struct arena *a, str key, size_t n, str bytes); /* n: 16..64; key: none, or 16..64 bytes */
uint64_t secret_short(str key16, str bytes);        /* SipHash-2-4: quick, for telling texts apart */
bool secret_same(str x, str y);                     /* constant time for equal lengths */

/* Ed25519 (RFC 8032) from a seed of 32 bytes: public key of 32, signature of 64. */
str  secret_sign_public(struct arena *a, str seed32);
str  secret_sign(struct arena *a, str seed32, str bytes);
bool secret_signed(str public32, str bytes, str signature);

str  secret_to_hex(struct arena *a, str bytes);
bool secret_from_hex(struct arena *a, str text, str *ret_bytes);
str  secret_to_base64url(struct arena *a, str bytes);       /* without padding */
bool secret_from_base64url(struct arena *a, str text, str *ret_bytes);
str  secret_to_base64(struct arena *a, str bytes);          /* ordinary, padded: files in JSON */

/* XSalsa20-Poly1305 under SHA-256("seal" || key), as base64url; opens with the same key only. */
str  secret_seal(struct arena *a, str key, str plain);
bool secret_open(struct arena *a, str key, str sealed, str *ret_plain);

/* argon2id, 64 MiB, 2 passes: about 70 ms.  Only on a slow thread (struct op's before). */
str  secret_password_hash(struct arena *a, str password);
/* An empty hash takes as long, and is false.  No memory: takes the way out, as arena_take(). */
bool secret_password_fits(struct arena *a, str hash, str password);

#endif
