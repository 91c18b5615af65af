/* words/readability: plain is told from hard. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "words/readability.h"

static void
test_readability__counts(void **state)
{
	struct reading r = reading_of(STR("The cat sat. It asked for a made-up table! Did it get 2.5?"));

	(void)state;
	assert_int_equal(r.sentences, 3);
	assert_int_equal(r.words, 13);            /* 2.5 has no letter */
	assert_int_equal(r.longest, 7);           /* "made-up" is two */
	assert_int_equal(reading_of(STR("table")).syllables, 2);
	assert_int_equal(reading_of(STR("made asked wanted the")).syllables, 5);
	assert_int_equal(reading_of(STR("")).words, 0);
	assert_int_equal(reading_age(reading_of(STR(""))), 5);
	assert_int_equal(reading_age(reading_of(STR("le e d ed"))), 5);
}

static void
test_readability__plain_is_younger_than_hard(void **state)
{
	int64_t plain = reading_age(reading_of(STR(
	    "Tell us what you think. We read what you say. We will tell you what we did.")));
	int64_t hard = reading_age(reading_of(STR(
	    "Utilisation of the aforementioned participatory governance infrastructure necessitates "
	    "organisational commitment to multidisciplinary accountability arrangements.")));

	(void)state;
	assert_true(plain <= 8);
	assert_true(hard >= 18);
}

static void
test_readability__texts_add_up(void **state)
{
	struct reading r = reading_add(reading_of(STR("One two.")), reading_of(STR("Three.")));

	(void)state;
	assert_int_equal(r.sentences, 2);
	assert_int_equal(r.words, 3);
	assert_int_equal(r.longest, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_readability__counts),
		cmocka_unit_test(test_readability__plain_is_younger_than_hard),
		cmocka_unit_test(test_readability__texts_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
