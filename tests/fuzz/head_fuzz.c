/* The gate: what it lets through has no folded line, no stray end of a line, and reads the same in two pieces. */
#include "tests/fuzz/fuzz.h"

#include "doors/web/head.h"

static bool
is_clean(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t')
			return false;
	return memchr(s.p, 0x7F, s.n) == NULL;
}

FUZZ(mem, text)
{
	size_t         scanned = 0, later = 0, n = 0, n2 = 0;
	int            status = 0, status2 = 0;
	enum head_said whole = head_find(text, &scanned, &n, &status), second;
	struct head   *h = arena_take(mem, sizeof *h);

	second = head_find((str){ text.p, text.n / 2 }, &later, &n2, &status2);
	if (second == HEAD_MORE)
		second = head_find(text, &later, &n2, &status2);
	assert(second == whole && (whole != HEAD_WHOLE || n == n2));
	if (whole != HEAD_WHOLE || head_read((str){ text.p, n }, h) != 0)
		return;
	assert(h->method.n > 0 && is_clean(h->method) && is_clean(h->path) && is_clean(h->query));
	for (size_t i = 0; i < h->nheaders; i++) {
		assert(h->headers[i].name.n > 0 && is_clean(h->headers[i].name) && is_clean(h->headers[i].value));
		(void)head_list_has(h->headers[i].value, STR("close"));
	}
}
