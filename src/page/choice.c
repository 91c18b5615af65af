/*
 * page/choice: fields to choose in: one of several, some of several, a tick, a date.
 * The first box has the field's own id, so that the error summary leads there.
 */
#include "gen/words_gen.h"
#include "page/page_in.h"

static void
legend(struct page *pg, const struct ui_field *f)
{
	put(pg, "<legend class=\"nhsuk-fieldset__legend");
	if (f->big)
		put_c(pg, f->small ? " nhsuk-fieldset__legend--m" : " nhsuk-fieldset__legend--l");
	put(pg, "\">");
	if (f->big)
		put(pg, "<h1 class=\"nhsuk-fieldset__heading\">");
	field_text(pg, f->label, f->label_en);
	if (f->big)
		put(pg, "</h1>");
	put(pg, "</legend>\n");
}

static void
fieldset(struct page *pg, const struct ui_field *f, const char *role)
{
	field_group(pg, f, "", NULL);
	put(pg, "<fieldset class=\"nhsuk-fieldset\"");
	if (role) {
		put(pg, " role=\"");
		put_c(pg, role);
		put(pg, "\"");
	}
	field_described_by(pg, f);
	put(pg, ">\n");
	legend(pg, f);
	field_hint_and_error(pg, f);
}

/* Radios and checkboxes differ in little more than a word. */
struct boxes { const char *kind, *type; };
static const struct boxes radios = { "radios", "radio" }, checkboxes = { "checkboxes", "checkbox" };

static void
box_id(struct page *pg, const struct ui_field *f, size_t i)
{
	put_c(pg, field_id(pg, f));
	if (i > 0)
		buf_addf(pg->b, "-%zu", i + 1);
}

static void
box_hint(struct page *pg, const struct ui_field *f, const struct boxes *b, size_t i, str hint)
{
	if (hint.n == 0)
		return;
	buf_addf(pg->b, "<div class=\"nhsuk-hint nhsuk-%s__hint\" id=\"", b->kind);
	box_id(pg, f, i);
	put(pg, "-item-hint\">");
	html_escape(pg->b, hint);
	put(pg, "</div>\n");
}

static void
box(struct page *pg, const struct ui_field *f, const struct boxes *b, size_t i, bool ticked)
{
	const struct option *o = &f->options[i];

	buf_addf(pg->b, "<div class=\"nhsuk-%s__item\">\n<input class=\"nhsuk-%s__input\" id=\"",
	    b->kind, b->kind);
	box_id(pg, f, i);
	put(pg, "\" name=\"");
	put_c(pg, f->name);
	buf_addf(pg->b, "\" type=\"%s\" value=\"", b->type);
	html_escape(pg->b, o->value);
	put(pg, "\"");
	if (ticked)
		put(pg, " checked");
	if (o->hint.n > 0) {
		put(pg, " aria-describedby=\"");
		box_id(pg, f, i);
		put(pg, "-item-hint\"");
	}
	buf_addf(pg->b, ">\n<label class=\"nhsuk-label nhsuk-%s__label\" for=\"", b->kind);
	box_id(pg, f, i);
	put(pg, "\">");
	field_text(pg, o->label, o->label_en);
	put(pg, "</label>\n");
	box_hint(pg, f, b, i, o->hint);
	put(pg, "</div>\n");
}

static void
boxes_open(struct page *pg, const struct ui_field *f, const struct boxes *b)
{
	buf_addf(pg->b, "<div class=\"nhsuk-%s", b->kind);
	if (f->small)
		buf_addf(pg->b, " nhsuk-%s--small", b->kind);
	if (f->inline_)
		buf_addf(pg->b, " nhsuk-%s--inline", b->kind);
	if (f->noptions == 0) {                 /* nothing to choose: the summary leads here */
		put(pg, "\" tabindex=\"-1\" id=\"");
		put_c(pg, field_id(pg, f));
	}
	buf_addf(pg->b, "\" data-module=\"nhsuk-%s\">\n", b->kind);
}

static bool
is_ticked(struct page *pg, const struct ui_field *f, const struct option *o)
{
	if (field_was_typed(pg, f))
		return field_holds(pg, f, o->value);
	if (f->value.kind != UI_NONE)
		return str_eq(o->value, value_str(pg->mem, f->value));
	return o->chosen;
}

