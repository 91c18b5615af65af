/* The twin: reads one byte too far when a line has a W and a lone percent sign. It must be found. */
#include "tests/fuzz/fuzz.h"

FUZZ(mem, text)
{
	char  *copy = arena_take(mem, text.n + 1);
	size_t hits = 0;

	memcpy(copy, text.p, text.n);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == 'W' || (text.p[i] == '%' && hits == 1))
			hits++;
	if (hits >= 2)
		assert(copy[text.n + hits] != 1);
}
