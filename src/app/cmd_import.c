/*
 * app/import: files of feedback in, files of matters out, from the command line, as the
 * house itself.  Every row left out is told with its line and why.
 */
#include "app/house.h"

#include <errno.h>
#include <string.h>

#include "app/disk.h"
#include "base/secret.h"
#include "rooms/intake/intake.h"

enum { HAND_BYTES = 8 << 20, FILE_BYTES = 256 << 20, PAGE_MEMORY = 64 << 20 };

static int
read_file(struct cli *c, str path, str *ret_bytes)
{
	FILE  *f = fopen(str_c(c->mem, path), "rb");
	char  *p;
	long   n;

	if (f == NULL)
		return cli_fail(c, EX_NOINPUT, "We cannot read %.*s: %s.", STR_ARG(path), strerror(errno));
	if (fseek(f, 0, SEEK_END) != 0 || (n = ftell(f)) < 0 || n > FILE_BYTES) {
		(void)fclose(f);
		return cli_fail(c, EX_DATAERR, "%.*s is no file of at most 256 MB.", STR_ARG(path));
	}
	rewind(f);
	p = arena_take(c->mem, (size_t)n + 1);
	*ret_bytes = (str){ p, fread(p, 1, (size_t)n, f) };
	(void)fclose(f);
	return EX_OK;
}

static void
tell(struct cli *c, const struct cx *cx, const struct intake_done *d)
{
	fprintf(c->out, "%s%lld rows: %lld new, %lld were here already, %lld left out; %lld new places.\n",
	    d->dry_run ? "Only looked, nothing was written. " : "", (long long)d->rows, (long long)d->made,
	    (long long)d->already, (long long)d->left, (long long)d->places);
	fprintf(c->out, "Columns: %.*s. The file was in %.*s; wrong signs were mended in %lld rows.\n",
	    STR_ARG(d->columns), STR_ARG(d->encoding), (long long)d->mended);
	for (size_t i = 0; i < d->nleft_out; i++) {
		str why = words_why(lang_find(STR("en")), cx->mem, str_c(cx->mem, d->left_out[i].why), (str){ 0 }, 0,
		    (str){ 0 });

		fprintf(c->out, "Line %lld left out: %.*s\n", (long long)d->left_out[i].line, STR_ARG(why));
	}
	if ((int64_t)d->nleft_out < d->left)
		fprintf(c->out, "... and %lld more\n", (long long)(d->left - (int64_t)d->nleft_out));
}

static int
import_from(struct cli *c, struct opened *o, str file, str mapping)
{
	struct provider p;
	struct cx       cx;
	struct word     w[] = {
		{ .name = STR("file"), .value = file, .type = STR("text/csv"), .file = c->words[0] },
		{ .name = STR("mapping"), .value = mapping },
		{ .name = STR("dry_run"), .value = cli_given(c, "dry-run") ? STR("1") : STR("") },
		{ .name = STR("unit") },
	};
	void           *out = NULL;
	struct cli_progress far;
	int64_t         unit = 0;
	int             code = house_provider(c, o->db, &p);
	err             e;

	if (code != EX_OK)
		return code;
	house_cx(c, o->db, p.zone, &cx);
	code = house_place_id(c, &cx, cli_value(c, "unit"), &unit);
	if (code != EX_OK)
		return code;
	w[3].value = str_fmt(c->mem, "%lld", (long long)unit);
	cli_progress_begin(&far, c, "Rows");
	cx.progress = cli_progress;
	cx.progress_arg = &far;
	e = op_run(&cx, &import_feedback, (struct words){ w, LEN(w) }, &out);
	cli_progress_end(&far);
	if (e != OK)
		return cli_refused(c, &cx, e);
	if (c->json)
		cli_show(c, import_feedback.out, out);
	else
		tell(c, &cx, out);
	return EX_OK;
}

/* The place's number, looked up in the database that the running server writes. */
static int
place_beside(struct cli *c, int64_t *ret_unit)
{
	struct provider p;
	struct opened   o;
	struct cx       cx;
	int             code;

	if (!cli_given(c, "unit"))
		return EX_OK;
	code = house_open(c, HOUSE_READ, &o);
	if (code != EX_OK)
		return code;
	code = house_provider(c, o.db, &p);
	if (code == EX_OK) {
		house_cx(c, o.db, p.zone, &cx);
		code = house_place_id(c, &cx, cli_value(c, "unit"), ret_unit);
	}
	house_close(&o);
	return code;
}

