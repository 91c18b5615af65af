/*
 * Every form of every view, held against its operation: it offers nothing that would be
 * dropped, and lacks nothing that is needed (but the words its address carries).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "page/view.h"
#include "tests/support/sample.h"

static const struct field *
declared(const struct op *op, const char *name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, str_of(name)))
			return &op->fields[i];
	return NULL;
}

static bool
offers(const struct view_form *f, str name)
{
	for (const char *const *n = f->names; *n; n++)
		if (str_eq(name, str_of(*n)))
			return true;
	return false;
}

static size_t
words_in(const char *action)
{
	size_t n = 0;

	for (; (action = strstr(action, "{}")) != NULL; action += 2)
		n++;
	return n;
}

/* What must be sent and is not on the form. */
static size_t
lacking(const struct view_form *f, str *ret_one)
{
	size_t n = 0;

	for (size_t i = 0; f->kind != FORM_SEARCH && i < f->op->nfields; i++) {
		const struct field *field = &f->op->fields[i];

		if (field->optional || field->kind == FIELD_BOOL || offers(f, field->name))
			continue;
		*ret_one = field->name;
		n++;
	}
	return n;
}

/* NULL when the form is well; else what is wrong with it. */
static const char *
fault(struct arena *mem, const struct view_form *f)
{
	str one = STR("");

	if (f->op == NULL)
		return NULL;
	for (const char *const *n = f->names; *n; n++) {
		const struct field *field = declared(f->op, *n);

		if (field == NULL)
			return str_c(mem, str_fmt(mem, "offers %s, which is dropped", *n));
		if (field->kind == FIELD_FILE && f->kind != FORM_UPLOAD)
			return "has a file but is not multipart";
	}
	if (lacking(f, &one) > words_in(f->action))
		return str_c(mem, str_fmt(mem, "lacks %.*s", STR_ARG(one)));
	return NULL;
}

static void
test_page_forms__every_form_fits_its_operation(void **state)
{
	struct arena *mem = arena_new(1 << 20);
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; view_index[i]; i++, seen++)
		for (size_t k = 0; k < view_index[i]->n; k++) {
			const struct view_form *f = &view_index[i]->at[k];
			const char *why = fault(mem, f);

			if (why)
				fail_msg("%s: the form of %.*s to %s %s", view_index[i]->view,
				    STR_ARG(f->op->name), f->action, why);
		}
	assert_true(seen > 0);
	arena_free(mem);
}

/* The check sees what it is there for. */
static void
test_page_forms__a_bad_form_is_seen(void **state)
{
	struct arena *mem = arena_new(1 << 20);
	const char *const all[] = { "said", "topic", "kind", "mood", "wards", "by", "pin", "photo", NULL };
	const char *const odd[] = { "nothing", NULL };
	const char *const few[] = { "said", NULL };
	const struct view_form good = { &sample_say, "/units/{}/say", FORM_UPLOAD, all };
	const struct view_form no_word = { &sample_say, "/say", FORM_UPLOAD, all };
	const struct view_form not_multipart = { &sample_say, "/units/{}/say", FORM_POST, all };
	const struct view_form dropped = { &sample_find, "/find", FORM_SEARCH, odd };
	const struct view_form lacks = { &sample_say, "/units/{}/say", FORM_POST, few };

	(void)state;
	assert_null(fault(mem, &good));
	assert_string_equal(fault(mem, &no_word), "lacks unit");
	assert_string_equal(fault(mem, &not_multipart), "has a file but is not multipart");
	assert_string_equal(fault(mem, &dropped), "offers nothing, which is dropped");
	assert_non_null(fault(mem, &lacks));
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_forms__every_form_fits_its_operation),
		cmocka_unit_test(test_page_forms__a_bad_form_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
