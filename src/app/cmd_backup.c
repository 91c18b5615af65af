/*
 * app/backup: backups from the command line: make one (beside a running server too), look
 * through one, put one back, and go back to before an upgrade.  What they do is in keep.c.
 */
#include "app/house.h"

#include <unistd.h>

#include "app/keep.h"

static void
say(void *arg, const char *what)
{
	struct cli *c = arg;

	fprintf(c->err, "%s%s\n", isatty(fileno(c->err)) ? "\r" : "", what);
}

static void
tell(void *arg, int64_t done, int64_t of)
{
	struct cli *c = arg;

	if (isatty(fileno(c->err)) && of > 0)
		fprintf(c->err, "\r%3lld %%", (long long)(done * 100 / of));
}

static int
keep_of(struct cli *c, struct keys *keys, struct config *config, struct keep *ret)
{
	str why;

	*config = house_of(c)->config;
	if (!keys_read(c->mem, config->keys, false, keys, &why))
		return cli_fail(c, EX_NOINPUT, "%.*s Give it with WAGGLE_KEYS=FILE.", STR_ARG(why));
	*ret = (struct keep){ .mem = c->mem, .config = config, .keys = keys, .now = c->now, .tell = { tell, c },
		.say = say, .arg = c };
	return EX_OK;
}

int
backup_command(struct cli *c)
{
	struct config config;
	struct keys   keys;
	struct keep   k;
	str           file;
	int           code = keep_of(c, &keys, &config, &k);

	if (code != EX_OK)
		return code;
	if (c->nwords == 1)
		config.backups = c->words[0];
	if (!keep_backup(&k, (str){ 0 }, &file))
		return cli_fail(c, EX_IOERR, "There is NO backup: %.*s", STR_ARG(k.why));
	fprintf(c->out, "Proved: %.*s\n", STR_ARG(file));
	return EX_OK;
}

int
verify_command(struct cli *c)
{
	struct config   config;
	struct keys     keys;
	struct keep     k;
	struct manifest m = { 0 };
	int             code = keep_of(c, &keys, &config, &k);

	if (code != EX_OK)
		return code;
	if (c->nwords == 1 ? !keep_verify(&k, c->words[0], &m) : !keep_verify_now(&k))
		return cli_fail(c, EX_DATAERR, "NOT whole: %.*s", STR_ARG(k.why));
	if (c->nwords == 0)
		return audit_verify_command(c);
	fprintf(c->out, "Whole: %.*s, made %.*s.\n", STR_ARG(c->words[0]), STR_ARG(m.made));
	return EX_OK;
}

static int
restore(struct cli *c, struct keep *k, str file)
{
	int lock = -1, code = house_lock(c, &lock);
	str old = { 0 };

	if (code != EX_OK)
		return code;
	if (!keep_restore(k, file, &old))
		code = cli_fail(c, k->busy ? EX_UNAVAILABLE : EX_DATAERR, "Nothing was put back: %.*s", STR_ARG(k->why));
	else
		fprintf(c->out, "%.*s is back.%s%.*s\n", STR_ARG(file), old.n > 0 ? " What was there is kept as " : "",
		    STR_ARG(old));
	if (lock >= 0)
		(void)close(lock);
	return code;
}

int
restore_command(struct cli *c)
{
	struct config config;
	struct keys   keys;
	struct keep   k;
	int           code = keep_of(c, &keys, &config, &k);

	return code != EX_OK ? code : restore(c, &k, c->words[0]);
}

int
rollback_command(struct cli *c)
{
	struct config config;
	struct keys   keys;
	struct keep   k;
	struct kept   kept;
	int           code = keep_of(c, &keys, &config, &k);

	if (code != EX_OK)
		return code;
	if (!keep_newest(&k, STR("-before-"), &kept))
		return cli_fail(c, EX_NOINPUT, "There is no backup from before an upgrade in %.*s.",
		    STR_ARG(config.backups));
	code = restore(c, &k, kept.file);
	if (code == EX_OK)
		fprintf(c->out, "Now start the older program: this one would bring the database up to date again.\n");
	return code;
}