static void
group(struct page *pg, const struct ui_field *f, const struct boxes *b)
{
	(void)field_of(f);
	fieldset(pg, f, NULL);
	boxes_open(pg, f, b);
	for (size_t i = 0; i < f->noptions; i++)
		box(pg, f, b, i, is_ticked(pg, f, &f->options[i]));
	put(pg, "</div>\n</fieldset>\n</div>\n");
}

void
page_radios(struct page *pg, const struct ui_field *f)
{
	group(pg, f, &radios);
}

void
page_checkboxes(struct page *pg, const struct ui_field *f)
{
	group(pg, f, &checkboxes);
}

/* One box; its label says all, so there is no fieldset round it. */
void
page_checkbox(struct page *pg, const struct ui_field *f)
{
	struct option   one = { .value = STR("1"), .label = f->label, .label_en = f->label_en };
	struct ui_field g = *f;
	str  value = value_str(pg->mem, f->value);
	bool ticked = field_was_typed(pg, f) ? field_holds(pg, f, STR("1"))
	    : value.n > 0 && !str_eq(value, STR("0"));

	(void)field_of(f);
	field_group(pg, f, "", NULL);
	field_hint_and_error(pg, f);
	g.options = &one;
	g.noptions = 1;
	boxes_open(pg, &g, &checkboxes);
	box(pg, &g, &checkboxes, 0, ticked);
	put(pg, "</div>\n</div>\n");
}

/* ---- a date ------------------------------------------------------------------------ */

/* One of the three boxes. */
struct date_part { const char *tail; struct msg label; int width; };

static str
date_value(struct page *pg, const struct ui_field *f, size_t which)
{
	static const char *const tails[] = { "-day", "-month", "-year" };
	int64_t y, m, d, part;
	day     was;
	str     typed;

	if (field_was_typed(pg, f))
		return field_kept(pg, f, tails[which], &typed) ? typed : STR("");
	if (f->value.kind == UI_DAY)
		was = (day){ f->value.v };
	else if (f->value.kind != UI_STR || !day_from_iso(f->value.s, &was))
		return STR("");
	day_split(was, &y, &m, &d);
	part = which == 0 ? d : which == 1 ? m : y;
	return str_fmt(pg->mem, "%lld", (long long)part);
}

static void
date_part(struct page *pg, const struct ui_field *f, size_t which)
{
	const struct date_part parts[] = { { "day", MSG_date_day, 2 }, { "month", MSG_date_month, 2 },
		{ "year", MSG_date_year, 4 } };
	const struct date_part *p = &parts[which];
	str  value = date_value(pg, f, which), why;
	bool wrong = field_is_wrong(pg, f, &why);

	buf_addf(pg->b, "<div class=\"nhsuk-date-input__item\">\n<div class=\"nhsuk-form-group%s\">\n"
	    "<label class=\"nhsuk-label nhsuk-date-input__label\" for=\"%s-%s\">",
	    wrong ? " nhsuk-form-group--error" : "", field_id(pg, f), p->tail);
	field_text(pg, msg_str(pg, p->label), !words_has(pg->lang, p->label));
	buf_addf(pg->b, "</label>\n<input class=\"nhsuk-input%s nhsuk-input--width-%d"
	    " nhsuk-date-input__input\" id=\"%s-%s\" name=\"%s-%s\" type=\"text\"",
	    wrong ? " nhsuk-input--error" : "", p->width, field_id(pg, f), p->tail, f->name, p->tail);
	if (value.n > 0) {
		put(pg, " value=\"");
		html_escape(pg->b, value);
		put(pg, "\"");
	}
	put(pg, " inputmode=\"numeric\">\n</div>\n</div>\n");
}

void
page_date(struct page *pg, const struct ui_field *f)
{
	(void)field_of(f);
	fieldset(pg, f, "group");
	put(pg, "<div class=\"nhsuk-date-input\" id=\"");
	put_c(pg, field_id(pg, f));
	put(pg, "\">\n");
	for (size_t i = 0; i < 3; i++)
		date_part(pg, f, i);
	put(pg, "</div>\n</fieldset>\n</div>\n");
}
