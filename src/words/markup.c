/*
 * words/markup: Markdown to safe HTML.  See markup.h.  The only file that names cmark.
 * cmark parses; the writing is ours, by an allow-list, so nothing it does not know
 * can come through.
 */
#include "words/markup.h"

#include <assert.h>
#include <cmark.h>
#include <string.h>

struct writing { struct buf b; int heading; int images; };

static void
add_escaped(struct buf *b, const char *c)
{
	str rest = str_of(c);

	while (rest.n > 0) {
		size_t n = strcspn(rest.p, "&<>\"'");

		buf_add(b, (str){ rest.p, n });
		rest.p += n;
		rest.n -= n;
		if (rest.n == 0)
			break;
		buf_addf(b, "&#%d;", rest.p[0]);
		rest.p++;
		rest.n--;
	}
}

/* http, https, or a path of our own; never "//host", never a scheme we do not know. */
static bool
link_is_safe(str url)
{
	if (str_starts(url, STR("https://")) || str_starts(url, STR("http://")))
		return true;
	if (url.n == 0 || url.p[0] != '/' || str_has(url, STR("\\")))
		return url.n > 1 && url.p[0] == '#';
	return url.n == 1 || url.p[1] != '/';
}

static void
write_link(struct writing *w, cmark_node *node, bool opens)
{
	str url = str_of(cmark_node_get_url(node));

	if (!link_is_safe(url))
		return;                         /* its words stay, as plain text */
	if (!opens) {
		buf_add(&w->b, STR("</a>"));
		return;
	}
	buf_add(&w->b, STR("<a href=\""));
	add_escaped(&w->b, url.p);
	buf_add(&w->b, url.p[0] == 'h' ? STR("\" rel=\"noopener noreferrer\">") : STR("\">"));
}

static bool
in_tight_list(cmark_node *paragraph)
{
	cmark_node *list = cmark_node_parent(cmark_node_parent(paragraph));

	return list != NULL && cmark_node_get_type(list) == CMARK_NODE_LIST &&
	    cmark_node_get_list_tight(list);
}

static void
write_list(struct writing *w, cmark_node *node, bool opens)
{
	bool numbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
	int  start = numbered ? cmark_node_get_list_start(node) : 1;

	if (!opens)
		buf_add(&w->b, numbered ? STR("</ol>\n") : STR("</ul>\n"));
	else if (start != 1)
		buf_addf(&w->b, "<ol start=\"%d\">\n", start);
	else
		buf_add(&w->b, numbered ? STR("<ol>\n") : STR("<ul>\n"));
}

static void
write_heading(struct writing *w, cmark_node *node, bool opens)
{
	int level = cmark_node_get_heading_level(node) - 1 + w->heading;

	buf_addf(&w->b, opens ? "<h%d>" : "</h%d>\n", level > 6 ? 6 : level);
}

static void
write_block(struct writing *w, cmark_node *node, bool opens)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		if (!in_tight_list(node))
			buf_add(&w->b, opens ? STR("<p>") : STR("</p>\n"));
		break;
	case CMARK_NODE_HEADING:
		write_heading(w, node, opens);
		break;
	case CMARK_NODE_LIST:
		write_list(w, node, opens);
		break;
	case CMARK_NODE_ITEM:
		buf_add(&w->b, opens ? STR("<li>") : STR("</li>\n"));
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		buf_add(&w->b, opens ? STR("<blockquote>\n") : STR("</blockquote>\n"));
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		buf_add(&w->b, STR("<hr>\n"));
		break;
	case CMARK_NODE_CODE_BLOCK:             /* indented by chance more often than meant */
		buf_add(&w->b, STR("<p>"));
		add_escaped(&w->b, cmark_node_get_literal(node));
		buf_add(&w->b, STR("</p>\n"));
		break;
	default:                                /* raw HTML and whatever else: dropped */
		break;
	}
}

static void
write_inline(struct writing *w, cmark_node *node, bool opens)
{
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
	case CMARK_NODE_CODE:
		add_escaped(&w->b, cmark_node_get_literal(node));
		break;
	case CMARK_NODE_SOFTBREAK:
		buf_add(&w->b, STR("\n"));
		break;
	case CMARK_NODE_LINEBREAK:
		buf_add(&w->b, STR("<br>\n"));
		break;
	case CMARK_NODE_EMPH:
		buf_add(&w->b, opens ? STR("<em>") : STR("</em>"));
		break;
	case CMARK_NODE_STRONG:
		buf_add(&w->b, opens ? STR("<strong>") : STR("</strong>"));
		break;
	case CMARK_NODE_LINK:
		write_link(w, node, opens);
		break;
	default:
		break;
	}
}

/* A picture goes with all that is in it, its alternative text too. */
static bool
in_picture(struct writing *w, cmark_node *node, bool opens)
{
	if (cmark_node_get_type(node) == CMARK_NODE_IMAGE) {
		w->images += opens ? 1 : -1;
		return true;
	}
	return w->images > 0;
}

struct safe
markup_html(struct arena *mem, str markdown, int heading)
{
	struct writing   w = { .b = { .mem = mem }, .heading = heading };
	cmark_node      *root = cmark_parse_document(markdown.n > 0 ? markdown.p : "", markdown.n,
	         CMARK_OPT_VALIDATE_UTF8);
	cmark_iter      *at = cmark_iter_new(root);
	cmark_event_type event;

	assert(heading >= 1 && heading <= 6);
	while ((event = cmark_iter_next(at)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(at);
		bool        opens = event == CMARK_EVENT_ENTER;

		if (in_picture(&w, node, opens))
			continue;
		if (cmark_node_get_type(node) <= CMARK_NODE_LAST_BLOCK)
			write_block(&w, node, opens);
		else
			write_inline(&w, node, opens);
	}
	cmark_iter_free(at);
	cmark_node_free(root);
	return (struct safe){ buf_str(&w.b) };
}
