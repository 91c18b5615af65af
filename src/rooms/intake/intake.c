/* rooms/intake: the operations.  The file is read before the transaction, rows are made in it. */
#include "rooms/intake/intake_in.h"
#include "rooms/safeguarding/safeguarding.h"

#include "base/secret.h"

struct feedback_in {
	struct upload         file;
	str                   mapping;
	unit_id               unit;
	bool                  dry_run, later;
	struct intake_file    read;            /* made by before */
};

static const struct field feedback_fields[] = {
	{ STR_INIT("file"), FIELD_FILE, offsetof(struct feedback_in, file), .max = 10 * 1024 * 1024,
	  .about = "A CSV file: one line of names, then one row a comment." },
	{ STR_INIT("mapping"), FIELD_TEXT, offsetof(struct feedback_in, mapping), .max = 8000, .optional = true,
	  .about = "Which column is what, as JSON: words, day, place, key, question, hold_back." },
	{ STR_INIT("unit"), FIELD_ID, offsetof(struct feedback_in, unit), .optional = true,
	  .about = "The place that the file's places belong to; the whole provider when left out." },
	{ STR_INIT("dry_run"), FIELD_BOOL, offsetof(struct feedback_in, dry_run), .optional = true,
	  .about = "Only look: nothing is written." },
	{ STR_INIT("later"), FIELD_BOOL, offsetof(struct feedback_in, later), .optional = true,
	  .about = "A long file may be brought in bit by bit: the answer then names the job to look at." },
};

err
intake_open(struct cx *cx, str bytes, str mapping, struct intake_file *ret)
{
	int64_t line = 0;
	str     text = text_as_utf8(cx->mem, bytes, &ret->encoding);

	if (!str_is_utf8(text) || !csv_read(cx->mem, text, csv_comma(text), &ret->rows, &line))
		return cx_fail_n(cx, ERR_INPUT, "import.broken", STR("file"), line);
	if (ret->rows.n < 1)
		return cx_fail(cx, ERR_INPUT, "import.empty", STR("file"));
	return intake_match(cx, &ret->rows.at[0], mapping, &ret->columns);
}

static err
feedback_before(struct cx *cx, void *vin)
{
	struct feedback_in *in = vin;

	return intake_open(cx, in->file.bytes, in->mapping, &in->read);
}

static void
leave_out(struct intake_done *d, const struct intake_row *r)
{
	d->left++;
	if (d->nleft_out < INTAKE_LEFT)
		d->left_out[d->nleft_out++] = (struct intake_left){ r->line, str_of(r->why), r->key };
}

/* Region, service, ward: as many as the row names; each is found or made below the last. */
static err
place_of(struct cx *cx, const struct intake_row *r, int64_t root, struct intake_done *d, struct unit_row *ret)
{
	int64_t at = root, id = 0;
	int     last = r->place[2].n ? 2 : r->place[1].n ? 1 : 0;

	for (int i = 0; i < 3; i++) {
		struct unit_new n = { .parent = { at }, .name = r->place[i], .imported = true,
			.kind = i == last ? STR("ward") : STR("service") };
		struct unit_row made;

		if (r->place[i].n == 0)
			continue;
		TRY(intake_find_place(cx, at, r->place[i], &id));
		if (id == 0) {
			n.name.n = n.name.n > 120 ? 120 : n.name.n;
			n.slug = str_fmt(cx->mem, "%.*s-%.6s", STR_ARG(unit_slug_of(cx->mem, n.name)),
			    secret_sha256_hex(cx->mem, str_fmt(cx->mem, "%lld %.*s", (long long)at,
			    STR_ARG(n.name))).p);
			TRY(unit_add(cx, &n, &made));
			id = made.id;
			d->places++;
		}
		at = id;
	}
	return unit_find(cx, (unit_id){ at }, ret);
}

static err
make_one(struct cx *cx, const struct intake_row *r, int64_t root, struct intake_done *d)
{
	struct forum_row  holder = { 0 };
	struct matter_new n = { .said = r->words, .kind = str_of(r->kind), .topic = str_of(r->topic),
		.source = STR("import"), .naming = NAMING_UNLINKABLE, .day = r->day,
		.raised_at = { r->day.n * 86400 },
		.imported = secret_sha256_hex(cx->mem, str_fmt(cx->mem, "import %.*s", STR_ARG(r->key))) };
	matter_id         id;
	bool              taken, worrying = false;
	err               e;

	TRY(intake_was_taken(cx, n.imported, &taken));
	if (taken) {
		d->already++;
		return OK;
	}
	TRY(place_of(cx, r, root, d, &n.unit));
	e = forum_of_unit(cx, (unit_id){ n.unit.id }, &holder);
	if (e != OK && e != ERR_MISSING)
		return e;
	cx->nwhys = 0;
	d->made++;
	TRY(matter_add(cx, &n, &holder, &id));
	TRY(safeguarding_review(cx, id.v, (unit_id){ n.unit.id }, n.said, &worrying));
	d->review += worrying;
	return OK;
}

