/*
 * rooms/intake, on both engines: the real file comes in once, whatever is wrong with a row is
 * told by line, a look writes nothing, a broken file is refused whole; who may not, does not.
 */
#include "tests/support/play.h"

#include "rooms/intake/intake.h"
#include "rooms/matter/matter.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_intake__tells_each_row_left_out),
		ON_BOTH(test_intake__refuses_a_broken_file_whole),
		ON_BOTH(test_intake__takes_the_real_file),
	};

	return run_on_both(tests);
}
