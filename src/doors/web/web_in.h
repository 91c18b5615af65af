/*
 * doors/web, indoors: the parts of the door and what they ask of each other.
 * None of it but wire.c, talk.c and serve.c (serve_in.h) knows sockets and threads.
 */
#ifndef DOORS_WEB_WEB_IN_H
#define DOORS_WEB_WEB_IN_H

#include "doors/web/exchange.h"
#include "doors/web/web.h"

/* form.c: bodies. */
err  form_body(struct exchange *x, struct words *ret_words, str *ret_bad) MUST_USE;

/* tree.c: routes, compiled once. */
enum { PATH_WORDS_MAX = 8 };
struct tree;
struct found {
	const struct route *get, *post;      /* either may be NULL */
	struct word         get_words[PATH_WORDS_MAX], post_words[PATH_WORDS_MAX];
	size_t              get_n, post_n;
};
struct tree *tree_new(const struct site *site);
void         tree_free(struct tree *t);
/* False when no route has such a path, or it is not lawfully encoded. */
bool tree_find(const struct tree *t, struct arena *mem, str path, struct found *ret_found);
/* The GET route written exactly so ("/units/{unit}/say"). */
const struct route *tree_get_route(const struct tree *t, str template);
/* The template with its words filled in and encoded; false when one is lacking. */
bool tree_fill(struct arena *mem, str template, struct words w, str *ret_path);

/* check.c: what the parts of a head must mean together. */
struct fault { int status; const char *allow; };
/* x has the parts as they came; false: *ret_fault says with what to refuse. */
bool check_head(struct exchange *x, str method, struct fault *ret_fault);
/* Does a Connection line say this word ("close")? */
bool check_connection(const struct exchange *x, str word);
/* From another site?  By Origin and Sec-Fetch-Site. */
bool check_cross_site(const struct exchange *x);
/* A path on this very site: what may follow a sign-in or a change. */
bool check_own_path(str path);

/* keys.c: the keys of forms, which are once-only and prove that we made the form. */
enum key_state { KEY_GOOD, KEY_NONE, KEY_FORGED, KEY_OLD };
struct keyring { struct arena *mem; str secret; stamp now; str session; };
str  key_make(const struct keyring *k);
enum key_state key_check(const struct keyring *k, str key, str *ret_once);

/* cookie.c: the session and how this person likes pages to look. */
struct display { str lang, scheme; int64_t size; };
/* `device`: which browser this is, if somebody ever signed in with it; for slowing guesses. */
struct cookies { str session, device; struct display display; bool has_display; };
struct cookies cookies_read(const struct exchange *x);
void cookie_session(struct exchange *x, str secret);       /* "-": away with it */
void cookie_device(struct exchange *x);
void cookie_display(struct exchange *x, const struct display *d);
bool display_parse(str text, struct display *ret_display); /* "ar.125.dark" */

/* headers.c: what every answer carries, and reading what a browser accepts. */
size_t headers_count(const struct site *site);
struct http_header headers_at(const struct site *site, size_t i);
bool header_accepts(const struct exchange *x, str coding);

/* gzip.c: one kept context a thread. */
struct gzip;
struct gzip *gzip_new(void);
void gzip_free(struct gzip *g);
bool gzip_pack(struct gzip *g, struct arena *mem, str plain, str *ret_packed);

/* Where the keys of a page's forms stand in it, in order. */
struct holes { uint32_t at[KEPT_HOLES]; str keys[KEPT_HOLES]; size_t n; };
/* Packed so that other keys can be put there: places in `body`, and sums and sizes of what is between. */
struct packed_around {
	str      body;
	uint32_t holes[KEPT_HOLES], sums[KEPT_HOLES + 1], sizes[KEPT_HOLES + 1];
	size_t   nholes;
};
bool gzip_pack_around(struct gzip *g, struct arena *mem, str plain, const struct holes *h,
    struct packed_around *ret);
/* Puts other keys of the same length into a copy of such a body. */
void gzip_fill(char *body, size_t n, const struct packed_around *p, const str *keys);

/* kept.c: drawn pages, shared by all threads; each has an eye of its own on the database. */
struct kept;
struct kept_eye { int64_t version; bool open; };
struct kept *kept_new(size_t bytes);
void kept_free(struct kept *k);
bool kept_get(struct kept *k, struct kept_eye *eye, struct exchange *x);   /* fills in x->reply */
/* Where the keys of one's own page stand; false: it cannot be kept so. */
bool kept_holes(const struct exchange *x, str body, struct holes *ret);
/* `plain`: the body as drawn; x->reply.body may be `packed` by now. */
void kept_put(struct kept *k, struct exchange *x, str plain, bool packed);
/* Marks the reply as one for everybody; becomes a 304 when they have it. */
void shared_headers(struct exchange *x, str etag);

struct hall { const struct site *site; const struct tree *tree; };

/* One visit to a page: what draw.c and pages.c know of a request between them. */
struct visit {
	const struct hall  *hall;
	struct exchange    *x;
	struct cookies      cookies;
	str                 token;          /* hash of the session's secret; empty: nobody */
	const struct route *route;          /* NULL: no such page */
	struct words        address;        /* the words of the address, and which device it is */
	struct words        typed;          /* those of the query or the form */
	struct words        all;            /* the address first: it wins */
	struct job         *refused;        /* while its words are heard */
};

/* pages.c: from a whole, lawful request to an operation, and from its outcome to a page. */
void pages_answer(const struct hall *hall, struct exchange *x);
/* A page of our own for a request that no operation will see. */
void pages_refuse(const struct hall *hall, struct exchange *x, int status);

/* draw.c: what came of it, drawn. */
void visit_begin(const struct hall *hall, struct exchange *x, struct visit *ret_visit);
void visit_cx(const struct visit *v, struct cx *ret_cx);
void draw_outcome(struct visit *v, struct cx *cx, const struct route *route, const void *out);
/* The page of a form again, with what was typed and `cx`'s whys; false: it cannot be shown. */
bool draw_back(struct visit *v, const struct cx *cx, int status);
void draw_error(struct visit *v, struct cx *cx, int status, str bad_field);
void draw_goto(struct exchange *x, str path);
str  draw_sign_in(const struct visit *v);       /* the sign-in page that comes back here */

/* statics.c: the assets compiled into the program. */
void statics_answer(struct exchange *x, str name);

/* listen.c: addresses and sockets. */
err  listen_open(const struct site *site, unsigned n, int *ret_fds) MUST_USE;

#endif
