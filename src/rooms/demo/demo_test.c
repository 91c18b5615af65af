/*
 * The demo, on both engines: it is made whole, every stage is there, its people can sign in,
 * it is the same twice, and a provider that has places is not touched.
 */
#include "tests/support/engines.h"

#include "base/secret.h"
#include "op/setting.h"
#include "rooms/demo/demo_in.h"
#include "rooms/person/person.h"
#include "rooms/profile/profile.h"
#include "rooms/promise/promise.h"

static struct cx
house(struct fresh *f)
{
	stamp now = { 1780315200 };            /* 1 June 2026, noon UTC */

	return (struct cx){ .db = f->db, .mem = f->mem, .now = now, .today = stamp_utc_day(now),
		.who = actor_house(), .who_known = true, .door = "test" };
}

static err
build(struct fresh *f, bool small, struct demo_made *made, struct why *why)
{
	struct demo_want w = { .db = f->db, .mem = f->mem, .step = arena_new(256 << 20),
		.zone = zone_find(STR("Europe/London")), .now = house(f).now, .small = small };
	err              e;

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(access_publish(f->db, f->mem), OK);
	assert_int_equal(setting_put(f->db, f->mem, STR("secret"), STR("a secret of the tests")), OK);
	assert_int_equal(db_commit(f->db), OK);
	e = demo_build(&w, made, why);
	arena_free(w.step);
	zone_free(w.zone);
	return e;
}

static void *
ask(struct fresh *f, const struct op *op, struct words w)
{
	struct cx cx = house(f);
	void     *out = NULL;

	assert_int_equal(op_run(&cx, op, w, &out), OK);
	return out;
}

static size_t
matters(struct fresh *f, str state)
{
	const struct unit_page   *u = ask(f, &unit_list, (struct words){ 0 });
	const struct matter_list *l = ask(f, &matter_list, WORDS(W("unit", str_fmt(f->mem, "%lld",
	    (long long)u->at[0].id)), W("state", state), W("limit", STR("200"))));

	return l->n;
}

/* Who is told of can sign in, and only with the demo's password. */
static void
can_sign_in(struct fresh *f)
{
	for (size_t i = 0; i < demo_nguests; i++) {
		str          hash = { 0 };
		struct stmt *s;

		assert_int_equal(db_begin(f->db), OK);
		s = stmt_new(f->db, f->mem, SQL("SELECT secret_hash FROM person WHERE login = ?"));
		stmt_put_str(s, str_of(demo_guests[i].login));
		while (stmt_next(s))
			hash = stmt_get_str(s);
		assert_int_equal(stmt_end(s), OK);
		db_rollback(f->db);
		assert_true(hash.n > 0);
		if (i == 0) {
			assert_true(secret_password_fits(f->mem, hash, demo_password()));
			assert_false(secret_password_fits(f->mem, hash, STR("honey")));
		}
	}
}

static str
all_said(struct fresh *f)
{
	struct buf   b = { .mem = f->mem };
	struct stmt *s;

	assert_int_equal(db_begin(f->db), OK);
	s = stmt_new(f->db, f->mem, SQL("SELECT said, unit_name, kind, state, outcome, verdict, holder_name FROM matter"
	    " ORDER BY said, unit_name, raised_at, state, holder_name"));
	while (stmt_next(s)) {
		buf_add(&b, stmt_get_str(s));
		buf_add(&b, stmt_get_str(s));
		buf_add(&b, stmt_get_str(s));
		buf_addf(&b, "%lld", (long long)stmt_get_int(s));
		buf_addf(&b, "%lld", (long long)stmt_get_int(s));
		buf_addf(&b, "%lld", (long long)stmt_get_int(s));
		buf_add(&b, stmt_get_str(s));
	}
	assert_int_equal(stmt_end(s), OK);
	db_rollback(f->db);
	return secret_sha256_hex(f->mem, buf_str(&b));
}

/* The same seed, the same story: on either engine, whatever the ids. */
static void
is_the_same_again(struct fresh *f)
{
	struct fresh    *other;
	struct demo_made made = { 0 };
	struct why       why = { 0 };
	void            *again = NULL;

	assert_int_equal(fresh_sqlite(&again), 0);
	other = again;
	assert_int_equal(build(other, true, &made, &why), OK);
	assert_true(str_eq(all_said(f), all_said(other)));
	assert_int_equal(fresh_close(&again), 0);
}

static void
test_demo__has_every_stage_and_is_the_same_every_time(void **state)
{
	static const char *const states[] = { "raised", "passed", "doing", "judged", "settled", "joined" };
	struct fresh    *f = *state;
	struct demo_made made = { 0 };
	struct why       why = { 0 };
	const struct promise_list *p;

	assert_int_equal(build(f, true, &made, &why), OK);
	assert_true(made.people > 100 && made.matters > 80 && made.meetings > 50);
	for (size_t i = 0; i < LEN(states); i++)
		if (matters(f, str_of(states[i])) == 0)
			fail_msg("nothing is %s", states[i]);
	p = ask(f, &promise_list, (struct words){ 0 });
	assert_true(p->kept > 0 && p->open > 0 && p->late > 0);
	can_sign_in(f);
	is_the_same_again(f);
}

static void
test_demo__leaves_a_real_provider_alone(void **state)
{
	struct fresh    *f = *state;
	struct demo_made made = { 0 };
	struct why       why = { 0 };
	str              text;

	assert_true(profile_built_in(STR("blank"), &text));
	(void)ask(f, &profile_load, WORDS(W("file", STR("blank")), W("text", text)));
	assert_int_equal(build(f, true, &made, &why), ERR_CLASH);
	assert_string_equal(why.key, "profile.not_empty");
	assert_int_equal(((const struct unit_page *)ask(f, &unit_list, (struct words){ 0 }))->n, 2);
	assert_int_equal(((const struct person_page *)ask(f, &person_list, (struct words){ 0 }))->n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_demo__has_every_stage_and_is_the_same_every_time),
		ON_BOTH(test_demo__leaves_a_real_provider_alone),
	};

	secret_start();
	return run_on_both(tests);
}
