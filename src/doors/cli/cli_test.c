/* doors/cli: words and options as declared; what others wrote never steers a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "doors/cli/cli.h"


static int
say_run(struct cli *c)
{
	fprintf(c->out, "%zu|", c->nwords);
	for (size_t i = 0; i < c->nwords; i++)
		fprintf(c->out, "%.*s|", STR_ARG(c->words[i]));
	fprintf(c->out, "%.*s|%d|%d", STR_ARG(cli_value(c, "to")), cli_given(c, "loud"), c->json);
	return EX_OK;
}

static const struct command commands[] = {
	{ "say", "WORD ...", 1, 3, "Says words.",
	  { { "to", "WHOM", "To whom." }, { "loud", NULL, "Loudly." } }, say_run },
	{ "say twice", "WORD", 1, 1, "Says a word twice.", { { 0 } }, say_run },
};

/* What the command printed, or its complaint. */
static str
try(struct arena *mem, int want, const char *const *argv, int argc)
{
	struct cli c = { .mem = mem, .all = { commands, LEN(commands) } };
	char      *text = NULL, *words[8];
	size_t     n = 0;
	str        said;

	c.out = c.err = open_memstream(&text, &n);
	assert_non_null(c.out);
	for (int i = 0; i < argc; i++)
		words[i] = (char *)(uintptr_t)str_c(mem, str_of(argv[i]));
	assert_int_equal(cli_main(&c, argc, words), want);
	assert_int_equal(fclose(c.out), 0);
	said = str_copy(mem, (str){ text, n });
	free(text);
	return said;
}
#define TRY_CLI(want, ...) \
	try(*state, want, (const char *const[]){ "waggle", __VA_ARGS__ }, \
	    (int)LEN(((const char *const[]){ "waggle", __VA_ARGS__ })))

static void
test_cli__takes_words_and_options(void **state)
{
	assert_true(str_eq(TRY_CLI(EX_OK, "say", "a", "--to", "bee", "b"), STR("2|a|b|bee|0|0")));
	assert_true(str_eq(TRY_CLI(EX_OK, "say", "--to=a=b", "--loud", "--json", "x"), STR("1|x|a=b|1|1")));
	assert_true(str_eq(TRY_CLI(EX_OK, "say", "--", "--loud", "--to"), STR("2|--loud|--to||0|0")));
	assert_true(str_eq(TRY_CLI(EX_OK, "say", "twice", "x"), STR("1|x||0|0")));
	assert_true(str_eq(TRY_CLI(EX_OK, "say", "--", "twice"), STR("1|twice||0|0")));
}

static void
test_cli__refuses_what_is_not_declared(void **state)
{
	assert_true(str_has(TRY_CLI(EX_USAGE, "say"), STR("waggle say WORD ...")));
	assert_true(str_has(TRY_CLI(EX_USAGE, "say", "a", "b", "c", "d"), STR("waggle say WORD ...")));
	assert_true(str_has(TRY_CLI(EX_USAGE, "say", "a", "--quiet"), STR("no option --quiet")));
	assert_true(str_has(TRY_CLI(EX_USAGE, "say", "a", "--to"), STR("--to needs a value")));
	assert_true(str_has(TRY_CLI(EX_USAGE, "say", "a", "--loud=1"), STR("--loud takes no value")));
	assert_true(str_has(TRY_CLI(EX_USAGE, "sing"), STR("no command \"sing\"")));
	assert_true(str_has(TRY_CLI(EX_OK, "say", "--help"), STR("--to WHOM")));
}

struct bee { int64_t id; str said; day on; };
struct hive { str name; struct bee *at; size_t n; };
static const struct shape_field bee_at[] = {
	SH(struct bee, SHAPE_INT, id), SH(struct bee, SHAPE_STR, said), SH(struct bee, SHAPE_DAY, on),
};
static const struct shape bee_shape = SHAPE("bee", struct bee, bee_at);
static const struct shape_field hive_at[] = {
	SH(struct hive, SHAPE_STR, name), SH_LIST(struct hive, "bees", at, n, &bee_shape),
};
static const struct shape hive_shape = SHAPE("hive", struct hive, hive_at);

static str
shown(struct arena *mem, const struct hive *h, bool json)
{
	struct cli c = { .mem = mem, .json = json };
	char      *text = NULL;
	size_t     n = 0;
	str        said;

	c.out = open_memstream(&text, &n);
	assert_non_null(c.out);
	cli_show(&c, &hive_shape, h);
	assert_int_equal(fclose(c.out), 0);
	said = str_copy(mem, (str){ text, n });
	free(text);
	return said;
}

static void
test_cli__shows_tables_and_tames_them(void **state)
{
	struct bee  bees[] = {
		{ 1, STR("caf\xc3\xa9"), { DAY_NONE } },
		{ 22, STR("red\x1b[31m\nline\xc2\x9b" "2J"), day_make(2026, 1, 2) },
	};
	struct hive h = { STR("Oak\a"), bees, 2 };
	str         text = shown(*state, &h, false), json = shown(*state, &h, true);

	assert_true(str_has(text, STR("name             Oak \nbees: 2\n")));
	assert_true(str_has(text, STR("1   caf\xc3\xa9               -           \n")));
	assert_true(str_has(text, STR("22  red [31m line  2J  2026-01-02")));
	assert_false(str_has(text, STR("\x1b")) || str_has(text, STR("\xc2\x9b")));
	assert_true(str_starts(json, STR("{\"name\":\"Oak\\u0007\",\"bees\":[{\"id\":1,")));
}

static int
mem_new(void **state)
{
	*state = arena_new(1 << 24);
	return 0;
}

static int
mem_free(void **state)
{
	arena_free(*state);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_cli__takes_words_and_options, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_cli__refuses_what_is_not_declared, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_cli__shows_tables_and_tames_them, mem_new, mem_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
