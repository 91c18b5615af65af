/* Words for searching: the quick way and ICU's way give the same, each no longer than we keep. */
#include "tests/fuzz/fuzz.h"

#include "store/search_in.h"

FUZZ(mem, text)
{
	struct found_words quick, slow;

	if (!str_is_utf8(text))
		return;
	quick = search_words(mem, text, 1000);
	slow = search_words_by_icu(mem, text, 1000);
	assert(quick.n == slow.n);
	for (size_t i = 0; i < quick.n; i++) {
		assert(str_eq(quick.at[i], slow.at[i]));
		assert(quick.at[i].n > 0 && quick.at[i].n <= SEARCH_WORD_MAX && str_is_utf8(quick.at[i]));
		assert(search_letters(quick.at[i]) <= quick.at[i].n);
	}
}
