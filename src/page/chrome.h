/*
 * page/chrome: what stands round every page, gathered by page.c for layout.html.
 */
#ifndef PAGE_CHROME_H
#define PAGE_CHROME_H

#include "page/page.h"

struct chrome_lang { str code, tag, dir, name; bool now; };

struct chrome {
	const struct view *view;           /* what is drawn inside */
	const void        *drawn;
	str  tag, dir, classes;            /* of <html> */
	str  css, app_js, boot_js, icon;
	str  provider, path, who, key;     /* key: of the sign-out form */
	int64_t alerts;                    /* that wait for who is looking */
	bool signed_in, wrong, room_screen;
	struct chrome_lang langs[8];
	size_t nlangs;
};

#endif
