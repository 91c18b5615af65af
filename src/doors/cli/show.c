/*
 * doors/cli: an operation's answer, for a person at a terminal or as JSON, and words
 * typed for an operation.  Whatever an answer says is stripped of control characters
 * first: text that somebody else wrote must not steer a terminal.
 */
#include "doors/cli/cli.h"

#include <string.h>

enum { CELL_MAX = 60, FILE_BYTES_MAX = 10 * 1024 * 1024 };

/* On one line; every control character becomes a blank. */
static str
tame(struct arena *mem, str s)
{
	char *p = arena_take(mem, s.n + 1);

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		p[i] = (c < 0x20 || c == 0x7F) ? ' ' : s.p[i];
		if (i > 0 && (unsigned char)s.p[i - 1] == 0xC2 && c >= 0x80 && c < 0xA0)
			p[i - 1] = p[i] = ' ';
	}
	return (str){ p, s.n };
}

/* A field that is no list and no struct, as in JSON but without quotes. */
static str
cell(struct cli *c, const struct shape_field *f, const char *v)
{
	struct shape one = { "", 0, f, 1 };
	struct buf   b = { .mem = c->mem };
	str          s;

	if (f->kind == SHAPE_STR) {
		memcpy(&s, v + f->at, sizeof s);
		return tame(c->mem, s);
	}
	shape_write(&b, &one, v);
	s = (str){ b.p + 1, b.n - 2 };
	(void)str_cut(&s, ':');                 /* the name */
	if (s.n >= 2 && s.p[0] == '"')
		s = (str){ s.p + 1, s.n - 2 };
	return str_eq(s, STR("null")) ? STR("-") : s;
}

/* Characters, not bytes. */
static size_t
width_of(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

static str
cut_to(str s, size_t width)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xC0) != 0x80 && ++n > width)
			return (str){ s.p, i };
	return s;
}

static bool
is_cell(const struct shape_field *f)
{
	return f->kind != SHAPE_LIST && f->kind != SHAPE_ONE;
}

static void
print_cell(struct cli *c, str s, size_t width)
{
	s = cut_to(s, width);
	fprintf(c->out, "%.*s%*s  ", STR_ARG(s), (int)(width - width_of(s)), "");
}

/* How wide each column of a list must be. */
static size_t *
widths(struct cli *c, const struct shape *s, const char *at, size_t n)
{
	size_t *width = arena_take(c->mem, (s->n + 1) * sizeof *width);

	for (size_t k = 0; k < s->n; k++) {
		width[k] = strlen(s->at[k].name);
		for (size_t i = 0; i < n && is_cell(&s->at[k]); i++) {
			size_t w = width_of(cell(c, &s->at[k], at + i * s->size));

			w = w > CELL_MAX ? CELL_MAX : w;
			width[k] = w > width[k] ? w : width[k];
		}
	}
	return width;
}

static void
show_list(struct cli *c, const struct shape_field *f, const char *v)
{
	const struct shape *s = f->inner;
	const char         *at;
	size_t              n, *width;

	memcpy(&at, v + f->at, sizeof at);
	memcpy(&n, v + f->at_n, sizeof n);
	width = widths(c, s, at, n);
	fprintf(c->out, "%s: %zu\n", f->name, n);
	for (size_t k = 0; n > 0 && k < s->n; k++)
		if (is_cell(&s->at[k]))
			print_cell(c, str_of(s->at[k].name), width[k]);
	fputs(n > 0 ? "\n" : "", c->out);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < s->n; k++)
			if (is_cell(&s->at[k]))
				print_cell(c, cell(c, &s->at[k], at + i * s->size), width[k]);
		fputs("\n", c->out);
	}
}

static void
show_map(struct cli *c, const struct shape *s, const char *v)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct shape_field *f = &s->at[i];

		if (is_cell(f)) {
			fprintf(c->out, "%-16s %.*s\n", f->name, STR_ARG(cell(c, f, v)));
		} else if (f->kind == SHAPE_ONE) {
			fprintf(c->out, "%s:\n", f->name);
			show_map(c, f->inner, v + f->at);
		} else {
			show_list(c, f, v);
		}
	}
}

void
cli_show(struct cli *c, const struct shape *s, const void *v)
{
	struct buf b = { .mem = c->mem };

	if (!c->json) {
		if (s != NULL)
			show_map(c, s, v);
		return;
	}
	if (s != NULL)
		shape_write(&b, s, v);
	else
		buf_add(&b, STR("{}"));
	fprintf(c->out, "%.*s\n", STR_ARG(buf_str(&b)));
}

static const char *
type_of(str name)
{
	str ext = { 0 };

	while (name.n > 0)
		ext = str_cut(&name, '.');
	if (str_eq(ext, STR("png")))
		return "image/png";
	if (str_eq(ext, STR("jpg")) || str_eq(ext, STR("jpeg")))
		return "image/jpeg";
	if (str_eq(ext, STR("pdf")))
		return "application/pdf";
	return str_eq(ext, STR("csv")) ? "text/csv" : "application/octet-stream";
}

/* "@PATH": the file's bytes as the value, its last piece as the name (see FIELD_FILE). */
static bool
read_upload(struct cli *c, str path, struct word *ret_word)
{
	FILE *f = fopen(str_c(c->mem, path), "rb");
	char *p;

	if (f == NULL)
		return false;
	p = arena_take(c->mem, FILE_BYTES_MAX + 1);
	ret_word->value = (str){ p, fread(p, 1, FILE_BYTES_MAX + 1, f) };
	(void)fclose(f);
	ret_word->type = str_of(type_of(path));
	return ret_word->value.n <= FILE_BYTES_MAX;
}

static const struct field *
field_find(const struct op *op, str name)
{
	for (size_t i = 0; i < op->nfields; i++)
		if (str_eq(op->fields[i].name, name))
			return &op->fields[i];
	return NULL;
}

bool
cli_op_words(struct cli *c, const struct op *op, size_t from, struct words *ret_words,
    str *ret_bad)
{
	struct word *w = arena_take(c->mem, (c->nwords + 1) * sizeof *w);
	size_t       n = 0;

	for (size_t i = from; i < c->nwords; i++) {
		str rest = c->words[i];
		str name = str_cut(&rest, '=');
		const struct field *f = field_find(op, name);

		*ret_bad = c->words[i];
		if (f == NULL || name.n == c->words[i].n)
			return false;
		w[n] = (struct word){ .name = name, .value = rest };
		if (f->kind == FIELD_FILE && str_starts(rest, STR("@"))
		    && !read_upload(c, (str){ rest.p + 1, rest.n - 1 }, &w[n]))
			return false;
		n++;
	}
	*ret_words = (struct words){ w, n };
	return true;
}
