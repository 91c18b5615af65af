/*
 * app/rooms: every room of the house.  See rooms.h.  Data only; the two functions
 * below lay the rooms' lists end to end, once, at start.
 */
#include "app/rooms.h"

#include <string.h>

struct room {
	const struct op *const *ops;
	const size_t           *nops;
	const struct route     *routes;
	const size_t           *nroutes;
};

#define ROOM(x) { x##_ops, &x##_nops, x##_routes, &x##_nroutes }
#define READING_ROOM(x) { NULL, NULL, x##_routes, &x##_nroutes }
#define ROOM_WITHOUT_PAGES(x) { x##_ops, &x##_nops, NULL, NULL }

static const struct room rooms[] = {
	{ NULL, NULL, NULL, NULL },
};

const struct timer rooms_timers[] = {
	{ NULL, 0 },
};
const size_t rooms_ntimers = 0;

struct ops
rooms_ops(struct arena *mem)
{
	const struct op **all;
	size_t            n = 0;

	for (size_t i = 0; i < LEN(rooms); i++)
		n += rooms[i].nops != NULL ? *rooms[i].nops : 0;
	all = arena_take(mem, (n + 1) * sizeof(const struct op *));
	n = 0;
	for (size_t i = 0; i < LEN(rooms); i++)
		for (size_t k = 0; rooms[i].nops != NULL && k < *rooms[i].nops; k++)
			all[n++] = rooms[i].ops[k];
	return (struct ops){ all, n };
}

const struct routes *
rooms_routes(struct arena *mem, size_t *ret_n)
{
	struct routes *all = arena_take(mem, (LEN(rooms) + 1) * sizeof *all);
	size_t         n = 0;

	for (size_t i = 0; i < LEN(rooms); i++)
		if (rooms[i].nroutes != NULL)
			all[n++] = (struct routes){ rooms[i].routes, *rooms[i].nroutes };
	*ret_n = n;
	return all;
}
