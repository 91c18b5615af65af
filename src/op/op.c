/*
 * op: the one way to run an operation.  See op.h.  Who, may, inputs, before; then
 * inside a transaction: once, mark, run, record, keep or undo.
 */
#include "op/hearing.h"
#include "op/op_in.h"

#include <assert.h>
#include <string.h>

err
cx_fail_n(struct cx *cx, err e, const char *key, str field, int64_t number)
{
	cx->why = (struct why){ .key = key, .field = field, .number = number };
	if (field.n > 0 && cx->nwhys == 0)
		cx->whys[cx->nwhys++] = cx->why;
	return e;
}

err
cx_fail(struct cx *cx, err e, const char *key, str field)
{
	return cx_fail_n(cx, e, key, field, 0);
}

err
cx_clash(struct cx *cx, const char *key, str name, str now)
{
	struct word *w = arena_take(cx->mem, sizeof *w);

	*w = (struct word){ .name = name, .value = now };
	return cx_clash_all(cx, key, (struct words){ w, now.n > 0 });
}

err
cx_clash_all(struct cx *cx, const char *key, struct words now)
{
	cx->stands = now;
	return cx_fail(cx, ERR_CLASH, key, STR(""));        /* no field of the form is wrong */
}

err
cx_clash_both(struct cx *cx, const char *key, str name, str wanted, str now)
{
	struct word *w = arena_take(cx->mem, 2 * sizeof *w);

	w[0] = (struct word){ .name = name, .value = wanted };
	w[1] = (struct word){ .name = name, .value = now };
	cx->wanted = (struct words){ w, 1 };
	return cx_clash_all(cx, key, (struct words){ w + 1, 1 });
}

const struct op *
op_find(struct ops all, str name)
{
	for (size_t i = 0; i < all.n; i++)
		if (str_eq(all.at[i]->name, name))
			return all.at[i];
	return NULL;
}

static void
check_fields(const struct op *a)
{
	bool words = false;

	for (size_t i = 0; i < a->nfields; i++) {
		const struct field *f = &a->fields[i];

		words = words || f->kind == FIELD_TEXT;
		assert(f->name.n > 0 && f->at < a->in_size);
		assert((f->kind == FIELD_CHOICE) == (f->choices != NULL));
		for (size_t j = 0; j < i; j++)
			assert(!str_eq(f->name, a->fields[j].name));
	}
	/* Nobody's words come in unheard: somebody may be in danger (reliability P0-5). */
	assert(!words || a->tx == TX_READ || (a->hears != NULL) != (a->not_heard != NULL));
}

/* A name said twice would hide one of the two from whoever reads the JSON. */
static void
check_shape(const struct shape *sh)
{
	for (size_t i = 0; i < sh->n; i++) {
		for (size_t j = 0; j < i; j++)
			assert(strcmp(sh->at[i].name, sh->at[j].name) != 0);
		if (sh->at[i].inner != NULL)
			check_shape(sh->at[i].inner);
	}
}

void
ops_check(struct ops all)
{
	for (size_t i = 0; i < all.n; i++) {
		const struct op *a = all.at[i];

		assert(a->may != MAY_UNSET_ && a->run != NULL && a->about != NULL && a->path.n > 0);
		assert(a->out == NULL || a->out->size == a->out_size);
		check_fields(a);
		if (a->out != NULL)
			check_shape(a->out);
		for (size_t j = 0; j < i; j++)
			assert(!str_eq(a->name, all.at[j]->name));
	}
}

static err
learn_who(struct cx *cx, const struct op *a)
{
	err e;

	if (cx->who_known)
		return OK;
	if (cx->token.n == 0)
		return a->may == MAY_ANYONE ? OK : cx_fail(cx, ERR_LOGIN, "access.sign_in", (str){ 0 });
	e = actor_load(cx->db, cx->mem, cx->token, cx->now, &cx->who);
	if (e == ERR_LOGIN && a->may == MAY_ANYONE)
		return OK;                              /* an ended session is nobody */
	if (e == ERR_LOGIN)
		return cx_fail(cx, e, "access.sign_in", (str){ 0 });
	cx->who_known = e == OK;
	return e;
}

static err
who_and_what(struct cx *cx, struct op_call *c)
{
	TRY(learn_who(cx, c->op));
	if (!may_at_all(&cx->who, c->op->may))
		return cx_fail(cx, ERR_DENIED, "access.denied", (str){ 0 });
	c->in = arena_take(cx->mem, c->op->in_size ? c->op->in_size : 1);
	TRY(fields_take(cx, c->op, c->w, c->in));
	if (c->op->unnamed != NULL && c->op->unnamed(cx, c->in))
		cx->unnamed = true;
	return OK;
}

/*
 * A rule that could not read may take that for "not there" or "may not".  The person is told
 * what was truly wrong, and tries again.
 */
static err
truly(struct cx *cx, err e)
{
	err trouble = db_trouble(cx->db);

	if (trouble == OK || trouble == e)
		return e;
	cx->why = (struct why){ 0 };
	cx->nwhys = 0;
	return trouble;
}

