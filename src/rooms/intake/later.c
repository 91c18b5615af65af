/*
 * rooms/intake: a long file is brought in bit by bit, by the clock, so that nobody waits for
 * it: the page says how far it is.  A bit that could not be kept is taken again, a row at a time;
 * as the same row is never made twice, nothing is lost or doubled when the house stops in the
 * middle.  A row that fails again and again stops the import: it waits, with the reason, until
 * its person lets it go on, leaves that row out, or lets go of the rest.
 */
#include "rooms/intake/intake_in.h"

struct read_in { int64_t job; };

static const struct field read_fields[] = {
	{ STR_INIT("job"), FIELD_ID, offsetof(struct read_in, job), .about = "Which import." },
};

/* Only who brought it sees how it goes. */
err
intake_job_mine(struct cx *cx, int64_t id, struct intake_job *ret)
{
	TRY(intake_job_find(cx, id, ret));
	if (ret->id == 0 || (ret->person != cx->who.id.v && !actor_is_house(&cx->who)))
		return cx_fail(cx, ERR_MISSING, "import.missing", STR("job"));
	return OK;
}

static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct read_in *in = vin;
	struct intake_job     j;

	TRY(intake_job_mine(cx, in->job, &j));
	TRY(intake_job_left(cx, j.id, &j.done));
	*(struct intake_done *)ret_out = j.done;
	return OK;
}

const struct op import_read = {
	.name = STR_INIT("import.read"), .path = STR_INIT("/imports/{job}"), .may = MAY_IMPORT, .tx = TX_READ,
	.about = "How far a long import is, and what came of it.", FIELDS(read_fields),
	.in_size = sizeof(struct read_in), .out_size = sizeof(struct intake_done), .out = &intake_done_shape,
	.run = read_run,
};

struct step_in { struct intake_job job; struct intake_file read; };
struct step_out { int64_t rows; };

/* The file is read again for each bit: outside the transaction, where nobody waits for it. */
static err
step_before(struct cx *cx, void *vin)
{
	struct step_in *in = vin;

	TRY(intake_job_next(cx, &in->job));
	return in->job.id == 0 ? OK : intake_open(cx, in->job.bytes, in->job.mapping, &in->read);
}

static err
step_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct step_in *in = vin;
	struct intake_span    bit = { .root = in->job.unit };
	struct intake_done    d = { 0 };
	struct intake_job     j = { 0 };

	if (in->job.id != 0)
		TRY(intake_job_find(cx, in->job.id, &j));
	if (j.id == 0 || j.state != JOB_GOES) {
		cx_moves_only(cx, STR(""));
		return OK;
	}
	bit.from = j.done.at + 1;
	bit.upto = bit.from + (j.done.at < j.careful ? 1 : INTAKE_CHUNK);
	if (bit.upto > j.done.rows + 1)
		bit.upto = j.done.rows + 1;
	TRY(intake_take(cx, &in->read, bit, &d));
	j.state = bit.upto > j.done.rows ? JOB_IN : JOB_GOES;
	((struct step_out *)ret_out)->rows = d.rows;
	return intake_job_update(cx, &j, &d);
}

static const struct shape_field step_fields[] = { SH(struct step_out, SHAPE_INT, rows) };
static const struct shape step_shape = SHAPE("import_step", struct step_out, step_fields);

const struct op import_step = {
	.name = STR_INIT("import.step"), .path = STR_INIT("/imports/step"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Brings in the next rows of a long import.", .in_size = sizeof(struct step_in),
	.out_size = sizeof(struct step_out), .out = &step_shape, .before = step_before, .run = step_run,
	.no_token = true,
};

/* ---- when it cannot go on ---------------------------------------------------------- */

struct failed_in { str why; };

static const struct field failed_fields[] = {
	{ STR_INIT("why"), FIELD_LINE, offsetof(struct failed_in, why), .max = 60, .optional = true,
	  .about = "Why the last bit failed." },
};

/* The oldest one that goes is the one whose bit failed. */
static err
failed_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct failed_in *in = vin;
	struct intake_job       next = { 0 }, j = { 0 };

	TRY(intake_job_next(cx, &next));
	if (next.id == 0)
		return OK;
	TRY(intake_job_find(cx, next.id, &j));
	j.tries++;
	if (j.careful <= j.done.at)
		j.careful = j.done.at + INTAKE_CHUNK;
	if (j.tries >= JOB_TRIES) {
		j.state = JOB_STOPPED;
		j.done.stopped_why = in->why.n > 0 ? in->why : STR("store.failed");
	}
	((struct step_out *)ret_out)->rows = j.id;
	return intake_job_set(cx, &j);
}

