/*
 * app/config: reads the settings.  See config.h.  The only file that names inih.
 * It keeps nothing but the struct it is given, and asks nothing of the network.
 */
#include "app/config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "doors/mail/mail.h"
#include "words/words.h"

enum { FILE_MAX = 64 * 1024, LINE_MAX_ = 190 };

#define AT(field) offsetof(struct config, field)

/* `https` is the only yes-or-no; its place is told apart by name in put(). */
const struct setting config_settings[] = {
	{ "db", "WAGGLE_DB", "sqlite:var/waggle.db",
	  "where everything is kept: sqlite:PATH or postgres:CONNINFO", AT(db) },
	{ "listen", "WAGGLE_LISTEN", "127.0.0.1:8080",
	  "address and port to answer on", AT(listen) },
	{ "https", "WAGGLE_HTTPS", "no",
	  "yes when a proxy in front speaks HTTPS with people's browsers", AT(https) },
	{ "zone", "WAGGLE_ZONE", "Europe/London",
	  "the time zone meetings are held in", AT(zone) },
	{ "address", "WAGGLE_ADDRESS", "",
	  "the address people type, for links in posters and messages", AT(address) },
	{ "proxy", "WAGGLE_PROXY", "",
	  "the address of the proxy whose word about who is calling is believed", AT(proxy) },
	{ "threads", "WAGGLE_THREADS", "0",
	  "how many threads answer on the web; 0: as many as suit the machine", AT(threads_said) },
	{ "smtp", "WAGGLE_SMTP", "",
	  "the mail server: smtps://HOST:465, smtp://HOST:587 (STARTTLS is demanded), or"
	  " smtp-plain://127.0.0.1:25 on this machine; empty: no mail is sent", AT(smtp) },
	{ "smtp_from", "WAGGLE_SMTP_FROM", "",
	  "the address that mail comes from", AT(smtp_from) },
	{ "smtp_login_file", "WAGGLE_SMTP_LOGIN_FILE", "",
	  "a file with two lines: the name and the password for the mail server", AT(smtp_login_file) },
	{ "smtp_ca", "WAGGLE_SMTP_CA", "",
	  "a file of certificates the mail server is checked by; empty: the machine's own", AT(smtp_ca) },
	{ "smtp_timeout", "WAGGLE_SMTP_TIMEOUT", "30",
	  "how many seconds the mail server has for one mail", AT(smtp_timeout_said) },
	{ "patience", "WAGGLE_PATIENCE", "10",
	  "how many seconds a browser may take to say what it wants", AT(patience_said) },
	{ "keep", "WAGGLE_KEEP", "64",
	  "megabytes of memory for pages that are kept drawn until they change; 0: none", AT(keep_said) },
	{ "backups", "WAGGLE_BACKUPS", "",
	  "the folder for backups; when empty, the folder FOLDER-backups that stands beside the database's, or else"
	  " backups in it", AT(backups) },
	{ "backup", "WAGGLE_BACKUP", "02:30",
	  "when `serve` makes its daily backup, local time; no: never", AT(backup_said) },
	{ "keys", "WAGGLE_KEYS", "",
	  "the file with the keys of the record of who did what; beside the database when empty", AT(keys) },
};
const size_t config_nsettings = LEN(config_settings);

struct reading {
	struct arena  *mem;
	struct config *c;
	str            file, rest, why;
	int64_t        line;
	uint64_t       seen;
};

static bool
put(struct arena *mem, const struct setting *s, str value, struct config *c)
{
	if (s->at != AT(https)) {
		str copy = str_copy(mem, value);

		memcpy((char *)c + s->at, &copy, sizeof copy);
		return true;
	}
	c->https = str_eq(value, STR("yes")) || str_eq(value, STR("on")) || str_eq(value, STR("1"));
	return c->https || value.n == 0 || str_eq(value, STR("no")) || str_eq(value, STR("off"))
	    || str_eq(value, STR("0"));
}

/* inih asks for the next line; we count, and refuse one it would cut short. */
static char *
next_line(char *to, int room, void *arg)
{
	struct reading *r = arg;
	str             line;

	if (r->rest.n == 0 || r->why.n > 0)
		return NULL;
	line = str_cut(&r->rest, '\n');
	r->line++;
	if (line.n > LINE_MAX_ || line.n + 2 > (size_t)room) {
		r->why = str_fmt(r->mem, "%.*s, line %lld: the line is longer than %d characters.",
		    STR_ARG(r->file), (long long)r->line, LINE_MAX_);
		return NULL;
	}
	if (line.n > 0)
		memcpy(to, line.p, line.n);
	memcpy(to + line.n, "\n", 2);
	return to;
}

static int
fault(struct reading *r, const char *name, const char *what)
{
	if (r->why.n == 0)
		r->why = str_fmt(r->mem, "%.*s, line %lld: \"%s\" %s", STR_ARG(r->file),
		    (long long)r->line, name, what);
	return 0;
}

