/*
 * sheet/invite: a forum's poster that asks people to come: what it is for, when and where
 * it meets next, who can come, how to join.  One page in the largest type that fits it;
 * when even the smallest is too long, it runs on to a second page.
 */
#include "rooms/sheet/sheet_in.h"

enum { GAP = 14, ICON = 46 };

struct invite {
	struct arena              *mem;
	struct ink                *k;
	const struct sheet_invite *s;
	struct sizes               z;
	struct head                head, again;
	struct foot                foot;
	struct code                code;
	struct ink_text           *what_for;
	struct ink_text          *(*facts)[2];
	double                     grow;
};

static double
fact_tall(const struct invite *v, size_t i)
{
	double h = ink_tall(v->facts[i][0]) + ink_tall(v->facts[i][1]);

	return h > ICON * v->grow ? h : ICON * v->grow;
}

/* The cream panel with the code: its height. */
static double
join_tall(const struct invite *v)
{
	double words = v->code.h;

	return v->s->url.n == 0 ? 0 : (words > v->code.qr_w ? words : v->code.qr_w) + 20;
}

static double
all_tall(const struct invite *v)
{
	double h = MARGIN + v->head.h + GAP + ink_tall(v->what_for) + GAP + join_tall(v) + v->foot.h + MARGIN;

	for (size_t i = 0; i < v->s->n; i++)
		h += fact_tall(v, i) + GAP;
	return h;
}

static err
lay_out(struct invite *v, double grow)
{
	const struct sheet_invite *s = v->s;
	double                     w = INK_A4_W - 2 * MARGIN - 16, fw = w - ICON * grow - 18;
	bool                       large = s->look.large || s->look.easy;
	double                     small = large ? 20 : v->z.body, big = v->z.body * (large ? 1.1 : 1.25);
	struct ink_type            what = { big * grow, w, 0.9, true, .ink = C_INK };
	struct ink_type            label = { small * grow, fw, 0.9, true, .ink = C_TEAL };
	struct ink_type            words = { big * grow, fw, 0.9, .ink = C_INK };
	struct ink_type            scan = { big * grow, 0, 0.9, true, .ink = C_INK };
	struct ink_type            url = { small * grow, 0, 0.9, .ink = C_INK };
	str                        about = s->look.easy ? sheet_sentences(v->mem, s->what_for) : s->what_for;

	v->grow = grow;
	v->what_for = ink_text(v->k, about, &what);
	v->facts = arena_take(v->mem, (s->n + 1) * sizeof *v->facts);
	for (size_t i = 0; i < s->n; i++) {
		v->facts[i][0] = ink_text(v->k, s->facts[i].label, &label);
		v->facts[i][1] = ink_text(v->k, s->facts[i].words, &words);
	}
	if (s->url.n == 0)
		return OK;
	TRY(qr_make(v->mem, s->url, &v->code.qr));
	v->code.qr_w = 30 + 90 * grow;
	scan.width = url.width = w - v->code.qr_w - 34;
	v->code.t[0] = ink_text(v->k, s->scan, &scan);
	v->code.t[1] = ink_text(v->k, sheet_bare_url(s->url), &url);
	v->code.h = ink_tall(v->code.t[0]) + ink_tall(v->code.t[1]);
	return OK;
}

static double
turn_page(struct invite *v)
{
	sheet_foot_draw(v->k, &v->z, &v->foot, STR(""));
	ink_page(v->k);
	sheet_head_draw(v->k, &v->again);
	return MARGIN + v->again.h + GAP;
}

static double
bottom(const struct invite *v)
{
	return INK_A4_H - MARGIN - v->foot.h;
}

/* Words at (x, y), over as many pages as they need; returns where they end. */
static double
draw_words(struct invite *v, const struct ink_text *t, double x, double y)
{
	for (size_t from = 0; from < ink_lines(t);) {
		size_t fit = ink_fit(t, from, bottom(v) - y);

		if (fit == 0) {
			y = turn_page(v);
			fit = ink_fit(t, from, bottom(v) - y);
			fit = fit == 0 ? 1 : fit;
		}
		ink_tag(v->k, "P");
		ink_write_lines(v->k, t, x, y, (const size_t[]){ from, from + fit });
		ink_untag(v->k, "P");
		y += ink_height(t, from, from + fit);
		from += fit;
	}
	return y;
}

