/*
 * sheet indoors: the house's colours on paper, type sizes, and the parts that every sheet
 * shares.  Colours never carry meaning alone: each has its words and its picture.
 */
#ifndef SHEET_SHEET_IN_H
#define SHEET_SHEET_IN_H

#include "rooms/sheet/ink.h"

#define RGB(hex) ((struct rgb){ ((hex) >> 16 & 255) / 255.0, ((hex) >> 8 & 255) / 255.0, ((hex) & 255) / 255.0 })
#define C_INK    RGB(0x0b3c49)      /* deep teal: words, the header */
#define C_TEAL   RGB(0x14697a)
#define C_PALE   RGB(0xe3f0f1)      /* behind "We did" */
#define C_HONEY  RGB(0xf2a900)
#define C_CREAM  RGB(0xfff4d6)      /* behind "We said" */
#define C_WHITE  RGB(0xffffff)
#define C_STONE  RGB(0xf1efea)      /* behind "not now" */
#define C_GREY   RGB(0x5b5750)
#define C_BLACK  RGB(0x000000)

enum { MARGIN = 30 };               /* every printer leaves less than this white */

/* Points on A4, by how the reader likes it. */
struct sizes { double title, place, label, body, small, icon, lead; };
struct sizes sheet_sizes(const struct sheet_look *l);

enum symbol { SYM_SAID, SYM_DID, SYM_DOING, SYM_NOT, SYM_CLOCK, SYM_PHONE, SYM_DAY, SYM_PLACE, SYM_SCREEN, SYM_PEOPLE };
/* Drawn in `front` on `back`, in a square at (x, y). */
void sheet_symbol(struct ink *k, enum symbol s, struct box at, const struct rgb front_back[2]);

/* The rounded header with honeycomb: laid out once, drawn on the page at hand. */
struct head { str title, place, dates; bool small; struct ink_text *t[3]; double h; };
void sheet_head_lay(struct ink *k, const struct sizes *z, struct head *io);
void sheet_head_draw(struct ink *k, const struct head *h);

/* A code, what to do with it, and its address in letters, in a column of width w. */
struct code {
	str url, alt, scan;
	double w, qr_w, h;
	bool below;                     /* the address stands elsewhere: the column is too narrow */
	struct qr qr;
	struct ink_text *t[2];
};
err  sheet_code_lay(struct arena *mem, struct ink *k, const struct sizes *z, struct code *io) MUST_USE;
void sheet_code_draw(struct ink *k, const struct code *c, double x, double y);

/* What to do next, and the page's number, at the bottom of every page. */
struct foot { str words, url, alt, provider; struct qr qr; struct ink_text *t[2]; double h, qr_w; };
err  sheet_foot_lay(struct arena *mem, struct ink *k, const struct sizes *z, struct foot *io) MUST_USE;
void sheet_foot_draw(struct ink *k, const struct sizes *z, const struct foot *f, str page);

str sheet_tidy(struct arena *mem, str words);      /* for setting: no empty lines, no towers of accents */
str sheet_bare_url(str url);                       /* without https:// and a last slash */
str sheet_sentences(struct arena *mem, str words); /* one idea a line */
str sheet_fill(struct arena *mem, str text, str name, str value);   /* "{name}" */

#endif
