/* Markup: only our few tags come out, and no link leads to a script. */
#include "tests/fuzz/fuzz.h"

#include "words/markup.h"

static bool
is_ours(str tag)
{
	static const char *const names[] = { "p", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "code",
		"pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "img" };
	size_t n = 0;

	if (str_starts(tag, STR("/")))
		tag = (str){ tag.p + 1, tag.n - 1 };
	while (n < tag.n && tag.p[n] != ' ' && tag.p[n] != '/' && tag.p[n] != '>')
		n++;
	for (size_t i = 0; i < LEN(names) - 1; i++)          /* img: never */
		if (strlen(names[i]) == n && memcmp(names[i], tag.p, n) == 0)
			return true;
	return false;
}

FUZZ(mem, text)
{
	str html, rest, low;

	if (!str_is_utf8(text))
		return;
	html = markup_html(mem, text, 2).html;
	rest = html;
	while (rest.n > 0) {
		(void)str_cut(&rest, '<');
		if (rest.n > 0)
			assert(is_ours(rest));
	}
	for (rest = html; rest.n > 0; ) {
		(void)str_cut(&rest, '"');
		low = str_trim((str){ rest.p, rest.n < 11 ? rest.n : 11 });
		assert(!str_starts(low, STR("javascript:")) && !str_starts(low, STR("data:")));
	}
}
