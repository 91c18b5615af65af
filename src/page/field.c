/*
 * page/field: what every field of a form shares: its group, label, hint and error, what
 * was typed into it before, and what the operation says about it.  Asserts that the
 * operation declares the field: a form that offers what is dropped is our mistake.
 */
#include <assert.h>
#include <string.h>

#include "gen/words_gen.h"
#include "page/page_in.h"

void
put_c(struct page *pg, const char *c)
{
	html_escape(pg->b, str_of(c));
}

const struct field *
field_of(const struct ui_field *f)
{
	const struct field *declared;

	if (f->op == NULL)
		return NULL;
	declared = op_field(f->op, str_of(f->name));
	assert(declared != NULL);       /* or a form offers what is dropped */
	return declared;
}

/*
 * The summary of what is wrong leads to a field by its name.  So where two forms of a page have
 * a field of one name, the refused form's bears it, and the other's steps aside.
 */
const char *
field_id(struct page *pg, const struct ui_field *f)
{
	const char *own = f->id ? f->id : f->name;

	if (pg->refused == NULL || f->op == NULL || op_field(pg->refused, str_of(f->name)) == NULL)
		return own;
	if (f->op == pg->refused)
		return f->name;
	return f->id ? f->id : str_fmt(pg->mem, "other-%s", f->name).p;
}

/* Is this the form that came back refused? */
static bool
is_refused_form(struct page *pg, const struct ui_field *f)
{
	return pg->refused == NULL || f->op == NULL || pg->refused == f->op;
}

bool
field_was_typed(struct page *pg, const struct ui_field *f)
{
	return pg->kept.n > 0 && is_refused_form(pg, f);
}

bool
field_kept(struct page *pg, const struct ui_field *f, const char *tail, str *ret_value)
{
	size_t n = strlen(f->name), m = strlen(tail);

	if (!field_was_typed(pg, f))
		return false;
	for (size_t i = 0; i < pg->kept.n; i++) {
		str name = pg->kept.at[i].name;

		if (name.n == n + m && memcmp(name.p, f->name, n) == 0 && memcmp(name.p + n, tail, m) == 0) {
			*ret_value = pg->kept.at[i].value;
			return true;
		}
	}
	return false;
}

bool
field_holds(struct page *pg, const struct ui_field *f, str value)
{
	for (size_t i = 0; i < pg->kept.n; i++)
		if (str_eq(pg->kept.at[i].name, str_of(f->name)) && str_eq(pg->kept.at[i].value, value))
			return true;
	return false;
}

str
field_value(struct page *pg, const struct ui_field *f)
{
	str value;

	if (field_kept(pg, f, "", &value))
		return value;
	return value_str(pg->mem, f->value);
}

bool
field_is_wrong(struct page *pg, const struct ui_field *f, str *ret_why)
{
	const struct cx *cx = pg->cx;

	if (f->op == NULL || !is_refused_form(pg, f))
		return false;
	for (size_t i = 0; i < cx->nwhys; i++)
		if (str_eq(cx->whys[i].field, str_of(f->name))) {
			*ret_why = words_why(pg->lang, pg->mem, cx->whys[i].key, cx->whys[i].field,
			    cx->whys[i].number, cx->whys[i].text);
			return true;
		}
	return false;
}

void
field_text(struct page *pg, str s, bool english)
{
	english = english || html_is_english(pg, s);
	if (english)
		put(pg, "<span lang=\"en\" dir=\"ltr\">");
	html_escape(pg->b, s);
	if (english)
		put(pg, "</span>");
}

void
field_group(struct page *pg, const struct ui_field *f, const char *classes, const char *module)
{
	str why;

	put(pg, "<div class=\"nhsuk-form-group");
	if (field_is_wrong(pg, f, &why))
		put(pg, " nhsuk-form-group--error");
	put_c(pg, classes);
	put(pg, "\"");
	if (module) {
		put(pg, " data-module=\"");
		put_c(pg, module);
		put(pg, "\"");
	}
	put(pg, ">\n");
}

void
field_label(struct page *pg, const struct ui_field *f)
{
	if (f->big)
		put(pg, "<h1 class=\"nhsuk-label-wrapper\">");
	put(pg, "<label class=\"nhsuk-label");
	if (f->big)
		put(pg, " nhsuk-label--l");
	put(pg, "\" for=\"");
	put_c(pg, field_id(pg, f));
	put(pg, "\">");
	field_text(pg, f->label, f->label_en);
	put(pg, "</label>");
	if (f->big)
		put(pg, "</h1>");
	put(pg, "\n");
}

void
field_hint_and_error(struct page *pg, const struct ui_field *f)
{
	str why;

	if (f->hint.n > 0) {
		put(pg, "<div class=\"nhsuk-hint\" id=\"");
		put_c(pg, field_id(pg, f));
		put(pg, "-hint\">");
		field_text(pg, f->hint, f->hint_en);
		put(pg, "</div>\n");
	}
	if (field_is_wrong(pg, f, &why)) {
		put(pg, "<span class=\"nhsuk-error-message\" id=\"");
		put_c(pg, field_id(pg, f));
		put(pg, "-error\"><span class=\"nhsuk-u-visually-hidden\">");
		html_escape(pg->b, msg_str(pg, MSG_error));
		put(pg, ": </span>");
		html_escape(pg->b, why);
		put(pg, "</span>\n");
	}
}

void
field_described_by(struct page *pg, const struct ui_field *f)
{
	str  why;
	bool wrong = field_is_wrong(pg, f, &why);

	if (f->hint.n == 0 && !wrong)
		return;
	put(pg, " aria-describedby=\"");
	if (f->hint.n > 0) {
		put_c(pg, field_id(pg, f));
		put(pg, "-hint");
	}
	if (wrong) {
		if (f->hint.n > 0)
			put(pg, " ");
		put_c(pg, field_id(pg, f));
		put(pg, "-error");
	}
	put(pg, "\"");
}
