/*
 * words: looking messages up, and putting days, times and numbers into them.
 * Every lookup is an index into a table made at build time: no allocation, no lock,
 * nothing to start.  A message without a translation is given in English.
 */
#include "words/words_in.h"

#include "gen/words_gen.h"

#include <assert.h>
#include <string.h>

/* A caller without a language (a timer, a test) speaks English. */
static const struct lang *
spoken(const struct lang *l)
{
	return l == NULL ? lang_at(0) : l;
}

str
words_get(const struct lang *l, struct msg m)
{
	str s;

	assert(m.n >= 0 && m.n < words_count);
	s = spoken(l)->text[m.n];
	return s.n > 0 ? s : words_text_en[m.n];
}

bool
words_has(const struct lang *l, struct msg m)
{
	assert(m.n >= 0 && m.n < words_count);
	l = spoken(l);
	/* Easy read without an easier sentence is still English, so nothing need be marked. */
	return l->text[m.n].n > 0 || str_starts(l->tag, STR("en"));
}

str
words_plural(const struct lang *l, struct msg m, int64_t n)
{
	int at;
	str s;

	assert(m.n >= 0 && m.n < words_count);
	at = words_plural_at[m.n];
	assert(at >= 0);                        /* else it was written as a single message */
	l = spoken(l);
	s = l->forms[at][l->form(n)];
	return s.n > 0 ? s : words_forms_en[at][lang_at(0)->form(n)];
}

static const struct fill *
fill_find(str name, const struct fill *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(f[i].name), name))
			return &f[i];
	return NULL;
}

str
words_fill(struct arena *mem, str text, const struct fill *f, size_t n)
{
	struct buf b = { .mem = mem };

	buf_need(&b, text.n + 32);
	while (text.n > 0) {
		const char        *open = memchr(text.p, '{', text.n), *close;
		const struct fill *found = NULL;

		close = open == NULL ? NULL : memchr(open, '}', text.n - (size_t)(open - text.p));
		if (close == NULL) {
			buf_add(&b, text);
			break;
		}
		found = fill_find((str){ open + 1, (size_t)(close - open) - 1 }, f, n);
		if (found == NULL)              /* not ours: leave it as it was */
			buf_add(&b, (str){ text.p, (size_t)(close + 1 - text.p) });
		else {
			buf_add(&b, (str){ text.p, (size_t)(open - text.p) });
			buf_add(&b, found->value);
		}
		text.n -= (size_t)(close + 1 - text.p);
		text.p = close + 1;
	}
	return buf_str(&b);
}

static const struct words_key *
key_find(const struct words_key *at, size_t n, str key)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2, len;
		int    c;

		len = at[mid].key.n < key.n ? at[mid].key.n : key.n;
		c = memcmp(at[mid].key.p, key.p, len);
		if (c == 0 && at[mid].key.n == key.n)
			return &at[mid];
		if (c < 0 || (c == 0 && at[mid].key.n < key.n))
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* What a refused field is called in a sentence. */
str
words_field(const struct lang *l, struct arena *mem, str field)
{
	const struct words_key *k = field.n == 0 ? NULL : key_find(words_fields, words_fields_n, field);
	char                   *p;

	if (k != NULL)
		return words_get(l, k->msg);
	if (field.n == 0)
		return words_get(l, MSG_this_field);
	p = arena_take(mem, field.n);
	for (size_t i = 0; i < field.n; i++)
		p[i] = field.p[i] == '_' ? ' ' : field.p[i];
	return (str){ p, field.n };
}

/* long: a sentence is filled from the four parts of a struct why, which words may not know of */
str
words_why(const struct lang *l, struct arena *mem, const char *key, str field,
    int64_t number, str text)
{
	const struct words_key *k = key_find(words_whys, words_whys_n, str_of(key));
	const struct fill       f[] = {
		{ "field", words_field(l, mem, field) },
		{ "number", words_number(l, mem, number) },
		{ "text", text },
	};

	return words_fill(mem, words_get(l, k == NULL ? MSG_not_right : k->msg), f, LEN(f));
}

/* ---- days, times, numbers --------------------------------------------------------- */

static void
add_digits(struct buf *b, const struct lang *l, uint64_t v, int least)
{
	size_t width = l->digits.n / 10;
	int    d[20], n = 0;

	do {
		d[n++] = (int)(v % 10);
		v /= 10;
	} while (v > 0 || n < least);
	while (n-- > 0)
		buf_add(b, (str){ l->digits.p + (size_t)d[n] * width, width });
}

str
words_number(const struct lang *l, struct arena *mem, int64_t n)
{
	struct buf b = { .mem = mem };
	uint64_t   v = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, unit = 1;

	l = spoken(l);
	if (n < 0)
		buf_add(&b, l->minus);
	while (v / unit >= 1000)
		unit *= 1000;
	add_digits(&b, l, v / unit, 1);
	for (unit /= 1000; unit > 0; unit /= 1000) {
		buf_add(&b, l->thousands);
		add_digits(&b, l, v / unit % 1000, 3);
	}
	return buf_str(&b);
}

/* "3 June", with the weekday before and the year behind when asked. */
static str
day_write(const struct lang *l, struct arena *mem, day d, bool weekday, bool year)
{
	struct buf b = { .mem = mem };
	int64_t    y, m, dom;

	day_split(d, &y, &m, &dom);
	if (weekday) {
		buf_add(&b, l->weekdays[day_weekday(d)]);
		buf_add(&b, l->comma);
	}
	add_digits(&b, l, (uint64_t)dom, 1);
	buf_add(&b, STR(" "));
	buf_add(&b, l->months[m - 1]);
	if (year) {
		buf_add(&b, STR(" "));
		add_digits(&b, l, (uint64_t)y, 1);
	}
	return buf_str(&b);
}

str
words_day(const struct lang *l, struct arena *mem, day d)
{
	return day_write(spoken(l), mem, d, false, true);
}

str
words_day_near(const struct lang *l, struct arena *mem, day d, day today)
{
	int64_t away = d.n - today.n;

	l = spoken(l);
	if (away == 0)
		return words_get(l, MSG_today);
	if (away == 1)
		return words_get(l, MSG_tomorrow);
	if (away == -1)
		return words_get(l, MSG_yesterday);
	return day_write(l, mem, d, away > -7 && away < 7, away <= -7 || away >= 7);
}

str
words_clock(const struct lang *l, struct arena *mem, clocktime c)
{
	struct buf b = { .mem = mem };
	int64_t    hour = c.m / 60 % 24, minute = c.m % 60;

	assert(c.m >= 0 && c.m <= 24 * 60);
	l = spoken(l);
	if (minute == 0 && hour % 12 == 0)
		return words_get(l, hour == 0 ? MSG_midnight : MSG_midday);
	add_digits(&b, l, (uint64_t)(hour % 12 == 0 ? 12 : hour % 12), 1);
	if (minute > 0) {
		buf_add(&b, STR(":"));
		add_digits(&b, l, (uint64_t)minute, 2);
	}
	buf_add(&b, hour < 12 ? l->morning : l->afternoon);
	return buf_str(&b);
}
