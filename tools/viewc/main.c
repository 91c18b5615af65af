/*
 * viewc: reads views, writes C.
 *
 *   viewc VIEW.html OUT.c "gen/ROOM_views.h"     one view's functions
 *   viewc --header OUT.h VIEW.html ...           show_NAME() and part_NAME() of a room
 *   viewc --index OUT.c VIEW.html ...            the forms of every view, for a test
 *
 * Writes its output only when the whole view was good.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "viewc.h"

_Noreturn void
die(struct view_file *f, const char *fmt, ...)
{
	va_list ap;
	int     line = 1;

	for (const char *p = f->text; p && p < f->at; p++)
		line += *p == '\n';
	fprintf(stderr, "%s:%d: error: ", f->file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static char *
whole_file(struct view_file *f)
{
	FILE  *in = fopen(f->file, "rb");
	size_t room = 1 << 20, n;
	char  *all = calloc(1, room);

	if (in == NULL || all == NULL)
		die(f, "cannot be read");
	n = fread(all, 1, room - 1, in);
	fclose(in);
	if (n == 0 || n == room - 1 || memchr(all, '\0', n))
		die(f, "is empty, too long, or no text");
	return all;
}

/* Blanks at line starts and empty lines may be left out here. */
static bool
may_squeeze(const struct view_file *f)
{
	for (int i = 0; i < f->place.nopen; i++)
		if (strcmp(f->place.open[i], "pre") == 0)
			return false;
	return f->place.where == IN_TEXT;
}

static const char *
past_blanks(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/* The HTML between orders, a line at a time. */
static void
literal(struct view_file *f, const char *p, const char *end)
{
	if (f->fresh && may_squeeze(f))
		p = past_blanks(p, end);
	if (p == end)
		return;
	fprintf(f->out, "\tbuf_add(pg->b, STR(\"");
	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));

		stop = stop ? stop + 1 : end;
		place_follow(f, p, stop);
		put_c_text(f->out, p, stop);
		f->fresh = stop[-1] == '\n';
		p = may_squeeze(f) && f->fresh ? past_blanks(stop, end) : stop;
	}
	fprintf(f->out, "\"));\n");
}

/* Is this quote the beginning of "text" or of a letter in C, and no apostrophe? */
static bool
opens_quote(const char *p)
{
	if (*p == '"')
		return true;
	return *p == '\'' && p[1] && (p[2] == '\'' || (p[1] == '\\' && p[2] && p[3] == '\''));
}

/* The quote that closes the one at `p`, or the end of the text. */
static char *
quote_end(char *p)
{
	char q = *p++;

	for (; *p && *p != q; p++)
		if (*p == '\\' && p[1])
			p++;
	return p;
}

/* Where the order that begins at `p` (after the braces) ends: at }} outside quotes. */
static char *
order_end(struct view_file *f, char *p)
{
	for (; *p; p++) {
		if (p[0] == '}' && p[1] == '}')
			return p;
		if (opens_quote(p))
			p = quote_end(p);
		if (*p == '\0')
			break;
	}
	die(f, "{{ without }}");
}

static void
one_order(struct view_file *f, char *p, char *close)
{
	char *text;

	while (p < close && isspace((unsigned char)*p))
		p++;
	while (close > p && isspace((unsigned char)close[-1]))
		close--;
	text = copied(f, p, (size_t)(close - p));
	order(f, text);
	free(text);
}

static void
compile(struct view_file *f)
{
	char *p = whole_file(f), *open, *close;

	f->text = f->at = p;
	f->out = f->body;
	while ((open = strstr(p, "{{")) != NULL) {
		if (f->kind)
			literal(f, p, open);
		f->at = open;
		if (open[2] == '#') {
			if ((close = strstr(open, "}}")) == NULL)
				die(f, "{{# without }}");
		} else {
			close = order_end(f, open + 2);
			one_order(f, open + 2, close);
		}
		p = close + 2;
		if (open[2] == '!')
			p += strspn(p, "\n");
	}
	f->at = p;
	if (f->kind == 0)
		die(f, "a view begins with {{!view NAME struct TYPE \"header\"}}");
	literal(f, p, p + strlen(p));
	if (f->nopen > 0)
		f->at = f->open[f->nopen - 1].line, die(f, "{{if}}, {{each}} or {{form}} without an end");
	if (f->place.where != IN_TEXT)
		die(f, "the view ends inside <%s>", f->place.tag);
	if (f->place.nopen > 0) {
		f->at = f->place.open_at[f->place.nopen - 1];
		die(f, "<%s> is never closed", f->place.open[f->place.nopen - 1]);
	}
	if (f->kind == 'v' && !f->titled)
		f->at = f->text, die(f, "a view needs {{!title ...}}");
}

