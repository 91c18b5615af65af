/*
 * viewc/furniture: forms, their fields, buttons and links.  Each becomes one call of
 * page/page.h with the surrounding form's operation, so that limits, what was typed and
 * what was wrong need not be said in the view.
 */
#include <string.h>

#include "viewc.h"

static int
holes_in(const char *path)
{
	int n = 0;

	for (; (path = strstr(path, "{}")) != NULL; path += 2)
		n++;
	return n;
}

/* "/path/{}" EXPR ...: as a C expression of type str, each piece escaped. */
void
url_put(struct view_file *f, struct tokens *t)
{
	const char *quoted = tokens_need(f, t, "an address in quotes");
	char       *path;
	int         n;

	if (!is_quoted(quoted))
		die(f, "an address in quotes is due, not %s", quoted);
	path = unquoted(f, quoted);
	if (path[0] == '#' || (path[0] == '/' && path[1] != '/'))
		n = holes_in(path);
	else
		die(f, "an address begins with one /");
	fprintf(f->out, "page_url_fill(pg, \"");
	put_c_text(f->out, path, path + strlen(path));
	fprintf(f->out, "\", %s", n ? "(const struct ui_value[]){ " : "NULL");
	for (int i = 0; i < n; i++)
		fprintf(f->out, "page_value(%s), ", tokens_need(f, t, "something for every {} of its address"));
	fprintf(f->out, "%s, %d)", n ? "}" : "", n);
}

static void
nothing_left(struct view_file *f, struct tokens *t)
{
	if (t->next < t->n)
		die(f, "{{%s}}: what is %s?", t->at[0], t->at[t->next]);
}

static bool
take_word(struct tokens *t, const char *word)
{
	if (t->next == t->n || strcmp(t->at[t->next], word) != 0)
		return false;
	t->next++;
	return true;
}

/* ---- forms ------------------------------------------------------------------------- */

