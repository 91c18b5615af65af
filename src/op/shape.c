/*
 * op/shape: an output struct as JSON, and back.  See shape.h.
 * Writing never fails: text was checked where it came in, and a choice out of
 * range is our own mistake.  Reading is only for what shape_write() wrote.
 */
#include "op/shape.h"

#include <assert.h>
#include <string.h>

#include "base/json.h"
#include "op/op.h"

enum { SECONDS_A_DAY = 86400 };

/* What a byte becomes after a backslash; 0: itself; 'u': \u00XX. */
static char
escape_of(unsigned char c)
{
	switch (c) {
	case '"':  return '"';
	case '\\': return '\\';
	case '\n': return 'n';
	case '\r': return 'r';
	case '\t': return 't';
	default:   return c < 0x20 ? 'u' : 0;
	}
}

void
json_str(struct buf *b, str s)
{
	size_t from = 0;

	buf_need(b, s.n + 2);
	b->p[b->n++] = '"';
	for (size_t i = 0; i < s.n; i++) {
		char e = escape_of((unsigned char)s.p[i]);

		if (e == 0)
			continue;
		buf_add(b, (str){ s.p + from, i - from });
		from = i + 1;
		if (e == 'u')
			buf_addf(b, "\\u%04x", (unsigned)(unsigned char)s.p[i]);
		else
			buf_add(b, (str){ (char[]){ '\\', e }, 2 });
	}
	buf_add(b, (str){ s.p + from, s.n - from });
	buf_add(b, STR("\""));
}

static void
write_int(struct buf *b, int64_t v)
{
	char     digits[24];
	size_t   n = sizeof digits;
	uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do {
		digits[--n] = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (v < 0)
		digits[--n] = '-';
	buf_add(b, (str){ digits + n, sizeof digits - n });
}

static void
write_day(struct buf *b, day d)
{
	if (d.n == DAY_NONE) {
		buf_add(b, STR("null"));
		return;
	}
	buf_add(b, STR("\""));
	buf_add(b, day_to_iso(b->mem, d));
	buf_add(b, STR("\""));
}

static void
write_stamp(struct buf *b, stamp t)
{
	int64_t in_day;

	if (t.s == 0) {
		buf_add(b, STR("null"));
		return;
	}
	in_day = t.s - stamp_utc_day(t).n * SECONDS_A_DAY;
	buf_add(b, STR("\""));
	buf_add(b, day_to_iso(b->mem, stamp_utc_day(t)));
	buf_addf(b, "T%02d:%02d:%02dZ\"", (int)(in_day / 3600), (int)(in_day / 60 % 60),
	    (int)(in_day % 60));
}

static void
write_choice(struct buf *b, const char *const *choices, int64_t i)
{
	assert(i >= 0);
	for (int64_t k = 0; k <= i; k++)
		assert(choices[k] != NULL);
	json_str(b, str_of(choices[i]));
}

static void
write_list(struct buf *b, const struct shape_field *f, const char *v)
{
	const char *at;
	size_t      n;

	memcpy(&at, v + f->at, sizeof at);
	memcpy(&n, v + f->at_n, sizeof n);
	buf_add(b, STR("["));
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_add(b, STR(","));
		shape_write(b, f->inner, at + i * f->inner->size);
	}
	buf_add(b, STR("]"));
}

static void
write_field(struct buf *b, const struct shape_field *f, const char *v)
{
	int64_t n = 0;
	str     s;

	switch (f->kind) {
	case SHAPE_INT: case SHAPE_DAY: case SHAPE_CLOCK: case SHAPE_STAMP: case SHAPE_CHOICE:
		memcpy(&n, v + f->at, sizeof n);
		break;
	case SHAPE_STR: case SHAPE_BOOL: case SHAPE_LIST: case SHAPE_ONE:
		break;
	}
	switch (f->kind) {
	case SHAPE_INT:    write_int(b, n); return;
	case SHAPE_DAY:    write_day(b, (day){ n }); return;
	case SHAPE_CLOCK:  buf_addf(b, "\"%02d:%02d\"", (int)(n / 60), (int)(n % 60)); return;
	case SHAPE_STAMP:  write_stamp(b, (stamp){ n }); return;
	case SHAPE_CHOICE: write_choice(b, f->choices, n); return;
	case SHAPE_STR:
		memcpy(&s, v + f->at, sizeof s);
		json_str(b, s);
		return;
	case SHAPE_BOOL:
		buf_add(b, *(const bool *)(v + f->at) ? STR("true") : STR("false"));
		return;
	case SHAPE_LIST: write_list(b, f, v); return;
	case SHAPE_ONE:  shape_write(b, f->inner, v + f->at); return;
	}
}

void
shape_write(struct buf *b, const struct shape *s, const void *v)
{
	buf_add(b, STR("{"));
	for (size_t i = 0; i < s->n; i++) {
		if (i > 0)
			buf_add(b, STR(","));
		json_str(b, str_of(s->at[i].name));
		buf_add(b, STR(":"));
		write_field(b, &s->at[i], v);
	}
	buf_add(b, STR("}"));
}

static bool
two_digits(str s, size_t at, int64_t *ret)
{
	return str_to_int((str){ s.p + at, 2 }, ret) && *ret >= 0;
}

