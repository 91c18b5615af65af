/* Fields of operations, as a door hands them over: what is taken keeps every limit it declares. */
#include "tests/fuzz/fuzz.h"

#include "doors/web/exchange.h"
#include "op/op_in.h"
#include "words/words.h"

struct in { int64_t id, way, n; struct ids ids; str words, line, pin; bool on; day d; clocktime c; struct upload file; };

static const char *const ways[] = { "", "up", "down", NULL };
static const struct field fields[] = {
	{ STR_INIT("id"), FIELD_ID, offsetof(struct in, id), .optional = true, .about = "x" },
	{ STR_INIT("ids"), FIELD_IDS, offsetof(struct in, ids), .optional = true, .about = "x" },
	{ STR_INIT("words"), FIELD_TEXT, offsetof(struct in, words), .max = 100, .optional = true, .about = "x" },
	{ STR_INIT("line"), FIELD_LINE, offsetof(struct in, line), .max = 20, .optional = true, .about = "x" },
	{ STR_INIT("way"), FIELD_CHOICE, offsetof(struct in, way), .choices = ways, .optional = true, .about = "x" },
	{ STR_INIT("on"), FIELD_BOOL, offsetof(struct in, on), .optional = true, .about = "x" },
	{ STR_INIT("d"), FIELD_DAY, offsetof(struct in, d), .optional = true, .about = "x" },
	{ STR_INIT("c"), FIELD_CLOCK, offsetof(struct in, c), .optional = true, .about = "x" },
	{ STR_INIT("n"), FIELD_INT, offsetof(struct in, n), .max = 1000, .optional = true, .about = "x" },
	{ STR_INIT("pin"), FIELD_SECRET, offsetof(struct in, pin), .max = 30, .optional = true, .about = "x" },
};
static const struct op op = { .name = STR_INIT("fuzz.fields"), FIELDS(fields), .in_size = sizeof(struct in) };

FUZZ(mem, text)
{
	struct cx    cx = { .mem = mem, .lang = lang_find(STR("en")), .today = { 20000 } };
	struct words w;
	struct in    in = { 0 };
	str          bad;

	if (form_parse(mem, text, &w, &bad) != OK || fields_take(&cx, &op, w, &in) != OK)
		return;
	assert(in.words.n <= 400 && in.line.n <= 80 && in.n >= 0 && in.n <= 1000);
	assert(in.way >= 0 && in.way < 3 && in.ids.n <= IDS_MAX && in.id >= 0);
	assert(str_is_plain(in.words) && (in.line.n == 0 || memchr(in.line.p, '\n', in.line.n) == NULL));
	for (size_t i = 0; i < in.ids.n; i++)
		assert(in.ids.at[i] > 0);
}
