/* base: slices of text.  See base.h. */
#include "base/base.h"

#include <string.h>

str
str_of(const char *c)
{
	return (str){ c == NULL ? "" : c, c == NULL ? 0 : strlen(c) };
}

bool
str_eq(str a, str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool
str_starts(str s, str prefix)
{
	return s.n >= prefix.n && str_eq((str){ s.p, prefix.n }, prefix);
}

bool
str_has(str s, str part)
{
	return part.n == 0 || (s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL);
}

bool
str_to_int(str s, int64_t *ret_int)
{
	int64_t v = 0;
	bool    neg = s.n > 0 && s.p[0] == '-';

	if (s.n == (size_t)neg || s.n - neg > 18)
		return false;
	for (size_t i = neg; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*ret_int = neg ? -v : v;
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

str
str_trim(str s)
{
	while (s.n > 0 && is_blank(s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

str
str_cut(str *rest, char at)
{
	const char *p = rest->n > 0 ? memchr(rest->p, at, rest->n) : NULL;
	size_t      n = p == NULL ? rest->n : (size_t)(p - rest->p);
	str         got = { rest->p, n };

	rest->p += p == NULL ? n : n + 1;
	rest->n -= p == NULL ? n : n + 1;
	return got;
}

/* The length of the well-formed sequence at s, or 0 (Unicode 15, table 3-7). */
static size_t
utf8_len(str s)
{
	const unsigned char *u = (const unsigned char *)s.p;
	unsigned char        lo = 0x80, hi = 0xBF;
	size_t               n;

	if (u[0] < 0x80)
		return u[0] != 0;
	if (u[0] < 0xC2 || u[0] > 0xF4)
		return 0;
	n = u[0] < 0xE0 ? 2 : u[0] < 0xF0 ? 3 : 4;
	if (s.n < n)
		return 0;
	if (u[0] == 0xE0)
		lo = 0xA0;
	else if (u[0] == 0xED)
		hi = 0x9F;
	else if (u[0] == 0xF0)
		lo = 0x90;
	else if (u[0] == 0xF4)
		hi = 0x8F;
	if (u[1] < lo || u[1] > hi)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((u[i] & 0xC0) != 0x80)
			return 0;
	return n;
}

bool
str_is_utf8(str s)
{
	while (s.n > 0) {
		size_t n = utf8_len(s);

		if (n == 0)
			return false;
		s.p += n;
		s.n -= n;
	}
	return true;
}

bool
str_is_plain(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
			return false;
		if (c == 0xC2 && i + 1 < s.n && (unsigned char)s.p[i + 1] < 0xA0)
			return false;               /* U+0080..U+009F */
	}
	return true;
}
