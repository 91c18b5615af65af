/* doors/api, indoors: what its parts ask of each other. */
#ifndef DOORS_API_API_IN_H
#define DOORS_API_API_IN_H

#include "doors/api/api.h"

enum { API_BODY_MAX = 1024 * 1024, PATH_WORDS = 8 };

/* match.c: which operation an address means. */
struct matched {
	const struct op *op;                    /* NULL: none with this method */
	bool             other_method;          /* ... but with the other one */
	struct word      words[PATH_WORDS];
	size_t           nwords;
};
struct matched api_match(const struct exchange *x, str path);

/* input.c: the query or the JSON body as words; faults in cx->whys (field, key, text). */
err  api_words(struct exchange *x, const struct matched *m, struct cx *cx,
    struct words *ret_words) MUST_USE;

/* problem.c: refusals. */
void api_refuse(struct exchange *x, int status, const char *kind, const char *title, str detail);
/* After a clash it carries both texts: those sent with `c`, and those that stand there now. */
void api_problem(struct exchange *x, const struct cx *cx, const struct op_call *c, err e);

#endif
