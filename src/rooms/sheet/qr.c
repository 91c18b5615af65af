/*
 * sheet/qr: QR codes by libqrencode.  An address that no code can hold is refused, never
 * cut.  Codes carry plain addresses only: no sign-in, nothing about a person.
 */
#include "rooms/sheet/qr.h"
#include "rooms/sheet/sheet.h"

#include <qrencode.h>

enum { URL_MAX = 1000 };                  /* beyond this the squares are too fine for paper */

err
qr_make(struct arena *mem, str url, struct qr *ret_qr)
{
	QRcode        *code;
	unsigned char *at;
	size_t         n;

	if (url.n == 0 || url.n > URL_MAX)
		return ERR_INPUT;
	code = QRcode_encodeString(str_c(mem, url), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
	if (code == NULL)
		return ERR_INPUT;
	n = (size_t)code->width * (size_t)code->width;
	at = arena_take(mem, n);
	for (size_t i = 0; i < n; i++)
		at[i] = code->data[i] & 1;
	ret_qr->size = code->width;
	ret_qr->at = at;
	QRcode_free(code);
	return OK;
}

/* One path; a run of dark squares in a row is one rectangle. */
err
qr_svg(struct buf *b, str url)
{
	struct qr q = { 0 };
	int       side;

	TRY(qr_make(b->mem, url, &q));
	side = q.size + 2 * QR_QUIET;
	buf_addf(b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
	    "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
	    side, side, side, side);
	for (int y = 0; y < q.size; y++) {
		for (int x = 0; x < q.size; x++) {
			int run = 0;

			while (x + run < q.size && qr_dark(&q, x + run, y))
				run++;
			if (run > 0)
				buf_addf(b, "M%d %dh%dv1h-%dz", x + QR_QUIET, y + QR_QUIET, run, run);
			x += run;
		}
	}
	buf_add(b, STR("\"/></svg>\n"));
	return OK;
}
