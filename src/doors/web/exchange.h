/*
 * web/exchange: one request and its answer, without a word of the HTTP library.
 *
 * The pages and the JSON door both stand on this.  A door is called once, on a web
 * thread, when the whole request is here and lawful.  It either fills in `reply` and
 * returns, or hands a job to the writer with exchange_write() and returns: `then` is
 * called on the same web thread after the commit (or the failure), and fills in
 * `reply`.  Nothing here may wait.  Everything lives in `mem` until the answer is sent.
 */
#ifndef DOORS_WEB_EXCHANGE_H
#define DOORS_WEB_EXCHANGE_H

#include "doors/site.h"
#include "op/writer.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST };

enum {
	URL_MAX = 8 * 1024, HEADERS_MAX = 100, FIELDS_MAX = 200,
	UPLOAD_MAX = 10 * 1024 * 1024, BODY_MAX = 12 * 1024 * 1024, KEPT_HOLES = 4,
};

struct http_header { str name, value; };

struct http_reply {
	int    status;
	str    type;                    /* Content-Type; empty with no body */
	str    body;                    /* in mem, or for ever */
	struct http_header headers[12]; /* beyond the security headers, which are always sent */
	size_t nheaders;
	bool   keep;                    /* may be cached; else Cache-Control: no-store is sent */
};

struct exchange {
	const struct site *site;
	struct db         *db;          /* this thread's own, DB_READ; reset between requests */
	struct arena      *mem;
	stamp              now;         /* read once, as the request arrived */
	enum http_method   method;
	str                path;        /* as sent, not decoded: "/api/v1/matters/7" */
	str                query;       /* as sent, without the "?" */
	str                body;
	const struct http_header *headers;
	size_t             nheaders;
	str                peer;        /* address of the other end (believing the proxy's word) */

	struct http_reply  reply;
	const char        *route;       /* template for the log: "/matters/{matter}"; never the path */
	bool               unlogged;    /* an unlinkable request leaves no line */

	/* For keeping it drawn (kept.c): its name, what had been committed before it was drawn ... */
	struct {
		str      key, token, etag;      /* token: hash of the session's secret */
		uint64_t hash, gen;
		int64_t  version;
		/* ... whose place it is, the keys of its forms, and when its reader's rights may end. */
		int64_t  place;
		str      keys[KEPT_HOLES];
		size_t   nkeys;                 /* more than there is room for: not kept */
		const struct packed_around *around;     /* how it was packed */
		stamp    until;
	} kept;

	struct job        *job;         /* the last one given to the writer, by exchange_write() */
	bool               writing;     /* it has not come back yet */
	void             (*then)(struct exchange *x);
	void              *door;        /* the door's own, for `then` */
};

/* The session cookie's secret; empty when there is none. */
str  exchange_session(const struct exchange *x);
/* What the caller likes to read, by Accept-Language: the first that we have, like "ar". */
str  header_language(const struct exchange *x);
/* A request header's value; empty when it was not sent.  Doubles never get this far. */
str  exchange_header(const struct exchange *x, const char *name);
void exchange_reply_header(struct exchange *x, str name, str value);

/*
 * Gives job->cx (mem, now, once, token, lang ... already set) and job->call to the
 * writer; done and arg are ours.  A full queue is job->e == ERR_BUSY in `then`.
 */
void exchange_write(struct exchange *x, struct job *job, void (*then)(struct exchange *x));

/*
 * A change was refused: its words are heard all the same, in a job of their own; then `then`.
 * False: there are none, or it failed for another reason than what was asked.
 */
bool exchange_heard(struct exchange *x, const struct job *refused, void (*then)(struct exchange *));

/* A job or a read ready to use: mem, now, today, token, door. */
void exchange_cx(const struct exchange *x, const char *door, str token, struct cx *ret_cx);

/* The one place an err becomes an HTTP status. */
int  http_status_of(err e);

/*
 * Words of a query or a urlencoded body, decoded and checked to be UTF-8.  On
 * ERR_INPUT *ret_bad names the field at fault (empty: the form as a whole).
 */
err  form_parse(struct arena *mem, str text, struct words *ret_words, str *ret_bad) MUST_USE;
/* One percent-decoded piece of a path; false when it is not lawful. */
bool form_decode(struct arena *mem, str piece, bool plus, str *ret_text);

#endif