static void
put_view(struct view_file *f, FILE *out, const char *own_header, const char *title, const char *body)
{
	fprintf(out, "/* Made by viewc from %s.  Do not edit. */\n#include \"page/view.h\"\n"
	    "#include \"gen/words_gen.h\"\n#include %s\n%s#include %s\n#include \"gen/page_views.h\"\n\n",
	    f->file, f->header, f->includes, own_header);
	if (f->kind != 'v') {
		fprintf(out, "void\npart_%s(struct page *pg, const struct %s *v)\n{\n\t(void)v;\n%s}\n",
		    f->name, f->type, body);
		return;
	}
	fprintf(out, "static void\ntitle(struct page *pg, const void *drawn)\n{\n"
	    "\tconst struct %s *v = drawn;\n\n\t(void)v;\n%s}\n\n", f->type, title);
	fprintf(out, "static void\nbody(struct page *pg, const void *drawn)\n{\n"
	    "\tconst struct %s *v = drawn;\n\n\t(void)v;\n%s}\n\n", f->type, body);
	fprintf(out, "const struct view view_%s = { \"%s\", title, body };\n", f->name, f->name);
}

/* What each form offers: checked by a test against its operation. */
static void
put_forms(struct view_file *f, FILE *out, const char *forms)
{
	if (f->nforms > 0)
		fprintf(out, "\nstatic const struct view_form forms[] = {\n%s};\n", forms);
	fprintf(out, "const struct view_forms forms_%s = { \"%s\", %s, %d };\n", f->name, f->name,
	    f->nforms ? "forms" : "NULL", f->nforms);
}

static int
make_view(const char *file, const char *to, const char *header)
{
	struct view_file f = { .file = file };
	char  *body = NULL, *title = NULL, *forms = NULL, quoted[200];
	size_t nbody, ntitle, nforms;
	FILE  *out;

	f.body = open_memstream(&body, &nbody);
	f.title = open_memstream(&title, &ntitle);
	f.forms = open_memstream(&forms, &nforms);
	if (f.body == NULL || f.title == NULL || f.forms == NULL)
		die(&f, "out of memory");
	compile(&f);
	fclose(f.body);
	fclose(f.title);
	fclose(f.forms);
	snprintf(quoted, sizeof quoted, "\"%s\"", header);
	if ((out = fopen(to, "w")) == NULL)
		die(&f, "cannot write %s", to);
	put_view(&f, out, quoted, title, body);
	put_forms(&f, out, forms);
	return fclose(out) != 0;
}

static void
read_first_line(struct view_file *f)
{
	char *text = whole_file(f), *end;

	f->text = f->at = text;
	f->body = f->out = f->title = stderr;
	if (strncmp(text, "{{!", 3) != 0 || (end = strstr(text, "}}")) == NULL)
		die(f, "a view begins with {{!view NAME struct TYPE \"header\"}}");
	one_order(f, text + 2, end);
	if (f->kind == 0)
		die(f, "a view begins with {{!view NAME struct TYPE \"header\"}}");
}

/* What rooms and other views call, from the first lines of a room's views. */
static void
put_declaration(FILE *out, const char *file)
{
	struct view_file f = { .file = file };

	read_first_line(&f);
	fprintf(out, "\n#include %s\n", f.header);
	if (f.kind == 'v')
		fprintf(out, "extern const struct view view_%s;\nstatic inline void\n"
		    "show_%s(struct page *pg, struct reply *r, const struct %s *v)\n{\n"
		    "\tpage_show(pg, r, &view_%s, v);\n}\n", f.name, f.name, f.type, f.name);
	else
		fprintf(out, "void part_%s(struct page *pg, const struct %s *v);\n", f.name, f.type);
}

static int
make_header(const char *to, char **views, int n)
{
	FILE *out = fopen(to, "w");

	if (out == NULL)
		return perror(to), 1;
	fprintf(out, "/* The views of one room.  Made by viewc; do not edit. */\n#pragma once\n"
	    "#include \"page/page.h\"\n");
	for (int i = 0; i < n; i++)
		put_declaration(out, views[i]);
	return fclose(out) != 0;
}

static int
make_index(const char *to, char **views, int n)
{
	struct view_file *at = calloc((size_t)n, sizeof *at);
	FILE             *out = at == NULL ? NULL : fopen(to, "w");

	if (out == NULL)
		return free(at), perror(to), 1;
	fprintf(out, "/* The forms of every view.  Made by viewc; do not edit. */\n#include \"page/view.h\"\n\n");
	for (int i = 0; i < n; i++) {
		at[i].file = views[i];
		read_first_line(&at[i]);
		fprintf(out, "extern const struct view_forms forms_%s;\n", at[i].name);
	}
	fprintf(out, "\nconst struct view_forms *const view_index[] = {\n");
	for (int i = 0; i < n; i++)
		fprintf(out, "\t&forms_%s,\n", at[i].name);
	fprintf(out, "\tNULL,\n};\n");
	free(at);
	return fclose(out) != 0;
}

int
main(int argc, char **argv)
{
	if (argc >= 4 && strcmp(argv[1], "--header") == 0)
		return make_header(argv[2], argv + 3, argc - 3);
	if (argc >= 4 && strcmp(argv[1], "--index") == 0)
		return make_index(argv[2], argv + 3, argc - 3);
	if (argc == 4)
		return make_view(argv[1], argv[2], argv[3]);
	return fprintf(stderr, "usage: viewc VIEW OUT.c HEADER | viewc --header|--index OUT VIEW...\n"), 1;
}
