/*
 * web/unheard: a change that was refused had words in it, and they may say that somebody is in
 * danger.  Whoever wrote them may never send them again, so they are handed on before the
 * refusal is shown: as they came, made such that the operation that hears them cannot refuse.
 */
#include "doors/web/web_in.h"

#include "rooms/safeguarding/safeguarding.h"

enum { WORDS = 10, ADDRESS_MAX = 60, RECEIPT_MAX = 200 };

/* Control characters are blanks to whoever hears. */
static void
add_plain(struct buf *b, str v, size_t max)
{
	size_t from = b->n;

	if (v.n > max)
		for (v.n = max; v.n > 0 && ((unsigned char)v.p[v.n] & 0xc0) == 0x80; v.n--)
			;
	buf_add(b, v);
	for (size_t i = from; i < b->n; i++)
		if ((unsigned char)b->p[i] < ' ' && b->p[i] != '\n' && b->p[i] != '\t')
			b->p[i] = ' ';
}

/* Of more than is heard: how they begin and how they end, with a line between. */
static str
both_ends(struct arena *mem, str v, size_t most)
{
	size_t half = most / 2 - 1, from = v.n - half;
	str    begin = v;

	if (v.n <= most)
		return v;
	for (begin.n = half; begin.n > 0 && ((unsigned char)v.p[begin.n] & 0xc0) == 0x80; begin.n--)
		;
	while (from < v.n && ((unsigned char)v.p[from] & 0xc0) == 0x80)
		from++;
	return str_fmt(mem, "%.*s\n%.*s", STR_ARG(begin), (int)(v.n - from), v.p + from);
}

/* All free words of a form, one after another, as much as is heard. */
static str
free_words(struct arena *mem, const struct op *op, struct words w)
{
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < op->nfields; i++) {
		str v = { 0 };

		if (op->fields[i].kind != FIELD_TEXT || !words_find(w, op->fields[i].name, &v) || !str_is_utf8(v))
			continue;
		if (b.n > 0 && v.n > 0)
			buf_add(&b, STR("\n"));
		v = both_ends(mem, v, UNSENT_HEARD);
		add_plain(&b, v, v.n);
	}
	return str_trim(both_ends(mem, buf_str(&b), UNSENT_HEARD));
}

static size_t
number(struct words w, str name, str as, struct word *at)
{
	int64_t v;
	str     s = { 0 };

	if (!words_find(w, name, &s) || !str_to_int(s, &v) || v <= 0)
		return 0;
	*at = (struct word){ .name = as, .value = s };
	return 1;
}

static size_t
tick(struct words w, str name, struct word *at)
{
	str s = { 0 };

	if (!words_find(w, name, &s) || s.n == 0)
		return 0;
	*at = (struct word){ .name = name, .value = STR("1") };
	return 1;
}

/* Of what is kept apart: whom they name, who then must not hear it; and the receipt that leads to it. */
static size_t
apart_words(const struct job *refused, struct arena *mem, struct word *at)
{
	struct words w = refused->call.w;
	struct buf   b = { .mem = mem };
	str          v = { 0 };
	size_t       n = 0;

	if (!str_starts(refused->call.op->name, STR("apart.")))
		return 0;
	if (words_find(w, STR("about"), &v) && str_is_utf8(v))
		add_plain(&b, v, UNSENT_NAMED);
	if (b.n > 0)
		at[n++] = (struct word){ .name = STR("named"), .value = buf_str(&b) };
	if (words_find(w, STR("receipt"), &v) && v.n > 0 && v.n <= RECEIPT_MAX && str_is_plain(v))
		at[n++] = (struct word){ .name = STR("receipt"), .value = v };
	return n;
}

/* "matter" of "matter.raise", and which one, when the form says; where; and whether they asked for help. */
static size_t
about_words(const struct job *refused, struct arena *mem, str free, struct word *at)
{
	struct words w = refused->call.w;
	str          rest = refused->call.op->name, v = { 0 };
	size_t       n = 2;

	at[0] = (struct word){ .name = STR("about"), .value = str_cut(&rest, '.') };
	at[1] = (struct word){ .name = STR("words"), .value = free };
	n += number(w, at[0].value, STR("thing"), &at[n]);
	n += number(w, STR("unit"), STR("unit"), &at[n]);
	n += tick(w, STR("help_now"), &at[n]);
	n += tick(w, STR("about_staff"), &at[n]);
	if (words_find(w, STR("ward"), &v) && v.n <= ADDRESS_MAX && str_is_plain(v))
		at[n++] = (struct word){ .name = STR("ward"), .value = v };
	n += apart_words(refused, mem, &at[n]);
	if (words_find(w, STR(HEARD_FIELD), &v) && v.n <= HEARD_MAX)
		at[n++] = (struct word){ .name = STR("ref"), .value = v };
	return n;
}

bool
exchange_heard(struct exchange *x, const struct job *refused, void (*then)(struct exchange *))
{
	const struct op *op = refused->call.op;
	err              e = refused->e;
	struct job      *j;
	struct word     *at;
	str              free;

	if (op->hears == NULL || (e != ERR_INPUT && e != ERR_LOGIN && e != ERR_DENIED && e != ERR_MISSING && e != ERR_CLASH))
		return false;
	free = free_words(x->mem, op, refused->call.w);
	if (free.n == 0)
		return false;
	j = arena_take(x->mem, sizeof *j);
	at = arena_take(x->mem, (WORDS + 1) * sizeof *at);
	exchange_cx(x, "web", (str){ 0 }, &j->cx);
	j->call = (struct op_call){ .op = &safeguarding_unsent, .w = { at, about_words(refused, x->mem, free, at) } };
	exchange_write(x, j, then);
	return true;
}
