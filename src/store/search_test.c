/*
 * store/search: both engines find the same, nothing a person types is an error, and a
 * place finds only what lies at or below it.
 */
#include "tests/support/engines.h"

#include "store/search.h"
#include "store/search_in.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MANY = 50 };

static void
rest_ms(long ms)
{
	struct timespec t = { .tv_nsec = ms * 1000000 };

	(void)nanosleep(&t, NULL);
}

static void
put(struct fresh *f, int64_t id, const char *places, const char *words)
{
	assert_int_equal(search_put(f->db, f->mem, SEARCH_MATTER, id, str_of(places), str_of(words)), OK);
}

/* The ids found, as text: "3 1". */
static const char *
found(struct fresh *f, int64_t place, const char *asked)
{
	int64_t    ids[MANY];
	size_t     n = 99;
	struct buf b = { .mem = f->mem };

	assert_int_equal(search_find(f->db, f->mem, SEARCH_MATTER, place, str_of(asked), 0, MANY,
	    ids, &n), OK);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%lld", i ? " " : "", (long long)ids[i]);
	return str_c(f->mem, buf_str(&b));
}

static void
three(struct fresh *f)
{
	assert_int_equal(db_begin(f->db), OK);
	put(f, 1, "3 17 204", "The shower on Oak ward is COLD in the mornings. It's broken");
	put(f, 2, "3 17 205", "Showers are fine; Zoë's café is closed at weekends");
	put(f, 3, "3 18", "O'Brien asked for halāl food, ﬁne \xe0\xa6\x96\xe0\xa6\xbe\xe0\xa6\xac\xe0\xa6\xbe\xe0\xa6\xb0");
	assert_int_equal(search_put(f->db, f->mem, SEARCH_FORUM, 4, STR("3 17"), STR("shower forum")), OK);
}

/* On a very large provider only: here everything counts as dear, and is kept for 100 ms. */
static void
test_search__a_new_word_comes_late_by_its_beginning_but_it_comes(void **state)
{
	struct fresh *f = *state;

	three(f);
	search_terms_keep(f->db, 0, 100);
	assert_string_equal(found(f, 3, "closed"), "2");
	put(f, 5, "3", "the closedown");
	assert_string_equal(found(f, 3, "closedown"), "5");
	assert_string_equal(found(f, 3, "closed"), db_is_sqlite(f->db) ? "2" : "5 2");
	rest_ms(110);
	assert_string_equal(found(f, 3, "closed"), "5 2");
	search_terms_keep(f->db, 1000000, 100);         /* as usual: what is cheap is looked for each time */
	put(f, 6, "3", "the closedowns");
	rest_ms(110);
	assert_string_equal(found(f, 3, "closed"), "6 5 2");
	put(f, 7, "3", "the closeds");
	assert_string_equal(found(f, 3, "closed"), "7 6 5 2");
	for (int i = 0; i < 40; i++) {                  /* more of them than are kept */
		char word[16];

		(void)snprintf(word, sizeof word, "clos%c%c", 'a' + i / 8, 'a' + i % 8);
		(void)found(f, 3, word);
	}
	assert_string_equal(found(f, 3, "closed"), "7 6 5 2");
}

static void
test_search__finds_words_however_typed(void **state)
{
	struct fresh *f = *state;

	three(f);
	assert_string_equal(found(f, 3, "shower"), "2 1");
	assert_string_equal(found(f, 3, "SHOW"), "2 1");
	assert_string_equal(found(f, 3, "showers"), "2");
	assert_string_equal(found(f, 3, "cold shower"), "1");
	assert_string_equal(found(f, 3, "cold, shower!!"), "1");
	assert_string_equal(found(f, 3, "cafe zoe"), "2");
	assert_string_equal(found(f, 3, "CAFÉ"), "2");
	assert_string_equal(found(f, 3, "obrien"), "3");
	assert_string_equal(found(f, 3, "O\xe2\x80\x99" "Brien"), "3");
	assert_string_equal(found(f, 3, "halal fine"), "3");
	assert_string_equal(found(f, 3, "\xe0\xa6\x96\xe0\xa6\xbe\xe0\xa6\xac\xe0\xa6\xbe\xe0\xa6\xb0"), "3");
	assert_string_equal(found(f, 3, "its broken"), "1");
	assert_string_equal(found(f, 3, "bath"), "");
	assert_string_equal(found(f, 3, "shower food"), "");
	db_rollback(f->db);
}

static void
test_search__stays_in_its_place_and_kind(void **state)
{
	struct fresh *f = *state;

	three(f);
	assert_string_equal(found(f, 204, "shower"), "1");
	assert_string_equal(found(f, 17, "shower"), "2 1");
	assert_string_equal(found(f, 18, "shower"), "");
	assert_string_equal(found(f, 20, "shower"), "");
	assert_string_equal(found(f, 3, "k1"), "");
	assert_string_equal(found(f, 3, "p204"), "");
	assert_string_equal(found(f, 3, "=p204"), "");
	db_rollback(f->db);
}

