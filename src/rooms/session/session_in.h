/* rooms/session, indoors: the shelf.  Called only inside an operation. */
#ifndef ROOMS_SESSION_IN_H
#define ROOMS_SESSION_IN_H

#include "rooms/session/session.h"

struct signer { int64_t person; str hash; };
struct session_row { str token_hash; int64_t person; enum grade grade; stamp ends; };
struct bucket { int64_t tokens; stamp at; };

/* All zero when nobody has this login. */
err session_find_signer(struct cx *cx, str login, struct signer *ret_signer) MUST_USE;
err session_insert(struct cx *cx, const struct session_row *s) MUST_USE;
err session_delete(struct cx *cx, str token_hash) MUST_USE;
err session_find_times(struct cx *cx, str token_hash, stamp *ret_seen, stamp *ret_ends) MUST_USE;
/* Only when it was last moved before `before`. */
err session_move(struct cx *cx, str token_hash, stamp before, stamp ends) MUST_USE;
err session_delete_ended(struct cx *cx, stamp before) MUST_USE;
err token_insert(struct cx *cx, const struct session_row *t, str name) MUST_USE;
err try_find(struct cx *cx, str who, struct bucket *ret_bucket, bool *ret_found) MUST_USE;
err try_put(struct cx *cx, str who, struct bucket b) MUST_USE;
err try_delete_old(struct cx *cx, stamp before) MUST_USE;

#endif
