/* Uploads: the parts of a body cut by a boundary stay inside the body. */
#include "tests/fuzz/fuzz.h"

#include "doors/web/web_in.h"

FUZZ(mem, text)
{
	static const struct http_header type[] = {
		{ STR_INIT("Content-Type"), STR_INIT("multipart/form-data; boundary=cut") } };
	struct exchange x = { .mem = mem, .body = text, .headers = type, .nheaders = 1 };
	struct words    w = { 0 };
	str             bad;

	if (form_body(&x, &w, &bad) != OK)
		return;
	for (size_t i = 0; i < w.n; i++) {
		assert(str_is_utf8(w.at[i].name));
		assert(w.at[i].value.n <= text.n);
		if (w.at[i].file.n == 0 && w.at[i].type.n == 0)
			assert(str_is_utf8(w.at[i].value));
	}
}