static void
test_search__follows_changes(void **state)
{
	struct fresh *f = *state;

	three(f);
	put(f, 1, "3 18", "the bath is cold");
	assert_string_equal(found(f, 3, "shower"), "2");
	assert_string_equal(found(f, 18, "cold bath"), "1");
	assert_string_equal(found(f, 204, "cold"), "");
	put(f, 1, "", "");
	assert_int_equal(db_commit(f->db), OK);
	assert_int_equal(db_begin(f->db), OK);
	put(f, 1, "3", "back again");
	assert_string_equal(found(f, 3, "back"), "1");
	db_rollback(f->db);
}

static void
test_search__pages_from_the_newest(void **state)
{
	struct fresh *f = *state;
	int64_t       ids[3];
	size_t        n;

	assert_int_equal(db_begin(f->db), OK);
	for (int i = 1; i <= 10; i++)
		put(f, i, "3", "noise");
	assert_int_equal(search_find(f->db, f->mem, SEARCH_MATTER, 3, STR("noise"), 0, 3, ids, &n), OK);
	assert_int_equal(n, 3);
	assert_int_equal(ids[0], 10);
	assert_int_equal(search_find(f->db, f->mem, SEARCH_MATTER, 3, STR("noise"), 8, 3, ids, &n), OK);
	assert_int_equal(ids[0], 7);
	assert_int_equal(ids[2], 5);
	db_rollback(f->db);
}

static void
test_search__takes_anything_typed(void **state)
{
	static const char *const odd[] = { "", " ", "\t\n", "\"", "'", "' OR 1=1 --", "*", "a*", "(",
	    "))", "NEAR(a b)", "AND", "NOT", "OR OR", "words:x", "-cold", "^cold", "a:b:c", "\\", "&|!<->",
	    ":*", "%", "_", "\xf0\x9f\x90\x9d", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xff\xfe",
	    "x\xcc\x81\xcc\x81\xcc\x81", "\xef\xb7\xba", "a'b\"c", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15",
	    "\xe3\x82\xb7\xe3\x83\xa3\xe3\x83\xaf\xe3\x83\xbc\xe3\x81\x8c\xe5\x86\xb7\xe3\x81\x9f\xe3\x81\x84" };
	struct fresh *f = *state;
	char          noise[200];

	three(f);
	for (size_t i = 0; i < LEN(odd); i++) {
		(void)found(f, 3, odd[i]);
		put(f, 100 + (int64_t)i, "3", odd[i]);
	}
	assert_string_equal(found(f, 3, "\" ' * ( )"), "");
	for (int k = 0; k < 300; k++) {
		for (size_t i = 0; i < sizeof noise; i++)
			noise[i] = (char)(1 + (k * 131 + (int)(i * i) * 17 + (int)i * k) % 255);
		noise[sizeof noise - 1] = '\0';
		(void)found(f, 3, noise);
	}
	assert_int_equal(db_commit(f->db), OK);
}

static void
test_search__takes_long_texts(void **state)
{
	struct fresh *f = *state;
	size_t        n = 300 * 1000;
	char         *p = arena_take(f->mem, n + 1);

	for (size_t i = 0; i < n; i++)
		p[i] = (char)('a' + (i * i / 7 + i) % 26);
	for (size_t i = 9; i < n; i += 10)
		p[i] = ' ';
	memcpy(p, "early ", 6);
	assert_int_equal(db_begin(f->db), OK);
	put(f, 1, "3", p);
	memset(p, 'z', n);
	put(f, 2, "3", p);
	assert_string_equal(found(f, 3, "early"), "1");
	assert_string_equal(found(f, 3, "zzzz"), "2");
	assert_int_equal(db_commit(f->db), OK);
}

/* The short way for ASCII and ICU's way give the same words, whatever is typed. */
static void
test_search__plain_words_are_those_of_icu(void **state)
{
	static const char letters[] = "aB3' '.-_,:zQ9\n\t\"'x";
	struct arena     *mem = arena_new(1 << 22);
	uint64_t          seed = 7;

	(void)state;
	for (int turn = 0; turn < 4000; turn++) {
		char               text[120];
		size_t             n = 0, most = turn % 3 == 0 ? 5 : 200;
		struct found_words a, b;

		for (; n < (size_t)(turn % 120); n++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			text[n] = turn % 2 == 0 ? letters[(seed >> 33) % (sizeof letters - 1)]
			    : (char)((seed >> 33) % 128);
		}
		a = search_words(mem, (str){ text, n }, most);
		b = search_words_by_icu(mem, (str){ text, n }, most);
		assert_int_equal(a.n, b.n);
		for (size_t i = 0; i < a.n; i++)
			assert_true(str_eq(a.at[i], b.at[i]));
		arena_clear(mem);
	}
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest search[] = {
		ON_BOTH(test_search__a_new_word_comes_late_by_its_beginning_but_it_comes),
		ON_BOTH(test_search__finds_words_however_typed),
		ON_BOTH(test_search__stays_in_its_place_and_kind),
		ON_BOTH(test_search__follows_changes),
		ON_BOTH(test_search__pages_from_the_newest),
		ON_BOTH(test_search__takes_anything_typed),
		ON_BOTH(test_search__takes_long_texts),
		cmocka_unit_test(test_search__plain_words_are_those_of_icu),
	};

	return run_on_both(search);
}
