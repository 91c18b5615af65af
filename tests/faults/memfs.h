/*
 * For fault tests: a file system in memory under SQLite that writes down every change, can
 * be set back to any state a power cut could have left, and fails the n-th call on demand.
 * Only in test programs; one thread.
 */
#ifndef TESTS_FAULTS_MEMFS_H
#define TESTS_FAULTS_MEMFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MEMFS_FILES = 4, MEMFS_SECTOR = 512 };

/* What is on the disk: by name, whole. */
struct held { char name[64]; unsigned char *p; size_t n; bool there; };
struct image { struct held at[MEMFS_FILES]; };
void image_clear(struct image *i);
void image_copy(struct image *to, const struct image *from);
bool image_same(const struct image *a, const struct image *b);

enum change_kind { CHANGE_WRITE, CHANGE_CUT, CHANGE_SYNC, CHANGE_GONE, CHANGE_MADE };
struct change { enum change_kind kind; int file; int64_t at; size_t n; unsigned char *p; };

enum fault_kind { FAULT_NONE, FAULT_WRITE, FAULT_FULL, FAULT_SHORT, FAULT_SYNC, FAULT_READ, FAULT_KINDS };
struct fault {
	enum fault_kind kind;
	int64_t n;              /* the n-th such call from now fails; 0: none */
	bool    sticky;         /* and every later one */
	bool    swallowed;      /* the twin: it fails and says that all is well */
	int64_t seen, hit;      /* calls seen, and failed */
};

struct memfs {
	struct image   now;
	struct change *log;     /* since memfs_record(true) */
	size_t         nlog, room;
	bool           recording, lies;      /* lies: the twin: nothing is ever synced */
	struct fault   fault;
};

struct memfs *memfs_install(void);              /* becomes SQLite's usual way to files */
void memfs_record(struct memfs *m, bool on);    /* forgets what was written down */
/* What a cut just after the first `upto` changes could leave: what was synced, and of the
 * rest each sector for which `kept` says so. */
typedef bool keep_fn(void *arg, size_t change, size_t sector);
void memfs_after_cut(const struct memfs *m, const struct image *before, size_t upto,
    keep_fn *kept, void *arg, struct image *ret);

#endif
