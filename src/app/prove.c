/*
 * app/keep: is a database what its manifest says?  See keep.h.  A backup is put into a scratch
 * place as a restore would put it, looked through from end to end, and thrown away.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/disk.h"
#include "app/keep_in.h"
#include "base/secret.h"
#include "op/batch.h"
#include "rooms/file/file.h"
#include "store/migrate.h"

enum { SAMPLE = 200, SAMPLE_MEMORY = 64 << 20, ANCHORS_MAX = 64 << 20, COPY_STEP = 1 << 20 };

void
keep_cx(struct keep *k, struct db *db, struct cx *ret)
{
	*ret = (struct cx){ .db = db, .mem = k->mem, .now = k->now, .today = stamp_utc_day(k->now),
		.who = actor_house(), .who_known = true, .door = "keep", .lang = lang_find(STR("en")) };
}

/* --- files ------------------------------------------------------------------------------------ */

bool
file_sum(struct keep *k, str path, str *ret_hex, int64_t *ret_bytes)
{
	int         fd = open(str_c(k->mem, path), O_RDONLY | O_CLOEXEC);
	struct stat st;
	void       *p;

	if (fd < 0 || fstat(fd, &st) != 0 || st.st_size == 0) {
		if (fd >= 0)
			(void)close(fd);
		return keep_fail(k, "%.*s cannot be read, or is empty.", STR_ARG(path));
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd);
	if (p == MAP_FAILED)
		return keep_fail(k, "%.*s cannot be read.", STR_ARG(path));
	(void)madvise(p, (size_t)st.st_size, MADV_SEQUENTIAL);
	*ret_hex = secret_sha256_hex(k->mem, (str){ p, (size_t)st.st_size });
	*ret_bytes = st.st_size;
	(void)munmap(p, (size_t)st.st_size);
	return true;
}

bool
file_copy(struct keep *k, str from, str to)
{
	int     in = open(str_c(k->mem, from), O_RDONLY | O_CLOEXEC);
	int     out = open(str_c(k->mem, to), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char   *some = arena_take(k->mem, COPY_STEP);
	ssize_t n = in < 0 || out < 0 ? -1 : 1;

	while (n > 0) {
		n = read(in, some, COPY_STEP);
		if (n > 0 && write(out, some, (size_t)n) != n)
			n = -1;
	}
	if (n == 0 && fsync(out) != 0)
		n = -1;
	if (in >= 0)
		(void)close(in);
	if (out >= 0)
		(void)close(out);
	return n == 0 || keep_fail(k, "We cannot copy %.*s to %.*s: %s.", STR_ARG(from), STR_ARG(to), strerror(errno));
}

void
database_gone(struct keep *k, str path)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };

	for (size_t i = 0; i < LEN(ends); i++)
		(void)unlink(str_fmt(k->mem, "%.*s%s", STR_ARG(path), ends[i]).p);
}

int64_t
megabytes_free(struct arena *mem, str folder)
{
	struct statvfs fs;

	if (statvfs(str_c(mem, folder), &fs) != 0)
		return 0;
	return (int64_t)(fs.f_bavail * (fs.f_frsize / 1024) / 1024);
}

/* --- looking through ----------------------------------------------------------------------------- */

struct counting { struct db_count *at; size_t n; };

static err
count_all(struct cx *cx, void *arg)
{
	struct counting *c = arg;

	return db_counts(cx->db, cx->mem, &c->at, &c->n);
}

static bool
same_counts(struct keep *k, struct db *db, const struct manifest *m)
{
	struct counting c = { 0 };
	struct cx       cx;

	keep_cx(k, db, &cx);
	if (batch_look(&cx, count_all, &c) != OK)
		return keep_fail(k, "Its tables cannot be read.");
	if (c.n != m->ncounts)
		return keep_fail(k, "It has %zu tables; the manifest says %zu.", c.n, m->ncounts);
	for (size_t i = 0; i < c.n; i++)
		if (!str_eq(c.at[i].table, m->counts[i].table) || c.at[i].rows != m->counts[i].rows)
			return keep_fail(k, "The table %.*s has %lld rows; the manifest says %lld.",
			    STR_ARG(c.at[i].table), (long long)c.at[i].rows, (long long)m->counts[i].rows);
	return true;
}

