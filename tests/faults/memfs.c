/*
 * For fault tests: see memfs.h.  A write is kept sector by sector, as disks do; a sync makes
 * all earlier writes of that file stay; nothing promises an order between syncs.
 */
#include "tests/faults/memfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The disk's own memory is never what fails. */
void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t each);
void *__libc_realloc(void *p, size_t n);
void  __libc_free(void *p);

enum { SHM_PARTS = 64 };

struct open_file { sqlite3_file base; struct memfs *fs; int no; bool temp; int part; void *shm[SHM_PARTS]; };
struct way { sqlite3_vfs vfs; struct memfs fs; };

static void *
sure(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

void
image_clear(struct image *im)
{
	for (int i = 0; i < MEMFS_FILES; i++)
		__libc_free(im->at[i].p);
	*im = (struct image){ 0 };
}

void
image_copy(struct image *to, const struct image *from)
{
	struct image old = *to;

	*to = *from;
	for (int i = 0; i < MEMFS_FILES; i++) {
		to->at[i].p = sure(__libc_malloc(from->at[i].n + 1));
		if (from->at[i].n > 0)
			memcpy(to->at[i].p, from->at[i].p, from->at[i].n);
	}
	image_clear(&old);
}

/* To the byte. */
bool
image_same(const struct image *a, const struct image *b)
{
	for (int i = 0; i < MEMFS_FILES; i++) {
		const struct held *x = &a->at[i], *y = &b->at[i];

		if (x->there != y->there || x->n != y->n || strcmp(x->name, y->name) != 0 ||
		    (x->n > 0 && memcmp(x->p, y->p, x->n) != 0))
			return false;
	}
	return true;
}

static void
grow(struct image *im, int no, size_t n)
{
	if (im->at[no].n >= n)
		return;
	im->at[no].p = sure(__libc_realloc(im->at[no].p, n + 1));
	memset(im->at[no].p + im->at[no].n, 0, n - im->at[no].n);
	im->at[no].n = n;
}

static void
put(struct image *im, int no, int64_t at, const unsigned char *p, size_t n)
{
	grow(im, no, (size_t)at + n);
	memcpy(im->at[no].p + at, p, n);
}

static void
made(struct held *h, const char *name)
{
	h->there = true;
	h->n = 0;
	(void)snprintf(h->name, sizeof h->name, "%s", name);
}

static int
find(struct image *im, const char *name, bool make)
{
	for (int i = 0; i < MEMFS_FILES; i++)
		if (im->at[i].there && strcmp(im->at[i].name, name) == 0)
			return i;
	for (int i = 0; i < MEMFS_FILES && make; i++)
		if (!im->at[i].there) {
			made(&im->at[i], name);
			return i;
		}
	return -1;
}

static void
note(struct memfs *m, struct change c, const void *p)
{
	if (!m->recording)
		return;
	if (m->nlog == m->room) {
		m->room = m->room * 2 + 64;
		m->log = sure(__libc_realloc(m->log, m->room * sizeof *m->log));
	}
	c.p = c.n > 0 ? memcpy(sure(__libc_malloc(c.n)), p, c.n) : NULL;
	m->log[m->nlog++] = c;
}

void
memfs_record(struct memfs *m, bool on)
{
	for (size_t i = 0; i < m->nlog; i++)
		__libc_free(m->log[i].p);
	m->nlog = 0;
	m->recording = on;
}

/* Does this call fail?  FULL and SHORT are writes too. */
static bool
fails(struct memfs *m, enum fault_kind kind)
{
	struct fault *f = &m->fault;
	bool          write = f->kind == FAULT_WRITE || f->kind == FAULT_FULL || f->kind == FAULT_SHORT;

	if (f->n == 0 || (write ? kind != FAULT_WRITE : kind != f->kind))
		return false;
	f->seen++;
	if (f->sticky ? f->seen < f->n : f->seen != f->n)
		return false;
	f->hit++;
	return true;
}

/* --- after a cut ----------------------------------------------------------------------- */

static bool
synced_later(const struct memfs *m, size_t i, size_t upto)
{
	for (size_t j = i + 1; j < upto; j++)
		if (m->log[j].kind == CHANGE_SYNC && m->log[j].file == m->log[i].file)
			return !m->lies;
	return false;
}

void
memfs_after_cut(const struct memfs *m, const struct image *before, size_t upto, keep_fn *kept, void *arg,
    struct image *ret)              /* long: what, from where, how far, what stays */
{
	image_copy(ret, before);
	for (size_t i = 0; i < upto; i++) {
		const struct change *c = &m->log[i];
		bool                 sure_of = synced_later(m, i, upto);

		if (c->kind == CHANGE_GONE)
			ret->at[c->file].there = false;
		else if (c->kind == CHANGE_MADE)
			made(&ret->at[c->file], (const char *)c->p);
		else if (c->kind == CHANGE_CUT && (sure_of || kept(arg, i, 0)) && (size_t)c->at < ret->at[c->file].n)
			ret->at[c->file].n = (size_t)c->at;
		for (size_t at = 0; c->kind == CHANGE_WRITE && at < c->n;) {
			size_t left = c->n - at;
			size_t n = MEMFS_SECTOR - (size_t)((c->at + (int64_t)at) % MEMFS_SECTOR);

			n = n < left ? n : left;
			if (sure_of || kept(arg, i, at / MEMFS_SECTOR))
				put(ret, c->file, c->at + (int64_t)at, c->p + at, n);
			at += n;
		}
	}
}

/* --- SQLite's calls -------------------------------------------------------------------- */

static int
m_close(sqlite3_file *sf)
{
	struct open_file *f = (struct open_file *)sf;

	for (int i = 0; i < SHM_PARTS; i++)
		__libc_free(f->shm[i]);
	if (f->temp)
		f->fs->now.at[f->no].there = false;
	return SQLITE_OK;
}

static int
m_read(sqlite3_file *sf, void *p, int n, sqlite3_int64 at)
{
	struct open_file *f = (struct open_file *)sf;
	size_t            have = f->fs->now.at[f->no].n;
	size_t            can = (size_t)at >= have ? 0 : have - (size_t)at;

	if (fails(f->fs, FAULT_READ))
		return SQLITE_IOERR_READ;
	if (can >= (size_t)n) {
		memcpy(p, f->fs->now.at[f->no].p + at, (size_t)n);
		return SQLITE_OK;
	}
	memset(p, 0, (size_t)n);
	if (can > 0)
		memcpy(p, f->fs->now.at[f->no].p + at, can);
	return SQLITE_IOERR_SHORT_READ;
}

static int
m_write(sqlite3_file *sf, const void *p, int n, sqlite3_int64 at)
{
	struct open_file *f = (struct open_file *)sf;
	bool              bad = fails(f->fs, FAULT_WRITE);
	size_t            done = bad ? f->fs->fault.kind == FAULT_SHORT ? (size_t)n / 2 : 0 : (size_t)n;

	if (done > 0) {
		put(&f->fs->now, f->no, at, p, done);
		note(f->fs, (struct change){ CHANGE_WRITE, f->no, at, done, NULL }, p);
	}
	if (!bad || f->fs->fault.swallowed)
		return SQLITE_OK;
	return f->fs->fault.kind == FAULT_WRITE ? SQLITE_IOERR_WRITE : SQLITE_FULL;
}

static int
m_truncate(sqlite3_file *sf, sqlite3_int64 n)
{
	struct open_file *f = (struct open_file *)sf;

	if (fails(f->fs, FAULT_WRITE))
		return SQLITE_IOERR_TRUNCATE;
	if ((size_t)n < f->fs->now.at[f->no].n)
		f->fs->now.at[f->no].n = (size_t)n;
	note(f->fs, (struct change){ CHANGE_CUT, f->no, n, 0, NULL }, NULL);
	return SQLITE_OK;
}

static int
m_sync(sqlite3_file *sf, int flags)
{
	struct open_file *f = (struct open_file *)sf;

	(void)flags;
	if (fails(f->fs, FAULT_SYNC))
		return f->fs->fault.swallowed ? SQLITE_OK : SQLITE_IOERR_FSYNC;
	note(f->fs, (struct change){ CHANGE_SYNC, f->no, 0, 0, NULL }, NULL);
	return SQLITE_OK;
}

static int
m_size(sqlite3_file *sf, sqlite3_int64 *ret)
{
	struct open_file *f = (struct open_file *)sf;

	*ret = (sqlite3_int64)f->fs->now.at[f->no].n;
	return SQLITE_OK;
}

static int m_lock(sqlite3_file *f, int how) { (void)f; (void)how; return SQLITE_OK; }
static int m_held(sqlite3_file *f, int *ret) { (void)f; *ret = 0; return SQLITE_OK; }
static int m_control(sqlite3_file *f, int op, void *arg) { (void)f; (void)op; (void)arg; return SQLITE_NOTFOUND; }
static int m_sector(sqlite3_file *f) { (void)f; return MEMFS_SECTOR; }
static int m_traits(sqlite3_file *f) { (void)f; return 0; }
static int m_shm_lock(sqlite3_file *f, int at, int n, int how) { (void)f; (void)at; (void)n; (void)how; return SQLITE_OK; }
static void m_barrier(sqlite3_file *f) { (void)f; }
static int m_unmap(sqlite3_file *f, int gone) { (void)f; (void)gone; return SQLITE_OK; }

static int
m_shm(sqlite3_file *sf, int i, int n, int more, void volatile **ret)
{
	struct open_file *f = (struct open_file *)sf;

	if (i >= SHM_PARTS)
		return SQLITE_IOERR_SHMMAP;
	if (f->shm[i] == NULL && more) {
		f->shm[i] = __libc_calloc(1, (size_t)n);
		if (f->shm[i] == NULL)
			return SQLITE_IOERR_NOMEM;
	}
	*ret = f->shm[i];
	return SQLITE_OK;
}

static const sqlite3_io_methods io = {
	.iVersion = 2, .xClose = m_close, .xRead = m_read, .xWrite = m_write, .xTruncate = m_truncate,
	.xSync = m_sync, .xFileSize = m_size, .xLock = m_lock, .xUnlock = m_lock, .xCheckReservedLock = m_held,
	.xFileControl = m_control, .xSectorSize = m_sector, .xDeviceCharacteristics = m_traits, .xShmMap = m_shm,
	.xShmLock = m_shm_lock, .xShmBarrier = m_barrier, .xShmUnmap = m_unmap,
};

/* Ours is found by name: the layer above calls with itself. */
static struct memfs *
the_fs(void)
{
	return &((struct way *)(void *)sqlite3_vfs_find("memfs"))->fs;
}

static int
m_open(sqlite3_vfs *v, const char *name, sqlite3_file *sf, int flags, int *out)
{
	struct open_file *f = (struct open_file *)sf;
	struct memfs     *m = the_fs();
	int               no = find(&m->now, name == NULL ? "temp" : name, false);

	(void)v;
	sf->pMethods = NULL;
	if (no < 0 && (flags & SQLITE_OPEN_CREATE) == 0)
		return SQLITE_CANTOPEN;
	if (no < 0) {
		no = find(&m->now, name == NULL ? "temp" : name, true);
		if (no < 0)
			return SQLITE_CANTOPEN;
		note(m, (struct change){ CHANGE_MADE, no, 0, sizeof m->now.at[no].name, NULL }, m->now.at[no].name);
	}
	*f = (struct open_file){ .base = { &io }, .fs = m, .no = no, .temp = name == NULL };
	if (out != NULL)
		*out = flags;
	return SQLITE_OK;
}

static int
m_delete(sqlite3_vfs *v, const char *name, int sync)
{
	struct memfs *m = the_fs();
	int           no = find(&m->now, name, false);

	(void)v;
	(void)sync;
	if (no < 0)
		return SQLITE_IOERR_DELETE_NOENT;
	m->now.at[no].there = false;
	note(m, (struct change){ CHANGE_GONE, no, 0, 0, NULL }, NULL);
	return SQLITE_OK;
}

static int
m_access(sqlite3_vfs *v, const char *name, int how, int *ret)
{
	int no = find(&the_fs()->now, name, false);

	(void)v;
	*ret = no >= 0 && (how != SQLITE_ACCESS_EXISTS || the_fs()->now.at[no].n > 0);
	return SQLITE_OK;
}

static int
m_path(sqlite3_vfs *v, const char *name, int n, char *ret)
{
	(void)v;
	(void)sqlite3_snprintf(n, ret, "%s", name);
	return SQLITE_OK;
}

struct memfs *
memfs_install(void)
{
	struct way *w = sure(__libc_calloc(1, sizeof *w));

	w->vfs = *sqlite3_vfs_find(NULL);
	w->vfs.pNext = NULL;
	w->vfs.zName = "memfs";
	w->vfs.szOsFile = sizeof(struct open_file);
	w->vfs.mxPathname = 60;
	w->vfs.xOpen = m_open;
	w->vfs.xDelete = m_delete;
	w->vfs.xAccess = m_access;
	w->vfs.xFullPathname = m_path;
	if (sqlite3_vfs_register(&w->vfs, 1) != SQLITE_OK)
		abort();
	return &w->fs;
}
