/* Queries and forms: every word that comes out is UTF-8, and a refusal names a field that was there. */
#include "tests/fuzz/fuzz.h"

#include "doors/web/exchange.h"

FUZZ(mem, text)
{
	struct words w = { 0 };
	str          bad = { 0 }, piece;

	if (form_parse(mem, text, &w, &bad) == OK)
		for (size_t i = 0; i < w.n; i++)
			assert(str_is_utf8(w.at[i].name) && str_is_utf8(w.at[i].value));
	if (form_decode(mem, text, false, &piece))
		assert(piece.n <= text.n && str_is_utf8(piece));
}
