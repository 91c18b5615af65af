/*
 * For fault tests: the ways to break a step.  Cut off at every change of the disk, with what
 * was not synced there, gone, torn or in part; the n-th call failing, once or from then on;
 * the n-th allocation failing likewise.  What must be true afterwards is said beside each.
 */
#include "tests/faults/points.h"

#include "store/db_in.h"

#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#define KEY "a once-only key of a test, one form"

enum { SEEDS = 6, SEEDS_QUICK = 2, LEAK_MOST = 8192, STRIDE_QUICK = 197, CALLS_QUICK = 23 };

/* --- the clean run: what stands before and after --------------------------------------- */

struct stands { struct hash before, after; };

static bool
run_clean(struct points *p, const struct image *before, struct stands *ret)
{
	void *out = NULL;

	points_reset(p, before);
	memfs_record(p->fs, true);              /* the log is a new file, made as it is opened */
	if (!points_open(p) || !points_look(p, &ret->before))
		return false;
	if (points_run(p, KEY, &out) != OK) {
		printf("bad: %s: %s %.*s\n", p->step->op, p->play->cx.why.key ? p->play->cx.why.key : "",
		    STR_ARG(p->play->cx.why.field));
		return false;
	}
	p->fs->recording = false;
	return points_look(p, &ret->after);
}

/* --- cuts (reliability D3) ------------------------------------------------------------- */

struct cut { size_t upto, torn; unsigned seed; bool acked; };
/* What the last cut by the same lot left: between two syncs that is often the same to the byte. */
struct left { struct image disk; bool acked; int64_t bad; };

/* Of what was not synced: all (0), nothing (1), or by lot; `torn`: the last write's first sectors. */
static bool
keeps(void *arg, size_t change, size_t sector)
{
	const struct cut *c = arg;
	uint64_t          lot = (change * 131 + sector) * 0x9E3779B97F4A7C15u + c->seed * 0xBF58476D1CE4E5B9u;

	if (c->torn > 0)
		return change + 1 < c->upto || sector < c->torn;
	lot ^= lot >> 31;
	lot *= 0x94D049BB133111EBu;
	return c->seed == 0 || (c->seed > 1 && (lot >> 40 & 1) != 0);
}

/* After this cut: a sound file that says before or after, and after once it was acknowledged. */
static void
cut_here(struct points *p, const struct image *before, const struct stands *s, struct cut c, struct left *last)
{	/* long: what, from where, between which two, how, and what stood there before */
	struct image left = { 0 };
	struct hash  got = { 0 };
	bool         same;

	memfs_after_cut(p->fs, before, c.upto, keeps, &c, &left);
	p->tried++;
	same = last->acked == c.acked && image_same(&last->disk, &left);
	if (same) {                             /* it was looked at, and would say the same */
		image_clear(&left);
		p->bad += last->bad;
		return;
	}
	points_reset(p, &left);
	image_clear(&last->disk);
	*last = (struct left){ left, c.acked, -p->bad };
	p->looked++;
	if (!points_open(p))
		points_bad(p, "it does not open after a cut", (int64_t)c.upto);
	else if (!points_look(p, &got))
		points_bad(p, "damaged after a cut", (int64_t)c.upto);
	else if (got.sum != s->before.sum && got.sum != s->after.sum)
		points_bad(p, "between before and after", (int64_t)c.upto);
	else if (c.acked && got.sum != s->after.sum)
		points_bad(p, "acknowledged and gone", (int64_t)c.upto);
	last->bad += p->bad;
}

static void
cuts_run(struct points *p, const struct image *before)
{
	struct stands s;
	struct left   last[SEEDS + 1] = { 0 };  /* of each lot; of the torn ones */
	int64_t       left;
	size_t        acked_at;
	unsigned      seeds = p->everything ? SEEDS : SEEDS_QUICK;

	if (!run_clean(p, before, &s)) {
		points_bad(p, "it did not run without a fault", 0);
		return;
	}
	acked_at = p->fs->nlog;
	p->fs->recording = true;
	if (db_checkpoint(p->f.db, DB_MOVE_AGAIN, &left) != OK)
		points_bad(p, "the log did not move home", 0);
	p->fs->recording = false;
	for (struct cut c = { 0 }; c.upto <= p->fs->nlog && !points_late(p);
	    c.upto += (size_t)points_stride(p, 1)) {
		c.acked = c.upto >= acked_at;
		for (c.seed = 0; c.seed < seeds; c.seed++)
			cut_here(p, before, &s, c, &last[c.seed]);
		c.seed = 0;
		c.acked = c.upto > acked_at;
		for (c.torn = 1; c.torn < 8 && c.upto > 0 && p->fs->log[c.upto - 1].n > c.torn * MEMFS_SECTOR;
		    c.torn += p->everything ? 1 : 4)
			cut_here(p, before, &s, c, &last[SEEDS]);
		c.torn = 0;
	}
	for (size_t i = 0; i < LEN(last); i++)
		image_clear(&last[i].disk);
	memfs_record(p->fs, false);
}

