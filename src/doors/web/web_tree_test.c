/*
 * web/tree: an address finds its route and its words, and nothing else does; our own
 * mistakes in a table of routes stop the program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "doors/web/web_in.h"

enum { CAP = 1 << 20 };

static void
draw(struct page *pg, const void *out, struct reply *r)
{
	(void)pg;
	(void)out;
	r->status = 200;
}

static const struct field fields[] = { { .name = STR_INIT("matter") }, { .name = STR_INIT("unit") } };
static const struct op read_op = { .tx = TX_READ, FIELDS(fields) };
static const struct op write_op = { .tx = TX_WRITE, FIELDS(fields) };

static const struct route routes[] = {
	{ GET, "/", &read_op, draw },
	{ GET, "/matters", &read_op, draw },
	{ GET, "/matters/new", &read_op, draw },
	{ POST, "/matters/new", &write_op, draw, .back = "/matters/new" },
	{ GET, "/matters/{matter}", &read_op, draw },
	{ POST, "/matters/{matter}/pass", &write_op, draw, .back = "/matters/{matter}" },
	{ GET, "/matters/{unit}/by/{matter}", &read_op, draw },
};

static const char *
finds(const struct tree *t, struct arena *mem, const char *path, struct found *f)
{
	*f = (struct found){ 0 };
	if (!tree_find(t, mem, str_of(path), f))
		return NULL;
	return f->get != NULL ? f->get->path : f->post->path;
}

static void
test_tree__finds_its_route(void **state)
{
	struct arena        *mem = arena_new(CAP);
	const struct routes  all = { routes, LEN(routes) };
	const struct site    site = { .routes = &all, .nroutes = 1 };
	struct tree         *t = tree_new(&site);
	struct found         f;

	(void)state;
	assert_string_equal(finds(t, mem, "/", &f), "/");
	assert_string_equal(finds(t, mem, "/matters", &f), "/matters");
	assert_string_equal(finds(t, mem, "/matters/new", &f), "/matters/new");
	assert_non_null(f.post);
	assert_string_equal(finds(t, mem, "/matters/7", &f), "/matters/{matter}");
	assert_true(str_eq(f.get_words[0].name, STR("matter")) && str_eq(f.get_words[0].value, STR("7")));
	assert_string_equal(finds(t, mem, "/matters/new/by/9", &f), "/matters/{unit}/by/{matter}");
	assert_true(str_eq(f.get_words[1].value, STR("9")));
	assert_string_equal(finds(t, mem, "/matters/a%2Fb%20c", &f), "/matters/{matter}");
	assert_true(str_eq(f.get_words[0].value, STR("a/b c")));
	tree_free(t);
	arena_free(mem);
}

static void
test_tree__finds_nothing_else(void **state)
{
	static const char *const wrong[] = { "", "matters", "/matters/", "//", "/matters//pass", "/none",
		"/matters/7/pass/", "/matters/7/other", "/matters/%00", "/matters/%FF", "/matters/%4",
		"/MATTERS", "/matters/7/by" };
	struct arena        *mem = arena_new(CAP);
	const struct routes  all = { routes, LEN(routes) };
	const struct site    site = { .routes = &all, .nroutes = 1 };
	struct tree         *t = tree_new(&site);
	struct found         f;

	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++)
		if (finds(t, mem, wrong[i], &f) != NULL)
			fail_msg("%s found %s", wrong[i], finds(t, mem, wrong[i], &f));
	tree_free(t);
	arena_free(mem);
}

static void
test_tree__fills_a_template(void **state)
{
	struct arena     *mem = arena_new(CAP);
	const struct word at[] = { { .name = STR("matter"), .value = STR("a/b?") } };
	str               path;

	(void)state;
	assert_true(tree_fill(mem, STR("/matters/{matter}/pass"), (struct words){ at, 1 }, &path));
	assert_true(str_eq(path, STR("/matters/a%2Fb%3F/pass")));
	assert_false(tree_fill(mem, STR("/units/{unit}"), (struct words){ at, 1 }, &path));
	arena_free(mem);
}

static bool
stops(const struct route *at, size_t n)
{
	pid_t child = fork();
	int   how = 0;

	if (child == 0) {
		const struct routes all = { at, n };
		const struct site   site = { .routes = &all, .nroutes = 1 };

		(void)close(STDERR_FILENO);
		web_check_routes(&site);
		_exit(0);
	}
	assert_true(child > 0 && waitpid(child, &how, 0) == child);
	return WIFSIGNALED(how) && WTERMSIG(how) == SIGABRT;
}

static void
test_tree__our_mistakes_stop_the_start(void **state)
{
	static const struct route doubled[] = {
		{ GET, "/a/{matter}", &read_op, draw }, { GET, "/a/{unit}", &read_op, draw } };
	static const struct route no_back[] = { { POST, "/a", &write_op, draw, .back = "/b" } };
	static const struct route strange[] = { { GET, "/a/{nobody}", &read_op, draw } };
	static const struct route writes[] = { { GET, "/a", &write_op, draw } };

	(void)state;
	assert_false(stops(routes, LEN(routes)));
	assert_true(stops(doubled, LEN(doubled)));
	assert_true(stops(no_back, LEN(no_back)));
	assert_true(stops(strange, LEN(strange)));
	assert_true(stops(writes, LEN(writes)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree__finds_its_route),
		cmocka_unit_test(test_tree__finds_nothing_else),
		cmocka_unit_test(test_tree__fills_a_template),
		cmocka_unit_test(test_tree__our_mistakes_stop_the_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