static err
take_one(struct cx *cx, const struct intake_row *r, int64_t root, struct intake_done *d)
{
	if (r->why != NULL) {
		leave_out(d, r);
		return OK;
	}
	if (d->nfirst < INTAKE_FIRST)
		d->first[d->nfirst++] = (struct intake_seen){ r->line, r->words,
			r->place[2].n ? r->place[2] : r->place[1].n ? r->place[1] : r->place[0], str_of(r->kind),
			str_of(r->topic), r->day };
	return make_one(cx, r, root, d);
}

err
intake_take(struct cx *cx, const struct intake_file *f, struct intake_span at, struct intake_done *d)
{
	d->left_out = arena_take(cx->mem, INTAKE_LEFT * sizeof *d->left_out);
	d->first = arena_take(cx->mem, INTAKE_FIRST * sizeof *d->first);
	d->encoding = str_of(f->encoding);
	d->columns = intake_said_columns(cx->mem, &f->rows.at[0], &f->columns);
	for (int64_t i = at.from; i < at.upto; i++) {
		struct intake_row r;

		d->rows++;
		if (cx->progress != NULL && i % 50 == 0)
			cx->progress(cx->progress_arg, i, at.upto - 1);
		intake_understand(cx->mem, &f->columns, &f->rows.at[i], cx->today, &r);
		d->mended += r.mended;
		TRY(take_one(cx, &r, at.root, d));
	}
	return OK;
}

/* Only at and below a place that who asks may bring files in for. */
static err
root_of(struct cx *cx, const struct feedback_in *in, int64_t *ret_root)
{
	struct unit_row u;

	*ret_root = in->unit.v;
	if (*ret_root == 0 && actor_is_house(&cx->who))
		return intake_root(cx, ret_root);
	if (*ret_root == 0)
		TRY(unit_first(cx, MAY_IMPORT, ret_root));
	return unit_reach(cx, (unit_id){ *ret_root }, MAY_IMPORT, &u);
}

static err
put_by(struct cx *cx, const struct feedback_in *in, int64_t root, struct intake_done *d)
{
	struct intake_job j = { .person = cx->who.id.v, .unit = root, .bytes = in->file.bytes,
		.mapping = in->mapping };

	d->rows = (int64_t)in->read.rows.n - 1;
	d->encoding = str_of(in->read.encoding);
	d->columns = intake_said_columns(cx->mem, &in->read.rows.at[0], &in->read.columns);
	j.done = *d;
	return intake_job_insert(cx, &j, &d->job);
}

static err
feedback_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct feedback_in *in = vin;
	struct intake_span        all = { .from = 1, .upto = (int64_t)in->read.rows.n };
	struct intake_done       *d = ret_out;

	TRY(root_of(cx, in, &all.root));
	*d = (struct intake_done){ .dry_run = in->dry_run };
	if (in->later && !in->dry_run && all.upto > INTAKE_BIG && cx->who.id.v > 0)
		return put_by(cx, in, all.root, d);
	TRY(intake_take(cx, &in->read, all, d));
	d->at = d->rows;
	/* A look undoes all it made; what it counted stands. */
	cx->look_only = in->dry_run;
	return OK;
}

static const struct shape_field left_fields[] = {
	SH(struct intake_left, SHAPE_INT, line), SH(struct intake_left, SHAPE_STR, why),
};
static const struct shape left_shape = SHAPE("import_left_out", struct intake_left, left_fields);
static const struct shape_field seen_fields[] = {
	SH(struct intake_seen, SHAPE_INT, line), SH(struct intake_seen, SHAPE_STR, words),
	SH(struct intake_seen, SHAPE_STR, place), SH(struct intake_seen, SHAPE_DAY, day),
	SH(struct intake_seen, SHAPE_STR, kind), SH(struct intake_seen, SHAPE_STR, topic),
};
static const struct shape seen_shape = SHAPE("import_row", struct intake_seen, seen_fields);
static const struct shape_field done_fields[] = {
	SH(struct intake_done, SHAPE_INT, job), SH(struct intake_done, SHAPE_INT, at),
	SH(struct intake_done, SHAPE_INT, rows), SH(struct intake_done, SHAPE_INT, made),
	SH(struct intake_done, SHAPE_INT, already), SH(struct intake_done, SHAPE_INT, left),
	SH(struct intake_done, SHAPE_INT, places), SH(struct intake_done, SHAPE_INT, mended),
	SH(struct intake_done, SHAPE_STR, encoding), SH(struct intake_done, SHAPE_BOOL, dry_run),
	SH(struct intake_done, SHAPE_STR, columns), SH(struct intake_done, SHAPE_INT, review),
	SH(struct intake_done, SHAPE_BOOL, stopped), SH(struct intake_done, SHAPE_BOOL, dropped),
	SH(struct intake_done, SHAPE_STR, stopped_why),
	SH_LIST(struct intake_done, "left_out", left_out, nleft_out, &left_shape),
	SH_LIST(struct intake_done, "first", first, nfirst, &seen_shape),
};
const struct shape intake_done_shape = SHAPE("imported", struct intake_done, done_fields);

