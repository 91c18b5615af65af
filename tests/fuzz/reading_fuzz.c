/* Reading age: figures that add up, of any text. */
#include "tests/fuzz/fuzz.h"

#include "words/readability.h"

FUZZ(mem, text)
{
	struct reading r;

	(void)mem;
	if (!str_is_utf8(text))
		return;
	r = reading_of(text);
	assert(r.words >= 0 && r.sentences <= r.words + 1 && r.longest <= r.words && r.syllables >= 0);
	assert(reading_age(r) >= 5);
}
