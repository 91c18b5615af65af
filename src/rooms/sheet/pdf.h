/*
 * sheet/pdf: the finishing of a PDF that cairo cannot do.  The only file that knows
 * libqpdf is pdf.c.
 */
#ifndef SHEET_PDF_H
#define SHEET_PDF_H

#include "base/base.h"

struct pdf_finish {
	str        tag;                    /* /Lang */
	const str *alts; size_t nalts;     /* of the figures, in the order they were drawn */
};

/* Sets the language, the title bar, each figure's words; drops time stamps. */
err pdf_finish(struct arena *mem, str raw, const struct pdf_finish *f, struct buf *ret_pdf) MUST_USE;

#endif