const struct op import_failed = {
	.name = STR_INIT("import.failed"), .path = STR_INIT("/imports/failed"), .may = MAY_SET_UP, .tx = TX_WRITE,
	.about = "Notes that the next rows of a long import could not be kept; stops it when that goes on.",
	FIELDS(failed_fields), .in_size = sizeof(struct failed_in), .out_size = sizeof(struct step_out), .out = &step_shape,
	.run = failed_run, .no_token = true,
};

struct again_in { int64_t job; bool skip; int64_t line; };

static const struct field again_fields[] = {
	{ STR_INIT("job"), FIELD_ID, offsetof(struct again_in, job), .about = "Which import." },
	{ STR_INIT("skip"), FIELD_BOOL, offsetof(struct again_in, skip), .optional = true,
	  .about = "Without the row at which it stopped." },
};

/* The file says on which line that row begins. */
static err
again_before(struct cx *cx, void *vin)
{
	struct again_in   *in = vin;
	struct intake_job  j;
	struct intake_file f = { 0 };
	struct intake_row  row;

	if (!in->skip)
		return OK;
	TRY(intake_job_mine(cx, in->job, &j));
	if (j.state != JOB_STOPPED)
		return OK;                      /* run says so */
	TRY(intake_job_bytes(cx, &j));
	TRY(intake_open(cx, j.bytes, j.mapping, &f));
	if (j.done.at + 1 >= (int64_t)f.rows.n)
		return cx_fail(cx, ERR_INPUT, "import.no_row", STR("skip"));
	intake_understand(cx->mem, &f.columns, &f.rows.at[j.done.at + 1], cx->today, &row);
	in->line = row.line;
	return OK;
}

static err
again_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct again_in *in = vin;
	struct intake_job      j;
	struct intake_left     left = { .line = in->line };
	struct intake_done     one = { .rows = 1, .left = 1, .left_out = &left, .nleft_out = 1 };

	TRY(intake_job_mine(cx, in->job, &j));
	if (j.state != JOB_STOPPED)
		return cx_fail(cx, ERR_INPUT, "import.not_stopped", STR("job"));
	left.why = j.done.stopped_why;
	j.state = in->skip && j.done.at + 1 == j.done.rows ? JOB_IN : JOB_GOES;
	if (in->skip)
		TRY(intake_job_update(cx, &j, &one));
	j.tries = 0;
	j.careful = j.done.at + INTAKE_CHUNK;
	j.done.stopped_why = (str){ 0 };
	TRY(intake_job_set(cx, &j));
	TRY(intake_job_find(cx, in->job, &j));
	*(struct intake_done *)ret_out = j.done;
	return OK;
}

const struct op import_again = {
	.name = STR_INIT("import.again"), .path = STR_INIT("/imports/{job}/again"), .may = MAY_IMPORT, .tx = TX_WRITE,
	.about = "Lets an import that stopped go on, with the row at which it stopped or without.", FIELDS(again_fields),
	.in_size = sizeof(struct again_in), .out_size = sizeof(struct intake_done), .out = &intake_done_shape,
	.before = again_before, .run = again_run,
};

static err
drop_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct read_in *in = vin;
	struct intake_job     j;

	TRY(intake_job_mine(cx, in->job, &j));
	if (j.state != JOB_STOPPED)
		return cx_fail(cx, ERR_INPUT, "import.not_stopped", STR("job"));
	j.state = JOB_DROPPED;
	TRY(intake_job_set(cx, &j));
	TRY(intake_job_find(cx, in->job, &j));
	*(struct intake_done *)ret_out = j.done;
	return OK;
}

const struct op import_drop = {
	.name = STR_INIT("import.drop"), .path = STR_INIT("/imports/{job}/drop"), .may = MAY_IMPORT, .tx = TX_WRITE,
	.about = "Lets go of the rest of an import that stopped; what is in stays in.", FIELDS(read_fields),
	.in_size = sizeof(struct read_in), .out_size = sizeof(struct intake_done), .out = &intake_done_shape,
	.run = drop_run,
};
