/*
 * store/search: does this one text hold what was asked?  For readers who may read only a part
 * of what the index knows: a find must not tell them a word that the page hides.
 */
#include "store/search.h"

#include "store/search_in.h"

static bool
has(struct found_words text, str word, bool begins)
{
	for (size_t i = 0; i < text.n; i++)
		if (begins ? str_starts(text.at[i], word) : str_eq(text.at[i], word))
			return true;
	return false;
}

bool
search_fits(struct arena *mem, str text, str asked)
{
	struct found_words words = search_words(mem, text, SEARCH_TEXT_MAX);
	struct found_words want = search_words(mem, asked, SEARCH_ASKED_MAX);

	for (size_t i = 0; i < want.n; i++) {
		size_t letters = search_letters(want.at[i]);

		if (!has(words, want.at[i], letters >= 3 || (letters == 2 && i + 1 == want.n)))
			return false;
	}
	return want.n > 0;
}
