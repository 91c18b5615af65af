/* Outputs kept for a repeat: what can be read back is written and read the same again. */
#include "tests/fuzz/fuzz.h"

#include "op/shape.h"

struct leaf { int64_t n; str s; };
struct tree { int64_t id; bool on; day d; clocktime c; stamp at; int64_t way; struct leaf *leaves; size_t nleaves; struct leaf one; };

static const char *const ways[] = { "", "up", "down", NULL };
static const struct shape_field leaf_at[] = { SH(struct leaf, SHAPE_INT, n), SH(struct leaf, SHAPE_STR, s) };
static const struct shape leaf = SHAPE("leaf", struct leaf, leaf_at);
static const struct shape_field tree_at[] = {
	SH(struct tree, SHAPE_INT, id), SH(struct tree, SHAPE_BOOL, on), SH(struct tree, SHAPE_DAY, d),
	SH(struct tree, SHAPE_CLOCK, c), SH(struct tree, SHAPE_STAMP, at), SH_CHOICE(struct tree, way, ways),
	SH_LIST(struct tree, "leaves", leaves, nleaves, &leaf), SH_ONE(struct tree, one, &leaf),
};
static const struct shape tree = SHAPE("tree", struct tree, tree_at);

FUZZ(mem, text)
{
	struct tree t = { 0 }, again = { 0 };
	struct buf  b = { .mem = mem }, b2 = { .mem = mem };

	if (!shape_read(mem, &tree, text, &t))
		return;
	shape_write(&b, &tree, &t);
	assert(shape_read(mem, &tree, buf_str(&b), &again));
	shape_write(&b2, &tree, &again);
	assert(str_eq(buf_str(&b), buf_str(&b2)));
}