/* For the test that every form offers what its operation takes: see struct view_form. */
static void
form_note(struct view_file *f, const char *op, const char *path, const char *kind)
{
	bool named = op[strspn(op, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';

	fprintf(f->forms, "\t{ %s%s, %s, %s, (const char *const[]){ ", named ? "&" : "", named ? op : "NULL",
	    path, kind);
	f->nforms++;
}

static void
form(struct view_file *f, struct tokens *t)
{
	bool        multipart = take_word(t, "multipart");
	const char *op = tokens_need(f, t, "an operation");

	multipart = take_word(t, "multipart") || multipart;
	if (in_form(f))
		die(f, "a form inside a form");
	put_line(f);
	fprintf(f->out, "\t{ const struct op *const form_op = &(%s); page_form(pg, form_op, ", op);
	form_note(f, op, t->next < t->n ? t->at[t->next] : "", multipart ? "FORM_UPLOAD" : "FORM_POST");
	url_put(f, t);
	fprintf(f->out, ", %s);\n", multipart ? "true" : "false");
	nothing_left(f, t);
	block_open(f, BLOCK_FORM, NULL);
}

/* {{get "/path"}} or {{get OP "/path"}}: a search; nothing changes. */
static void
get_form(struct view_file *f, struct tokens *t)
{
	const char *op = t->next < t->n && !is_quoted(t->at[t->next]) ? tokens_take(t) : NULL;

	if (in_form(f))
		die(f, "a form inside a form");
	put_line(f);
	fprintf(f->out, "\t{ const struct op *const form_op = %s%s; (void)form_op; page_get(pg, ",
	    op ? "&" : "", op ? op : "NULL");
	form_note(f, op ? op : "*", t->next < t->n ? t->at[t->next] : "", "FORM_SEARCH");
	url_put(f, t);
	fprintf(f->out, ");\n");
	nothing_left(f, t);
	block_open(f, BLOCK_FORM, NULL);
}

static void
form_end(struct view_file *f)
{
	if (block_close(f, "endform").kind != BLOCK_FORM)
		die(f, "{{endform}} without {{form}}");
	fprintf(f->out, "\tpage_form_end(pg); }\n");
	fprintf(f->forms, "NULL } },\n");
}

/* ---- fields ------------------------------------------------------------------------ */

static const struct { const char *word, *function; } fields[] = {
	{ "textarea", "page_textarea" }, { "input", "page_input" }, { "select", "page_select" },
	{ "radios", "page_radios" }, { "checkbox", "page_checkbox" },
	{ "checkboxes", "page_checkboxes" }, { "date", "page_date" }, { "file", "page_file" },
	{ "secret", "page_secret" },
};

static const struct { const char *word, *member; } flags[] = {
	{ "big", "big" }, { "inline", "inline_" }, { "small", "small" },
};

static const struct { const char *name, *member, *wrap; } options[] = {
	{ "value", "value", "page_value" }, { "rows", "rows", "" }, { "width", "width", "" },
	{ "options", "options", "" }, { "n", "noptions", "" }, { "autocomplete", "autocomplete", "" },
	{ "inputmode", "inputmode", "" }, { "id", "id", "" },
};

/* hint="words" or hint=EXPR; the token is kept for its words' fills to follow. */
static void
hint(struct view_file *f, struct tokens *t, char *value)
{
	struct said s;

	if (*value != '"') {
		fprintf(f->out, " .hint = (%s),", value);
		return;
	}
	/* Read again as the message it is: _ "words" name=EXPR ... */
	t->next -= 1;
	t->at[t->next] = value;
	t->at[--t->next] = copied(f, "_", 1);
	said_read(f, t, &s);
	said_put_as_option(f, &s, "hint");
}

static void
option(struct view_file *f, struct tokens *t, char *token)
{
	size_t n = strspn(token, "abcdefghijklmnopqrstuvwxyz");
	char  *value = token + n + 1;

	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (strcmp(token, flags[i].word) == 0) {
			fprintf(f->out, " .%s = true,", flags[i].member);
			return;
		}
	if (token[n] != '=' || *value == '\0')
		die(f, "{{%s}}: what is %s?", t->at[0], token);
	if (n == 4 && strncmp(token, "hint", 4) == 0) {
		hint(f, t, value);
		return;
	}
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (strlen(options[i].name) == n && strncmp(token, options[i].name, n) == 0) {
			fprintf(f->out, " .%s = %s(%s),", options[i].member, options[i].wrap, value);
			return;
		}
	die(f, "{{%s}}: what is %s?", t->at[0], token);
}

static void
field(struct view_file *f, const char *function, struct tokens *t)
{
	const char *name = tokens_need(f, t, "a field's name");
	struct said s;
	char       *token;

	if (!in_form(f))
		die(f, "{{%s}} stands in no form", t->at[0]);
	put_line(f);
	fprintf(f->forms, "\"%s\", ", name);
	fprintf(f->out, "\t%s(pg, &(const struct ui_field){ .op = form_op, .name = \"%s\",", function, name);
	if (said_read(f, t, &s))
		said_put_as_option(f, &s, "label");
	else
		fprintf(f->out, " .label = (%s),", tokens_need(f, t, "a label: _ \"words\""));
	while ((token = tokens_take(t)) != NULL)
		option(f, t, token);
	fprintf(f->out, " });\n");
}

static void
hidden(struct view_file *f, struct tokens *t)
{
	const char *name = tokens_need(f, t, "a field's name"), *value = tokens_need(f, t, "a value");

	if (!in_form(f))
		die(f, "{{hidden}} stands in no form");
	put_line(f);
	fprintf(f->forms, "\"%s\", ", name);
	fprintf(f->out, "\tpage_hidden(pg, form_op, \"%s\", page_value(%s));\n", name, value);
	nothing_left(f, t);
}

/* ---- buttons and links ------------------------------------------------------------- */

/* Label of a button or link: words, or a str of the data. */
static void
label(struct view_file *f, struct tokens *t)
{
	struct said s;

	if (said_read(f, t, &s))
		said_put_as_option(f, &s, "label");
	else
		fprintf(f->out, " .label = (%s),", tokens_need(f, t, "its words"));
}

static void
submit(struct view_file *f, struct tokens *t)
{
	bool  second = take_word(t, "second"), warning = take_word(t, "warning");
	char *token;

	if (!in_form(f))
		die(f, "{{submit}} stands in no form");
	put_line(f);
	fprintf(f->out, "\tpage_submit(pg, &(const struct ui_button){ .second = %s, .warning = %s,",
	    second ? "true" : "false", warning ? "true" : "false");
	label(f, t);
	while ((token = tokens_take(t)) != NULL) {
		if (strncmp(token, "name=", 5) == 0) {
			fprintf(f->out, " .name = \"%s\",", token + 5);
			fprintf(f->forms, "\"%s\", ", token + 5);
		}
		else if (strncmp(token, "value=", 6) == 0)
			fprintf(f->out, " .value = page_value(%s),", token + 6);
		else
			die(f, "{{submit}}: what is %s?", token);
	}
	fprintf(f->out, " });\n");
}

static void
anchor(struct view_file *f, struct tokens *t)
{
	bool button = take_word(t, "button"), second = take_word(t, "second");

	put_line(f);
	fprintf(f->out, "\tpage_link(pg, &(const struct ui_link){ .button = %s, .second = %s,",
	    button ? "true" : "false", second ? "true" : "false");
	label(f, t);
	fprintf(f->out, " .url = ");
	url_put(f, t);
	fprintf(f->out, " });\n");
	nothing_left(f, t);
}

/* {{older MORE "/path?before={}" EXPR}}: the next stretch of a long list. */
static void
older(struct view_file *f, struct tokens *t)
{
	const char *more = tokens_need(f, t, "whether there is more");

	put_line(f);
	fprintf(f->out, "\tif (%s) page_older(pg, ", more);
	url_put(f, t);
	fprintf(f->out, ", true);\n");
	nothing_left(f, t);
}

bool
order_furniture(struct view_file *f, const char *word, struct tokens *t)
{
	static const struct { const char *word; void (*run)(struct view_file *, struct tokens *); } orders[] = {
		{ "form", form }, { "get", get_form }, { "hidden", hidden }, { "submit", submit },
		{ "link", anchor }, { "older", older },
	};
	const char *function = NULL;

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(word, fields[i].word) == 0 && t->n > 1)
			function = fields[i].function;
	for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
		if (strcmp(word, orders[i].word) == 0 && t->n > 1) {
			if (f->place.where != IN_TEXT)
				die(f, "{{%s}} must stand between tags", word);
			orders[i].run(f, t);
			return true;
		}
	if (strcmp(word, "endform") == 0) {
		form_end(f);
		return true;
	}
	if (function == NULL)
		return false;
	if (f->place.where != IN_TEXT)
		die(f, "{{%s}} must stand between tags", word);
	field(f, function, t);
	return true;
}
