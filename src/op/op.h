/*
 * op: every operation the house offers, and the one way to run it.
 *
 * A room lists its operations as struct op.  The web page, the JSON API, the command line
 * and the timers are only doors: each turns what it was given into named words and calls
 * op_run() or hands the work to the writer (op/writer.h).  Login, permission, input checks,
 * transaction, the once-only key and the audit line happen here and nowhere else.
 */
#ifndef OP_OP_H
#define OP_OP_H

#include "access/access.h"
#include "base/base.h"
#include "op/shape.h"
#include "store/db.h"

struct lang; struct zone; struct painter; struct op; struct hearing;    /* words.h, picture.h, hearing.h */

/* One name=value as it arrived; type and file (its name): of an upload. */
struct word { str name, value, type, file; };
struct words { const struct word *at; size_t n; };
bool words_find(struct words w, str name, str *ret_value);

/* Why an operation failed; `key` is looked up in words/why.c. */
struct why { const char *key; str field; int64_t number; str text; };

/* Faults of several fields at once, for forms: the first is cx->why too. */
enum { WHYS_MAX = 16 };

/* The context of one request.  Lives exactly as long as its arena. */
struct cx {
	struct db    *db;
	struct arena *mem;
	stamp         now;          /* read once at the door; tests set it */
	day           today;        /* the provider's civil date at `now` */
	str           token;        /* sha-256 (hex) of who they say they are; empty for nobody */
	struct actor  who;
	bool          who_known;    /* who was set by the door; do not load */
	bool          unnamed;      /* the operation must leave no trace of who and when */
	bool          no_thing, own_record;  /* set by a rule: its record must not say what it was about; this time its room keeps it */
	bool          urgent, urgent_only;  /* a disclosure; the disk is full: nothing else is kept */
	bool          look_only;    /* set by an operation that only looked: all it did is undone, its output stands */
	str           once, heard_as;  /* once-only key of this form or call; of having been heard (op/hearing.h) */
	const char   *door;         /* "web", "api", "cli", "clock", "test" */
	const struct lang *lang; const struct zone *zone; bool lang_chosen;  /* zone: NULL: UTC; chosen: it wins over who's own */
	void        (*progress)(void *arg, int64_t done, int64_t of);  /* of long work; NULL: nobody waits; may begin anew */
	void         *progress_arg; struct painter *painter;  /* draws uploaded pictures afresh; NULL: none can be taken now */
	err         (*names)(struct cx *cx, const struct shape *s, void *out);  /* says places in who's language; NULL: as written */
	struct why    why, whys[WHYS_MAX];
	size_t        nwhys;
	struct words  stands, wanted;  /* after a clash: how it stands now; what they wanted, said in words */
	bool          moves_only;   /* set by cx_moves_only(), for the operation now running */
	str           moves;
};

/* Says why, once, at the source; returns e. */
err cx_fail(struct cx *cx, err e, const char *key, str field);
err cx_fail_n(struct cx *cx, err e, const char *key, str field, int64_t number);
/* ERR_CLASH: somebody was first; what stands `now`, or all that differs, beside what they wrote (or `wanted`). */
err cx_clash(struct cx *cx, const char *key, str name, str now);
err cx_clash_all(struct cx *cx, const char *key, struct words now);
err cx_clash_both(struct cx *cx, const char *key, str name, str wanted, str now);

/*
 * Says, in a rule that changes rows: what I changed is shown on pages of these places only
 * (a unit's `line`: its id and those above it, "1 4 23"); empty: on no kept page.  Without it
 * every kept page is drawn anew, which is always right.  Call it at the end of the rule.
 */
void cx_moves_only(struct cx *cx, str line);

