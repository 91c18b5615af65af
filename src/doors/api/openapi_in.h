/* doors/api, indoors: the document being written and the schemas it has named so far. */
#ifndef DOORS_API_OPENAPI_IN_H
#define DOORS_API_OPENAPI_IN_H

#include "op/op.h"

enum { SCHEMAS_MAX = 256 };

struct openapi {
	struct buf         *b;
	const struct shape *named[SCHEMAS_MAX];
	size_t              n;
};

void openapi_field(struct buf *b, const struct field *f);           /* an input, as JSON Schema */
void openapi_ref(struct openapi *o, const struct shape *s);         /* {"$ref": ...}, remembered */
void openapi_schemas(struct openapi *o);                            /* ,"name":{...} for each */

#endif
