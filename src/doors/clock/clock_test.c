/* doors/clock: timers run through the writer as the house itself; one node holds the lease. */
#include "tests/support/engines.h"

#include <time.h>

#include "doors/clock/clock_in.h"
#include "op/setting.h"

struct ran { int64_t times; };

/* Counts in a setting how often it ran. */
static err
count_run(struct cx *cx, const void *in, void *ret_out)
{
	struct ran *out = ret_out;
	str         text;

	(void)in;
	assert_true(actor_is_house(&cx->who));
	TRY(setting_get(cx->db, cx->mem, STR("ran"), &text));
	(void)str_to_int(text, &out->times);
	out->times++;
	return setting_put(cx->db, cx->mem, STR("ran"), str_fmt(cx->mem, "%lld", (long long)out->times));
}

static const struct shape_field ran_at[] = { SH(struct ran, SHAPE_INT, times) };
static const struct shape ran_shape = SHAPE("ran", struct ran, ran_at);
static const struct op count = {
	.name = STR_INIT("test.count"), .path = STR_INIT("/test/count"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Counts.", .in_size = 1, .out_size = sizeof(struct ran), .out = &ran_shape,
	.run = count_run, .no_token = true,
};
static const struct op *const all[] = { &count };

static err
read_run(struct cx *cx, const void *in, void *ret_out)
{
	str text;

	(void)in;
	TRY(setting_get(cx->db, cx->mem, STR("ran"), &text));
	(void)str_to_int(text, &((struct ran *)ret_out)->times);
	return OK;
}
static const struct op look = {
	.name = STR_INIT("test.look"), .path = STR_INIT("/test/look"), .may = MAY_SET_UP, .tx = TX_READ,
	.about = "Looks.", .in_size = 1, .out_size = sizeof(struct ran), .run = read_run,
};

static struct cx
house_cx(struct fresh *f, int64_t now)
{
	return (struct cx){ .db = f->db, .mem = f->mem, .now = { now }, .who = actor_house(),
		.who_known = true, .door = "test" };
}

/* A timer's findings: the first number may be 0 while the second is not. */
struct found { int64_t late, risen; };
struct find_in { int64_t risen; };

static err
find_run(struct cx *cx, const void *in, void *ret_out)
{
	(void)cx;
	((struct found *)ret_out)->risen = ((const struct find_in *)in)->risen;
	return OK;
}

static const struct field find_fields[] = {
	{ STR_INIT("risen"), FIELD_INT, 0, .max = 9, .optional = true, .about = "How many to find." },
};
static const struct shape_field found_at[] = { SH(struct found, SHAPE_INT, late), SH(struct found, SHAPE_INT, risen) };
static const struct shape found_shape = SHAPE("found", struct found, found_at);
static const struct op find = {
	.name = STR_INIT("test.find"), .path = STR_INIT("/test/find"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Finds.", FIELDS(find_fields), .in_size = sizeof(struct find_in), .out_size = sizeof(struct found),
	.out = &found_shape, .run = find_run, .no_token = true,
};

static int64_t
audited(struct fresh *f)
{
	struct stmt *s;
	int64_t      n = 0;

	assert_int_equal(db_begin(f->db), OK);
	s = stmt_new(f->db, f->mem, SQL("SELECT count(*) FROM audit WHERE op = 'test.find'"));
	while (stmt_next(s))
		n = stmt_get_int(s);
	assert_int_equal(stmt_end(s), OK);
	db_rollback(f->db);
	return n;
}

static void
test_clock__leaves_a_line_when_it_found_something(void **state)
{
	static const struct word two = { .name = STR_INIT("risen"), .value = STR_INIT("2") };
	struct fresh *f = *state;
	struct cx     cx = house_cx(f, 1);
	void         *out;

	cx.door = "clock";
	assert_int_equal(op_run(&cx, &find, (struct words){ 0 }, &out), OK);
	assert_int_equal(audited(f), 0);
	assert_int_equal(op_run(&cx, &find, (struct words){ &two, 1 }, &out), OK);
	assert_int_equal(audited(f), 1);
}

static int64_t
times_ran(struct fresh *f)
{
	struct cx cx = house_cx(f, 1);
	void     *out;

	assert_int_equal(op_run(&cx, &look, (struct words){ 0 }, &out), OK);
	return ((struct ran *)out)->times;
}

static int64_t
wait_for_a_run(struct fresh *f)
{
	for (int i = 0; i < 500 && times_ran(f) == 0; i++)
		(void)nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	return times_ran(f);
}

static void
test_clock__runs_what_is_due_once(void **state)
{
	struct fresh       *f = *state;
	const struct timer  timers[] = { { "test.count", 3600 } };
	struct writer_want  want = { f->url, 1, 1, 16, 64 };
	struct site         site = { .ops = { all, 1 }, .db_url = f->url,
		.zone = zone_find(STR("Europe/London")) };
	struct clockwork   *one, *two;

	assert_int_equal(writer_new(&want, &site.writer), OK);
	assert_int_equal(clockwork_start(&site, timers, 1, &one), OK);
	assert_int_equal(wait_for_a_run(f), 1);
	if (!db_is_sqlite(f->db)) {             /* another node: the lease is not its own */
		assert_int_equal(clockwork_start(&site, timers, 1, &two), OK);
		clockwork_stop(two);
	}
	clockwork_stop(one);
	writer_free(site.writer);
	assert_int_equal(times_ran(f), 1);
}

static bool
lease(struct fresh *f, str holder, int64_t now)
{
	struct cx   cx = house_cx(f, now);
	struct word w = { .name = STR("holder"), .value = holder };
	void       *out;

	assert_int_equal(op_run(&cx, &clock_lease, (struct words){ &w, 1 }, &out), OK);
	return ((struct lease_out *)out)->held;
}

static void
test_clock__one_holds_the_lease_until_it_ends(void **state)
{
	struct fresh *f = *state;

	assert_true(lease(f, STR("ant"), 1000));
	assert_false(lease(f, STR("bee"), 1001));
	assert_true(lease(f, STR("ant"), 1050));
	assert_false(lease(f, STR("bee"), 1100));
	assert_true(lease(f, STR("bee"), 1200));
	assert_false(lease(f, STR("ant"), 1201));
	/* bee's clock was a day ahead; it was mended, and bee is gone */
	assert_true(lease(f, STR("bee"), 1202 + 86400));
	assert_true(lease(f, STR("ant"), 1203));
}

static void
test_clock__only_the_house_takes_the_lease(void **state)
{
	struct fresh *f = *state;
	struct cx     cx = house_cx(f, 1000);
	struct word   w = { .name = STR("holder"), .value = STR("fly") };
	void         *out;

	cx.who = (struct actor){ .id = { 1 } };
	assert_int_equal(op_run(&cx, &clock_lease, (struct words){ &w, 1 }, &out), ERR_DENIED);
	assert_true(lease(f, STR("ant"), 1001));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_clock__leaves_a_line_when_it_found_something),
		ON_BOTH(test_clock__runs_what_is_due_once),
		ON_BOTH(test_clock__one_holds_the_lease_until_it_ends),
		ON_BOTH(test_clock__only_the_house_takes_the_lease),
	};

	return run_on_both(tests);
}
