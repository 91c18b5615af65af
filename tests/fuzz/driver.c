/*
 * Runs a fuzz target without libFuzzer: first every file of a folder, then changed copies of
 * them for some seconds.  The bytes under trial are in a shared file, so that after a crash
 * somebody can read what they were.
 *	driver FOLDER SECONDS SEED LAST
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { INPUT_MAX = 16 * 1024, SEEDS_MAX = 4000 };
struct seed { uint8_t *p; size_t n; };
struct last { uint64_t n; uint8_t at[INPUT_MAX]; };
struct run { struct seed seeds[SEEDS_MAX]; size_t nseeds; uint64_t rnd; struct last *last; };

static uint64_t
dice(struct run *r, uint64_t below)
{
	r->rnd ^= r->rnd << 13;
	r->rnd ^= r->rnd >> 7;
	r->rnd ^= r->rnd << 17;
	return r->rnd % below;
}

static void
try(struct run *r, const uint8_t *p, size_t n)
{
	uint8_t *exact = malloc(n == 0 ? 1 : n);

	assert(exact != NULL);
	memcpy(exact, p, n);
	memcpy(r->last->at, p, n);
	r->last->n = n;
	(void)LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

static void
load(struct run *r, const char *folder)
{
	DIR           *d = opendir(folder);
	struct dirent *e;

	assert(d != NULL);
	while ((e = readdir(d)) != NULL && r->nseeds < SEEDS_MAX) {
		struct seed *s = &r->seeds[r->nseeds];
		int          fd;
		ssize_t      n;

		if (e->d_name[0] == '.')
			continue;
		fd = openat(dirfd(d), e->d_name, O_RDONLY);
		s->p = malloc(INPUT_MAX);
		assert(fd >= 0 && s->p != NULL);
		n = read(fd, s->p, INPUT_MAX);
		assert(n >= 0);
		s->n = (size_t)n;
		r->nseeds++;
		(void)close(fd);
	}
	(void)closedir(d);
	assert(r->nseeds > 0);
}

static size_t
change(struct run *r, uint8_t *p, size_t n)
{
	static const char  signs[] = "%&=;,:\r\n\t \"'<>{}[]\\/\xff\xc0\x80W0-+";
	const struct seed *other = &r->seeds[dice(r, r->nseeds)];
	size_t             at = n > 0 ? dice(r, n) : 0, take;

	switch (dice(r, 6)) {
	case 0:                                         /* another byte */
		if (n > 0)
			p[at] = (uint8_t)dice(r, 256);
		return n;
	case 1:                                         /* a bit */
		if (n > 0)
			p[at] ^= (uint8_t)(1U << dice(r, 8));
		return n;
	case 2:                                         /* cut out */
		take = n > at ? dice(r, n - at + 1) : 0;
		memmove(p + at, p + at + take, n - at - take);
		return n - take;
	case 3:                                         /* a piece of another */
		take = other->n > 0 ? dice(r, other->n) + 1 : 0;
		if (take > INPUT_MAX - n)
			return n;
		memmove(p + at + take, p + at, n - at);
		memcpy(p + at, other->p + (other->n - take), take);
		return n + take;
	case 4:                                         /* the same again */
		take = n > at ? dice(r, n - at + 1) : 0;
		if (take > INPUT_MAX - n)
			return n;
		memmove(p + at + take, p + at, n - at);
		return n + take;
	default:                                        /* a sign that means something */
		if (n > 0)
			p[at] = (uint8_t)signs[dice(r, sizeof signs)];
		return n;
	}
}

int
main(int argc, char **argv)
{
	struct run *r = calloc(1, sizeof *r);
	uint8_t    *p = malloc(INPUT_MAX);
	uint64_t    runs = 0;
	int64_t     seconds = 0, seed = 0;
	time_t      until;
	int         fd;

	assert(argc == 5 && r != NULL && p != NULL);
	assert(str_to_int(str_of(argv[2]), &seconds) && str_to_int(str_of(argv[3]), &seed));
	r->rnd = (uint64_t)seed * 0x9E3779B97F4A7C15U + 1;
	fd = open(argv[4], O_RDWR | O_CREAT | O_TRUNC, 0600);
	assert(fd >= 0 && ftruncate(fd, sizeof *r->last) == 0);
	r->last = mmap(NULL, sizeof *r->last, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	assert(r->last != MAP_FAILED);
	load(r, argv[1]);
	for (size_t i = 0; i < r->nseeds; i++, runs++)
		try(r, r->seeds[i].p, r->seeds[i].n);
	for (until = time(NULL) + seconds; time(NULL) < until; ) {
		const struct seed *s = &r->seeds[dice(r, r->nseeds)];
		size_t             n = s->n;

		memcpy(p, s->p, n);
		for (uint64_t i = dice(r, 5) + 1; i > 0; i--)
			n = change(r, p, n);
		try(r, p, n);
		runs++;
	}
	printf("runs=%llu seeds=%zu\n", (unsigned long long)runs, r->nseeds);
	for (size_t i = 0; i < r->nseeds; i++)
		free(r->seeds[i].p);
	free(r);
	free(p);
	return 0;
}
