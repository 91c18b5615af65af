/*
 * words/screen_fold: what a person wrote, as words to compare: small letters without marks,
 * one alif, no doubled letters, digits that stand for letters; "k i l l" in one.  And how
 * alike two words are.  Keeps nothing; letters outside the basic plane part words.
 */
#include "words/screen_in.h"

#include <string.h>

/* One letter of checked UTF-8. */
static uint32_t
take(str s, size_t *i)
{
	unsigned char c = (unsigned char)s.p[(*i)++];
	uint32_t      v = c;
	int           more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : c >= 0xC0 ? 1 : 0;

	if (more > 0)
		v = c & (0x3Fu >> more);
	for (; more > 0 && *i < s.n; more--)
		v = v << 6 | ((unsigned char)s.p[(*i)++] & 0x3F);
	return v;
}

enum { PARTS = 0, DROPPED = 1 };        /* what is no letter: parts words, or is as if not there */

static uint32_t
fold_arabic(uint32_t c)
{
	if (c == 0x640 || (c >= 0x64B && c <= 0x65F) || c == 0x670)
		return DROPPED;
	if (c == 0x622 || c == 0x623 || c == 0x625 || c == 0x671)
		return 0x627;
	if (c == 0x649 || c == 0x626)
		return 0x64A;
	if (c == 0x624)
		return 0x648;
	return c == 0x629 ? 0x647 : c >= 0x621 && c <= 0x6D3 ? c : PARTS;
}

/* Latin letters with marks, without them; by their place from U+00C0. */
static uint32_t
fold_marked(uint32_t c)
{
	static const char plain[] = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty";
	char              p = plain[c - 0xC0];

	return p == '*' ? PARTS : (uint32_t)p;
}

static uint32_t
fold_letter(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;                           /* as wide as a Chinese letter */
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '@' || c == '$' || c == '*')
		return c;
	if (c == '\'' || c == '`' || c == 0x2019 || c == 0x2018 || c == 0xAD || (c >= 0x200B && c <= 0x200F)
	    || (c >= 0x300 && c <= 0x36F))
		return DROPPED;
	if (c >= 0xC0 && c <= 0xFF)
		return fold_marked(c);
	return c >= 0x600 && c <= 0x6FF ? fold_arabic(c) : PARTS;
}

static bool
is_letter(uint16_t c)
{
	return (c >= 'a' && c <= 'z') || c >= 0x600;
}

/* "k1ll", "h@te": only in a word that has true letters too.  A star stands for any letter. */
static uint16_t
unmask(uint16_t c)
{
	static const char as[] = "oizeasgtb9";

	if (c >= '0' && c <= '9')
		return (uint16_t)as[c - '0'];
	return c == '@' ? 'a' : c == '$' ? 's' : c;
}

static bool
finish(struct screen_token *t)
{
	uint8_t n = 0, letters = 0;

	while (t->n > 0 && !is_letter(t->at[t->n - 1]) && (t->at[t->n - 1] < '0' || t->at[t->n - 1] > '9'))
		t->n--;
	for (uint8_t i = 0; i < t->n; i++)
		letters += is_letter(t->at[i]);
	for (uint8_t i = 0; i < t->n; i++) {
		uint16_t c = letters > 0 ? unmask(t->at[i]) : t->at[i];

		if (n == 0 || c != t->at[n - 1] || c == '*')
			t->at[n++] = c;
	}
	t->n = n;
	return n > 0;
}

/* Letters written one by one, "k i l l", are one word. */
static size_t
join_singles(struct screen_token *at, size_t n)
{
	size_t out = 0;

	for (size_t i = 0; i < n; out++) {
		size_t run = 0;

		while (i + run < n && at[i + run].n == 1 && run < SCREEN_LETTERS)
			run++;
		if (run < 3) {
			at[out] = at[i++];
			continue;
		}
		struct screen_token whole = { 0 };

		for (size_t k = 0; k < run; k++)
			whole.at[whole.n++] = at[i + k].at[0];
		(void)finish(&whole);
		at[out] = whole;
		i += run;
	}
	return out;
}

size_t
screen_fold(str text, struct screen_token *at)
{
	struct screen_token t = { 0 };
	size_t              n = 0;

	for (size_t i = 0; i < text.n;) {
		uint32_t c = fold_letter(take(text, &i));

		if (c == DROPPED)
			continue;
		if (c != PARTS && t.n < SCREEN_LETTERS)
			t.at[t.n++] = (uint16_t)c;
		else if (c == PARTS && t.n > 0) {
			if (finish(&t))
				at[n++] = t;
			t = (struct screen_token){ 0 };
		}
	}
	if (t.n > 0 && finish(&t))
		at[n++] = t;
	return join_singles(at, n);
}

static bool
same(uint16_t a, uint16_t b)
{
	return a == b || a == '*' || b == '*';
}

struct far { int change, most; };       /* what another letter costs; from where on it is all the same */

static int
least(int a, int b, int c)
{
	int m = a < b ? a : b;

	return m < c ? m : c;
}

/*
 * Changes, missing and added letters, and neighbours changed about, counted; no further than
 * `most`, for nearly all words are far apart.
 */
static int
distance(const uint16_t *a, size_t n, const uint16_t *b, size_t m, struct far far)
{
	int row[3][SCREEN_LETTERS + 1], nearest = 0;

	for (size_t j = 0; j <= m; j++)
		row[0][j] = (int)j;
	for (size_t i = 1; i <= n; i++) {
		int *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3], near = (int)i;

		now[0] = (int)i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least(last[j] + 1, now[j - 1] + 1,
			    last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : far.change));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
			near = now[j] < near ? now[j] : near;
		}
		/* from here it comes no nearer: two changed about go on from the line before, for one more */
		if (near > far.most && nearest + 1 > far.most)
			return far.most + 1;
		nearest = near;
	}
	return row[n % 3][m];
}

/* Which letters it has, roughly; a star may be any. */
static uint64_t
letters_of(const uint16_t *a, size_t n)
{
	uint64_t all = 0;

	for (size_t i = 0; i < n; i++) {
		if (a[i] == '*')
			return UINT64_MAX;
		all |= UINT64_C(1) << (a[i] & 63);
	}
	return all;
}

/* Each letter that only one of them has costs one at least: looked at before anything is counted. */
static bool
too_far(const uint16_t *a, size_t n, const uint16_t *b, size_t m, int most)
{
	uint64_t in_a = letters_of(a, n), in_b = letters_of(b, m);

	return in_a != UINT64_MAX && in_b != UINT64_MAX &&
	    (__builtin_popcountll(in_a & ~in_b) > most || __builtin_popcountll(in_b & ~in_a) > most);
}

/* Short words must be nearly right: one letter more or less, or two changed about. */
bool
screen_alike(const uint16_t *a, size_t n, const uint16_t *b, size_t m)
{
	int    most = n >= 8 && m >= 8 ? 2 : 1;
	size_t apart = n > m ? n - m : m - n;

	if (apart > (size_t)most)
		return false;
	if (n < 4 || m < 4)
		return n == m && n > 1 && memchr(a, '*', n * sizeof *a) != NULL && distance(a, n, b, m, (struct far){ 9, 0 }) == 0;
	return !too_far(a, n, b, m, most) && distance(a, n, b, m, (struct far){ n < 5 ? 2 : 1, most }) <= most;
}
