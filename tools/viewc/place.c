/*
 * viewc/place: follows the HTML of a view, letter by letter, just far enough to know
 * where the next hole would stand.  Refuses what could never be safe or valid: inline
 * script and style, on... attributes, tags that do not match.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "viewc.h"

static bool
one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

bool
place_is_url(const struct place *p)
{
	static const char *const urls[] = { "href", "src", "action", "formaction", "data",
		"poster", "cite", "background", "manifest", "ping", "longdesc", NULL };

	return one_of(p->attr, urls);
}

static bool
is_void(const char *tag)
{
	static const char *const voids[] = { "area", "base", "br", "col", "embed", "hr", "img",
		"input", "link", "meta", "source", "track", "wbr", "!doctype", NULL };

	return one_of(tag, voids);
}

static void
add(struct view_file *f, char *to, char c)
{
	size_t n = strlen(to);

	if (n + 1 == NAME_ROOM)
		die(f, "a name of more than %d letters", NAME_ROOM - 1);
	to[n] = (char)tolower((unsigned char)c);
	to[n + 1] = '\0';
}

static void
tag_starts(struct place *p)
{
	p->where = IN_TAG_NAME;
	p->tag[0] = p->attr[0] = '\0';
	p->closing = p->slash = false;
}

static void
tag_closes(struct view_file *f)
{
	struct place *p = &f->place;

	if (p->nopen == 0)
		die(f, "</%s> closes nothing", p->tag);
	if (strcmp(p->open[p->nopen - 1], p->tag) != 0)
		die(f, "</%s> where </%s> is due", p->tag, p->open[p->nopen - 1]);
	p->nopen--;
	p->where = IN_TEXT;
}

static void
tag_ends(struct view_file *f)
{
	static const char *const plain[] = { "title", "textarea", NULL };
	struct place *p = &f->place;

	if (p->tag[0] == '\0')
		die(f, "a bare <: write &lt;");
	if (p->closing) {
		tag_closes(f);
		return;
	}
	if (strcmp(p->tag, "style") == 0)
		die(f, "no inline <style>: it belongs in assets/");
	p->where = strcmp(p->tag, "script") == 0 ? IN_SCRIPT : one_of(p->tag, plain) ? IN_PLAIN : IN_TEXT;
	if (is_void(p->tag) || p->slash)
		return;
	if (p->nopen == TAGS_DEEP)
		die(f, "tags too deep");
	p->open_at[p->nopen] = f->at;
	memcpy(p->open[p->nopen++], p->tag, sizeof p->tag);
}

static void
attr_starts(struct view_file *f, char c)
{
	f->place.attr[0] = '\0';
	add(f, f->place.attr, c);
	f->place.where = IN_ATTR;
}

static void
attr_has_value(struct view_file *f)
{
	static const char *const never[] = { "style", "srcdoc", "srcset", NULL };
	struct place *p = &f->place;

	if (one_of(p->attr, never) || strncmp(p->attr, "on", 2) == 0)
		die(f, "no %s=\"...\": nothing inline", p->attr);
	p->where = AFTER_EQ;
	p->value_n = 0;
	memset(p->value, 0, sizeof p->value);
}

static void
value_ends(struct view_file *f)
{
	struct place *p = &f->place;

	if (place_is_url(p) && (strncasecmp(p->value, "javascript:", 11) == 0 ||
	    strncasecmp(p->value, "data:", 5) == 0 || strncasecmp(p->value, "vbscript:", 9) == 0))
		die(f, "%s: an address that runs or carries something", p->attr);
	p->where = IN_TAG;
	p->attr[0] = '\0';
}

static void
in_tag_name(struct view_file *f, char c)
{
	struct place *p = &f->place;

	if (c == '/' && p->tag[0] == '\0')
		p->closing = true;
	else if (c == '/')
		p->slash = true, p->where = IN_TAG;
	else if (c == '>')
		tag_ends(f);
	else if (isspace((unsigned char)c) && p->tag[0])
		p->where = IN_TAG;
	else if (isalnum((unsigned char)c) || c == '-' || (c == '!' && p->tag[0] == '\0'))
		add(f, p->tag, c);
	else
		die(f, "a bare <: write &lt;");
	if (strcmp(p->tag, "!--") == 0)
		p->where = IN_COMMENT, p->value_n = 0;
}

static void
in_tag(struct view_file *f, char c)
{
	if (c == '>')
		tag_ends(f);
	else if (c == '/')
		f->place.slash = true;
	else if (isalnum((unsigned char)c) || c == '-')
		attr_starts(f, c);
	else if (!isspace((unsigned char)c))
		die(f, "a stray %c in <%s>", c, f->place.tag);
}

static void
in_attr(struct view_file *f, char c)
{
	if (c == '=')
		attr_has_value(f);
	else if (isalnum((unsigned char)c) || c == '-' || c == ':' || c == '_')
		add(f, f->place.attr, c);
	else
		f->place.where = IN_TAG, in_tag(f, c);
}

static void
in_value(struct view_file *f, char c)
{
	struct place *p = &f->place;

	if (c == p->quote) {
		value_ends(f);
		return;
	}
	if ((size_t)p->value_n + 1 < sizeof p->value)
		p->value[p->value_n] = c;
	p->value_n++;
}

static void
in_comment(struct place *p, char c)
{
	if (c == '>' && p->value_n >= 2)
		p->where = IN_TEXT;
	p->value_n = c == '-' ? p->value_n + 1 : 0;
}

static void
follow(struct view_file *f, char c)
{
	struct place *p = &f->place;

	if (p->need_blank && !isspace((unsigned char)c) && c != '>' && c != '/')
		die(f, "inside a tag, leave a blank after {{...}}");
	p->need_blank = false;
	switch (p->where) {
	case IN_TEXT:
	case IN_PLAIN:
		if (c == '<')
			tag_starts(p);
		break;
	case IN_SCRIPT:
		if (c == '<')
			tag_starts(p);
		else if (!isspace((unsigned char)c))
			die(f, "no inline script: it belongs in assets/");
		break;
	case IN_TAG_NAME:
		in_tag_name(f, c);
		break;
	case IN_TAG:
		in_tag(f, c);
		break;
	case IN_ATTR:
		in_attr(f, c);
		break;
	case AFTER_EQ:
		if (c == '"' || c == '\'')
			p->where = IN_VALUE, p->quote = c;
		else if (isspace((unsigned char)c) || c == '>')
			die(f, "%s= without a value", p->attr);
		else
			p->where = IN_BARE;
		break;
	case IN_VALUE:
		in_value(f, c);
		break;
	case IN_BARE:
		if (c == '>' || isspace((unsigned char)c))
			p->where = IN_TAG, in_tag(f, c);
		break;
	case IN_COMMENT:
		in_comment(p, c);
		break;
	}
}

void
place_follow(struct view_file *f, const char *p, const char *end)
{
	for (; p < end; p++) {
		f->at = p;
		follow(f, *p);
	}
}

void
place_settle(struct view_file *f)
{
	struct place *p = &f->place;

	if (p->where == IN_TAG_NAME && p->tag[0] == '\0')
		die(f, "a hole in a tag's name");
	if (p->where == IN_TAG_NAME || p->where == IN_ATTR || p->where == IN_TAG) {
		p->need_blank = p->need_blank || f->at == f->text || !isspace((unsigned char)f->at[-1]);
		p->where = IN_TAG;
		p->attr[0] = '\0';
	}
}
