/*
 * page/ui: fields to write in: a line, a text, a choice from a list, a file, a secret.
 * Every box for free words is followed by the notice that it is not for emergencies;
 * there is no way to draw one without it.  A secret is never sent back.
 */
#include <string.h>

#include "gen/words_gen.h"
#include "page/page_in.h"

static void
id_and_name(struct page *pg, const struct ui_field *f)
{
	put(pg, "\" id=\"");
	put_c(pg, field_id(pg, f));
	put(pg, "\" name=\"");
	put_c(pg, f->name);
	put(pg, "\"");
}

static void
attr(struct page *pg, const char *name, const char *value)
{
	if (value == NULL)
		return;
	put(pg, " ");
	put_c(pg, name);
	put(pg, "=\"");
	put_c(pg, value);
	put(pg, "\"");
}

static void
wrong_class(struct page *pg, const struct ui_field *f, const char *class)
{
	str why;

	if (field_is_wrong(pg, f, &why))
		put_c(pg, class);
}

/* What is typed runs its own way, and is read out in its own letters; an empty box runs the page's. */
static void
direction(struct page *pg, str value)
{
	if (html_is_english(pg, value))
		put(pg, " lang=\"en\"");
	if (value.n > 0 || str_eq(lang_dir(pg->lang), STR("ltr")))
		put(pg, " dir=\"auto\"");
}

/* The most that may be typed: bytes are counted, so that no letter is too many. */
static void
maxlength(struct page *pg, const struct ui_field *f)
{
	const struct field *field = field_of(f);

	if (field && field->max > 0 && (field->kind == FIELD_TEXT || field->kind == FIELD_LINE))
		buf_addf(pg->b, " maxlength=\"%zu\"", field->max);
}

static const char *
input_type(const struct ui_field *f)
{
	const struct field *field = field_of(f);

	if (field && field->kind == FIELD_CLOCK)
		return "time";
	if (f->autocomplete && strcmp(f->autocomplete, "email") == 0)
		return "email";
	if (f->autocomplete && strcmp(f->autocomplete, "tel") == 0)
		return "tel";
	return "text";
}

static const char *
input_mode(const struct ui_field *f)
{
	const struct field *field = field_of(f);

	if (f->inputmode)
		return f->inputmode;
	return field && (field->kind == FIELD_INT || field->kind == FIELD_ID) ? "numeric" : NULL;
}

void
page_input(struct page *pg, const struct ui_field *f)
{
	str value = field_value(pg, f);

	field_group(pg, f, "", NULL);
	field_label(pg, f);
	field_hint_and_error(pg, f);
	put(pg, "<input class=\"nhsuk-input");
	wrong_class(pg, f, " nhsuk-input--error");
	if (f->width > 0)
		buf_addf(pg->b, " nhsuk-input--width-%d", f->width);
	id_and_name(pg, f);
	attr(pg, "type", input_type(f));
	if (value.n > 0) {
		put(pg, " value=\"");
		html_escape(pg->b, value);
		put(pg, "\"");
	}
	field_described_by(pg, f);
	attr(pg, "autocomplete", f->autocomplete);
	attr(pg, "inputmode", input_mode(f));
	maxlength(pg, f);
	direction(pg, value);
	put(pg, ">\n</div>\n");
}

static void
notice(struct page *pg)
{
	put(pg, "<div class=\"w-safe\"><p>");
	page_safe_words(pg);
	put(pg, "</p></div>\n");
}

void
page_textarea(struct page *pg, const struct ui_field *f)
{
	str value = field_value(pg, f);

	field_group(pg, f, "", NULL);
	field_label(pg, f);
	field_hint_and_error(pg, f);
	put(pg, "<textarea class=\"nhsuk-textarea");
	wrong_class(pg, f, " nhsuk-textarea--error");
	id_and_name(pg, f);
	buf_addf(pg->b, " rows=\"%d\"", f->rows > 0 ? f->rows : 5);
	field_described_by(pg, f);
	attr(pg, "autocomplete", f->autocomplete);
	maxlength(pg, f);
	direction(pg, value);
	put(pg, ">");
	if (value.n > 0 && value.p[0] == '\n')
		put(pg, "\n");             /* the first one is eaten by browsers */
	html_escape(pg->b, value);
	put(pg, "</textarea>\n</div>\n");
	notice(pg);
}