static double
draw_fact(struct invite *v, size_t i, double y)
{
	static const enum symbol sign[] = {
		[SIGN_DAY] = SYM_DAY, [SIGN_OFTEN] = SYM_CLOCK, [SIGN_PLACE] = SYM_PLACE,
		[SIGN_ONLINE] = SYM_SCREEN, [SIGN_PEOPLE] = SYM_PEOPLE, [SIGN_JOIN] = SYM_PHONE,
	};
	double                   x = MARGIN + 8, side = ICON * v->grow, h = fact_tall(v, i), end;
	double                   words = ink_tall(v->facts[i][0]) + ink_tall(v->facts[i][1]);

	if (y + h > bottom(v) && h < bottom(v) / 2)
		y = turn_page(v);
	sheet_symbol(v->k, sign[v->s->facts[i].sign], (struct box){ x, y, side, side },
	    (const struct rgb[]){ C_TEAL, C_WHITE });
	x += side + 18;
	end = y + h + GAP;
	if (words < h)
		y += (h - words) / 2;
	ink_tagged(v->k, "H2", v->facts[i][0], x, y);
	y = draw_words(v, v->facts[i][1], x, y + ink_tall(v->facts[i][0])) + GAP;
	return end > y ? end : y;
}

static void
draw_join(struct invite *v, double y)
{
	double     h = join_tall(v), x = MARGIN + 12, w = INK_A4_W - 2 * MARGIN;
	struct box b = { MARGIN, 0, w, h };

	if (h == 0)
		return;
	if (y + h > bottom(v))
		(void)turn_page(v);
	b.y = y = bottom(v) - h;
	ink_round(v->k, b, 14);
	ink_fill_keep(v->k, C_CREAM);
	ink_stroke(v->k, (struct pen){ C_HONEY, 1.8, 0 });
	ink_figure(v->k, v->s->qr);
	ink_qr(v->k, &v->code.qr, (struct box){ x, y + (h - v->code.qr_w) / 2, v->code.qr_w, v->code.qr_w });
	ink_figure_end(v->k);
	x += v->code.qr_w + 18;
	y += (h - v->code.h) / 2;
	ink_tagged(v->k, "P", v->code.t[0], x, y);
	ink_link(v->k, v->s->url);
	ink_write(v->k, v->code.t[1], x, y + ink_tall(v->code.t[0]));
	ink_link_end(v->k, v->s->url);
}

static err
draw(struct invite *v)
{
	const struct sheet_invite *s = v->s;
	static const double        grow[] = { 1.4, 1.3, 1.2, 1.1, 1, 0.92 };
	double                     y, spare;

	v->head = (struct head){ s->heading, s->forum, STR(""), false, { 0 }, 0 };
	v->again = (struct head){ s->heading, s->forum, STR(""), true, { 0 }, 0 };
	v->foot = (struct foot){ .provider = s->foot.n > 0 ? s->foot : s->provider };
	sheet_head_lay(v->k, &v->z, &v->head);
	sheet_head_lay(v->k, &v->z, &v->again);
	TRY(sheet_foot_lay(v->mem, v->k, &v->z, &v->foot));
	for (size_t i = 0; i < LEN(grow); i++) {
		TRY(lay_out(v, grow[i]));
		if (all_tall(v) <= INK_A4_H)
			break;
	}
	sheet_head_draw(v->k, &v->head);
	spare = (INK_A4_H - all_tall(v)) / (double)(s->n + 2);
	spare = spare < 0 ? 0 : spare > 24 ? 24 : spare;
	y = draw_words(v, v->what_for, MARGIN + 8, MARGIN + v->head.h + GAP + spare) + GAP + spare;
	for (size_t i = 0; i < s->n; i++)
		y = draw_fact(v, i, y) + spare;
	draw_join(v, y);
	sheet_foot_draw(v->k, &v->z, &v->foot, STR(""));
	return OK;
}

static err
invite_make(struct arena *mem, const struct sheet_invite *s, int width_px, struct buf *ret)
{
	struct ink_sheet on = { s->look, INK_A4_W, INK_A4_H, width_px, 0,
	    str_fmt(mem, "%.*s: %.*s", STR_ARG(s->heading), STR_ARG(s->forum)), s->provider };
	struct invite    v = { .mem = mem, .s = s, .z = sheet_sizes(&s->look) };
	err              e;

	v.k = ink_new(mem, &on);
	e = draw(&v);
	if (e == OK)
		e = ink_finish(v.k, ret);
	ink_free(v.k);
	return e;
}

err
sheet_invite_pdf(struct arena *mem, const struct sheet_invite *s, struct buf *ret_pdf)
{
	return invite_make(mem, s, 0, ret_pdf);
}

err
sheet_invite_png(struct arena *mem, const struct sheet_invite *s, int width_px, struct buf *ret_png)
{
	return invite_make(mem, s, width_px, ret_png);
}
