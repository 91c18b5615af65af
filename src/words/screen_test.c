/*
 * The phrase screen: slips of the keys, hints, the provider's own words, how long it takes, and
 * the corpus of 600 texts that this project wrote: recall and false alarms of the half it was
 * tuned on and of the half held out.  The twin with an empty list must fail the same demand.
 */
#include "tests/support/engines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "words/screen_in.h"

enum { RECALL_WANTED = 95, FALSE_ALLOWED = 25 };

static struct screened
screen(const char *text)
{
	struct arena   *mem = arena_new(16 << 20);
	struct screened s = screen_text(mem, str_of(text), NULL, 0);

	arena_free(mem);
	return s;
}

static bool
raises(const char *text, enum danger kind)
{
	return (screen(text).kinds >> kind & 1) != 0;
}

static void
test_screen__forgives_slips(void **state)
{
	static const char *const ways[] = { "I want to kill myself", "i want to KILL my self", "k1ll myself",
		"want to kil myslef", "I will k*ll myself", "k i l l myself", "kill\u200b myself", "KILL\nMYSELF!!!",
		"suiside", "sucidal thoughts", "I'm suicidal", "Iwant to die", "\uff4bill myself" };

	(void)state;
	for (size_t i = 0; i < LEN(ways); i++)
		if (!raises(ways[i], DANGER_SELF))
			fail_msg("not raised: %s", ways[i]);
	assert_true(raises("سَأَقْتُلُ نفسي", DANGER_SELF));
}

static void
test_screen__lets_plain_words_be(void **state)
{
	static const char *const plain[] = { "The shower is cold", "Thank you for the quiz", "", "?!", "12 30",
		"The food is killing me", "Can we share the table" };

	(void)state;
	for (size_t i = 0; i < LEN(plain); i++)
		if (screen(plain[i]).raised)
			fail_msg("raised: %s", plain[i]);
}

/* It only raises: what is said besides takes nothing back. */
static void
test_screen__only_raises(void **state)
{
	(void)state;
	assert_true(screen("I want to die. Only joking, I am fine, do not tell anybody, the food is good").raised);
	assert_true(screen("He hit me, but it was nothing").raised);
}

static void
test_screen__takes_words_of_the_provider(void **state)
{
	struct arena *mem = arena_new(1 << 20);
	const str     more[] = { STR("doing a budgie") };

	(void)state;
	assert_false(screen_text(mem, STR("he is doing the budgie"), NULL, 0).raised);
	assert_true(screen_text(mem, STR("He is doing a Budgie!"), more, 1).kinds == UINT64_C(1) << DANGER_OWN);
	assert_false(screen_text(mem, STR("my budgie sings"), more, 1).raised);
	arena_free(mem);
}

static void
test_screen__knows_names(void **state)
{
	struct arena *mem = arena_new(1 << 20);

	(void)state;
	assert_true(screen_names(mem, STR("it was FAY who did it"), STR("Fay Smith")));
	assert_true(screen_names(mem, STR("mr okonkow shouted"), STR("Adi Okonkwo")));
	assert_false(screen_names(mem, STR("the food is cold"), STR("Fay Smith")));
	assert_true(screen("a nurse hit me").staff);
	assert_false(screen("I want to die").staff);
	arena_free(mem);
}

struct score { int yes, found, no, wrong; };

/* A line: yes or no, language, kind, text. */
static void
judge(const struct screen_list *list, str line, struct score *ret_score, bool tell)
{
	struct arena *mem = arena_new(16 << 20);
	bool          yes = str_eq(str_cut(&line, '\t'), STR("yes")), raised;

	(void)str_cut(&line, '\t');
	(void)str_cut(&line, '\t');
	raised = screen_by(list, mem, line, NULL, 0).raised;
	ret_score->yes += yes;
	ret_score->no += !yes;
	ret_score->found += yes && raised;
	ret_score->wrong += !yes && raised;
	if (tell && raised != yes)
		printf("# %s: %.*s\n", yes ? "missed" : "false alarm", STR_ARG(line));
	arena_free(mem);
}

static struct score
read_half(const struct screen_list *list, const char *half, bool tell)
{
	struct score s = { 0 };
	char         path[512], line[4096];
	FILE        *f;

	(void)snprintf(path, sizeof path, "%s/tests/data/safeguarding/%s.tsv", getenv("WAGGLE_SOURCE"), half);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL)
		judge(list, str_trim(str_of(line)), &s, tell);
	(void)fclose(f);
	assert_int_equal(s.yes + s.no, 300);
	return s;
}

static bool
good_enough(struct score s)
{
	return s.found * 100 >= s.yes * RECALL_WANTED && s.wrong * 100 <= s.no * FALSE_ALLOWED;
}

static void
say(const char *what, struct score s)
{
	printf("# corpus %s: recall %d of %d (%.1f %%), false alarms %d of %d (%.1f %%)\n", what, s.found, s.yes,
	    100.0 * s.found / s.yes, s.wrong, s.no, 100.0 * s.wrong / s.no);
}

static void
test_screen__finds_disclosures_in_the_corpus(void **state)
{
	struct score tune = read_half(&screen_base, "tune", getenv("WAGGLE_TELL") != NULL);
	struct score held = read_half(&screen_base, "held", getenv("WAGGLE_TELL_HELD") != NULL);

	(void)state;
	say("tuned on", tune);
	say("held out", held);
	assert_true(good_enough(tune));
	assert_true(good_enough(held));
}

