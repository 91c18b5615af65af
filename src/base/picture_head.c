/*
 * base/picture_head: how large a picture says it is and which way up, read from its first bytes
 * so that a bomb is refused before anything is decoded.  Runs in the process that draws.
 */
#include "base/picture_in.h"

#include <string.h>

/* A number at `at`; 0 when the bytes end before it. */
static uint32_t
number(str b, size_t at, unsigned n, bool big)
{
	uint32_t v = 0;

	if (at > b.n || n > b.n - at)
		return 0;
	for (unsigned i = 0; i < n; i++)
		v |= (uint32_t)(unsigned char)b.p[at + i] << 8 * (big ? n - 1 - i : i);
	return v;
}

static bool
is_at(str b, size_t at, str what)
{
	return at <= b.n && b.n - at >= what.n && memcmp(b.p + at, what.p, what.n) == 0;
}

enum picture_kind
picture_kind_of(str b)
{
	if (is_at(b, 0, STR("\xff\xd8\xff")))
		return PICTURE_JPEG;
	if (is_at(b, 0, STR("\x89PNG\r\n\x1a\n")))
		return PICTURE_PNG;
	if (is_at(b, 0, STR("GIF87a")) || is_at(b, 0, STR("GIF89a")))
		return PICTURE_GIF;
	return is_at(b, 0, STR("RIFF")) && is_at(b, 8, STR("WEBP")) ? PICTURE_WEBP : 0;
}

bool
picture_is_one(str bytes)
{
	return picture_kind_of(bytes) != 0;
}

/* ---- JPEG: segments up to the one with its size; Exif before it says which way up ---- */

enum { EXIF_TURN = 0x0112, EXIF_ENTRIES_MAX = 64 };

/* A TIFF inside the segment; anything odd in it counts as the right way up. */
static uint32_t
exif_turn(str seg)
{
	str      tiff;
	bool     big;
	uint32_t at, n, turn = 1;

	if (!is_at(seg, 0, STR("Exif\0\0")))
		return 1;
	tiff = (str){ seg.p + 6, seg.n - 6 };
	big = is_at(tiff, 0, STR("MM"));
	at = number(tiff, 4, 4, big);
	n = number(tiff, at, 2, big);
	for (uint32_t i = 0; i < n && i < EXIF_ENTRIES_MAX; i++)
		if (number(tiff, (size_t)at + 2 + (size_t)12 * i, 2, big) == EXIF_TURN)
			turn = number(tiff, (size_t)at + 10 + (size_t)12 * i, 2, big);
	return turn >= 1 && turn <= 8 ? turn : 1;
}

/* SOF0..SOF15, without the three that are something else. */
static bool
has_size(unsigned mark)
{
	return mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc;
}

/* The end mark cannot stand inside what is drawn, so one that follows means it is whole. */
static bool
ends_well(str b, size_t from)
{
	return from < b.n && memmem(b.p + from, b.n - from, "\xff\xd9", 2) != NULL;
}

static bool
jpeg_head(str b, struct picture_head *h)
{
	size_t at = 2;

	while (at + 4 <= b.n && b.p[at] == '\xff') {
		unsigned mark = number(b, at + 1, 1, true);
		size_t   n = number(b, at + 2, 2, true);

		if (mark == 0xff) {             /* padding */
			at++;
			continue;
		}
		if (n < 2 || n > b.n - at - 2)
			return false;
		if (mark == 0xe1 && h->turn == 1)
			h->turn = exif_turn((str){ b.p + at + 4, n - 2 });
		at += 2 + n;
		if (has_size(mark)) {
			h->high = number(b, at - n + 3, 2, true);
			h->wide = number(b, at - n + 5, 2, true);
			return ends_well(b, at);
		}
	}
	return false;
}

/* ---- the others say it at once ---- */

static bool
webp_head(str b, struct picture_head *h)
{
	if (is_at(b, 12, STR("VP8X"))) {
		h->wide = number(b, 24, 3, false) + 1;
		h->high = number(b, 27, 3, false) + 1;
	} else if (is_at(b, 12, STR("VP8L"))) {
		h->wide = (number(b, 21, 4, false) & 0x3fff) + 1;
		h->high = (number(b, 21, 4, false) >> 14 & 0x3fff) + 1;
	} else if (is_at(b, 12, STR("VP8 "))) {
		h->wide = number(b, 26, 2, false) & 0x3fff;
		h->high = number(b, 28, 2, false) & 0x3fff;
	}
	return number(b, 4, 4, false) <= b.n - 8;       /* all of it came */
}

bool
picture_head_read(str b, struct picture_head *ret)
{
	struct picture_head h = { .kind = picture_kind_of(b), .turn = 1 };
	bool                good = true;

	if (h.kind == PICTURE_JPEG) {
		good = jpeg_head(b, &h);
	} else if (h.kind == PICTURE_PNG) {
		h.wide = number(b, 16, 4, true);
		h.high = number(b, 20, 4, true);
		good = is_at(b, 12, STR("IHDR"));
	} else if (h.kind == PICTURE_GIF) {
		h.wide = number(b, 6, 2, false);
		h.high = number(b, 8, 2, false);
	} else if (h.kind == PICTURE_WEBP) {
		good = webp_head(b, &h);
	}
	*ret = h;
	return good && h.wide > 0 && h.high > 0;
}
