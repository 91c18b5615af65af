/*
 * web/form: queries, forms and uploads as words.
 *
 * Decodes percent signs, checks every name and value to be UTF-8 once, and reads line
 * breaks as one character (a browser sends two; the limits people see count one).
 * Values of uploads point into the body.  It never guesses: what is not lawful is
 * refused, naming the field.
 */
#include "doors/web/web_in.h"

#include <string.h>
#include <strings.h>

enum { NAME_MAX_BYTES = 100, BOUNDARY_MAX = 70 };

struct list { struct word at[FIELDS_MAX]; size_t n; };

static int
hex_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
decode(struct arena *mem, str piece, bool plus, str *ret_text)
{
	char  *to = arena_take(mem, piece.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < piece.n; i++) {
		char c = piece.p[i];

		if (c == '%') {
			int hi = i + 2 < piece.n ? hex_of(piece.p[i + 1]) : -1;
			int lo = hi < 0 ? -1 : hex_of(piece.p[i + 2]);

			if (lo < 0)
				return false;
			c = (char)(hi * 16 + lo);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		to[n++] = c;
	}
	*ret_text = (str){ to, n };
	return true;
}

bool
form_decode(struct arena *mem, str piece, bool plus, str *ret_text)
{
	str text;

	if (!decode(mem, piece, plus, &text) || !str_is_utf8(text))
		return false;
	*ret_text = text;
	return true;
}

/* CR LF and lone CR become LF; in place in a copy of ours. */
static str
one_line_break(struct arena *mem, str s)
{
	char  *to;
	size_t n = 0;

	if (s.n == 0 || memchr(s.p, '\r', s.n) == NULL)
		return s;
	to = arena_take(mem, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
			continue;
		to[n++] = s.p[i] == '\r' ? '\n' : s.p[i];
	}
	return (str){ to, n };
}

static err
list_add(struct list *l, struct word w)
{
	if (l->n == FIELDS_MAX || w.name.n == 0 || w.name.n > NAME_MAX_BYTES)
		return ERR_INPUT;
	l->at[l->n++] = w;
	return OK;
}

static err
parse_into(struct arena *mem, str text, struct list *l, str *ret_bad)
{
	while (text.n > 0) {
		str pair = str_cut(&text, '&'), name;
		struct word w = { 0 };

		if (pair.n == 0)
			continue;
		*ret_bad = STR("");
		name = str_cut(&pair, '=');
		if (!form_decode(mem, name, true, &w.name) || !str_is_plain(w.name))
			return ERR_INPUT;
		*ret_bad = w.name;
		if (!form_decode(mem, pair, true, &w.value))
			return ERR_INPUT;
		w.value = one_line_break(mem, w.value);
		TRY(list_add(l, w));
	}
	*ret_bad = STR("");
	return OK;
}

static struct words
list_words(struct arena *mem, const struct list *l)
{
	struct word *at = arena_take(mem, (l->n + 1) * sizeof *at);

	memcpy(at, l->at, l->n * sizeof *at);
	return (struct words){ at, l->n };
}

err
form_parse(struct arena *mem, str text, struct words *ret_words, str *ret_bad)
{
	struct list l;

	l.n = 0;
	TRY(parse_into(mem, text, &l, ret_bad));
	*ret_words = list_words(mem, &l);
	return OK;
}

static bool
same_letters(str s, str lower)
{
	return s.n == lower.n && strncasecmp(s.p, lower.p, s.n) == 0;
}

/* `; name="value"` pieces of a header's value: takes one off `rest`. */
static bool
take_parameter(str *rest, str *ret_name, str *ret_value)
{
	size_t i = 0;

	while (i < rest->n && (rest->p[i] == ';' || rest->p[i] == ' ' || rest->p[i] == '\t'))
		i++;
	*rest = (str){ rest->p + i, rest->n - i };
	if (rest->n == 0 || memchr(rest->p, '=', rest->n) == NULL)
		return false;
	*ret_name = str_trim(str_cut(rest, '='));
	if (rest->n > 0 && rest->p[0] == '"') {
		*rest = (str){ rest->p + 1, rest->n - 1 };
		if (memchr(rest->p, '"', rest->n) == NULL)
			return false;
		*ret_value = str_cut(rest, '"');
	} else {
		*ret_value = str_trim(str_cut(rest, ';'));
	}
	return true;
}

struct part { str name, filename, type, bytes; bool is_file; };

static bool
read_disposition(struct arena *mem, str value, struct part *p)
{
	str name, text;

	if (!same_letters(str_trim(str_cut(&value, ';')), STR("form-data")))
		return false;
	while (take_parameter(&value, &name, &text)) {
		if (same_letters(name, STR("name")))
			p->name = text;
		else if (same_letters(name, STR("filename"))) {
			p->filename = text;
			p->is_file = true;
		}
	}
	/* browsers write %22, %0D and %0A for the three that would break the header */
	return p->name.n > 0 && form_decode(mem, p->name, false, &p->name);
}

static bool
read_part_head(struct arena *mem, str head, struct part *p)
{
	bool named = false;

	while (head.n > 0) {
		str line = str_cut(&head, '\n'), name;

		if (line.n == 0 || line.p[line.n - 1] != '\r' || line.p[0] == ' ' || line.p[0] == '\t')
			return false;
		line.n--;
		name = str_cut(&line, ':');
		line = str_trim(line);
		if (same_letters(name, STR("content-disposition"))) {
			if (named || !read_disposition(mem, line, p))
				return false;
			named = true;
		} else if (same_letters(name, STR("content-type"))) {
			p->type = line;
		} else if (same_letters(name, STR("content-transfer-encoding"))) {
			return false;
		}
	}
	return named;
}

static const char *
find_bytes(str in, str what)
{
	return in.n < what.n ? NULL : memmem(in.p, in.n, what.p, what.n);
}

/* One part off the front of `rest`, which begins just after a boundary. */
static bool
take_part(struct arena *mem, str *rest, str delimiter, struct part *ret_part)
{
	struct part p = { 0 };
	const char *head_end, *end;
	str         head;

	if (!str_starts(*rest, STR("\r\n")))
		return false;
	*rest = (str){ rest->p + 2, rest->n - 2 };
	head_end = find_bytes(*rest, STR("\r\n\r\n"));
	if (head_end == NULL)
		return false;
	head = (str){ rest->p, (size_t)(head_end - rest->p) + 2 };
	*rest = (str){ head_end + 4, rest->n - head.n - 2 };
	/* an empty part: its end follows the head at once, sharing the head's line break */
	end = find_bytes((str){ rest->p - 2, rest->n + 2 }, delimiter);
	if (end == NULL || !read_part_head(mem, head, &p))
		return false;
	p.bytes = (str){ rest->p, end < rest->p ? 0 : (size_t)(end - rest->p) };
	*rest = (str){ end + delimiter.n, (size_t)(rest->p + rest->n - end) - delimiter.n };
	*ret_part = p;
	return true;
}

/* Some browsers send a whole path; only its last piece is a name. */
static str
file_name(str filename)
{
	for (size_t i = filename.n; i > 0; i--)
		if (filename.p[i - 1] == '/' || filename.p[i - 1] == '\\')
			return (str){ filename.p + i, filename.n - i };
	return filename;
}

static err
add_part(struct arena *mem, const struct part *p, struct list *l, str *ret_bad)
{
	struct word w = { .name = p->name, .value = p->bytes };

	*ret_bad = p->name;
	if (p->is_file) {
		if (p->filename.n == 0 && p->bytes.n == 0)
			return OK;              /* no file was chosen */
		if (p->bytes.n > UPLOAD_MAX || !str_is_utf8(p->filename) || !str_is_utf8(p->type))
			return ERR_INPUT;
		w.file = file_name(p->filename);
		w.type = p->type.n > 0 ? p->type : STR("application/octet-stream");
	} else {
		if (!str_is_utf8(w.value))
			return ERR_INPUT;
		w.value = one_line_break(mem, w.value);
	}
	return list_add(l, w);
}

static err
parse_multipart(struct arena *mem, str body, str boundary, struct list *l, str *ret_bad)
{
	str         delimiter = str_fmt(mem, "\r\n--%.*s", STR_ARG(boundary));
	str         first = { delimiter.p + 2, delimiter.n - 2 };
	struct part p;

	*ret_bad = STR("");
	if (!str_starts(body, first))
		return ERR_INPUT;
	body = (str){ body.p + first.n, body.n - first.n };
	while (!str_starts(body, STR("--"))) {
		if (!take_part(mem, &body, delimiter, &p))
			return ERR_INPUT;
		TRY(add_part(mem, &p, l, ret_bad));
		*ret_bad = STR("");
	}
	return OK;
}

static bool
boundary_of(str type, str *ret_boundary)
{
	str name, value;

	while (take_parameter(&type, &name, &value))
		if (same_letters(name, STR("boundary"))) {
			*ret_boundary = value;
			return value.n > 0 && value.n <= BOUNDARY_MAX && str_is_plain(value);
		}
	return false;
}

err
form_body(struct exchange *x, struct words *ret_words, str *ret_bad)
{
	str         type = exchange_header(x, "Content-Type"), boundary;
	str         kind = str_trim(str_cut(&type, ';'));
	struct list l;

	l.n = 0;
	*ret_bad = STR("");
	if (same_letters(kind, STR("multipart/form-data"))) {
		if (!boundary_of(type, &boundary))
			return ERR_INPUT;
		TRY(parse_multipart(x->mem, x->body, boundary, &l, ret_bad));
	} else if (same_letters(kind, STR("application/x-www-form-urlencoded")) || x->body.n == 0) {
		TRY(parse_into(x->mem, x->body, &l, ret_bad));
	} else {
		return ERR_MISSING;             /* 415: no form that we know */
	}
	*ret_words = list_words(x->mem, &l);
	return OK;
}