static void
options(struct page *pg, const struct ui_field *f)
{
	str value = field_value(pg, f);

	for (size_t i = 0; i < f->noptions; i++) {
		const struct option *o = &f->options[i];
		bool chosen = field_was_typed(pg, f) || f->value.kind != UI_NONE
		    ? str_eq(o->value, value) : o->chosen;

		put(pg, "<option value=\"");
		html_escape(pg->b, o->value);
		put(pg, "\"");
		if (chosen)
			put(pg, " selected");
		if (html_is_english(pg, o->label))
			put(pg, " lang=\"en\"");
		put(pg, ">");
		html_escape(pg->b, o->label);
		put(pg, "</option>\n");
	}
}

void
page_select(struct page *pg, const struct ui_field *f)
{
	field_group(pg, f, "", NULL);
	field_label(pg, f);
	field_hint_and_error(pg, f);
	put(pg, "<select class=\"nhsuk-select");
	wrong_class(pg, f, " nhsuk-select--error");
	id_and_name(pg, f);
	field_described_by(pg, f);
	put(pg, ">\n");
	options(pg, f);
	put(pg, "</select>\n</div>\n");
}

void
page_file(struct page *pg, const struct ui_field *f)
{
	field_group(pg, f, " nhsuk-file-upload", "nhsuk-file-upload");
	field_label(pg, f);
	field_hint_and_error(pg, f);
	put(pg, "<input class=\"nhsuk-file-upload__input");
	id_and_name(pg, f);
	put(pg, " type=\"file\"");
	field_described_by(pg, f);
	put(pg, ">\n</div>\n");
}

void
page_secret(struct page *pg, const struct ui_field *f)
{
	field_group(pg, f, " nhsuk-password-input", "nhsuk-password-input");
	field_label(pg, f);
	field_hint_and_error(pg, f);
	put(pg, "<div class=\"nhsuk-input-wrapper\">\n"
	    "<input class=\"nhsuk-input");
	wrong_class(pg, f, " nhsuk-input--error");
	if (f->width > 0)
		buf_addf(pg->b, " nhsuk-input--width-%d", f->width);
	put(pg, " nhsuk-password-input__input nhsuk-js-password-input-input");
	id_and_name(pg, f);
	put(pg, " type=\"password\" spellcheck=\"false\"");
	field_described_by(pg, f);
	attr(pg, "autocomplete", f->autocomplete ? f->autocomplete : "current-password");
	put(pg, " autocapitalize=\"none\"");
	attr(pg, "inputmode", f->inputmode);
	put(pg, ">\n<button class=\"nhsuk-button nhsuk-button--secondary nhsuk-button--small"
	    " nhsuk-password-input__toggle nhsuk-js-password-input-toggle\""
	    " data-module=\"nhsuk-button\" type=\"button\" aria-label=\"");
	html_escape(pg->b, msg_str(pg, MSG_show_password));
	put(pg, "\" aria-controls=\"");
	put_c(pg, field_id(pg, f));
	put(pg, "\" hidden>");
	html_escape(pg->b, msg_str(pg, MSG_show));
	put(pg, "</button>\n</div>\n</div>\n");
}

void
page_hidden(struct page *pg, const struct op *op, const char *name, struct ui_value v)
{
	struct ui_field f = { .op = op, .name = name, .value = v };

	(void)field_of(&f);
	put(pg, "<input type=\"hidden\" name=\"");
	put_c(pg, name);
	put(pg, "\" value=\"");
	html_escape(pg->b, value_str(pg->mem, v));
	put(pg, "\">\n");
}
