/*
 * page/act: forms, buttons, links, and what is said when something is wrong.  Every form
 * that changes something carries its operation's name and a fresh once-only key.
 */
#include <assert.h>

#include "gen/words_gen.h"
#include "op/hearing.h"
#include "page/page_in.h"
#include "page/view.h"

static void
quoted(struct page *pg, str s)
{
	html_escape(pg->b, s);
	put(pg, "\"");
}

void
page_form(struct page *pg, const struct op *op, str action, bool multipart)
{
	str heard = { 0 };

	assert(is_own_path(action));
	put(pg, "<form method=\"post\" action=\"");
	quoted(pg, action);
	put(pg, " data-op=\"");
	quoted(pg, op->name);
	if (multipart)
		put(pg, " enctype=\"multipart/form-data\"");
	put(pg, " novalidate>\n<input type=\"hidden\" name=\"" PAGE_KEY_FIELD "\" value=\"");
	quoted(pg, pg->key_new ? pg->key_new(pg) : STR(""));
	put(pg, ">\n");
	if (pg->refused == op && words_find(pg->kept, STR(HEARD_FIELD), &heard)) {
		put(pg, "<input type=\"hidden\" name=\"" HEARD_FIELD "\" value=\"");
		quoted(pg, heard);
		put(pg, ">\n");
	}
	page_clash_form(pg, op);
}

void
page_get(struct page *pg, str action)
{
	assert(is_own_path(action));
	put(pg, "<form method=\"get\" action=\"");
	quoted(pg, action);
	put(pg, " novalidate>\n");
}

void
page_form_end(struct page *pg)
{
	put(pg, "</form>\n");
}

void
page_submit(struct page *pg, const struct ui_button *b)
{
	put(pg, "<button class=\"nhsuk-button");
	if (b->second)
		put(pg, " nhsuk-button--secondary");
	if (b->warning)
		put(pg, " nhsuk-button--warning");
	put(pg, "\" data-module=\"nhsuk-button\" type=\"submit\"");
	if (b->name) {
		put(pg, " name=\"");
		quoted(pg, str_of(b->name));
		put(pg, " value=\"");
		quoted(pg, value_str(pg->mem, b->value));
	}
	put(pg, ">");
	field_text(pg, b->label, b->label_en);
	put(pg, "</button>\n");
}

void
page_link(struct page *pg, const struct ui_link *l)
{
	put(pg, "<a");
	if (l->button) {
		put(pg, " class=\"nhsuk-button");
		if (l->second)
			put(pg, " nhsuk-button--secondary");
		put(pg, "\" data-module=\"nhsuk-button\"");
	}
	put(pg, " href=\"");
	quoted(pg, l->url);
	if (l->button)
		put(pg, " role=\"button\" draggable=\"false\"");
	put(pg, ">");
	field_text(pg, l->label, l->label_en);
	put(pg, "</a>");
}

/* Where the summary's link leads: the field, or the first box of a date. */
static void
fault_target(struct page *pg, str name)
{
	const struct field *f = pg->refused == NULL ? NULL : op_field(pg->refused, name);

	html_escape(pg->b, name);
	if (f != NULL && f->kind == FIELD_DAY)
		put(pg, "-day");
}

static void
fault(struct page *pg, const struct why *w)
{
	put(pg, "<li>");
	if (w->field.n > 0) {
		put(pg, "<a href=\"#");
		fault_target(pg, w->field);
		put(pg, "\">");
	}
	html_escape(pg->b, words_why(pg->lang, pg->mem, w->key, w->field, w->number, w->text));
	if (w->field.n > 0)
		put(pg, "</a>");
	put(pg, "</li>\n");
}

void
page_error_summary(struct page *pg)
{
	const struct cx *cx = pg->cx;

	if (cx->nwhys == 0)
		return;
	put(pg, "<div class=\"nhsuk-error-summary\" data-module=\"nhsuk-error-summary\">\n"
	    "<div role=\"alert\">\n<h2 class=\"nhsuk-error-summary__heading\">");
	field_text(pg, msg_str(pg, MSG_there_is_a_problem), !words_has(pg->lang, MSG_there_is_a_problem));
	put(pg, "</h2>\n<div class=\"nhsuk-error-summary__body\">\n"
	    "<ul class=\"nhsuk-list nhsuk-error-summary__list\">\n");
	for (size_t i = 0; i < cx->nwhys; i++)
		fault(pg, &cx->whys[i]);
	put(pg, "</ul>\n</div>\n</div>\n</div>\n");
	page_clash(pg);
}

void
page_older(struct page *pg, str url, bool more)
{
	if (!more)
		return;
	assert(is_own_path(url));
	put(pg, "<p><a class=\"w-older\" rel=\"next\" href=\"");
	quoted(pg, url);
	put(pg, ">");
	field_text(pg, msg_str(pg, MSG_show_older), !words_has(pg->lang, MSG_show_older));
	put(pg, "</a></p>\n");
}

/* A word of the query that the page's operation takes; dates come in three pieces. */
static bool
is_asked(struct page *pg, str name)
{
	const struct op *op = pg->refused;

	for (size_t i = 0; op != NULL && i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name) || (op->fields[i].kind == FIELD_DAY &&
		    str_starts(name, str_fmt(pg->mem, "%.*s-", STR_ARG(op->fields[i].name)))))
			return !str_eq(name, STR("older"));
	return false;
}

str
page_url_older(struct page *pg, int64_t next)
{
	struct buf b = { .mem = pg->mem };

	buf_addf(&b, "%.*s?older=%lld", STR_ARG(pg->path), (long long)next);
	for (size_t i = 0; i < pg->kept.n; i++) {
		const struct word *w = &pg->kept.at[i];

		if (w->value.n == 0 || !is_asked(pg, w->name))
			continue;
		buf_addf(&b, "&%.*s=", STR_ARG(w->name));
		url_escape(&b, w->value);
	}
	return buf_str(&b);
}

/* "This is not for emergencies", by every box for free words. */
void
page_safe_words(struct page *pg)
{
	const struct page_help *h = pg->help != NULL ? pg->help(pg) : NULL;

	if (h != NULL && !h->watched) {
		put(pg, "<strong>");
		field_text(pg, msg_str(pg, MSG_nobody_on_duty), !words_has(pg->lang, MSG_nobody_on_duty));
		put(pg, "</strong> ");
	}
	if (h != NULL && h->own) {
		html_escape(pg->b, h->notice);
		put(pg, " <a href=\"/help-now\">");
		field_text(pg, msg_str(pg, MSG_need_help_now), !words_has(pg->lang, MSG_need_help_now));
		put(pg, "</a>");
		return;
	}
	field_text(pg, msg_str(pg, MSG_not_for_emergencies), !words_has(pg->lang, MSG_not_for_emergencies));
	put(pg, " <a href=\"/help-now\">");
	field_text(pg, msg_str(pg, MSG_need_help_now), !words_has(pg->lang, MSG_need_help_now));
	put(pg, "</a> ");
	field_text(pg, msg_str(pg, MSG_tell_staff_or_999), !words_has(pg->lang, MSG_tell_staff_or_999));
}
