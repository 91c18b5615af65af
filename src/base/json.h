/*
 * base/json: JSON as it comes from outside, read whole into an arena and checked.
 *
 * Strict (RFC 8259): valid UTF-8, no double names in a map, no NUL, whole numbers
 * within 64 bits, at most JSON_DEPTH deep.  A fault says where.  Every value knows
 * its line, so that who wrote the file can be told where to look.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/base.h"

enum json_kind { JSON_KIND_NULL, JSON_KIND_BOOL, JSON_KIND_INT, JSON_KIND_REAL, JSON_KIND_STR,
	JSON_KIND_LIST, JSON_KIND_MAP };

enum { JSON_DEPTH = 32 };

struct json {
	enum json_kind kind;
	str     name;               /* in its map; empty in a list */
	int64_t line;               /* where the value begins, from 1 */
	bool    yes;                /* BOOL */
	int64_t num;                /* INT */
	double  real;               /* REAL, and INT too */
	str     text;               /* STR; may hold any character but NUL */
	const struct json *at;      /* LIST, MAP: in the order of the file */
	size_t  n;
};

struct json_fault { int64_t line, column; str text; };  /* text: plain, short, ours */

/* Once, before any thread and any jail: whoever sends JSON must not know which names collide. */
void json_start(void);

bool json_parse(struct arena *mem, str text, const struct json **ret_top,
    struct json_fault *ret_fault) MUST_USE;

/* A member of a map; NULL when there is none or `map` is NULL or no map. */
const struct json *json_get(const struct json *map, str name);

#endif
