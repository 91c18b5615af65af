/*
 * Our form furniture against nhsuk-frontend's own fixtures: a fixture's options in, its
 * HTML out, blanks apart.  tests/unit/nhsuk-fixtures.txt lists every fixture of the
 * components we draw: "yes" where ours is the same, "no" with the option we do not offer.
 * The list must be true in both directions, so nothing is left out in silence.
 *
 * Four differences are meant and are taken away before comparing: a refusal's words are
 * ours, a date's boxes are called NAME-day (op/field.c reads them so), what is typed runs
 * its own way (dir="auto"), and every textarea is followed by the notice that it is not
 * for emergencies.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "page/page_in.h"
#include "page/view.h"

static const char *const components[] = { "button", "checkboxes", "date-input", "error-summary",
	"file-upload", "input", "password-input", "radios", "select", "textarea" };

enum { OPTIONS_MAX = 40, FAULTS_MAX = 8 };

/* A fixture's context, as far as we offer it. */
struct want {
	struct arena    *mem;
	const char      *component;
	struct ui_field  f;
	struct option    options[OPTIONS_MAX];
	struct field     field;
	struct op        op;
	str              text, href, variant;    /* of a button */
	str              heading_size;
	str              error[FAULTS_MAX], at[FAULTS_MAX];
	size_t           nerrors;
	struct word      typed[4];
	size_t           ntyped;
};

static bool
is(str s, const char *text)
{
	return str_eq(s, str_of(text));
}

static bool
is_component(const struct want *w, const char *name)
{
	return strcmp(w->component, name) == 0;
}

static const char *
why_not(struct want *w, str option)
{
	return str_c(w->mem, option);
}

/* ---- from a context to our furniture; NULL: understood ------------------------------ */

/* "text", or { "text": "..." }: what most options are. */
static const char *
plain_text(struct want *w, const struct json *j, str *ret)
{
	if (j->kind == JSON_KIND_STR)
		*ret = j->text;
	for (size_t i = 0; j->kind == JSON_KIND_MAP && i < j->n; i++) {
		if (!is(j->at[i].name, "text") || j->at[i].kind != JSON_KIND_STR)
			return why_not(w, str_fmt(w->mem, "%.*s as %.*s", STR_ARG(j->name), STR_ARG(j->at[i].name)));
		*ret = j->at[i].text;
	}
	return j->kind == JSON_KIND_STR || j->kind == JSON_KIND_MAP ? NULL : why_not(w, j->name);
}

/* A label or legend: plain, or as the page's h1 in the size we use. */
static const char *
label(struct want *w, const struct json *j)
{
	const char *no = NULL;

	if (j->kind == JSON_KIND_STR)
		w->f.label = j->text;
	for (size_t i = 0; j->kind == JSON_KIND_MAP && i < j->n && no == NULL; i++) {
		const struct json *k = &j->at[i];

		if (is(k->name, "size")) {
			w->heading_size = k->text;
		} else if (is(k->name, "heading") || is(k->name, "text")) {
			w->f.label = k->text;
			w->f.big = is(k->name, "heading");
		} else {
			no = why_not(w, str_fmt(w->mem, "%.*s %.*s", STR_ARG(j->name), STR_ARG(k->name)));
		}
	}
	return no;
}

static const char *
check_size(struct want *w)
{
	const char *ours = !w->f.big ? "" : w->f.small ? "m" : "l";

	return is(w->heading_size, ours) ? NULL : "another size of label";
}

static const char *
fieldset(struct want *w, const struct json *j)
{
	if (j->kind != JSON_KIND_MAP)
		return "no fieldset";
	for (size_t i = 0; i < j->n; i++)
		if (!is(j->at[i].name, "legend"))
			return why_not(w, str_fmt(w->mem, "fieldset %.*s", STR_ARG(j->at[i].name)));
	return label(w, json_get(j, STR("legend")));
}

