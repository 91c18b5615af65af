/*
 * op/setting: the few things a provider has one of.  See setting.h.  It never decides
 * what they mean: whoever owns a setting does.
 */
#include "op/setting.h"

err
setting_get(struct db *db, struct arena *mem, str name, str *ret_value)
{
	struct stmt *s = stmt_new(db, mem, SQL("SELECT value FROM setting WHERE name = ?"));

	*ret_value = (str){ 0 };
	stmt_put_str(s, name);
	while (stmt_next(s))
		*ret_value = stmt_get_str(s);
	return stmt_end(s);
}

err
setting_put(struct db *db, struct arena *mem, str name, str value)
{
	struct stmt *s = stmt_new(db, mem, SQL(
	    "INSERT INTO setting (name, value) VALUES (?, ?)"
	    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"));

	stmt_put_str(s, name);
	stmt_put_str(s, value);
	return stmt_end(s);
}
