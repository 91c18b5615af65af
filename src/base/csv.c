/* base/csv: see csv.h.  Nothing here knows what a column means. */
#include "base/csv.h"

#include <assert.h>
#include <csv.h>
#include <string.h>

struct reading {
	struct arena    *mem;
	struct csv_file  file;
	size_t           room;
	struct csv_row   row;
	bool             too_much;
	const char      *base, *at;
	int64_t          line;
};

static void
take_field(void *bytes, size_t n, void *arg)
{
	struct reading *r = arg;

	if (r->row.at == NULL)
		r->row.at = arena_take(r->mem, CSV_COLUMNS_MAX / 4 * sizeof *r->row.at);
	if (r->row.n == CSV_COLUMNS_MAX) {
		r->too_much = true;
		return;
	}
	if (r->row.n == CSV_COLUMNS_MAX / 4) {
		str *more = arena_take(r->mem, CSV_COLUMNS_MAX * sizeof *more);

		memcpy(more, r->row.at, r->row.n * sizeof *more);
		r->row.at = more;
	}
	r->row.at[r->row.n++] = str_copy(r->mem, (str){ bytes, n });
}

static void
take_row(int sign, void *arg)
{
	struct reading *r = arg;

	(void)sign;
	if (r->file.n == CSV_ROWS_MAX) {
		r->too_much = true;
		return;
	}
	if (r->file.n == r->room) {
		struct csv_row *more = arena_take(r->mem, (r->room * 2 + 256) * sizeof *more);

		if (r->file.n > 0)
			memcpy(more, r->file.at, r->file.n * sizeof *more);
		r->file.at = more;
		r->room = r->room * 2 + 256;
	}
	r->row.line = r->line;
	r->file.at[r->file.n++] = r->row;
	r->row = (struct csv_row){ 0 };
}

enum outcome { READ_WELL, READ_BADLY, NO_MEMORY };

/* Fed a line at a time, so that each row knows where it began. */
static enum outcome
read_lines(struct csv_parser *p, struct reading *r, str rest, int64_t *ret_lines)
{
	bool ok = true;

	*ret_lines = 0;
	while (rest.n > 0 && ok && !r->too_much) {
		const char *nl = memchr(rest.p, '\n', rest.n);
		size_t      n = nl == NULL ? rest.n : (size_t)(nl - rest.p) + 1;

		++*ret_lines;
		if (r->row.n == 0)
			r->line = *ret_lines;
		ok = csv_parse(p, rest.p, n, take_field, take_row, r) == n;
		rest.p += n;
		rest.n -= n;
	}
	ok = ok && !r->too_much && csv_fini(p, take_field, take_row, r) == 0;
	return ok ? READ_WELL : csv_error(p) == CSV_ENOMEM ? NO_MEMORY : READ_BADLY;
}

/* The parser's own memory is given back on the arena's way out too. */
static enum outcome
read_safely(struct csv_parser *p, struct reading *r, str text, int64_t *ret_lines)
{
	jmp_buf      out;
	jmp_buf     *before = arena_way_out(r->mem, &out);
	enum outcome how;

	if (setjmp(out) == 0)
		how = read_lines(p, r, text, ret_lines);
	else
		how = NO_MEMORY;
	(void)arena_way_out(r->mem, before);
	return how;
}

bool
csv_read(struct arena *mem, str text, char comma, struct csv_file *ret, int64_t *ret_line)
{
	struct reading    r = { .mem = mem, .line = 1 };
	struct csv_parser p;
	enum outcome      how;

	if (csv_init(&p, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return false;
	csv_set_delim(&p, (unsigned char)comma);
	how = read_safely(&p, &r, text, ret_line);
	csv_free(&p);
	if (how == NO_MEMORY)
		arena_out(mem);
	*ret = r.file;
	return how == READ_WELL;
}

char
csv_comma(str text)
{
	static const char signs[] = { ',', ';', '\t' };
	str    line = str_cut(&text, '\n');
	char   best = ',';
	size_t most = 0;

	for (size_t i = 0; i < sizeof signs; i++) {
		size_t n = 0;

		for (size_t j = 0; j < line.n; j++)
			n += line.p[j] == signs[i];
		if (n > most) {
			most = n;
			best = signs[i];
		}
	}
	return best;
}

/* = + - @ tab and return, and the full-width = + - @ that some programs take for them. */
static bool
is_formula(str s)
{
	return s.n > 0 && (strchr("=+-@\t\r", s.p[0]) != NULL || str_starts(s, STR("\xEF\xBC\x9D")) ||
	    str_starts(s, STR("\xEF\xBC\x8B")) || str_starts(s, STR("\xEF\xBC\x8D")) ||
	    str_starts(s, STR("\xEF\xBC\xA0")));
}

/* Sign by sign into room made once: an export of millions of rows is mostly this. */
void
csv_field(struct buf *b, str s, bool first)
{
	char *to;

	buf_need(b, 2 * s.n + 4);               /* at most: each sign as two, and , " ' " */
	to = b->p + b->n;
	if (!first)
		*to++ = ',';
	*to++ = '"';
	if (is_formula(s))
		*to++ = '\'';
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '\n') {                /* one line a row, whatever was said */
			*to++ = '\\';
			*to++ = 'n';
		} else if (c != '\r') {
			*to++ = c;
			if (c == '"')
				*to++ = c;
		}
	}
	*to++ = '"';
	b->n = (size_t)(to - b->p);
}

