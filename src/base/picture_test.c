/*
 * base/picture: pictures of each kind are drawn afresh, nothing of the upload is left, what is
 * no picture is refused, and the process that draws has no power and is followed by another.
 * SM-B1: evidence of what was done.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <gd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/picture.h"

enum { CAP = 256 << 20 };

struct studio { struct painter *painter; struct arena *mem; };

static int
open_studio(void **state)
{
	struct studio *s = calloc(1, sizeof *s);

	if (s == NULL)
		return -1;
	s->mem = arena_new(CAP);
	s->painter = painter_start();
	*state = s;
	return s->painter == NULL ? -1 : 0;
}

static int
close_studio(void **state)
{
	struct studio *s = *state;

	painter_stop(s->painter);
	arena_free(s->mem);
	free(s);
	return 0;
}

/* ---- pictures to send ---- */

enum kind { AS_JPEG, AS_PNG, AS_GIF, AS_WEBP, KINDS };

static str
kept(struct studio *s, void *p, int n)
{
	str copy;

	assert_non_null(p);
	copy = str_copy(s->mem, (str){ p, (size_t)n });
	gdFree(p);
	return copy;
}

/* Red above, blue below; `clear`: nothing at all in the middle. */
static str
picture(struct studio *s, enum kind kind, int wide, int high, bool clear)
{
	gdImagePtr im = gdImageCreateTrueColor(wide, high);
	void      *p = NULL;
	int        n = 0;

	assert_non_null(im);
	gdImageAlphaBlending(im, 0);
	gdImageSaveAlpha(im, 1);
	gdImageFilledRectangle(im, 0, 0, wide - 1, high / 2, 0xff0000);
	gdImageFilledRectangle(im, 0, high / 2 + 1, wide - 1, high - 1, 0x0000ff);
	if (clear)
		gdImageFilledRectangle(im, wide / 4, high / 4, wide / 2, high / 2, gdTrueColorAlpha(0, 0, 0, 127));
	switch (kind) {
	case AS_JPEG: p = gdImageJpegPtr(im, &n, 90); break;
	case AS_PNG:  p = gdImagePngPtr(im, &n); break;
	case AS_GIF:  p = gdImageGifPtr(im, &n); break;
	case AS_WEBP: p = gdImageWebpPtr(im, &n); break;
	case KINDS:   break;
	}
	gdImageDestroy(im);
	return kept(s, p, n);
}

static str
joined(struct studio *s, str a, str b, str c)
{
	struct buf out = { .mem = s->mem };

	buf_add(&out, a);
	buf_add(&out, b);
	buf_add(&out, c);
	return buf_str(&out);
}

/* Exif as a telephone writes it: which way up, and a place in words we can look for. */
#define EXIF_HEAD "\xff\xe1\0\x44" "Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0"
#define EXIF_TAIL "\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\0\0\0\0\0GPS 51.5074N 0.1278W\0\0"

static str
with_exif(struct studio *s, str jpeg, char turn)
{
	str exif = joined(s, STR(EXIF_HEAD), (str){ &turn, 1 }, STR(EXIF_TAIL));

	assert_int_equal(exif.n, 0x44 + 2);
	return joined(s, (str){ jpeg.p, 2 }, exif, (str){ jpeg.p + 2, jpeg.n - 2 });
}

/* ---- sending ---- */

static gdImagePtr
shown(struct picture p)
{
	void      *bytes = (void *)(uintptr_t)p.bytes.p;
	gdImagePtr im = str_eq(p.type, STR("image/png")) ? gdImageCreateFromPngPtr((int)p.bytes.n, bytes)
	    : gdImageCreateFromJpegPtr((int)p.bytes.n, bytes);

	assert_non_null(im);
	return im;
}

static struct picture
drawn(struct studio *s, str bytes)
{
	struct picture p;

	assert_int_equal(picture_redraw(s->painter, s->mem, bytes, &p), PICTURE_DRAWN);
	return p;
}

static void
refused(struct studio *s, str bytes, enum picture_said want)
{
	struct picture p;

	assert_int_equal(picture_redraw(s->painter, s->mem, bytes, &p), want);
	assert_int_equal(p.bytes.n, 0);
}

