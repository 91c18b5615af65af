/*
 * rooms/apart: to whom it is brought.  The nearest people above who are no part of it; those
 * above them when there are none, when all stepped aside, or when the promised day passed.
 * Whoever is named in the words is no hearer: rather one too many than one too few.
 */
#include "rooms/apart/apart_in.h"

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

static str
next_word(str *rest)
{
	size_t from = 0, to;

	while (from < rest->n && !is_letter(rest->p[from]))
		from++;
	for (to = from; to < rest->n && is_letter(rest->p[to]); to++)
		continue;
	str word = { rest->p + from, to - from };
	*rest = (str){ rest->p + to, rest->n - to };
	return word;
}

static char
low(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same(str a, str b, bool any_case)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] != b.p[i] && !(any_case && low(a.p[i]) == low(b.p[i])))
			return false;
	return true;
}

static bool
has_word(str text, str word, bool any_case)
{
	for (str one = next_word(&text); one.n > 0; one = next_word(&text))
		if (same(one, word, any_case))
			return true;
	return false;
}

static bool
is_title(str word)
{
	static const str titles[] = { STR_INIT("dr"), STR_INIT("mr"), STR_INIT("mrs"), STR_INIT("ms"),
		STR_INIT("miss"), STR_INIT("prof"), STR_INIT("sir"), STR_INIT("dame") };

	for (size_t i = 0; i < LEN(titles); i++)
		if (same(word, titles[i], true))
			return true;
	return false;
}

/* Any word of their name: in "whom is it about" however it is written, in the words as it is spelt. */
bool
apart_names(str name, str about, str said)
{
	for (str one = next_word(&name); one.n > 0; one = next_word(&name))
		if (one.n > 1 && !is_title(one) && (has_word(about, one, true) || has_word(said, one, false)))
			return true;
	return false;
}

err
apart_route(struct cx *cx, struct apart_row *r, bool late)
{
	struct apart_row  from = *r;
	struct apart_note n = { .kind = APART_STEP_BROUGHT };
	str               path;
	int64_t           hear = 0;

	TRY(apart_next_level(cx, &from, &path, &n.label));
	if (path.n == 0 && !late) {                    /* nobody further up: is there somebody new below? */
		from.level = (str){ 0 };
		TRY(apart_next_level(cx, &from, &path, &n.label));
	}
	if (path.n > 0) {
		TRY(apart_bring(cx, r, path));
		r->level = path;
	}
	TRY(apart_count_hearers(cx, (apart_id){ r->id }, &hear));
	TRY(apart_update(cx, r));
	r->version++;
	if (path.n == 0 && hear > 0)
		return OK;
	if (path.n == 0)
		n.kind = APART_STEP_NOBODY;
	return apart_insert_step(cx, (apart_id){ r->id }, &n);
}

/* A timer: what nobody hears any more, or was promised for a day that has passed. */
static err
tick_one(struct cx *cx, struct apart_row *r, struct apart_ticked *t)
{
	bool              late = r->due.n < cx->today.n;
	struct apart_note n = { .kind = APART_STEP_LATE, .label = r->unit_name };
	str               path, name;

	if (!late) {
		TRY(apart_next_level(cx, r, &path, &name));
		if (path.n == 0) {
			struct apart_row any = *r;

			any.level = (str){ 0 };
			TRY(apart_next_level(cx, &any, &path, &name));
		}
		if (path.n == 0)
			return OK;                     /* said once already; it waits for somebody to come */
	} else {
		r->due.n = cx->today.n + APART_DAYS;
		TRY(apart_insert_step(cx, (apart_id){ r->id }, &n));
	}
	t->brought++;
	return apart_route(cx, r, late);
}

static err
tick_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct apart_row *at;
	size_t            n;

	(void)vin;
	TRY(apart_stuck(cx, &at, &n));
	for (size_t i = 0; i < n; i++)
		TRY(tick_one(cx, &at[i], ret_out));
	((struct apart_ticked *)ret_out)->brought = 0;     /* an answer that numbers them would be a way to count */
	return OK;
}

static const struct shape_field ticked_fields[] = { SH(struct apart_ticked, SHAPE_INT, brought) };
static const struct shape ticked_shape = SHAPE("apart_ticked", struct apart_ticked, ticked_fields);

const struct op apart_tick = {
	.name = STR_INIT("apart.tick"), .path = STR_INIT("/apart/tick"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Brings what is kept apart to the next people up when nobody hears it, or its day has passed.",
	.out_size = sizeof(struct apart_ticked), .out = &ticked_shape, .run = tick_run, .own_record = true,
	.no_token = true, .cites = "SM-C5",
};
