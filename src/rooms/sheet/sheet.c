/*
 * sheet: the "We said, we did" poster.  First everything is laid out into pieces, each
 * with its page and place; then the pages are drawn.  An item stays together when it can;
 * one longer than a page runs on, line by line, and says so.
 */
#include "rooms/sheet/sheet_in.h"

#include <assert.h>

enum part { PART_SAID, PART_DID, PART_STATE, PART_CODE };

/* A speech bubble or an answer's panel. */
struct panel { enum symbol symbol; struct rgb back, edge; double dash; struct ink_text *label, *more, *words; };
struct laid { struct panel said, did; struct ink_text *state, *days, *address; bool side_by_side; struct code code; };
struct piece { struct piece *next; const struct laid *item; enum part part; size_t page, nth, at[2]; double y; };

struct plan {
	struct arena       *mem;
	struct ink         *k;
	const struct sheet *s;
	struct sizes        z;
	struct head         head, again;     /* of the first page, and of the others */
	struct foot         foot;
	struct piece       *first, **last;
	double              x, w, code_w;    /* of the panels; of the code's column */
	double              y, end;          /* where the pen is; the lowest point used on this page */
	size_t              page, nth;       /* nth item on this page */
};

enum { GAP = 11, PAD = 4, SIDE = 11, PANEL_GAP = 4 };

static double
page_top(const struct plan *p)
{
	return MARGIN + (p->page == 0 ? p->head.h : p->again.h) + GAP;
}

static double
page_bottom(const struct plan *p)
{
	return INK_A4_H - MARGIN - p->foot.h - GAP;
}

static void
panel_lay(struct plan *p, struct panel *io, str label, str words)
{
	struct ink_type lt = { p->z.label, p->w - 2 * SIDE, p->z.lead, true, .ink = C_TEAL };
	struct ink_type wt = { p->z.body, p->w - 2 * SIDE, p->z.lead, .said = true, .ink = C_INK };

	words = sheet_tidy(p->mem, words);
	io->label = ink_text(p->k, label, &lt);
	io->more = ink_text(p->k, str_fmt(p->mem, "%.*s %.*s", STR_ARG(label), STR_ARG(p->s->words.more)), &lt);
	io->words = ink_text(p->k, p->s->look.easy ? sheet_sentences(p->mem, words) : words, &wt);
}

static err
item_lay(struct plan *p, const struct sheet_item *i, struct laid *ret)
{
	const struct sheet_words *w = &p->s->words;
	struct ink_type           st = { p->z.label, p->w - 24, p->z.lead, true, .ink = C_INK };
	const str                 label[] = { w->did, w->doing, w->not_now };

	ret->said = (struct panel){ SYM_SAID, C_CREAM, C_HONEY, 0, NULL, NULL, NULL };
	switch (i->kind) {
	case SHEET_DID:
		ret->did = (struct panel){ SYM_DID, C_PALE, C_TEAL, 0, NULL, NULL, NULL };
		break;
	case SHEET_DOING:
		ret->did = (struct panel){ SYM_DOING, C_WHITE, C_TEAL, 5, NULL, NULL, NULL };
		break;
	case SHEET_NOT:
		ret->did = (struct panel){ SYM_NOT, C_STONE, C_GREY, 0, NULL, NULL, NULL };
		break;
	}
	panel_lay(p, &ret->said, w->said, i->said);
	panel_lay(p, &ret->did, label[i->kind], i->did);
	ret->state = i->state.n > 0 ? ink_text(p->k, i->state, &st) : NULL;
	st.bold = false;
	ret->days = i->days.n > 0 ? ink_text(p->k, i->days, &st) : NULL;
	ret->side_by_side = ret->state != NULL && ret->days != NULL
	    && ink_wide(ret->state) + ink_wide(ret->days) + 70 < p->w;
	if (i->url.n == 0)
		return OK;
	ret->code = (struct code){ .url = i->url, .scan = w->scan, .w = p->code_w, .below = p->z.small >= 18,
	    .alt = sheet_fill(p->mem, w->qr, STR("url"), i->url), .qr_w = 88 };
	if (ret->code.below)
		ret->address = ink_text(p->k, sheet_bare_url(i->url), &st);
	return sheet_code_lay(p->mem, p->k, &p->z, &ret->code);
}