static void
assert_size(struct picture p, int wide, int high)
{
	gdImagePtr im = shown(p);

	assert_int_equal(gdImageSX(im), wide);
	assert_int_equal(gdImageSY(im), high);
	gdImageDestroy(im);
}

static bool
is_red(struct picture p, int x, int y)
{
	gdImagePtr im = shown(p);
	int        c = gdImageGetTrueColorPixel(im, x, y);

	gdImageDestroy(im);
	return gdTrueColorGetRed(c) > 200 && gdTrueColorGetBlue(c) < 60;
}

/* ---- tests ---- */

/* SM-B1 */
static void
test_picture__each_kind_is_drawn_afresh(void **state)
{
	struct studio *s = *state;

	for (enum kind k = 0; k < KINDS; k++) {
		struct picture p = drawn(s, picture(s, k, 60, 40, false));

		assert_size(p, 60, 40);
		assert_true(is_red(p, 10, 5));
		assert_false(is_red(p, 10, 35));
		assert_true(str_eq(p.type, k == AS_JPEG || k == AS_WEBP ? STR("image/jpeg") : STR("image/png")));
	}
}

static void
test_picture__large_ones_become_small(void **state)
{
	struct studio *s = *state;

	assert_size(drawn(s, picture(s, AS_JPEG, 3200, 2400, false)), 1600, 1200);
	assert_size(drawn(s, picture(s, AS_PNG, 1000, 4000, false)), 400, 1600);
	assert_size(drawn(s, picture(s, AS_GIF, 1600, 1, false)), 1600, 1);
	assert_size(drawn(s, picture(s, AS_PNG, 8000, 2, false)), 1600, 1);
}

static void
test_picture__what_one_sees_through_stays_so(void **state)
{
	struct studio *s = *state;
	const enum kind kinds[] = { AS_PNG, AS_GIF, AS_WEBP };

	for (size_t i = 0; i < LEN(kinds); i++) {
		struct picture p = drawn(s, picture(s, kinds[i], 80, 80, kinds[i] != AS_GIF));
		gdImagePtr     im = shown(p);

		assert_true(str_eq(p.type, STR("image/png")));
		assert_int_equal(gdTrueColorGetAlpha(gdImageGetTrueColorPixel(im, 30, 30)),
		    kinds[i] != AS_GIF ? 127 : 0);
		gdImageDestroy(im);
	}
}

static void
test_picture__where_it_was_taken_is_gone(void **state)
{
	struct studio *s = *state;
	str            sent = with_exif(s, picture(s, AS_JPEG, 60, 40, false), 1);
	struct picture p = drawn(s, sent);

	assert_true(str_has(sent, STR("GPS 51.5074N")));
	assert_false(str_has(p.bytes, STR("GPS")));
	assert_false(str_has(p.bytes, STR("Exif")));
	assert_size(p, 60, 40);
}

/* Red is above; each of Exif's eight ways puts it somewhere. */
static void
test_picture__stands_the_right_way_up(void **state)
{
	struct studio *s = *state;
	const bool     at_start[] = { true, true, false, false, true, false, false, true };

	for (char turn = 1; turn <= 8; turn++) {
		struct picture p = drawn(s, with_exif(s, picture(s, AS_JPEG, 60, 40, false), turn));
		bool           lies = turn >= 5;

		assert_size(p, lies ? 40 : 60, lies ? 60 : 40);
		assert_int_equal(is_red(p, lies ? 3 : 30, lies ? 30 : 3), at_start[turn - 1]);
		assert_int_equal(is_red(p, lies ? 36 : 30, lies ? 30 : 36), !at_start[turn - 1]);
	}
}

static void
test_picture__what_hangs_on_it_is_left_behind(void **state)
{
	struct studio *s = *state;
	str            tail = STR("PK\x03\x04 <script>alert(1)</script>");

	for (enum kind k = 0; k < KINDS; k++) {
		struct picture p = drawn(s, joined(s, picture(s, k, 50, 50, false), tail, STR("")));

		assert_false(str_has(p.bytes, STR("script")));
		assert_false(str_has(p.bytes, STR("PK\x03\x04")));
	}
	/* a GIF that is also a script: its first line says so */
	refused(s, STR("GIF89a/*\0\0\0\0*/=1;alert(1);"), PICTURE_BROKEN);
}