/* The server that runs does it, as the person whose token it is. */
static int
hand_over(struct cli *c, str file, str mapping)
{
	struct buf             b = { .mem = c->mem };
	struct cli_hand        h = { .op = &import_feedback, .url = cli_value(c, "to") };
	const struct cx        cx = { .mem = c->mem };
	void                  *out = NULL;
	int64_t                unit = 0;
	int                    code;

	if (!cli_given(c, "token-file"))
		return cli_fail(c, EX_USAGE, "Say which token: --token-file FILE. `waggle token new` makes one.");
	if (file.n > HAND_BYTES)
		return cli_fail(c, EX_DATAERR, "A file handed to a running server can be up to 8 MB. Cut it in two,"
		    " or stop the server first.");
	code = read_file(c, cli_value(c, "token-file"), &h.token);
	if (code == EX_OK)
		code = place_beside(c, &unit);
	if (code != EX_OK)
		return code;
	h.token = str_trim(h.token);
	buf_add(&b, STR("{\"file\":{\"type\":\"text/csv\",\"name\":"));
	json_str(&b, c->words[0]);
	buf_add(&b, STR(",\"base64\":"));
	json_str(&b, secret_to_base64(c->mem, file));
	buf_addf(&b, "},\"dry_run\":%s", cli_given(c, "dry-run") ? "true" : "false");
	if (unit != 0)
		buf_addf(&b, ",\"unit\":%lld", (long long)unit);
	if (mapping.n > 0) {
		buf_add(&b, STR(",\"mapping\":"));
		json_str(&b, mapping);
	}
	buf_add(&b, STR("}"));
	h.json = buf_str(&b);
	code = cli_hand(c, &h, &out);
	if (code == EX_OK && c->json)
		cli_show(c, import_feedback.out, out);
	else if (code == EX_OK)
		tell(c, &cx, out);
	return code;
}

/* Somebody else writes: the two ways to go on from here. */
static int
say_how_else(struct cli *c, int code)
{
	str listen = house_of(c)->config.listen;

	if (code == EX_UNAVAILABLE)
		fprintf(c->err, "Bring it in on the page http://%.*s/import, or hand it to the running server:\n"
		    "  waggle import feedback %.*s --to http://%.*s --token-file FILE\n", STR_ARG(listen),
		    STR_ARG(c->words[0]), STR_ARG(listen));
	return code;
}

int
import_command(struct cli *c)
{
	struct opened o;
	str           file = { 0 }, mapping = { 0 };
	int           code = read_file(c, c->words[0], &file);

	if (code == EX_OK && cli_given(c, "mapping"))
		code = read_file(c, cli_value(c, "mapping"), &mapping);
	if (code == EX_OK && cli_given(c, "to"))
		return hand_over(c, file, mapping);
	if (code == EX_OK)
		code = say_how_else(c, house_open(c, HOUSE_WRITE, &o));
	if (code != EX_OK)
		return code;
	code = import_from(c, &o, file, mapping);
	house_close(&o);
	return code;
}

/* One page of memory however many there are. */
static int
export_all(struct cli *c, struct cx *cx, struct arena *mem)
{
	struct export_page *page = NULL;
	struct buf          b = { .mem = mem };
	str                 older = STR("0");
	char                next[24];

	export_header(&b);
	do {
		struct word w = { .name = STR("older"), .value = older };
		err         e;

		fwrite(b.p, 1, b.n, c->out);
		arena_clear(mem);
		b = (struct buf){ .mem = mem };
		cx->mem = mem;
		e = op_run(cx, &matter_export, (struct words){ &w, 1 }, (void **)&page);
		if (e != OK)
			return cli_refused(c, cx, e);
		for (size_t i = 0; i < page->n; i++)
			export_line(&b, mem, &page->at[i]);
		(void)snprintf(next, sizeof next, "%lld", (long long)page->next);
		older = str_of(next);
	} while (page->next != 0);
	fwrite(b.p, 1, b.n, c->out);
	return ferror(c->out) || fflush(c->out) != 0 ? cli_fail(c, EX_IOERR, "We cannot write: %s.", strerror(errno))
	    : EX_OK;
}

static int
export_open(struct cli *c)
{
	struct provider p;
	struct opened   o;
	struct cx       cx;
	struct arena   *mem;
	int             code = house_open(c, HOUSE_READ, &o);

	if (code != EX_OK)
		return code;
	code = house_provider(c, o.db, &p);
	if (code == EX_OK) {
		mem = arena_new(PAGE_MEMORY);
		house_cx(c, o.db, p.zone, &cx);
		code = export_all(c, &cx, mem);
		arena_free(mem);
	}
	house_close(&o);
	return code;
}

int
export_command(struct cli *c)
{
	const struct config *f = &house_of(c)->config;
	str                  format = cli_value(c, "format");
	struct disk_ahead    ahead = { .fd = -1 };
	int                  code;

	if (format.n > 0 && !str_eq(format, STR("csv")))
		return cli_fail(c, EX_USAGE, "We can write csv only.");
	if (f->db_file.n > 0)                   /* rows lie by place and not as they were written */
		disk_ahead_start(c->mem, f->db_file, &ahead);
	code = export_open(c);
	disk_ahead_end(&ahead);                 /* after the database is closed */
	return code;
}
