/*
 * web/head: see head.h.  Two passes: one over bytes as they come, that refuses at once what
 * no lawful head can hold, and one over the whole head that cuts it up.
 */
#include "doors/web/head.h"

#include <string.h>
#include <strings.h>

/* Letters that may stand in a name: RFC 9110 5.6.2. */
static bool
is_token(unsigned char c)
{
	static const bool token[256] = {
		['!'] = true, ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true, ['\''] = true,
		['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true, ['^'] = true, ['_'] = true,
		['`'] = true, ['|'] = true, ['~'] = true, ['0' ... '9'] = true, ['A' ... 'Z'] = true,
		['a' ... 'z'] = true,
	};

	return token[c];
}

static bool
is_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token((unsigned char)s.p[i]))
			return false;
	return s.n > 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* ---- as bytes come ---- */

/* Is what stands at i, a control character, right where it is?  The byte after may be missing. */
static bool
control_lawful(str b, size_t i)
{
	if (b.p[i] == '\t')
		return true;
	if (b.p[i] == '\r')
		return i + 1 == b.n || b.p[i + 1] == '\n';
	if (b.p[i] != '\n' || i == 0 || b.p[i - 1] != '\r')
		return false;
	return i + 1 == b.n || !is_blank(b.p[i + 1]);           /* a folded line */
}

static int
too_long(str b)
{
	if (memchr(b.p, '\n', b.n < URL_MAX + 64 ? b.n : URL_MAX + 64) == NULL && b.n > URL_MAX + 64)
		return 414;
	return b.n > HEAD_BYTES_MAX ? 431 : 0;
}

enum head_said
head_find(str b, size_t *scanned, size_t *ret_n, int *ret_status)
{
	for (size_t i = *scanned; i < b.n; i++) {
		unsigned char c = (unsigned char)b.p[i];

		if (c >= ' ' && c != 0x7F)
			continue;
		/* the end first: what follows it is a body, and may begin with a blank */
		if (c == '\n' && i >= 3 && b.p[i - 1] == '\r' && b.p[i - 2] == '\n') {
			*ret_n = i + 1;
			*ret_status = too_long((str){ b.p, i + 1 });
			return *ret_status != 0 ? HEAD_BAD : HEAD_WHOLE;
		}
		if (c == 0x7F || !control_lawful(b, i)) {
			*ret_status = 400;
			return HEAD_BAD;
		}
	}
	*scanned = b.n == 0 ? 0 : b.n - 1;                      /* the last may want its neighbour */
	*ret_status = too_long(b);
	return *ret_status != 0 ? HEAD_BAD : HEAD_MORE;
}

/* ---- once it is whole ---- */

/* One line without its end; head_find() has seen that each has CR LF. */
static str
cut_line(str *rest)
{
	str line = str_cut(rest, '\n');

	if (line.n > 0)
		line.n--;
	return line;
}

/* "HTTP/1.1" and not a byte else. */
static int
read_version(str v, int *ret_minor)
{
	if (v.n != 8 || memcmp(v.p, "HTTP/", 5) != 0 || v.p[6] != '.' ||
	    v.p[5] < '0' || v.p[5] > '9' || v.p[7] < '0' || v.p[7] > '9')
		return 400;
	*ret_minor = v.p[7] - '0';
	return v.p[5] == '1' && *ret_minor <= 1 ? 0 : 505;
}

static int
read_first_line(str line, struct head *h)
{
	str rest = line, target;

	h->method = str_cut(&rest, ' ');
	target = str_cut(&rest, ' ');
	if (!is_name(h->method) || h->method.n > METHOD_MAX || target.n == 0)
		return 400;
	if (target.n > URL_MAX)
		return 414;
	h->query = target;
	h->path = str_cut(&h->query, '?');
	return read_version(rest, &h->minor);
}

static int
read_header(str line, struct head *h)
{
	const char *colon = memchr(line.p, ':', line.n);
	str         name, value;

	if (colon == NULL)
		return 400;
	name = (str){ line.p, (size_t)(colon - line.p) };
	value = (str){ colon + 1, line.n - name.n - 1 };
	if (!is_name(name))
		return 400;
	while (value.n > 0 && is_blank(value.p[0]))
		value = (str){ value.p + 1, value.n - 1 };
	while (value.n > 0 && is_blank(value.p[value.n - 1]))
		value.n--;
	if (h->nheaders == HEADERS_MAX)
		return 431;
	h->headers[h->nheaders++] = (struct http_header){ name, value };
	return 0;
}

int
head_read(str bytes, struct head *ret_head)
{
	str rest = bytes, line;
	int status;

	ret_head->nheaders = 0;
	if (str_starts(rest, STR("\r\n")))                      /* RFC 9112 2.2 allows one */
		(void)cut_line(&rest);
	status = read_first_line(cut_line(&rest), ret_head);
	while (status == 0 && rest.n > 0) {
		line = cut_line(&rest);
		if (line.n == 0)
			return rest.n == 0 ? 0 : 400;
		status = read_header(line, ret_head);
	}
	return status;
}

bool
head_list_has(str list, str word)
{
	while (list.n > 0) {
		str one = str_trim(str_cut(&list, ','));

		if (one.n == word.n && strncasecmp(one.p, word.p, word.n) == 0)
			return true;
	}
	return false;
}
