/*
 * app/powers: see powers.h.  Files by name, never a whole tree that holds secrets: of /etc only
 * what finding a name or drawing a letter needs.
 */
#include "app/powers.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "app/disk.h"

/* Fonts, languages and time zones. */
static const char *const to_draw[] = {
	"/usr/share", "/usr/local/share", "/etc/fonts", "/var/cache/fontconfig",
};

/* What the C library asks for. */
static const char *const to_run[] = {
	"/etc/localtime", "/sys/devices/system/cpu", "/proc/sys/vm/overcommit_memory",
};

/* What a process opens before its own jail: libraries, and where nothing goes. */
static const char *const to_begin[] = {
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/group",
	"/dev/urandom",
};

/* What calling another machine by its name needs. */
static const char *const to_call[] = {
	"/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
	"/etc/services", "/etc/passwd", "/etc/ssl/openssl.cnf", "/etc/ssl/certs", "/usr/lib/ssl",
};

static void
add(const char **list, const char *path)
{
	size_t n = 0;

	while (list[n] != NULL)
		n++;
	assert(n + 1 < JAIL_PATHS_MAX);
	list[n] = path;
}

static void
add_all(const char **list, const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(list, paths[i]);
}

static void
add_port(struct jail_want *w, int64_t port)
{
	for (size_t i = 0; i < JAIL_PORTS_MAX; i++)
		if (w->calls[i] == 0) {
			w->calls[i] = (unsigned short)port;
			return;
		}
}

/* The number after `key` in "host=a port=5432 dbname=b"; `usual` where there is none. */
static int64_t
number_after(str text, str key, int64_t usual)
{
	int64_t n = 0;

	for (size_t i = 0; i + key.n < text.n; i++) {
		str rest = { text.p + i, text.n - i };

		if (!str_starts(rest, key))
			continue;
		rest = (str){ rest.p + key.n, rest.n - key.n };
		return str_to_int(str_cut(&rest, ' '), &n) ? n : usual;
	}
	return usual;
}

/* "sqlite:var/waggle.db": the folder, for the database makes files beside itself. */
static void
add_database(struct arena *mem, const struct config *f, struct jail_want *w)
{
	const char *home = getenv("HOME");
	str         path = f->db_file;

	if (path.n == 0) {
		add_port(w, number_after(f->db, STR("port="), 5432));
		if (home != NULL) {
			add(w->reads, str_fmt(mem, "%s/.pgpass", home).p);
			add(w->reads, str_fmt(mem, "%s/.postgresql", home).p);
		}
		return;
	}
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	add(w->writes, path.n == 0 ? "." : str_c(mem, path));
}

void
powers_web(struct arena *mem, const struct config *f, struct jail_want *ret)
{
	*ret = (struct jail_want){ .role = f->db_file.n > 0 ? JAIL_WEB : JAIL_WEB_CALLING };
	add_all(ret->reads, to_draw, LEN(to_draw));
	add_all(ret->reads, to_run, LEN(to_run));
	if (ret->role == JAIL_WEB_CALLING)
		add_all(ret->reads, to_call, LEN(to_call));
	add_database(mem, f, ret);
}

/* It only reads the database, but SQLite writes beside what it reads: its folder. */
void
powers_keep(struct arena *mem, const struct config *f, struct jail_want *ret)
{
	*ret = (struct jail_want){ .role = f->db_file.n > 0 ? JAIL_KEEP : JAIL_KEEP_CALLING };
	add_all(ret->reads, to_run, LEN(to_run));
	if (ret->role == JAIL_KEEP_CALLING)
		add_all(ret->reads, to_call, LEN(to_call));
	add_database(mem, f, ret);
	add(ret->writes, str_c(mem, f->backups));
}

void
powers_mail(struct arena *mem, const struct config *f, struct jail_want *ret)
{
	str usual = f->smtp, port = STR("");

	*ret = (struct jail_want){ .role = JAIL_MAIL };
	add_all(ret->reads, to_draw, LEN(to_draw));
	add_all(ret->reads, to_run, LEN(to_run));
	add_all(ret->reads, to_call, LEN(to_call));
	if (f->smtp_ca.n > 0)
		add(ret->reads, str_c(mem, f->smtp_ca));
	add_database(mem, f, ret);
	for (str rest = f->smtp; rest.n > 0;)
		port = str_cut(&rest, ':');
	add_port(ret, number_after(str_fmt(mem, "port=%.*s", STR_ARG(port)), STR("port="),
	    str_starts(usual, STR("smtps:")) ? 465 : str_starts(usual, STR("smtp-plain:")) ? 25 : 587));
	add_port(ret, 53);
}

/* Folders are made first: what is not there cannot be allowed. */
static void
add_folder(struct arena *mem, str folder, struct jail_want *w)
{
	if (folder_make(mem, folder))
		add(w->writes, str_c(mem, folder));
}

void
powers_supervisor(struct arena *mem, const struct config *f, struct jail_want *ret)
{
	struct jail_want mail;
	const char      *secrets = getenv("CREDENTIALS_DIRECTORY");

	if (f->db_file.n > 0 && !folder_make(mem, folder_of(mem, f->db_file)))
		log_line("start", "trouble=\"the database's folder cannot be made\"");
	*ret = (struct jail_want){ .role = JAIL_SUPERVISOR };
	add_all(ret->reads, to_draw, LEN(to_draw));
	add_all(ret->reads, to_run, LEN(to_run));
	add_all(ret->reads, to_call, LEN(to_call));
	add_all(ret->reads, to_begin, LEN(to_begin));
	add_database(mem, f, ret);
	add(ret->writes, "/dev/null");
	add_folder(mem, f->backups, ret);
	add_folder(mem, folder_of(mem, f->keys), ret);
	if (secrets != NULL)
		add(ret->reads, secrets);
	if (f->smtp.n == 0)
		return;
	powers_mail(mem, f, &mail);
	for (size_t i = 0; i < JAIL_PORTS_MAX && mail.calls[i] != 0; i++)
		add_port(ret, mail.calls[i]);
	if (f->smtp_ca.n > 0)
		add(ret->reads, str_c(mem, f->smtp_ca));
	if (f->smtp_login_file.n > 0)
		add(ret->reads, str_c(mem, f->smtp_login_file));
}

static const char *
role_word(enum jail_role role)
{
	switch (role) {
	case JAIL_DRAWER: return "image";
	case JAIL_KEEPER: return "keeper";
	case JAIL_WEB: case JAIL_WEB_CALLING: return "web";
	case JAIL_MAIL: return "mail";
	case JAIL_KEEP: case JAIL_KEEP_CALLING: return "keep";
	case JAIL_SUPERVISOR: return "supervisor";
	case JAIL_ROLE_COUNT_: break;
	}
	assert(false);
	return "";
}

int
powers_enter(struct cli *c, const struct jail_want *want)
{
	const struct rlimit none = { 0, 0 };
	struct jail_report  got;

	(void)setrlimit(RLIMIT_CORE, &none);    /* people's words belong in no file but the database */
	if (!jail_enter(want, &got))
		return cli_fail(c, EX_OSERR, "This machine does not let a program give up its rights (seccomp)."
		    " Waggle does not run without that.");
	log_line("jail", "role=%s powers=\"%.*s\"", role_word(want->role), STR_ARG(jail_words(c->mem, &got)));
	return EX_OK;
}