static int
one_setting(void *arg, const char *section, const char *name, const char *value)
{
	struct reading *r = arg;

	if (section[0] != 0 && strcmp(section, "waggle") != 0)
		return fault(r, section, "is no section we know. Leave out [sections].");
	for (size_t i = 0; i < config_nsettings; i++) {
		const struct setting *s = &config_settings[i];

		if (strcmp(name, s->name) != 0)
			continue;
		if ((r->seen >> i & 1) != 0)
			return fault(r, name, "is set twice.");
		r->seen |= (uint64_t)1 << i;
		if (!put(r->mem, s, str_of(value), r->c))
			return fault(r, name, "must be yes or no.");
		return 1;
	}
	return fault(r, name, "is no setting we know. `waggle help settings` lists them.");
}

bool
config_read(struct arena *mem, str file, str text, struct config *c, str *ret_why)
{
	struct reading r = { mem, c, file, text, { 0 }, 0, 0 };
	int            bad;

	if (!str_is_utf8(text)) {
		*ret_why = str_fmt(mem, "%.*s is not UTF-8 text.", STR_ARG(file));
		return false;
	}
	bad = ini_parse_stream(next_line, &r, one_setting, &r);
	if (bad != 0 && r.why.n == 0)
		r.why = str_fmt(mem, "%.*s, line %d: we expected \"name = value\".", STR_ARG(file), bad);
	*ret_why = r.why;
	return r.why.n == 0;
}

static bool
read_file(struct arena *mem, const char *path, bool must, struct config *c, str *ret_why)
{
	FILE  *f = fopen(path, "rb");
	char  *text = arena_take(mem, FILE_MAX + 1);
	size_t n;

	if (f == NULL && errno == ENOENT && !must)
		return true;
	if (f == NULL) {
		*ret_why = str_fmt(mem, "We cannot read the settings file %s: %s.", path, strerror(errno));
		return false;
	}
	n = fread(text, 1, FILE_MAX + 1, f);
	(void)fclose(f);
	if (n > FILE_MAX) {
		*ret_why = str_fmt(mem, "The settings file %s is larger than 64 KB.", path);
		return false;
	}
	c->file = str_copy(mem, str_of(path));
	return config_read(mem, c->file, (str){ text, n }, c, ret_why);
}

bool
config_load(struct arena *mem, const char *(*get)(const char *name),
    struct config *ret_config, str *ret_why)
{
	const char   *path = get("WAGGLE_CONFIG");
	struct config c = { 0 };

	for (size_t i = 0; i < config_nsettings; i++)
		(void)put(mem, &config_settings[i], str_of(config_settings[i].usual), &c);
	if (!read_file(mem, path != NULL ? path : "var/waggle.ini", path != NULL, &c, ret_why))
		return false;
	for (size_t i = 0; i < config_nsettings; i++) {
		const struct setting *s = &config_settings[i];
		const char           *value = get(s->variable);

		if (value != NULL && !put(mem, s, str_trim(str_of(value)), &c)) {
			*ret_why = str_fmt(mem, "%s must be yes or no.", s->variable);
			return false;
		}
	}
	if (!config_check(mem, &c, ret_why))
		return false;
	*ret_config = c;
	return true;
}

/* "127.0.0.1:8080", "[::1]:8080": the last colon parts host from port. */
static bool
split_listen(struct config *c)
{
	size_t at = c->listen.n;

	while (at > 0 && c->listen.p[at - 1] != ':')
		at--;
	if (at < 2 || !str_to_int((str){ c->listen.p + at, c->listen.n - at }, &c->port))
		return false;
	c->host = (str){ c->listen.p, at - 1 };
	if (c->host.p[0] == '[' && c->host.n > 2 && c->host.p[c->host.n - 1] == ']')
		c->host = (str){ c->host.p + 1, c->host.n - 2 };
	return c->host.n > 0 && c->port >= 0 && c->port <= 65535;
}

bool
config_is_loopback(const struct config *c)
{
	return str_eq(c->host, STR("localhost")) || str_eq(c->host, STR("::1"))
	    || str_starts(c->host, STR("127."));
}

static bool
refuse(struct arena *mem, const char *what, str value, const char *how, str *ret_why)
{
	*ret_why = str_fmt(mem, "The setting %s is \"%.*s\". %s", what, STR_ARG(value), how);
	return false;
}

