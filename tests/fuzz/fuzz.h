/*
 * For fuzz targets: FUZZ(mem, text) { ... } is one run on any bytes.  The bytes are an
 * allocation of their own, so reading past them is seen; memory goes after each run.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define FUZZ(mem, text) \
	static void one(struct arena *mem, str text); \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) \
	{ \
		struct arena *a = arena_new((size_t)256 << 20); \
		one(a, (str){ (const char *)data, n }); \
		arena_free(a); \
		return 0; \
	} \
	static void one(struct arena *mem, str text)

#endif
