/*
 * app/keys: the keys of the record of who did what: one that chains it, one that signs where it
 * ends.  They lie in a file of their own (0600), never in the database: whoever only has the
 * database, or a backup of it, cannot make a record that fits (docs/why/audit-record.md).
 */
#ifndef APP_KEYS_H
#define APP_KEYS_H

#include "op/audit.h"

struct keys { struct audit_keys chain; str sign, open; bool made; };   /* sign: a seed; open: public */

/*
 * Reads the file at `path`, or the one systemd hands over (LoadCredential=waggle-keys:...).
 * `make`: writes a new one when there is none.  False: *ret_why is one sentence.
 */
bool keys_read(struct arena *mem, str path, bool make, struct keys *ret, str *ret_why) MUST_USE;

/*
 * An anchor: one line of text that says, signed, where the record ended; it is kept where the
 * database's keeper cannot reach.  "restored": from here on, older anchors may reach too far.
 */
struct anchor { stamp at; bool restored; struct audit_heads heads; };
str  anchor_line(struct arena *mem, const struct keys *k, const struct anchor *a);
/* False: no anchor, or not signed by `open`. */
bool anchor_read(struct arena *mem, str open, str line, struct anchor *ret) MUST_USE;
/* The record and the anchors kept of it, looked through in one go. */
struct record_found { struct audit_found f; int64_t anchors, missed, restored; str first_missed; };
err  record_look(struct cx *cx, const struct keys *k, str anchors, struct record_found *ret) MUST_USE;
str  stamp_to_iso(struct arena *mem, stamp at);        /* "2026-11-22T20:15:00Z" */

#endif
