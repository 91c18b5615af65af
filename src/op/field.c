/*
 * op/field: from words as they arrived to an operation's input struct.  What is
 * not declared is dropped; what is declared is checked here and nowhere else.
 * Every fault of a form is told at once, field by field.
 */
#include "op/op_in.h"

#include "base/secret.h"

#include <assert.h>
#include <string.h>

enum { TEXT_MAX = 20000, LINE_MAX_BYTES = 300, FILE_MAX = 10 * 1024 * 1024 };

bool
words_find(struct words w, str name, str *ret_value)
{
	for (size_t i = 0; i < w.n; i++)
		if (str_eq(w.at[i].name, name)) {
			*ret_value = w.at[i].value;
			return true;
		}
	return false;
}

size_t
field_limit(const struct field *f)
{
	if (f->max > 0)
		return f->max;
	return f->kind == FIELD_TEXT ? TEXT_MAX : f->kind == FIELD_FILE ? FILE_MAX : LINE_MAX_BYTES;
}

static void
fault(struct cx *cx, const char *key, const struct field *f, int64_t number)
{
	if (cx->nwhys < WHYS_MAX)
		cx->whys[cx->nwhys++] = (struct why){ .key = key, .field = f->name, .number = number };
}

/* Browsers send line ends as CR LF; people type one. */
static str
unix_lines(struct arena *mem, str s)
{
	char  *p;
	size_t n = 0;

	if (s.n == 0 || memchr(s.p, '\r', s.n) == NULL)
		return s;
	p = arena_take(mem, s.n);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '\r')
			p[n++] = s.p[i];
		else if (i + 1 == s.n || s.p[i + 1] != '\n')
			p[n++] = '\n';
	return (str){ p, n };
}

static void
take_text(struct cx *cx, const struct field *f, str v, char *to)
{
	size_t max = field_limit(f);

	v = unix_lines(cx->mem, v);
	if (v.n > max)
		fault(cx, "input.too_long", f, (int64_t)max);
	else if (!str_is_utf8(v) || !str_is_plain(v))
		fault(cx, "input.strange", f, 0);
	else if (f->kind != FIELD_TEXT && v.n > 0 && memchr(v.p, '\n', v.n) != NULL)
		fault(cx, "input.one_line", f, 0);
	else
		memcpy(to, &v, sizeof v);
}

static void
take_number(struct cx *cx, const struct field *f, str v, char *to)
{
	int64_t n = 0;

	if (!str_to_int(v, &n) || n < (f->kind == FIELD_ID))
		fault(cx, "input.number", f, 0);
	else if (f->max != 0 && n > (int64_t)f->max)
		fault(cx, "input.too_big", f, (int64_t)f->max);
	else
		memcpy(to, &n, sizeof n);
}

static void
take_choice(struct cx *cx, const struct field *f, str v, char *to)
{
	for (int64_t i = 0; f->choices[i] != NULL; i++)
		if (v.n > 0 && str_eq(str_of(f->choices[i]), v)) {
			memcpy(to, &i, sizeof i);
			return;
		}
	fault(cx, "input.choice", f, 0);
}

bool
field_is_yes(str v)
{
	return str_eq(v, STR("1")) || str_eq(v, STR("on")) || str_eq(v, STR("yes")) ||
	    str_eq(v, STR("true"));
}

/* NAME-day, NAME-month and NAME-year, as three boxes of a form. */
static bool
joined_date(struct cx *cx, const struct field *f, struct words w, str *ret_iso)
{
	static const char *const part[] = { "year", "month", "day" };
	int64_t n[3] = { 0 };
	bool    any = false, bad = false;

	for (int i = 0; i < 3; i++) {
		str v = { 0 };

		(void)words_find(w, str_fmt(cx->mem, "%.*s-%s", STR_ARG(f->name), part[i]), &v);
		v = str_trim(v);
		any = any || v.n > 0;
		bad = bad || !str_to_int(v, &n[i]) || n[i] < 0 || n[i] > 9999;
	}
	if (any)
		*ret_iso = bad ? STR("?")
		    : str_fmt(cx->mem, "%04d-%02d-%02d", (int)n[0], (int)n[1], (int)n[2]);
	return any;
}

