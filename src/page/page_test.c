/*
 * page, tested: holes escape for their place, and every page has its surroundings.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "page/page_in.h"
#include "page/view.h"

struct desk { struct arena *mem; struct buf b; struct cx cx; struct page pg; struct reply r; };

static str
some_key(struct page *pg)
{
	(void)pg;
	return STR("k\"1");
}

static int
set_up(void **state)
{
	struct arena *mem = arena_new(1 << 24);
	struct desk  *d = arena_take(mem, sizeof *d);

	d->mem = mem;
	d->b.mem = mem;
	d->cx.mem = mem;
	d->pg = (struct page){ .b = &d->b, .mem = mem, .cx = &d->cx, .lang = lang_find(STR("en")),
		.today = day_make(2026, 11, 22), .path = STR("/wards/4"), .provider = STR("Oak & Ash"),
		.size = 100, .key_new = some_key };
	*state = d;
	return 0;
}

static int
tear_down(void **state)
{
	struct desk *d = *state;

	arena_free(d->mem);
	return 0;
}

static void
wrote(struct desk *d, const char *want)
{
	str got = buf_str(d->pg.b);

	assert_string_equal(str_c(d->mem, got), want);
	d->pg.b->n = 0;
}

static void
test_page__text_is_escaped(void **state)
{
	struct desk *d = *state;

	page_text(&d->pg, STR("<b>&\"'</b>"));
	wrote(d, "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;");
	page_text(&d->pg, STR("seventeen letters<and>on it goes for longer than thirty-two"));
	wrote(d, "seventeen letters&lt;and&gt;on it goes for longer than thirty-two");
	page_attr(&d->pg, STR("\" onload=\"x"));
	wrote(d, "&quot; onload=&quot;x");
}

static void
test_page__url_piece_cannot_leave_its_place(void **state)
{
	struct desk *d = *state;

	page_url(&d->pg, STR("../a b?c=d&e#\xc3\xa9"));
	wrote(d, "..%2Fa%20b%3Fc%3Dd%26e%23%C3%A9");
	page_url(&d->pg, (int64_t)-7);
	wrote(d, "-7");
}

static void
test_page__path_stays_on_our_site(void **state)
{
	struct desk *d = *state;

	page_path(&d->pg, STR("/wards/4?x=1&y=2"));
	wrote(d, "/wards/4?x=1&amp;y=2");
	page_path(&d->pg, STR("//elsewhere.example/"));
	wrote(d, "/");
	page_path(&d->pg, STR("/\\elsewhere.example/"));
	wrote(d, "/");
	page_path(&d->pg, STR("javascript:alert(1)"));
	wrote(d, "/");
}

static void
test_page__said_keeps_lines_and_direction(void **state)
{
	struct desk *d = *state;

	page_said(&d->pg, STR("It is <cold>.\n\n  Every night\r\n"));
	wrote(d, "<p dir=\"auto\">It is &lt;cold&gt;.</p><p dir=\"auto\">Every night</p>");
}

static void
some_title(struct page *pg, const void *v)
{
	page_attr(pg, *(const str *)v);
}

static void
some_body(struct page *pg, const void *v)
{
	put(pg, "<h1>");
	page_text(pg, *(const str *)v);
	put(pg, "</h1>");
}

static const struct view some_view = { "some", some_title, some_body };

static bool
page_has(struct desk *d, const char *text)
{
	return str_has(buf_str(&d->r.body), str_of(text));
}

static void
test_page__every_page_has_its_surroundings(void **state)
{
	struct desk *d = *state;
	str title = STR("A <quiet> room");

	page_show(&d->pg, &d->r, &some_view, &title);
	assert_int_equal(d->r.status, 200);
	assert_true(page_has(d, "<html lang=\"en-GB\" dir=\"ltr\""));
	assert_true(page_has(d, "<title>A &lt;quiet&gt; room – Oak &amp; Ash</title>"));
	assert_true(page_has(d, "<h1>A &lt;quiet&gt; room</h1>"));
	assert_true(page_has(d, "href=\"/help-now\""));
	assert_true(page_has(d, "href=\"/leave\""));
	assert_true(page_has(d, "href=\"/sign-in?back=%2Fwards%2F4\""));
	assert_true(page_has(d, "hreflang") == false && page_has(d, "lang=ar&amp;back=%2Fwards%2F4"));
	assert_false(page_has(d, "Sign out"));
	assert_false(page_has(d, "nhsuk-error-summary"));
}

static void
test_page__signed_in_can_sign_out(void **state)
{
	struct desk *d = *state;
	str title = STR("Mine");

	d->cx.who = (struct actor){ .id = { 3 }, .name = STR("Sam <Lee>") };
	page_show(&d->pg, &d->r, &some_view, &title);
	assert_true(page_has(d, "Signed in as <bdi>Sam &lt;Lee&gt;</bdi>"));
	assert_true(page_has(d, "name=\"form_key\" value=\"k&quot;1\""));
	assert_true(page_has(d, "Sign out"));
}

static void
test_page__room_screen_has_no_chrome(void **state)
{
	struct desk *d = *state;
	str title = STR("Agenda");

	d->pg.room_screen = true;
	page_show(&d->pg, &d->r, &some_view, &title);
	assert_true(page_has(d, "<h1>Agenda</h1>"));
	assert_true(page_has(d, "<body class=\"w-room\">"));
	assert_false(page_has(d, "nhsuk-header"));
}

static void
test_page__other_languages_turn_the_page_and_mark_english(void **state)
{
	struct desk *d = *state;
	str title = STR("x");

	d->pg.lang = lang_find(STR("ar"));
	page_show(&d->pg, &d->r, &some_view, &title);
	assert_true(page_has(d, "<html lang=\"ar\" dir=\"rtl\""));
	assert_true(page_has(d, ".rtl."));
}

static void
test_page__what_is_wrong_comes_first(void **state)
{
	struct desk *d = *state;
	str title = STR("Say something");

	d->cx.whys[0] = (struct why){ .key = "input.missing", .field = STR("said") };
	d->cx.nwhys = 1;
	page_show(&d->pg, &d->r, &some_view, &title);
	assert_true(page_has(d, "<title>Error: Say something"));
	assert_true(page_has(d, "<a href=\"#said\">"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		T(test_page__text_is_escaped),
		T(test_page__url_piece_cannot_leave_its_place),
		T(test_page__path_stays_on_our_site),
		T(test_page__said_keeps_lines_and_direction),
		T(test_page__every_page_has_its_surroundings),
		T(test_page__signed_in_can_sign_out),
		T(test_page__room_screen_has_no_chrome),
		T(test_page__other_languages_turn_the_page_and_mark_english),
		T(test_page__what_is_wrong_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
