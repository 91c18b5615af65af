/*
 * app/config: the installation's settings.  One INI file (var/waggle.ini, or the
 * file WAGGLE_CONFIG names), then WAGGLE_* variables, which win.  Both speak of the
 * same settings, the table in config.c.  What we do not know is refused by name and
 * line, so that a typing mistake is found at start and not at night.
 * A secret is never a setting: a setting names the file that holds it.
 */
#ifndef APP_CONFIG_H
#define APP_CONFIG_H

#include "base/base.h"

struct config {
	str  file;              /* the file that was read; empty: there was none */
	str  db;                /* "sqlite:PATH" or "postgres:CONNINFO" */
	str  listen;            /* "127.0.0.1:8080" */
	str  zone;              /* "Europe/London" */
	str  address;           /* what people type: "https://waggle.example.org"; may be empty */
	str  proxy;             /* whose X-Forwarded-For is believed; may be empty */
	bool https;             /* a proxy in front speaks TLS: Secure cookies */
	str  threads_said;      /* "0": as many as suit the machine */
	str  patience_said;     /* "10" */
	str  keep_said;         /* "64": megabytes for pages kept drawn */
	str  smtp, smtp_from, smtp_login_file, smtp_ca, smtp_timeout_said;
	str  keys;              /* the file with the keys of the record of who did what */
	str  backups;           /* the folder for backups */
	str  backup_said;       /* "02:30", or "no" */
	/* read out of the above */
	str  host;
	int64_t port, threads, keep, patience, smtp_timeout;
	str  db_file;           /* SQLite's path; empty: PostgreSQL */
	clocktime backup_at;    /* -1: never by itself */
};

struct setting { const char *name, *variable, *usual, *about; size_t at; };
extern const struct setting config_settings[];
extern const size_t config_nsettings;

/*
 * `get` finds a variable (getenv, or a test's own).  False: *ret_why is one sentence
 * for the person who runs the program.
 */
bool config_load(struct arena *mem, const char *(*get)(const char *name),
    struct config *ret_config, str *ret_why) MUST_USE;
/* Reads INI text over *c.  `file` is only for messages. */
bool config_read(struct arena *mem, str file, str text, struct config *c, str *ret_why) MUST_USE;
/* Checks what all hang on, and fills host, port and db_file. */
bool config_check(struct arena *mem, struct config *c, str *ret_why) MUST_USE;
bool config_is_loopback(const struct config *c);

#endif