static const char *
item(struct want *w, const struct json *j, struct option *o)
{
	for (size_t i = 0; i < j->n; i++) {
		const struct json *k = &j->at[i];
		const char *no = NULL;

		if (is(k->name, "value"))
			o->value = k->text;
		else if (is(k->name, "text"))
			o->label = k->text;
		else if (is(k->name, "hint"))
			no = plain_text(w, k, &o->hint);
		else if (is(k->name, "checked") || is(k->name, "selected"))
			o->chosen = k->yes;
		else
			no = why_not(w, str_fmt(w->mem, "item %.*s", STR_ARG(k->name)));
		if (no)
			return no;
	}
	return o->label.n > 0 && o->value.n > 0 ? NULL : "an item without words or value";
}

static const char *
items(struct want *w, const struct json *j)
{
	if (is_component(w, "date-input"))
		return "items";
	w->f.options = w->options;
	for (size_t i = 0; i < j->n; i++) {
		const char *no = j->at[i].kind == JSON_KIND_MAP ? item(w, &j->at[i], &w->options[i]) : "an empty item";

		if (no)
			return no;
		w->f.noptions++;
	}
	return NULL;
}

/* A date's { "day": "5", ... } or some boxes' [ "email", "text" ]. */
static const char *
values(struct want *w, const struct json *j)
{
	for (size_t i = 0; i < j->n && i < LEN(w->typed); i++)
		w->typed[w->ntyped++] = (struct word){ is_component(w, "date-input")
		    ? str_fmt(w->mem, "example-%.*s", STR_ARG(j->at[i].name)) : STR(""), j->at[i].text, STR("") };
	return NULL;
}

static const char *
error_list(struct want *w, const struct json *j)
{
	for (size_t i = 0; i < j->n; i++) {
		const struct json *href = json_get(&j->at[i], STR("href"));
		const struct json *text = json_get(&j->at[i], STR("text"));

		if (text == NULL)
			return "an empty item";
		w->error[w->nerrors] = text->text;
		if (href)
			w->at[w->nerrors] = (str){ href->text.p + 1, href->text.n - 1 };
		w->nerrors++;
	}
	return NULL;
}

static const char *
one_option(struct want *w, const struct json *j)
{
	bool field = !is_component(w, "button") && !is_component(w, "error-summary");

	if (is(j->name, "name") && field)
		w->f.name = str_c(w->mem, j->text);
	else if ((is(j->name, "id") || is(j->name, "idPrefix")) && field)
		w->f.id = str_c(w->mem, j->text);
	else if (is(j->name, "namePrefix"))
		w->f.name = str_c(w->mem, j->text);
	else if (is(j->name, "label"))
		return label(w, j);
	else if (is(j->name, "fieldset"))
		return fieldset(w, j);
	else if (is(j->name, "hint"))
		return plain_text(w, j, &w->f.hint);
	else if (is(j->name, "errorMessage"))
		return plain_text(w, j, &w->error[w->nerrors++]);
	else if (is(j->name, "items"))
		return items(w, j);
	else if (is(j->name, "value") && j->kind == JSON_KIND_STR)
		w->f.value = page_value_str(j->text);
	else if (is(j->name, "values"))
		return values(w, j);
	else if (is(j->name, "small") && !is_component(w, "button"))
		w->f.small = j->yes;
	else if (is(j->name, "inline"))
		w->f.inline_ = j->yes;
	else if (is(j->name, "width"))
		w->f.width = (int)j->num;
	else if (is(j->name, "autocomplete"))
		w->f.autocomplete = str_c(w->mem, j->text);
	else if (is(j->name, "inputmode"))
		w->f.inputmode = str_c(w->mem, j->text);
	else if (is(j->name, "text"))
		w->text = j->text;
	else if (is(j->name, "href"))
		w->href = j->text;
	else if (is(j->name, "variant") && (is(j->text, "secondary") || is(j->text, "warning")))
		w->variant = j->text;
	else if (is(j->name, "heading") && is_component(w, "error-summary"))
		return plain_text(w, j, &w->text);
	else if (is(j->name, "errorList"))
		return error_list(w, j);
	else
		return why_not(w, j->name);
	return NULL;
}

