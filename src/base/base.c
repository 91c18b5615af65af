/* base: the error type's ground, memory and growing text.  See base.h. */
#include "base/base.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Under the address sanitizer what nobody took is poison, with a gap after each taking. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_GUARDED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_GUARDED 1
#endif
#ifdef ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#define GAP 16
#else
#define GAP 0
#define ASAN_POISON_MEMORY_REGION(at, n)   ((void)(at), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(at, n) ((void)(at), (void)(n))
#endif

enum { BLOCK_SIZE = 32 * 1024, ASKED = 4096 };

struct block { struct block *next; size_t used, size; alignas(16) char at[]; };
/* `first` stays for the next request; `top` is where we take from. */
struct arena { struct block *top, *first; size_t used, cap; jmp_buf *out; };

void
arena_out(struct arena *a)
{
	if (a->out != NULL)
		longjmp(*a->out, 1);
	abort();
}

static struct block *
block_new(struct arena *a, size_t n)
{
	size_t        size = n > BLOCK_SIZE ? n : BLOCK_SIZE;
	struct block *b = malloc(sizeof *b + size);

	if (b == NULL)
		arena_out(a);
	b->next = NULL;
	b->used = 0;
	b->size = size;
	ASAN_POISON_MEMORY_REGION(b->at, size);
	return b;
}

struct arena *
arena_new_if(size_t cap)
{
	struct arena *a = calloc(1, sizeof *a);

	if (a != NULL)
		a->cap = cap;
	return a;
}

struct arena *
arena_new(size_t cap)
{
	struct arena *a = arena_new_if(cap);

	if (a == NULL)
		abort();
	return a;
}

void
arena_clear(struct arena *a)
{
	while (a->top != NULL && a->top != a->first) {
		struct block *b = a->top;

		a->top = b->next;
		free(b);
	}
	if (a->first != NULL) {
		a->first->used = 0;
		a->top = a->first;
		ASAN_POISON_MEMORY_REGION(a->first->at, a->first->size);
	}
	a->used = 0;
}

jmp_buf *
arena_way_out(struct arena *a, jmp_buf *out)
{
	jmp_buf *before = a->out;

	a->out = out;
	return before;
}

void
arena_ask(struct arena *a)
{
	struct arena *some = arena_new_if(ASKED);

	if (some == NULL)
		arena_out(a);
	arena_free(some);
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_clear(a);
	free(a->first);
	free(a);
}

/* As it comes: for what is filled at once. */
static void *
take(struct arena *a, size_t n)
{
	void  *at = NULL;
	size_t asked = n;

	n = ((n + 15) & ~(size_t)15) + GAP;
	if (n > a->cap - a->used) {
		fprintf(stderr, "arena: %zu more is over its cap of %zu\n", n, a->cap);
		abort();
	}
	if (a->top == NULL || a->top->size - a->top->used < n) {
		struct block *b = block_new(a, n);

		b->next = a->top;
		a->top = b;
		if (a->first == NULL)
			a->first = b;
	}
	at = a->top->at + a->top->used;
	ASAN_UNPOISON_MEMORY_REGION(at, asked);
	a->top->used += n;
	a->used += n;
	return at;
}

void *
arena_take(struct arena *a, size_t n)
{
	return memset(take(a, n), 0, n);
}

str
str_copy(struct arena *a, str s)
{
	char *p = take(a, s.n + 1);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	p[s.n] = 0;
	return (str){ p, s.n };
}

const char *
str_c(struct arena *a, str s)
{
	return str_copy(a, s).p;
}

str
str_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	int     n;
	char   *p;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	assert(n >= 0);
	p = arena_take(a, (size_t)n + 1);
	(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return (str){ p, (size_t)n };
}

void
buf_need(struct buf *b, size_t more)
{
	size_t room;
	char  *p;

	if (b->room - b->n >= more)
		return;
	room = b->room * 2 > b->n + more ? b->room * 2 : b->n + more + 256;
	p = take(b->mem, room);
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	b->p = p;
	b->room = room;
}

void
buf_add(struct buf *b, str s)
{
	if (s.n == 0)
		return;
	buf_need(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int     n;

	buf_need(b, 64);
	va_start(ap, fmt);
	n = vsnprintf(b->p + b->n, b->room - b->n, fmt, ap);
	va_end(ap);
	assert(n >= 0);
	if ((size_t)n >= b->room - b->n) {
		buf_need(b, (size_t)n + 1);
		va_start(ap, fmt);
		(void)vsnprintf(b->p + b->n, b->room - b->n, fmt, ap);
		va_end(ap);
	}
	b->n += (size_t)n;
}

void
log_line(const char *what, const char *fmt, ...)
{
	char            line[1024];
	struct timespec now;
	struct tm       tm;
	va_list         ap;
	int             n;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	n = snprintf(line, sizeof line, "at=%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ what=%s ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    now.tv_nsec / 1000000, what);
	va_start(ap, fmt);
	n += vsnprintf(line + n, sizeof line - (size_t)n - 1, fmt, ap);
	va_end(ap);
	n = n < (int)sizeof line - 2 ? n : (int)sizeof line - 2;
	line[n] = '\n';
	while (write(STDERR_FILENO, line, (size_t)n + 1) < 0 && errno == EINTR)
		;                               /* whole lines, at once; nowhere to say that it failed */
}
