/*
 * rooms/intake, on both engines: the real file comes in once, whatever is wrong with a row is
 * told by line, a look writes nothing, a broken file is refused whole; who may not, does not.
 */
#include "tests/support/play.h"

#include "rooms/intake/intake.h"
#include "rooms/matter/matter.h"
#include "base/secret.h"
#include "rooms/person/person.h"
#include "rooms/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL STR( \
    "Date,Ward,Comment\n" \
    "02/06/2021,Rowan,\"The food was\ncold\"\n" \
    "31/02/2021,Rowan,Never\n" \
    "03/06/2021,Rowan,\n" \
    "04/06/2021,Birch,=SUM(A1)\n" \
    "2021-06-05,Birch,donâ€™t\n" \
    "01/01/2999,Birch,Later\n")

static struct intake_done *
bring_in(struct play *p, const char *who, str file, const char *dry)
{
	struct word  w[] = { { .name = STR("file"), .value = file, .file = STR("f.csv") },
		{ .name = STR("dry_run"), .value = str_of(dry) } };
	void        *out = NULL;

	play_as(p, who);
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 2 }, &out), OK);
	return out;
}

static void
test_intake__tells_each_row_left_out(void **state)
{
	struct play        *p = play_new(*state);
	struct intake_done *d = bring_in(p, "adi", SMALL, "1");

	assert_true(d->dry_run);
	assert_int_equal(d->rows, 6);
	assert_int_equal(d->made, 3);
	assert_int_equal(d->left, 3);
	assert_int_equal(d->left_out[0].line, 4);
	assert_true(str_eq(d->left_out[0].why, STR("import.why_date")));
	assert_true(str_eq(d->left_out[1].why, STR("import.why_blank")));
	assert_true(str_eq(d->left_out[2].why, STR("import.why_future")));
	assert_int_equal(d->mended, 1);
	d = bring_in(p, "adi", SMALL, "");                 /* the look wrote nothing */
	assert_int_equal(d->made, 3);
	assert_int_equal(d->places, 2);
	d = bring_in(p, "adi", SMALL, "");
	assert_int_equal(d->made, 0);
	assert_int_equal(d->already, 3);
}

static void
refused(struct play *p, const char *who, str file, const char *mapping, const char *key)
{
	err          want = strcmp(key, "access.denied") == 0 ? ERR_DENIED : ERR_INPUT;
	struct word  w[] = { { .name = STR("file"), .value = file },
		{ .name = STR("mapping"), .value = str_of(mapping) } };
	void        *out = NULL;

	play_as(p, who);
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 2 }, &out), want);
	assert_string_equal(p->cx.why.key, key);
}

/* An administrator of one ward brings nothing into another, nor into the whole provider. */
static void
test_intake__brings_in_only_where_one_may(void **state)
{
	struct play        *p = play_new(*state);
	struct word         w[] = { { .name = STR("file"), .value = STR("words\nIt is cold\n") },
		{ .name = STR("mapping"), .value = STR("{\"words\":\"words\"}") }, { .name = STR("unit") } };
	void               *out = NULL;

	(void)play_ok(p, "house", &role_grant, "person=%lld&role=admin&unit=%lld", (long long)play_person(p, "bea"),
	    (long long)p->elm);
	w[2].value = str_fmt(p->f->mem, "%lld", (long long)p->oak);
	play_as(p, "bea");
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 3 }, &out), ERR_MISSING);
	w[2].value = str_fmt(p->f->mem, "%lld", (long long)p->elm);
	play_as(p, "bea");
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 3 }, &out), OK);
}

static void
test_intake__refuses_a_broken_file_whole(void **state)
{
	struct play *p = play_new(*state);

	refused(p, "adi", STR("a,comment\n1,\"open\n"), "", "import.broken");
	refused(p, "adi", STR("a,b\n1,2\n"), "", "import.no_words");
	refused(p, "adi", STR("a,b\n1,2\n"), "{\"words\": \"c\"}", "import.no_column");
	refused(p, "adi", STR("a,b\n1,2\n"), "{\"words\": ", "import.mapping");
	refused(p, "ann", SMALL, "", "access.denied");
	refused(p, "fay", SMALL, "", "access.denied");
}