static bool
check_mail(struct arena *mem, struct config *c, str *ret_why)
{
	c->smtp_timeout = 30;
	if (c->smtp_timeout_said.n > 0 && (!str_to_int(c->smtp_timeout_said, &c->smtp_timeout)
	    || c->smtp_timeout < 1 || c->smtp_timeout > 600))
		return refuse(mem, "smtp_timeout", c->smtp_timeout_said, "It must be a number from 1 to 600.", ret_why);
	if (c->smtp.n == 0)
		return true;
	if (!smtp_server_ok(c->smtp))
		return refuse(mem, "smtp", c->smtp, "It must be like smtps://mail.example.org:465 or"
		    " smtp://mail.example.org:587. Mail without TLS goes to this machine only:"
		    " smtp-plain://127.0.0.1:25.", ret_why);
	if (!mail_address_ok(c->smtp_from))
		return refuse(mem, "smtp_from", c->smtp_from, "It must be the address that mail comes from,"
		    " like waggle@example.org.", ret_why);
	return true;
}

static bool
is_folder(struct arena *mem, str path)
{
	struct stat s;

	return stat(str_c(mem, path), &s) == 0 && S_ISDIR(s.st_mode);
}

/*
 * A folder beside that of the database, "/var/lib/waggle-backups", is one that the web process has no right to
 * (docs/why/powers.md): taken when somebody made it, unless backups lie in the database's own folder already.
 */
static str
usual_backups(struct arena *mem, str folder)
{
	str inside = str_fmt(mem, "%.*sbackups", STR_ARG(folder));
	str beside = str_fmt(mem, "%.*s-backups", (int)folder.n - 1, folder.p);

	return folder.n > 1 && !is_folder(mem, inside) && is_folder(mem, beside) ? beside : inside;
}

/* Where things lie that nobody said: beside the database, or in var/. */
static bool
check_keeping(struct arena *mem, struct config *c, str *ret_why)
{
	str folder = c->db_file;

	while (folder.n > 0 && folder.p[folder.n - 1] != '/')
		folder.n--;
	if (c->db_file.n == 0)
		folder = STR("var/");
	if (c->keys.n == 0 && c->db_file.n > 0)
		c->keys = str_fmt(mem, "%.*s.keys", STR_ARG(c->db_file));
	else if (c->keys.n == 0)
		c->keys = STR("var/waggle.keys");
	if (c->backups.n == 0)
		c->backups = usual_backups(mem, folder);
	c->backup_at = (clocktime){ -1 };
	if (c->backup_said.n == 0 || str_eq(c->backup_said, STR("no")) ||
	    clock_from_hhmm(c->backup_said, &c->backup_at))
		return true;
	return refuse(mem, "backup", c->backup_said, "It must be a time like 02:30, or no.", ret_why);
}

bool
config_check(struct arena *mem, struct config *c, str *ret_why)
{
	str  lite = STR("sqlite:");
	bool is_lite = str_starts(c->db, lite) && c->db.n > lite.n;

	if (!is_lite && !str_starts(c->db, STR("postgres:")))
		return refuse(mem, "db", c->db, "It must be sqlite:PATH or postgres:CONNINFO.", ret_why);
	if (is_lite)
		c->db_file = (str){ c->db.p + lite.n, c->db.n - lite.n };
	if (!split_listen(c))
		return refuse(mem, "listen", c->listen, "It must be like 127.0.0.1:8080.", ret_why);
	if (!config_is_loopback(c) && !c->https)
		return refuse(mem, "listen", c->listen, "Other machines could read people's words on the"
		    " way. Listen on 127.0.0.1 behind a proxy that speaks HTTPS, or set https = yes"
		    " when there is one.", ret_why);
	if (!zone_known(c->zone))
		return refuse(mem, "zone", c->zone, "We know no such time zone. Europe/London is one.",
		    ret_why);
	if (c->threads_said.n > 0 && (!str_to_int(c->threads_said, &c->threads) || c->threads < 0
	    || c->threads > 64))
		return refuse(mem, "threads", c->threads_said, "It must be a number up to 64.", ret_why);
	if (c->patience_said.n > 0 && (!str_to_int(c->patience_said, &c->patience)
	    || c->patience < 1 || c->patience > 120))
		return refuse(mem, "patience", c->patience_said, "It must be a number from 1 to 120.", ret_why);
	if (c->keep_said.n > 0 && (!str_to_int(c->keep_said, &c->keep) || c->keep < 0 || c->keep > 65536))
		return refuse(mem, "keep", c->keep_said, "It must be a number of megabytes.", ret_why);
	if (!check_keeping(mem, c, ret_why))
		return false;
	while (c->address.n > 0 && c->address.p[c->address.n - 1] == '/')
		c->address.n--;
	if (c->address.n == 0)
		c->address = str_fmt(mem, "http://%.*s", STR_ARG(c->listen));
	if (c->address.n > 0 && !str_starts(c->address, STR("https://"))
	    && !str_starts(c->address, STR("http://")))
		return refuse(mem, "address", c->address, "It must begin with https://.", ret_why);
	return check_mail(mem, c, ret_why);
}
