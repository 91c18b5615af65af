/*
 * store: every page of SQLite's file carries a sum, so that a page the disk has spoiled is
 * found when it is read and never shown.  A layer between SQLite and its files: sums are
 * put into the last eight bytes of each page as it is written home, and looked at when it is
 * read; pages still in the log are held against the log's own sums, which SQLite itself only
 * looks at after a crash.  What does not fit reads as SQLITE_IOERR_DATA.  A file made by a
 * program without this layer has no such bytes and is left as it is (page_sum_is_on()).
 *
 * The same layer sees to it that the files do not tell in which order things were said
 * (docs/why/unlinkable.md): pages go home tidied (page_tidy.c), a log that begins again is
 * made nought before it is cut, and page_sum_wipe_index() empties what SQLite remembers of it.
 */
#include "store/page_sum.h"

#include "store/page_tidy.h"

#include <stdlib.h>
#include <string.h>

enum {
	SUM = 8, HEAD = 100, LOG_HEAD = 32, FRAME_HEAD = 24, PAGE_LEAST = 512, PAGE_USUAL = 4096,
	AT_PAGES = 28,                  /* in the file's head: how many pages it has */
	TREES_MOST = 1 << 25,           /* from so many pages on, others may look like a tree's */
	INDEX_PART = 32768, INDEX_HEAD = 136, INDEX_FRAMES = 16, INDEX_PARTS = 16,
	NOUGHTS_MOST = 4 << 20,         /* a longer log is only cut */
};

struct layer { sqlite3_vfs base; sqlite3_vfs *real; };

struct file {
	sqlite3_file  base;
	struct file  *home;             /* of a log: the database it belongs to */
	bool          is_log, on;       /* on: pages have the eight bytes */
	uint32_t      page, pages;      /* bytes; 0: not known yet.  How many there are */
	int64_t       end;              /* of a log: how far this connection has written ... */
	int64_t       loose;            /* ... and from where on it wrote over its own frames */
	volatile unsigned char *index[INDEX_PARTS];     /* of the database: the log's, where it is in memory */
};

static sqlite3_file *real_of(sqlite3_file *f) { return (sqlite3_file *)(void *)((struct file *)f + 1); }