/* --- calls (reliability D4) ------------------------------------------------------------ */

/* The same form again, now that all is well: it is done, once. */
static void
do_again(struct points *p, const struct stands *s, int64_t n)
{
	struct hash got;
	void       *out = NULL;

	if (points_run(p, KEY, &out) != OK)
		points_bad(p, "the next request failed", n);
	else if (!points_look(p, &got) || got.rows != s->after.rows)
		points_bad(p, "not once after the next request", n);
	else if (points_drop(p), !points_open(p) || !points_look(p, &got) || got.rows != s->after.rows)
		points_bad(p, "acknowledged and gone after a kill", n);
}

static void
look_after_fault(struct points *p, const struct stands *s, err e, int64_t n)
{
	bool        ends = db_must_stop(p->f.db);
	struct hash got;

	if (e != OK && e != ERR_STORE && e != ERR_FULL && e != ERR_BUSY)
		points_bad(p, "an error that says something else", (int64_t)e);
	if (ends) {                             /* the process ends; the next start reads the disk */
		points_drop(p);
		if (!points_open(p)) {
			points_bad(p, "it does not open after the fault", n);
			return;
		}
	}
	if (!points_look(p, &got))
		points_bad(p, "damaged after the fault", n);
	else if (e == OK ? got.rows != s->after.rows : got.sum != s->before.sum && !(ends && got.rows == s->after.rows))
		points_bad(p, e == OK ? "acknowledged and not there" : "neither before nor after", n);
	else
		do_again(p, s, n);
}

/* False: the step ended without having met the n-th call. */
static bool
call_fails(struct points *p, const struct image *before, const struct stands *s, struct fault f)
{
	void *out = NULL;
	err   e;

	points_reset(p, before);
	if (!points_open(p)) {
		points_bad(p, "it does not open", f.n);
		return false;
	}
	p->arm = f;
	e = points_run(p, KEY, &out);
	f.hit = p->fs->fault.hit;
	if (f.hit == 0)
		return false;
	p->tried++;
	if (f.kind == FAULT_SYNC && e != OK && !db_must_stop(p->f.db))
		points_bad(p, "goes on after a failed sync", f.n);
	look_after_fault(p, s, e, f.n);
	return true;
}

static void
calls_run(struct points *p, const struct image *before)
{
	struct stands s;

	if (!run_clean(p, before, &s)) {
		points_bad(p, "it did not run without a fault", 0);
		return;
	}
	memfs_record(p->fs, false);
	for (int kind = FAULT_WRITE; kind < FAULT_KINDS; kind++)
		for (int sticky = 0; sticky < 2; sticky++) {
			struct fault f = { .kind = (enum fault_kind)kind, .n = 1, .sticky = sticky != 0,
				.swallowed = p->swallow };

			while (!points_late(p) && call_fails(p, before, &s, f))
				f.n += points_stride(p, p->everything || f.n < 3 ? 1 : CALLS_QUICK);
		}
}

/* --- memory (reliability D5) ----------------------------------------------------------- */

static bool
allocation_fails(struct points *p, const struct image *before, const struct stands *s, int64_t n)
{
	struct hash got;
	void       *out = NULL;
	err         e;

	points_reset(p, before);
	if (!points_open(p)) {
		points_bad(p, "it does not open", n);
		return false;
	}
	p->fail_at = n;
	p->allocations = p->failed = 0;
	e = points_run(p, KEY, &out);
	p->fail_at = 0;
	if (p->failed == 0)
		return false;
	p->tried++;
	if (e != OK && e != ERR_BUSY)
		points_bad(p, "an error that says something else", (int64_t)e);
	if (db_must_stop(p->f.db))
		points_bad(p, "it would end", n);
	if (!points_look(p, &got) || (e == OK ? got.rows != s->after.rows : got.sum != s->before.sum))
		points_bad(p, "not as it was", n);
	else
		do_again(p, s, n);
	return true;
}

