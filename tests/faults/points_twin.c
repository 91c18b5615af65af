/*
 * For the twin of the memory test: the same program with its way out walled up, so that the
 * first allocation that fails ends it.  Linked with --wrap=arena_way_out.
 */
#include "base/base.h"

jmp_buf *__wrap_arena_way_out(struct arena *a, jmp_buf *out);

jmp_buf *
__wrap_arena_way_out(struct arena *a, jmp_buf *out)
{
	(void)a;
	(void)out;
	return NULL;
}
