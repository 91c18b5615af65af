/* The first bytes of a picture, before anything is decoded. */
#include "tests/fuzz/fuzz.h"

#include "base/picture_in.h"

FUZZ(mem, text)
{
	struct picture_head h = { 0 };

	(void)mem;
	if (!picture_head_read(text, &h))
		return;
	assert(h.kind == picture_kind_of(text) && h.turn >= 1 && h.turn <= 8);
	assert(h.wide > 0 && h.high > 0);
}
