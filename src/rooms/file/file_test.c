/*
 * rooms/file: evidence as it comes in with action.done and is read back: a picture is drawn
 * afresh, documents stay as they are, and only who may read the matter may read the file.
 */
#include "tests/support/play.h"

#include <string.h>

#include "base/picture.h"
#include "rooms/action/action.h"
#include "rooms/file/file.h"
#include "rooms/matter/matter.h"
#include "rooms/person/person.h"

/* 3 x 2 dots, red; what hangs on it must not be kept. */
#define RED_PNG "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x03\x00\x00" \
	"\x00\x02\x08\x02\x00\x00\x00\x12\x16\xf1\x4d\x00\x00\x00\x10\x49\x44\x41\x54\x78\xda\x63" \
	"\xf8\xcf\xc0\x00\x41\x0c\x70\x16\x00\x41\xd2\x05\xfb\x6f\xf1\x16\xc7\x00\x00\x00\x00\x49" \
	"\x45\x4e\x44\xae\x42\x60\x82"

/* An action of fay's about something ann said on Oak. */
static int64_t
an_action(struct play *p)
{
	struct matter_raised *m = play_ok(p, "ann", &matter_raise, "unit=%lld&said=The tea is cold",
	    (long long)p->oak);
	struct action_row    *a = play_ok(p, "fay", &action_set, "matter=%lld&what=Buy an urn&owner=%lld"
	    "&due=2026-03-20", (long long)m->matter, (long long)play_person(p, "fay"));

	return a->id;
}

static err
done_with(struct play *p, int64_t action, str file, struct action_row **ret_row)
{
	struct word w[] = {
		{ .name = STR("action"), .value = str_fmt(p->f->mem, "%lld", (long long)action) },
		{ .name = STR("words"), .value = STR("The urn is here") },
		{ .name = STR("file"), .value = file, .type = STR("image/png"), .file = STR("urn.png") },
	};
	void *out = NULL;
	err   e;

	play_as(p, "fay");
	e = op_run(&p->cx, &action_done, (struct words){ w, LEN(w) }, &out);
	*ret_row = out;
	return e;
}

static struct play *
play_with_pictures(struct fresh *f)
{
	struct play *p = play_new(f);

	f->painter = painter_start();
	assert_non_null(f->painter);
	return p;
}

/* SM-B1: whoever may read the matter sees the picture; another ward does not. */
static void
test_file__a_picture_shows_what_was_done(void **state)
{
	struct play       *p = play_with_pictures(*state);
	struct action_row *a;
	struct file_page  *f;
	long long          id;

	assert_int_equal(done_with(p, an_action(p), STR(RED_PNG "PK\x03\x04 where I was"), &a), OK);
	assert_true(a->file > 0);
	id = (long long)a->file;
	f = play_ok(p, "ann", &file_read, "file=%lld", id);
	assert_true(str_eq(f->type, STR("image/png")));
	assert_true(str_eq(f->name, STR("urn.png")));
	assert_true(picture_is_one(f->bytes));
	assert_false(str_has(f->bytes, STR("where I was")));
	(void)play_ok(p, "fay", &file_read, "file=%lld", id);
	play_refused(p, "bea", &file_read, ERR_MISSING, "file=%lld", id);
	play_refused(p, "", &file_read, ERR_LOGIN, "file=%lld", id);
	play_refused(p, "ann", &file_read, ERR_MISSING, "file=%lld", id + 1);
}

/* ASVS 5.3.2: a name is one plain word, whatever door it came through. */
static void
test_file__a_name_holds_no_path(void **state)
{
	static const char *const names[][2] = { { "../../etc/passwd", "passwd" }, { "C:\\x\\a.pdf", "a.pdf" },
		{ "a\x1b[2J.pdf", "a[2J.pdf" }, { "x/", "evidence" } };
	struct play *p = play_new(*state);

	for (size_t i = 0; i < LEN(names); i++) {
		struct file_kept k;
		struct upload    up = { .name = str_of(names[i][0]), .bytes = STR("%PDF-1.7 the bill") };

		assert_int_equal(file_ready(&p->cx, &up, STR("file"), &k), OK);
		assert_true(str_eq(k.name, str_of(names[i][1])));
	}
}

/* SM-B1: refused with the field's name, and the action stays open. */
static void
test_file__what_is_none_is_refused(void **state)
{
	struct play       *p = play_with_pictures(*state);
	int64_t            action = an_action(p);
	struct action_row *a;
	const struct { str file; const char *why; } bad[] = {
		{ STR("\x89PNG\r\n\x1a\n and no more"), "file.broken" },
		{ STR("GIF89a\xff\xff\xff\xff\0\0\0;"), "file.pixels" },
		{ STR("MZ\x90\0\x03\0\0\0"), "file.kind" },
	};

	for (size_t i = 0; i < LEN(bad); i++) {
		assert_int_equal(done_with(p, action, bad[i].file, &a), ERR_INPUT);
		assert_string_equal(p->cx.why.key, bad[i].why);
		assert_true(str_eq(p->cx.why.field, STR("file")));
	}
	a = play_ok(p, "fay", &action_read, "action=%lld", (long long)action);
	assert_int_equal(a->state, ACTION_OPEN);
	assert_int_equal(done_with(p, action, STR(RED_PNG), &a), OK);
	assert_int_equal(a->state, ACTION_DONE);
}

/* Without the image process photos wait; words and documents do not. */
static void
test_file__documents_need_no_image_process(void **state)
{
	struct play       *p = play_new(*state);
	int64_t            action = an_action(p);
	struct action_row *a;
	struct file_page  *f;

	assert_int_equal(done_with(p, action, STR(RED_PNG), &a), ERR_INPUT);
	assert_string_equal(p->cx.why.key, "file.later");
	assert_int_equal(done_with(p, action, STR("%PDF-1.7 the bill"), &a), OK);
	f = play_ok(p, "ann", &file_read, "file=%lld", (long long)a->file);
	assert_true(str_eq(f->type, STR("application/pdf")));
	assert_true(str_eq(f->bytes, STR("%PDF-1.7 the bill")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ON_BOTH(test_file__a_picture_shows_what_was_done),
		ON_BOTH(test_file__a_name_holds_no_path),
		ON_BOTH(test_file__what_is_none_is_refused),
		ON_BOTH(test_file__documents_need_no_image_process),
	};

	return run_on_both(tests);
}
