/* app/keep: manifests as JSON, signed at their end.  See keep.h. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "app/disk.h"
#include "app/keep_in.h"
#include "base/json.h"
#include "base/secret.h"

enum { MANIFEST_MAX = 1 << 20 };

static const char ending[] = "\n \"signed\": \"";

str
manifest_path(struct arena *mem, str file)
{
	if (file.n > 3 && str_eq((str){ file.p + file.n - 3, 3 }, STR(".db")))
		file.n -= 3;
	else if (file.n > 5 && str_eq((str){ file.p + file.n - 5, 5 }, STR(".dump")))
		file.n -= 5;
	return str_fmt(mem, "%.*s.json", STR_ARG(file));
}

static void
member(struct buf *b, const char *name, str value)
{
	buf_addf(b, "\n \"%s\": ", name);
	json_str(b, value);
	buf_add(b, STR(","));
}

bool
manifest_write(struct keep *k, const struct manifest *m)
{
	struct buf b = { .mem = k->mem };
	str        signature;

	buf_add(&b, STR("{\n \"format\": 1,"));
	member(&b, "program", STR(WAGGLE_VERSION));
	member(&b, "engine", m->engine);
	member(&b, "made", m->made);
	member(&b, "sha256", m->sha256);
	buf_addf(&b, "\n \"bytes\": %lld,\n \"schema\": %lld,\n \"rows\": {", (long long)m->bytes, (long long)m->schema);
	for (size_t i = 0; i < m->ncounts; i++) {
		buf_add(&b, i > 0 ? STR(", ") : STR(""));
		json_str(&b, m->counts[i].table);
		buf_addf(&b, ": %lld", (long long)m->counts[i].rows);
	}
	buf_add(&b, STR("},"));
	member(&b, "anchor", m->anchor);
	signature = secret_to_hex(k->mem, secret_sign(k->mem, k->keys->sign, buf_str(&b)));
	buf_addf(&b, "%s%.*s\"\n}\n", ending, STR_ARG(signature));
	return disk_write(k->mem, manifest_path(k->mem, m->file), buf_str(&b)) ||
	    keep_fail(k, "We cannot write in %.*s.", STR_ARG(k->config->backups));
}

static bool
is_signed(struct keep *k, str text)
{
	const char *at = memmem(text.p, text.n, ending, sizeof ending - 1);
	str         signature;
	size_t      n = at == NULL ? 0 : (size_t)(at - text.p);

	if (at == NULL || n + sizeof ending - 1 + 128 > text.n)
		return false;
	return secret_from_hex(k->mem, (str){ at + sizeof ending - 1, 128 }, &signature) &&
	    secret_signed(k->keys->open, (str){ text.p, n }, signature);
}

static str
text_of(const struct json *top, str name)
{
	const struct json *j = json_get(top, name);

	return j == NULL || j->kind != JSON_KIND_STR ? ((str){ 0 }) : j->text;
}

static int64_t
number_of(const struct json *top, str name)
{
	const struct json *j = json_get(top, name);

	return j == NULL || j->kind != JSON_KIND_INT ? -1 : j->num;
}

static void
take_counts(struct keep *k, const struct json *rows, struct manifest *m)
{
	m->ncounts = rows == NULL || rows->kind != JSON_KIND_MAP ? 0 : rows->n;
	m->counts = arena_take(k->mem, (m->ncounts + 1) * sizeof *m->counts);
	for (size_t i = 0; i < m->ncounts; i++)
		m->counts[i] = (struct db_count){ rows->at[i].name, rows->at[i].num };
}

bool
manifest_read(struct keep *k, str file, struct manifest *ret)
{
	str                path = manifest_path(k->mem, file), text;
	const struct json *top;
	struct json_fault  fault;

	if (!disk_read(k->mem, path, MANIFEST_MAX, &text))
		return keep_fail(k, "%.*s has no manifest %.*s beside it, so nothing says that it is whole.",
		    STR_ARG(file), STR_ARG(path));
	if (!json_parse(k->mem, text, &top, &fault) || !is_signed(k, text))
		return keep_fail(k, "The manifest %.*s was changed, or was made with other keys than ours.",
		    STR_ARG(path));
	*ret = (struct manifest){ .file = file, .engine = text_of(top, STR("engine")),
		.made = text_of(top, STR("made")), .sha256 = text_of(top, STR("sha256")),
		.schema = number_of(top, STR("schema")), .bytes = number_of(top, STR("bytes")),
		.anchor = text_of(top, STR("anchor")) };
	take_counts(k, json_get(top, STR("rows")), ret);
	return true;
}

bool
keep_fail(struct keep *k, const char *fmt, ...)
{
	char    text[1000];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	k->why = str_copy(k->mem, str_of(text));
	return false;
}

void
keep_say(struct keep *k, const char *what)
{
	if (k->say != NULL)
		k->say(k->arg, what);
}
