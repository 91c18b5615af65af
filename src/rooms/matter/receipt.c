/*
 * rooms/matter: receipts, for people who gave no name.  Six short words that can be said
 * over a telephone; only a hash keyed with the provider's secret is kept, so nobody who
 * opens the database can follow a matter or find out whose it is.
 */
#include "rooms/matter/matter_in.h"

#include "base/secret.h"
#include "op/setting.h"

/* 256 words of three to six letters, no two alike in sound or look. */
static const char *const list[256] = {
	"acorn", "actor", "album", "alley", "amber", "angel", "apple", "april", "arrow", "autumn", "badge",
	"baker", "banjo", "barn", "basil", "basket", "beach", "bean", "bell", "bench", "berry", "bird",
	"blanket", "bloom", "boat", "book", "boot", "bottle", "bowl", "branch", "bread", "brick", "bridge",
	"brook", "brush", "bucket", "bus", "butter", "button", "cabin", "cake", "camel", "camera", "candle",
	"canoe", "carpet", "carrot", "castle", "cedar", "chair", "chalk", "cheese", "cherry", "chess",
	"circle", "circus", "clay", "cliff", "clock", "cloud", "clover", "coast", "coat", "cobweb", "coin",
	"comet", "cook", "copper", "coral", "corn", "cotton", "cousin", "crayon", "creek", "cricket",
	"crown", "cup", "curtain", "dance", "desk", "diary", "dinner", "dolphin", "donkey", "door", "dragon",
	"drum", "duck", "eagle", "early", "echo", "eight", "elbow", "ember", "engine", "evening", "fabric",
	"farm", "feather", "fern", "fiddle", "field", "finger", "fish", "flag", "flute", "foam", "forest",
	"fork", "fossil", "fox", "frog", "fruit", "garden", "garlic", "gate", "ginger", "glass", "glove",
	"goat", "gold", "goose", "grape", "grass", "green", "guitar", "hammer", "harbor", "harp", "hat",
	"hazel", "hedge", "hill", "holly", "honey", "horse", "hotel", "house", "ink", "iron", "island",
	"ivory", "jacket", "jam", "jelly", "jewel", "jigsaw", "juice", "jungle", "kettle", "key", "king",
	"kite", "kitten", "ladder", "lake", "lamp", "laugh", "leaf", "lemon", "letter", "light", "lily",
	"linen", "lion", "lizard", "locket", "magnet", "maple", "marble", "market", "meadow", "melon",
	"mint", "mirror", "mitten", "moon", "morning", "moss", "moth", "mountain", "mouse", "music",
	"needle", "nest", "north", "number", "nutmeg", "oak", "oasis", "ocean", "olive", "onion", "orange",
	"orchid", "otter", "owl", "paint", "palm", "paper", "parrot", "pasta", "path", "peach", "pebble",
	"pencil", "pepper", "piano", "picnic", "pillow", "pine", "planet", "plum", "pocket", "pond", "pony",
	"poppy", "potato", "puddle", "pumpkin", "puppet", "puzzle", "rabbit", "radio", "rain", "ribbon",
	"river", "robin", "rocket", "rope", "rose", "ruby", "sail", "salt", "sand", "scarf", "school",
	"seal", "seed", "shell", "silver", "sister", "sky", "snow", "sock", "spoon", "spring", "star",
	"stone", "string", "sugar", "summer", "table", "tiger", "tulip", "window",
};

static err
own_secret(struct cx *cx, str *ret_key)
{
	TRY(setting_get(cx->db, cx->mem, STR("secret"), ret_key));
	if (ret_key->n == 0)                           /* then anybody could make the same hash */
		return cx_fail(cx, ERR_STORE, "store.failed", (str){ 0 });
	return OK;
}

/* A form sent twice gives the same receipt: it is then made of the once-only key, which a stranger may guess. */
static err
chance(struct cx *cx, str *ret_bytes)
{
	str key;

	if (cx->once.n == 0) {
		*ret_bytes = secret_random(cx->mem, 6);
		return OK;
	}
	TRY(own_secret(cx, &key));
	*ret_bytes = secret_sha256(cx->mem, str_fmt(cx->mem, "receipt of %.*s %.*s", STR_ARG(key), STR_ARG(cx->once)));
	return OK;
}

static err
hash_of(struct cx *cx, str plain, str *ret_hash)
{
	str key;

	TRY(own_secret(cx, &key));
	*ret_hash = secret_sha256_hex(cx->mem, str_fmt(cx->mem, "receipt %.*s %.*s", STR_ARG(key), STR_ARG(plain)));
	return OK;
}

err
receipt_make(struct cx *cx, str *ret_words, str *ret_hash)
{
	struct buf b = { .mem = cx->mem };
	str        bytes;

	TRY(chance(cx, &bytes));
	for (size_t i = 0; i < 6; i++)
		buf_addf(&b, "%s%s", i > 0 ? " " : "", list[(unsigned char)bytes.p[i]]);
	*ret_words = buf_str(&b);
	return hash_of(cx, *ret_words, ret_hash);
}

/* However it was typed: capitals, commas, dashes and line ends do not matter. */
err
receipt_hash(struct cx *cx, str typed, str *ret_hash)
{
	struct buf b = { .mem = cx->mem };
	bool       gap = false;

	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];

		c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		if (c < 'a' || c > 'z') {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_add(&b, STR(" "));
		gap = false;
		buf_add(&b, (str){ &c, 1 });
	}
	return hash_of(cx, buf_str(&b), ret_hash);
}

err
receipt_find(struct cx *cx, str typed, receipt_finder *find, void *ret_row)
{
	str hash;
	err e;

	TRY(receipt_hash(cx, typed, &hash));
	e = find(cx, hash, ret_row);
	if (e != ERR_MISSING)
		return e;
	cx->nwhys = 0;
	return cx_fail(cx, ERR_INPUT, "matter.receipt_unknown", STR("receipt"));
}
