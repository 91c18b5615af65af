/*
 * viewc/orders: what stands between {{ and }}: holes, branches, repetition, parts.
 * A hole goes through the function for its place; there is no order that does not.
 */
#include <string.h>

#include "viewc.h"

static void
only_in_text(struct view_file *f, const char *word)
{
	if (f->place.where != IN_TEXT)
		die(f, "{{%s}} must stand between tags", word);
}

static void
refuse_places(struct view_file *f)
{
	switch (f->place.where) {
	case IN_SCRIPT:
		die(f, "a hole inside <script>");
	case IN_COMMENT:
		die(f, "a hole inside a comment");
	case AFTER_EQ:
	case IN_BARE:
		die(f, "a hole outside quotes: write %s=\"{{...}}\"", f->place.attr);
	case IN_TAG_NAME:
	case IN_TAG:
	case IN_ATTR:
		die(f, "a hole inside a tag: only {{if}} may stand here");
	case IN_TEXT:
	case IN_PLAIN:
	case IN_VALUE:
		break;
	}
}

/* Where tags may stand: between them, but not in <option>. */
static bool
takes_tags(const struct view_file *f)
{
	const struct place *p = &f->place;

	return p->where == IN_TEXT && (p->nopen == 0 || strcmp(p->open[p->nopen - 1], "option") != 0);
}

static bool
in_url(const struct view_file *f)
{
	return f->place.where == IN_VALUE && place_is_url(&f->place);
}

static void
hole(struct view_file *f, const char *expr)
{
	const char *how = "page_text";

	refuse_places(f);
	if (strstr(expr, "struct safe") != NULL)
		die(f, "HTML is made only by words/markup");
	if (*expr == '"')
		die(f, "bare words: write {{_ %s}}", expr);
	if (in_url(f) && f->place.value_n == 0)
		die(f, "an address begins with a hole: begin with /, or write {{path ...}}");
	if (f->place.where == IN_VALUE)
		how = in_url(f) ? "page_url" : "page_attr";
	else if (!takes_tags(f))
		how = "page_attr";
	f->place.value_n++;
	put_line(f);
	fprintf(f->out, "\t%s(pg, %s);\n", how, expr);
}

static void
say(struct view_file *f, const struct said *s)
{
	refuse_places(f);
	if (in_url(f))
		die(f, "words inside an address");
	put_line(f);
	fputc('\t', f->out);
	said_put(f, s, takes_tags(f) ? "page_say" : "page_say_plain");
	fprintf(f->out, ";\n");
}

static void
path(struct view_file *f, const char *expr)
{
	if (!in_url(f) || f->place.value_n != 0)
		die(f, "{{path}} is for the start of an address");
	f->place.value_n++;
	put_line(f);
	fprintf(f->out, "\tpage_path(pg, %s);\n", expr);
}

/* ---- blocks ------------------------------------------------------------------------ */

void
block_open(struct view_file *f, enum block kind, const char *count)
{
	if (f->nopen == ORDERS_DEEP)
		die(f, "too deep");
	f->open[f->nopen++] = (struct block_open){ kind, f->place, f->at, count, f->fresh };
}

/* A branch must end where it began: the same place, the same open tags. */
static void
same_place(struct view_file *f, const struct place *then, const char *word)
{
	const struct place *now = &f->place;

	if (now->where != then->where || (now->where == IN_VALUE && strcmp(now->attr, then->attr) != 0))
		die(f, "{{%s}} does not stand where its block began", word);
	if (now->nopen != then->nopen)
		die(f, "{{%s}}: a tag was opened or closed inside, but not both", word);
}

struct block_open
block_close(struct view_file *f, const char *word)
{
	bool blank = f->place.need_blank;
	struct block_open b;

	if (f->nopen == 0)
		die(f, "{{%s}} ends nothing", word);
	b = f->open[--f->nopen];
	same_place(f, &b.at, word);
	f->fresh = f->fresh && b.fresh;
	f->place.need_blank = blank || b.at.need_blank;
	if (b.at.value_n < f->place.value_n)
		f->place.value_n = b.at.value_n;
	return b;
}

