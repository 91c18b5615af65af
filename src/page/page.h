/*
 * page: what a room hands to be drawn, and the ground that views stand on.
 *
 * Views are HTML files compiled to C by tools/viewc (docs/views.md tells the language).
 * A room includes this and "gen/ROOM_views.h", and calls show_NAME(pg, r, &v).
 * Every hole is escaped by where it stands; there is no raw hole.  `struct page`
 * carries what every page needs: words, who is looking, what was typed, what was
 * wrong with it, and the once-only keys of its forms.
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include "op/op.h"
#include "words/markup.h"
#include "words/words.h"

struct page_help { str notice; bool own, watched; };   /* own: the provider's words */

struct page {
	struct buf        *b;
	struct arena      *mem;
	struct cx         *cx;
	const struct lang *lang;
	const struct zone *zone;               /* the provider's; NULL: Europe/London */
	day                today;
	struct words       asked;              /* the address's words, the query and the form, as they came */
	struct words       kept;               /* what was typed, on a refused form */
	const struct op   *refused;            /* whose form that was; NULL: any form of the page */
	str                path;               /* of this page, for the language switch and sign-in */
	str                provider;           /* the provider's name */
	str                address;            /* "https://waggle.example.org", for paper and codes; no last slash */
	str                scheme;             /* colours: "", "cream", "dark", "contrast" */
	int64_t            size;               /* text size in per cent: 100, 125, 150, 200 */
	bool               room_screen;        /* the screen in the room: no chrome */
	/* A fresh once-only key for a form (doors/web/keys.c); bound to who is looking. */
	str              (*key_new)(struct page *pg);
	/* The words beside a box for free words, and whether anybody is on call; asked only when drawn. */
	const struct page_help *(*help)(struct page *pg);
	int64_t          (*alerts)(struct page *pg);   /* how many alerts wait for who is looking */
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
	str        set_display;                /* "ar.125.dark": how pages look in this browser */
	bool       clear_cache;                /* leaving quickly: the browser forgets these pages */
	str        receipt;                    /* shown once, from the reply to the POST itself: see routes' `shows_once` */
	bool       uploaded;                   /* came from outside: the browser is told to give it no power */
	bool       cache_public;               /* the same for everybody; may be kept for a minute */
	/*
	 * A unit: everything on the page that changes by itself is of this place or below it, or
	 * changes only by operations that move every page (op/moved.h).  The door may then keep it
	 * for this very reader until something there changes.  0: never kept so.
	 */
	int64_t    place;
};

enum method { GET, POST };

struct route {
	enum method      method;
	const char      *path;                 /* "/matters/{matter}": {} is a word */
	const struct op *op;
	void           (*draw)(struct page *pg, const void *out, struct reply *r);
	const char      *back;                 /* POST: the GET page to show again, with what was typed, when refused */
	bool             shows_once;           /* POST that answers 200 with a page (a receipt), never kept */
	bool             slow;                 /* GET whose drawing takes long (paper, pictures): drawn on a slow thread */
};
struct routes { const struct route *at; size_t n; };

/* The hidden field that carries a form's once-only key. */
#define PAGE_KEY_FIELD "form_key"

/* POST's usual answer. */
void reply_goto(struct page *pg, struct reply *r, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* A view, as tools/viewc makes it.  `show_NAME(pg, r, v)` checks the type of v. */
struct view {
	const char *name;
	void (*title)(struct page *pg, const void *v);
	void (*body)(struct page *pg, const void *v);
};
void page_show(struct page *pg, struct reply *r, const struct view *view, const void *v);

/* What compiled views call is in page/view.h; the furniture of forms in page/ui.h. */

#endif