/* Only what was anchored up to its own end can be there. */
static bool
whole_record(struct keep *k, struct db *db, const struct manifest *m)
{
	struct record_found found;
	struct cx           cx;

	if (m->anchor.n == 0)
		return true;                    /* from before the record was chained */
	keep_cx(k, db, &cx);
	if (record_look(&cx, k->keys, m->anchor, &found) != OK)
		return keep_fail(k, "Its record of who did what cannot be read.");
	if (found.f.nfaults > 0)
		return keep_fail(k, "Its record of who did what is NOT whole: record %lld of chain %lld: %s.",
		    (long long)found.f.faults[0].seq, (long long)found.f.faults[0].lane, found.f.faults[0].what);
	return found.missed == 0 ||
	    keep_fail(k, "Its record of who did what does not end where the manifest says.");
}

static bool
sample_of_files(struct keep *k, struct db *db)
{
	struct arena *mem = arena_new(SAMPLE_MEMORY);
	int64_t       older = 0;
	bool          good = true;

	for (int i = 0; i < SAMPLE && good; i++) {
		struct word         w = { .name = STR("older"), .value = str_fmt(mem, "%lld", (long long)older) };
		struct file_checked *f;
		struct cx           cx;
		void               *out = NULL;

		keep_cx(k, db, &cx);
		cx.mem = mem;
		good = op_run(&cx, &file_check, (struct words){ &w, 1 }, &out) == OK;
		f = out;
		good = good && f->good;
		older = good ? f->file : 0;
		arena_clear(mem);
		if (older == 0)
			break;
	}
	arena_free(mem);
	return good || keep_fail(k, "A file that somebody added is damaged in it.");
}

bool
look_through(struct keep *k, struct db *db, const struct manifest *m)
{
	str fault;

	keep_say(k, "reading every page");
	if (db_check(db, k->mem, &fault) != OK || fault.n > 0)
		return keep_fail(k, "The database is damaged: %.*s.", STR_ARG(fault));
	keep_say(k, "counting rows");
	if (m->ncounts > 0 && !same_counts(k, db, m))
		return false;
	keep_say(k, "checking the record of who did what");
	if (!whole_record(k, db, m))
		return false;
	keep_say(k, "checking a sample of the files");
	return sample_of_files(k, db);
}

/* The real one shall not be the first on which a new step is tried. */
bool
try_upgrade(struct keep *k, struct db *db)
{
	struct migrated m;

	keep_say(k, "trying the new schema on the copy");
	return migrate_up(db, k->mem, k->now, NULL, &m) == OK ||
	    keep_fail(k, "A copy of the database could not be brought to this program's schema.");
}

bool
prove(struct keep *k, const struct manifest *m, bool upgrade)
{
	str        path = keep_path(k->mem, k->config, ".proof.db");
	str        hex = STR("");
	int64_t    bytes = 0;
	struct db *db = NULL;
	bool       good;

	if (k->config->db_file.n == 0)
		return place_prove(k, m, upgrade);
	database_gone(k, path);
	keep_say(k, "restoring it into a scratch place");
	good = file_copy(k, m->file, path) && file_sum(k, path, &hex, &bytes);
	if (good && (!str_eq(hex, m->sha256) || bytes != m->bytes))
		good = keep_fail(k, "%.*s is not the file that the manifest tells of: its sha-256 differs.", STR_ARG(m->file));
	if (good && db_open(str_fmt(k->mem, "sqlite:%.*s", STR_ARG(path)), DB_WRITE, &db) != OK)
		good = keep_fail(k, "The restored copy cannot be opened.");
	good = good && look_through(k, db, m) && (!upgrade || try_upgrade(k, db));
	db_close(db);
	database_gone(k, path);
	return good;
}
