/*
 * store: on a page as SQLite leaves it, a later row lies before an earlier one.  Who has the
 * file reads from that which words came after whose.  So a page goes home with its rows in
 * the order of their keys, without gaps: what was once between them is nought.  It is what
 * SQLite itself does when a page has no room left (fileformat2.html, 1.6); it may do so at
 * any time, and so may we.  Every length is counted twice, and a page that does not add up is
 * left as it is: it is damaged, or no tree's.
 */
#include "store/page_tidy.h"

#include <string.h>

enum {
	INNER_INDEX = 2, INNER_TABLE = 5, LEAF_INDEX = 10, LEAF_TABLE = 13,
	FILE_HEAD = 100, LEAF_HEAD = 8, INNER_HEAD = 12, CHILD = 4, CELL_LEAST = 4,
	AT_FREE = 1, AT_CELLS = 3, AT_CONTENT = 5, AT_CRUMBS = 7,
};

struct tree {
	const unsigned char *p;
	uint32_t             head, list, cells, end;    /* end: of what is in use */
	int                  kind;
};

static uint32_t
two_at(const unsigned char *p)
{
	return (uint32_t)p[0] << 8 | p[1];
}

static void
put_two(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 8 & 0xff);
	p[1] = (unsigned char)(v & 0xff);
}

/* SQLite's number of one to nine bytes.  0: it does not end on the page. */
static uint32_t
number_at(const struct tree *t, uint32_t at, uint64_t *ret)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < 9 && at + i < t->end; i++) {
		unsigned char c = t->p[at + i];

		v = i == 8 ? v << 8 | c : v << 7 | (c & 0x7f);
		if (i == 8 || (c & 0x80) == 0) {
			*ret = v;
			return i + 1;
		}
	}
	return 0;
}

/* How many bytes of so long a content stand on this page; the rest is on pages of its own. */
static uint32_t
here_of(const struct tree *t, uint64_t n)
{
	uint32_t most = t->kind == LEAF_TABLE ? t->end - 35 : (t->end - 12) * 64 / 255 - 23;
	uint32_t least = (t->end - 12) * 32 / 255 - 23, some;

	if (n <= most)
		return (uint32_t)n;
	some = least + (uint32_t)((n - least) % (t->end - 4));
	return (some <= most ? some : least) + 4;
}

/* Bytes of the cell that begins there; 0: it cannot be one. */
static uint32_t
cell_at(const struct tree *t, uint32_t at)
{
	uint64_t n = 0, key = 0;
	uint32_t len = t->kind == LEAF_TABLE || t->kind == LEAF_INDEX ? 0 : CHILD, one;

	one = number_at(t, at + len, &n);
	len += one;
	if (one == 0)
		return 0;
	if (t->kind == LEAF_TABLE) {
		one = number_at(t, at + len, &key);
		len += one;
		if (one == 0)
			return 0;
	}
	if (t->kind != INNER_TABLE)
		len += here_of(t, n);
	len = len < CELL_LEAST ? CELL_LEAST : len;
	return at + len <= t->end ? len : 0;
}

static bool
tree_of(const struct page_raw *raw, struct tree *ret)
{
	struct tree t = { .p = raw->p, .head = raw->first ? FILE_HEAD : 0, .end = raw->size - raw->keep };

	t.kind = t.p[t.head];
	if (t.kind != INNER_INDEX && t.kind != INNER_TABLE && t.kind != LEAF_INDEX && t.kind != LEAF_TABLE)
		return false;
	t.cells = two_at(t.p + t.head + AT_CELLS);
	t.list = t.head + (t.kind == INNER_INDEX || t.kind == INNER_TABLE ? INNER_HEAD : LEAF_HEAD);
	*ret = t;
	return t.list + 2 * t.cells <= t.end;
}

/* What the page itself says is free: between list and content, in blocks, in crumbs.  UINT32_MAX: nonsense. */
static uint32_t
free_of(const struct tree *t)
{
	uint32_t from = two_at(t->p + t->head + AT_CONTENT), at = two_at(t->p + t->head + AT_FREE);
	uint32_t sum = t->p[t->head + AT_CRUMBS], before = 0;

	from = from == 0 ? 65536 : from;
	if (from < t->list + 2 * t->cells || from > t->end)
		return UINT32_MAX;
	sum += from - (t->list + 2 * t->cells);
	for (; at != 0; at = two_at(t->p + at)) {
		if (at <= before || at < from || at + 4 > t->end)
			return UINT32_MAX;
		before = at;
		sum += two_at(t->p + at + 2);
	}
	return sum;
}

bool
page_tidy(const struct page_raw *raw, unsigned char *ret_page)
{
	struct tree t;
	uint32_t    used = 0, to, list;

	if (!tree_of(raw, &t))
		return false;
	for (uint32_t i = 0; i < t.cells; i++) {
		uint32_t at = two_at(t.p + t.list + 2 * i), n;

		n = at < t.list + 2 * t.cells || at >= t.end ? 0 : cell_at(&t, at);
		if (n == 0)
			return false;
		used += n;
	}
	list = t.list + 2 * t.cells;
	if (used > t.end - list || free_of(&t) != t.end - list - used)
		return false;
	memcpy(ret_page, t.p, list);
	memcpy(ret_page + t.end, t.p + t.end, raw->keep);
	to = t.end;
	for (uint32_t i = 0; i < t.cells; i++) {
		uint32_t at = two_at(t.p + t.list + 2 * i), n = cell_at(&t, at);

		to -= n;
		memcpy(ret_page + to, t.p + at, n);
		put_two(ret_page + t.list + 2 * i, to);
	}
	memset(ret_page + list, 0, to - list);
	put_two(ret_page + t.head + AT_FREE, 0);
	put_two(ret_page + t.head + AT_CONTENT, to);
	ret_page[t.head + AT_CRUMBS] = 0;
	return true;
}
