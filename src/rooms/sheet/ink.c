/*
 * sheet/ink: pen and paper by cairo and pango.  Every sheet has its own surface and pango
 * context; the font map is pango's own per thread, so that fonts are found once a thread.
 * Hinting is off: lines break at the same words on A4, on A3 and on a screen.
 */
#include "rooms/sheet/ink.h"
#include "rooms/sheet/pdf.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>

/*
 * Andika is made for people who are learning to read; the others fill in what it lacks.
 * Without any of them fontconfig chooses, and a missing glyph is logged.
 */
#define FAMILIES      "Andika,Noto Sans Arabic,Noto Sans,DejaVu Sans"
#define FAMILIES_URDU "Andika,Noto Nastaliq Urdu,Noto Sans,DejaVu Sans"

enum {
	PX_MAX = 6000,
	DOTS = 8,             /* a code's module is 8 dots wide: viewers that smooth pictures keep it sharp */
};

struct line { double top, bottom, base, left; PangoLayoutLine *at; };
struct ink_text {
	struct ink_text *next;
	PangoLayout     *layout;
	struct line     *lines;
	size_t           n;
	double           width, wide;
	struct rgb       ink;
};

struct ink {
	struct arena    *mem;
	cairo_surface_t *surface;
	cairo_t         *cr;
	PangoContext    *ctx;
	const char      *families;
	struct ink_text *texts;            /* to let go of at the end */
	struct ink_sheet sheet;
	struct buf       out;
	size_t           page, missing;
	str             *alts;
	size_t           nalts, room;
};

static cairo_status_t
take_bytes(void *to, const unsigned char *p, unsigned int n)
{
	buf_add(to, (str){ (const char *)p, n });
	return CAIRO_STATUS_SUCCESS;
}

static double
enlarge(const struct ink_sheet *s)
{
	if (s->width_px > 0)
		return s->width_px / s->w;
	return s->look.paper == PAPER_A3 ? sqrt(2) : 1;
}

static cairo_surface_t *
surface_new(struct ink *k)
{
	const struct ink_sheet *s = &k->sheet;
	double                  by = enlarge(s);
	cairo_surface_t        *f;

	if (s->width_px > 0)
		return cairo_image_surface_create(CAIRO_FORMAT_RGB24, s->width_px, (int)lround(s->h * by));
	f = cairo_pdf_surface_create_for_stream(take_bytes, &k->out, s->w * by, s->h * by);
	cairo_pdf_surface_restrict_to_version(f, CAIRO_PDF_VERSION_1_5);
	cairo_pdf_surface_set_metadata(f, CAIRO_PDF_METADATA_TITLE, str_c(k->mem, s->title));
	cairo_pdf_surface_set_metadata(f, CAIRO_PDF_METADATA_AUTHOR, str_c(k->mem, s->author));
	cairo_pdf_surface_set_metadata(f, CAIRO_PDF_METADATA_CREATOR, "Waggle");
	return f;
}

