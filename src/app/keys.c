/*
 * app/keys: the file of keys, and anchors as text.  See keys.h.  Nothing here prints a key.
 */
#include "app/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/secret.h"

enum { FILE_MAX = 4096, SEED = 32 };

static bool
fail(struct arena *mem, const char *path, const char *what, str *ret_why)
{
	*ret_why = str_fmt(mem, "The file of keys %s %s.", path, what);
	return false;
}

/* "chain HEX", "sign HEX"; what begins with # is for people. */
static bool
take_line(struct arena *mem, str line, struct keys *k)
{
	str word = str_cut(&line, ' '), bytes;

	if (word.n == 0 || word.p[0] == '#')
		return true;
	if (!secret_from_hex(mem, str_trim(line), &bytes) || bytes.n != SEED)
		return false;
	if (str_eq(word, STR("sign")))
		k->sign = bytes;
	else if (str_eq(word, STR("chain")) && k->chain.n < AUDIT_KEYS)
		k->chain.at[k->chain.n++] = bytes;
	else
		return false;
	return true;
}

static bool
take_all(struct arena *mem, str text, struct keys *ret)
{
	struct keys k = { 0 };

	while (text.n > 0)
		if (!take_line(mem, str_trim(str_cut(&text, '\n')), &k))
			return false;
	if (k.chain.n == 0 || k.sign.n == 0)
		return false;
	k.open = secret_sign_public(mem, k.sign);
	*ret = k;
	return true;
}

static bool
write_new(struct arena *mem, const char *path, str *ret_text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	str chain = secret_to_hex(mem, secret_random(mem, DB_KEY_BYTES));
	str sign = secret_to_hex(mem, secret_random(mem, SEED));
	str text = str_fmt(mem, "# The keys of Waggle's record of who did what. Keep a copy, not beside the backups:\n"
	    "# without it the record cannot be checked; whoever has it could make a false one.\n"
	    "chain %.*s\nsign %.*s\n", STR_ARG(chain), STR_ARG(sign));
	bool good;

	if (fd < 0)
		return false;
	good = write(fd, text.p, text.n) == (ssize_t)text.n && fsync(fd) == 0;
	(void)close(fd);
	*ret_text = text;
	return good;
}

/* systemd's own place for secrets goes before ours. */
static const char *
place_of(struct arena *mem, str path)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	const char *given = folder == NULL ? NULL : str_fmt(mem, "%s/waggle-keys", folder).p;

	return given != NULL && access(given, R_OK) == 0 ? given : str_c(mem, path);
}

bool
keys_read(struct arena *mem, str path, bool make, struct keys *ret, str *ret_why)
{
	const char *place = place_of(mem, path);
	char       *p = arena_take(mem, FILE_MAX + 1);
	str         text = { p, 0 };
	int         fd = open(place, O_RDONLY | O_CLOEXEC);
	bool        made = false;

	if (fd >= 0) {
		ssize_t n = read(fd, p, FILE_MAX);

		text.n = n > 0 ? (size_t)n : 0;
		(void)close(fd);
	} else if (errno != ENOENT || !make)
		return fail(mem, place, errno == ENOENT ? "is not there" : "cannot be read", ret_why);
	else if (!write_new(mem, place, &text))
		return fail(mem, place, "cannot be written", ret_why);
	else
		made = true;
	if (!take_all(mem, text, ret))
		return fail(mem, place, "is not as we wrote it", ret_why);
	ret->made = made;
	return true;
}

/* --- anchors --------------------------------------------------------------------------------- */

str
stamp_to_iso(struct arena *mem, stamp at)
{
	int64_t s = at.s - stamp_utc_day(at).n * 86400;

	return str_fmt(mem, "%.*sT%02lld:%02lld:%02lldZ", STR_ARG(day_to_iso(mem, stamp_utc_day(at))),
	    (long long)(s / 3600), (long long)(s / 60 % 60), (long long)(s % 60));
}

static bool
stamp_from_iso(str iso, stamp *ret)
{
	day       d;
	clocktime c;
	int64_t   seconds;

	if (iso.n != 20 || iso.p[19] != 'Z' || !day_from_iso((str){ iso.p, 10 }, &d) ||
	    !clock_from_hhmm((str){ iso.p + 11, 5 }, &c) || !str_to_int((str){ iso.p + 17, 2 }, &seconds))
		return false;
	ret->s = d.n * 86400 + c.m * 60 + seconds;
	return true;
}

str
anchor_line(struct arena *mem, const struct keys *k, const struct anchor *a)
{
	struct buf b = { .mem = mem };

	buf_addf(&b, "waggle-anchor-1 %s %.*s ", a->restored ? "restored" : "head",
	    STR_ARG(stamp_to_iso(mem, a->at)));
	for (size_t i = 0; i < a->heads.n; i++)
		buf_addf(&b, "%s%lld:%lld:%.*s", i > 0 ? "," : "", (long long)a->heads.at[i].lane,
		    (long long)a->heads.at[i].seq, STR_ARG(secret_to_hex(mem, a->heads.at[i].hash)));
	if (a->heads.n == 0)
		buf_add(&b, STR("-"));
	buf_addf(&b, " %.*s ", STR_ARG(secret_to_hex(mem, k->open)));
	buf_addf(&b, "%.*s", STR_ARG(secret_to_hex(mem, secret_sign(mem, k->sign, buf_str(&b)))));
	return buf_str(&b);
}

static bool
read_head(struct arena *mem, str text, struct audit_head *ret)
{
	str lane = str_cut(&text, ':'), seq = str_cut(&text, ':');

	return str_to_int(lane, &ret->lane) && str_to_int(seq, &ret->seq) &&
	    secret_from_hex(mem, text, &ret->hash) && ret->hash.n == AUDIT_HASH;
}

bool
anchor_read(struct arena *mem, str open, str line, struct anchor *ret)
{
	str           whole = line, rest = line, word, heads, key, sign;
	struct anchor a = { .heads.at = arena_take(mem, DB_LANES * sizeof *a.heads.at) };

	if (!str_eq(str_cut(&rest, ' '), STR("waggle-anchor-1")))
		return false;
	word = str_cut(&rest, ' ');
	a.restored = str_eq(word, STR("restored"));
	if (!stamp_from_iso(str_cut(&rest, ' '), &a.at))
		return false;
	heads = str_cut(&rest, ' ');
	key = str_cut(&rest, ' ');
	whole.n -= rest.n;
	if (!secret_from_hex(mem, rest, &sign) || !secret_from_hex(mem, key, &key) ||
	    !str_eq(key, open) || !secret_signed(open, whole, sign))
		return false;
	while (heads.n > 1) {
		if (a.heads.n == DB_LANES || !read_head(mem, str_cut(&heads, ','), &a.heads.at[a.heads.n]))
			return false;
		a.heads.seqs += a.heads.at[a.heads.n++].seq;
	}
	*ret = a;
	return true;
}