bool
in_form(const struct view_file *f)
{
	for (int i = 0; i < f->nopen; i++)
		if (f->open[i].kind == BLOCK_FORM)
			return true;
	return false;
}

static void
condition(struct view_file *f, const char *expr, const char *how)
{
	if (*expr == '\0')
		die(f, "{{if}} lacks what to ask");
	put_line(f);
	fprintf(f->out, "\t%s (%s) {\n", how, expr);
}

static void
branch(struct view_file *f, const char *word, const char *expr)
{
	struct block_open b;

	if (f->nopen == 0)
		die(f, "{{%s}} without {{if}}", word);
	b = f->open[f->nopen - 1];
	same_place(f, &b.at, word);
	if (b.kind == BLOCK_EACH && strcmp(word, "else") == 0) {
		put_line(f);
		fprintf(f->out, "\t} if ((%s) == 0) {\n", b.count);
		f->open[f->nopen - 1].kind = BLOCK_EMPTY;
	} else if (b.kind != BLOCK_IF) {
		die(f, "{{%s}} without {{if}}", word);
	} else if (strcmp(word, "else") == 0) {
		fprintf(f->out, "\t} else {\n");
		f->open[f->nopen - 1].kind = BLOCK_ELSE;
	} else {
		condition(f, expr, "} else if");
	}
	f->place = b.at;
	f->fresh = b.fresh;
}

static void
each(struct view_file *f, struct tokens *t)
{
	const char *name = tokens_need(f, t, "a name");
	const char *at = tokens_need(f, t, "an array"), *n = tokens_need(f, t, "how many");

	if (f->place.where != IN_TEXT && f->place.where != IN_VALUE)
		die(f, "{{each}} must stand between tags");
	put_line(f);
	fprintf(f->out, "\tfor (size_t %s_i = 0, %s_n = (size_t)(%s); %s_i < %s_n; %s_i++) {",
	    name, name, n, name, name, name);
	fprintf(f->out, " const __typeof__(*(%s)) *const %s = &(%s)[%s_i]; (void)%s;\n",
	    at, name, at, name, name);
	block_open(f, BLOCK_EACH, n);
}

static void
end(struct view_file *f)
{
	if (block_close(f, "end").kind == BLOCK_FORM)
		die(f, "a form ends with {{endform}}");
	fprintf(f->out, "\t}\n");
}

/* ---- the first line, and the title ------------------------------------------------- */

static void
begin(struct view_file *f, struct tokens *t)
{
	const char *kind = t->at[0] + 1;
	const char *name = tokens_need(f, t, "a name");
	const char *is_struct = tokens_need(f, t, "struct TYPE");
	const char *type = tokens_need(f, t, "struct TYPE"), *header = tokens_need(f, t, "a header");

	if (f->kind)
		die(f, "{{%s}} comes once, first", t->at[0]);
	if (strcmp(is_struct, "struct") != 0 || !is_quoted(header))
		die(f, "write {{!%s NAME struct TYPE \"room/x.h\"}}", kind);
	f->kind = *kind;
	if (snprintf(f->name, sizeof f->name, "%s", name) >= (int)sizeof f->name ||
	    snprintf(f->type, sizeof f->type, "%s", type) >= (int)sizeof f->type ||
	    snprintf(f->header, sizeof f->header, "%s", header) >= (int)sizeof f->header)
		die(f, "a name too long");
}

static void
include(struct view_file *f, struct tokens *t)
{
	const char *header = tokens_need(f, t, "a header");
	size_t      n = strlen(f->includes);

	if (!is_quoted(header) || n + strlen(header) + 12 > sizeof f->includes)
		die(f, "write {{!include \"rooms/x/x.h\"}}");
	snprintf(f->includes + n, sizeof f->includes - n, "#include %s\n", header);
}

static void
title(struct view_file *f, struct tokens *t, const char *rest)
{
	struct said s;

	if (f->kind != 'v' || f->titled)
		die(f, "a title belongs to a view, once");
	f->titled = true;
	f->out = f->title;
	put_line(f);
	if (said_read(f, t, &s)) {
		if (t->next < t->n)
			die(f, "what is %s?", t->at[t->next]);
		fputc('\t', f->out);
		said_put(f, &s, "page_say_plain");
		fprintf(f->out, ";\n");
	} else {
		if (*rest == '"' || *rest == '\0')
			die(f, "a title is words, {{!title _ \"...\"}}, or a field");
		fprintf(f->out, "\tpage_attr(pg, %s);\n", rest);
	}
	f->out = f->body;
}

