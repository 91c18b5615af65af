/*
 * base/picture_draw: decodes a picture, makes it small enough, turns it the right way up and
 * writes a new one.  libgd is named here and nowhere else, and loaded only by the process that
 * draws: it brings forty libraries along that no other process has a use for.  That process
 * draws one picture; it gives no memory back, for it ends.
 */
#include "base/picture_in.h"

#include <dlfcn.h>
#include <gd.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { JPEG_QUALITY = 85, PNG_EFFORT = 6, WARM_SIDE = 8 };

/* What we call of libgd, by the types its header gives. */
struct picture_tools {
	typeof(gdSetErrorMethod)            *error_method;
	typeof(gdImageCreateTrueColor)      *create;
	typeof(gdImageCreateFromJpegPtr)    *from_jpeg;
	typeof(gdImageCreateFromPngPtr)     *from_png;
	typeof(gdImageCreateFromGifPtr)     *from_gif;
	typeof(gdImageCreateFromWebpPtr)    *from_webp;
	typeof(gdImageAlphaBlending)        *alpha_blending;
	typeof(gdImageSaveAlpha)            *save_alpha;
	typeof(gdImageFilledRectangle)      *filled_rectangle;
	typeof(gdImagePaletteToTrueColor)   *to_true_colour;
	typeof(gdImageJpegPtr)              *jpeg;
	typeof(gdImagePngPtrEx)             *png;
	typeof(gdImageGifPtr)               *gif;
	typeof(gdImageWebpPtr)              *webp;
};

static const struct { const char *name; size_t place; } named[] = {
	{ "gdSetErrorMethod", offsetof(struct picture_tools, error_method) },
	{ "gdImageCreateTrueColor", offsetof(struct picture_tools, create) },
	{ "gdImageCreateFromJpegPtr", offsetof(struct picture_tools, from_jpeg) },
	{ "gdImageCreateFromPngPtr", offsetof(struct picture_tools, from_png) },
	{ "gdImageCreateFromGifPtr", offsetof(struct picture_tools, from_gif) },
	{ "gdImageCreateFromWebpPtr", offsetof(struct picture_tools, from_webp) },
	{ "gdImageAlphaBlending", offsetof(struct picture_tools, alpha_blending) },
	{ "gdImageSaveAlpha", offsetof(struct picture_tools, save_alpha) },
	{ "gdImageFilledRectangle", offsetof(struct picture_tools, filled_rectangle) },
	{ "gdImagePaletteToTrueColor", offsetof(struct picture_tools, to_true_colour) },
	{ "gdImageJpegPtr", offsetof(struct picture_tools, jpeg) },
	{ "gdImagePngPtrEx", offsetof(struct picture_tools, png) },
	{ "gdImageGifPtr", offsetof(struct picture_tools, gif) },
	{ "gdImageWebpPtr", offsetof(struct picture_tools, webp) },
};

const struct picture_tools *
picture_tools_load(void)
{
	struct picture_tools *t = malloc(sizeof *t);
	void                 *library = t == NULL ? NULL : dlopen("libgd.so.3", RTLD_LAZY | RTLD_LOCAL);

	for (size_t i = 0; library != NULL && i < LEN(named); i++) {
		void *found = dlsym(library, named[i].name);

		memcpy((char *)t + named[i].place, &found, sizeof found);
		if (found == NULL)
			library = NULL;
	}
	if (library != NULL)
		return t;
	free(t);
	return NULL;
}

static void
say_nothing(int priority, const char *format, va_list ap)
{
	(void)priority;
	(void)format;
	(void)ap;
}

static gdImagePtr
decode(const struct picture_tools *t, enum picture_kind kind, str b)
{
	int   n = (int)b.n;
	void *p = (void *)(uintptr_t)b.p;

	switch (kind) {
	case PICTURE_JPEG: return t->from_jpeg(n, p);
	case PICTURE_PNG:  return t->from_png(n, p);
	case PICTURE_GIF:  return t->from_gif(n, p);
	case PICTURE_WEBP: return t->from_webp(n, p);
	}
	return NULL;
}

/* A new canvas, see-through all over. */
static gdImagePtr
canvas(const struct picture_tools *t, int wide, int high)
{
	gdImagePtr im = t->create(wide, high);

	if (im == NULL)
		return NULL;
	t->alpha_blending(im, 0);
	t->filled_rectangle(im, 0, 0, wide - 1, high - 1, gdTrueColorAlpha(255, 255, 255, gdAlphaTransparent));
	return im;
}

static int
shorter(int side, int longest)
{
	int v = (int)((int64_t)side * PICTURE_SIDE_MAX / longest);

	return longest <= PICTURE_SIDE_MAX ? side : v > 0 ? v : 1;
}

/* The colour of a box of dots; what is see-through counts for less. */
static int
mean(gdImagePtr from, int x0, int y0, int x1, int y1)
{
	int64_t weight = 0, red = 0, green = 0, blue = 0, dots = (int64_t)(x1 - x0) * (y1 - y0);

	for (int y = y0; y < y1; y++)
		for (int x = x0; x < x1; x++) {
			int c = gdImageTrueColorPixel(from, x, y), w = gdAlphaTransparent - gdTrueColorGetAlpha(c);

			weight += w;
			red += (int64_t)w * gdTrueColorGetRed(c);
			green += (int64_t)w * gdTrueColorGetGreen(c);
			blue += (int64_t)w * gdTrueColorGetBlue(c);
		}
	if (weight == 0)
		return gdTrueColorAlpha(255, 255, 255, gdAlphaTransparent);
	return gdTrueColorAlpha((int)(red / weight), (int)(green / weight), (int)(blue / weight),
	    gdAlphaTransparent - (int)(weight / dots));
}