static uint32_t
word_at(const unsigned char *p, bool big)
{
	return big ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]
	    : (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

/* The sum of SQLite's log format: any one changed word changes it. */
static inline void
sum_two(const unsigned char *p, bool big, uint32_t s[2])
{
	s[0] += word_at(p, big) + s[1];
	s[1] += word_at(p + 4, big) + s[0];
}

/* What `pairs` more pairs of noughts would make of a sum: a power of the matrix [1 1; 1 2]. */
static void
sum_on(size_t pairs, uint32_t s[2])
{
	uint32_t a = 1, b = 1;                  /* [a b; b a+b] */

	for (; pairs > 0; pairs >>= 1) {
		uint32_t aa = a * a, bb = b * b, s0 = s[0];

		if (pairs & 1) {
			s[0] = a * s0 + b * s[1];
			s[1] = b * s0 + (a + b) * s[1];
		}
		b = b * (2 * a + b);
		a = aa + bb;
	}
}

/*
 * Each step waits for the one before.  So four stretches are summed at once, three of them from
 * nought, and put together: the sum is linear.  A page is read three times as fast.
 */
static inline void
sum_words(const unsigned char *p, size_t n, bool big, uint32_t s[2])
{
	const size_t q = n / 8 / 4, step = q * 8;
	uint32_t     t[3][2] = { { 0 } };

	for (size_t i = 0; i < step; i += 8) {
		sum_two(p + i, big, s);
		sum_two(p + step + i, big, t[0]);
		sum_two(p + 2 * step + i, big, t[1]);
		sum_two(p + 3 * step + i, big, t[2]);
	}
	for (size_t k = 0; k < 3; k++) {
		sum_on(q, s);
		s[0] += t[k][0];
		s[1] += t[k][1];
	}
	for (size_t i = 4 * step; i + 8 <= n; i += 8)
		sum_two(p + i, big, s);
}

static void
sum_more(const unsigned char *p, size_t n, bool big, uint32_t s[2])
{
	if (big)
		sum_words(p, n, true, s);
	else
		sum_words(p, n, false, s);
}

static void
sum_of_page(const unsigned char *page, uint32_t n, int64_t at, unsigned char ret[SUM])
{
	uint32_t s[2] = { (uint32_t)(at / n) + 1, 0 };  /* the right page, at the right place */

	sum_more(page, n - SUM, false, s);
	for (int i = 0; i < SUM; i++)
		ret[i] = (unsigned char)(s[i / 4] >> (i % 4 * 8));
}

/* The file's first bytes say how long a page is and whether it keeps eight for us. */
static void
learn(struct file *f, const unsigned char *p, int n, int64_t at)
{
	if (at != 0 || n < HEAD || memcmp(p, "SQLite format 3", 16) != 0)
		return;
	f->page = (uint32_t)p[16] << 8 | p[17];
	if (f->page == 1)
		f->page = 65536;
	f->on = p[20] == SUM;
	f->pages = word_at(p + AT_PAGES, true);
}

static bool
is_whole_page(const struct file *f, int n, int64_t at)
{
	return f->on && f->page >= PAGE_LEAST && n == (int)f->page && at % n == 0;
}

static bool
home_is_good(struct file *f, const unsigned char *p, int n, int64_t at)
{
	unsigned char want[SUM];

	learn(f, p, n, at);
	if (!is_whole_page(f, n, at))
		return true;
	sum_of_page(p, f->page, at, want);
	return memcmp(p + n - SUM, want, SUM) == 0;
}

/* Is the frame whose page was read at `at` as its head says?  Its sum goes on from the one before. */
static bool
frame_is_good(struct file *f, const unsigned char *p, int n, int64_t at)
{
	sqlite3_file *log = real_of(&f->base);
	unsigned char head[LOG_HEAD], frame[FRAME_HEAD], before[SUM];
	int64_t       frame_at = at - FRAME_HEAD;
	bool          first = frame_at == LOG_HEAD, big;
	uint32_t      s[2];

	/* after a crash SQLite reads whole frames, and looks at their sums itself */
	if (n < PAGE_LEAST || (n & (n - 1)) != 0 || (frame_at - LOG_HEAD) % (n + FRAME_HEAD) != 0 || frame_at >= f->loose)
		return true;
	if (log->pMethods->xRead(log, head, LOG_HEAD, 0) != SQLITE_OK ||
	    log->pMethods->xRead(log, frame, FRAME_HEAD, frame_at) != SQLITE_OK ||
	    log->pMethods->xRead(log, before, SUM, first ? LOG_HEAD - SUM : frame_at - n - SUM) != SQLITE_OK)
		return false;
	big = (head[3] & 1) != 0;
	s[0] = word_at(before, true);
	s[1] = word_at(before + 4, true);
	sum_more(frame, SUM, big, s);
	sum_more(p, (size_t)n, big, s);
	return s[0] == word_at(frame + 16, true) && s[1] == word_at(frame + 20, true);
}

static int
f_read(sqlite3_file *sf, void *p, int n, sqlite3_int64 at)
{
	struct file *f = (struct file *)sf;
	int          rc = real_of(sf)->pMethods->xRead(real_of(sf), p, n, at);

	if (rc != SQLITE_OK)
		return rc;
	if (f->is_log ? frame_is_good(f, p, n, at) : home_is_good(f, p, n, at))
		return SQLITE_OK;
	log_line("sqlite", "trouble=\"a damaged page\" in=%s page=%lld", f->is_log ? "log" : "file",
	    (long long)(f->is_log ? (at - LOG_HEAD) / (n + FRAME_HEAD) : at / n) + 1);
	return SQLITE_IOERR_DATA;
}

/* Within one long change SQLite may write over frames of its own and sums them up at the end. */
static void
note_log_write(struct file *f, int n, int64_t at)
{
	if (at == 0)                            /* the log begins again */
		f->end = 0, f->loose = INT64_MAX;
	else if (n >= PAGE_LEAST && (n & (n - 1)) == 0 && at < f->end && at - FRAME_HEAD < f->loose)
		f->loose = at - FRAME_HEAD;
	if (at + n > f->end)
		f->end = at + n;
}

/* SQLite may be reading the page it hands over, so it goes home from a copy. */
static int
write_home(struct file *f, const unsigned char *p, int64_t at)
{
	sqlite3_file   *home = real_of(&f->base);
	unsigned char   page[PAGE_USUAL];
	struct page_raw raw = { p, PAGE_USUAL, SUM, at == 0 };

	if (f->pages >= TREES_MOST || !page_tidy(&raw, page))
		memcpy(page, p, sizeof page);
	sum_of_page(page, sizeof page, at, page + sizeof page - SUM);
	return home->pMethods->xWrite(home, page, sizeof page, at);
}

static int
f_write(sqlite3_file *sf, const void *p, int n, sqlite3_int64 at)
{
	struct file *f = (struct file *)sf;

	if (f->is_log) {
		note_log_write(f, n, at);
	} else {
		learn(f, p, n, at);
		if (is_whole_page(f, n, at) && n == PAGE_USUAL)
			return write_home(f, p, at);
		/* the page is SQLite's own memory, and its last eight bytes are kept for us */
		if (is_whole_page(f, n, at))
			sum_of_page(p, f->page, at, (unsigned char *)(uintptr_t)p + n - SUM);
	}
	return real_of(sf)->pMethods->xWrite(real_of(sf), p, n, at);
}

/*
 * SQLite cuts a log only when all of it is home and on the disk.  From its head on it is then
 * written over, so that it is no log any more and cannot be read from the disk's free space.
 */
static void
make_nought(struct file *f)
{
	static const unsigned char noughts[PAGE_USUAL];
	sqlite3_file *log = real_of(&f->base);
	sqlite3_int64 n = 0;

	if (log->pMethods->xFileSize(log, &n) != SQLITE_OK || n == 0 || n > NOUGHTS_MOST)
		return;
	for (sqlite3_int64 at = 0; at < n; at += PAGE_USUAL)
		if (log->pMethods->xWrite(log, noughts, n - at < PAGE_USUAL ? (int)(n - at) : PAGE_USUAL, at) != SQLITE_OK)
			return;
	(void)log->pMethods->xSync(log, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

static int
f_truncate(sqlite3_file *sf, sqlite3_int64 n)
{
	struct file *f = (struct file *)sf;

	if (f->is_log && n == 0)
		make_nought(f);
	return real_of(sf)->pMethods->xTruncate(real_of(sf), n);
}

/* --- everything else goes straight on ------------------------------------------------ */

static int f_close(sqlite3_file *f) { return real_of(f)->pMethods->xClose(real_of(f)); }
static int f_sync(sqlite3_file *f, int how) { return real_of(f)->pMethods->xSync(real_of(f), how); }
static int f_size(sqlite3_file *f, sqlite3_int64 *n) { return real_of(f)->pMethods->xFileSize(real_of(f), n); }
static int f_lock(sqlite3_file *f, int how) { return real_of(f)->pMethods->xLock(real_of(f), how); }
static int f_unlock(sqlite3_file *f, int how) { return real_of(f)->pMethods->xUnlock(real_of(f), how); }
static int f_held(sqlite3_file *f, int *out) { return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out); }
static int f_control(sqlite3_file *f, int op, void *arg) { return real_of(f)->pMethods->xFileControl(real_of(f), op, arg); }
static int f_sector(sqlite3_file *f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); }
static int f_traits(sqlite3_file *f) { return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f)); }
static void f_barrier(sqlite3_file *f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }

static int
f_unmap(sqlite3_file *sf, int gone)
{
	struct file *f = (struct file *)sf;

	memset(f->index, 0, sizeof f->index);
	return real_of(sf)->pMethods->xShmUnmap(real_of(sf), gone);
}

static int
f_shm(sqlite3_file *sf, int i, int n, int more, void volatile **ret)
{
	struct file *f = (struct file *)sf;
	int          rc = real_of(sf)->pMethods->xShmMap(real_of(sf), i, n, more, ret);

	if (rc == SQLITE_OK && i < INDEX_PARTS && n == INDEX_PART)
		f->index[i] = *ret;
	return rc;
}

static int
f_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = f_close, .xRead = f_read, .xWrite = f_write, .xTruncate = f_truncate,
	.xSync = f_sync, .xFileSize = f_size, .xLock = f_lock, .xUnlock = f_unlock,
	.xCheckReservedLock = f_held, .xFileControl = f_control, .xSectorSize = f_sector,
	.xDeviceCharacteristics = f_traits, .xShmMap = f_shm, .xShmLock = f_shm_lock,
	.xShmBarrier = f_barrier, .xShmUnmap = f_unmap,
};

static int
layer_open(sqlite3_vfs *v, const char *name, sqlite3_file *sf, int flags, int *out)
{
	sqlite3_vfs *real = ((struct layer *)(void *)v)->real;
	struct file *f = (struct file *)sf;
	int          rc;

	if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
		return real->xOpen(real, name, sf, flags, out);
	*f = (struct file){ .is_log = (flags & SQLITE_OPEN_WAL) != 0, .loose = INT64_MAX };
	rc = real->xOpen(real, name, real_of(sf), flags, out);
	if (real_of(sf)->pMethods != NULL)
		f->base.pMethods = &methods;
	return rc;
}

