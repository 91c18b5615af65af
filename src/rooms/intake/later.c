/*
 * rooms/intake: a long file is brought in bit by bit, by the clock, so that nobody waits for
 * it: the page says how far it is.  A bit that could not be kept is taken again; as the same
 * row is never made twice, nothing is lost or doubled when the house stops in the middle.
 */
#include "rooms/intake/intake_in.h"

struct read_in { int64_t job; };

static const struct field read_fields[] = {
	{ STR_INIT("job"), FIELD_ID, offsetof(struct read_in, job), .about = "Which import." },
};

/* Only who brought it sees how it goes. */
static err
read_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct read_in *in = vin;
	struct intake_job     j;

	TRY(intake_job_find(cx, in->job, &j));
	if (j.id == 0 || (j.person != cx->who.id.v && !actor_is_house(&cx->who)))
		return cx_fail(cx, ERR_MISSING, "import.missing", STR("job"));
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
	if (j.id == 0 || j.over) {
		cx_moves_only(cx, STR(""));
		return OK;
	}
	bit.from = j.done.at + 1;
	bit.upto = bit.from + INTAKE_CHUNK;
	if (bit.upto > j.done.rows + 1)
		bit.upto = j.done.rows + 1;
	TRY(intake_take(cx, &in->read, bit, &d));
	j.over = bit.upto > j.done.rows;
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
