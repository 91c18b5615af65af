/*
 * words/screen: the looking.  See screen.h.  Every word of a text is looked up in the lists,
 * exactly or as a slip; then each rule whose words are all there is tried in order.  Two
 * different hints count as one rule.  No clock, no memory beyond the call.
 */
#include "words/screen_in.h"

#include <string.h>

const char *const danger_keys[] = { "self_harm", "abuse", "neglect", "harm_to_others", "gone_missing",
	"staff_conduct", "asks_for_help", "own_words", NULL };

struct looking {
	const struct screen_list *list;
	struct screen_token      *at;
	size_t                    n;
	unsigned char            *there;           /* a bit for each set with a word in the text */
};

static int
compare(const uint16_t *a, size_t n, const uint16_t *b, size_t m)
{
	for (size_t i = 0; i < n && i < m; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return n < m ? -1 : n > m;
}

/* The first word of the list that is not before this one. */
static size_t
place(const struct screen_list *l, const uint16_t *a, size_t n)
{
	size_t lo = 0, hi = l->nwords;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (compare(l->letters + l->words[mid].at, l->words[mid].n, a, n) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static void
note(struct screen_token *t, size_t word)
{
	for (uint8_t i = 0; i < t->nfound; i++)
		if (t->found[i] == word)
			return;
	if (t->nfound < SCREEN_FOUND)
		t->found[t->nfound++] = (uint16_t)word;
}

/* Both entries that are spelled so; `begins`: only the one that may go on. */
static bool
find_exact(const struct looking *k, struct screen_token *t, const uint16_t *a, size_t n, bool begins)
{
	const struct screen_list *l = k->list;
	bool                      any = false;

	for (size_t i = place(l, a, n); i < l->nwords; i++) {
		const struct screen_word *w = &l->words[i];

		if (compare(l->letters + w->at, w->n, a, n) != 0)
			break;
		if (w->prefix || !begins) {
			note(t, i);
			any = true;
		}
	}
	return any;
}

static bool
is_arabic(const struct screen_token *t)
{
	return t->at[0] >= 0x600;
}

/* The word, and what it begins with, as far as endings go. */
static bool
find_stem(const struct looking *k, struct screen_token *t, const uint16_t *a, size_t n)
{
	bool any = find_exact(k, t, a, n, false);

	for (size_t cut = 1; cut <= 5 && n >= cut + 3; cut++)
		any = find_exact(k, t, a, n - cut, true) || any;
	return any;
}

/* Small words are written on to the next one: and, so, by, to, like, will, the. */
static void
find_arabic(const struct looking *k, struct screen_token *t)
{
	const uint16_t *a = t->at;
	size_t          n = t->n;

	(void)find_stem(k, t, a, n);
	if (n > 3 && (a[0] == 0x648 || a[0] == 0x641)) {
		(void)find_stem(k, t, ++a, --n);
	}
	if (n > 3 && (a[0] == 0x628 || a[0] == 0x644 || a[0] == 0x643 || a[0] == 0x633))
		(void)find_stem(k, t, a + 1, n - 1);
	if (n > 4 && (a[0] == 0x628 || a[0] == 0x644 || a[0] == 0x643) && a[1] == 0x627 && a[2] == 0x644)
		(void)find_stem(k, t, a + 3, n - 3);
	if (n > 4 && ((a[0] == 0x627 && a[1] == 0x644) || (a[0] == 0x644 && a[1] == 0x644)))
		(void)find_stem(k, t, a + 2, n - 2);
}

/* A slip: among the words with the same first letter, or with the first two changed about. */
static void
find_slip(const struct looking *k, struct screen_token *t, uint16_t first)
{
	const struct screen_list *l = k->list;

	for (size_t i = place(l, &first, 1); i < l->nwords; i++) {
		const struct screen_word *w = &l->words[i];

		if (l->letters[w->at] != first)
			break;
		if (w->nmembers > 0 && !w->prefix && screen_alike(t->at, t->n, l->letters + w->at, w->n))
			note(t, i);
	}
}

static void
find_latin(const struct looking *k, struct screen_token *t)
{
	bool starred = memchr(t->at, '*', t->n * sizeof *t->at) != NULL;

	if (find_exact(k, t, t->at, t->n, false))
		return;
	if (t->n > 3 && t->at[0] == 'i' && find_exact(k, t, t->at + 1, t->n - 1u, false))
		return;                                 /* "iwant" */
	if (t->n < 4 && !starred)
		return;
	find_slip(k, t, t->at[0]);
	if (t->nfound == 0 && t->at[1] != t->at[0])
		find_slip(k, t, t->at[1]);
}

/* "my self": two words that are one in the lists. */
static void
find_parted(const struct looking *k, size_t i)
{
	struct screen_token whole = { 0 };
	const struct screen_token *a = &k->at[i], *b = &k->at[i + 1];

	if (a->n + b->n < 5 || a->n + b->n > SCREEN_LETTERS || (a->n > 5 && b->n > 5))
		return;
	memcpy(whole.at, a->at, a->n * sizeof *a->at);
	memcpy(whole.at + a->n, b->at, b->n * sizeof *b->at);
	(void)find_exact(k, &whole, whole.at, (size_t)a->n + b->n, false);
	for (uint8_t w = 0; w < whole.nfound; w++)
		note(&k->at[i], whole.found[w]);
}

static void
find_words(struct looking *k)
{
	const struct screen_list *l = k->list;

	for (size_t i = 0; i < k->n; i++)
		if (is_arabic(&k->at[i]))
			find_arabic(k, &k->at[i]);
		else
			find_latin(k, &k->at[i]);
	for (size_t i = 0; i + 1 < k->n; i++)
		find_parted(k, i);
	for (size_t i = 0; i < k->n; i++)
		for (uint8_t w = 0; w < k->at[i].nfound; w++) {
			const struct screen_word *word = &l->words[k->at[i].found[w]];

			for (uint8_t m = 0; m < word->nmembers; m++)
				k->there[l->members[word->member + m] / 8] |=
				    (unsigned char)(1u << l->members[word->member + m] % 8);
		}
}

static bool
is_there(const struct looking *k, size_t set)
{
	return (k->there[set / 8] >> set % 8 & 1) != 0;
}

static bool
is_of(const struct looking *k, size_t token, size_t set)
{
	const struct screen_token *t = &k->at[token];

	for (uint8_t w = 0; w < t->nfound; w++) {
		const struct screen_word *word = &k->list->words[t->found[w]];

		for (uint8_t m = 0; m < word->nmembers; m++)
			if (k->list->members[word->member + m] == set)
				return true;
	}
	return false;
}

/* The rest of a rule, after the word at `token` fitted its step before. */
static bool
goes_on(const struct looking *k, const struct screen_step *step, size_t left, size_t token)
{
	if (left == 0)
		return true;
	for (size_t i = token + 1; i < k->n && i <= token + 1 + step->gap; i++)
		if (is_of(k, i, step->set) && goes_on(k, step + 1, left - 1, i))
			return true;
	return false;
}

static bool
rule_fits(const struct looking *k, const struct screen_rule *r)
{
	const struct screen_step *step = k->list->steps + r->at;

	for (size_t i = 0; i < r->n; i++)
		if (!is_there(k, step[i].set))
			return false;
	if (r->n == 1)
		return true;
	for (size_t i = 0; i < k->n; i++)
		if (is_of(k, i, step->set) && goes_on(k, step + 1, r->n - 1u, i))
			return true;
	return false;
}

/* The provider's own phrase, at most one word between two of it. */
static bool
phrase_at(const struct looking *k, const struct screen_token *p, size_t n, size_t from)
{
	size_t at = from;

	for (size_t i = 0; i < n; i++, at++) {
		bool here = at < k->n && screen_alike(k->at[at].at, k->at[at].n, p[i].at, p[i].n);

		here = here || (at < k->n && compare(k->at[at].at, k->at[at].n, p[i].at, p[i].n) == 0);
		if (!here && i > 0 && at + 1 < k->n && compare(k->at[at + 1].at, k->at[at + 1].n, p[i].at, p[i].n) == 0) {
			at++;
			here = true;
		}
		if (!here)
			return false;
	}
	return n > 0;
}

static bool
has_phrase(const struct looking *k, struct arena *mem, str phrase)
{
	struct screen_token *p = arena_take(mem, (phrase.n / 2 + 1) * sizeof *p);
	size_t               n = screen_fold(phrase, p);

	for (size_t i = 0; i < k->n; i++)
		if (phrase_at(k, p, n, i))
			return true;
	return false;
}

static void
begin(struct looking *k, const struct screen_list *list, struct arena *mem, str text)
{
	*k = (struct looking){ .list = list, .there = arena_take(mem, list->nsets / 8 + 1),
		.at = arena_take(mem, (text.n / 2 + 1) * sizeof *k->at) };
	k->n = screen_fold(text, k->at);
}

struct screened
screen_by(const struct screen_list *list, struct arena *mem, str text, const str *more, size_t nmore)
{
	struct looking  k;
	struct screened s = { 0 };
	uint64_t        hinted = 0;
	size_t          hints = 0;

	begin(&k, list, mem, text);
	find_words(&k);
	for (size_t i = 0; i < list->nrules; i++) {
		const struct screen_rule *r = &list->rules[i];

		if (!rule_fits(&k, r))
			continue;
		*(r->hint ? &hinted : &s.kinds) |= UINT64_C(1) << r->kind;
		hints += r->hint;
	}
	if (hints >= 2)
		s.kinds |= hinted;
	for (size_t i = 0; i < nmore; i++)
		if (has_phrase(&k, mem, more[i]))
			s.kinds |= UINT64_C(1) << DANGER_OWN;
	s.raised = s.kinds != 0;
	s.staff = list->nsets > 0 && is_there(&k, list->staff);
	return s;
}

struct screened
screen_text(struct arena *mem, str text, const str *more, size_t nmore)
{
	return screen_by(&screen_base, mem, text, more, nmore);
}

bool
screen_names(struct arena *mem, str text, str name)
{
	struct looking       k;
	struct screen_token *p = arena_take(mem, (name.n / 2 + 1) * sizeof *p);
	size_t               n = screen_fold(name, p);

	begin(&k, &screen_base, mem, text);
	for (size_t i = 0; i < n; i++) {
		if (p[i].n < 2 || find_exact(&k, &p[i], p[i].at, p[i].n, false))
			continue;                       /* Will, May: a word of its own */
		for (size_t j = 0; j < k.n; j++)
			if (compare(p[i].at, p[i].n, k.at[j].at, k.at[j].n) == 0 ||
			    (p[i].n >= 5 && screen_alike(p[i].at, p[i].n, k.at[j].at, k.at[j].n)))
				return true;
	}
	return false;
}
