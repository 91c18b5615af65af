/*
 * page, indoors: what the files of this directory ask of each other.
 */
#ifndef PAGE_PAGE_IN_H
#define PAGE_PAGE_IN_H

#include "page/page.h"
#include "page/ui.h"

/* html.c */
void html_escape(struct buf *b, str s);        /* & < > " ' */
void url_escape(struct buf *b, str s);         /* all but RFC 3986's unreserved */
bool html_is_english(const struct page *pg, str s);    /* Latin letters on a page in others */
str  html_bdi(const struct page *pg, str s);            /* "<bdi>", for this text */
bool is_own_path(str path);                    /* begins with one /, no control characters */
str  stamp_words(struct page *pg, stamp t);

/* field.c: what every field draws, and what it knows of its own past. */
bool field_is_wrong(struct page *pg, const struct ui_field *f, str *ret_why);
bool field_was_typed(struct page *pg, const struct ui_field *f);   /* the form came back refused */
bool field_kept(struct page *pg, const struct ui_field *f, const char *tail, str *ret_value);
bool field_holds(struct page *pg, const struct ui_field *f, str value);  /* kept, one of several */
const struct field *field_of(const struct ui_field *f);            /* NULL without an operation */
str  field_value(struct page *pg, const struct ui_field *f);       /* typed, or what was there */
const char *field_id(struct page *pg, const struct ui_field *f);
void field_group(struct page *pg, const struct ui_field *f, const char *classes, const char *module);
void field_label(struct page *pg, const struct ui_field *f);
void field_hint_and_error(struct page *pg, const struct ui_field *f);
void field_described_by(struct page *pg, const struct ui_field *f);
void field_text(struct page *pg, str s, bool english);             /* <span lang> round stand-ins */

/* act.c */
void page_safe_words(struct page *pg);

/* clash.c: somebody changed it meanwhile: what was typed beside what stands there now. */
void page_clash(struct page *pg);
void page_clash_form(struct page *pg, const struct op *op);        /* at the top of its form */

#define put(pg, lit) buf_add((pg)->b, STR(lit))
void put_c(struct page *pg, const char *c);    /* text of ours, escaped all the same */
str  value_str(struct arena *mem, struct ui_value v);
str  msg_str(struct page *pg, struct msg m);

#endif
