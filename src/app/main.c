/*
 * app/main: the program.  Its commands are the table below; each one's code is in a
 * file of its own.  Nothing is decided here but what must be true for all of them:
 * files we make are ours alone, the clock is read once, settings are right.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "app/house.h"
#include "app/rooms.h"
#include "base/json.h"
#include "base/secret.h"

enum { COMMAND_MEMORY = 1 << 30 };

static const struct command commands[] = {
	{ "serve", "", 0, 0, "Open Waggle: answer on the web until told to stop.", { { 0 } }, serve_command },
	{ "migrate", "", 0, 0, "Bring the database up to date with this program.", { { 0 } },
	  migrate_command },
	{ "init", "", 0, 0, "Set up a new provider from a profile; from \"blank\" when none is named.",
	  { { "profile", "FILE", "A profile, or the name of one that came with the program." } }, init_command },
	{ "demo", "", 0, 0, "Make a made-up provider with a year behind it, to try everything.",
	  { { "people", NULL, "Only say who can sign in to it." },
	    { "small", NULL, "Ten weeks instead of a year." } }, demo_command },
	{ "run", "OPERATION [NAME=VALUE ...]", 1, CLI_WORDS_MAX, "Run one operation.",
	  { { "as", "LOGIN", "Ask as this person, with their rights; as \"house\", with every right. Without it: as nobody." } },
	  run_command },
	{ "routes", "", 0, 0, "List every address, what it does and who may.",
	  { { "openapi", NULL, "Print the OpenAPI document of the API." } }, routes_command },
	{ "user add", "LOGIN NAME", 2, 2, "Add a person who can sign in.",
	  { { "group", "GROUP", "staff, carer, service_user, expert, ...; staff when left out." },
	    { "role", "ROLE", "admin, manager, facilitator, ...; their group's own when left out." },
	    { "unit", "PLACE", "The short name of their place; the whole provider when left out." },
	    { "password-file", "FILE", "Their first password; made up and shown once when left out." } },
	  user_add_command },
	{ "token new", "", 0, 0, "Make a token for a program; its secret is printed once.",
	  { { "person", "LOGIN", "Whose rights it has." }, { "name", "WHAT", "What it is for." },
	    { "days", "N", "How long it is good for." } }, token_new_command },
	{ "import feedback", "FILE", 1, 1, "Bring in a file of feedback; the same file again adds nothing.",
	  { { "dry-run", NULL, "Only look: nothing is written." },
	    { "mapping", "FILE", "Which column is what, as JSON." },
	    { "unit", "PLACE", "The short name of the place that the file's places belong to." },
	    { "to", "URL", "Hand it to the server that runs on this machine, like http://127.0.0.1:8080." },
	    { "token-file", "FILE", "With --to: the file that holds the token." } }, import_command },
	{ "export matters", "", 0, 0, "Write matters out, one line each.",
	  { { "format", "FORMAT", "csv." } }, export_command },
	{ "mail", "", 0, 0, "Send the mail that waits, until told to stop; beside a running `serve`.",
	  { { "once", NULL, "Send what is due now, and end." } }, mail_command },
	{ "backup", "[FOLDER]", 0, 1, "Make a backup, also while Waggle runs, and prove it: restored and looked through.",
	  { { 0 } }, backup_command },
	{ "verify", "[FILE]", 0, 1, "Look through a backup, or the database: pages, rows, record, files.", { { 0 } },
	  verify_command },
	{ "restore", "FILE", 1, 1, "Put a backup back; the database that was there is kept beside.", { { 0 } },
	  restore_command },
	{ "rollback", "", 0, 0, "Go back to the backup made before the last upgrade.", { { 0 } }, rollback_command },
	{ "audit head", "", 0, 0, "Say, signed, where the record of who did what ends: to print or keep elsewhere.",
	  { { 0 } }, audit_head_command },
	{ "audit verify", "[FILE]", 0, 1, "Check that no record of who did what was changed, taken out or cut off.",
	  { { "anchors", "FILE", "Signed ends kept elsewhere; the file beside the backups when left out." } },
	  audit_verify_command },
	{ "audit export", "", 0, 0, "Write the record out as lines, for tools/audit-verify.", { { 0 } },
	  audit_export_command },
	{ "safety", "", 0, 0, "Say in plain words who may do what, and what is unsafe here.", { { 0 } },
	  safety_command },
	{ "doctor", "", 0, 0, "Check that Waggle can run well here.", { { 0 } }, doctor_command },
	{ "help", "[COMMAND|settings]", 0, 2, "Say how to use Waggle.",
	  { { "man", NULL, "Print the manual page." } }, help_command },
	{ "version", "", 0, 0, "Say which version this is.", { { 0 } }, version_command },
};

static const char *
variable(const char *name)
{
	return getenv(name);
}

/* help and version must work whatever the settings say. */
static bool
needs_settings(int argc, char **argv)
{
	const char *const free_ones[] = { "help", "version", "--help", "-h", "--version", "routes" };

	for (size_t i = 0; argc >= 2 && i < LEN(free_ones); i++)
		if (strcmp(argv[1], free_ones[i]) == 0)
			return false;
	return argc >= 2;
}

int
main(int argc, char **argv)
{
	struct house    h = { 0 };
	struct cli      c = { .out = stdout, .err = stderr, .all = { commands, LEN(commands) }, .app = &h };
	struct timespec now;
	str             why;
	int             code;

	umask(077);
	(void)signal(SIGPIPE, SIG_IGN);
	secret_start();
	json_start();
	clock_gettime(CLOCK_REALTIME, &now);
	c.now.s = now.tv_sec;
	c.mem = arena_new(COMMAND_MEMORY);
	h.ops = rooms_ops(c.mem);
	h.routes = rooms_routes(c.mem, &h.nroutes);
	ops_check(h.ops);
	if (needs_settings(argc, argv) && !config_load(c.mem, variable, &h.config, &why))
		code = cli_fail(&c, EX_CONFIG, "%.*s", STR_ARG(why));
	else
		code = cli_main(&c, argc, argv);
	arena_free(c.mem);
	if (fflush(stdout) != 0 && code == EX_OK)
		code = EX_IOERR;
	return code;
}
