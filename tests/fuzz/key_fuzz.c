/* Keys of forms, sealed words and device marks: nothing that we did not make is taken for ours. */
#include "tests/fuzz/fuzz.h"

#include "base/secret.h"
#include "doors/web/web_in.h"

FUZZ(mem, text)
{
	struct keyring k = { mem, STR("0123456789abcdef0123456789abcdef"), { 1800000000 }, STR("somebody") };
	str            once, plain, bytes;

	assert(key_check(&k, text, &once) != KEY_GOOD);
	assert(!secret_open(mem, STR("key"), text, &plain));
	if (secret_from_base64url(mem, text, &bytes))
		assert(str_eq(secret_to_base64url(mem, bytes), text));
	assert(!secret_password_fits(mem, STR("x"), text) || text.n > (1 << 20));
}
