/*
 * base/picture: pictures people send in, drawn afresh.  Decoders of pictures are where strangers'
 * bytes do most harm, so they run in a process of their own that can only read its one socket,
 * answer on it and end; each picture gets a new one.  What comes back is a new JPEG or PNG:
 * no byte of the upload, nor where and when it was taken, is in it.  See docs/why/image-process.md.
 */
#ifndef BASE_PICTURE_H
#define BASE_PICTURE_H

#include "base/base.h"

enum {
	PICTURE_BYTES_MAX = 10 * 1024 * 1024, PICTURE_PIXELS_MAX = 40 * 1000 * 1000,
	PICTURE_SIDE_MAX = 1600,        /* of what we draw, the longer side */
	PICTURE_WAIT_MS = 10000,        /* for one picture; of the processor it gets half of that */
};

struct painter;         /* the image process, as the rest of the program holds it */

/*
 * Starts the keeper, who starts the processes that draw.  It forks, so: before any thread.
 * NULL when there is no room for it; picture_redraw() then says PICTURE_LATER.
 */
struct painter *painter_start(void);
void painter_stop(struct painter *p);           /* NULL is fine */
/* True when drawing works here, shut in as it should be.  For start and `waggle doctor`. */
bool painter_is_well(struct painter *p);

/* JPEG, PNG, WebP or GIF by its first bytes; the rest may be anything. */
bool picture_is_one(str bytes);

enum picture_said {
	PICTURE_DRAWN,
	PICTURE_BROKEN,         /* cannot be read as a picture, or takes too long */
	PICTURE_LARGE,          /* too many bytes or pixels */
	PICTURE_LATER,          /* the image process is not there just now */
};
struct picture { str bytes, type; };            /* "image/jpeg" or "image/png" */

/* Any thread; one picture at a time, others wait their turn.  Answers within PICTURE_WAIT_MS of it. */
enum picture_said picture_redraw(struct painter *p, struct arena *mem, str bytes,
    struct picture *ret) MUST_USE;

#endif
