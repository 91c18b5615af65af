/*
 * Tests of sheet: what the paper shows is asked of other people's tools (poppler, qpdf,
 * zbar), never of our own drawing.  WAGGLE_KEEP=folder keeps the papers to look at.
 */
#include "rooms/sheet/qr.h"
#include "rooms/sheet/sheet.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct bench { struct arena *mem; char dir[64]; bool keep; };

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	const char   *keep = getenv("WAGGLE_KEEP");

	b->mem = arena_new((size_t)512 << 20);
	b->keep = keep != NULL;
	snprintf(b->dir, sizeof b->dir, "%s", keep != NULL ? keep : "/tmp/sheet-XXXXXX");
	if (!b->keep && mkdtemp(b->dir) == NULL)
		return -1;
	*state = b;
	return 0;
}

/* Runs a program, gives back what it printed; -1 when it could not start. */
static int
run(struct bench *b, const char *const argv[], str *ret_out)
{
	struct buf out = { .mem = b->mem };
	int        p[2], st = 0;
	pid_t      pid;
	ssize_t    n;

	assert_int_equal(pipe(p), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(p[1], 1);
		dup2(null, 2);
		close(p[0]);
		execvp(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(p[1]);
	do {
		buf_need(&out, 65536);
		n = read(p[0], out.p + out.n, 65536);
		out.n += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	close(p[0]);
	waitpid(pid, &st, 0);
	*ret_out = buf_str(&out);
	return WIFEXITED(st) ? WEXITSTATUS(st) : -1;
}

static int
teardown(void **state)
{
	struct bench *b = *state;
	str           out;

	if (!b->keep)
		(void)run(b, (const char *[]){ "rm", "-rf", b->dir, NULL }, &out);
	arena_free(b->mem);
	free(b);
	return 0;
}

static const char *
save(struct bench *b, const char *name, str bytes)
{
	const char *path = str_fmt(b->mem, "%s/%s", b->dir, name).p;
	FILE       *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static const struct sheet_words ENGLISH = {
	STR_INIT("We said"), STR_INIT("We did"), STR_INIT("We are doing"), STR_INIT("Not now, because"),
	STR_INIT("Scan to read the whole story"), STR_INIT("(more)"), STR_INIT("Page {page} of {pages}"),
	STR_INIT("Nothing yet. You can be the first."), STR_INIT("QR code for {url}"),
};

static const struct sheet_item ITEMS[] = {
	{ SHEET_DID, STR_INIT("The lounge is too dark to read in the evening."),
	    STR_INIT("Two new lamps are in the lounge. Estates fitted them on 14 October."),
	    STR_INIT("Done. The people who said it say it helped."), STR_INIT("12 days from said to done"),
	    STR_INIT("https://waggle.example.org/m/1041") },
	{ SHEET_DOING, STR_INIT("We would like hot food at weekends, not only sandwiches on Sunday evening."),
	    STR_INIT("The kitchen is trying a hot Sunday supper for four weeks."),
	    STR_INIT("On its way. Catering answers by 3 December."), STR_INIT("9 days so far"),
	    STR_INIT("https://waggle.example.org/m/1055") },
	{ SHEET_NOT, STR_INIT("Could the garden be open all night?"),
	    STR_INIT("There are too few staff at night to keep everyone safe outside. We look at it again on 1 March."),
	    STR_INIT("Not now. You can ask again."), STR_INIT("21 days from said to answered"),
	    STR_INIT("https://waggle.example.org/m/1062") },
	{ SHEET_DID, STR_INIT("The door of the quiet room bangs."), STR_INIT("It has a soft closer now."),
	    STR_INIT("Done. It helped."), STR_INIT("6 days from said to done"),
	    STR_INIT("https://waggle.example.org/m/1070") },
};

static struct sheet
ward_sheet(void)
{
	return (struct sheet){
		.look = { .tag = STR("en-GB") }, .words = ENGLISH, .provider = STR("Riverbank Care"),
		.place = STR("Oak ward"), .heading = STR("We said, we did"),
		.dates = STR("1 September to 22 November 2026"), .items = ITEMS, .n = LEN(ITEMS),
		.foot = STR("Something to say? Scan this, or tell any of us."),
		.foot_url = STR("https://waggle.example.org/w/oak"),
	};
}

static struct sheet
arabic_sheet(void)
{
	static const struct sheet_item items[] = {
		{ SHEET_DID, STR_INIT("غرفة الجلوس مظلمة جدا للقراءة في المساء."),
		    STR_INIT("وضعنا مصباحين جديدين في غرفة الجلوس."), STR_INIT("تم. قال من طلبوه إنه ساعد."),
		    STR_INIT("12 يوما من القول إلى الفعل"), STR_INIT("https://waggle.example.org/m/1041") },
		{ SHEET_NOT, STR_INIT("Could the garden be open all night?"),
		    STR_INIT("عدد الموظفين في الليل قليل."), STR_INIT("ليس الآن."), STR_INIT("21 يوما"),
		    STR_INIT("https://waggle.example.org/m/1062") },
	};
	struct sheet s = ward_sheet();

	s.look = (struct sheet_look){ .lang = lang_find(STR("ar")), .tag = STR("ar"), .rtl = true };
	s.words = (struct sheet_words){ STR("قلنا"), STR("فعلنا"), STR("نعمل على"), STR("ليس الآن، لأن"),
	    STR("امسح لقراءة القصة كاملة"), STR("(تتمة)"), STR("صفحة {page} من {pages}"),
	    STR("لا شيء بعد. يمكنك أن تكون الأول."), STR("رمز {url}") };
	s.heading = STR("قلنا، وفعلنا");
	s.place = STR("جناح البلوط");
	s.dates = STR("من 1 سبتمبر إلى 22 نوفمبر 2026");
	s.foot = STR("هل لديك ما تقوله؟ امسح هذا أو أخبر أيا منا.");
	s.items = items;
	s.n = LEN(items);
	return s;
}

/* Draws, saves, and asks qpdf whether it is sound. */
static const char *
paper(struct bench *b, const char *name, const struct sheet *s)
{
	struct buf  pdf = { .mem = b->mem };
	const char *path;
	str         out;

	assert_int_equal(sheet_pdf(b->mem, s, &pdf), OK);
	path = save(b, name, buf_str(&pdf));
	assert_int_equal(run(b, (const char *[]){ "qpdf", "--check", path, NULL }, &out), 0);
	return path;
}

static int64_t
pages(struct bench *b, const char *path)
{
	str     out, line;
	int64_t n = -1;

	assert_int_equal(run(b, (const char *[]){ "pdfinfo", path, NULL }, &out), 0);
	while (out.n > 0) {
		line = str_cut(&out, '\n');
		if (str_starts(line, STR("Pages:")))
			(void)str_to_int(str_trim((str){ line.p + 6, line.n - 6 }), &n);
	}
	return n;
}

static str
words_of(struct bench *b, const char *path)
{
	str out;

	assert_int_equal(run(b, (const char *[]){ "pdftotext", "-nopgbrk", path, "-", NULL }, &out), 0);
	return out;
}

/* All of `text` with every run of blanks as one space: lines break where they like. */
static str
flat(struct bench *b, str text)
{
	struct buf out = { .mem = b->mem };
	bool       gap = false;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\f') {
			gap = true;
			continue;
		}
		if (gap && out.n > 0)
			buf_add(&out, STR(" "));
		gap = false;
		buf_add(&out, (str){ text.p + i, 1 });
	}
	return buf_str(&out);
}

/* Every code on every page, as zbar reads them from a print of the paper (it answers 4 for none). */
static str
codes(struct bench *b, const char *path)
{
	const char *stem = str_fmt(b->mem, "%s.page", path).p;
	struct buf  all = { .mem = b->mem };
	str         out;

	assert_int_equal(run(b, (const char *[]){ "pdftoppm", "-r", "110", "-gray", path, stem, NULL }, &out), 0);
	for (int64_t i = 1, n = pages(b, path); i <= n; i++) {
		const char *pgm = str_fmt(b->mem, n > 9 ? "%s-%02d.pgm" : "%s-%d.pgm", stem, (int)i).p;

		int         st = run(b, (const char *[]){ "zbarimg", "-q", "--raw", pgm, NULL }, &out);

		assert_true(st == 0 || (st == 4 && out.n == 0));
		buf_add(&all, out);
	}
	return buf_str(&all);
}

/* SM-B2: a poster is tagged, names its language and title, and embeds its fonts. */
static void
test_sheet__can_be_read_aloud(void **state)
{
	struct bench *b = *state;
	struct sheet  s = ward_sheet();
	const char   *path = paper(b, "ward-a4.pdf", &s);
	str           out, line;
	int           fonts = 0;

	assert_int_equal(run(b, (const char *[]){ "pdfinfo", path, NULL }, &out), 0);
	assert_true(str_has(out, STR("Title:           We said, we did: Oak ward\n")));
	assert_true(str_has(out, STR("Tagged:          yes\n")));
	assert_false(str_has(out, STR("CreationDate")));
	assert_int_equal(run(b, (const char *[]){ "pdfinfo", "-struct-text", path, NULL }, &out), 0);
	assert_true(str_has(out, STR("H1 (block)\n    \"We said, we did\"")));
	assert_true(str_has(out, STR("H2 (block)\n    \"We are doing\"")));
	assert_true(str_has(out, STR("P (block)\n")));
	assert_true(str_has(out, STR("Figure")));
	assert_true(str_has(out, STR("Link")));
	assert_int_equal(run(b, (const char *[]){ "qpdf", "--qdf", "--object-streams=disable", path, "-", NULL }, &out), 0);
	assert_true(str_has(out, STR("/Lang (en-GB)")));
	assert_true(str_has(out, STR("/DisplayDocTitle true")));
	assert_true(str_has(out, STR("/Alt (QR code for https://waggle.example.org/m/1041)")));
	assert_true(str_has(out, STR("/URI (https://waggle.example.org/m/1041)")));
	assert_int_equal(run(b, (const char *[]){ "pdffonts", path, NULL }, &out), 0);
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
	assert_int_equal(run(b, (const char *[]){ "pdfinfo", path, NULL }, &out), 0);
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

/* Every type size in the paper, in points, as poppler finds them. */
static double
smallest_type(struct bench *b, const char *path)
{
	double least = 1000;
	str    out;

	assert_int_equal(run(b, (const char *[]){ "pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1",
	    path, NULL }, &out), 0);
	while (out.n > 0) {
		str   line = str_cut(&out, '\n'), mark = STR(" size=\"");
		char *at = line.n > 0 ? memmem(line.p, line.n, mark.p, mark.n) : NULL;

		if (at != NULL && strtod(at + mark.n, NULL) < least)
			least = strtod(at + mark.n, NULL);
	}
	return least;
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
	assert_int_equal(run(b, (const char *[]){ "qpdf", "--qdf", "--object-streams=disable", path, "-", NULL }, &out), 0);
	assert_true(str_has(out, STR("/Lang (ar)")));
	assert_int_equal(run(b, (const char *[]){ "pdffonts", path, NULL }, &out), 0);
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
	assert_int_equal(run(b, (const char *[]){ "zbarimg", "-q", "--raw",
	    save(b, "first.png", buf_str(&png)), NULL }, &out), 0);
	assert_true(str_has(out, ITEMS[0].url));
	assert_false(str_has(out, ITEMS[3].url));
	assert_int_equal(run(b, (const char *[]){ "zbarimg", "-q", "--raw",
	    save(b, "second.png", buf_str(&second)), NULL }, &out), 0);
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
	assert_int_equal(run(b, (const char *[]){ "qpdf", "--qdf", "--object-streams=disable",
	    paper(b, "odd.pdf", &s), "-", NULL }, &out), 0);
	assert_false(str_has(out, STR("/URI (https://x.example")));
	assert_true(str_has(out, STR("/URI (https://waggle.example.org/w/oak)")));
}

static struct sheet_invite
council_invite(void)
{
	static const struct sheet_fact facts[] = {
		{ SIGN_DAY, STR_INIT("When"), STR_INIT("Thursday 3 December 2026, 2pm to 3:30pm. Tea from 1:30pm.") },
		{ SIGN_PLACE, STR_INIT("Where"), STR_INIT("The garden room, ground floor. It has a ramp and a hearing loop.") },
		{ SIGN_ONLINE, STR_INIT("From home"), STR_INIT("Join by phone or video. Ask us for the number.") },
		{ SIGN_PEOPLE, STR_INIT("Who can come"), STR_INIT("Anyone who uses the service, their carers, and staff.") },
	};

	return (struct sheet_invite){ .look = { .tag = STR("en-GB") }, .provider = STR("Riverbank Care"),
		.heading = STR("Come along"), .forum = STR("People's Council"),
		.what_for = STR("We talk about what should change, and the executive team has to answer us."),
		.facts = facts, .n = LEN(facts), .url = STR("https://waggle.example.org/f/council"),
		.scan = STR("Scan to join, or to find out more"), .qr = STR("QR code for the council's page") };
}

/* SM-B5: an invitation fits one page as large as it can, and its code opens the forum's page. */
static void
test_invite__one_page_that_says_when_where_and_how(void **state)
{
	struct bench       *b = *state;
	struct sheet_invite s = council_invite();
	struct buf          pdf = { .mem = b->mem }, large = pdf, png = pdf;
	const char         *path;
	str                 text;

	assert_int_equal(sheet_invite_pdf(b->mem, &s, &pdf), OK);
	path = save(b, "invite.pdf", buf_str(&pdf));
	assert_int_equal(pages(b, path), 1);
	text = flat(b, words_of(b, path));
	assert_true(str_has(text, s.what_for));
	for (size_t i = 0; i < s.n; i++)
		assert_true(str_has(text, s.facts[i].words));
	assert_true(str_eq(str_trim(codes(b, path)), s.url));
	assert_int_equal(sheet_invite_png(b->mem, &s, 800, &png), OK);
	s.look.large = true;
	assert_int_equal(sheet_invite_pdf(b->mem, &s, &large), OK);
	assert_true(smallest_type(b, save(b, "invite-large.pdf", buf_str(&large))) >= 18);
}

/* An invitation too long for its page runs on; its last words and its code are there. */
static void
test_invite__a_long_one_runs_on(void **state)
{
	struct bench       *b = *state;
	struct sheet_invite s = council_invite();
	struct buf          pdf = { .mem = b->mem }, what = pdf;
	const char         *path;

	for (int i = 0; i < 250; i++)
		buf_addf(&what, "reason%d and why ", i);
	s.what_for = buf_str(&what);
	assert_int_equal(sheet_invite_pdf(b->mem, &s, &pdf), OK);
	path = save(b, "invite-long.pdf", buf_str(&pdf));
	assert_true(pages(b, path) >= 2);
	assert_true(str_has(flat(b, words_of(b, path)), STR("reason249 and why")));
	assert_true(str_has(flat(b, words_of(b, path)), s.facts[3].words));
	assert_true(str_has(codes(b, path), s.url));
}

static struct sheet_meeting
ward_meeting(void)
{
	static const struct sheet_row groups[] = {
		{ STR_INIT("People who use the ward"), STR_INIT("We need 3 or more") },
		{ STR_INIT("Carers"), STR_INIT("") }, { STR_INIT("Staff"), STR_INIT("We need 1 or more") },
	};
	static const struct sheet_row matters[] = {
		{ STR_INIT("Matter 1041"), STR_INIT("The lounge is too dark to read in the evening.") },
		{ STR_INIT("Matter 1055"), STR_INIT("We would like hot food at weekends, not only sandwiches on Sunday evening.") },
		{ STR_INIT("Matter 1062"), STR_INIT("Could the garden be open all night?") },
	};
	static const str outcomes[] = { STR_INIT("Settled here"), STR_INIT("Passed on"), STR_INIT("Yes"),
		STR_INIT("Partly"), STR_INIT("Not now"), STR_INIT("No"), STR_INIT("Next time") };
	static const str votes[] = { STR_INIT("For"), STR_INIT("Against"), STR_INIT("Not sure") };

	return (struct sheet_meeting){ .look = { .tag = STR("en-GB") }, .provider = STR("Riverbank Care"),
		.forum = STR("Oak ward meeting"), .heading = STR("Meeting sheet"),
		.when = STR("Thursday 26 November 2026, 10:30am"), .where = STR("The lounge"),
		.id = STR("Sheet 58-3"), .url = STR("https://waggle.example.org/meetings/58/paper"),
		.scan = STR("Scan to type this in"), .qr = STR("QR code to type this sheet in"),
		.how = STR("Fill this in with a pen. Somebody types it in afterwards, and it is marked as typed from paper."),
		.who_title = STR("Who came"), .who_note = STR("Names only if people want. Count everybody else."),
		.who_name = STR("Names"), .who_count = STR("How many"), .groups = groups, .ngroups = LEN(groups),
		.matters_title = STR("What we talk about"), .matters = matters, .nmatters = LEN(matters),
		.outcomes = outcomes, .noutcomes = LEN(outcomes), .votes = votes, .nvotes = LEN(votes),
		.votes_label = STR("Hands up"), .what_label = STR("What we agreed, who does it, by when, and why"),
		.new_title = STR("Something new"), .nnew = 4, .page = STR("Page {page} of {pages}") };
}

/* Walk 8: the printed sheet has a box for every constituency and matter, and its own code on each page. */
static void
test_meeting__sheet_can_be_filled_in_by_hand(void **state)
{
	struct bench        *b = *state;
	struct sheet_meeting s = ward_meeting();
	struct buf           pdf = { .mem = b->mem }, large = pdf;
	const char          *path;
	str                  text, got;
	size_t               times = 0;

	assert_int_equal(sheet_meeting_pdf(b->mem, &s, &pdf), OK);
	path = save(b, "meeting.pdf", buf_str(&pdf));
	text = flat(b, words_of(b, path));
	got = codes(b, path);
	assert_int_equal(pages(b, path), 2);
	for (size_t i = 0; i < s.ngroups; i++)
		assert_true(str_has(text, s.groups[i].label));
	for (size_t i = 0; i < s.nmatters; i++)
		assert_true(str_has(text, s.matters[i].note));
	assert_true(str_has(text, STR("Page 2 of 2")));
	while (got.n > 0)
		times += str_eq(str_cut(&got, '\n'), s.url);
	assert_int_equal(times, 2);
	s.look.large = true;
	assert_int_equal(sheet_meeting_pdf(b->mem, &s, &large), OK);
	assert_true(smallest_type(b, save(b, "meeting-large.pdf", buf_str(&large))) >= 18);
}

static void
test_qr__svg_and_png_open_the_address(void **state)
{
	struct bench *b = *state;
	struct buf    svg = { .mem = b->mem }, png = svg;
	str           url = STR("https://waggle.example.org/m/7"), out;
	char         *long_url = memset(arena_take(b->mem, 5000), 'a', 5000);

	assert_int_equal(qr_svg(&svg, url), OK);
	assert_int_equal(qr_png(b->mem, url, 300, &png), OK);
	assert_true(str_starts(buf_str(&svg), STR("<svg ")));
	assert_false(str_has(buf_str(&svg), STR("style")));
	assert_int_equal(run(b, (const char *[]){ "zbarimg", "-q", "--raw",
	    save(b, "qr.png", buf_str(&png)), NULL }, &out), 0);
	assert_true(str_eq(str_trim(out), url));
	assert_int_equal(qr_svg(&svg, (str){ long_url, 5000 }), ERR_INPUT);
	assert_int_equal(qr_svg(&svg, STR("")), ERR_INPUT);
}

/* What people really type: nothing, only line breaks, symbols, hundreds of marks on one letter. */
static void
test_sheet__odd_words_are_drawn_whole(void **state)
{
	struct bench     *b = *state;
	struct sheet      s = ward_sheet();
	struct buf        lines = { .mem = b->mem }, marks = lines;
	struct sheet_item odd[6];
	const char       *path;

	for (int i = 0; i < 300; i++) {
		buf_add(&lines, STR("\r\n"));
		buf_add(&marks, i == 0 ? STR("Z") : STR("\xCC\x81"));
	}
	for (size_t i = 0; i < LEN(odd); i++)
		odd[i] = ITEMS[0];
	odd[0].said = odd[0].did = odd[0].state = odd[0].days = STR("");
	odd[1].said = buf_str(&lines);
	odd[2].did = buf_str(&marks);
	odd[3].said = STR("\xF0\x9F\x98\x80 <b>&amp;</b>");
	odd[4].url = STR("");
	odd[4].said = STR("\xE2\x80\xAE turned \xE2\x80\xAC round");
	odd[5].said = STR("ওয়ার্ড ਵਾਰਡ وارڈ 病房 वार्ड");
	s.items = odd;
	s.n = LEN(odd);
	path = paper(b, "odd-words.pdf", &s);
	assert_int_equal(pages(b, path), 2);        /* 300 line breaks are not 300 lines */
	assert_true(str_has(words_of(b, path), STR("<b>&amp;</b>")));
	s.look.easy = true;
	(void)paper(b, "odd-easy.pdf", &s);
}

/* Many items, each over a dozen pages. */
static void
test_sheet__hundreds_of_pages(void **state)
{
	struct bench      *b = *state;
	struct sheet       s = ward_sheet();
	struct sheet_item  many[30];
	struct buf         words = { .mem = b->mem };

	while (words.n < 2000)
		buf_add(&words, STR("many words and more "));
	for (size_t i = 0; i < LEN(many); i++) {
		many[i] = ITEMS[0];
		many[i].said = many[i].did = buf_str(&words);
	}
	s.items = many;
	s.n = LEN(many);
	s.look.easy = true;
	assert_true(pages(b, paper(b, "most.pdf", &s)) > 300);
}

static int
draw_some(void *fails)
{
	for (int i = 0; i < 6; i++) {
		struct arena *mem = arena_new((size_t)64 << 20);
		struct sheet  s = i % 2 == 0 ? ward_sheet() : arabic_sheet();
		struct buf    pdf = { .mem = mem };

		*(int *)fails += sheet_pdf(mem, &s, &pdf) != OK;
		arena_free(mem);
	}
	return 0;
}

/* Four threads at once; the sanitizers watch. */
static void
test_sheet__draws_on_many_threads(void **state)
{
	thrd_t t[4];
	int    fails[4] = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(thrd_create(&t[i], draw_some, &fails[i]), thrd_success);
	for (int i = 0; i < 4; i++) {
		assert_int_equal(thrd_join(t[i], NULL), thrd_success);
		assert_int_equal(fails[i], 0);
	}
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
		cmocka_unit_test(test_invite__one_page_that_says_when_where_and_how),
		cmocka_unit_test(test_invite__a_long_one_runs_on),
		cmocka_unit_test(test_meeting__sheet_can_be_filled_in_by_hand),
		cmocka_unit_test(test_qr__svg_and_png_open_the_address),
		cmocka_unit_test(test_sheet__odd_words_are_drawn_whole),
		cmocka_unit_test(test_sheet__hundreds_of_pages),
		cmocka_unit_test(test_sheet__draws_on_many_threads),
	};

	return cmocka_run_group_tests_name("sheet", tests, setup, teardown);
}