/* The 1,368 rows that NHS England published (tests/data/LICENSE). */
static void
test_intake__takes_the_real_file(void **state)
{
	struct play        *p = play_new(*state);
	char               *text = malloc(1 << 20);
	const char         *root = getenv("WAGGLE_SOURCE");
	char                path[512];
	FILE               *f;
	struct intake_done *d;
	size_t              n;

	(void)snprintf(path, sizeof path, "%s/tests/data/fft-comments.csv", root ? root : ".");
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(text, 1, 1 << 20, f);
	(void)fclose(f);
	d = bring_in(p, "adi", (str){ text, n }, "");
	free(text);
	assert_int_equal(d->rows, 1368);
	assert_int_equal(d->made, 1123);
	assert_int_equal(d->left, 245);
	assert_int_equal(d->mended, 2);
}

/* 2,600 rows: 2,500 new, of 40 places, and 100 blank. */
static str
long_file(struct play *p)
{
	struct buf b = { .mem = p->f->mem };

	buf_add(&b, STR("Comment ID,Date,Ward,Comment\n"));
	for (int i = 1; i <= 2600; i++)
		buf_addf(&b, "%d,2021-06-%02d,Ward %d,%s\n", i, i % 28 + 1, i % 40, i % 26 == 0 ? "" : "Cold tea");
	return buf_str(&b);
}

static struct intake_done *
bring_in_later(struct play *p, str file, const char *dry)
{
	struct word  w[] = { { .name = STR("file"), .value = file, .file = STR("f.csv") },
		{ .name = STR("later"), .value = STR("1") }, { .name = STR("dry_run"), .value = str_of(dry) } };
	void        *out = NULL;

	play_as(p, "adi");
	assert_int_equal(op_run(&p->cx, &import_feedback, (struct words){ w, 3 }, &out), OK);
	return out;
}

/* A long file is brought in bit by bit; only who brought it sees how far it is. */
static void
test_intake__a_long_file_comes_in_bit_by_bit(void **state)
{
	struct play        *p = play_new(*state);
	str                 file = long_file(p);
	struct intake_done *d = bring_in_later(p, file, "1");
	int64_t             job, bits = 0;

	assert_int_equal(d->job, 0);            /* a look is done at once */
	assert_int_equal(d->made, 2500);
	d = bring_in_later(p, SMALL, "");       /* and so is a short file */
	assert_int_equal(d->job, 0);
	assert_int_equal(d->made, 3);
	d = bring_in_later(p, file, "");
	job = d->job;
	assert_true(job > 0);
	assert_int_equal(d->made, 0);
	d = play_ok(p, "adi", &import_read, "job=%lld", (long long)job);
	assert_int_equal(d->at, 0);
	assert_int_equal(d->rows, 2600);
	play_refused(p, "ann", &import_read, ERR_DENIED, "job=%lld", (long long)job);
	play_refused(p, "", &import_read, ERR_LOGIN, "job=%lld", (long long)job);
	play_refused(p, "adi", &import_read, ERR_MISSING, "job=%lld", (long long)job + 1);
	play_refused(p, "fay", &import_step, ERR_DENIED, "%s", "");
	while (*(int64_t *)play_ok(p, "house", &import_step, "%s", "") > 0)
		bits++;
	assert_int_equal(bits, 6);
	d = play_ok(p, "adi", &import_read, "job=%lld", (long long)job);
	assert_int_equal(d->at, 2600);
	assert_int_equal(d->made, 2500);
	assert_int_equal(d->left, 100);
	assert_int_equal(d->nleft_out, 100);
	assert_int_equal(d->left_out[0].line, 27);
	assert_int_equal(d->places, 40);
	d = bring_in_later(p, file, "1");       /* all of it is there, once */
	assert_int_equal(d->already, 2500);
	assert_int_equal(d->made, 0);
}

