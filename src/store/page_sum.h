/*
 * store, indoors: a layer under SQLite that gives every page a sum.  See page_sum.c.
 * Only db_sqlite.c includes this; these two are the only files that name sqlite3.
 */
#ifndef STORE_PAGE_SUM_H
#define STORE_PAGE_SUM_H

#include "base/base.h"

#include <sqlite3.h>

const char *page_sum_layer(void);               /* its name for sqlite3_open_v2(); NULL: no memory */
void page_sum_want(sqlite3 *conn);              /* a new file keeps eight bytes a page for it */
bool page_sum_is_on(sqlite3 *conn);
/* After the log was cut, between BEGIN IMMEDIATE and ROLLBACK; false: there is something in it again. */
bool page_sum_wipe_index(sqlite3 *conn);

#endif
