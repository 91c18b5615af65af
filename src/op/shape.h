/*
 * op/shape: how an output struct reads from outside.  One declaration gives the
 * JSON answer, the OpenAPI schema, the CLI table and the once-only record.
 */
#ifndef OP_SHAPE_H
#define OP_SHAPE_H

#include "base/base.h"

enum shape_kind {
	SHAPE_INT,      /* int64_t or any typed id */
	SHAPE_STR,      /* str; `place`: what a place or a forum is called, said in the reader's language */
	SHAPE_BOOL,     /* bool */
	SHAPE_DAY,      /* day: "2026-11-22"; DAY_NONE: null */
	SHAPE_CLOCK,    /* clocktime: "14:30" */
	SHAPE_STAMP,    /* stamp: "2026-11-22T14:30:00Z"; 0: null */
	SHAPE_CHOICE,   /* int64_t, read as choices[i] */
	SHAPE_LIST,     /* pointer at `at`, size_t count at `at_n`, of `inner` */
	SHAPE_ONE,      /* a struct inside, of `inner` */
};

struct shape_field {
	const char        *name;
	enum shape_kind    kind;
	size_t             at, at_n;
	const char *const *choices;
	const struct shape *inner;
	const char        *about;
	bool               place;
};

struct shape { const char *name; size_t size; const struct shape_field *at; size_t n; };

#define SH(T, kind_, field_)        { .name = #field_, .kind = (kind_), .at = offsetof(T, field_) }
#define SH_AS(T, kind_, name_, field_) { .name = (name_), .kind = (kind_), .at = offsetof(T, field_) }
#define SH_PLACE(T, field_)         { .name = #field_, .kind = SHAPE_STR, .at = offsetof(T, field_), .place = true }
#define SH_PLACE_AS(T, name_, field_) { .name = (name_), .kind = SHAPE_STR, .at = offsetof(T, field_), .place = true }
#define SH_CHOICE(T, field_, choices_) \
	{ .name = #field_, .kind = SHAPE_CHOICE, .at = offsetof(T, field_), .choices = (choices_) }
#define SH_LIST(T, name_, at_, n_, inner_) \
	{ .name = (name_), .kind = SHAPE_LIST, .at = offsetof(T, at_), .at_n = offsetof(T, n_), .inner = (inner_) }
#define SH_ONE(T, field_, inner_) \
	{ .name = #field_, .kind = SHAPE_ONE, .at = offsetof(T, field_), .inner = (inner_) }
#define SHAPE(name_, T, fields_) { .name = (name_), .size = sizeof(T), .at = (fields_), .n = LEN(fields_) }

void shape_write(struct buf *b, const struct shape *s, const void *v);   /* as JSON */
/* Back from that JSON, for once-only repeats; false when it does not fit. */
bool shape_read(struct arena *mem, const struct shape *s, str json, void *ret_v);
/* Where in it places and forums are named: at most `max` of them. */
size_t shape_places(const struct shape *s, void *v, str **ret_at, size_t max);
void json_str(struct buf *b, str s);                                      /* "quoted" */

#endif
