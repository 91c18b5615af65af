/*
 * tests/hands: runs the statements it is given, one after another, through Waggle's own store,
 * because a page that another program writes is rightly taken for a damaged one.  For
 * tests only (tests/mail, tests/clocks): it is no part of the program, and nothing else may
 * assemble a statement.
 *	hands URL STATEMENT ...
 */
#include <stdio.h>

#include "base/secret.h"
#include "store/db.h"

static err
run(struct db *db, struct arena *mem, const char *text)
{
	struct stmt *s = stmt_new(db, mem, (struct sql){ text });

	while (stmt_next(s))
		;
	return stmt_end(s);
}

int
main(int argc, char **argv)
{
	struct arena *mem = arena_new(1 << 26);
	struct db    *db = NULL;
	err           e;

	if (argc < 3)
		return 64;
	secret_start();
	e = db_open(str_of(argv[1]), DB_WRITE, &db);
	if (e == OK)
		e = db_begin(db);
	for (int i = 2; e == OK && i < argc; i++)
		e = run(db, mem, argv[i]);
	if (e == OK)
		e = db_commit(db);
	if (db != NULL)
		db_close(db);
	arena_free(mem);
	if (e != OK)
		fprintf(stderr, "hands: error %d\n", (int)e);
	return e == OK ? 0 : 1;
}
