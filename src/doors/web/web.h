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

/*
 * Opens the sockets that web_start() would open, so that they outlive a server that is started
 * anew: whoever knocks meanwhile waits instead of being turned away.  Looks at listen,
 * tls_in_front and web_threads of `site`; ret_sockets has room for WEB_SOCKETS_MAX.
 */
enum { WEB_SOCKETS_MAX = 4 };
err  web_sockets(const struct site *site, int *ret_sockets) MUST_USE;
void web_stop(struct web *web);

/* Asserts that no two routes are alike, that every `back` is there, and every {word} a field. */
void web_check_routes(const struct site *site);

#endif
