/* words/readability: counting words, and the vowels in them.  See readability.h. */
#include "words/readability.h"

#include <string.h>

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
is_letter(char c)
{
	return (lower(c) >= 'a' && lower(c) <= 'z') || (c & 0x80) != 0;
}

static bool
is_vowel(char c)
{
	return memchr("aeiouy", lower(c), 6) != NULL;
}

/* Groups of vowels, without a silent e at the end ("made", but "table" and "the"). */
static int64_t
syllables(str word)
{
	int64_t n = 0;

	for (size_t i = 0; i < word.n; i++)
		n += is_vowel(word.p[i]) && (i == 0 || !is_vowel(word.p[i - 1]));
	if (n > 1 && lower(word.p[word.n - 1]) == 'e' && !is_vowel(word.p[word.n - 2]) &&
	    !(lower(word.p[word.n - 2]) == 'l' && !is_vowel(word.p[word.n - 3])))
		n--;
	if (n > 1 && word.n > 2 && lower(word.p[word.n - 1]) == 'd' &&
	    lower(word.p[word.n - 2]) == 'e' && lower(word.p[word.n - 3]) != 't' &&
	    lower(word.p[word.n - 3]) != 'd')
		n--;                            /* "asked", but not "wanted" */
	return n > 0 ? n : 1;
}

/* A full stop ends a sentence unless it stands inside a number or a name ("2.5"). */
static bool
ends_sentence(str rest)
{
	char c = rest.p[0];

	if (c == '\n')
		return rest.n > 1 && rest.p[1] == '\n';
	if (c != '.' && c != '!' && c != '?')
		return false;
	return rest.n == 1 || rest.p[1] == ' ' || rest.p[1] == '\n' || rest.p[1] == '"';
}

static void
end_sentence(struct reading *r, int64_t *words)
{
	if (*words > r->longest)
		r->longest = *words;
	r->sentences += *words > 0;
	*words = 0;
}

struct reading
reading_of(str t)
{
	struct reading r = { 0 };
	int64_t        words = 0;

	while (t.n > 0) {
		size_t n = 0;

		while (n < t.n && (is_letter(t.p[n]) || (n > 0 && t.p[n] == '\'')))
			n++;
		if (n > 0) {
			r.words++;
			words++;
			r.syllables += syllables((str){ t.p, n });
		} else {
			if (ends_sentence(t))
				end_sentence(&r, &words);
			n = 1;
		}
		t.p += n;
		t.n -= n;
	}
	end_sentence(&r, &words);
	return r;
}

int64_t
reading_age(struct reading r)
{
	double grade;

	if (r.words == 0)
		return 5;
	grade = 0.39 * (double)r.words / (double)r.sentences +
	    11.8 * (double)r.syllables / (double)r.words - 15.59;
	return grade < 0 ? 5 : (int64_t)(grade + 5.5);
}

struct reading
reading_add(struct reading a, struct reading b)
{
	return (struct reading){ a.sentences + b.sentences, a.words + b.words,
		a.syllables + b.syllables, a.longest > b.longest ? a.longest : b.longest };
}
