/*
 * Tests of sheet: the poster.  It can be read aloud, loses nothing, clips nothing, and looks
 * the same each time.
 */
#include "tests/support/papers.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* SM-B2: a poster is tagged, names its language and title, and embeds its fonts. */
static void
test_sheet__can_be_read_aloud(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	const char   *path = paper(b, "ward-a4.pdf", &s);
	str           out, line;
	int           fonts = 0;

	assert_int_equal(bench_run(b, (const char *[]){ "pdfinfo", path, NULL }, &out), 0);
	assert_true(str_has(out, STR("Title:           We said, we did: Oak ward\n")));
	assert_true(str_has(out, STR("Tagged:          yes\n")));
	assert_false(str_has(out, STR("CreationDate")));
	assert_int_equal(bench_run(b, (const char *[]){ "pdfinfo", "-struct-text", path, NULL }, &out), 0);
	assert_true(str_has(out, STR("H1 (block)\n    \"We said, we did\"")));
	assert_true(str_has(out, STR("H2 (block)\n    \"We are doing\"")));
	assert_true(str_has(out, STR("P (block)\n")));
	assert_true(str_has(out, STR("Figure")));
	assert_true(str_has(out, STR("Link")));
	assert_int_equal(bench_run(b, (const char *[]){ "qpdf", "--qdf", "--object-streams=disable", path, "-", NULL }, &out), 0);
	assert_true(str_has(out, STR("/Lang (en-GB)")));
	assert_true(str_has(out, STR("/DisplayDocTitle true")));
	assert_true(str_has(out, STR("/Alt (QR code for https://waggle.example.org/m/1041)")));
	assert_true(str_has(out, STR("/URI (https://waggle.example.org/m/1041)")));
	assert_int_equal(bench_run(b, (const char *[]){ "pdffonts", path, NULL }, &out), 0);
	(void)str_cut(&out, '\n');
	(void)str_cut(&out, '\n');
	while (out.n > 0) {
		line = flat(b, str_cut(&out, '\n'));
		assert_true(str_has(line, STR(" yes yes yes ")));   /* emb sub uni */
		fonts++;
	}
	assert_true(fonts >= 1);
}

/* SM-B2: the words stand in the order they are read, and each code opens its story. */
static void
test_sheet__words_in_order_and_codes_open_their_story(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	const char   *path = paper(b, "ward.pdf", &s);
	str           text = flat(b, words_of(b, path)), got = codes(b, path);
	const char   *at = text.p;

	for (size_t i = 0; i < s.n; i++) {
		const str *want[] = { &ITEMS[i].said, &ITEMS[i].did, &ITEMS[i].state, &ITEMS[i].days };

		for (size_t j = 0; j < LEN(want); j++) {
			at = memmem(at, text.n - (size_t)(at - text.p), want[j]->p, want[j]->n);
			assert_non_null(at);
		}
		assert_true(str_has(got, ITEMS[i].url));
	}
	assert_true(str_has(got, s.foot_url));
}

/* A3 is the same sheet on larger paper. */
static void
test_sheet__a3_is_a4_enlarged(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	str           a4 = words_of(b, paper(b, "same-a4.pdf", &s)), out;
	const char   *path;

	s.look.paper = PAPER_A3;
	path = paper(b, "ward-a3.pdf", &s);
	assert_true(str_eq(a4, words_of(b, path)));
	assert_int_equal(bench_run(b, (const char *[]){ "pdfinfo", path, NULL }, &out), 0);
	assert_true(str_has(out, STR("(A3)")));
}