/*
 * Always onto a canvas of ours, so that nothing but colours comes along.  Each dot is the mean of
 * those it stands for: libgd's own way is several times as slow, and photos are large.
 */
static gdImagePtr
copy_small(const struct picture_tools *t, gdImagePtr from)
{
	int        wide = gdImageSX(from), high = gdImageSY(from), longest = wide > high ? wide : high;
	int        w = shorter(wide, longest), h = shorter(high, longest);
	gdImagePtr to = canvas(t, w, h);

	if (to == NULL || (!gdImageTrueColor(from) && !t->to_true_colour(from)))
		return NULL;
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			gdImageTrueColorPixel(to, x, y) = mean(from, (int)((int64_t)x * wide / w),
			    (int)((int64_t)y * high / h), (int)((int64_t)(x + 1) * wide / w),
			    (int)((int64_t)(y + 1) * high / h));
	return to;
}

/* Exif's eight ways up: the last four lie on their side. */
static gdImagePtr
turned(const struct picture_tools *t, gdImagePtr from, uint32_t turn)
{
	int        wide = gdImageSX(from), high = gdImageSY(from);
	bool       lies = turn >= 5, mirror = turn == 2 || turn == 3 || turn == 7 || turn == 8;
	bool       upside = turn == 3 || turn == 4 || turn == 6 || turn == 7;
	gdImagePtr to = turn == 1 ? from : canvas(t, lies ? high : wide, lies ? wide : high);

	if (turn == 1 || to == NULL)
		return to;
	for (int y = 0; y < gdImageSY(to); y++)
		for (int x = 0; x < gdImageSX(to); x++) {
			int u = lies ? y : x, v = lies ? x : y;

			gdImageTrueColorPixel(to, x, y) = gdImageTrueColorPixel(from,
			    mirror ? wide - 1 - u : u, upside ? high - 1 - v : v);
		}
	return to;
}

static bool
is_see_through(gdImagePtr im)
{
	for (int y = 0; y < gdImageSY(im); y++)
		for (int x = 0; x < gdImageSX(im); x++)
			if (gdTrueColorGetAlpha(gdImageTrueColorPixel(im, x, y)) != gdAlphaOpaque)
				return true;
	return false;
}

/* Photos as JPEG; drawings, and what one can see through, as PNG. */
static str
encode(const struct picture_tools *t, gdImagePtr im, enum picture_kind was)
{
	bool  clear = is_see_through(im);
	int   n = 0;
	void *p;

	t->save_alpha(im, clear);
	if (!clear && (was == PICTURE_JPEG || was == PICTURE_WEBP))
		p = t->jpeg(im, &n, JPEG_QUALITY);
	else
		p = t->png(im, &n, PNG_EFFORT);
	return (str){ p, p == NULL || n < 0 ? 0 : (size_t)n };
}

static bool
is_large(int64_t wide, int64_t high)
{
	return wide > PICTURE_PIXELS_MAX / high;
}

enum picture_said
picture_draw(const struct picture_tools *t, str bytes, str *ret_bytes)
{
	struct picture_head h;
	gdImagePtr          im;

	*ret_bytes = (str){ 0 };
	if (!picture_head_read(bytes, &h))
		return PICTURE_BROKEN;
	if (is_large(h.wide, h.high))
		return PICTURE_LARGE;
	t->error_method(say_nothing);
	im = decode(t, h.kind, bytes);
	if (im == NULL || gdImageSX(im) < 1 || gdImageSY(im) < 1)
		return PICTURE_BROKEN;
	if (is_large(gdImageSX(im), gdImageSY(im)))     /* the head did not tell the truth */
		return PICTURE_LARGE;
	im = copy_small(t, im);
	im = im == NULL ? NULL : turned(t, im, h.turn);
	if (im != NULL)
		*ret_bytes = encode(t, im, h.kind);
	return ret_bytes->n > 0 ? PICTURE_DRAWN : PICTURE_BROKEN;
}

/* Some decoders ask at their first picture what the processor can do; here it is our own one. */
void
picture_warm_up(const struct picture_tools *t)
{
	gdImagePtr im = canvas(t, WARM_SIDE, WARM_SIDE);
	str        made[4] = { { 0 } }, drawn;
	int        n = 0;

	if (im == NULL)
		return;
	made[0].p = t->jpeg(im, &n, JPEG_QUALITY);
	made[0].n = (size_t)n;
	made[1].p = t->png(im, &n, PNG_EFFORT);
	made[1].n = (size_t)n;
	made[2].p = t->gif(im, &n);
	made[2].n = (size_t)n;
	made[3].p = t->webp(im, &n);
	made[3].n = (size_t)n;
	for (size_t i = 0; i < LEN(made); i++)
		if (made[i].p != NULL)
			(void)picture_draw(t, made[i], &drawn);
}