static double
panel_tall(const struct panel *n, const size_t at[2])
{
	double h = 2 * PAD + ink_tall(at[0] == 0 ? n->label : n->more);

	return h + ink_height(n->words, at[0], at[1]);
}

static double
panel_whole(const struct panel *n)
{
	return panel_tall(n, (const size_t[]){ 0, ink_lines(n->words) });
}

static double
state_tall(const struct laid *i)
{
	double a = i->state != NULL ? ink_tall(i->state) + 4 : 0;
	double b = i->days != NULL ? ink_tall(i->days) + 1 : 0;
	double c = i->address != NULL ? ink_tall(i->address) + 1 : 0;

	if (i->side_by_side)
		return (a > b ? a : b) + c;
	return a + b + c;
}

static double
item_tall(const struct laid *i)
{
	double words = panel_whole(&i->said) + PANEL_GAP + panel_whole(&i->did) + PANEL_GAP + state_tall(i);

	return words > i->code.h ? words : i->code.h;
}

static void
place(struct plan *p, const struct laid *i, enum part part, const size_t at[2])
{
	struct piece *n = arena_take(p->mem, sizeof *n);

	*n = (struct piece){ NULL, i, part, p->page, p->nth, { at[0], at[1] }, p->y };
	*p->last = n;
	p->last = &n->next;
}

/* Spreads a page's items over the white that is left, so that it hangs evenly. */
static void
even_out(struct plan *p)
{
	double each = p->nth == 0 ? 0 : (page_bottom(p) - p->end) / (double)p->nth;

	if (each > 26)
		each = 26;
	for (struct piece *n = p->first; n != NULL && each > 0; n = n->next)
		if (n->page == p->page)
			n->y += each * (double)n->nth;
}

static void
turn_page(struct plan *p)
{
	even_out(p);
	p->page++;
	p->nth = 0;
	p->y = p->end = page_top(p);
}

static void
moved(struct plan *p, double by)
{
	p->y += by;
	if (p->y > p->end)
		p->end = p->y;
}

/* A panel, over as many pages as its lines need; never a page with one line of many. */
static void
flow_panel(struct plan *p, const struct laid *i, enum part part)
{
	const struct panel *n = part == PART_SAID ? &i->said : &i->did;
	size_t              lines = ink_lines(n->words), from = 0;

	while (from < lines) {
		double room = page_bottom(p) - p->y - panel_tall(n, (const size_t[]){ from, from });
		size_t fit = ink_fit(n->words, from, room);

		if (fit < 2 && fit < lines - from && p->y > page_top(p)) {
			turn_page(p);
			continue;
		}
		if (fit == 0)
			fit = 1;            /* a line taller than the page: cannot be, but must end */
		place(p, i, part, (const size_t[]){ from, from + fit });
		moved(p, panel_tall(n, (const size_t[]){ from, from + fit }));
		from += fit;
		if (from < lines)
			turn_page(p);
	}
	p->y += PANEL_GAP;
}

static void
flow_item(struct plan *p, const struct laid *i)
{
	const size_t none[] = { 0, 0 };
	size_t       page;
	double       code_end;

	if (p->y + item_tall(i) > page_bottom(p) && p->y > page_top(p))
		turn_page(p);
	page = p->page;
	code_end = p->y + i->code.h;
	flow_panel(p, i, PART_SAID);
	flow_panel(p, i, PART_DID);
	if (p->y + state_tall(i) > page_bottom(p))
		turn_page(p);
	place(p, i, PART_STATE, none);
	moved(p, state_tall(i));
	if (i->code.h > 0) {            /* beside the item's beginning, but read last */
		double y = p->y;
		size_t here = p->page;

		p->page = page;
		p->y = code_end - i->code.h;
		place(p, i, PART_CODE, none);
		p->page = here;
		p->y = page == here && code_end > y ? code_end : y;
		if (p->y > p->end)
			p->end = p->y;
	}
	p->y += GAP;
	p->nth++;
}

