/*
 * app/audit: the record of who did what from the command line: where it ends, signed; is it
 * whole; and all of it as text.  Looks only.  tools/audit-verify does the checking once more,
 * without a line of this program.
 */
#include "app/house.h"

#include <errno.h>
#include <string.h>

#include "app/disk.h"
#include "app/keep.h"
#include "base/secret.h"
#include "op/batch.h"

enum { ANCHORS_MAX = 64 << 20 };

struct looking { const struct keys *keys; str anchors; struct record_found *found; };

/* What was anchored after the moment a backup was put back is gone with that moment. */
static bool
was_given_up(const struct anchor *back, const struct audit_head *h)
{
	for (size_t i = 0; i < back->heads.n; i++)
		if (back->heads.at[i].lane == h->lane)
			return h->seq > back->heads.at[i].seq;
	return true;
}

static err
look_anchor(struct cx *cx, const struct anchor *a, const struct anchor *back, bool *ret_good)
{
	*ret_good = true;
	for (size_t i = 0; i < a->heads.n && *ret_good; i++)
		if (back == NULL || !was_given_up(back, &a->heads.at[i]))
			TRY(audit_has(cx, &a->heads.at[i], ret_good));
	return OK;
}

/* Backwards: a line "restored" excuses those before it. */
static err
look_anchors(struct cx *cx, const struct looking *l)
{
	struct record_found *r = l->found;
	struct anchor        a, back = { 0 };
	str                  rest = l->anchors;
	const struct anchor *given_up = NULL;

	while (rest.n > 0) {
		size_t at = rest.n - (rest.p[rest.n - 1] == '\n');
		str    line;
		bool   good = false;

		rest.n = at;
		while (at > 0 && rest.p[at - 1] != '\n')
			at--;
		line = (str){ rest.p + at, rest.n - at };
		rest.n = at;
		if (line.n == 0)
			continue;
		r->anchors++;
		if (anchor_read(cx->mem, l->keys->open, line, &a))
			TRY(look_anchor(cx, &a, given_up, &good));
		if (!good && r->missed++ == 0)
			r->first_missed = line;
		if (good && a.restored) {
			back = a;
			given_up = &back;
			r->restored++;
		}
	}
	return OK;
}

static err
look_all(struct cx *cx, void *arg)
{
	struct looking *l = arg;

	TRY(audit_look(cx, &l->keys->chain, &l->found->f));
	return look_anchors(cx, l);
}

err
record_look(struct cx *cx, const struct keys *k, str anchors, struct record_found *ret)
{
	struct looking l = { k, anchors, ret };

	*ret = (struct record_found){ 0 };
	return batch_look(cx, look_all, &l);
}

/* --- commands ---------------------------------------------------------------------------------- */

static int
keys_of(struct cli *c, struct keys *ret)
{
	str why;

	if (keys_read(c->mem, house_of(c)->config.keys, false, ret, &why))
		return EX_OK;
	return cli_fail(c, EX_NOINPUT, "%.*s Give it with WAGGLE_KEYS=FILE.", STR_ARG(why));
}

static err
read_heads(struct cx *cx, void *arg)
{
	return audit_heads(cx, arg);
}

int
audit_head_command(struct cli *c)
{
	struct opened o;
	struct keys   k;
	struct anchor a = { .at = c->now };
	struct cx     cx;
	int           code = keys_of(c, &k);

	if (code == EX_OK)
		code = house_open(c, HOUSE_READ, &o);
	if (code != EX_OK)
		return code;
	house_cx(c, o.db, zone_find(STR("Europe/London")), &cx);
	if (batch_look(&cx, read_heads, &a.heads) != OK)
		code = cli_fail(c, EX_IOERR, "The record cannot be read. The log line above says why.");
	else
		fprintf(c->out, "%.*s\n", STR_ARG(anchor_line(c->mem, &k, &a)));
	house_close(&o);
	return code;
}

