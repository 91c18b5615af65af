/*
 * app/mail: `waggle mail`: sends the mail that waits.  A process of its own beside `serve`:
 * it opens the same database and is the only part of Waggle that calls out.  The name and
 * password for the mail server come from a file, never from a setting or a variable.
 */
#include "app/house.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "app/powers.h"
#include "doors/mail/mail.h"

enum { LOGIN_MAX = 1000 };

/* Two lines: name, password. */
static int
read_login(struct cli *c, str file, struct smtp_want *w)
{
	const char *path = str_c(c->mem, file);
	char       *text = arena_take(c->mem, LOGIN_MAX + 1);
	FILE       *f = fopen(path, "rb");
	struct stat st;
	str         rest;

	if (f == NULL || fstat(fileno(f), &st) != 0) {
		if (f != NULL)
			(void)fclose(f);
		return cli_fail(c, EX_NOINPUT, "We cannot read smtp_login_file, %s: %s.", path, strerror(errno));
	}
	rest = (str){ text, fread(text, 1, LOGIN_MAX, f) };
	(void)fclose(f);
	if ((st.st_mode & 077) != 0)
		return cli_fail(c, EX_CONFIG, "Others on this machine can open %s. Run: chmod 600 %s", path, path);
	w->user = str_trim(str_cut(&rest, '\n'));
	w->password = str_trim(str_cut(&rest, '\n'));
	if (w->user.n == 0 || w->password.n == 0)
		return cli_fail(c, EX_CONFIG, "%s must have two lines: the name and the password for the"
		    " mail server.", path);
	return EX_OK;
}

int
mail_live(struct cli *c, bool once)
{
	const struct config *f = &house_of(c)->config;
	struct mailer_want   w = { .db_url = f->db, .address = f->address, .once = once,
		.smtp = { .server = f->smtp, .from = f->smtp_from, .ca = f->smtp_ca, .seconds = f->smtp_timeout } };
	struct provider      p;
	struct keys          keys;
	struct jail_want     powers;
	int                  code;

	if (f->smtp.n == 0)
		return cli_fail(c, EX_CONFIG, "There is no mail server to send by. Set smtp and smtp_from;"
		    " `waggle help settings` says how.");
	code = f->smtp_login_file.n > 0 ? read_login(c, f->smtp_login_file, &w.smtp) : EX_OK;
	if (code == EX_OK)
		code = house_beside(c, &p, &keys);
	if (code != EX_OK)
		return code;
	w.zone = p.zone;
	w.key = keys.chain.at[0];
	(void)prctl(PR_SET_NAME, "waggle-mail");
	powers_mail(c->mem, f, &powers);
	code = powers_enter(c, &powers);
	if (code != EX_OK)
		return code;
	fprintf(c->out, "Waggle sends mail by %.*s\n", STR_ARG(f->smtp));
	(void)fflush(c->out);
	if (mailer_run(&w) != OK)
		return cli_fail(c, EX_IOERR, "The database could not be opened. The log line above says why.");
	return EX_OK;
}

int
mail_command(struct cli *c)
{
	return mail_live(c, cli_given(c, "once"));
}
