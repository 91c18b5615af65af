/* words/markup: what people may write in Markdown, and what never comes through. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "words/markup.h"

enum { CAP = 1 << 20 };

#define assert_markup(md, lit) do { \
	str got_ = markup_html(a, STR(md), 2).html; \
	if (!str_eq(got_, STR(lit))) \
		print_message("got: %.*s\n", STR_ARG(got_)); \
	assert_true(str_eq(got_, STR(lit))); \
} while (0)

static void
test_markup__what_people_may_write(void **state)
{
	struct arena *a = arena_new(CAP);

	(void)state;
	assert_markup("", "");
	assert_markup("Who comes\n\nAnyone.", "<p>Who comes</p>\n<p>Anyone.</p>\n");
	assert_markup("# Aims\n###### Small", "<h2>Aims</h2>\n<h6>Small</h6>\n");
	assert_markup("- one\n- *two*", "<ul>\n<li>one</li>\n<li><em>two</em></li>\n</ul>\n");
	assert_markup("3. one\n4. two", "<ol start=\"3\">\n<li>one</li>\n<li>two</li>\n</ol>\n");
	assert_markup("> **said**", "<blockquote>\n<p><strong>said</strong></p>\n</blockquote>\n");
	assert_markup("[us](/forums/1)", "<p><a href=\"/forums/1\">us</a></p>\n");
	assert_markup("[them](https://example.org/?a=1&b=2)",
	    "<p><a href=\"https://example.org/?a=1&#38;b=2\" rel=\"noopener noreferrer\">them</a></p>\n");
	arena_free(a);
}

static void
test_markup__nothing_else_comes_through(void **state)
{
	struct arena *a = arena_new(CAP);

	(void)state;
	assert_markup("<script>alert(1)</script>", "");
	assert_markup("a <b onclick=x>b</b>", "<p>a b</p>\n");
	assert_markup("![a *picture*](https://example.org/x.png)", "<p></p>\n");
	assert_markup("[x](javascript:alert(1))", "<p>x</p>\n");
	assert_markup("[x](JaVaScRiPt:alert(1))", "<p>x</p>\n");
	assert_markup("[x](data:text/html;base64,AA)", "<p>x</p>\n");
	assert_markup("[x](//example.org)", "<p>x</p>\n");
	assert_markup("[x](/\\example.org)", "<p>x</p>\n");
	assert_markup("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n");
	assert_markup("[x](/a\"onclick=\"b)", "<p><a href=\"/a&#34;onclick=&#34;b\">x</a></p>\n");
	assert_markup("`<b>` & \"q\"", "<p>&#60;b&#62; &#38; &#34;q&#34;</p>\n");
	assert_markup("    <b>", "<p>&#60;b&#62;\n</p>\n");
	assert_markup("&lt;script&gt;", "<p>&#60;script&#62;</p>\n");
	arena_free(a);
}

/* Deep nesting must neither stop the program nor take for ever. */
static void
test_markup__deep_nesting_ends(void **state)
{
	struct arena *a = arena_new(64 << 20);
	struct buf    b = { .mem = a };

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_add(&b, STR("> "));
	buf_add(&b, STR("end"));
	assert_true(str_has(markup_html(a, buf_str(&b), 2).html, STR("end")));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markup__what_people_may_write),
		cmocka_unit_test(test_markup__nothing_else_comes_through),
		cmocka_unit_test(test_markup__deep_nesting_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
