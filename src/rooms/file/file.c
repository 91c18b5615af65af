/*
 * rooms/file: what may be kept, and who may read it back.  A file is read through the
 * action it is evidence of: whoever may read that matter may read the file.
 */
#include "rooms/file/file_in.h"

#include "base/picture.h"

static bool
is_pdf(str b)
{
	return str_starts(b, STR("%PDF-"));
}

static bool
is_text(str b)
{
	return b.n <= 200 * 1024 && str_is_utf8(b) && str_is_plain(b);
}

/* In a process of its own; what is kept is what that drew. */
static err
draw_afresh(struct cx *cx, str bytes, str field, struct file_kept *ret)
{
	struct picture drawn;

	switch (picture_redraw(cx->painter, cx->mem, bytes, &drawn)) {
	case PICTURE_DRAWN:
		ret->bytes = drawn.bytes;
		ret->type = drawn.type;
		return OK;
	case PICTURE_BROKEN: return cx_fail(cx, ERR_INPUT, "file.broken", field);
	case PICTURE_LARGE:  return cx_fail_n(cx, ERR_INPUT, "file.pixels", field, PICTURE_PIXELS_MAX / 1000000);
	case PICTURE_LATER:  break;
	}
	return cx_fail(cx, ERR_INPUT, "file.later", field);
}

/* The last piece of a path, as the browser's door takes it, and nothing that steers a screen. */
static str
plain_name(struct arena *mem, str name)
{
	struct buf b = { .mem = mem };

	for (size_t i = name.n; i > 0; i--)
		if (name.p[i - 1] == '/' || name.p[i - 1] == '\\') {
			name = (str){ name.p + i, name.n - i };
			break;
		}
	for (size_t i = 0; i < name.n; i++)
		if ((unsigned char)name.p[i] >= ' ' && name.p[i] != 0x7F)
			buf_add(&b, (str){ name.p + i, 1 });
	return b.n > 0 && b.n <= 200 ? buf_str(&b) : STR("evidence");
}

err
file_ready(struct cx *cx, const struct upload *up, str field, struct file_kept *ret)
{
	*ret = (struct file_kept){ 0 };
	if (up->bytes.n == 0)
		return OK;
	ret->name = plain_name(cx->mem, up->name);
	ret->bytes = up->bytes;
	if (picture_is_one(up->bytes))
		return draw_afresh(cx, up->bytes, field, ret);
	if (is_pdf(up->bytes))
		ret->type = STR("application/pdf");
	else if (is_text(up->bytes))
		ret->type = STR("text/plain; charset=utf-8");
	else
		return cx_fail(cx, ERR_INPUT, "file.kind", field);
	return OK;
}

err
file_keep(struct cx *cx, const struct file_kept *f, int64_t *ret_id)
{
	*ret_id = 0;
	return f->bytes.n == 0 ? OK : file_insert(cx, f, ret_id);
}

static const struct field read_fields[] = {
	{ STR_INIT("file"), FIELD_ID, 0, .about = "Which file." },
};

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	return file_find(cx, *(const int64_t *)vin, ret_out);
}

static const struct shape_field page_fields[] = {
	SH(struct file_page, SHAPE_INT, id), SH(struct file_page, SHAPE_STR, name),
	SH(struct file_page, SHAPE_STR, type),
};
static const struct shape page_shape = SHAPE("file", struct file_page, page_fields);

const struct op file_read = {
	.name = STR_INIT("file.read"), .path = STR_INIT("/files/{file}"), .may = MAY_OWN, .tx = TX_READ,
	.about = "Reads a file that is evidence of an action.", FIELDS(read_fields), .in_size = sizeof(int64_t),
	.out_size = sizeof(struct file_page), .out = &page_shape, .run = read_run, .cites = "SM-B1",
};

static const struct field check_fields[] = {
	{ STR_INIT("older"), FIELD_INT, 0, .optional = true, .about = "Go on below this file; 0: from the newest." },
};
static const struct shape_field checked_fields[] = {
	SH(struct file_checked, SHAPE_INT, file), SH(struct file_checked, SHAPE_BOOL, good),
};
static const struct shape checked_shape = SHAPE("file_checked", struct file_checked, checked_fields);

static err
check_run(struct cx *cx, const void *vin, void *ret_out)
{
	return file_checked_next(cx, *(const int64_t *)vin, ret_out);
}

const struct op file_check = {
	.name = STR_INIT("file.check"), .path = STR_INIT("/files/check"), .may = MAY_SEE_SAFETY, .tx = TX_READ,
	.about = "Reads the next older file and says whether its bytes are still the ones that were kept.",
	FIELDS(check_fields), .in_size = sizeof(int64_t), .out_size = sizeof(struct file_checked),
	.out = &checked_shape, .run = check_run, .no_token = true,
};

const struct op *const file_ops[] = { &file_read, &file_check };
const size_t file_nops = LEN(file_ops);