const char *
page_sum_layer(void)
{
	sqlite3_vfs  *real = sqlite3_vfs_find(NULL);
	struct layer *l;

	if (sqlite3_vfs_find("waggle") != NULL)
		return "waggle";
	l = real == NULL ? NULL : calloc(1, sizeof *l);
	if (l == NULL)
		return NULL;
	l->base = *real;                        /* opening is ours; all else is the real one's */
	l->real = real;
	l->base.pNext = NULL;
	l->base.zName = "waggle";
	l->base.szOsFile = (int)sizeof(struct file) + real->szOsFile;
	l->base.xOpen = layer_open;
	if (sqlite3_vfs_register(&l->base, 0) != SQLITE_OK) {
		free(l);
		return NULL;
	}
	return "waggle";
}

void
page_sum_want(sqlite3 *conn)
{
	int n = SUM;

	(void)sqlite3_file_control(conn, "main", SQLITE_FCNTL_RESERVE_BYTES, &n);
}

bool
page_sum_is_on(sqlite3 *conn)
{
	sqlite3_file *f = NULL;

	return sqlite3_file_control(conn, "main", SQLITE_FCNTL_FILE_POINTER, &f) == SQLITE_OK &&
	    f != NULL && f->pMethods == &methods && ((struct file *)f)->on;
}

/* In the middle of a writer's transaction, so nobody adds to it; with no frame nobody looks in it. */
bool
page_sum_wipe_index(sqlite3 *conn)
{
	sqlite3_file *sf = NULL;
	struct file  *f;
	uint32_t      frames;

	if (sqlite3_file_control(conn, "main", SQLITE_FCNTL_FILE_POINTER, &sf) != SQLITE_OK || sf == NULL ||
	    sf->pMethods != &methods)
		return false;
	f = (struct file *)sf;
	if (f->index[0] == NULL)
		return false;
	frames = *(volatile uint32_t *)(volatile void *)(f->index[0] + INDEX_FRAMES);
	if (frames != 0)
		return false;
	for (int i = 0; i < INDEX_PARTS; i++)
		for (int k = i == 0 ? INDEX_HEAD : 0; f->index[i] != NULL && k < INDEX_PART; k += (int)sizeof(uint64_t))
			*(volatile uint64_t *)(volatile void *)(f->index[i] + k) = 0;
	return true;
}
