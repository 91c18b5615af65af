/*
 * The kept counts of a place against its rows, on both engines: after the demo's year, after an
 * import, an erasure and hundreds of operations in any order; in calendar months; and the page
 * that shows them.  The twin: a database that loses what the tally is told must be found out.
 */
#include "tests/support/play.h"

#include "base/secret.h"
#include "op/setting.h"
#include "rooms/action/action.h"
#include "rooms/decision/decision.h"
#include "rooms/demo/demo.h"
#include "rooms/intake/intake.h"
#include "rooms/matter/matter.h"
#include "rooms/person/person.h"
#include "rooms/ward/ward.h"

#define LL(x) (long long)(x)
enum { TURNS = 400, LOOK_EVERY = 40, MATTERS = 400, FEW = 9, DAYS = 1200000 };

static int64_t
number(struct fresh *f, sql q)
{
	struct stmt *s;
	int64_t      n = -1;

	assert_int_equal(db_begin(f->db), OK);
	s = stmt_new(f->db, f->mem, q);
	while (stmt_next(s))
		n = stmt_get_int(s);
	assert_int_equal(stmt_end(s), OK);
	db_rollback(f->db);
	return n;
}

/* Months of places where what is kept is not what the rows say, either way. */
static int64_t
wrong(struct fresh *f)
{
	return number(f, SQL(
	    "WITH kept(unit, month, said, done, waiting) AS (SELECT unit, month, CAST(SUM(said) AS BIGINT),"
	    "   CAST(SUM(done) AS BIGINT), CAST(SUM(waiting) AS BIGINT) FROM see_tally GROUP BY unit, month)"
	    " SELECT (SELECT COUNT(*) FROM see_counted c LEFT JOIN kept k ON k.unit = c.unit AND k.month = c.month"
	    "   WHERE k.unit IS NULL OR k.said <> c.said OR k.done <> c.done OR k.waiting <> c.waiting)"
	    "  + (SELECT COUNT(*) FROM kept k LEFT JOIN see_counted c ON k.unit = c.unit AND k.month = c.month"
	    "   WHERE c.unit IS NULL)"));
}

/* Without see_counted's help: the same sums over everything. */
static int64_t
wrong_in_all(struct fresh *f)
{
	return number(f, SQL(
	    "SELECT ABS((SELECT COUNT(*) FROM matter) - (SELECT CAST(SUM(said) AS BIGINT) FROM matter_tally))"
	    " + ABS((SELECT COUNT(*) FROM matter WHERE state IN (6, 7, 8)) - (SELECT CAST(SUM(done) AS BIGINT) FROM matter_tally))"
	    " + ABS((SELECT COUNT(*) FROM matter WHERE state < 4) - (SELECT CAST(SUM(waiting) AS BIGINT) FROM matter_tally))"));
}

/* --- any operations in any order ------------------------------------------------- */

struct dice { uint64_t at; struct play *p; int64_t matters[MATTERS]; size_t n; int64_t worked; };

static int64_t
one_of(struct dice *d, size_t n)
{
	d->at ^= d->at << 13;
	d->at ^= d->at >> 7;
	d->at ^= d->at << 17;
	return (int64_t)(d->at % n);
}

/* One of the last few, so that each goes far. */
static int64_t
any(struct dice *d)
{
	size_t few = d->n < FEW ? d->n : FEW;

	return d->matters[d->n - 1 - (size_t)one_of(d, few)];
}

/* It may be refused: that must leave the counts alone too. */
static void *
maybe(struct dice *d, const char *who, const struct op *op, str text)
{
	struct word w[8];
	size_t      n = 0;
	void       *out = NULL;
	err         e;

	while (text.n > 0) {
		str value = str_cut(&text, '&'), name = str_cut(&value, '=');

		w[n++] = (struct word){ .name = name, .value = value };
	}
	play_as(d->p, who);
	e = op_run(&d->p->cx, op, (struct words){ w, n }, &out);
	d->worked += e == OK;
	return e == OK ? out : NULL;
}