static const char *
understand(struct want *w, const struct json *context)
{
	for (size_t i = 0; i < context->n; i++) {
		const char *no = one_option(w, &context->at[i]);

		if (no)
			return no;
	}
	if (w->f.name == NULL)
		w->f.name = "example";
	if (is_component(w, "password-input") && w->f.value.kind != UI_NONE)
		return "a secret sent back";
	if (w->href.n > 0 && is(w->variant, "warning"))
		return "a link that warns";
	if (is_component(w, "error-summary") && w->nerrors == 0)
		return "no errorList";
	return check_size(w);
}

/* ---- drawing, and comparing -------------------------------------------------------- */

static void
draw_button(struct page *pg, const struct want *w)
{
	bool second = is(w->variant, "secondary"), warning = is(w->variant, "warning");

	if (w->href.n > 0)
		page_link(pg, &(const struct ui_link){ .label = w->text, .url = w->href, .button = true,
			.second = second });
	else
		page_submit(pg, &(const struct ui_button){ .label = w->text, .second = second,
			.warning = warning });
}

static str
draw(struct want *w)
{
	static const struct { const char *name; void (*draw)(struct page *, const struct ui_field *); } how[] = {
		{ "checkboxes", page_checkboxes }, { "date-input", page_date }, { "file-upload", page_file },
		{ "input", page_input }, { "password-input", page_secret }, { "radios", page_radios },
		{ "select", page_select }, { "textarea", page_textarea },
	};
	struct buf  b = { .mem = w->mem };
	struct cx   cx = { .mem = w->mem };
	struct page pg = { .b = &b, .mem = w->mem, .cx = &cx, .lang = lang_find(STR("en")) };

	w->field = (struct field){ .name = str_of(w->f.name), .kind = FIELD_LINE };
	w->op = (struct op){ .fields = &w->field, .nfields = 1 };
	w->f.op = &w->op;
	pg.kept = (struct words){ w->typed, w->ntyped };
	for (size_t i = 0; i < w->nerrors; i++)
		cx.whys[i] = (struct why){ .key = "input.number",
			.field = is_component(w, "error-summary") ? w->at[i] : w->field.name };
	cx.nwhys = w->nerrors;
	if (is_component(w, "button"))
		draw_button(&pg, w);
	else if (is_component(w, "error-summary"))
		page_error_summary(&pg);
	for (size_t i = 0; i < LEN(how); i++)
		if (is_component(w, how[i].name))
			how[i].draw(&pg, &w->f);
	return buf_str(&b);
}

static str
replaced(struct arena *mem, str in, str from, str to)
{
	struct buf  b = { .mem = mem };
	const char *hit;

	while (from.n > 0 && (hit = memmem(in.p, in.n, from.p, from.n)) != NULL) {
		size_t before = (size_t)(hit - in.p);

		buf_add(&b, (str){ in.p, before });
		buf_add(&b, to);
		in = (str){ hit + from.n, in.n - before - from.n };
	}
	buf_add(&b, in);
	return buf_str(&b);
}

/* Blanks beside tags mean nothing; others are one. */
static str
squeezed(struct arena *mem, str s)
{
	struct buf b = { .mem = mem };

	buf_need(&b, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		bool blank = strchr(" \n\t", s.p[i]) != NULL;
		bool after = b.n > 0 && b.p[b.n - 1] == ' ';

		if (blank && !after && b.n > 0 && b.p[b.n - 1] != '>')
			b.p[b.n++] = ' ';
		if (blank)
			continue;
		if (s.p[i] == '<' && after)
			b.n--;
		b.p[b.n++] = s.p[i];
	}
	return str_trim(buf_str(&b));
}