static void
write_line(void *arg, str line)
{
	FILE *out = arg;

	(void)fwrite(line.p, 1, line.n, out);
	(void)fputc('\n', out);
}

static err
write_export(struct cx *cx, void *arg)
{
	return audit_export(cx, (struct audit_out){ write_line, arg });
}

int
audit_export_command(struct cli *c)
{
	struct opened o;
	struct cx     cx;
	int           code = house_open(c, HOUSE_READ, &o);

	if (code != EX_OK)
		return code;
	house_cx(c, o.db, zone_find(STR("Europe/London")), &cx);
	if (batch_look(&cx, write_export, c->out) != OK)
		code = cli_fail(c, EX_IOERR, "The record cannot be read. The log line above says why.");
	house_close(&o);
	return code;
}

int
audit_said(struct cli *c, const struct record_found *r)
{
	for (int64_t i = 0; i < r->f.nfaults && i < AUDIT_FAULTS; i++)
		fprintf(c->err, "record %lld of chain %lld: %s\n", (long long)r->f.faults[i].seq,
		    (long long)r->f.faults[i].lane, r->f.faults[i].what);
	if (r->missed > 0)
		fprintf(c->err, "%lld of %lld anchors do not fit: records were cut off or made anew, or an"
		    " anchor is not ours. The last of them:\n  %.*s\n", (long long)r->missed,
		    (long long)r->anchors, STR_ARG(r->first_missed));
	if (r->f.nfaults > 0 || r->missed > 0)
		return cli_fail(c, EX_DATAERR, "The record is NOT whole: %lld faults in %lld records.",
		    (long long)(r->f.nfaults + r->missed), (long long)r->f.records);
	fprintf(c->out, "The record is whole: %lld records in %lld chains, %lld anchors, %lld days of counts;"
	    " %lld from before it was chained, %lld of erased people.\n", (long long)r->f.records,
	    (long long)r->f.lanes, (long long)r->anchors, (long long)r->f.days, (long long)r->f.before,
	    (long long)r->f.erased);
	if (r->f.waiting > 0)
		fprintf(c->out, "%lld lines from before wait to be taken in, at the next start.\n",
		    (long long)r->f.waiting);
	if (r->anchors == 0)
		fprintf(c->out, "There are no anchors: records cut off its end would not be noticed.\n");
	return EX_OK;
}

static int
anchors_of(struct cli *c, str *ret_text)
{
	str  path = cli_value(c, "anchors");
	bool said = path.n > 0;

	if (!said)
		path = keep_path(c->mem, &house_of(c)->config, KEEP_ANCHORS);
	*ret_text = (str){ 0 };
	if (disk_read(c->mem, path, ANCHORS_MAX, ret_text) || (!said && errno == ENOENT))
		return EX_OK;
	return cli_fail(c, EX_NOINPUT, "We cannot read the anchors in %.*s: %s.", STR_ARG(path), strerror(errno));
}

int
audit_verify_command(struct cli *c)
{
	struct opened       o = { .lock = -1 };
	struct keys         k;
	struct record_found r;
	struct cx           cx;
	str                 anchors;
	int                 code = keys_of(c, &k);

	if (code == EX_OK)
		code = anchors_of(c, &anchors);
	if (code == EX_OK && c->nwords == 1 &&
	    db_open(str_fmt(c->mem, "sqlite:%.*s", STR_ARG(c->words[0])), DB_READ, &o.db) != OK)
		code = cli_fail(c, EX_NOINPUT, "%.*s is no SQLite database that we can open.", STR_ARG(c->words[0]));
	if (code == EX_OK && c->nwords == 0)
		code = house_open(c, HOUSE_READ, &o);
	if (code != EX_OK)
		return code;
	house_cx(c, o.db, zone_find(STR("Europe/London")), &cx);
	if (record_look(&cx, &k, anchors, &r) != OK)
		code = cli_fail(c, EX_DATAERR, "The record cannot be read. The log line above says why.");
	else
		code = audit_said(c, &r);
	house_close(&o);
	return code;
}
