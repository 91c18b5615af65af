/*
 * sheet/symbol: the small pictures beside the words, drawn on a 24 by 24 grid.  They help
 * people who read little; the words beside them say the same, so they carry no tag.
 */
#include "rooms/sheet/sheet_in.h"

static const double FULL[] = { 0, 1 };

static void
disc(struct ink *k, struct rgb c)
{
	ink_arc(k, 12, 12, 11, FULL);
	ink_fill(k, c);
}

static void
said(struct ink *k, struct rgb front, struct rgb back)
{
	ink_round(k, (struct box){ 1, 2, 22, 15 }, 5);
	ink_fill(k, front);
	ink_move(k, 6, 15);
	ink_line(k, 5, 22.5);
	ink_line(k, 13, 16);
	ink_close(k);
	ink_fill(k, front);
	for (int i = 0; i < 3; i++) {
		ink_arc(k, 7 + 5.0 * i, 9.5, 1.6, FULL);
		ink_fill(k, back);
	}
}

static void
tick(struct ink *k, struct rgb front, struct rgb back)
{
	disc(k, front);
	ink_move(k, 6.5, 12.6);
	ink_line(k, 10.6, 16.6);
	ink_line(k, 17.6, 8.2);
	ink_stroke(k, (struct pen){ back, 2.6, 0 });
}

/* On its way: an arrow going forward. */
static void
arrow(struct ink *k, struct rgb front, struct rgb back)
{
	disc(k, front);
	ink_move(k, 6.5, 12);
	ink_line(k, 17, 12);
	ink_stroke(k, (struct pen){ back, 2.4, 0 });
	ink_move(k, 12.6, 7.4);
	ink_line(k, 17.3, 12);
	ink_line(k, 12.6, 16.6);
	ink_stroke(k, (struct pen){ back, 2.4, 0 });
}

/* Not now: a pause, rather than a cross that tells people off. */
static void
pause(struct ink *k, struct rgb front, struct rgb back)
{
	disc(k, front);
	for (int i = 0; i < 2; i++) {
		ink_move(k, 9.2 + 5.6 * i, 8);
		ink_line(k, 9.2 + 5.6 * i, 16);
		ink_stroke(k, (struct pen){ back, 2.6, 0 });
	}
}

static void
clock_face(struct ink *k, struct rgb front, struct rgb back)
{
	ink_arc(k, 12, 12, 10, FULL);
	ink_fill_keep(k, back);
	ink_stroke(k, (struct pen){ front, 2, 0 });
	ink_move(k, 12, 6);
	ink_line(k, 12, 12.4);
	ink_line(k, 16.4, 14.6);
	ink_stroke(k, (struct pen){ front, 2, 0 });
}

static void
phone(struct ink *k, struct rgb front, struct rgb back)
{
	ink_round(k, (struct box){ 6, 1, 12, 22 }, 2.6);
	ink_fill(k, front);
	ink_round(k, (struct box){ 7.8, 4, 8.4, 13.4 }, 0.6);
	ink_fill(k, back);
	ink_arc(k, 12, 20.2, 1.2, FULL);
	ink_fill(k, back);
}

static void
calendar(struct ink *k, struct rgb front, struct rgb back)
{
	ink_round(k, (struct box){ 2, 4, 20, 18 }, 3);
	ink_fill(k, front);
	ink_round(k, (struct box){ 4.2, 10, 15.6, 9.8 }, 1);
	ink_fill(k, back);
	for (int i = 0; i < 2; i++) {
		ink_move(k, 7.5 + 9.0 * i, 2.2);
		ink_line(k, 7.5 + 9.0 * i, 6);
		ink_stroke(k, (struct pen){ front, 2, 0 });
	}
	ink_round(k, (struct box){ 12.6, 13.6, 4.4, 3.6 }, 0.6);
	ink_fill(k, front);
}

static void
pin(struct ink *k, struct rgb front, struct rgb back)
{
	static const double over[] = { 0.42, 1.08 };

	ink_arc(k, 12, 9.2, 7.6, over);
	ink_line(k, 12, 23);
	ink_close(k);
	ink_fill(k, front);
	ink_arc(k, 12, 9.2, 3, FULL);
	ink_fill(k, back);
}

static void
screen(struct ink *k, struct rgb front, struct rgb back)
{
	ink_round(k, (struct box){ 1, 3, 22, 15 }, 2.4);
	ink_fill(k, front);
	ink_round(k, (struct box){ 3, 5, 18, 11 }, 0.8);
	ink_fill(k, back);
	ink_move(k, 8, 21.4);
	ink_line(k, 16, 21.4);
	ink_stroke(k, (struct pen){ front, 2.2, 0 });
}

static void
people(struct ink *k, struct rgb front, struct rgb back)
{
	static const double over[] = { 0.5, 1 };
	static const double at[][2] = { { 6, 9.5 }, { 18, 9.5 }, { 12, 8 } };

	for (int i = 0; i < 3; i++) {
		double r = i == 2 ? 3.8 : 3;

		ink_arc(k, at[i][0], at[i][1] + 11.5, r * 1.9, over);
		ink_close(k);
		ink_fill_keep(k, front);
		ink_stroke(k, (struct pen){ back, 0.9, 0 });
		ink_arc(k, at[i][0], at[i][1], r, FULL);
		ink_fill_keep(k, front);
		ink_stroke(k, (struct pen){ back, 0.9, 0 });
	}
}

void
sheet_symbol(struct ink *k, enum symbol s, struct box at, const struct rgb front_back[2])
{
	static void (*const draw[])(struct ink *, struct rgb, struct rgb) = {
		[SYM_SAID] = said, [SYM_DID] = tick, [SYM_DOING] = arrow, [SYM_NOT] = pause,
		[SYM_CLOCK] = clock_face, [SYM_PHONE] = phone, [SYM_DAY] = calendar,
		[SYM_PLACE] = pin, [SYM_SCREEN] = screen, [SYM_PEOPLE] = people,
	};

	ink_upright(k, at, 24);
	draw[s](k, front_back[0], front_back[1]);
	ink_upright_end(k);
}
