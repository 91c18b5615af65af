/*
 * base/csv: comma-separated files, read and written.  Reading goes through libcsv, which
 * this file alone names; it takes line breaks inside quoted fields, CR LF and LF.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/base.h"

struct csv_row { str *at; size_t n; int64_t line; };       /* line: where it begins, from 1 */
struct csv_file { struct csv_row *at; size_t n; };

enum { CSV_ROWS_MAX = 200000, CSV_COLUMNS_MAX = 400 };

/* False: broken quotes, or too many rows or columns; *ret_line says where. `comma` is , ; or tab. */
bool csv_read(struct arena *mem, str text, char comma, struct csv_file *ret, int64_t *ret_line);
/* The sign that separates its first line: the one of , ; tab that stands there most often. */
char csv_comma(str text);

/* One field (RFC 4180). Never a formula (= + - @ tab, and their full-width forms get a ' before). */
void csv_field(struct buf *b, str s, bool first);
void csv_number(struct buf *b, int64_t n, bool first);          /* n: not below nought */

/*
 * Any bytes as UTF-8: a byte order mark is dropped; what is not UTF-8 is read as Windows-1252.
 * *ret_was says what it was: "UTF-8", "Windows-1252", "UTF-16".
 */
str  text_as_utf8(struct arena *mem, str bytes, const char **ret_was);
/* UTF-8 that was taken for Windows-1252 and made UTF-8 again ("â€™"), put right; false: nothing to mend. */
bool text_mend(struct arena *mem, str s, str *ret);

#endif
