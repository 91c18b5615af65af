/*
 * app/routes: every address, what it does and who may, as a table or as OpenAPI.
 * It reads only the program itself, no database.
 */
#include "app/house.h"

#include "doors/api/api.h"

static void
print_row(struct cli *c, const char *method, str path, const struct op *op)
{
	fprintf(c->out, "%-5s %-52.*s %-22.*s %s\n", method, STR_ARG(path), STR_ARG(op->name),
	    may_name(op->may));
}

static void
json_row(struct buf *b, const char *method, str path, const struct op *op)
{
	buf_add(b, b->n > 1 ? STR(",\n") : STR(""));
	buf_addf(b, "{\"method\":\"%s\",\"path\":", method);
	json_str(b, path);
	buf_add(b, STR(",\"operation\":"));
	json_str(b, op->name);
	buf_add(b, STR(",\"may\":"));
	json_str(b, str_of(may_name(op->may)));
	buf_add(b, STR("}"));
}

static void
each_row(struct cli *c, struct buf *b)
{
	const struct house *h = house_of(c);

	for (size_t i = 0; i < h->nroutes; i++)
		for (size_t k = 0; k < h->routes[i].n; k++) {
			const struct route *r = &h->routes[i].at[k];
			const char         *method = r->method == GET ? "GET" : "POST";

			if (c->json)
				json_row(b, method, str_of(r->path), r->op);
			else
				print_row(c, method, str_of(r->path), r->op);
		}
	for (size_t i = 0; i < h->ops.n; i++) {
		const struct op *op = h->ops.at[i];
		str path = str_fmt(c->mem, "/api/v1%.*s", STR_ARG(op->path));

		if (op->no_token)
			continue;
		if (c->json)
			json_row(b, op->tx == TX_READ ? "GET" : "POST", path, op);
		else
			print_row(c, op->tx == TX_READ ? "GET" : "POST", path, op);
	}
}

int
routes_command(struct cli *c)
{
	struct buf b = { .mem = c->mem };

	if (cli_given(c, "openapi")) {
		api_openapi(&b, house_of(c)->ops);
	} else if (c->json) {
		buf_add(&b, STR("["));
		each_row(c, &b);
		buf_add(&b, STR("]"));
	} else {
		each_row(c, &b);
		return EX_OK;
	}
	fprintf(c->out, "%.*s\n", STR_ARG(buf_str(&b)));
	return EX_OK;
}
