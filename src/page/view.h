/*
 * page/view: what compiled views call.  Written for tools/viewc, not for people: a room
 * writes HTML.  Each function escapes for its place: text, a quoted attribute, or one
 * piece of an address.  A type without a function here is a compile error in the view.
 */
#ifndef PAGE_VIEW_H
#define PAGE_VIEW_H

#include "page/page.h"
#include "page/ui.h"

/* Text between tags. */
void page_text_str(struct page *pg, str s);                /* in <bdi> where it may run the other way */
void page_text_int(struct page *pg, int64_t v);            /* in the language's digits */
void page_text_day(struct page *pg, day d);                /* <time datetime> */
void page_text_near(struct page *pg, day d);               /* "tomorrow" when it is */
void page_text_stamp(struct page *pg, stamp t);            /* a day and a time, <time datetime> */
void page_text_clock(struct page *pg, clocktime c);
void page_text_safe(struct page *pg, struct safe s);
void page_text_msg(struct page *pg, struct msg m);
#define page_text(pg, x) _Generic((x), str: page_text_str, int64_t: page_text_int, \
	int: page_text_int, size_t: page_text_int, day: page_text_day, stamp: page_text_stamp, \
	clocktime: page_text_clock, struct safe: page_text_safe, struct msg: page_text_msg)((pg), (x))

/* A quoted attribute, <title> or <textarea>: no tags, machine forms of numbers and days. */
void page_attr_str(struct page *pg, str s);
void page_attr_int(struct page *pg, int64_t v);            /* ASCII digits */
void page_attr_day(struct page *pg, day d);                /* ISO; nothing for no day */
void page_attr_msg(struct page *pg, struct msg m);
#define page_attr(pg, x) _Generic((x), str: page_attr_str, int64_t: page_attr_int, \
	int: page_attr_int, size_t: page_attr_int, day: page_attr_day, \
	struct msg: page_attr_msg)((pg), (x))

/* One piece of an address: everything but RFC 3986's unreserved is percent-encoded. */
void page_url_str(struct page *pg, str s);
void page_url_int(struct page *pg, int64_t v);
void page_url_day(struct page *pg, day d);
#define page_url(pg, x)  _Generic((x), str: page_url_str, int64_t: page_url_int, \
	int: page_url_int, size_t: page_url_int, day: page_url_day)((pg), (x))
/* A whole address of our own: one that does not begin with a single / becomes "/". */
void page_path(struct page *pg, str path);

/* A person's own words, as said: a <p dir="auto"> for every line. */
void page_said(struct page *pg, str words);

/* Messages, with what fills their {names}.  People's own text is isolated by <bdi>. */
struct page_some { str s; bool theirs; };
struct page_fill { const char *name; struct page_some with; };
struct page_some page_fill_str(struct page *pg, str s);
struct page_some page_fill_int(struct page *pg, int64_t v);
struct page_some page_fill_day(struct page *pg, day d);
struct page_some page_fill_stamp(struct page *pg, stamp t);
struct page_some page_fill_clock(struct page *pg, clocktime c);
struct page_some page_fill_msg(struct page *pg, struct msg m);
#define page_fill(pg, x) _Generic((x), str: page_fill_str, int64_t: page_fill_int, \
	int: page_fill_int, size_t: page_fill_int, day: page_fill_day, stamp: page_fill_stamp, \
	clocktime: page_fill_clock, struct msg: page_fill_msg)((pg), (x))
void page_say(struct page *pg, struct msg m, const struct page_fill *f, size_t n);
void page_say_n(struct page *pg, struct msg m, int64_t count, const struct page_fill *f, size_t n);
void page_say_plain(struct page *pg, struct msg m, const struct page_fill *f, size_t n);
void page_say_plain_n(struct page *pg, struct msg m, int64_t count, const struct page_fill *f,
    size_t n);
/* As a str, for labels and hints; escaped by who draws them. */
str  page_words(struct page *pg, struct msg m, const struct page_fill *f, size_t n);
str  page_words_n(struct page *pg, struct msg m, int64_t count, const struct page_fill *f, size_t n);
bool page_words_en(struct page *pg, struct msg m);         /* English stands in for this language */

/* What a view's forms offer, noted at compile time; a test holds it against the operations. */
enum view_form_kind { FORM_POST, FORM_UPLOAD, FORM_SEARCH };
struct view_form {
	const struct op *op;                   /* NULL: a search without one */
	const char *action;                    /* "/matters/{}": a {} is a word that the route reads */
	enum view_form_kind kind;
	const char *const *names;              /* NULL-ended */
};
struct view_forms { const char *view; const struct view_form *at; size_t n; };
extern const struct view_forms *const view_index[];        /* NULL-ended; of tests only */

/* Addresses and values of furniture. */
str  page_url_fill(struct page *pg, const char *path, const struct ui_value *at, size_t n);
/* This very page with what was asked of it, further on: `next` is the list's own. */
str  page_url_older(struct page *pg, int64_t next);
struct ui_value page_value_str(str s);
struct ui_value page_value_int(int64_t v);
struct ui_value page_value_day(day d);
struct ui_value page_value_clock(clocktime c);
struct ui_value page_value_bool(bool b);
#define page_value(x) _Generic((x), str: page_value_str, int64_t: page_value_int, \
	int: page_value_int, size_t: page_value_int, day: page_value_day, \
	clocktime: page_value_clock, bool: page_value_bool)(x)

#endif