static void
bang(struct view_file *f, struct tokens *t, const char *rest)
{
	const char *word = t->at[0] + 1;

	if (strcmp(word, "view") == 0 || strcmp(word, "part") == 0 || strcmp(word, "layout") == 0)
		begin(f, t);
	else if (strcmp(word, "include") == 0)
		include(f, t);
	else if (strcmp(word, "title") == 0)
		title(f, t, rest);
	else
		die(f, "no such order: {{!%s}}", word);
}

/* ---- which order ------------------------------------------------------------------- */

static void
the(struct view_file *f, const char *what)
{
	if (f->kind != 'l')
		die(f, "{{the %s}} belongs to the layout", what);
	put_line(f);
	if (strcmp(what, "title") == 0 && f->place.where == IN_PLAIN)
		fprintf(f->out, "\tv->view->title(pg, v->drawn);\n");
	else if (strcmp(what, "body") == 0 && f->place.where == IN_TEXT)
		fprintf(f->out, "\tv->view->body(pg, v->drawn);\n");
	else if (strcmp(what, "faults") == 0 && f->place.where == IN_TEXT)
		fprintf(f->out, "\tpage_error_summary(pg);\n");
	else
		die(f, "{{the %s}} cannot stand here", what);
}

static void
call(struct view_file *f, const char *function, const char *word, const char *expr)
{
	only_in_text(f, word);
	if (*expr == '\0')
		die(f, "{{%s}} lacks what to draw", word);
	put_line(f);
	fprintf(f->out, "\t%s(pg, %s);\n", function, expr);
}

static void
part(struct view_file *f, struct tokens *t)
{
	const char *name = tokens_need(f, t, "a part"), *of = tokens_need(f, t, "what it draws");

	only_in_text(f, "part");
	put_line(f);
	fprintf(f->out, "\tpart_%s(pg, %s);\n", name, of);
}

static bool
order_block(struct view_file *f, const char *word, struct tokens *t, const char *rest)
{
	if (strcmp(word, "if") == 0) {
		if (f->place.where == IN_SCRIPT || f->place.where == IN_COMMENT ||
		    f->place.where == AFTER_EQ || f->place.where == IN_BARE)
			refuse_places(f);
		condition(f, rest, "if");
		block_open(f, BLOCK_IF, NULL);
	} else if (strcmp(word, "elif") == 0 || strcmp(word, "else") == 0) {
		branch(f, word, rest);
	} else if (strcmp(word, "end") == 0) {
		end(f);
	} else if (strcmp(word, "each") == 0) {
		each(f, t);
	} else {
		return false;
	}
	return true;
}

void
order(struct view_file *f, char *text)
{
	struct tokens t;
	struct said   s;
	const char   *word, *rest;

	tokens_of(f, text, &t);
	if ((word = tokens_take(&t)) == NULL)
		die(f, "an empty {{}}");
	rest = text + strlen(word);
	rest += strspn(rest, " \t\n");
	place_settle(f);
	if (*word == '!') {
		bang(f, &t, rest);
		return;
	}
	if (f->kind == 0)
		die(f, "a view begins with {{!view NAME struct TYPE \"header\"}}");
	if (order_block(f, word, &t, rest))
		return;
	f->fresh = false;
	if (order_furniture(f, word, &t))
		return;
	if (strcmp(word, "the") == 0)
		the(f, rest);
	else if (strcmp(word, "part") == 0)
		part(f, &t);
	else if (strcmp(word, "said") == 0)
		call(f, "page_said", word, rest);
	else if (strcmp(word, "near") == 0)
		call(f, "page_text_near", word, rest);
	else if (strcmp(word, "path") == 0)
		path(f, rest);
	else if (t.next = 0, said_read(f, &t, &s)) {
		if (t.next < t.n)
			die(f, "what is %s?  (the words have no such name in braces)", t.at[t.next]);
		say(f, &s);
	} else
		hole(f, text);
}
