/*
 * page/ui: the furniture of forms, in nhsuk-frontend's markup and checked against its
 * fixtures.  Each piece knows from pg->kept what was typed and from cx->whys what was
 * wrong, and takes its limits from the operation's own declaration.  A field that the
 * operation does not declare is our mistake: asserts.
 */
#ifndef PAGE_UI_H
#define PAGE_UI_H

#include "page/page.h"

/* What stands in a field before anybody typed. */
enum ui_value_kind { UI_NONE, UI_STR, UI_INT, UI_DAY, UI_CLOCK };
struct ui_value { enum ui_value_kind kind; str s; int64_t v; };

struct option { str value, label, hint; bool chosen, label_en; };

struct ui_field {
	const struct op *op;                   /* NULL in searches without one */
	const char *name, *id;                 /* id: when the name is not enough */
	str  label, hint;
	bool label_en, hint_en;                /* English stands in */
	struct ui_value value;
	bool big;                              /* label is the page's h1 */
	int  rows, width;                      /* textarea rows; input width in characters */
	const struct option *options; size_t noptions;
	bool inline_, small;
	const char *autocomplete, *inputmode;
};
void page_input(struct page *pg, const struct ui_field *f);
void page_textarea(struct page *pg, const struct ui_field *f);   /* with the "not for emergencies" notice */
void page_select(struct page *pg, const struct ui_field *f);
void page_radios(struct page *pg, const struct ui_field *f);
void page_checkbox(struct page *pg, const struct ui_field *f);   /* one box, value 1 */
void page_checkboxes(struct page *pg, const struct ui_field *f); /* FIELD_IDS */
void page_date(struct page *pg, const struct ui_field *f);       /* NAME-day, NAME-month, NAME-year */
void page_file(struct page *pg, const struct ui_field *f);
void page_secret(struct page *pg, const struct ui_field *f);     /* never kept */
void page_hidden(struct page *pg, const struct op *op, const char *name, struct ui_value v);

/* Opens a POST form with data-op and its hidden once-only key; `multipart` for uploads. */
void page_form(struct page *pg, const struct op *op, str action, bool multipart);
void page_get(struct page *pg, str action);                      /* a search */
void page_form_end(struct page *pg);

struct ui_button { str label; bool label_en, second, warning; const char *name; struct ui_value value; };
void page_submit(struct page *pg, const struct ui_button *b);
struct ui_link { str label, url; bool label_en, button, second; };
void page_link(struct page *pg, const struct ui_link *l);

void page_error_summary(struct page *pg);                        /* nothing when nothing is wrong */
void page_older(struct page *pg, str url, bool more);            /* "Show older" */

#endif
