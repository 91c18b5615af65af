/*
 * For tests of the web door: a server on a free port over a fresh store, a room of the
 * test's own (notes, kept as settings), and a browser without manners: raw bytes over a
 * socket.  One person has an account: amira, whose password is GOOD in a form.
 */
#ifndef TESTS_SUPPORT_WEB_HOUSE_H
#define TESTS_SUPPORT_WEB_HOUSE_H

#include "doors/web/web_in.h"
#include "tests/support/engines.h"

#define GOOD "four+plain+words+here"

struct open_house {
	struct fresh *f;
	struct site   site;
	struct routes routes[2];
	struct web   *web;
	int           port;
};

void web_house_open(struct open_house *h, struct fresh *f);
void web_house_open_as(struct open_house *h, struct fresh *f, bool tls);
void web_house_close(struct open_house *h);

/* A connection; bytes sent as they are and the answer read until it ends, or `ms` of silence after it. */
int dial(const struct open_house *h);
str talk(const struct open_house *h, str bytes);
str talk_for(const struct open_house *h, str bytes, int ms);
/* `more`: further header lines, each with its \r\n. */
str get(const struct open_house *h, const char *path, const char *more);
str post(const struct open_house *h, const char *path, const char *more, str body);

int    status_of(str answer);                          /* 0: no answer */
size_t answers_in(str s);
str    header_of(str answer, const char *name);
/* Fails the test unless the answer has this status and the armour every answer wears. */
void   expect(str answer, int status);
/* What stands between `before` and the next quote; and so the key of a page's form. */
str    after(str page, const char *before);
str    key_from(str page);

int64_t count(const struct open_house *h, sql q);
int64_t sessions(const struct open_house *h);
int64_t notes(const struct open_house *h);
/* Sends the notes' form; "clash", "denied" and "broken" are met with just that. */
str note(const struct open_house *h, str key, const char *said);
str sign_in(const struct open_house *h, const char *password, const char *back, const char *more);
str cookie_of(const struct open_house *h, str answer);

#endif
