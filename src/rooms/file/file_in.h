/* rooms/file, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_FILE_IN_H
#define ROOMS_FILE_IN_H

#include "rooms/file/file.h"

err file_insert(struct cx *cx, const struct file_kept *f, int64_t *ret_id) MUST_USE;
/* Through the matter whose action it is evidence of; ERR_MISSING. */
err file_find(struct cx *cx, int64_t id, struct file_page *ret) MUST_USE;
err file_checked_next(struct cx *cx, int64_t older, struct file_checked *ret) MUST_USE;

#endif