static err
lay_out(struct plan *p)
{
	const struct sheet *s = p->s;
	double              gutter = p->z.icon + 14;

	p->last = &p->first;
	p->head = (struct head){ s->heading, s->place, s->dates, false, { 0 }, 0 };
	p->again = (struct head){ s->heading, s->place, s->dates, true, { 0 }, 0 };
	sheet_head_lay(p->k, &p->z, &p->head);
	sheet_head_lay(p->k, &p->z, &p->again);
	p->foot = (struct foot){ .words = s->foot, .url = s->foot_url, .provider = s->provider,
	    .alt = sheet_fill(p->mem, s->words.qr, STR("url"), s->foot_url) };
	TRY(sheet_foot_lay(p->mem, p->k, &p->z, &p->foot));
	p->code_w = p->z.small < 18 ? 104 : 116;
	p->x = MARGIN + gutter;
	p->w = INK_A4_W - MARGIN - 14 - p->code_w - p->x;
	p->y = p->end = page_top(p);
	for (size_t i = 0; i < s->n; i++) {
		struct laid *l = arena_take(p->mem, sizeof *l);

		TRY(item_lay(p, &s->items[i], l));
		flow_item(p, l);
	}
	even_out(p);
	return OK;
}

static void
draw_symbol(struct plan *p, enum symbol sym, struct rgb front, struct box at)
{
	sheet_symbol(p->k, sym, at, (const struct rgb[]){ front, C_WHITE });
}

static void
draw_panel(struct plan *p, const struct panel *n, const struct piece *at)
{
	double           h = panel_tall(n, at->at), in = p->x + SIDE, y = at->y + PAD;
	struct ink_text *label = at->at[0] == 0 ? n->label : n->more;
	struct rgb       front = n->symbol == SYM_SAID ? C_HONEY : n->edge;

	if (n->symbol == SYM_SAID) {            /* the bubble's tail, to whoever speaks */
		ink_move(p->k, p->x + 1, at->y + 16);
		ink_line(p->k, p->x - 9, at->y + 20);
		ink_line(p->k, p->x + 1, at->y + 28);
		ink_close(p->k);
		ink_fill(p->k, n->edge);
	}
	ink_round(p->k, (struct box){ p->x, at->y, p->w, h }, 11);
	ink_fill_keep(p->k, n->back);
	ink_stroke(p->k, (struct pen){ n->edge, 1.8, n->dash });
	if (at->at[0] == 0)
		draw_symbol(p, n->symbol, front, (struct box){ MARGIN, at->y + 6, p->z.icon, p->z.icon });
	ink_tagged(p->k, "H2", label, in, y);
	y += ink_tall(label);
	ink_tag(p->k, "P");
	ink_write_lines(p->k, n->words, in, y, at->at);
	ink_untag(p->k, "P");
}

/* One line under the panels: a small picture and its words. */
static void
draw_note(struct plan *p, enum symbol sym, struct rgb front, const struct ink_text *t, const double at[2])
{
	double h = p->z.label + 1;

	draw_symbol(p, sym, front, (struct box){ at[0], at[1] + (p->z.label * 1.4 - h) / 2, h, h });
	ink_tagged(p->k, "P", t, at[0] + h + 5, at[1]);
}

