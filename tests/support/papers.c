/*
 * For tests of papers: see papers.h.
 */
#include "tests/support/papers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int
bench_open(void **state)
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
int
bench_run(struct bench *b, const char *const argv[], str *ret_out)
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

int
bench_close(void **state)
{
	struct bench *b = *state;
	str           out;

	if (!b->keep)
		(void)bench_run(b, (const char *[]){ "rm", "-rf", b->dir, NULL }, &out);
	arena_free(b->mem);
	free(b);
	return 0;
}

const char *
bench_save(struct bench *b, const char *name, str bytes)
{
	const char *path = str_fmt(b->mem, "%s/%s", b->dir, name).p;
	FILE       *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

const struct sheet_words ENGLISH = {
	STR_INIT("We said"), STR_INIT("We did"), STR_INIT("We are doing"), STR_INIT("Not now, because"),
	STR_INIT("Scan to read the whole story"), STR_INIT("(more)"), STR_INIT("Page {page} of {pages}"),
	STR_INIT("Nothing yet. You can be the first."), STR_INIT("QR code for {url}"),
};

const struct sheet_item ITEMS[] = {
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

struct sheet
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

struct sheet
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
const char *
paper(struct bench *b, const char *name, const struct sheet *s)
{
	struct buf  pdf = { .mem = b->mem };
	const char *path;
	str         out;

	assert_int_equal(sheet_pdf(b->mem, s, &pdf), OK);
	path = bench_save(b, name, buf_str(&pdf));
	assert_int_equal(bench_run(b, (const char *[]){ "qpdf", "--check", path, NULL }, &out), 0);
	return path;
}

int64_t
pages(struct bench *b, const char *path)
{
	str     out, line;
	int64_t n = -1;

	assert_int_equal(bench_run(b, (const char *[]){ "pdfinfo", path, NULL }, &out), 0);
	while (out.n > 0) {
		line = str_cut(&out, '\n');
		if (str_starts(line, STR("Pages:")))
			(void)str_to_int(str_trim((str){ line.p + 6, line.n - 6 }), &n);
	}
	return n;
}

str
words_of(struct bench *b, const char *path)
{
	str out;

	assert_int_equal(bench_run(b, (const char *[]){ "pdftotext", "-nopgbrk", path, "-", NULL }, &out), 0);
	return out;
}

/* All of `text` with every run of blanks as one space: lines break where they like. */
str
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
str
codes(struct bench *b, const char *path)
{
	const char *stem = str_fmt(b->mem, "%s.page", path).p;
	struct buf  all = { .mem = b->mem };
	str         out;

	assert_int_equal(bench_run(b, (const char *[]){ "pdftoppm", "-r", "110", "-gray", path, stem, NULL }, &out), 0);
	for (int64_t i = 1, n = pages(b, path); i <= n; i++) {
		const char *pgm = str_fmt(b->mem, n > 9 ? "%s-%02d.pgm" : "%s-%d.pgm", stem, (int)i).p;

		int         st = bench_run(b, (const char *[]){ "zbarimg", "-q", "--raw", pgm, NULL }, &out);

		assert_true(st == 0 || (st == 4 && out.n == 0));
		buf_add(&all, out);
	}
	return buf_str(&all);
}

/* Every type size in the paper, in points, as poppler finds them. */
double
smallest_type(struct bench *b, const char *path)
{
	double least = 1000;
	str    out;

	assert_int_equal(bench_run(b, (const char *[]){ "pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1",
	    path, NULL }, &out), 0);
	while (out.n > 0) {
		str   line = str_cut(&out, '\n'), mark = STR(" size=\"");
		char *at = line.n > 0 ? memmem(line.p, line.n, mark.p, mark.n) : NULL;

		if (at != NULL && strtod(at + mark.n, NULL) < least)
			least = strtod(at + mark.n, NULL);
	}
	return least;
}