static void
take_day(struct cx *cx, const struct field *f, str v, char *to)
{
	day d;

	if (!day_from_iso(v, &d))
		fault(cx, "input.date", f, 0);
	else
		memcpy(to, &d, sizeof d);
}

static void
take_clock(struct cx *cx, const struct field *f, str v, char *to)
{
	clocktime c;

	if (!clock_from_hhmm(v, &c))
		fault(cx, "input.clock", f, 0);
	else
		memcpy(to, &c, sizeof c);
}

/* All words of this name; each may hold several numbers with commas between. */
static void
take_ids(struct cx *cx, const struct field *f, struct words w, char *to)
{
	int64_t   *at = arena_take(cx->mem, IDS_MAX * sizeof *at);
	struct ids got = { at, 0 };

	for (size_t i = 0; i < w.n; i++) {
		str rest = w.at[i].value;

		if (!str_eq(w.at[i].name, f->name))
			continue;
		while (rest.n > 0) {
			str one = str_trim(str_cut(&rest, ','));

			if (one.n == 0)
				continue;
			if (got.n == IDS_MAX || !str_to_int(one, &at[got.n]) || at[got.n] < 1) {
				fault(cx, got.n == IDS_MAX ? "input.too_many" : "input.number", f, IDS_MAX);
				return;
			}
			got.n++;
		}
	}
	if (got.n == 0 && !f->optional)
		fault(cx, "input.needed", f, 0);
	memcpy(to, &got, sizeof got);
}

/* The file's name is kept as its last part, for people to read; it is never a path of ours. */
static void
take_file(struct cx *cx, const struct field *f, struct words w, char *to)
{
	struct upload up = { 0 };

	for (size_t i = 0; i < w.n; i++)
		if (str_eq(w.at[i].name, f->name) && w.at[i].value.n > 0)
			up = (struct upload){ .type = w.at[i].type, .bytes = w.at[i].value,
				.name = w.at[i].file };
	if (up.bytes.n == 0 && !f->optional)
		fault(cx, "input.needed", f, 0);
	else if (up.bytes.n > field_limit(f))
		fault(cx, "input.file_big", f, (int64_t)(field_limit(f) >> 20));
	else
		memcpy(to, &up, sizeof up);
}

static void
take_value(struct cx *cx, const struct field *f, str v, char *to)
{
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_ID:     take_number(cx, f, str_trim(v), to); return;
	case FIELD_TEXT:
	case FIELD_LINE:   take_text(cx, f, str_trim(v), to); return;
	case FIELD_SECRET: take_text(cx, f, v, to); return;
	case FIELD_CHOICE: take_choice(cx, f, str_trim(v), to); return;
	case FIELD_DAY:    take_day(cx, f, str_trim(v), to); return;
	case FIELD_CLOCK:  take_clock(cx, f, str_trim(v), to); return;
	case FIELD_BOOL:
	case FIELD_IDS:
	case FIELD_FILE:   break;
	}
	assert(!"a field kind taken elsewhere");
}

static void
take_one(struct cx *cx, const struct field *f, struct words w, char *in)
{
	char *to = in + f->at;
	bool  yes;
	str   v = { 0 };

	switch (f->kind) {
	case FIELD_IDS:  take_ids(cx, f, w, to); return;
	case FIELD_FILE: take_file(cx, f, w, to); return;
	case FIELD_BOOL:
		yes = words_find(w, f->name, &v) && field_is_yes(str_trim(v));
		memcpy(to, &yes, sizeof yes);
		return;
	case FIELD_DAY:
		memcpy(to, &(day){ DAY_NONE }, sizeof(day));
		break;
	default:
		break;
	}
	if (!(f->kind == FIELD_DAY && joined_date(cx, f, w, &v)))
		(void)words_find(w, f->name, &v);
	if (str_trim(v).n > 0)
		take_value(cx, f, v, to);
	else if (!f->optional)
		fault(cx, "input.needed", f, 0);
}

const struct field *
op_field(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return &op->fields[i];
	return NULL;
}

err
fields_take(struct cx *cx, const struct op *a, struct words w, void *ret_in)
{
	cx->nwhys = 0;
	for (size_t i = 0; i < a->nfields; i++)
		take_one(cx, &a->fields[i], w, ret_in);
	if (cx->nwhys == 0)
		return OK;
	cx->why = cx->whys[0];
	return ERR_INPUT;
}