void
csv_number(struct buf *b, int64_t n, bool first)
{
	char     digits[20];
	size_t   at = sizeof digits;
	uint64_t left = (uint64_t)n;

	assert(n >= 0);
	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	csv_field(b, (str){ digits + at, sizeof digits - at }, first);
}

/* Windows-1252's own places 0x80 .. 0x9F (0: none; read as the control sign of that number). */
static const uint16_t high[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
	0x0178,
};

static void
put_utf8(struct buf *b, uint32_t c)
{
	char   p[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	if (n == 1)
		p[0] = (char)c;
	else
		for (size_t i = n; i-- > 0; c >>= 6)
			p[i] = (char)(i > 0 ? (0x80 | (c & 0x3F)) : ((0xF00 >> n) & 0xFF) | c);
	buf_add(b, (str){ p, n });
}

static str
from_1252(struct arena *mem, str s)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0x80 && c < 0xA0)
			put_utf8(&b, high[c - 0x80] != 0 ? high[c - 0x80] : 0xFFFD);
		else if (c != 0)
			put_utf8(&b, c);
	}
	return buf_str(&b);
}

static str
from_utf16(struct arena *mem, str s, bool big)
{
	struct buf b = { .mem = mem };

	for (size_t i = 2; i + 1 < s.n; i += 2) {
		uint32_t hi = (unsigned char)s.p[i + !big], c = hi << 8 | (unsigned char)s.p[i + big];

		if (c >= 0xD800 && c < 0xDC00 && i + 3 < s.n) {
			uint32_t low = (uint32_t)(unsigned char)s.p[i + 2 + !big] << 8 |
			    (unsigned char)s.p[i + 2 + big];

			c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
			i += 2;
		}
		put_utf8(&b, c == 0 || (c >= 0xD800 && c < 0xE000) || c > 0x10FFFF ? 0xFFFD : c);
	}
	return buf_str(&b);
}

str
text_as_utf8(struct arena *mem, str bytes, const char **ret_was)
{
	if (str_starts(bytes, STR("\xFF\xFE")) || str_starts(bytes, STR("\xFE\xFF"))) {
		*ret_was = "UTF-16";
		return from_utf16(mem, bytes, bytes.p[0] == '\xFE');
	}
	if (str_starts(bytes, STR("\xEF\xBB\xBF"))) {
		bytes.p += 3;
		bytes.n -= 3;
	}
	*ret_was = "UTF-8";
	if (str_is_utf8(bytes))
		return bytes;
	*ret_was = "Windows-1252";
	return from_1252(mem, bytes);
}

/* The code point at s and its length; s is UTF-8. */
static uint32_t
code_at(str s, size_t *ret_n)
{
	const unsigned char *u = (const unsigned char *)s.p;

	*ret_n = u[0] < 0x80 ? 1 : u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
	switch (*ret_n) {
	case 1:  return u[0];
	case 2:  return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3F);
	case 3:  return (uint32_t)(u[0] & 0x0F) << 12 | (uint32_t)(u[1] & 0x3F) << 6 | (u[2] & 0x3F);
	default: return 0x10FFFF;
	}
}

/* The byte of Windows-1252 for this sign; -1: none. */
static int
byte_of(uint32_t c)
{
	if (c < 0x80 || (c >= 0xA0 && c < 0x100))
		return (int)c;
	for (int i = 0; i < 32; i++)
		if (high[i] == c)
			return 0x80 + i;
	return c >= 0x80 && c < 0xA0 ? (int)c : -1;
}

static bool
mend_once(struct arena *mem, str s, str *ret)
{
	struct buf b = { .mem = mem };
	bool       any = false;

	while (s.n > 0) {
		size_t n;
		int    byte = byte_of(code_at(s, &n));
		char   c = (char)byte;

		if (byte < 0)
			return false;
		any = any || byte >= 0x80;
		buf_add(&b, (str){ &c, 1 });
		s.p += n;
		s.n -= n;
	}
	*ret = buf_str(&b);
	return any && str_is_utf8(*ret);
}

bool
text_mend(struct arena *mem, str s, str *ret)
{
	bool mended = false;

	while (mend_once(mem, s, ret)) {
		s = *ret;
		mended = true;
	}
	*ret = s;
	return mended;
}