/*
 * Runs half an operation with a way out: when the machine has no memory left, what it began
 * is undone and the person is asked to try again.  Nothing of it stands.
 */
static err
with_way_out(struct cx *cx, struct op_call *c, err (*half)(struct cx *, struct op_call *))
{
	unsigned marks = cx->db == NULL ? 0 : db_marks(cx->db);
	jmp_buf  out;
	jmp_buf *before = arena_way_out(cx->mem, &out);
	err      e;

	if (setjmp(out) == 0) {
		e = half(cx, c);
		if (e != OK && cx->db != NULL)
			e = truly(cx, e);
	} else {
		if (cx->db != NULL)
			db_undo_to(cx->db, marks);
		log_line("op", "trouble=\"no memory\"");
		e = cx_fail(cx, ERR_BUSY, "store.short", (str){ 0 });
	}
	(void)arena_way_out(cx->mem, before);
	return e;
}

static err
prepare(struct cx *cx, struct op_call *c)
{
	TRY(who_and_what(cx, c));
	return c->op->before == NULL ? OK : c->op->before(cx, c->in);
}

err
op_prepare(struct cx *cx, struct op_call *c)
{
	return with_way_out(cx, c, prepare);
}

/* Last: what is kept and recorded names places as they were named. */
static err
say_names(struct cx *cx, struct op_call *c)
{
	return cx->names == NULL || c->op->out == NULL || c->op->as_written ? OK : cx->names(cx, c->op->out, c->out);
}

static err
run_marked(struct cx *cx, struct op_call *c)
{
	uint64_t     before, said;
	struct slack slack = { .n = 0 };

	cx->moves_only = cx->no_thing = cx->own_record = false;
	cx->heard_as = (str){ 0 };
	if (c->op->hears != NULL && words_find(c->w, STR(HEARD_FIELD), &cx->heard_as) && cx->heard_as.n > HEARD_MAX)
		cx->heard_as = (str){ 0 };
	if (c->op->tx == TX_WRITE)
		TRY(slack_take(cx, c, &slack));
	before = db_changes(cx->db);
	TRY(c->op->run(cx, c->in, c->out));
	if (c->op->tx == TX_READ || cx->look_only)
		return say_names(cx, c);
	TRY(slack_give(cx, &slack));
	said = db_changes(cx->db);
	if (c->op->hears != NULL)
		TRY(c->op->hears->heard(cx, c));
	if (db_changes(cx->db) != said)
		cx->moves_only = false;         /* an alert shows on any page of whoever it calls */
	if (db_changes(cx->db) != before)
		TRY(moved_write(cx));
	if (cx->once.n > 0)
		TRY(once_keep(cx, c->op, c->out));
	if (!c->op->own_record && !cx->own_record)
		TRY(audit_write(cx, c));
	return say_names(cx, c);
}

static err
run_inside(struct cx *cx, struct op_call *c)
{
	bool again = false;
	err  e;

	assert(c->op->may != MAY_UNSET_);
	if (c->in == NULL)
		TRY(who_and_what(cx, c));
	if (cx->urgent_only)                            /* asked of its words only now: it takes a while */
		cx->urgent = (c->op->urgent != NULL && c->op->urgent(cx, c->in)) ||
		    op_is_urgent(cx->mem, c->op, c->w);
	if (cx->urgent_only && !cx->urgent)
		return cx_fail(cx, ERR_FULL, "store.full", (str){ 0 });
	c->out = arena_take(cx->mem, c->op->out_size ? c->op->out_size : 1);
	if (c->op->tx == TX_READ)
		return run_marked(cx, c);
	if (cx->once.n > 0)
		TRY(once_find(cx, c->op, &again, c->out));
	if (again) {
		cx->why.key = "once.again";
		return OK;
	}
	TRY(db_mark(cx->db));
	e = run_marked(cx, c);
	if (e != OK)
		e = truly(cx, e);
	if (e != OK || cx->look_only) {
		db_undo(cx->db);
		return e;
	}
	return db_keep(cx->db);
}

bool
op_always_urgent(const struct cx *cx, const void *in)
{
	(void)cx;
	(void)in;
	return true;
}

bool
op_always_unnamed(const struct cx *cx, const void *in)
{
	(void)cx;
	(void)in;
	return true;
}

bool
op_is_urgent(struct arena *mem, const struct op *op, struct words w)
{
	return op->hears != NULL && op->hears->urgent(mem, op, w);
}

err
op_run_inside(struct cx *cx, struct op_call *c)
{
	return with_way_out(cx, c, run_inside);
}

err
op_run(struct cx *cx, const struct op *a, struct words w, void **ret_out)
{
	struct op_call c = { .op = a, .w = w };
	err            e;

	if (a->before != NULL) {
		TRY(db_begin(cx->db));
		e = op_prepare(cx, &c);
		db_rollback(cx->db);
		TRY(e);
	}
	TRY(db_begin(cx->db));
	e = op_run_inside(cx, &c);
	if (e == OK && a->tx == TX_WRITE)
		e = db_commit(cx->db);
	else
		db_rollback(cx->db);                    /* a read has nothing to keep */
	*ret_out = c.out;
	return e;
}
