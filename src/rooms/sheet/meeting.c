/*
 * sheet/meeting: the meeting on paper.  Black on white, so that any copier does; wide
 * lines and boxes for a pen; the sheet's number and code on every page, so that whoever
 * types it in later finds the meeting.  Drawn twice: first dry, to count the pages.
 */
#include "rooms/sheet/sheet_in.h"

struct form {
	struct arena               *mem;
	struct ink                 *k;
	const struct sheet_meeting *s;
	struct qr                   qr;
	double                      title, head, body, y, top;   /* sizes of type, and the pen */
	size_t                      page, pages;
	bool                        dry;
};

enum { QR_W = 84, BOX = 13, LINE_GAP = 25 };

static const double WIDE = INK_A4_W - 2 * MARGIN;

static struct ink_text *
set(struct form *f, str words, double size, double width, bool bold)
{
	return ink_text(f->k, words, &(struct ink_type){ size, width, 0.88, bold, .said = true, .ink = C_BLACK });
}

static void
write_tag(struct form *f, const char *tag, const struct ink_text *t, double x, double y)
{
	if (!f->dry)
		ink_tagged(f->k, tag, t, x, y);
}

/* An empty square, or a wider box for a number. */
static void
tick_box(struct form *f, struct box b)
{
	if (f->dry)
		return;
	ink_round(f->k, b, 2);
	ink_stroke(f->k, (struct pen){ C_BLACK, 1.1, 0 });
}

static void
pen_line(struct form *f, double x, double y, double w)
{
	if (f->dry)
		return;
	ink_move(f->k, x, y);
	ink_line(f->k, x + w, y);
	ink_stroke(f->k, (struct pen){ C_GREY, 0.8, 0 });
}

/* Number, code and page: on every page, for the sheets part company. */
static void
page_mark(struct form *f)
{
	double           x = INK_A4_W - MARGIN - QR_W - 6, small = f->body < 18 ? 10 : 18;
	struct ink_type  mid = { small, QR_W + 24, 0.85, true, true, .ink = C_BLACK };
	str              nth = words_number(f->s->look.lang, f->mem, (int64_t)f->page + 1);
	str              all = words_number(f->s->look.lang, f->mem, (int64_t)f->pages);
	str              page = sheet_fill(f->mem, sheet_fill(f->mem, f->s->page, STR("page"), nth), STR("pages"), all);
	struct ink_text *id = ink_text(f->k, f->s->id, &mid), *at = ink_text(f->k, page, &mid);
	struct ink_text *scan;
	double           y = MARGIN + QR_W;

	mid.bold = false;
	scan = ink_text(f->k, f->s->scan, &mid);
	if (!f->dry && f->s->url.n > 0) {
		ink_figure(f->k, f->s->qr);
		ink_qr(f->k, &f->qr, (struct box){ x, MARGIN - 6, QR_W, QR_W });
		ink_figure_end(f->k);
	}
	write_tag(f, "P", id, x - 12, y);
	y += ink_tall(id);
	write_tag(f, "P", at, x - 12, y);
	y += ink_tall(at);
	if (f->page == 0) {
		write_tag(f, "P", scan, x - 12, y);
		y += ink_tall(scan);
	}
	f->top = y + 8;
}

static void
page_head(struct form *f)
{
	const struct sheet_meeting *s = f->s;
	double                      w = WIDE - QR_W - 34, y = MARGIN - 6;
	const struct { str words; double size; bool bold; } line[] = {
		{ s->heading, f->title, true }, { s->forum, f->head, true },
		{ s->when, f->body, false }, { s->where, f->body, false },
		{ s->how, f->body, false },
	};

	page_mark(f);
	for (size_t i = 0; i < (f->page == 0 ? LEN(line) : 3); i++) {
		struct ink_text *t = set(f, line[i].words, line[i].size, w, line[i].bold);

		if (line[i].words.n == 0)
			continue;
		write_tag(f, i == 0 && f->page == 0 ? "H1" : "P", t, MARGIN, y);
		y += ink_tall(t);
	}
	f->y = y + 6 > f->top ? y + 6 : f->top;
}