/* Whoever holds it: all are asked. */
static void
by_any(struct dice *d, const struct op *op, str text)
{
	static const char *const who[] = { "fay", "mo", "eve", "ann", "cal" };

	for (size_t i = 0; i < LEN(who) && maybe(d, who[i], op, text) == NULL; i++)
		;
}

static void
say(struct dice *d)
{
	static const char *const who[] = { "ann", "cal", "", "fay", "bea" };
	static const char *const how[] = { "named", "facilitator", "unlinkable" };
	const char              *by = who[one_of(d, LEN(who))];
	struct matter_raised    *r = maybe(d, by, &matter_raise, str_fmt(d->p->f->mem,
	    "unit=%lld&said=The tea is cold&topic=food&naming=%s", LL(by[0] == 'b' ? d->p->elm : d->p->oak),
	    by[0] == '\0' ? "unlinkable" : how[one_of(d, LEN(how))]));

	if (r != NULL && d->n < MATTERS)
		d->matters[d->n++] = r->matter;
}

static void
move(struct dice *d)
{
	static const struct op *const ops[] = { &matter_settle, &matter_pass, &matter_reply, &decision_record, &action_set,
		&matter_summary };
	static const char *const    more[] = { "words=We did", "words=Look", "words=Soon", "outcome=yes&reason=Good",
		"what=Buy it&owner_name=Estates&due=2026-12-01", "summary=Tea&ok=1" };
	size_t                      i = (size_t)one_of(d, LEN(ops));

	by_any(d, ops[i], str_fmt(d->p->f->mem, "matter=%lld&%s", LL(any(d)), more[i]));
}

static void
judge(struct dice *d)
{
	if (one_of(d, 2) == 0)
		by_any(d, &matter_verdict, str_fmt(d->p->f->mem, "matter=%lld&verdict=partly", LL(any(d))));
	else
		by_any(d, &matter_ask_again, str_fmt(d->p->f->mem, "matter=%lld&words=Again", LL(any(d))));
}

/* What was done for one that was joined to another moves a state nobody looks at any more. */
static void
join(struct dice *d)
{
	by_any(d, &matter_join, str_fmt(d->p->f->mem, "matter=%lld&into=%lld", LL(any(d)), LL(any(d))));
}

/* The last one of some matter, and now and then none: its id tells nothing, and is not asked for order. */
static int64_t
an_action(struct dice *d)
{
	int64_t      id = 0;
	struct stmt *s;

	assert_int_equal(db_begin(d->p->f->db), OK);
	for (int i = 0; i < 8 && id == 0; i++) {
		s = stmt_new(d->p->f->db, d->p->f->mem, SQL("SELECT COALESCE(MAX(id), 0) FROM action WHERE matter = ?"));
		stmt_put_int(s, any(d));
		while (stmt_next(s))
			id = stmt_get_int(s);
		assert_int_equal(stmt_end(s), OK);
	}
	db_rollback(d->p->f->db);
	return id;
}

static void
turn(struct dice *d)
{
	static void (*const all[])(struct dice *) = { say, move, move, move, move, move, judge, judge, join };

	if (one_of(d, 40) == 0)
		play_day(d->p, 1 + one_of(d, 9));
	else if (one_of(d, 6) == 0)
		by_any(d, &action_done, str_fmt(d->p->f->mem, "action=%lld&words=Done", LL(an_action(d))));
	else
		all[d->n < 2 ? 0 : one_of(d, LEN(all))](d);
}

static int64_t
states(struct fresh *f)
{
	return number(f, SQL("SELECT COUNT(DISTINCT state) FROM matter"));
}

static struct dice *
roll(struct play *p, int turns)
{
	struct dice *d = arena_take(p->f->mem, sizeof *d);

	*d = (struct dice){ .at = 88172645463325252u, .p = p };
	for (int i = 0; i < turns; i++)
		turn(d);
	return d;
}

