/*
 * support/sample: the operations of the sample view.  They are only declared; nothing runs.
 */
#include "tests/support/sample.h"

static const char *const kinds[] = { "", "a", "b", NULL };

static const struct field say_fields[] = {
	{ .name = STR_INIT("unit"), .kind = FIELD_ID },
	{ .name = STR_INIT("said"), .kind = FIELD_TEXT, .max = 2000 },
	{ .name = STR_INIT("topic"), .kind = FIELD_LINE, .max = 80 },
	{ .name = STR_INIT("kind"), .kind = FIELD_CHOICE, .choices = kinds },
	{ .name = STR_INIT("mood"), .kind = FIELD_CHOICE, .choices = kinds },
	{ .name = STR_INIT("wards"), .kind = FIELD_IDS },
	{ .name = STR_INIT("agree"), .kind = FIELD_BOOL },
	{ .name = STR_INIT("by"), .kind = FIELD_DAY },
	{ .name = STR_INIT("pin"), .kind = FIELD_SECRET, .max = 40 },
	{ .name = STR_INIT("photo"), .kind = FIELD_FILE, .max = 1000 },
};
static const struct field find_fields[] = { { .name = STR_INIT("topic"), .kind = FIELD_LINE, .max = 80 } };

const struct op sample_say = { .name = STR_INIT("sample.say"), FIELDS(say_fields) };
const struct op sample_find = { .name = STR_INIT("sample.find"), FIELDS(find_fields) };
