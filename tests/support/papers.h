/*
 * For tests of papers: what the paper shows is asked of other people's tools (poppler, qpdf,
 * zbar), never of our own drawing.  WAGGLE_KEEP=folder keeps the papers to look at.
 */
#ifndef TESTS_SUPPORT_PAPERS_H
#define TESTS_SUPPORT_PAPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rooms/sheet/sheet.h"

struct bench { struct arena *mem; char dir[64]; bool keep; };

int bench_open(void **state);
int bench_close(void **state);
/* Runs a program, gives back what it printed; -1 when it could not start. */
int bench_run(struct bench *b, const char *const argv[], str *ret_out);
/* The path of a new file with these bytes. */
const char *bench_save(struct bench *b, const char *name, str bytes);

extern const struct sheet_words ENGLISH;
extern const struct sheet_item ITEMS[4];
struct sheet ward_sheet(void);
struct sheet arabic_sheet(void);
/* Draws, saves, and asks qpdf whether it is sound. */
const char *paper(struct bench *b, const char *name, const struct sheet *s);
int64_t pages(struct bench *b, const char *path);
str words_of(struct bench *b, const char *path);
/* All of `text` with every run of blanks as one space: lines break where they like. */
str flat(struct bench *b, str text);
/* Every code on every page, as zbar reads them from a print of the paper. */
str codes(struct bench *b, const char *path);
/* The smallest type in the paper, in points. */
double smallest_type(struct bench *b, const char *path);

#endif