enum field_kind {
	FIELD_INT,      /* int64_t, 0..max */
	FIELD_ID,       /* int64_t (any typed id), 1.. */
	FIELD_IDS,      /* struct ids: repeated in forms, an array in JSON, "1,2,3" in either */
	FIELD_TEXT,     /* str: several lines, at most `max` bytes */
	FIELD_LINE,     /* str: one line */
	FIELD_CHOICE,   /* int64_t: index into `choices` */
	FIELD_BOOL,     /* bool: "1", "on", "yes", "true"; absent is false */
	FIELD_DAY,      /* day: "2026-11-22", or NAME-day NAME-month NAME-year */
	FIELD_CLOCK,    /* clocktime: "14:30" */
	FIELD_FILE,     /* struct upload: multipart, or base64 in JSON */
	FIELD_SECRET,   /* str: a PIN, password or receipt; never logged, kept or sent back */
};

struct ids    { const int64_t *at; size_t n; };
struct upload { str name, type, bytes; };
enum { IDS_MAX = 200 };

/* An absent optional field leaves zeroes; an absent day is { DAY_NONE }. */

struct field {
	str             name;
	enum field_kind kind;
	size_t          at;         /* offset in the operation's input struct */
	size_t          max;        /* bytes of text, or largest number; 0: the kind's own limit */
	bool            optional;
	const char *const *choices; /* FIELD_CHOICE: keys, NULL-ended; index 0 may be "" */
	const char     *about;      /* one plain sentence: JSON schema and CLI help */
};

bool   field_is_yes(str v);                  /* what a ticked box may say */
size_t field_limit(const struct field *f);   /* bytes of text, or of a file, it takes at most */

enum tx { TX_READ, TX_WRITE };
struct op {
	str                 name;     /* "matter.raise": logged, audited, the OpenAPI operationId */
	str                 path;     /* "/matters/{matter}/pass": under /api/v1; GET when TX_READ, else POST */
	const char         *about;    /* one plain sentence for OpenAPI, CLI help and `waggle safety` */
	enum may            may;
	enum tx             tx;
	const struct field *fields;   /* what we accept; all else is dropped */
	size_t              nfields, in_size, out_size;
	const struct shape *out;      /* how the output struct reads in JSON; NULL: nothing comes back */
	/*
	 * Slow work outside the transaction (password hash, picture re-encoding), on a slow
	 * thread with a read connection; may be NULL.  It may read, and change `in`.
	 */
	err               (*before)(struct cx *cx, void *in);
	err               (*run)(struct cx *cx, const void *in, void *ret_out);
	/* Says that this very input must leave no trace of who and when; may be NULL. */
	bool              (*unnamed)(const struct cx *cx, const void *in);
	bool                own_record; /* its room keeps the record: no audit line, no count (the conflict wall) */
	/* This input is a disclosure: kept even when the disk is full.  Reads only `in`; may be NULL. */
	bool              (*urgent)(const struct cx *cx, const void *in);
	const struct hearing *hears; const char *not_heard; /* who hears its free words, or why nobody need */
	bool                no_token, as_written; /* not offered to tokens and JSON (sign-in forms); names as they were given */
	const char         *cites;    /* requirement ids */
};
#define FIELDS(a) .fields = (a), .nfields = LEN(a)

struct ops { const struct op *const *at; size_t n; };    /* everything, from the rooms' lists */
const struct op *op_find(struct ops all, str name);
const struct field *op_field(const struct op *op, str name);    /* NULL: it takes no such word */
/* At start: no doubles, no MAY_UNSET_, no field without a limit.  Asserts. */
void ops_check(struct ops all);

/*
 * Runs one operation in a transaction of its own.  On OK, *ret_out is the
 * operation's output struct in cx->mem.  A repeat of a once-only key gives the
 * first outcome again: cx->why.key is then "once.again" and *ret_out holds the first
 * run's output, read back through its shape.
 */
err op_run(struct cx *cx, const struct op *a, struct words w, void **ret_out) MUST_USE;

/* The two halves, for the writer: `before` (no transaction), and the rest inside one. */
struct op_call { const struct op *op; struct words w; void *in, *out; err e; };
err op_prepare(struct cx *cx, struct op_call *c) MUST_USE;   /* who, may, inputs, before */
err op_run_inside(struct cx *cx, struct op_call *c) MUST_USE; /* marks, runs, audits, keeps or undoes */
/* A rule calls another room's verb, not op_run().  The program's own work has who = actor_house(). */
#endif