/* The twin: with no words in the lists the same demand fails. */
static void
test_screen__fails_with_an_empty_list(void **state)
{
	static const struct screen_list empty = { 0 };
	struct score                    held = read_half(&empty, "held", false);

	(void)state;
	say("twin with an empty list", held);
	assert_false(good_enough(held));
}

static double
took_ms(str text)
{
	struct timespec a, b;
	struct arena   *mem = arena_new(64 << 20);

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
	(void)screen_text(mem, text, NULL, 0);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	arena_free(mem);
	return (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6;
}

/* The longest text any field takes, of ordinary words with slips in them. */
static void
test_screen__is_quick(void **state)
{
	static const char part[] = "Yesterdya the shwoer was cold agian and teh lunhc came late for everyboddy here. ";
	char             *text = malloc(20000);
	double            whole, one;

	(void)state;
	for (size_t i = 0; i < 20000; i++)
		text[i] = part[i % (sizeof part - 1)];
	whole = took_ms((str){ text, 20000 });
	for (int i = 0; i < 4 && whole >= 50; i++)      /* a busy machine's processor runs slower */
		whole = took_ms((str){ text, 20000 });
	one = took_ms((str){ text, 81 });
	printf("# longest text %.2f ms, a sentence %.3f ms\n", whole, one);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	assert_true(whole < 50);                        /* what we ship; checkers slow it down */
#endif
	free(text);
}

/* --- short cuts ------------------------------------------------------------------ */

enum { PLAIN_MOST = 24 };

/* The whole table, no short cut: what screen_alike() must say whatever it leaves out. */
static bool
plainly_alike(const uint16_t *a, size_t n, const uint16_t *b, size_t m)
{
	int    t[PLAIN_MOST + 1][PLAIN_MOST + 1], most = n >= 8 && m >= 8 ? 2 : 1, change = n < 4 || m < 4 ? 9 : n < 5 ? 2 : 1;
	int    slips;
	bool   star = false;
	size_t apart = n > m ? n - m : m - n;

	assert_true(n <= PLAIN_MOST && m <= PLAIN_MOST);
	for (size_t i = 0; i <= n; i++)
		for (size_t j = 0; j <= m; j++) {
			bool same = i > 0 && j > 0 && (a[i - 1] == b[j - 1] || a[i - 1] == '*' || b[j - 1] == '*');

			t[i][j] = i == 0 ? (int)j : j == 0 ? (int)i : t[i - 1][j - 1] + (same ? 0 : change);
			if (i > 0 && j > 0 && t[i - 1][j] + 1 < t[i][j])
				t[i][j] = t[i - 1][j] + 1;
			if (i > 0 && j > 0 && t[i][j - 1] + 1 < t[i][j])
				t[i][j] = t[i][j - 1] + 1;
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && t[i - 2][j - 2] + 1 < t[i][j])
				t[i][j] = t[i - 2][j - 2] + 1;
		}
	slips = t[n][m];
	for (size_t i = 0; i < n; i++)
		star = star || a[i] == '*';
	if (n < 4 || m < 4)
		return n == m && n > 1 && star && slips == 0;
	return apart <= (size_t)most && slips <= most;
}

static uint64_t
chance(uint64_t *at)
{
	*at ^= *at << 13;
	*at ^= *at >> 7;
	*at ^= *at << 17;
	return *at;
}

/* A word, and another a few slips away from it. */
static void
test_screen__leaves_nothing_out_by_a_short_cut(void **state)
{
	static const uint16_t letters[] = { 'a', 'b', 'e', 'i', 'l', 's', 'a' + 64, '*', 0x627, 0x644 };
	uint64_t              at = 88172645463325252u;
	int                   yes = 0, no = 0;

	(void)state;
	for (int turn = 0; turn < 300000; turn++) {
		uint16_t a[PLAIN_MOST], b[PLAIN_MOST];
		size_t   n = 1 + chance(&at) % 12, m = 0, few = 2 + chance(&at) % (LEN(letters) - 1);
		unsigned slips = 2 + chance(&at) % 9;

		for (size_t i = 0; i < n; i++)
			a[i] = letters[chance(&at) % few];
		for (size_t i = 0; i < n; i++) {
			uint64_t slip = chance(&at) % (slips * 4);

			if (slip > 0)
				b[m++] = slip == 1 ? letters[chance(&at) % few] : a[i];
			if (slip == 2 && m > 1) {
				uint16_t c = b[m - 1];

				b[m - 1] = b[m - 2];
				b[m - 2] = c;
			}
			if (slip == 3)
				b[m++] = letters[chance(&at) % few];
		}
		if (screen_alike(a, n, b, m) != plainly_alike(a, n, b, m))
			fail_msg("turn %d: %zu and %zu letters", turn, n, m);
		if (m > 0 && n > 3 && plainly_alike(a, n, b, m))
			yes++;
		else
			no++;
	}
	assert_true(yes > 20000 && no > 20000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_screen__leaves_nothing_out_by_a_short_cut),
		cmocka_unit_test(test_screen__forgives_slips),
		cmocka_unit_test(test_screen__lets_plain_words_be),
		cmocka_unit_test(test_screen__only_raises),
		cmocka_unit_test(test_screen__takes_words_of_the_provider),
		cmocka_unit_test(test_screen__knows_names),
		cmocka_unit_test(test_screen__finds_disclosures_in_the_corpus),
		cmocka_unit_test(test_screen__fails_with_an_empty_list),
		cmocka_unit_test(test_screen__is_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