const struct op import_feedback = {
	.name = STR_INIT("import.feedback"), .path = STR_INIT("/imports/feedback"), .may = MAY_IMPORT, .tx = TX_WRITE,
	.about = "Brings in a file of feedback; the same file again adds nothing.", FIELDS(feedback_fields),
	.in_size = sizeof(struct feedback_in), .out_size = sizeof(struct intake_done), .out = &intake_done_shape,
	.before = feedback_before, .run = feedback_run, .not_heard = "the rows are put on the list to review one by one",
};

struct export_in { int64_t unit, older; };

static const struct field export_fields[] = {
	{ STR_INIT("unit"), FIELD_INT, offsetof(struct export_in, unit), .optional = true,
	  .about = "Only matters of this place and below." },
	{ STR_INIT("older"), FIELD_INT, offsetof(struct export_in, older), .optional = true,
	  .about = "Go on after this id (the last answer's next)." },
};

/* Only who may both export and read the words as said, over that place. */
static err
export_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct export_in *in = vin;
	int64_t                 unit = in->unit;
	struct unit_row         u;

	if (unit == 0 && actor_is_house(&cx->who))
		TRY(intake_root(cx, &unit));
	else if (unit == 0)
		TRY(unit_first(cx, MAY_EXPORT, &unit));
	TRY(unit_reach(cx, (unit_id){ unit }, MAY_EXPORT, &u));
	TRY(unit_reach(cx, (unit_id){ unit }, MAY_READ_WORDS, &u));
	return export_select(cx, unit, in->older, ret_out);
}

static const struct shape_field export_row_fields[] = {
	SH(struct export_row, SHAPE_INT, id), SH(struct export_row, SHAPE_STR, place),
	SH(struct export_row, SHAPE_DAY, raised), SH(struct export_row, SHAPE_STR, kind),
	SH(struct export_row, SHAPE_STR, topic), SH(struct export_row, SHAPE_STR, source),
	SH(struct export_row, SHAPE_STR, state), SH(struct export_row, SHAPE_STR, outcome),
	SH(struct export_row, SHAPE_STR, verdict), SH(struct export_row, SHAPE_INT, voices),
	SH(struct export_row, SHAPE_STR, holder), SH(struct export_row, SHAPE_DAY, due),
	SH(struct export_row, SHAPE_STR, said), SH(struct export_row, SHAPE_STR, summary),
};
static const struct shape export_row_shape = SHAPE("exported", struct export_row, export_row_fields);
static const struct shape_field export_page_fields[] = {
	SH_LIST(struct export_page, "matters", at, n, &export_row_shape), SH(struct export_page, SHAPE_INT, next),
};
static const struct shape export_shape = SHAPE("export_page", struct export_page, export_page_fields);

const struct op matter_export = {
	.name = STR_INIT("matter.export"), .path = STR_INIT("/exports/matters"), .may = MAY_EXPORT, .tx = TX_READ,
	.about = "Writes matters out, 1,000 a time.", FIELDS(export_fields), .in_size = sizeof(struct export_in),
	.out_size = sizeof(struct export_page), .out = &export_shape, .run = export_run,
};

void
export_header(struct buf *b)
{
	buf_add(b, STR("id,place,day,kind,topic,source,state,outcome,verdict,voices,holder,due,said,public_words\n"));
}

void
export_line(struct buf *b, struct arena *mem, const struct export_row *r)
{
	const str before[] = { r->place, day_to_iso(mem, r->raised), r->kind, r->topic, r->source, r->state, r->outcome,
		r->verdict };
	const str after[] = { r->holder, r->due.n == DAY_NONE ? STR("") : day_to_iso(mem, r->due), r->said, r->summary };

	csv_number(b, r->id, true);
	for (size_t i = 0; i < LEN(before); i++)
		csv_field(b, before[i], false);
	csv_number(b, r->voices, false);
	for (size_t i = 0; i < LEN(after); i++)
		csv_field(b, after[i], false);
	buf_add(b, STR("\n"));
}

const struct op *const intake_ops[] = { &import_feedback, &import_read, &import_step, &import_failed, &import_again,
	&import_drop, &matter_export };
const size_t intake_nops = LEN(intake_ops);