static bool
read_stamp(const struct json *j, int64_t *ret)
{
	int64_t h, m, s;
	day     d;

	if (j->kind == JSON_KIND_NULL) {
		*ret = 0;
		return true;
	}
	if (j->kind != JSON_KIND_STR || j->text.n != STR("2026-11-22T14:30:00Z").n)
		return false;
	if (!day_from_iso((str){ j->text.p, 10 }, &d) || !two_digits(j->text, 11, &h)
	    || !two_digits(j->text, 14, &m) || !two_digits(j->text, 17, &s))
		return false;
	*ret = d.n * SECONDS_A_DAY + h * 3600 + m * 60 + s;
	return true;
}

static bool
read_day(const struct json *j, int64_t *ret)
{
	day d = { DAY_NONE };

	if (j->kind != JSON_KIND_NULL && (j->kind != JSON_KIND_STR || !day_from_iso(j->text, &d)))
		return false;
	*ret = d.n;
	return true;
}

static bool
read_choice(const struct json *j, const char *const *choices, int64_t *ret)
{
	for (int64_t i = 0; j->kind == JSON_KIND_STR && choices[i] != NULL; i++)
		if (str_eq(j->text, str_of(choices[i]))) {
			*ret = i;
			return true;
		}
	return false;
}

static bool
read_clock(const struct json *j, int64_t *ret)
{
	clocktime c;

	if (j->kind != JSON_KIND_STR || !clock_from_hhmm(j->text, &c))
		return false;
	*ret = c.m;
	return true;
}

static bool
read_number(const struct shape_field *f, const struct json *j, char *v)
{
	int64_t n = j->num;
	bool    fits = false;

	if (f->kind == SHAPE_INT)
		fits = j->kind == JSON_KIND_INT;
	else if (f->kind == SHAPE_DAY)
		fits = read_day(j, &n);
	else if (f->kind == SHAPE_CLOCK)
		fits = read_clock(j, &n);
	else if (f->kind == SHAPE_STAMP)
		fits = read_stamp(j, &n);
	else if (f->kind == SHAPE_CHOICE)
		fits = read_choice(j, f->choices, &n);
	if (fits)
		memcpy(v + f->at, &n, sizeof n);
	return fits;
}

static bool read_map(struct arena *mem, const struct shape *s, const struct json *j, char *v);

static bool
read_list(struct arena *mem, const struct shape_field *f, const struct json *j, char *v)
{
	char *at;

	if (j->kind != JSON_KIND_LIST)
		return false;
	at = arena_take(mem, (j->n + 1) * f->inner->size);
	for (size_t i = 0; i < j->n; i++)
		if (!read_map(mem, f->inner, &j->at[i], at + i * f->inner->size))
			return false;
	memcpy(v + f->at, &at, sizeof at);
	memcpy(v + f->at_n, &j->n, sizeof j->n);
	return true;
}

static bool
read_field(struct arena *mem, const struct shape_field *f, const struct json *j, char *v)
{
	switch (f->kind) {
	case SHAPE_INT: case SHAPE_DAY: case SHAPE_CLOCK: case SHAPE_STAMP: case SHAPE_CHOICE:
		return read_number(f, j, v);
	case SHAPE_STR:
		memcpy(v + f->at, &j->text, sizeof j->text);
		return j->kind == JSON_KIND_STR;
	case SHAPE_BOOL:
		memcpy(v + f->at, &j->yes, sizeof j->yes);
		return j->kind == JSON_KIND_BOOL;
	case SHAPE_LIST:
		return read_list(mem, f, j, v);
	case SHAPE_ONE:
		return read_map(mem, f->inner, j, v + f->at);
	}
	return false;
}

static bool
read_map(struct arena *mem, const struct shape *s, const struct json *j, char *v)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct json *one = json_get(j, str_of(s->at[i].name));

		if (one == NULL || !read_field(mem, &s->at[i], one, v))
			return false;
	}
	return j->kind == JSON_KIND_MAP;
}

bool
shape_read(struct arena *mem, const struct shape *s, str json, void *ret_v)
{
	struct json_fault  fault;
	const struct json *top;
	char              *v = arena_take(mem, s->size);

	if (!json_parse(mem, json, &top, &fault) || !read_map(mem, s, top, v))
		return false;
	memcpy(ret_v, v, s->size);
	return true;
}

static size_t
places_of_list(const struct shape_field *f, char *v, str **ret_at, size_t max)
{
	char  *at;
	size_t n, found = 0;

	memcpy(&at, v + f->at, sizeof at);
	memcpy(&n, v + f->at_n, sizeof n);
	for (size_t i = 0; i < n; i++)
		found += shape_places(f->inner, at + i * f->inner->size, ret_at + found, max - found);
	return found;
}

size_t
shape_places(const struct shape *s, void *v, str **ret_at, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n && n < max; i++) {
		const struct shape_field *f = &s->at[i];
		char                     *at = v;

		if (f->kind == SHAPE_LIST)
			n += places_of_list(f, at, ret_at + n, max - n);
		else if (f->kind == SHAPE_ONE)
			n += shape_places(f->inner, at + f->at, ret_at + n, max - n);
		else if (f->place)
			ret_at[n++] = (str *)(void *)(at + f->at);
	}
	return n;
}