static void
test_tally__is_the_rows_after_anything(void **state)
{
	struct play *p = play_new(*state);
	struct dice *d = roll(p, 1);

	for (int i = 0; i < TURNS; i++) {
		turn(d);
		if (i % LOOK_EVERY == 0)
			assert_int_equal(wrong(p->f), 0);
	}
	assert_int_equal(wrong(p->f), 0);
	assert_int_equal(wrong_in_all(p->f), 0);
	if (states(p->f) < 7 || d->worked < TURNS / 4)      /* enough came of it that a slip would show */
		fail_msg("only %lld states, %lld worked", LL(states(p->f)), LL(d->worked));
}

/* --- the demo, an import, an erasure ---------------------------------------------- */

static void
test_tally__is_the_rows_after_a_year_of_the_demo(void **state)
{
	struct fresh    *f = *state;
	bool             lite = db_is_sqlite(f->db);    /* on the other engine ten weeks say as much, much sooner */
	struct demo_made made = { 0 };
	struct why       why = { 0 };
	struct demo_want w = { .db = f->db, .mem = f->mem, .step = arena_new(256 << 20),
		.zone = zone_find(STR("Europe/London")), .now = { 1780315200 }, .small = !lite };

	assert_int_equal(db_begin(f->db), OK);
	assert_int_equal(access_publish(f->db, f->mem), OK);
	assert_int_equal(setting_put(f->db, f->mem, STR("secret"), STR("a secret of the tests")), OK);
	assert_int_equal(db_commit(f->db), OK);
	assert_int_equal(demo_build(&w, &made, &why), OK);
	arena_free(w.step);
	zone_free(w.zone);
	assert_true(number(f, SQL("SELECT COUNT(DISTINCT month) FROM matter_tally")) >= (lite ? 12 : 3));
	assert_int_equal(wrong(f), 0);
	assert_int_equal(wrong_in_all(f), 0);
}

/* The first and the last day of each month of ten years: the month in C is the month in SQL. */
static void
test_tally__counts_what_is_brought_in_by_its_own_day(void **state)
{
	struct play *p = play_new(*state);
	struct buf   b = { .mem = p->f->mem };
	struct word  w[] = { { .name = STR("file"), .file = STR("f.csv") } };
	void        *out = NULL;

	buf_add(&b, STR("Date,Ward,Comment\n"));
	for (int64_t n = day_make(2016, 2, 29).n; n < day_make(2026, 2, 28).n; n++) {
		int64_t y, m, dom, after;

		day_split((day){ n + 1 }, &y, &m, &after);
		day_split((day){ n }, &y, &m, &dom);
		if (dom == 1 || after == 1)
			buf_addf(&b, "%02lld/%02lld/%lld,Rowan,The food on %lld\n", LL(dom), LL(m), LL(y), LL(n));
	}
	w[0].value = buf_str(&b);
	play_as(p, "adi");
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 1 }, &out), OK);
	assert_int_equal(((struct intake_done *)out)->made, 240);
	assert_int_equal(number(p->f, SQL("SELECT COUNT(*) FROM see_tally")), 121);
	assert_int_equal(wrong(p->f), 0);
	/* erasing the one who said it leaves what was said, and so the counts */
	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=Mine", LL(p->oak));
	(void)play_ok(p, "adi", &person_erase_ask, "person=%lld&why=They ask", LL(play_person(p, "ann")));
	(void)play_ok(p, "eve", &person_erase, "person=%lld", LL(play_person(p, "ann")));
	assert_int_equal(wrong(p->f), 0);
	assert_int_equal(wrong_in_all(p->f), 0);
}

/* --- the page --------------------------------------------------------------------- */

