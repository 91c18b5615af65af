/* Cadences: a rule that is taken gives days in order, inside the window, and has words. */
#include "tests/fuzz/fuzz.h"

#include "words/cadence.h"

FUZZ(mem, text)
{
	day    start = { 20454 }, from = { 20400 }, until = { 21400 }, at[64];
	size_t n;

	if (!str_is_utf8(text) || !cadence_ok(text))
		return;
	n = cadence_days(text, start, from, until, at, LEN(at));
	assert(n <= LEN(at));
	for (size_t i = 0; i < n; i++) {
		assert(at[i].n >= from.n && at[i].n <= until.n && at[i].n >= start.n);
		assert(i == 0 || at[i].n > at[i - 1].n);
	}
	assert(cadence_gap(text, start) >= 0);
	for (size_t i = 0; lang_at(i) != NULL; i++)
		assert(cadence_words(lang_at(i), mem, text).n > 0);
}
