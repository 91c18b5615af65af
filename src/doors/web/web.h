/*
 * doors/web: the browser's door.
 *
 * web_start() listens on site->listen and answers from threads of its own until
 * web_stop(), which waits for what is under way and must come before writer_free().
 * It refuses an address off this machine unless a TLS proxy is in front, and says in a
 * clear sentence on stderr why it could not start (ERR_INPUT: an address that cannot be;
 * ERR_CLASH: the port is in use; ERR_DENIED: not allowed; ERR_STORE: the database).
 */
#ifndef DOORS_WEB_WEB_H
#define DOORS_WEB_WEB_H

#include "doors/site.h"

struct web;

err  web_start(const struct site *site, struct web **ret_web) MUST_USE;
void web_stop(struct web *web);

/* Asserts that no two routes are alike, that every `back` is there, and every {word} a field. */
void web_check_routes(const struct site *site);

#endif
