/*
 * sheet/parts: what every sheet shares: type sizes, the header with its honeycomb, the
 * column with a code, and a few turns of phrase with text.
 */
#include "rooms/sheet/sheet_in.h"

#include <string.h>

struct sizes
sheet_sizes(const struct sheet_look *l)
{
	if (l->easy)
		return (struct sizes){ 42, 26, 20, 22, 18, 46, 0.9 };
	if (l->large)
		return (struct sizes){ 42, 26, 19, 20, 18, 34, 0.9 };
	return (struct sizes){ 37, 22, 13, 15.5, 10.5, 30, 0.88 };
}

static void
hexagon(struct ink *k, double x, double y, double r, struct rgb c)
{
	static const double at[6][2] = {
		{ 0, -1 }, { 0.866, -0.5 }, { 0.866, 0.5 }, { 0, 1 }, { -0.866, 0.5 }, { -0.866, -0.5 },
	};

	for (int i = 0; i < 6; i++)
		(i == 0 ? ink_move : ink_line)(k, x + at[i][0] * r, y + at[i][1] * r);
	ink_close(k);
	ink_fill_keep(k, c);
	ink_stroke(k, (struct pen){ c, r * 0.12, 0 });
}

/* A corner of comb, far end of the header; one cell is honey. */
static void
honeycomb(struct ink *k, struct box b)
{
	static const struct { double x, y; int c; } cells[] = {
		{ -0.9, 0.25, 0 }, { -1.9, -0.05, 1 }, { -0.4, -0.62, 1 }, { -1.4, 1.12, 1 },
		{ -0.4, 1.12, 0 }, { -2.4, 0.82, 0 }, { 0.1, 0.25, 1 },
	};
	const struct rgb tone[] = { RGB(0x124d5c), RGB(0x17586a) };

	ink_clip_begin(k, b, 14);
	for (size_t i = 0; i < LEN(cells); i++)
		hexagon(k, b.x + b.w + cells[i].x * 62, b.y + cells[i].y * 62, 33, tone[cells[i].c]);
	hexagon(k, b.x + b.w - 0.9 * 62, b.y + 0.25 * 62, 33, C_HONEY);
	ink_clip_end(k);
}

void
sheet_head_lay(struct ink *k, const struct sizes *z, struct head *io)
{
	double          w = INK_A4_W - 2 * MARGIN - 44 - 100;
	struct ink_type title = { io->small ? z->place : z->title, w, 0.85, true, .ink = C_WHITE };
	struct ink_type place = { io->small ? z->small + 3 : z->place, w, 0.88, true, .ink = RGB(0xffd166) };
	struct ink_type dates = { z->small + 2, w, 0.9, .ink = C_WHITE };

	io->t[0] = ink_text(k, io->title, &title);
	io->t[1] = ink_text(k, io->place, &place);
	io->t[2] = io->small || io->dates.n == 0 ? NULL : ink_text(k, io->dates, &dates);
	io->h = io->small ? 10 : 12;
	for (size_t i = 0; i < LEN(io->t); i++)
		io->h += io->t[i] == NULL ? 0 : ink_tall(io->t[i]);
}

void
sheet_head_draw(struct ink *k, const struct head *h)
{
	struct box b = { MARGIN, MARGIN, INK_A4_W - 2 * MARGIN, h->h };
	double     y = MARGIN + (h->small ? 5 : 4);

	ink_round(k, b, 14);
	ink_fill(k, C_INK);
	honeycomb(k, b);
	for (size_t i = 0; i < LEN(h->t); i++) {
		if (h->t[i] == NULL)
			continue;
		ink_tagged(k, i == 0 && !h->small ? "H1" : "P", h->t[i], MARGIN + 22, y);
		y += ink_tall(h->t[i]);
	}
}

err
sheet_code_lay(struct arena *mem, struct ink *k, const struct sizes *z, struct code *io)
{
	struct ink_type scan = { z->small, io->w, z->lead, true, true, .ink = C_INK };
	struct ink_type address = { z->small, io->w, z->lead, false, true, .ink = C_INK };

	TRY(qr_make(mem, io->url, &io->qr));
	io->t[0] = ink_text(k, io->scan, &scan);
	io->t[1] = io->below ? NULL : ink_text(k, sheet_bare_url(io->url), &address);
	io->h = io->qr_w + 2 + ink_tall(io->t[0]) + (io->below ? 0 : ink_tall(io->t[1]));
	return OK;
}

void
sheet_code_draw(struct ink *k, const struct code *c, double x, double y)
{
	ink_figure(k, c->alt);
	ink_qr(k, &c->qr, (struct box){ x + (c->w - c->qr_w) / 2, y, c->qr_w, c->qr_w });
	ink_figure_end(k);
	y += c->qr_w + 2;
	ink_tagged(k, "P", c->t[0], x, y);
	y += ink_tall(c->t[0]);
	if (c->t[1] == NULL)
		return;
	ink_link(k, c->url);
	ink_write(k, c->t[1], x, y);
	ink_link_end(k, c->url);
}