static PangoContext *
context_new(struct ink *k)
{
	PangoContext         *c = pango_font_map_create_context(pango_cairo_font_map_get_default());
	cairo_font_options_t *o = cairo_font_options_create();

	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(c, o);
	cairo_font_options_destroy(o);
	pango_cairo_context_set_resolution(c, 72);
	pango_context_set_round_glyph_positions(c, FALSE);
	pango_context_set_base_dir(c, k->sheet.look.rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
	pango_context_set_language(c, pango_language_from_string(str_c(k->mem, k->sheet.look.tag)));
	return c;
}

/* White paper, the right way round. */
static void
fresh_page(struct ink *k)
{
	double by = enlarge(&k->sheet);

	cairo_identity_matrix(k->cr);
	cairo_scale(k->cr, by, by);
	if (k->sheet.look.rtl) {
		cairo_translate(k->cr, k->sheet.w, 0);
		cairo_scale(k->cr, -1, 1);
	}
	if (k->sheet.width_px > 0 && k->page == k->sheet.page) {
		cairo_set_source_rgb(k->cr, 1, 1, 1);
		cairo_paint(k->cr);
	}
}

struct ink *
ink_new(struct arena *mem, const struct ink_sheet *s)
{
	struct ink *k = arena_take(mem, sizeof *k);

	assert(s->width_px >= 0 && s->width_px <= PX_MAX);
	k->mem = mem;
	k->sheet = *s;
	k->out.mem = mem;
	k->families = str_starts(s->look.tag, STR("ur")) ? FAMILIES_URDU : FAMILIES;
	k->surface = surface_new(k);
	k->cr = cairo_create(k->surface);
	k->ctx = context_new(k);
	fresh_page(k);
	ink_tag(k, "Document");
	return k;
}

void
ink_free(struct ink *k)
{
	for (struct ink_text *t = k->texts; t != NULL; t = t->next)
		g_object_unref(t->layout);
	g_object_unref(k->ctx);
	cairo_destroy(k->cr);
	cairo_surface_destroy(k->surface);
}

/* A picture shows one page only: the others are laid out but not painted. */
static bool
painting(const struct ink *k)
{
	return k->sheet.width_px == 0 || k->page == k->sheet.page;
}

void
ink_page(struct ink *k)
{
	if (k->sheet.width_px == 0)
		cairo_show_page(k->cr);
	k->page++;
	fresh_page(k);
}

err
ink_finish(struct ink *k, struct buf *ret)
{
	cairo_status_t    st;
	struct pdf_finish f = { k->sheet.look.tag, k->alts, k->nalts };

	ink_untag(k, "Document");
	if (k->missing > 0)
		log_line("sheet.glyphs", "missing=%zu lang=%.*s", k->missing, STR_ARG(k->sheet.look.tag));
	if (k->sheet.width_px > 0 && k->page < k->sheet.page)
		return ERR_MISSING;
	if (k->sheet.width_px > 0)
		(void)cairo_surface_write_to_png_stream(k->surface, take_bytes, &k->out);
	cairo_surface_finish(k->surface);
	st = cairo_status(k->cr) != CAIRO_STATUS_SUCCESS ? cairo_status(k->cr) : cairo_surface_status(k->surface);
	if (st != CAIRO_STATUS_SUCCESS || k->out.n == 0) {
		log_line("sheet.ink", "cairo=%d", (int)st);
		return ERR_BUSY;
	}
	if (k->sheet.width_px == 0)
		return pdf_finish(k->mem, buf_str(&k->out), &f, ret);
	buf_add(ret, buf_str(&k->out));
	return OK;
}

static void
measure(struct ink *k, struct ink_text *t)
{
	PangoLayoutIter *it = pango_layout_get_iter(t->layout);
	size_t           i = 0;

	t->n = (size_t)pango_layout_get_line_count(t->layout);
	t->lines = arena_take(k->mem, t->n * sizeof *t->lines);
	do {
		struct line   *l = &t->lines[i++];
		PangoRectangle r;
		int            y0, y1;

		pango_layout_iter_get_line_yrange(it, &y0, &y1);
		pango_layout_iter_get_line_extents(it, NULL, &r);
		l->top = pango_units_to_double(y0);
		l->bottom = pango_units_to_double(y1);
		l->base = pango_units_to_double(pango_layout_iter_get_baseline(it));
		l->left = pango_units_to_double(r.x);
		l->at = pango_layout_iter_get_line_readonly(it);
		if (pango_units_to_double(r.width) > t->wide)
			t->wide = pango_units_to_double(r.width);
	} while (i < t->n && pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
}

/* A hyphen of ours in an address or a name would be a wrong one. */
static void
no_hyphens(PangoLayout *layout)
{
	PangoAttrList *l = pango_attr_list_new();

	pango_attr_list_insert(l, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, l);
	pango_attr_list_unref(l);
}

/* Pango turns a line round whose script runs against the sheet: only people's words may. */
static PangoAlignment
side(const struct ink *k, PangoLayout *layout, const struct ink_type *y)
{
	PangoDirection d = pango_layout_line_get_resolved_direction(pango_layout_get_line_readonly(layout, 0));
	bool           against = d == (k->sheet.look.rtl ? PANGO_DIRECTION_LTR : PANGO_DIRECTION_RTL);
	bool           right = y->to_end != k->sheet.look.rtl;

	return right != (against && !y->said) ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

struct ink_text *
ink_text(struct ink *k, str words, const struct ink_type *y)
{
	struct ink_text      *t = arena_take(k->mem, sizeof *t);
	PangoFontDescription *d = pango_font_description_new();

	t->layout = pango_layout_new(k->ctx);
	t->next = k->texts;
	k->texts = t;
	t->width = y->width;
	t->ink = y->ink;
	pango_font_description_set_family_static(d, k->families);
	pango_font_description_set_size(d, pango_units_from_double(y->size));
	pango_font_description_set_weight(d, y->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(t->layout, d);
	pango_font_description_free(d);
	pango_layout_set_width(t->layout, pango_units_from_double(y->width));
	pango_layout_set_wrap(t->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_auto_dir(t->layout, TRUE);
	no_hyphens(t->layout);
	if (y->lead > 0)
		pango_layout_set_line_spacing(t->layout, (float)y->lead);
	pango_layout_set_text(t->layout, str_c(k->mem, words), (int)words.n);
	pango_layout_set_alignment(t->layout, y->middle ? PANGO_ALIGN_CENTER : side(k, t->layout, y));
	measure(k, t);
	k->missing += (size_t)pango_layout_get_unknown_glyphs_count(t->layout);
	return t;
}

size_t
ink_lines(const struct ink_text *t)
{
	return t->n;
}

double
ink_height(const struct ink_text *t, size_t from, size_t to)
{
	return from >= to ? 0 : t->lines[to - 1].bottom - t->lines[from].top;
}

double
ink_tall(const struct ink_text *t)
{
	return ink_height(t, 0, t->n);
}

double
ink_wide(const struct ink_text *t)
{
	return t->wide;
}

size_t
ink_fit(const struct ink_text *t, size_t from, double height)
{
	size_t to = from;

	while (to < t->n && ink_height(t, from, to + 1) <= height)
		to++;
	return to - from;
}

void
ink_write_lines(struct ink *k, const struct ink_text *t, double x, double y, const size_t at[2])
{
	double top = t->lines[at[0]].top;

	if (!painting(k))
		return;
	ink_upright(k, (struct box){ x, y, t->width, ink_height(t, at[0], at[1]) }, t->width);
	cairo_set_source_rgb(k->cr, t->ink.r, t->ink.g, t->ink.b);
	for (size_t i = at[0]; i < at[1]; i++) {
		cairo_move_to(k->cr, t->lines[i].left, t->lines[i].base - top);
		pango_cairo_show_layout_line(k->cr, t->lines[i].at);
	}
	cairo_new_path(k->cr);
	ink_upright_end(k);
}

void
ink_write(struct ink *k, const struct ink_text *t, double x, double y)
{
	ink_write_lines(k, t, x, y, (const size_t[]){ 0, t->n });
}

void
ink_tag(struct ink *k, const char *tag)
{
	if (k->sheet.width_px == 0)
		cairo_tag_begin(k->cr, tag, NULL);
}

void
ink_untag(struct ink *k, const char *tag)
{
	if (k->sheet.width_px == 0)
		cairo_tag_end(k->cr, tag);
}

void
ink_figure(struct ink *k, str alt)
{
	if (k->nalts == k->room) {
		str *more = arena_take(k->mem, (2 * k->room + 16) * sizeof *more);

		for (size_t i = 0; i < k->nalts; i++)
			more[i] = k->alts[i];
		k->alts = more;
		k->room = 2 * k->room + 16;
	}
	k->alts[k->nalts++] = alt;
	ink_tag(k, "Figure");
}

void
ink_figure_end(struct ink *k)
{
	ink_untag(k, "Figure");
}

/* The address goes into cairo's own little language: only what cannot end the quote. */
static bool
linkable(str url)
{
	if (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://")))
		return false;
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] <= ' ' || url.p[i] > '~' || url.p[i] == '\'' || url.p[i] == '\\')
			return false;
	return true;
}

void
ink_link(struct ink *k, str url)
{
	if (k->sheet.width_px == 0 && linkable(url))
		cairo_tag_begin(k->cr, CAIRO_TAG_LINK, str_fmt(k->mem, "uri='%.*s'", STR_ARG(url)).p);
}

void
ink_link_end(struct ink *k, str url)
{
	if (k->sheet.width_px == 0 && linkable(url))
		cairo_tag_end(k->cr, CAIRO_TAG_LINK);
}

void
ink_tagged(struct ink *k, const char *tag, const struct ink_text *t, double x, double y)
{
	ink_tag(k, tag);
	ink_write(k, t, x, y);
	ink_untag(k, tag);
}

void
ink_move(struct ink *k, double x, double y)
{
	cairo_move_to(k->cr, x, y);
}

void
ink_line(struct ink *k, double x, double y)
{
	cairo_line_to(k->cr, x, y);
}

void
ink_arc(struct ink *k, double x, double y, double radius, const double turns[2])
{
	cairo_arc(k->cr, x, y, radius, turns[0] * 2 * M_PI, turns[1] * 2 * M_PI);
}

void
ink_close(struct ink *k)
{
	cairo_close_path(k->cr);
}

void
ink_round(struct ink *k, struct box b, double r)
{
	cairo_new_sub_path(k->cr);
	cairo_arc(k->cr, b.x + b.w - r, b.y + r, r, -M_PI / 2, 0);
	cairo_arc(k->cr, b.x + b.w - r, b.y + b.h - r, r, 0, M_PI / 2);
	cairo_arc(k->cr, b.x + r, b.y + b.h - r, r, M_PI / 2, M_PI);
	cairo_arc(k->cr, b.x + r, b.y + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(k->cr);
}

void
ink_fill(struct ink *k, struct rgb c)
{
	cairo_set_source_rgb(k->cr, c.r, c.g, c.b);
	if (painting(k))
		cairo_fill(k->cr);
	else
		cairo_new_path(k->cr);
}

void
ink_fill_keep(struct ink *k, struct rgb c)
{
	cairo_set_source_rgb(k->cr, c.r, c.g, c.b);
	if (painting(k))
		cairo_fill_preserve(k->cr);
}

void
ink_stroke(struct ink *k, struct pen p)
{
	const double dash[] = { p.dash, p.dash * 0.8 };

	cairo_set_source_rgb(k->cr, p.c.r, p.c.g, p.c.b);
	cairo_set_line_width(k->cr, p.width);
	cairo_set_line_cap(k->cr, CAIRO_LINE_CAP_ROUND);
	cairo_set_line_join(k->cr, CAIRO_LINE_JOIN_ROUND);
	cairo_set_dash(k->cr, dash, p.dash > 0 ? 2 : 0, 0);
	if (painting(k))
		cairo_stroke(k->cr);
	else
		cairo_new_path(k->cr);
}

void
ink_clip_begin(struct ink *k, struct box b, double radius)
{
	cairo_save(k->cr);
	ink_round(k, b, radius);
	cairo_clip(k->cr);
}

void
ink_clip_end(struct ink *k)
{
	cairo_restore(k->cr);
}

void
ink_upright(struct ink *k, struct box b, double units)
{
	double by = b.w / units;

	cairo_save(k->cr);
	if (k->sheet.look.rtl) {
		cairo_translate(k->cr, b.x + b.w, b.y);
		cairo_scale(k->cr, -by, by);
	} else {
		cairo_translate(k->cr, b.x, b.y);
		cairo_scale(k->cr, by, by);
	}
}

void
ink_upright_end(struct ink *k)
{
	cairo_restore(k->cr);
}

/* In a PDF a code is a small 1-bit picture, not hundreds of paths: quicker to make and to print. */
static void
qr_picture(struct ink *k, const struct qr *q)
{
	int              side = q->size * DOTS;
	cairo_surface_t *f = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
	unsigned char   *at = cairo_image_surface_get_data(f);
	int              stride = cairo_image_surface_get_stride(f);

	for (int y = 0; at != NULL && y < side; y++)
		for (int x = 0; x < side; x++)
			((uint32_t *)(void *)(at + (ptrdiff_t)y * stride))[x] =
			    qr_dark(q, x / DOTS, y / DOTS) ? 0 : 0xffffff;
	cairo_surface_mark_dirty(f);
	cairo_translate(k->cr, QR_QUIET, QR_QUIET);
	cairo_scale(k->cr, 1.0 / DOTS, 1.0 / DOTS);
	cairo_set_source_surface(k->cr, f, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(k->cr), CAIRO_FILTER_NEAREST);
	cairo_paint(k->cr);
	cairo_surface_destroy(f);
}

static void
qr_paths(struct ink *k, const struct qr *q)
{
	for (int y = 0; y < q->size; y++)
		for (int x = 0; x < q->size; x++)
			if (qr_dark(q, x, y))
				cairo_rectangle(k->cr, x + QR_QUIET, y + QR_QUIET, 1, 1);
	ink_fill(k, (struct rgb){ 0, 0, 0 });
}

void
ink_qr(struct ink *k, const struct qr *q, struct box b)
{
	int side = q->size + 2 * QR_QUIET;

	ink_round(k, b, b.w * 2 / side);
	ink_fill(k, (struct rgb){ 1, 1, 1 });
	ink_upright(k, b, side);
	if (k->sheet.width_px > 0)
		qr_paths(k, q);
	else
		qr_picture(k, q);
	ink_upright_end(k);
}

err
qr_png(struct arena *mem, str url, int width_px, struct buf *ret_png)
{
	struct ink_sheet on = { .w = 100, .h = 100, .width_px = width_px };
	struct qr        q = { 0 };
	struct ink      *k;
	err              e;

	TRY(qr_make(mem, url, &q));
	k = ink_new(mem, &on);
	ink_qr(k, &q, (struct box){ 0, 0, 100, 100 });
	e = ink_finish(k, ret_png);
	ink_free(k);
	return e;
}