static void
test_picture__what_is_none_is_refused(void **state)
{
	struct studio *s = *state;

	refused(s, STR(""), PICTURE_BROKEN);
	refused(s, STR("%PDF-1.7 not a picture"), PICTURE_BROKEN);
	refused(s, STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), PICTURE_BROKEN);
	refused(s, STR("\xff\xd8\xff"), PICTURE_BROKEN);
	refused(s, STR("\x89PNG\r\n\x1a\n"), PICTURE_BROKEN);
	refused(s, STR("GIF89a"), PICTURE_BROKEN);
	refused(s, STR("RIFF\0\0\0\0WEBP"), PICTURE_BROKEN);
	assert_false(picture_is_one(STR("BM      ")));
	assert_true(picture_is_one(picture(s, AS_WEBP, 5, 5, false)));
}

/* Cut anywhere: refused, or a picture of its own; never an end of the house. */
static void
test_picture__cut_short_does_no_harm(void **state)
{
	struct studio *s = *state;

	for (enum kind k = 0; k < KINDS; k++) {
		str            whole = picture(s, k, 300, 200, false);
		struct picture p;

		for (size_t part = 1; part < 8; part++) {
			str               cut = { whole.p, whole.n * part / 8 };
			enum picture_said said = picture_redraw(s->painter, s->mem, cut, &p);

			assert_true(said == PICTURE_BROKEN || (k == AS_GIF && said == PICTURE_DRAWN));
		}
		assert_size(drawn(s, whole), 300, 200);
	}
}

/* The head is all that a bomb needs; nothing is decoded. */
static void
test_picture__bombs_are_refused_by_their_head(void **state)
{
	struct studio *s = *state;
	char          *big;

	refused(s, STR("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\x06\0\0\0????"), PICTURE_LARGE);
	refused(s, STR("GIF89a\xff\xff\xff\xff\0\0\0;"), PICTURE_LARGE);
	refused(s, STR("RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\x3f\xff\xff\x3f????????"), PICTURE_LARGE);
	refused(s, STR("\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03???????""??\xff\xd9"), PICTURE_LARGE);
	big = arena_take(s->mem, PICTURE_BYTES_MAX + 1);
	memcpy(big, "GIF89a", 6);
	refused(s, (str){ big, PICTURE_BYTES_MAX + 1 }, PICTURE_LARGE);
}

/* ---- the process ---- */

static long
number_in_status(long pid, const char *name)
{
	char  path[64], line[200];
	FILE *f;
	long  v = -1;

	(void)snprintf(path, sizeof path, "/proc/%ld/status", pid);
	f = fopen(path, "r");
	while (f != NULL && fgets(line, sizeof line, f) != NULL)
		if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ':')
			(void)sscanf(line + strlen(name) + 1, "%ld", &v);
	if (f != NULL)
		(void)fclose(f);
	return v;
}

/* The only process whose parent is `parent`; 0: none, or several. */
static long
child_of(long parent)
{
	DIR           *d = opendir("/proc");
	struct dirent *e;
	long           found = 0, n = 0;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		char *end;
		long  pid = (long)strtoll(e->d_name, &end, 10);

		if (pid > 0 && *end == '\0' && number_in_status(pid, "PPid") == parent) {
			found = pid;
			n++;
		}
	}
	(void)closedir(d);
	return n == 1 ? found : 0;
}

/* A build for watching threads or memory keeps its powers (base/jail.c); it is never released. */
#if defined WAGGLE_JAIL_LAX && !defined __SANITIZE_ADDRESS__
enum { FILTER = 0 };
#else
enum { FILTER = 2 };
#endif

static long
waiting_drawer(struct studio *s)
{
	assert_true(painter_is_well(s->painter));
	for (int i = 0; i < 100; i++) {
		long pid;

		(void)nanosleep(&(struct timespec){ 0, 30 * 1000 * 1000 }, NULL);
		pid = child_of(child_of(child_of(getpid())));
		if (pid > 0 && number_in_status(pid, "Seccomp") == FILTER)
			return pid;
	}
	fail_msg("no process that draws is waiting, shut in");
	return 0;
}

