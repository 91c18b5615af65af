/*
 * page: what a room hands to be drawn, and the ground that views stand on.
 *
 * Views are HTML files compiled to C (tools/viewc; its header says the language).
 * Every hole is escaped by where it stands; there is no raw hole.  `struct page`
 * carries what every page needs: words, who is looking, what was typed, what was
 * wrong with it, and the once-only keys of its forms.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "op/op.h"
#include "words/markup.h"
#include "words/words.h"

struct page {
	struct buf        *b;
	struct arena      *mem;
	struct cx         *cx;
	const struct lang *lang;
	day                today;
	struct words       kept;               /* what was typed, on a refused form */
	str                path;               /* of this page, for the language switch and sign-in */
	str                provider;           /* the provider's name */
	str                scheme;             /* colours: "", "cream", "dark", "contrast" */
	int64_t            size;               /* text size in per cent: 100, 125, 150, 200 */
	bool               room_screen;        /* the screen in the room: no chrome */
	/* A fresh once-only key for a form (doors/web/keys.c); bound to who is looking. */
	str              (*key_new)(struct page *pg);
	const void        *door;               /* the door's own */
};

/* What a route's drawing leaves behind. */
struct reply {
	int        status;
	str        type;                       /* default text/html; charset=utf-8 */
	str        goto_url;                   /* 303 target; same-origin path only */
	str        etag, filename;             /* may be empty; filename: as an attachment */
	struct buf body;
	str        set_session;                /* sign-in: the secret to put in the cookie; "-" clears it */
	str        receipt;                    /* shown once, from the reply to the POST itself: see routes' `shows_once` */
	bool       cache_public;               /* the same for everybody; may be kept for a minute */
};

enum method { GET, POST };

struct route {
	enum method      method;
	const char      *path;                 /* "/matters/{matter}": {} is a word */
	const struct op *op;
	void           (*draw)(struct page *pg, const void *out, struct reply *r);
	const char      *back;                 /* POST: the GET page to show again, with what was typed, when refused */
	bool             shows_once;           /* POST that answers 200 with a page (a receipt), never kept */
};
struct routes { const struct route *at; size_t n; };

/* POST's usual answer. */
void reply_goto(struct page *pg, struct reply *r, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* A view, as tools/viewc makes it.  `show_NAME(pg, r, v)` checks the type of v. */
struct view {
	const char *name;
	void (*title)(struct page *pg, const void *v);
	void (*body)(struct page *pg, const void *v);
};
void page_show(struct page *pg, struct reply *r, const struct view *view, const void *v);

/* Holes.  Each escapes for its place: text, quoted attribute, or one piece of a URL. */
void page_text_str(struct page *pg, str s);
void page_text_int(struct page *pg, int64_t v);            /* in the language's digits */
void page_text_day(struct page *pg, day d);                /* <time datetime> */
void page_text_stamp(struct page *pg, stamp t);            /* a day and a time, <time datetime> */
void page_text_safe(struct page *pg, struct safe s);
void page_attr_str(struct page *pg, str s);
void page_attr_int(struct page *pg, int64_t v);            /* ASCII digits */
void page_attr_day(struct page *pg, day d);                /* ISO */
void page_url_str(struct page *pg, str s);
void page_url_int(struct page *pg, int64_t v);
#define page_text(pg, x) _Generic((x), str: page_text_str, int64_t: page_text_int, \
	day: page_text_day, stamp: page_text_stamp, struct safe: page_text_safe)((pg), (x))
#define page_attr(pg, x) _Generic((x), str: page_attr_str, int64_t: page_attr_int, day: page_attr_day)((pg), (x))
#define page_url(pg, x)  _Generic((x), str: page_url_str, int64_t: page_url_int)((pg), (x))
/* A person's own words: <span dir="auto"> or <p> per line; text as it was said. */
void page_said(struct page *pg, str words);

/*
 * Form furniture, in nhsuk-frontend's markup, checked against its fixtures.  Each
 * knows from pg->kept what was typed and from cx->whys what was wrong, and takes its
 * limits from the operation's own declaration.
 */
struct option { str value, label, hint; bool chosen; };
struct ui_field {
	const struct op *op;
	const char *name;
	str  label, hint, value;               /* value: when nothing was typed yet */
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
void page_checkbox(struct page *pg, const struct ui_field *f);   /* one box */
void page_date(struct page *pg, const struct ui_field *f);       /* NAME-day, NAME-month, NAME-year */
void page_file(struct page *pg, const struct ui_field *f);
void page_secret(struct page *pg, const struct ui_field *f);
/* Opens a POST form with data-op and its hidden once-only key; `multipart` for uploads. */
void page_form(struct page *pg, const struct op *op, str action, bool multipart);
void page_form_end(struct page *pg);
void page_error_summary(struct page *pg);
void page_older(struct page *pg, str url, bool more);            /* "Show older" */

/* What the page may draw: asked of the policy table by the room, given to views as booleans. */

#endif
