/*
 * doors/api: the JSON door, /api/v1/.  Every operation that is offered to tokens is
 * there under its own path: GET for a read, with its words in the query; POST for a
 * change, with a JSON object.  Answers are the operation's output through its shape;
 * refusals are application/problem+json (RFC 9457).  The OpenAPI 3.1 document is made
 * from the same table, so it cannot say anything else.
 */
#ifndef DOORS_API_API_H
#define DOORS_API_API_H

#include "doors/site.h"
#include "doors/web/exchange.h"

/* struct site's `api`. */
void api_answer(struct exchange *x);
/* The OpenAPI document. */
void api_openapi(struct buf *b, struct ops all);

#endif
