/*
 * sheet/ink: pen and paper.  ink.c is the only file that knows cairo and pango.
 *
 * Sizes are points on A4; A3 and PNG are the same drawing, larger.  For a right-to-left
 * sheet the whole paper is mirrored, so callers always draw as if left to right; words,
 * codes and pictures are turned back upright in their own box.
 */
#ifndef SHEET_INK_H
#define SHEET_INK_H

#include "rooms/sheet/qr.h"
#include "rooms/sheet/sheet.h"

#define INK_A4_W 595.0
#define INK_A4_H 842.0

struct ink;
struct ink_text;
struct rgb { double r, g, b; };
struct box { double x, y, w, h; };

/* width_px 0 makes a PDF; else a picture of page `page` alone. */
struct ink_sheet { struct sheet_look look; double w, h; int width_px; size_t page; str title, author; };

struct ink *ink_new(struct arena *mem, const struct ink_sheet *s);
void ink_free(struct ink *k);
void ink_page(struct ink *k);                         /* on to the next page */
err  ink_finish(struct ink *k, struct buf *ret) MUST_USE;

/* Words set to a width; people's own (`said`) keep the side of their own script.  Lines count from 0. */
struct ink_type { double size, width, lead; bool bold, middle, to_end, said; struct rgb ink; };
struct ink_text *ink_text(struct ink *k, str words, const struct ink_type *t);
size_t ink_lines(const struct ink_text *t);
double ink_height(const struct ink_text *t, size_t from, size_t to);
double ink_tall(const struct ink_text *t);            /* all of it */
double ink_wide(const struct ink_text *t);            /* the widest line */
size_t ink_fit(const struct ink_text *t, size_t from, double height);   /* lines that fit */
void   ink_write_lines(struct ink *k, const struct ink_text *t, double x, double y, const size_t at[2]);
void   ink_write(struct ink *k, const struct ink_text *t, double x, double y);

/* Structure for screen readers.  Tags nest; a figure says its words instead. */
void ink_tag(struct ink *k, const char *tag);
void ink_untag(struct ink *k, const char *tag);
void ink_figure(struct ink *k, str alt);
void ink_figure_end(struct ink *k);
void ink_link(struct ink *k, str url);                /* http and https only; else no link */
void ink_link_end(struct ink *k, str url);
void ink_tagged(struct ink *k, const char *tag, const struct ink_text *t, double x, double y);

/* Shapes: make a path, then fill or stroke it. */
void ink_round(struct ink *k, struct box b, double radius);
void ink_move(struct ink *k, double x, double y);
void ink_line(struct ink *k, double x, double y);
void ink_arc(struct ink *k, double x, double y, double radius, const double turns[2]);
void ink_close(struct ink *k);
void ink_fill(struct ink *k, struct rgb c);
struct pen { struct rgb c; double width, dash; };
void ink_stroke(struct ink *k, struct pen p);
void ink_fill_keep(struct ink *k, struct rgb c);      /* and keep the path for a stroke */
void ink_clip_begin(struct ink *k, struct box b, double radius);
void ink_clip_end(struct ink *k);
/* Inside: origin at the box's top left, never mirrored, `units` across. */
void ink_upright(struct ink *k, struct box b, double units);
void ink_upright_end(struct ink *k);
void ink_qr(struct ink *k, const struct qr *q, struct box b);   /* with its quiet zone, on white */

#endif