/* Forty items take the pages they need; all are there and every code still reads. */
static void
test_sheet__forty_items_lose_nothing(void **state)
{
	struct bench     *b = *state;
	struct sheet      s = ward_sheet();
	struct sheet_item many[40];
	const char       *path;
	str               got, text;

	for (size_t i = 0; i < LEN(many); i++) {
		many[i] = ITEMS[i % LEN(ITEMS)];
		many[i].url = str_fmt(b->mem, "https://waggle.example.org/m/%zu", 3000 + i);
		many[i].days = str_fmt(b->mem, "%zu days, item %zu.", i, i);
	}
	s.items = many;
	s.n = LEN(many);
	path = paper(b, "forty.pdf", &s);
	got = codes(b, path);
	text = flat(b, words_of(b, path));
	assert_true(pages(b, path) >= 9 && pages(b, path) <= 20);
	assert_true(str_has(text, str_fmt(b->mem, "Page 2 of %d", (int)pages(b, path))));
	for (size_t i = 0; i < LEN(many); i++) {
		assert_true(str_has(got, many[i].url));
		assert_true(str_has(text, many[i].days));
	}
}

/* 2,000 characters, and one word without a blank: wrapped and run on, never clipped. */
static void
test_sheet__long_words_are_never_clipped(void **state)
{
	struct bench     *b = *state;
	struct sheet      s = ward_sheet();
	struct sheet_item one = ITEMS[0];
	struct buf        said = { .mem = b->mem };
	const char       *path;
	str               text;

	for (int i = 0; said.n < 2000; i++)
		buf_addf(&said, "word%d and more ", i);
	one.said = buf_str(&said);
	one.did = str_fmt(b->mem, "%0200d", 7);
	s.items = &one;
	s.n = 1;
	s.look.large = true;
	path = paper(b, "long.pdf", &s);
	text = flat(b, words_of(b, path));
	assert_true(pages(b, path) >= 2);
	assert_true(str_has(text, STR("We said (more)")));
	for (int i = 0; i < 2000 / 18; i++)
		assert_true(str_has(text, str_fmt(b->mem, "word%d and", i)));
	assert_true(str_has(codes(b, path), one.url));
}

/* Large print and easy read: nothing under 18 points; the plain sheet is smaller. */
static void
test_sheet__large_print_has_nothing_under_18_points(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();

	assert_true(smallest_type(b, paper(b, "plain.pdf", &s)) < 18);
	s.look.large = true;
	assert_true(smallest_type(b, paper(b, "large.pdf", &s)) >= 18);
	s.look = (struct sheet_look){ .tag = STR("en-GB"), .easy = true };
	assert_true(smallest_type(b, paper(b, "easy.pdf", &s)) >= 18);
}

/* Easy read: one idea a line. */
static void
test_sheet__easy_read_has_one_idea_a_line(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();

	assert_true(str_has(flat(b, words_of(b, paper(b, "not-easy.pdf", &s))),
	    STR("lamps are in the lounge. Estates")));
	s.look.easy = true;
	assert_true(str_has(words_of(b, paper(b, "easy-lines.pdf", &s)), STR("\nEstates fitted")));
}

/* Right to left: Arabic words, an English one among them, and codes that still read. */
static void
test_sheet__arabic_is_mirrored(void **state)
{
	struct bench *b = *state;
	struct sheet  s = arabic_sheet();
	const char   *path = paper(b, "arabic.pdf", &s);
	str           text = flat(b, words_of(b, path)), out;

	assert_true(str_has(text, STR("Could the garden be open all")));
	assert_true(str_has(text, STR("المساء")));
	assert_true(str_has(codes(b, path), STR("https://waggle.example.org/m/1062")));
	assert_int_equal(bench_run(b, (const char *[]){ "qpdf", "--qdf", "--object-streams=disable", path, "-", NULL }, &out), 0);
	assert_true(str_has(out, STR("/Lang (ar)")));
	assert_int_equal(bench_run(b, (const char *[]){ "pdffonts", path, NULL }, &out), 0);
	assert_true(str_has(out, STR("Arabic")));
}