/* Makes room for h points, on the next page if need be. */
static void
room(struct form *f, double h)
{
	if (f->y + h <= INK_A4_H - MARGIN)
		return;
	f->page++;
	if (!f->dry)
		ink_page(f->k);
	page_head(f);
}

/* Words across the sheet, over as many pages as they need. */
static void
flow(struct form *f, const struct ink_text *t, double x)
{
	for (size_t from = 0; from < ink_lines(t);) {
		size_t fit = ink_fit(t, from, INK_A4_H - MARGIN - f->y);

		if (fit == 0) {
			room(f, INK_A4_H);
			fit = ink_fit(t, from, INK_A4_H - MARGIN - f->y);
			fit = fit == 0 ? 1 : fit;
		}
		if (!f->dry) {
			ink_tag(f->k, "P");
			ink_write_lines(f->k, t, x, f->y, (const size_t[]){ from, from + fit });
			ink_untag(f->k, "P");
		}
		f->y += ink_height(t, from, from + fit);
		from += fit;
	}
}

static void
section(struct form *f, str title, str note)
{
	struct ink_text *t = set(f, title, f->head, WIDE, true), *n = set(f, note, f->body, WIDE, false);

	room(f, ink_tall(t) + ink_tall(n) + 150);
	f->y += 6;
	write_tag(f, "H2", t, MARGIN, f->y);
	f->y += ink_tall(t);
	if (note.n > 0)
		flow(f, n, MARGIN);
	pen_line(f, MARGIN, f->y + 1, WIDE);
	f->y += 7;
}

/* Who came: one row a constituency, with a box for a number and a line for names. */
static void
who_came(struct form *f)
{
	const struct sheet_meeting *s = f->s;
	double                      left = WIDE * 0.36, small = f->body < 18 ? 10 : 18;

	section(f, s->who_title, s->who_note);
	for (size_t i = 0; i < s->ngroups; i++) {
		struct ink_text *label = set(f, s->groups[i].label, f->body, left - 8, true);
		struct ink_text *note = set(f, s->groups[i].note, small, left - 8, false);
		struct ink_text *count = set(f, s->who_count, small, 84, false);
		struct ink_text *names = set(f, s->who_name, small, WIDE, false);
		double           h = ink_tall(label) + (s->groups[i].note.n > 0 ? ink_tall(note) : 0);
		double           x = MARGIN + left;

		h = h > ink_tall(count) + 40 ? h : ink_tall(count) + 40;
		room(f, h + 6);
		write_tag(f, "P", label, MARGIN, f->y);
		if (s->groups[i].note.n > 0)
			write_tag(f, "P", note, MARGIN, f->y + ink_tall(label));
		write_tag(f, "P", count, x, f->y - 2);
		tick_box(f, (struct box){ x, f->y + ink_tall(count), 40, 26 });
		write_tag(f, "P", names, x + 92, f->y - 2);
		pen_line(f, x + 92, f->y + h - LINE_GAP - 2, WIDE - left - 92);
		pen_line(f, x + 92, f->y + h - 2, WIDE - left - 92);
		f->y += h + 6;
	}
}

/* A row of labelled boxes that wraps, after its own label; `wide` boxes are for numbers. */
static void
boxes(struct form *f, str label, const str words[], size_t n, double wide)
{
	struct ink_text *first = set(f, label, f->body, WIDE - 60, true);
	double           x = MARGIN + 12, tall = 0;

	if (label.n > 0) {
		room(f, ink_tall(first) + 8);
		write_tag(f, "P", first, x, f->y);
		x += ink_wide(first) + 14;
		tall = ink_tall(first);
	}

	for (size_t i = 0; i < n; i++) {
		struct ink_text *t = set(f, words[i], f->body, WIDE - 60, false);
		double           w = wide + 6 + ink_wide(t) + 11, h = wide > BOX ? 22 : BOX;

		if (x + w > MARGIN + WIDE && x > MARGIN + 12) {
			x = MARGIN + 12;
			f->y += tall + 4;
		}
		room(f, ink_tall(t) + 8);
		tick_box(f, (struct box){ x, f->y + (ink_tall(t) - h) / 2, wide, h });
		write_tag(f, "P", t, x + wide + 6, f->y);
		tall = ink_tall(t) > h ? ink_tall(t) : h;
		x += w;
	}
	f->y += tall + 5;
}

