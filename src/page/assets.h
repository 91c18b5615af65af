/*
 * page/assets: the styles, scripts, fonts and pictures that every page may name.
 *
 * tools/assetc makes them at build time, already squeezed, and gives each a name
 * that changes when its bytes do; so a browser may keep one for a year.  A page
 * names an asset by its plain name; the web door finds it by the hashed one.
 */
#ifndef PAGE_ASSETS_H
#define PAGE_ASSETS_H

#include "base/base.h"

#define ASSETS_AT "/assets/"

struct asset {
	str name;          /* "page.css" */
	str url;           /* "/assets/page.1f0c22ab9d.css" */
	str type;          /* "text/css; charset=utf-8" */
	str plain, gz, br; /* gz and br are empty where squeezing gains nothing */
};

/* "page.css" -> its address.  A name that does not exist is our mistake: asserts. */
str asset_url(str name);

/* "page.1f0c22ab9d.css" -> the asset, or NULL.  What stands after ASSETS_AT. */
const struct asset *asset_find(str hashed_name);

#endif
