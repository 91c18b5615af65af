/* store, indoors: a page of SQLite's b-trees, laid out so that it does not tell when.  See page_tidy.c. */
#ifndef STORE_PAGE_TIDY_H
#define STORE_PAGE_TIDY_H

#include "base/base.h"

/* `first`: the file's first page, whose tree begins behind the file's head; `keep`: bytes at its end. */
struct page_raw { const unsigned char *p; uint32_t size, keep; bool first; };

/* False: no page of a b-tree, or not as the format says: then nothing was written to ret_page. */
bool page_tidy(const struct page_raw *raw, unsigned char *ret_page) MUST_USE;

#endif
