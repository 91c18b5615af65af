/*
 * words/markup: a small part of Markdown (CommonMark, through cmark) made into HTML that
 * is safe to show: headings, paragraphs, lists, emphasis, quotes and links.  No raw HTML,
 * no pictures; links only to http, https and our own pages.  Used for terms of reference
 * and notes of meetings.  The only maker of `struct safe`.
 */
#ifndef WORDS_MARKUP_H
#define WORDS_MARKUP_H

#include "base/base.h"

struct safe { str html; };             /* made only by words/markup.c */

/* Headings begin at <hN>, N = `heading` (1..6), so that a page keeps its one h1. */
struct safe markup_html(struct arena *mem, str markdown, int heading);

#endif