static void
test_picture__the_drawer_has_no_power(void **state)
{
	struct studio *s = *state;
	long           pid = waiting_drawer(s);
	char           path[64], line[200];
	FILE          *f;
	long           files = -1;

	assert_int_equal(number_in_status(pid, "Seccomp"), FILTER);
	assert_int_equal(number_in_status(pid, "NoNewPrivs"), 1);
	(void)snprintf(path, sizeof path, "/proc/%ld/limits", pid);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f) != NULL)
		(void)sscanf(line, "Max open files %ld", &files);
	(void)fclose(f);
	assert_int_equal(files, 0);
}

static void
test_picture__a_dead_drawer_is_followed_by_another(void **state)
{
	struct studio *s = *state;
	str            sent = picture(s, AS_PNG, 20, 20, false);

	for (int i = 0; i < 3; i++) {
		assert_int_equal(kill((pid_t)waiting_drawer(s), SIGKILL), 0);
		assert_size(drawn(s, sent), 20, 20);
	}
}

/* One that hangs costs its picture ten seconds, and the next one nothing. */
static void
test_picture__a_hanging_drawer_is_followed_by_another(void **state)
{
	struct studio *s = *state;
	str            sent = picture(s, AS_PNG, 20, 20, false);

	assert_int_equal(kill((pid_t)waiting_drawer(s), SIGSTOP), 0);
	refused(s, sent, PICTURE_BROKEN);
	assert_size(drawn(s, sent), 20, 20);
}

/* Ended by whatever: it is back without anybody's help. */
static void
test_picture__a_dead_keeper_is_followed_by_another(void **state)
{
	struct studio *s = *state;
	long           behind = child_of(getpid());

	for (int i = 0; i < 3; i++) {
		(void)waiting_drawer(s);
		assert_int_equal(kill((pid_t)child_of(behind), SIGKILL), 0);
		for (int k = 0; k < 100 && !painter_is_well(s->painter); k++)
			(void)nanosleep(&(struct timespec){ 0, 30 * 1000 * 1000 }, NULL);
		assert_size(drawn(s, picture(s, AS_PNG, 20, 20, false)), 20, 20);
	}
}

static void
test_picture__without_its_keepers_it_says_later(void **state)
{
	struct studio *s = *state;
	struct picture p;
	long           behind = child_of(getpid()), keeper;

	(void)waiting_drawer(s);
	keeper = child_of(behind);
	assert_int_equal(kill((pid_t)behind, SIGKILL), 0);
	assert_size(drawn(s, picture(s, AS_PNG, 20, 20, false)), 20, 20);     /* one of them is enough */
	assert_int_equal(kill((pid_t)keeper, SIGKILL), 0);
	assert_int_equal(picture_redraw(s->painter, s->mem, picture(s, AS_PNG, 20, 20, false), &p), PICTURE_LATER);
	assert_false(painter_is_well(s->painter));
	assert_int_equal(picture_redraw(NULL, s->mem, picture(s, AS_PNG, 20, 20, false), &p), PICTURE_LATER);
}

#define IN_STUDIO(f) cmocka_unit_test_setup_teardown(f, open_studio, close_studio)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_STUDIO(test_picture__each_kind_is_drawn_afresh),
		IN_STUDIO(test_picture__large_ones_become_small),
		IN_STUDIO(test_picture__what_one_sees_through_stays_so),
		IN_STUDIO(test_picture__where_it_was_taken_is_gone),
		IN_STUDIO(test_picture__stands_the_right_way_up),
		IN_STUDIO(test_picture__what_hangs_on_it_is_left_behind),
		IN_STUDIO(test_picture__what_is_none_is_refused),
		IN_STUDIO(test_picture__cut_short_does_no_harm),
		IN_STUDIO(test_picture__bombs_are_refused_by_their_head),
		IN_STUDIO(test_picture__the_drawer_has_no_power),
		IN_STUDIO(test_picture__a_dead_drawer_is_followed_by_another),
		IN_STUDIO(test_picture__a_hanging_drawer_is_followed_by_another),
		IN_STUDIO(test_picture__a_dead_keeper_is_followed_by_another),
		IN_STUDIO(test_picture__without_its_keepers_it_says_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