static void
draw_state(struct plan *p, const struct laid *i, double y)
{
	double x = p->x + 4, along = x;

	if (i->state != NULL) {
		draw_note(p, i->did.symbol, i->did.edge, i->state, (const double[]){ x, y });
		if (i->side_by_side)
			along += ink_wide(i->state) + p->z.label + 22;
		else
			y += ink_tall(i->state) + 1;
	}
	if (i->days != NULL) {
		draw_note(p, SYM_CLOCK, C_INK, i->days, (const double[]){ along, y });
		y += ink_tall(i->days) + 1;
	}
	if (i->address != NULL) {
		ink_link(p->k, i->code.url);
		draw_note(p, SYM_PHONE, C_INK, i->address, (const double[]){ x, y });
		ink_link_end(p->k, i->code.url);
	}
}

static void
draw_piece(struct plan *p, const struct piece *n)
{
	switch (n->part) {
	case PART_SAID:
		draw_panel(p, &n->item->said, n);
		break;
	case PART_DID:
		draw_panel(p, &n->item->did, n);
		break;
	case PART_STATE:
		draw_state(p, n->item, n->y);
		break;
	case PART_CODE:
		sheet_code_draw(p->k, &n->item->code, INK_A4_W - MARGIN - p->code_w, n->y);
		break;
	}
}

/* Nobody has said anything yet: say that this is a welcome, not a failure. */
static void
draw_empty(struct plan *p)
{
	struct ink_type  t = { p->z.place + 8, INK_A4_W - 2 * MARGIN - 80, 1, true, true, .ink = C_INK };
	struct ink_text *words = ink_text(p->k, p->s->words.empty, &t);
	double           y = page_top(p) + (page_bottom(p) - page_top(p)) * 0.28;

	draw_symbol(p, SYM_SAID, C_HONEY, (struct box){ INK_A4_W / 2 - 80, y - 70, 160, 160 });
	ink_tagged(p->k, "P", words, MARGIN + 40, y + 110);
}

static str
page_words(const struct plan *p, size_t page)
{
	str pages = words_number(p->s->look.lang, p->mem, (int64_t)p->page + 1);
	str nth = words_number(p->s->look.lang, p->mem, (int64_t)page + 1);

	if (p->page == 0)
		return STR("");
	return sheet_fill(p->mem, sheet_fill(p->mem, p->s->words.page, STR("page"), nth), STR("pages"), pages);
}

static void
draw(struct plan *p)
{
	size_t pages = p->page + 1;

	for (size_t page = 0; page < pages; page++) {
		sheet_head_draw(p->k, page == 0 ? &p->head : &p->again);
		for (const struct piece *n = p->first; n != NULL; n = n->next)
			if (n->page == page)
				draw_piece(p, n);
		if (p->s->n == 0)
			draw_empty(p);
		sheet_foot_draw(p->k, &p->z, &p->foot, page_words(p, page));
		if (page + 1 < pages)
			ink_page(p->k);
	}
}

static err
sheet_make(struct arena *mem, const struct sheet *s, int width_px, size_t page, struct buf *ret)
{
	struct ink_sheet on = { s->look, INK_A4_W, INK_A4_H, width_px, page,
	    str_fmt(mem, "%.*s: %.*s", STR_ARG(s->heading), STR_ARG(s->place)), s->provider };
	struct plan      p = { .mem = mem, .s = s, .z = sheet_sizes(&s->look) };
	err              e;

	assert(s->n <= SHEET_ITEMS_MAX);
	if (s->n == 0 && !s->look.easy)         /* little to say: say it large */
		p.z = sheet_sizes(&(struct sheet_look){ .large = true });
	p.k = ink_new(mem, &on);
	e = lay_out(&p);
	if (e == OK) {
		draw(&p);
		e = ink_finish(p.k, ret);
	}
	ink_free(p.k);
	return e;
}

err
sheet_pdf(struct arena *mem, const struct sheet *s, struct buf *ret_pdf)
{
	return sheet_make(mem, s, 0, 0, ret_pdf);
}

err
sheet_png(struct arena *mem, const struct sheet *s, int width_px, size_t page, struct buf *ret_png)
{
	return sheet_make(mem, s, width_px, page, ret_png);
}
