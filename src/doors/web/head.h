/*
 * web/head: the gate.  The first that looks at a stranger's bytes: it finds where the head
 * of a request ends and cuts it into its parts, or refuses it.  Nothing behind it ever sees
 * a head that RFC 9112 does not allow: every line ends with CR LF, no line is folded, no
 * control characters, no blank before a colon, one blank between the words of the first line.
 *
 * Bytes in, slices of those bytes out: no memory, no socket, no clock.  What the parts must
 * mean together (one Host, one length, ...) is for check.c.
 */
#ifndef DOORS_WEB_HEAD_H
#define DOORS_WEB_HEAD_H

#include "doors/web/exchange.h"

enum { HEAD_BYTES_MAX = 20 * 1024, METHOD_MAX = 16 };

struct head {
	str    method, path, query;     /* path and query as sent; path may be "*" or "http://..." */
	int    minor;                   /* of HTTP/1.x */
	struct http_header headers[HEADERS_MAX];
	size_t nheaders;
};

enum head_said { HEAD_MORE, HEAD_WHOLE, HEAD_BAD };

/*
 * `bytes` is what has come so far.  *scanned is 0 at first and belongs to the caller until
 * the head is whole; so each byte is looked at once, however slowly they come.  HEAD_WHOLE:
 * the head is the first *ret_n bytes.  HEAD_BAD: *ret_status says with what to refuse.
 */
enum head_said head_find(str bytes, size_t *scanned, size_t *ret_n, int *ret_status);

/* A whole head, as head_find() found it.  0, or the status to refuse it with. */
int  head_read(str bytes, struct head *ret_head);

/* True when the list in a header's value has this word: "close" in "Keep-Alive, Close". */
bool head_list_has(str list, str word);

#endif
