/* rooms/poster, indoors: what the page shows, every sentence ready. */
#ifndef ROOMS_POSTER_VIEW_H
#define ROOMS_POSTER_VIEW_H

#include "base/base.h"

struct poster_line { str said, did, state, days, label, code; int64_t matter; bool is_did, is_doing; };
struct poster_view { str slug, name; day since, until; bool has_since; const struct poster_line *at; size_t n; };

#endif
