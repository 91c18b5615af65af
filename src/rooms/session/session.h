/*
 * rooms/session: signing in and out, and how this browser likes pages to look.
 *
 * A session is a row under the hash of a secret that only the browser's cookie holds.
 * Signing in takes as long for an unknown name as for a known one, and guessing slows
 * the device that guesses, never the person who is guessed at.  Also the pages that
 * belong to everybody: help now, leaving quickly, the accessibility statement, errors.
 */
#ifndef ROOMS_SESSION_H
#define ROOMS_SESSION_H

#include "op/op.h"
#include "page/page.h"

/* session.open: `opened` is false when name and password do not go together. */
struct session_opened { bool opened, slowed; str secret, back; int64_t minutes; };
struct session_form { str back; bool signed_in; };
/* session.read: who is asking, and when their session was last moved on. */
struct session_now { bool signed_in; int64_t person; str name, roles; stamp seen, ends; };
struct option;
struct display_form {
	str back, lang, scheme;
	int64_t size;
	/* for the form: what there is to choose */
	const struct option *langs, *sizes, *schemes;
	size_t nlangs, nsizes, nschemes;
};
struct token_made { str secret; stamp ends; };
struct plain_page { str provider; };

err session_forget(struct cx *cx, person_id who) MUST_USE;       /* after an erasure */
extern const struct op session_open, session_ask, session_close, session_read, session_seen;
extern const struct op session_sweep;  /* the clock door's, once a day */
extern const struct op display_ask, display_set;
extern const struct op token_new;      /* the command line's: waggle token new */
extern const struct op help_read;      /* pages with nothing to look up */
extern const struct op *const session_ops[];
extern const size_t session_nops;
extern const struct routes session_routes;

/* A session is moved on when its last move is older than this. */
enum { SESSION_IDLE_S = 12 * 3600, SESSION_SEEN_S = 3600 };

/* What went wrong, as the web door shows it: one of the flags says what. */
struct error_page {
	int64_t status;
	bool missing, denied, login, clash, input, busy, full, too_big, broken, other;
	str why, field;
	str sign_in;                       /* nobody is signed in, and it may be for somebody: where to */
	const struct word *kept;           /* what was typed, so that it is not lost */
	size_t nkept;
};

#endif
