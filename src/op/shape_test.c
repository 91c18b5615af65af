/* op/shape: an output struct as JSON, byte for byte, and back again (once-only). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "op/op.h"
#include "op/shape.h"

struct bee { int64_t id; str said; bool named; day on; stamp at; int64_t kind; };
struct home { int64_t id; };
struct hive { str name; struct bee *bees; size_t nbees; struct home home; int64_t next; };

static const char *const kinds[] = { "worker", "queen", NULL };
static const struct shape_field bee_at[] = {
	SH(struct bee, SHAPE_INT, id), SH(struct bee, SHAPE_STR, said),
	SH(struct bee, SHAPE_BOOL, named), SH(struct bee, SHAPE_DAY, on),
	SH(struct bee, SHAPE_STAMP, at), SH_CHOICE(struct bee, kind, kinds),
};
static const struct shape bee_shape = SHAPE("bee", struct bee, bee_at);
static const struct shape_field home_at[] = { SH(struct home, SHAPE_INT, id) };
static const struct shape home_shape = SHAPE("home", struct home, home_at);
static const struct shape_field hive_at[] = {
	SH_AS(struct hive, SHAPE_STR, "called", name),
	SH_LIST(struct hive, "bees", bees, nbees, &bee_shape),
	SH_ONE(struct hive, home, &home_shape),
	SH(struct hive, SHAPE_INT, next),
};
static const struct shape hive_shape = SHAPE("hive", struct hive, hive_at);

#define BEES "{\"called\":\"A \\\"b\\\" \\\\ \\u0001\\n\xc3\xa9\",\"bees\":[" \
	"{\"id\":-7,\"said\":\"\",\"named\":true,\"on\":\"2024-02-29\"," \
	"\"at\":\"2026-11-22T14:30:05Z\",\"kind\":\"queen\"}," \
	"{\"id\":9223372036854775807,\"said\":\"x\",\"named\":false,\"on\":null," \
	"\"at\":null,\"kind\":\"worker\"}],\"home\":{\"id\":4},\"next\":0}"

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

static void
test_shape__writes_json(void **state)
{
	struct bee  bees[] = {
		{ -7, STR(""), true, day_make(2024, 2, 29), { 1795357805 }, 1 },
		{ INT64_MAX, STR("x"), false, { DAY_NONE }, { 0 }, 0 },
	};
	struct hive hive = { STR("A \"b\" \\ \x01\n\xc3\xa9"), bees, 2, { 4 }, 0 };
	struct buf  b = { .mem = *state };

	shape_write(&b, &hive_shape, &hive);
	buf_add(&b, (str){ "", 1 });
	assert_string_equal(b.p, BEES);
}

static void
test_shape__reads_back_what_it_wrote(void **state)
{
	struct hive hive;
	struct buf  b = { .mem = *state };

	assert_true(shape_read(*state, &hive_shape, STR(BEES), &hive));
	assert_int_equal(hive.nbees, 2);
	assert_int_equal(hive.bees[0].at.s, 1795357805);
	assert_int_equal(hive.bees[1].on.n, DAY_NONE);
	shape_write(&b, &hive_shape, &hive);
	assert_true(str_eq(buf_str(&b), STR(BEES)));
}

static void
test_shape__refuses_what_does_not_fit(void **state)
{
	const str bad[] = {
		STR_INIT(""), STR_INIT("[]"), STR_INIT("{}"), STR_INIT("{\"id\":\"4\"}"),
		STR_INIT("{\"id\":4.5}"), STR_INIT("{\"id\":null}"),
	};
	const str bad_bee[] = {
		STR_INIT("{\"id\":1,\"said\":\"\",\"named\":1,\"on\":null,\"at\":null,\"kind\":\"queen\"}"),
		STR_INIT("{\"id\":1,\"said\":\"\",\"named\":true,\"on\":\"2026-02-30\",\"at\":null,\"kind\":\"queen\"}"),
		STR_INIT("{\"id\":1,\"said\":\"\",\"named\":true,\"on\":null,\"at\":\"now\",\"kind\":\"queen\"}"),
		STR_INIT("{\"id\":1,\"said\":\"\",\"named\":true,\"on\":null,\"at\":null,\"kind\":\"king\"}"),
	};
	struct home home = { 77 };
	struct bee  bee;

	for (size_t i = 0; i < LEN(bad); i++)
		assert_false(shape_read(*state, &home_shape, bad[i], &home));
	assert_int_equal(home.id, 77);          /* untouched on failure */
	for (size_t i = 0; i < LEN(bad_bee); i++)
		assert_false(shape_read(*state, &bee_shape, bad_bee[i], &bee));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_shape__writes_json, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_shape__reads_back_what_it_wrote, mem_new, mem_free),
		cmocka_unit_test_setup_teardown(test_shape__refuses_what_does_not_fit, mem_new, mem_free),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