static void
memory_run(struct points *p, const struct image *before)
{
	struct stands s;
	int64_t       held;
	int64_t       stride = p->everything ? 1 : STRIDE_QUICK;

	if (!run_clean(p, before, &s)) {
		points_bad(p, "it did not run without a fault", 0);
		return;
	}
	memfs_record(p->fs, false);
	for (int sticky = 0; sticky < 2; sticky++) {
		p->sticky = sticky != 0;
		(void)allocation_fails(p, before, &s, 3);       /* first times fill what is kept for good */
		points_reset(p, before);
		held = p->live;
		for (int64_t n = 1; !points_late(p) && allocation_fails(p, before, &s, n);)
			n += points_stride(p, n < 4 ? 1 : stride);
		points_reset(p, before);
		if (p->live > held + LEAK_MOST)
			points_bad(p, "memory was not given back", p->live - held);
	}
}

/* --- spoiled pages (reliability D8) ------------------------------------------------------ */

/* One byte of `file` is changed: it is found, or nobody read it; never is it taken for good. */
static void
spoil_one(struct points *p, const struct image *good, const struct stands *s, int file, size_t at)
{
	struct image  bad = { 0 };
	struct db     bare = { 0 };
	struct hash   got;
	sqlite3      *c = NULL;

	image_copy(&bad, good);
	bad.at[file].p[at] ^= (unsigned char)(1 + at % 255);
	points_reset(p, &bad);
	image_clear(&bad);
	p->tried++;
	if (p->bare) {                          /* the twin: without the layer that sums up pages */
		(void)sqlite3_open_v2("/memfs/waggle.db", &c, SQLITE_OPEN_READWRITE, "memfs");
		bare.conn = c;
		p->f.db = &bare;
	}
	if ((p->bare || points_open(p)) && points_look(p, &got) && got.sum != s->after.sum)
		points_bad(p, "shown as if it were good", (int64_t)at);
	if (p->bare) {
		(void)sqlite3_close(c);
		p->f.db = NULL;
	}
}

static void
rot_run(struct points *p, const struct image *before)
{
	struct stands s;
	struct image  good = { 0 };
	int64_t       left;
	int           each = p->everything ? 40 : 4;

	if (!run_clean(p, before, &s) || db_checkpoint(p->f.db, DB_MOVE_AGAIN, &left) != OK) {
		points_bad(p, "it did not run without a fault", 0);
		return;
	}
	memfs_record(p->fs, false);
	points_drop(p);
	image_copy(&good, &p->fs->now);
	for (size_t page = 0; page < good.at[0].n; page += 4096)
		for (int i = 0; i < each && !points_late(p); i++)
			spoil_one(p, &good, &s, 0, page + (i % 2 == 0 ? (page * 31 + (size_t)i * 1021 + 517) % 4096
			    : 4087 - (page * 7 + (size_t)i * 89) % 1200));   /* the words lie at the end */
	image_clear(&good);
}

const struct form *
points_form(const char *name)
{
	static const struct form forms[] = {
		{ "cuts", cuts_run }, { "calls", calls_run }, { "memory", memory_run },
		{ "rot", rot_run },
	};

	for (size_t i = 0; i < LEN(forms); i++)
		if (strcmp(forms[i].name, name) == 0)
			return &forms[i];
	return NULL;
}

/* --- every allocation of this program asks here ------------------------------------------ */

struct points *
points_it(void)
{
	static struct points it;

	return &it;
}

static bool
refused(void)
{
	struct points *p = points_it();

	if (!p->armed || p->fail_at == 0)
		return false;
	p->allocations++;
	if (p->sticky ? p->allocations < p->fail_at : p->allocations != p->fail_at)
		return false;
	p->failed++;
	errno = ENOMEM;
	return true;
}

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t each);
void *__libc_realloc(void *p, size_t n);
void  __libc_free(void *p);

static void *
counted(void *at)
{
	points_it()->live += (int64_t)malloc_usable_size(at);
	return at;
}

void *malloc(size_t n) { return refused() ? NULL : counted(__libc_malloc(n)); }
void *calloc(size_t n, size_t each) { return refused() ? NULL : counted(__libc_calloc(n, each)); }

void *
realloc(void *p, size_t n)
{
	if (refused())
		return NULL;
	points_it()->live -= (int64_t)malloc_usable_size(p);
	return counted(__libc_realloc(p, n));
}

void
free(void *p)
{
	points_it()->live -= (int64_t)malloc_usable_size(p);
	__libc_free(p);
}
