/*
 * The view language, tested by a view with one of everything: what is drawn, what is
 * escaped, what is kept of a refused form, and what English looks like in another language.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "gen/sample_views.h"
#include "page/view.h"
#include "tests/support/sample.h"

struct desk { struct arena *mem; struct cx cx; struct page pg; struct reply r; struct sample v; };

static str
some_key(struct page *pg)
{
	return str_fmt(pg->mem, "key-%zu", pg->b->n);
}

static const struct option options[] = {
	{ .value = STR_INIT("a"), .label = STR_INIT("A <one>"), .hint = STR_INIT("the first") },
	{ .value = STR_INIT("b"), .label = STR_INIT("B"), .chosen = true },
};
static const struct sample_line lines[] = {
	{ STR_INIT("first <line>"), 1, false }, { STR_INIT("second"), 2, true },
};

static int
set_up(void **state)
{
	struct arena *mem = arena_new(1 << 24);
	struct desk  *d = arena_take(mem, sizeof *d);

	d->mem = mem;
	d->cx.mem = mem;
	d->pg = (struct page){ .mem = mem, .cx = &d->cx, .lang = lang_find(STR("en")),
		.today = day_make(2026, 11, 22), .path = STR("/x"), .provider = STR("Oak"), .key_new = some_key };
	d->v = (struct sample){ .name = STR("Sam \"<Lee>\""), .url = STR("/go?a=1&b=2"),
		.words = STR("I said <this>.\nAnd that."), .n = 3, .unit = 7, .due = day_make(2026, 11, 23),
		.late = true, .more = true, .lines = lines, .nlines = 2, .options = options, .noptions = 2 };
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
draw(struct desk *d)
{
	d->r = (struct reply){ 0 };
	show_sample(&d->pg, &d->r, &d->v);
}

/* The page has this somewhere; on failure the message shows the page. */
static void
has(struct desk *d, const char *text)
{
	if (!str_has(buf_str(&d->r.body), str_of(text)))
		fail_msg("not on the page: %s\n%s", text, str_c(d->mem, buf_str(&d->r.body)));
}

static void
has_not(struct desk *d, const char *text)
{
	if (str_has(buf_str(&d->r.body), str_of(text)))
		fail_msg("on the page: %s", text);
}

static void
test_view__holes_are_escaped_by_place(void **state)
{
	struct desk *d = *state;

	draw(d);
	has(d, "<title>Signed in as Sam &quot;&lt;Lee&gt;&quot; – Oak</title>");
	has(d, "<h1 title=\"Sam &quot;&lt;Lee&gt;&quot;\">Signed in as <bdi>Sam &quot;&lt;Lee&gt;&quot;</bdi></h1>");
	has(d, "<p id=\"days\" title=\"every 3 days\">every 3 days</p>");
	has(d, "<time datetime=\"2026-11-23\">");
	has(d, "tomorrow</time>");
	has(d, "<a href=\"/days/2026-11-23?who=Sam%20%22%3CLee%3E%22#x\">3</a>");
	has(d, "<a href=\"/go?a=1&amp;b=2\">");
	has(d, "<p dir=\"auto\">I said &lt;this&gt;.</p><p dir=\"auto\">And that.</p>");
	has_not(d, "<Lee>");
}

/* A name written the other way round does not turn the sentence it stands in. */
static void
test_view__text_that_runs_the_other_way_stands_apart(void **state)
{
	struct desk *d = *state;
	const struct sample_line arabic = { STR("\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa9 (1)"), 1, false };

	d->v.lines = &arabic;
	d->v.nlines = 1;
	draw(d);
	has(d, "<li value=\"1\"><bdi>\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa9 (1)</bdi></li>");
	d->v.lines = lines;
	draw(d);
	has(d, "<li value=\"1\">first &lt;line&gt;</li>");
	d->pg.lang = lang_find(STR("ar"));
	draw(d);
	/* Latin letters on an Arabic page are said to be English; Arabic ones need no word */
	has(d, "<li value=\"1\"><bdi lang=\"en\">first &lt;line&gt;</bdi></li>");
	d->v.lines = &arabic;
	draw(d);
	has(d, "<li value=\"1\"><bdi>\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa9 (1)</bdi></li>");
	has_not(d, "<option value=\"a\"><bdi>");
}

static void
test_view__blocks_follow_the_data(void **state)
{
	struct desk *d = *state;

	draw(d);
	has(d, "<b>late</b>");
	has(d, "<li value=\"1\">first &lt;line&gt;</li>");
	has(d, "<li value=\"2\" class=\"is-chosen\">second</li>");
	has_not(d, "<li>none</li>");
	has(d, "<pre>\n  as it\n    is</pre>");
	d->v.n = 1;
	d->v.nlines = 0;
	draw(d);
	has(d, "late, one");
	has(d, "<li>none</li>");
	has(d, "title=\"every day\"");
	d->v.late = d->v.more = false;
	draw(d);
	has(d, "<b>in time</b>");
	has_not(d, "before=");
}

static void
test_view__forms_carry_their_operation_and_a_fresh_key(void **state)
{
	struct desk *d = *state;

	draw(d);
	has(d, "<form method=\"post\" action=\"/units/7/say\" data-op=\"sample.say\" novalidate>");
	has(d, "data-op=\"sample.say\" enctype=\"multipart/form-data\"");
	has(d, "<form method=\"get\" action=\"/find\" novalidate>");
	has(d, "<input type=\"hidden\" name=\"unit\" value=\"7\">");
	has(d, "name=\"form_key\" value=\"key-");
	has(d, "<a href=\"/wards/7/Sam%20%22%3CLee%3E%22\">Sign in</a>");
	has(d, "href=\"/wards?before=3\"");
}

