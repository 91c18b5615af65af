/* Days, clocks and numbers: what is taken is written the same again. */
#include "tests/fuzz/fuzz.h"

FUZZ(mem, text)
{
	day       d, again;
	clocktime c;
	int64_t   n, y, m, dom;

	if (day_from_iso(text, &d)) {
		day_split(d, &y, &m, &dom);
		assert(day_make(y, m, dom).n == d.n);
		assert(day_from_iso(day_to_iso(mem, d), &again) && again.n == d.n);
		assert(day_weekday(d) >= 0 && day_weekday(d) <= 6);
	}
	if (clock_from_hhmm(text, &c))
		assert(c.m >= 0 && c.m < 24 * 60);
	if (str_to_int(text, &n))
		assert(text.n <= 19);
	(void)str_is_plain(text);
	(void)str_trim(text);
}
