/*
 * store/search: text to folded words, by ICU.  Never an error for any input: what ICU
 * refuses gives no words.  Plain ASCII goes a shorter way to the very same words.
 */
#include "store/search_in.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

struct wide { UChar *p; int32_t n; };

static struct wide
widen(struct arena *mem, str text)
{
	struct wide w = { .p = arena_take(mem, (text.n + 1) * sizeof(UChar)) };
	UErrorCode  status = U_ZERO_ERROR;

	(void)u_strFromUTF8WithSub(w.p, (int32_t)text.n + 1, &w.n, text.p, (int32_t)text.n,
	    0xFFFD, NULL, &status);
	return U_SUCCESS(status) ? w : (struct wide){ 0 };
}

/* Case folded and taken apart into letters and marks. */
static struct wide
take_apart(struct arena *mem, struct wide in)
{
	UErrorCode          status = U_ZERO_ERROR;
	const UNormalizer2 *nf = unorm2_getNFKDInstance(&status);
	struct wide         low = { .p = arena_take(mem, ((size_t)in.n * 3 + 1) * sizeof(UChar)) };
	struct wide         out = { 0 };

	low.n = u_strFoldCase(low.p, in.n * 3 + 1, in.p, in.n, U_FOLD_CASE_DEFAULT, &status);
	if (U_FAILURE(status))
		return out;
	out.n = unorm2_normalize(nf, low.p, low.n, NULL, 0, &status);
	if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
		return (struct wide){ 0 };
	status = U_ZERO_ERROR;
	out.p = arena_take(mem, ((size_t)out.n + 1) * sizeof(UChar));
	out.n = unorm2_normalize(nf, low.p, low.n, out.p, out.n + 1, &status);
	return U_SUCCESS(status) ? out : (struct wide){ 0 };
}

static bool is_apostrophe(UChar32 c) { return c == '\'' || c == 0x2019 || c == 0x02BC; }
/* Vowel signs of Indic scripts are marks too, but belong to the word. */
static bool is_accent(UChar32 c) { return c >= 0x300 && c <= 0x36F; }
/* Short vowels and the like, which Arabic and Hebrew mostly leave out. */
static bool
is_pointing(UChar32 c)
{
	return (c >= 0x591 && c <= 0x5C7) || (c >= 0x610 && c <= 0x61A) ||
	    (c >= 0x64B && c <= 0x65F) || c == 0x670 || c == 0x640;
}

static bool
is_of_word(UChar32 c)
{
	return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK | U_GC_MN_MASK)) != 0;
}

struct gather { struct arena *mem; struct found_words found; size_t most, n; char word[64]; };

static void
word_ends(struct gather *g)
{
	if (g->n > 0 && g->found.n < g->most)
		g->found.at[g->found.n++] = str_copy(g->mem, (str){ g->word, g->n });
	g->n = 0;
}

static void
take_character(struct gather *g, UChar32 c)
{
	if (is_accent(c) || is_pointing(c) || is_apostrophe(c))
		return;
	if (!is_of_word(c)) {
		word_ends(g);
		return;
	}
	if (g->n + U8_LENGTH(c) > SEARCH_WORD_MAX)
		return;
	U8_APPEND_UNSAFE((uint8_t *)g->word, g->n, c);
}

/* Scripts without spaces are cut where ICU's dictionaries say; others end at signs too. */
static void
cut_up(struct gather *g, struct wide w)
{
	UErrorCode      status = U_ZERO_ERROR;
	UBreakIterator *b = ubrk_open(UBRK_WORD, "", w.p, w.n, &status);
	int32_t         from = 0;

	if (U_FAILURE(status))
		return;
	for (int32_t to = ubrk_next(b); to != UBRK_DONE && g->found.n < g->most; to = ubrk_next(b)) {
		while (from < to) {
			UChar32 c;

			U16_NEXT(w.p, from, to, c);
			take_character(g, c);
		}
		word_ends(g);
	}
	ubrk_close(b);
}

struct found_words
search_words_by_icu(struct arena *mem, str text, size_t most)
{
	struct gather g = { .mem = mem, .most = most };
	struct wide   w;

	w = take_apart(mem, widen(mem, text));
	if (w.n == 0)
		return g.found;
	if (g.most > (size_t)w.n)
		g.most = (size_t)w.n;
	g.found.at = arena_take(mem, g.most * sizeof *g.found.at);
	cut_up(&g, w);
	return g.found;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool
is_plain(str text)
{
	unsigned char all = 0;

	for (size_t i = 0; i < text.n; i++)
		all |= (unsigned char)text.p[i];
	return all < 0x80;
}

/* An apostrophe inside a word or a number is dropped; elsewhere it ends one (UAX 29, WB6 to 12). */
static bool
joins(str text, size_t i)
{
	return text.p[i] == '\'' && i > 0 && i + 1 < text.n &&
	    ((is_letter(text.p[i - 1]) && is_letter(text.p[i + 1])) ||
	    (is_digit(text.p[i - 1]) && is_digit(text.p[i + 1])));
}

static struct found_words
plain_words(struct arena *mem, str text, size_t most)
{
	size_t             room = text.n / 2 + 1 < most ? text.n / 2 + 1 : most, n = 0;
	struct found_words found = { .at = arena_take(mem, room * sizeof *found.at) };
	char              *to = arena_take(mem, text.n + 1);

	for (size_t i = 0; i <= text.n && found.n < most; i++) {
		char c = i < text.n ? text.p[i] : ' ';

		if (is_letter(c) || is_digit(c)) {
			if (n < SEARCH_WORD_MAX)
				to[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		} else if (n > 0 && (i == text.n || !joins(text, i))) {
			found.at[found.n++] = (str){ to, n };
			to += n;
			n = 0;
		}
	}
	return found;
}

struct found_words
search_words(struct arena *mem, str text, size_t most)
{
	if (text.n > SEARCH_TEXT_MAX)
		text.n = SEARCH_TEXT_MAX;
	return is_plain(text) ? plain_words(mem, text, most) : search_words_by_icu(mem, text, most);
}

size_t
search_letters(str word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.n; i++)
		n += ((unsigned char)word.p[i] & 0xC0) != 0x80;
	return n;
}