static str
in_our_words(struct want *w, str html)
{
	static const char *const parts[] = { "day", "month", "year" };
	struct buf said = { .mem = w->mem };

	for (size_t i = 0; i < w->nerrors; i++) {
		str field = is_component(w, "error-summary") ? w->at[i] : str_of(w->f.name);

		said = (struct buf){ .mem = w->mem };
		html_escape(&said, words_why(lang_find(STR("en")), w->mem, "input.number", field, 0, STR("")));
		html = replaced(w->mem, html, w->error[i], buf_str(&said));
	}
	for (size_t i = 0; i < LEN(parts) && is_component(w, "date-input"); i++) {
		str ours = str_fmt(w->mem, "name=\"example-%s\"", parts[i]);

		html = replaced(w->mem, html, str_fmt(w->mem, "name=\"%s\"", parts[i]), ours);
		html = replaced(w->mem, html, str_fmt(w->mem, "name=\"example[%s]\"", parts[i]), ours);
	}
	return html;
}

static str
without_notice(str html)
{
	static const char notice[] = "<div class=\"w-safe\">";
	const char *hit = memmem(html.p, html.n, notice, sizeof notice - 1);

	return hit ? (str){ html.p, (size_t)(hit - html.p) } : html;
}

static str
file_text(struct arena *mem, const char *path)
{
	const char *top = getenv("WAGGLE_SOURCE");
	FILE       *f = fopen(str_c(mem, str_fmt(mem, "%s/%s", top ? top : ".", path)), "rb");
	struct buf  b = { .mem = mem };
	size_t      n;

	if (f == NULL)
		fail_msg("cannot read %s", path);
	do {
		buf_need(&b, 1 << 16);
		n = fread(b.p + b.n, 1, 1 << 16, f);
		b.n += n;
	} while (n > 0);
	(void)fclose(f);
	return buf_str(&b);
}

/* One line of the list: what is so. */
static void
judge(struct arena *mem, struct buf *list, const char *component, const struct json *fixture)
{
	struct want w = { .mem = mem, .component = component };
	str name = json_get(fixture, STR("name"))->text;
	const char *no = str_has(name, STR("call block")) ? "HTML in a call block"
	    : understand(&w, json_get(fixture, STR("context")));
	str ours, theirs;

	if (no) {
		buf_addf(list, "no   %s: %.*s (%s)\n", component, STR_ARG(name), no);
		return;
	}
	ours = squeezed(mem, replaced(mem, without_notice(draw(&w)), STR(" dir=\"auto\""), STR("")));
	theirs = squeezed(mem, in_our_words(&w, json_get(fixture, STR("html"))->text));
	if (!str_eq(ours, theirs))
		fail_msg("%s: %.*s\nours   %.*s\ntheirs %.*s", component, STR_ARG(name), STR_ARG(ours),
		    STR_ARG(theirs));
	buf_addf(list, "yes  %s: %.*s\n", component, STR_ARG(name));
}

static void
test_page_fixture__furniture_is_nhsuk_frontends(void **state)
{
	struct arena *mem = arena_new((size_t)1 << 28);
	struct buf    list = { .mem = mem };
	const char   *to = getenv("WAGGLE_FIXTURES_TO");

	(void)state;
	for (size_t i = 0; i < LEN(components); i++) {
		const struct json *top, *fixtures;
		struct json_fault  fault;
		str text = file_text(mem, str_c(mem, str_fmt(mem,
		    "node_modules/nhsuk-frontend/dist/nhsuk/components/%s/fixtures.json", components[i])));

		assert_true(json_parse(mem, text, &top, &fault));
		fixtures = json_get(top, STR("fixtures"));
		for (size_t k = 0; k < fixtures->n; k++)
			judge(mem, &list, components[i], &fixtures->at[k]);
	}
	if (to) {
		FILE *f = fopen(to, "wb");

		assert_non_null(f);
		assert_int_equal(fwrite(list.p, 1, list.n, f), list.n);
		(void)fclose(f);
	}
	assert_string_equal(str_c(mem, buf_str(&list)), str_c(mem, file_text(mem, "tests/unit/nhsuk-fixtures.txt")));
	arena_free(mem);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page_fixture__furniture_is_nhsuk_frontends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