/* A row that cannot be made stops the import after a few tries; its person says how it goes on. */
static void
test_intake__a_row_that_fails_stops_it_and_nothing_is_lost(void **state)
{
	struct play        *p = play_new(*state);
	struct unit_page   *roots = play_ok(p, "adi", &unit_places, "limit=1");
	str                 root = str_fmt(p->f->mem, "%lld Ward 7", (long long)roots->at[0].id);
	str                 hash = secret_sha256_hex(p->f->mem, root);
	struct intake_done *d;
	int64_t             job, n = 0;

	/* another place has the very address that ward 7 would get */
	(void)play_ok(p, "adi", &unit_new, "name=Thief&kind=ward&parent=%lld&slug=ward-7-%.6s", (long long)p->oak, hash.p);
	job = bring_in_later(p, long_file(p), "")->job;
	play_refused(p, "house", &import_step, ERR_CLASH, "%s", "");           /* rows 1 to 500 */
	(void)play_ok(p, "house", &import_failed, "why=unit.slug_taken");
	for (; n < 10 && !(d = play_ok(p, "adi", &import_read, "job=%lld", (long long)job))->stopped; n++) {
		while (d->at < 6) {
			(void)play_ok(p, "house", &import_step, "%s", "");
			d = play_ok(p, "adi", &import_read, "job=%lld", (long long)job);
		}
		play_refused(p, "house", &import_step, ERR_CLASH, "%s", "");
		(void)play_ok(p, "house", &import_failed, "why=unit.slug_taken");
	}
	assert_int_equal(n, 4);                 /* the good rows before it begin the count anew */
	assert_int_equal(d->at, 6);
	assert_true(str_eq(d->stopped_why, STR("unit.slug_taken")));
	assert_int_equal(*(int64_t *)play_ok(p, "house", &import_step, "%s", ""), 0);  /* it is left in peace */
	play_refused(p, "ann", &import_again, ERR_DENIED, "job=%lld", (long long)job);
	play_refused(p, "adi", &import_again, ERR_MISSING, "job=%lld", (long long)job + 1);
	d = play_ok(p, "adi", &import_again, "job=%lld&skip=1", (long long)job);
	assert_int_equal(d->at, 7);
	play_refused(p, "adi", &import_again, ERR_INPUT, "job=%lld", (long long)job);
	for (n = 0; n < 39; n++)                /* up to row 46, ward 6 again */
		(void)play_ok(p, "house", &import_step, "%s", "");
	d = play_ok(p, "adi", &import_read, "job=%lld", (long long)job);
	assert_int_equal(d->at, 46);
	assert_int_equal(d->left, 2);           /* row 26 is blank */
	assert_int_equal(d->left_out[0].line, 8);
	for (n = 0; n < 4; n++)
		(void)play_ok(p, "house", &import_failed, "%s", "");
	play_refused(p, "ann", &import_drop, ERR_DENIED, "job=%lld", (long long)job);
	d = play_ok(p, "adi", &import_drop, "job=%lld", (long long)job);
	assert_true(d->dropped && !d->stopped);
	assert_int_equal(d->made, 44);
	play_refused(p, "adi", &import_drop, ERR_INPUT, "job=%lld", (long long)job);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_intake__tells_each_row_left_out),
		ON_BOTH(test_intake__brings_in_only_where_one_may),
		ON_BOTH(test_intake__refuses_a_broken_file_whole),
		ON_BOTH(test_intake__takes_the_real_file),
		ON_BOTH(test_intake__a_long_file_comes_in_bit_by_bit),
		ON_BOTH(test_intake__a_row_that_fails_stops_it_and_nothing_is_lost),
	};

	return run_on_both(tests);
}
