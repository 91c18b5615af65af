/* Profiles: taken whole, or refused with a line and a field. */
#include "tests/fuzz/fuzz.h"

#include "rooms/profile/profile_in.h"
#include "words/words.h"

FUZZ(mem, text)
{
	struct cx      cx = { .mem = mem, .lang = lang_find(STR("en")), .today = { 20000 } };
	struct profile p = { 0 };
	err            e = profile_read(&cx, STR("p.json"), text, &p);

	assert(e == OK || (e == ERR_INPUT && cx.why.key != NULL));
	for (size_t i = 0; e == OK && i < p.nforums; i++)
		for (size_t k = 0; k < p.forums[i].nroutes; k++)
			assert(p.forums[i].routes[k].to < (int64_t)p.nforums);
}
