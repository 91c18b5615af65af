/*
 * sheet/pdf: what a PDF needs to be read aloud and that cairo 1.16 does not write: the
 * language, the title in the window, and the words of each figure (/Alt).  Also takes the
 * clock out, so that the same sheet gives the same bytes.  In memory; no files.
 */
#include "rooms/sheet/pdf.h"

#include <qpdf/qpdf-c.h>

enum { DEEP_MAX = 32 };

struct walk { qpdf_data q; const struct pdf_finish *f; struct arena *mem; size_t seen; };

/* Down the structure tree in reading order, giving each Figure the next words. */
static void
name_figures(struct walk *w, qpdf_oh node, int deep)
{
	qpdf_oh kids;
	int     n;

	if (deep > DEEP_MAX || !qpdf_oh_is_dictionary(w->q, node))
		return;
	if (qpdf_oh_is_name_and_equals(w->q, qpdf_oh_get_key(w->q, node, "/S"), "/Figure")
	    && w->seen < w->f->nalts)
		qpdf_oh_replace_key(w->q, node, "/Alt",
		    qpdf_oh_new_unicode_string(w->q, str_c(w->mem, w->f->alts[w->seen++])));
	kids = qpdf_oh_get_key(w->q, node, "/K");
	if (!qpdf_oh_is_array(w->q, kids)) {
		name_figures(w, kids, deep + 1);
		return;
	}
	n = qpdf_oh_get_array_n_items(w->q, kids);
	for (int i = 0; i < n; i++)
		name_figures(w, qpdf_oh_get_array_item(w->q, kids, i), deep + 1);
}

static void
dress(struct walk *w)
{
	qpdf_data q = w->q;
	qpdf_oh   root = qpdf_get_root(q), info = qpdf_oh_get_key(q, qpdf_get_trailer(q), "/Info");
	qpdf_oh   view = qpdf_oh_new_dictionary(q), mark = qpdf_oh_new_dictionary(q);

	qpdf_oh_replace_key(q, view, "/DisplayDocTitle", qpdf_oh_new_bool(q, QPDF_TRUE));
	qpdf_oh_replace_key(q, root, "/ViewerPreferences", view);
	qpdf_oh_replace_key(q, mark, "/Marked", qpdf_oh_new_bool(q, QPDF_TRUE));
	qpdf_oh_replace_key(q, root, "/MarkInfo", mark);
	qpdf_oh_replace_key(q, root, "/Lang", qpdf_oh_new_unicode_string(q, str_c(w->mem, w->f->tag)));
	if (qpdf_oh_is_dictionary(q, info)) {
		qpdf_oh_remove_key(q, info, "/CreationDate");
		qpdf_oh_remove_key(q, info, "/ModDate");
	}
	name_figures(w, qpdf_oh_get_key(q, root, "/StructTreeRoot"), 0);
}

static err
finish(struct walk *w, str raw, struct buf *ret_pdf)
{
	qpdf_data q = w->q;
	size_t    n;

	if ((qpdf_read_memory(q, "sheet", raw.p, raw.n, NULL) & QPDF_ERRORS) != 0)
		return ERR_BUSY;
	dress(w);
	if (qpdf_has_error(q) || (qpdf_init_write_memory(q) & QPDF_ERRORS) != 0)
		return ERR_BUSY;
	qpdf_set_deterministic_ID(q, QPDF_TRUE);
	if ((qpdf_write(q) & QPDF_ERRORS) != 0)
		return ERR_BUSY;
	n = qpdf_get_buffer_length(q);
	buf_add(ret_pdf, (str){ (const char *)qpdf_get_buffer(q), n });
	return OK;
}

err
pdf_finish(struct arena *mem, str raw, const struct pdf_finish *f, struct buf *ret_pdf)
{
	struct walk w = { .q = qpdf_init(), .f = f, .mem = mem };
	err         e;

	qpdf_silence_errors(w.q);
	qpdf_set_suppress_warnings(w.q, QPDF_TRUE);
	e = finish(&w, raw, ret_pdf);
	if (e != OK)
		log_line("sheet.pdf", "finish=failed bytes=%zu", raw.n);
	qpdf_cleanup(&w.q);
	return e;
}
