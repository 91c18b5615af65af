/*
 * app/house: what every command of ours needs: the settings, the list of everything
 * the house offers, and how to open its database without harm.
 */
#ifndef APP_HOUSE_H
#define APP_HOUSE_H

#include "app/config.h"
#include "app/keys.h"
#include "doors/cli/cli.h"

struct house {
	struct config        config;
	struct ops           ops;
	const struct routes *routes;        /* each room's */
	size_t               nroutes;
};
static inline const struct house *
house_of(const struct cli *c)
{
	return c->app;
}

/*
 * HOUSE_READ: looks only; beside a running server too.  The database must be there.
 * HOUSE_BESIDE: one short change; beside a running server too.  The database must be there.
 * HOUSE_WRITE: makes the folder when it is missing, takes the lock that `serve` holds
 * (SQLite: one program writes), brings the schema up to date with progress on c->err,
 * publishes the policy, and sets up an empty provider.
 * Returns EX_OK, or what cli_fail() said and returned.  Release with house_close().
 */
enum house_use { HOUSE_READ, HOUSE_BESIDE, HOUSE_WRITE };
struct opened { struct db *db; int lock; struct keys keys; };   /* keys: not with HOUSE_READ */
int  house_open(struct cli *c, enum house_use use, struct opened *ret_open) MUST_USE;
void house_close(struct opened *o);
/* The lock alone, for putting a backup in the database's place. */
int  house_lock(struct cli *c, int *ret_lock) MUST_USE;

/* SQLite: the file that holds room back for urgent messages; empty: none is. */
str house_reserve(struct cli *c);

/* The provider's name, zone and the server's secret: rows, so that every node has the same. */
struct provider { str name; const struct zone *zone; str secret; bool demo; };
int  house_provider(struct cli *c, struct db *db, struct provider *ret) MUST_USE;

/* What a process beside the server wants of the house; nothing of it stays open. */
int  house_beside(struct cli *c, struct provider *ret_provider, struct keys *ret_keys) MUST_USE;

/* A context for one operation from the command line; the house itself asks. */
/* zone: NULL while the provider is not known yet. */
void house_cx(struct cli *c, struct db *db, const struct zone *zone, struct cx *ret_cx);

/* A place's id by its short name; an empty slug: the one above all.  EX_DATAERR: none. */
int house_place_id(struct cli *c, struct cx *cx, str slug, int64_t *ret_id) MUST_USE;

/* The commands, one file each: app/cmd_*.c. */
int serve_command(struct cli *c);
int migrate_command(struct cli *c);
int init_command(struct cli *c);
int demo_command(struct cli *c);
int run_command(struct cli *c);
int routes_command(struct cli *c);
int help_command(struct cli *c);
int version_command(struct cli *c);
int user_add_command(struct cli *c);
int token_new_command(struct cli *c);
int mail_command(struct cli *c);
int mail_live(struct cli *c, bool once);        /* the sender's whole life */
int keep_live(struct cli *c);                 /* anchors every five minutes, a backup a day */
int safety_command(struct cli *c);
int doctor_command(struct cli *c);
int import_command(struct cli *c);
int export_command(struct cli *c);
int backup_command(struct cli *c);
int verify_command(struct cli *c);
int restore_command(struct cli *c);
int rollback_command(struct cli *c);
int audit_head_command(struct cli *c);
int audit_verify_command(struct cli *c);
int audit_export_command(struct cli *c);
/* Says what was found, and the exit code that fits. */
int audit_said(struct cli *c, const struct record_found *r);

#endif
