/* Files of comments: bytes of any encoding become UTF-8; a field written is read back, and is no formula. */
#include "tests/fuzz/fuzz.h"

#include "base/csv.h"

static void
back_again(struct arena *mem, str field)
{
	struct buf      b = { .mem = mem };
	struct csv_file f;
	int64_t         line;

	/* line breaks are written as two letters: one line a row, whatever was said */
	if (field.n == 0 || memchr(field.p, '\r', field.n) != NULL || memchr(field.p, '\n', field.n) != NULL)
		return;
	csv_field(&b, field, true);
	buf_add(&b, STR("\n"));
	assert(csv_read(mem, buf_str(&b), ',', &f, &line) && f.n == 1 && f.at[0].n == 1);
	assert(strchr("=+-@\t", f.at[0].at[0].p[0]) == NULL || f.at[0].at[0].n == 0);
	if (f.at[0].at[0].n == field.n + 1)
		assert(f.at[0].at[0].p[0] == '\'');
	else
		assert(str_eq(f.at[0].at[0], field));
}

FUZZ(mem, text)
{
	const char     *was;
	str             utf8 = text_as_utf8(mem, text, &was), mended;
	struct csv_file f;
	int64_t         line;

	assert(str_is_utf8(utf8) || memchr(text.p, 0, text.n) != NULL);
	if (text_mend(mem, utf8, &mended))
		assert(str_is_utf8(mended));
	if (!csv_read(mem, utf8, csv_comma(utf8), &f, &line))
		return;
	for (size_t i = 0; i < f.n && i < 20; i++)
		for (size_t k = 0; k < f.at[i].n && k < 20; k++)
			back_again(mem, f.at[i].at[k]);
}
