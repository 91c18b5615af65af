/*
 * sheet/qr: the squares of a QR code.  The only file that knows libqrencode is qr.c.
 * Error correction M; the quiet zone is the drawer's business and is QR_QUIET modules.
 */
#ifndef SHEET_QR_H
#define SHEET_QR_H

#include "base/base.h"

enum { QR_QUIET = 4 };

struct qr { int size; const unsigned char *at; };     /* size x size, 1 is dark */

err qr_make(struct arena *mem, str url, struct qr *ret_qr) MUST_USE;
static inline bool qr_dark(const struct qr *q, int x, int y) { return q->at[y * q->size + x]; }

#endif