/* No item yet: one kind page. */
static void
test_sheet__an_empty_poster_invites(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	const char   *path;

	s.n = 0;
	path = paper(b, "empty.pdf", &s);
	assert_int_equal(pages(b, path), 1);
	assert_true(str_has(flat(b, words_of(b, path)), s.words.empty));
	assert_true(str_has(codes(b, path), s.foot_url));
}

/* The same words give the same bytes; other words do not. */
static void
test_sheet__the_same_words_give_the_same_bytes(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	struct buf    one = { .mem = b->mem }, two = one, other = one;

	assert_int_equal(sheet_pdf(b->mem, &s, &one), OK);
	assert_int_equal(sheet_pdf(b->mem, &s, &two), OK);
	s.n--;
	assert_int_equal(sheet_pdf(b->mem, &s, &other), OK);
	assert_true(str_eq(buf_str(&one), buf_str(&two)));
	assert_false(str_eq(buf_str(&one), buf_str(&other)));
}

/* The picture for screens shows the page asked for; past the last there is none. */
static void
test_sheet__picture_of_one_page(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	struct buf    png = { .mem = b->mem }, second = png, none = png;
	str           out;

	s.look.large = true;
	assert_int_equal(sheet_png(b->mem, &s, 1080, 0, &png), OK);
	assert_int_equal(sheet_png(b->mem, &s, 1080, 1, &second), OK);
	assert_int_equal(sheet_png(b->mem, &s, 1080, 9, &none), ERR_MISSING);
	assert_int_equal(none.n, 0);
	assert_memory_equal(png.p, "\x89PNG\r\n\x1a\n", 8);
	assert_int_equal((unsigned char)png.p[18] << 8 | (unsigned char)png.p[19], 1080);
	assert_int_equal(bench_run(b, (const char *[]){ "zbarimg", "-q", "--raw",
	    bench_save(b, "first.png", buf_str(&png)), NULL }, &out), 0);
	assert_true(str_has(out, ITEMS[0].url));
	assert_false(str_has(out, ITEMS[3].url));
	assert_int_equal(bench_run(b, (const char *[]){ "zbarimg", "-q", "--raw",
	    bench_save(b, "second.png", buf_str(&second)), NULL }, &out), 0);
	assert_false(str_has(out, ITEMS[0].url));
}

/* An address that ends cairo's quote is shown and coded, but makes no link. */
static void
test_sheet__an_odd_address_cannot_break_out(void **state)
{
	struct bench     *b = *state;
	struct sheet      s = ward_sheet();
	struct sheet_item one = ITEMS[0];
	str               out;

	one.url = STR("https://x.example/'%20dest='evil");
	s.items = &one;
	s.n = 1;
	assert_int_equal(bench_run(b, (const char *[]){ "qpdf", "--qdf", "--object-streams=disable",
	    paper(b, "odd.pdf", &s), "-", NULL }, &out), 0);
	assert_false(str_has(out, STR("/URI (https://x.example")));
	assert_true(str_has(out, STR("/URI (https://waggle.example.org/w/oak)")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sheet__can_be_read_aloud),
		cmocka_unit_test(test_sheet__words_in_order_and_codes_open_their_story),
		cmocka_unit_test(test_sheet__a3_is_a4_enlarged),
		cmocka_unit_test(test_sheet__forty_items_lose_nothing),
		cmocka_unit_test(test_sheet__long_words_are_never_clipped),
		cmocka_unit_test(test_sheet__large_print_has_nothing_under_18_points),
		cmocka_unit_test(test_sheet__easy_read_has_one_idea_a_line),
		cmocka_unit_test(test_sheet__arabic_is_mirrored),
		cmocka_unit_test(test_sheet__an_empty_poster_invites),
		cmocka_unit_test(test_sheet__the_same_words_give_the_same_bytes),
		cmocka_unit_test(test_sheet__picture_of_one_page),
		cmocka_unit_test(test_sheet__an_odd_address_cannot_break_out),
	};

	return cmocka_run_group_tests_name("sheet", tests, bench_open, bench_close);
}
