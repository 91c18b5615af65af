/*
 * base: lowest of the ground.  Memory, text, time and the error type.
 * Knows nothing of the database, the web, or of care; everyone may use it.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))
#define LEN(a)   (sizeof(a) / sizeof *(a))

/* What went wrong, in the nine ways a caller can act on. */
typedef enum err {
	OK = 0,
	ERR_INPUT,   /* the person can mend it; why.field says where */
	ERR_LOGIN,   /* we do not know who this is */
	ERR_DENIED,  /* we know, and they may not */
	ERR_MISSING, /* no such thing, or none that this person may see */
	ERR_CLASH,   /* someone else changed it first */
	ERR_BUSY,    /* try again shortly */
	ERR_STORE,   /* the database failed; logged, never shown */
	ERR_FULL,    /* no room on the disk: nothing new is kept, reading goes on */
	ERR_COUNT_
} err;

/* The one control-flow macro in the house: pass a failure up unchanged. */
#define TRY(expr) do { err e_ = (expr); if (e_ != OK) return e_; } while (0)

/* A run of UTF-8 bytes that somebody else owns.  Not NUL-terminated. */
typedef struct str { const char *p; size_t n; } str;
#define STR(lit)      ((str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit) { "" lit, sizeof(lit) - 1 }   /* for static tables */
#define STR_ARG(s)    (int)(s).n, (s).p             /* for "%.*s" */

str  str_of(const char *c);                 /* NULL gives the empty str */
bool str_eq(str a, str b);
bool str_starts(str s, str prefix);
bool str_has(str s, str part);
bool str_to_int(str s, int64_t *ret_int);   /* whole string, at most 18 digits */
str  str_trim(str s);                       /* ASCII blanks at both ends */
str  str_cut(str *rest, char at);           /* takes up to `at`, steps over it */
bool str_is_utf8(str s);                    /* RFC 3629: no overlong, no surrogates, no NUL */
bool str_is_plain(str s);                   /* no control character but \t \n \r */

struct arena;

/*
 * Three kinds of time that do not mix.  A stamp is seconds since 1970 in UTC;
 * a day is a civil date, counted from 1970-01-01; a clock is minutes since
 * midnight.  Zones live in words/.  Rooms never read a clock: they use cx->now.
 */
typedef struct stamp { int64_t s; } stamp;
typedef struct day   { int64_t n; } day;
typedef struct clocktime { int64_t m; } clocktime;

#define DAY_NONE INT64_MIN                         /* no day: NULL in a row, null in JSON */

bool day_from_iso(str iso, day *ret_day);          /* "2026-11-22"; false for 30 February */
str  day_to_iso(struct arena *a, day d);
day  day_make(int64_t year, int64_t month, int64_t dom);    /* must be a real date */
void day_split(day d, int64_t *ret_year, int64_t *ret_month, int64_t *ret_dom);
int64_t day_weekday(day d);                        /* 0 Monday .. 6 Sunday */
day  stamp_utc_day(stamp t);
bool clock_from_hhmm(str s, clocktime *ret_clock); /* "14:30" */

/*
 * Memory for one piece of work, thrown away whole.  arena_take() never
 * returns NULL: input limits keep a request far below the cap, so reaching it
 * is a bug in us and the worker stops.  arena_clear() keeps the first blocks
 * for the next request.
 *
 * When the machine has no memory left, arena_take() goes to the arena's way out, which
 * op_run() and the doors set up (`setjmp`), undo what was begun and say "busy".  Without
 * one the program stops.  So a lock is never held over an arena_take().
 */
struct arena *arena_new(size_t cap);
void   arena_free(struct arena *a);
void   arena_clear(struct arena *a);
jmp_buf *arena_way_out(struct arena *a, jmp_buf *out);  /* NULL: none; returns the one before */
_Noreturn void arena_out(struct arena *a);              /* no memory: takes that way now */
struct arena *arena_new_if(size_t cap);                 /* as arena_new(); NULL: no memory */
void   arena_ask(struct arena *a);      /* takes that way if there is none now: before a library's "no" is believed */
void  *arena_take(struct arena *a, size_t n);           /* zeroed, 16-aligned */
str    str_copy(struct arena *a, str s);
const char *str_c(struct arena *a, str s);              /* for C libraries only */
str    str_fmt(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Text that grows inside an arena. */
struct buf { struct arena *mem; char *p; size_t n, room; };
void buf_need(struct buf *b, size_t more);              /* room for `more` bytes at p + n */
void buf_add(struct buf *b, str s);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline str buf_str(const struct buf *b) { return (str){ b->p, b->n }; }

/*
 * The log: one line of logfmt to stderr.  Never a person's words, names,
 * receipts, tokens or passwords (`reliability P1-3`).
 */
void log_line(const char *what, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