static void
test_view__limits_come_from_the_operation(void **state)
{
	struct desk *d = *state;

	draw(d);
	has(d, "name=\"said\" rows=\"3\" aria-describedby=\"said-hint\" maxlength=\"2000\" dir=\"auto\"></textarea>");
	has(d, "<h1 class=\"nhsuk-label-wrapper\"><label class=\"nhsuk-label nhsuk-label--l\" for=\"said\">");
	has(d, "id=\"topic\" name=\"topic\" type=\"text\" value=\"Sam &quot;&lt;Lee&gt;&quot;\" maxlength=\"80\" dir=\"auto\">");
	has(d, "id=\"find-topic\" name=\"topic\"");
	has_not(d, "lang=\"en\" dir=\"auto\"");
	/* what stands in a box on a page in other letters is said to be English; an empty one is the page's */
	d->pg.lang = lang_find(STR("ar"));
	draw(d);
	has(d, "value=\"Sam &quot;&lt;Lee&gt;&quot;\" maxlength=\"80\" lang=\"en\" dir=\"auto\">");
	has(d, "name=\"said\" rows=\"3\" aria-describedby=\"said-hint\" maxlength=\"2000\"></textarea>");
}

/* No box for free words without what to do in an emergency. */
static void
test_view__every_text_box_says_what_to_do_in_an_emergency(void **state)
{
	struct desk *d = *state;

	draw(d);
	has(d, "</textarea>\n</div>\n<div class=\"w-safe\"><p>This is not for emergencies."
	    " <a href=\"/help-now\">Need help now?</a>");
}

static void
test_view__choices_start_as_the_room_says(void **state)
{
	struct desk *d = *state;

	draw(d);
	has(d, "<option value=\"a\">A &lt;one&gt;</option>\n<option value=\"b\" selected>");
	has(d, "id=\"mood-2\" name=\"mood\" type=\"radio\" value=\"b\" checked>");
	has(d, "id=\"wards\" name=\"wards\" type=\"checkbox\" value=\"a\" aria-describedby=\"wards-item-hint\">");
	has(d, "id=\"by-day\" name=\"by-day\" type=\"text\" value=\"23\"");
	has(d, "id=\"agree\" name=\"agree\" type=\"checkbox\" value=\"1\">");
}

static void
test_view__what_was_typed_is_kept_but_never_a_secret(void **state)
{
	struct desk *d = *state;
	const struct word kept[] = {
		{ STR("said"), STR("\nmy <words>"), STR("") }, { STR("kind"), STR("a"), STR("") },
		{ STR("wards"), STR("a"), STR("") }, { STR("wards"), STR("b"), STR("") },
		{ STR("agree"), STR("1"), STR("") }, { STR("by-day"), STR("31"), STR("") },
		{ STR("by-month"), STR("2"), STR("") }, { STR("pin"), STR("4711"), STR("") },
		{ STR("topic"), STR(""), STR("") },
	};

	d->pg.kept = (struct words){ kept, LEN(kept) };
	d->pg.refused = &sample_say;
	d->cx.whys[0] = (struct why){ .key = "input.date", .field = STR("by") };
	d->cx.whys[1] = (struct why){ .key = "input.too_long", .field = STR("said"), .number = 2000 };
	d->cx.nwhys = 2;
	draw(d);
	has(d, "\n\nmy &lt;words&gt;</textarea>");
	has(d, "<option value=\"a\" selected>");
	has(d, "id=\"wards-2\" name=\"wards\" type=\"checkbox\" value=\"b\" checked>");
	has(d, "id=\"agree\" name=\"agree\" type=\"checkbox\" value=\"1\" checked>");
	has(d, "name=\"by-day\" type=\"text\" value=\"31\"");
	has(d, "name=\"by-year\" type=\"text\" inputmode");
	has(d, "id=\"topic\" name=\"topic\" type=\"text\" maxlength");
	has(d, "<a href=\"#by-day\">");
	has(d, "<a href=\"#said\">");
	has(d, "aria-describedby=\"said-hint said-error\"");
	has_not(d, "4711");
	has_not(d, "id=\"find-topic\" name=\"topic\" type=\"text\" value=\"Sam");
}

/* A fault of one form says nothing of another on the same page. */
static void
test_view__another_forms_faults_stay_there(void **state)
{
	struct desk *d = *state;
	const struct word kept[] = { { STR("topic"), STR("typed"), STR("") } };

	d->pg.kept = (struct words){ kept, LEN(kept) };
	d->pg.refused = &sample_find;
	d->cx.whys[0] = (struct why){ .key = "input.too_long", .field = STR("topic"), .number = 80 };
	d->cx.nwhys = 1;
	draw(d);
	has(d, "<a href=\"#topic\">");        /* the summary leads into the form that was refused */
	has(d, "id=\"topic\" name=\"topic\" type=\"text\" value=\"typed\" aria-describedby=\"topic-error\"");
	has(d, "id=\"other-topic\" name=\"topic\" type=\"text\" value=\"Sam");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		T(test_view__holes_are_escaped_by_place),
		T(test_view__text_that_runs_the_other_way_stands_apart),
		T(test_view__blocks_follow_the_data),
		T(test_view__forms_carry_their_operation_and_a_fresh_key),
		T(test_view__limits_come_from_the_operation),
		T(test_view__every_text_box_says_what_to_do_in_an_emergency),
		T(test_view__choices_start_as_the_room_says),
		T(test_view__what_was_typed_is_kept_but_never_a_secret),
		T(test_view__another_forms_faults_stay_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
