/*
 * base/picture, indoors: what passes between the program, the keeper and the process that draws.
 * The keeper gets one letter and gives a socket; that socket carries a length and a picture
 * there, and an answer_head and a picture back.
 */
#ifndef BASE_PICTURE_IN_H
#define BASE_PICTURE_IN_H

#include "base/picture.h"

enum { KEEPER_GIVE = 'g', KEEPER_DONE = 'd', KEEPER_NONE = 'n', DRAWER_READY = 'r' };
enum { ANSWER_BYTES_MAX = 24 * 1024 * 1024 };   /* a PNG of 1600 x 1600 is at most 10 MB */

struct answer_head { uint32_t said, n; };       /* enum picture_said; bytes that follow */

/* picture_keeper.c: the keeper's whole life.  `control` is its only way to the program. */
_Noreturn void keeper_live(int control);
/* picture_drawer.c: one picture, from reading to the end of the process. */
struct picture_tools;
_Noreturn void drawer_live(int sock, const struct picture_tools *t);

/* picture_head.c: what the first bytes say, before anything is decoded.  turn: Exif's 1..8. */
enum picture_kind { PICTURE_JPEG = 1, PICTURE_PNG, PICTURE_GIF, PICTURE_WEBP };
struct picture_head { enum picture_kind kind; uint32_t wide, high, turn; };
enum picture_kind picture_kind_of(str bytes);                           /* 0: none */
bool picture_head_read(str bytes, struct picture_head *ret) MUST_USE;   /* false: broken or cut short */

/* picture_draw.c: libgd.  Nothing is ever given back: the process ends. */
const struct picture_tools *picture_tools_load(void);   /* NULL: it is not there */
enum picture_said picture_draw(const struct picture_tools *t, str bytes, str *ret_bytes);
/* Lets the decoders look around once, while they still may. */
void picture_warm_up(const struct picture_tools *t);

#endif
