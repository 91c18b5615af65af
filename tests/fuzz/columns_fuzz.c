/* A feedback file's heading and a mapping of it: every column that is named is there. */
#include "tests/fuzz/fuzz.h"

#include "rooms/intake/intake_in.h"
#include "words/words.h"

FUZZ(mem, text)
{
	struct cx              cx = { .mem = mem, .lang = lang_find(STR("en")), .today = { 20000 } };
	str                    mapping = text, first = str_cut(&mapping, 0);
	struct csv_file        f;
	struct intake_columns *c = arena_take(mem, sizeof *c);
	struct intake_row      row;
	int64_t                line;

	if (!str_is_utf8(first) || !str_is_utf8(mapping) || !csv_read(mem, first, ',', &f, &line) || f.n == 0 ||
	    intake_match(&cx, &f.at[0], mapping, c) != OK)
		return;
	assert(c->words >= 0 && (size_t)c->words < f.at[0].n);
	for (size_t i = 0; i < f.n && i < 20; i++)
		intake_understand(mem, c, &f.at[i], cx.today, &row);
	(void)intake_said_columns(mem, &f.at[0], c);
}
