/* app/disk: whole files in and out, for keys, anchors and manifests; on the disk when said so. */
#ifndef APP_DISK_H
#define APP_DISK_H

#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>

/* False: errno says why (EFBIG: more than `most` bytes). */
bool disk_read(struct arena *mem, str path, size_t most, str *ret_text) MUST_USE;
/* A new file, whole or not at all: a neighbour first, then its name; both synced. */
bool disk_write(struct arena *mem, str path, str text) MUST_USE;
bool disk_append(struct arena *mem, str path, str text) MUST_USE;       /* synced */
int64_t disk_bytes(struct arena *mem, str path);                       /* -1: it is not there */
bool folder_make(struct arena *mem, str path) MUST_USE;                 /* and those above it; 0700 */
bool disk_sync_folder(struct arena *mem, str file);                          /* of the folder it lies in */
str  folder_of(struct arena *mem, str file);                            /* "var/w.db": "var"; "w.db": "." */

/*
 * All of a file is about to be read, in an order that is not its own: has the kernel fetch it from
 * one end to the other meanwhile, by a thread.  A file larger than half the memory is left alone.
 * Ending it closes the file, and with it every lock this process has on it: so last of all.
 */
struct disk_ahead { pthread_t thread; atomic_bool stop; int fd; };      /* fd -1: it does not run */
void disk_ahead_start(struct arena *mem, str path, struct disk_ahead *ret);
void disk_ahead_end(struct disk_ahead *a);

#endif