err
sheet_foot_lay(struct arena *mem, struct ink *k, const struct sizes *z, struct foot *io)
{
	double          w = INK_A4_W - 2 * MARGIN - 32;
	struct ink_type words = { z->label + 1, 0, z->lead, true, .ink = C_INK };
	struct ink_type url = { z->label - 1, 0, z->lead, .ink = C_INK };

	io->qr_w = 0;
	if (io->url.n > 0) {
		TRY(qr_make(mem, io->url, &io->qr));
		io->qr_w = 68;
		w -= io->qr_w + 16;
	}
	words.width = url.width = w;
	io->t[0] = ink_text(k, io->words, &words);
	io->t[1] = ink_text(k, sheet_bare_url(io->url), &url);
	io->h = ink_tall(io->t[0]) + (io->url.n > 0 ? ink_tall(io->t[1]) : 0);
	if (io->h < io->qr_w)
		io->h = io->qr_w;
	io->h = io->words.n == 0 && io->url.n == 0 ? z->small * 2 : io->h + 10 + z->small * 2;
	return OK;
}

void
sheet_foot_draw(struct ink *k, const struct sizes *z, const struct foot *f, str page)
{
	double           strip = z->small * 2, w = INK_A4_W - 2 * MARGIN, half = w / 2 - 8;
	double           top = INK_A4_H - MARGIN - f->h, x = MARGIN + 16, y = top + 5;
	struct ink_type  left = { z->small, half, 1, .ink = C_INK };
	struct ink_type  right = { z->small, half, 1, false, .to_end = true, .ink = C_INK };
	double           text = ink_tall(f->t[0]) + (f->url.n > 0 ? ink_tall(f->t[1]) : 0);

	if (f->h > strip) {
		ink_round(k, (struct box){ MARGIN, top, w, f->h - strip }, 14);
		ink_fill_keep(k, C_CREAM);
		ink_stroke(k, (struct pen){ C_HONEY, 1.6, 0 });
		if (f->url.n > 0) {
			ink_figure(k, f->alt);
			ink_qr(k, &f->qr, (struct box){ x, y, f->qr_w, f->qr_w });
			ink_figure_end(k);
			x += f->qr_w + 16;
		}
		y += (f->h - strip - 10 - text) / 2;
		ink_tagged(k, "P", f->t[0], x, y);
		if (f->url.n > 0) {
			ink_link(k, f->url);
			ink_write(k, f->t[1], x, y + ink_tall(f->t[0]));
			ink_link_end(k, f->url);
		}
	}
	y = INK_A4_H - MARGIN - strip + z->small * 0.35;
	ink_tagged(k, "P", ink_text(k, f->provider, &left), MARGIN + 4, y);
	if (page.n > 0)
		ink_tagged(k, "P", ink_text(k, page, &right), MARGIN + w - half - 4, y);
}

str
sheet_bare_url(str url)
{
	if (str_starts(url, STR("https://")))
		url.p += 8, url.n -= 8;
	else if (str_starts(url, STR("http://")))
		url.p += 7, url.n -= 7;
	if (url.n > 0 && url.p[url.n - 1] == '/')
		url.n--;
	return url;
}

/* A combining mark for symbols or Latin letters, two or three bytes: U+0300-036F, U+20D0-20FF. */
static size_t
accent(str s)
{
	const unsigned char *u = (const unsigned char *)s.p;

	if (s.n >= 2 && (u[0] == 0xCC || (u[0] == 0xCD && u[1] <= 0xAF)))
		return 2;
	return s.n >= 3 && u[0] == 0xE2 && u[1] == 0x83 && u[2] >= 0x90 ? 3 : 0;
}

/* The words stay; only what would push others off the paper goes. */
str
sheet_tidy(struct arena *mem, str words)
{
	struct buf b = { .mem = mem };
	size_t     accents = 0;

	words = str_trim(words);
	for (size_t i = 0; i < words.n;) {
		size_t mark = accent((str){ words.p + i, words.n - i }), n = mark > 0 ? mark : 1;
		bool   blank = words.p[i] == '\r' || words.p[i] == '\n';

		accents = mark > 0 ? accents + 1 : 0;
		if (blank && b.n > 0 && b.p[b.n - 1] != '\n')
			buf_add(&b, STR("\n"));
		else if (!blank && accents <= 2)
			buf_add(&b, (str){ words.p + i, n });
		i += n;
	}
	return buf_str(&b);
}

/* The length of a sentence's end at s: . ! ? and their Arabic, Urdu and Hindi kin. */
static size_t
full_stop(str s)
{
	static const char *const ends[] = { ".", "!", "?", "؟", "۔", "।" };

	for (size_t i = 0; i < LEN(ends); i++)
		if (str_starts(s, str_of(ends[i])))
			return strlen(ends[i]);
	return 0;
}

str
sheet_sentences(struct arena *mem, str words)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < words.n;) {
		size_t stop = full_stop((str){ words.p + i, words.n - i });
		size_t n = stop > 0 ? stop : 1;

		buf_add(&b, (str){ words.p + i, n });
		i += n;
		if (stop > 0 && i < words.n && words.p[i] == ' ') {
			buf_add(&b, STR("\n"));
			while (i < words.n && words.p[i] == ' ')
				i++;
		}
	}
	return buf_str(&b);
}

str
sheet_fill(struct arena *mem, str text, str name, str value)
{
	str         hole = str_fmt(mem, "{%.*s}", STR_ARG(name));
	const char *at = text.n > 0 ? memmem(text.p, text.n, hole.p, hole.n) : NULL;
	size_t      before;

	if (at == NULL)
		return text;
	before = (size_t)(at - text.p);
	return str_fmt(mem, "%.*s%.*s%.*s", (int)before, text.p, STR_ARG(value),
	    (int)(text.n - before - hole.n), at + hole.n);
}
