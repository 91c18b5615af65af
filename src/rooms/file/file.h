/*
 * rooms/file: pictures and documents people add, kept in the database. A picture is drawn
 * afresh in a process of its own (base/picture), so no byte of the upload is kept and where it
 * was taken is lost. Documents: PDF and plain text, by their first bytes, given back as attachments.
 */
#ifndef ROOMS_FILE_H
#define ROOMS_FILE_H

#include "op/op.h"

struct file_kept { str name, type, bytes; };

/* For an operation's `before`: checks and re-draws. ERR_INPUT names `field`. Empty upload: empty result. */
err file_ready(struct cx *cx, const struct upload *up, str field, struct file_kept *ret) MUST_USE;
/* Inside the transaction: keeps it and gives its id; 0 for an empty one. */
err file_keep(struct cx *cx, const struct file_kept *f, int64_t *ret_id) MUST_USE;

err file_remove(struct cx *cx, int64_t id) MUST_USE;

struct file_checked { int64_t file; bool good; };         /* file 0: there is none left */
extern const struct op file_check;
extern const struct op file_read;      /* out: struct file_page: of an action in reach */
struct file_page { int64_t id; str name, type, bytes; };
extern const struct op *const file_ops[];
extern const size_t file_nops;

#endif