/* The same month last year still counts, the one before it does not; the public sees no counts. */
static void
test_ward__shows_a_years_counts(void **state)
{
	struct play      *p = play_new(*state);           /* 2 March 2026 */
	struct word       w[] = { { .name = STR("file"), .file = STR("f.csv"), .value = STR("Date,Ward,Comment\n"
	    "28/02/2025,Oak,Too long ago\n01/03/2025,Oak,Just in\n") } };
	struct ward_page *page;
	int64_t           m;
	void             *out = NULL;

	play_as(p, "adi");
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 1 }, &out), OK);
	assert_int_equal(((struct intake_done *)out)->places, 0);
	m = ((struct matter_raised *)play_ok(p, "ann", &matter_raise, "unit=%lld&said=Cold tea", LL(p->oak)))->matter;
	page = play_ok(p, "ann", &ward_read, "ward=oak");
	assert_int_equal(page->said, 2);
	assert_int_equal(page->waiting, 2);
	assert_int_equal(page->done, 0);
	(void)play_ok(p, "fay", &matter_settle, "matter=%lld&words=Here is a kettle", LL(m));
	page = play_ok(p, "ann", &ward_read, "ward=oak");
	assert_int_equal(page->said, 2);
	assert_int_equal(page->waiting, 1);
	assert_int_equal(page->done, 1);
	page = play_ok(p, "", &ward_read, "ward=oak");
	assert_int_equal(page->said, 0);
	page = play_ok(p, "bea", &ward_read, "ward=oak");
	assert_int_equal(page->said, 0);
}

/* --- months ------------------------------------------------------------------------ */

/* In C and in SQL: the same month for every day of four thousand years. */
static void
test_month__is_the_calendars(void **state)
{
	int64_t last = matter_month(day_make(1, 3, 1));

	(void)state;
	assert_int_equal(matter_month(day_make(2026, 3, 31)) + 1, matter_month(day_make(2026, 4, 1)));
	assert_int_equal(matter_month(day_make(2025, 12, 31)) + 1, matter_month(day_make(2026, 1, 1)));
	assert_int_equal(matter_month(day_make(2024, 2, 29)) + 1, matter_month(day_make(2024, 3, 1)));
	for (int64_t n = day_make(1, 3, 1).n; n < DAYS; n++) {
		int64_t y, m, dom, now = matter_month((day){ n });

		day_split((day){ n }, &y, &m, &dom);
		assert_int_equal(now, last + (dom == 1 && !(y == 1 && m == 3)));
		last = now;
	}
}

/* --- the twin ---------------------------------------------------------------------- */

static void
lose(struct fresh *f)
{
	if (db_is_sqlite(f->db)) {
		fresh_do(f, "CREATE TRIGGER lost BEFORE UPDATE ON matter_tally BEGIN SELECT RAISE(IGNORE); END");
		return;
	}
	fresh_do(f, "CREATE FUNCTION lost() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$");
	fresh_do(f, "CREATE TRIGGER lost BEFORE UPDATE ON matter_tally FOR EACH ROW EXECUTE FUNCTION lost()");
}

static void
test_twin__a_tally_that_is_not_kept_is_found_out(void **state)
{
	struct play *p = play_new(*state);

	lose(p->f);
	(void)roll(p, 60);
	assert_true(wrong(p->f) > 0);
	assert_true(wrong_in_all(p->f) > 0);
}

static void
test_twin__a_row_changed_behind_its_back_is_found_out(void **state)
{
	struct play *p = play_new(*state);

	(void)play_ok(p, "ann", &matter_raise, "unit=%lld&said=Cold tea", LL(p->oak));
	assert_int_equal(wrong(p->f), 0);
	fresh_do(p->f, "UPDATE matter SET state = 7");
	assert_int_equal(wrong(p->f), 1);
	fresh_do(p->f, "DELETE FROM matter_tally");
	assert_int_equal(wrong(p->f), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_tally__is_the_rows_after_anything),
		ON_BOTH(test_tally__is_the_rows_after_a_year_of_the_demo),
		ON_BOTH(test_tally__counts_what_is_brought_in_by_its_own_day),
		ON_BOTH(test_ward__shows_a_years_counts),
		cmocka_unit_test(test_month__is_the_calendars),
		ON_BOTH(test_twin__a_tally_that_is_not_kept_is_found_out),
		ON_BOTH(test_twin__a_row_changed_behind_its_back_is_found_out),
	};

	secret_start();
	return run_on_both(tests);
}