static void
matter(struct form *f, const struct sheet_row *m)
{
	const struct sheet_meeting *s = f->s;
	struct ink_text            *label = set(f, m->label, f->body, WIDE, true);
	struct ink_text            *words = set(f, m->note, f->body + 1, WIDE - 12, false);
	struct ink_text            *what = set(f, s->what_label, f->body, WIDE - 12, true);
	double                      need = ink_tall(label) + ink_tall(words) + 2 * ink_tall(what) + 100;

	room(f, need < INK_A4_H / 2 ? need : 100);
	write_tag(f, "P", label, MARGIN, f->y);
	f->y += ink_tall(label);
	flow(f, words, MARGIN + 12);
	f->y += 3;
	boxes(f, STR(""), s->outcomes, s->noutcomes, BOX);
	if (s->nvotes > 0)
		boxes(f, s->votes_label, s->votes, s->nvotes, 38);
	room(f, ink_tall(what) + 2.2 * LINE_GAP);
	write_tag(f, "P", what, MARGIN + 12, f->y);
	f->y += ink_tall(what);
	for (int i = 0; i < 2; i++, f->y += LINE_GAP)
		pen_line(f, MARGIN + 12, f->y + LINE_GAP - 6, WIDE - 12);
	f->y += 10;
}

/* What people bring on the day: numbered lines. */
static void
brought(struct form *f)
{
	section(f, f->s->new_title, STR(""));
	for (size_t i = 0; i < f->s->nnew; i++) {
		struct ink_text *nth = set(f, str_fmt(f->mem, "%zu.", i + 1), f->body, 30, true);

		room(f, 2 * LINE_GAP + 6);
		write_tag(f, "P", nth, MARGIN, f->y + LINE_GAP - 6 - ink_tall(nth) * 0.8);
		for (int j = 0; j < 2; j++, f->y += LINE_GAP)
			pen_line(f, MARGIN + 28, f->y + LINE_GAP - 6, WIDE - 28);
		f->y += 6;
	}
}

static void
draw(struct form *f)
{
	const struct sheet_meeting *s = f->s;

	f->page = 0;
	page_head(f);
	if (s->ngroups > 0)
		who_came(f);
	if (s->nmatters > 0)
		section(f, s->matters_title, STR(""));
	for (size_t i = 0; i < s->nmatters; i++)
		matter(f, &s->matters[i]);
	if (s->nnew > 0)
		brought(f);
}

err
sheet_meeting_pdf(struct arena *mem, const struct sheet_meeting *s, struct buf *ret_pdf)
{
	struct ink_sheet on = { s->look, INK_A4_W, INK_A4_H, 0, 0,
	    str_fmt(mem, "%.*s: %.*s, %.*s", STR_ARG(s->heading), STR_ARG(s->forum), STR_ARG(s->when)), s->provider };
	bool             large = s->look.large || s->look.easy;
	struct form      f = { .mem = mem, .s = s, .title = large ? 30 : 24, .head = large ? 22 : 15,
	    .body = large ? 19 : 12, .dry = true };
	err              e;

	if (s->url.n > 0)
		TRY(qr_make(mem, s->url, &f.qr));
	f.k = ink_new(mem, &on);
	draw(&f);
	f.pages = f.page + 1;
	f.dry = false;
	draw(&f);
	e = ink_finish(f.k, ret_pdf);
	ink_free(f.k);
	return e;
}
