/*
 * support/sample: a view with one of everything, for the tests of src/page.
 */
#ifndef TESTS_SAMPLE_H
#define TESTS_SAMPLE_H

#include "page/ui.h"

struct sample_line { str words; int64_t n; bool chosen; };

struct sample {
	str     name, url, words;
	int64_t n, unit;
	day     due;
	bool    late, more;
	const struct sample_line *lines;
	size_t  nlines;
	const struct option *options;
	size_t  noptions;
};

extern const struct op sample_say, sample_find;

#endif
