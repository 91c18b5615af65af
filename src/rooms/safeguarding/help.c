/*
 * rooms/safeguarding/help: the words beside every box, and the ways to get help.  The
 * provider writes its own in each language; empty they cannot be: then those built in stand.
 * National numbers are on the page whatever the provider writes.  No SQL and no HTML in here.
 */
#include "rooms/safeguarding/safeguarding_in.h"

#include "op/setting.h"
#include "words/words.h"

static str
key_of(struct cx *cx, const char *what, str lang)
{
	return str_fmt(cx->mem, "safeguarding.%s.%.*s", what, STR_ARG(lang));
}

/* In this language, else in the provider's English; empty: none. */
static err
own_words(struct cx *cx, const char *what, str *ret)
{
	const struct lang *l = cx->lang != NULL ? cx->lang : lang_find(STR("en"));

	TRY(setting_get(cx->db, cx->mem, key_of(cx, what, lang_code(l)), ret));
	if (ret->n == 0 && lang_is_easy(l))
		TRY(setting_get(cx->db, cx->mem, key_of(cx, what, STR("en")), ret));
	return OK;
}

err
help_words_for(struct cx *cx, struct help_words *ret)
{
	TRY(own_words(cx, "notice", &ret->notice));
	TRY(own_words(cx, "ways", &ret->ways));
	ret->notice_own = ret->notice.n > 0;
	ret->ways_own = ret->ways.n > 0;
	return duty_anybody(cx, &ret->watched);
}

static err
notice_run(struct cx *cx, const void *vin, void *ret_out)
{
	(void)vin;
	return help_words_for(cx, ret_out);
}

static const struct shape_field words_fields[] = {
	SH(struct help_words, SHAPE_STR, notice), SH(struct help_words, SHAPE_STR, ways),
	SH(struct help_words, SHAPE_BOOL, watched),
};
static const struct shape words_shape = SHAPE("help_words", struct help_words, words_fields);

const struct op safeguarding_notice = {
	.name = STR_INIT("safeguarding.notice"), .path = STR_INIT("/safeguarding/notice"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "What stands beside every box for free words, and whether anybody at all is on call.",
	.out_size = sizeof(struct help_words), .out = &words_shape, .run = notice_run, .cites = "CW-1",
};

static err
help_run(struct cx *cx, const void *vin, void *ret_out)
{
	struct help_page  *page = ret_out;
	struct rota_place *empty;
	size_t             n;

	(void)vin;
	TRY(help_words_for(cx, &page->words));
	TRY(duty_empty(cx, false, &empty, &n));
	page->words.watched = n == 0;                   /* which place they will choose is not known yet */
	return help_places(cx, page);
}

static const struct shape_field help_place_fields[] = {
	SH(struct rota_place, SHAPE_INT, id), SH_PLACE(struct rota_place, name),
};
static const struct shape help_place_shape = SHAPE("help_place", struct rota_place, help_place_fields);
static const struct shape_field help_fields[] = {
	SH_ONE(struct help_page, words, &words_shape),
	SH_LIST(struct help_page, "places", places, nplaces, &help_place_shape),
};
static const struct shape help_shape = SHAPE("help_page", struct help_page, help_fields);

const struct op safeguarding_help = {
	.name = STR_INIT("safeguarding.help"), .path = STR_INIT("/safeguarding/help"), .may = MAY_ANYONE, .tx = TX_READ,
	.about = "The ways to get help now.", .out_size = sizeof(struct help_page), .out = &help_shape, .run = help_run,
	.cites = "CW-1",
};

struct words_in { int64_t lang; str notice, ways; };
struct words_out { int64_t n; };

static const char *const help_langs[] = { "", "en", "ar", "easy", NULL };
static const struct field write_fields[] = {
	{ STR_INIT("lang"), FIELD_CHOICE, offsetof(struct words_in, lang), .choices = help_langs, .about = "In which language." },
	{ STR_INIT("notice"), FIELD_LINE, offsetof(struct words_in, notice), .max = NOTICE_MAX,
	  .about = "Beside every box: that it is not for emergencies, and what to do.  It cannot be empty." },
	{ STR_INIT("ways"), FIELD_TEXT, offsetof(struct words_in, ways), .max = WAYS_MAX,
	  .about = "The ways to get help here, one a line.  It cannot be empty." },
};

static err
write_run(struct cx *cx, const void *vin, void *ret_out)
{
	const struct words_in *in = vin;
	str                    lang = str_of(help_langs[in->lang]);

	((struct words_out *)ret_out)->n = 1;
	TRY(setting_put(cx->db, cx->mem, key_of(cx, "notice", lang), in->notice));
	return setting_put(cx->db, cx->mem, key_of(cx, "ways", lang), in->ways);
}

static const struct shape_field write_at[] = { SH(struct words_out, SHAPE_INT, n) };
static const struct shape write_shape = SHAPE("help_written", struct words_out, write_at);

const struct op safeguarding_words = {
	.name = STR_INIT("safeguarding.words"), .path = STR_INIT("/safeguarding/words"), .may = MAY_KEEP_ROTA, .tx = TX_WRITE,
	.about = "Writes the provider's own notice and ways to get help; they can be changed, never emptied.",
	FIELDS(write_fields), .in_size = sizeof(struct words_in), .out_size = sizeof(struct words_out), .out = &write_shape,
	.run = write_run, .not_heard = "the provider's own words about help", .cites = "CW-1",
};

const struct op *const safeguarding_ops[] = { &safeguarding_flag, &safeguarding_alerts, &safeguarding_read,
	&safeguarding_acknowledge, &safeguarding_close, &safeguarding_rota, &safeguarding_rota_add, &safeguarding_rota_end,
	&safeguarding_on_call, &safeguarding_coverage, &safeguarding_escalate, &safeguarding_heartbeat,
	&safeguarding_words, &safeguarding_phrase_add, &safeguarding_phrase_end, &safeguarding_help,
	&safeguarding_waiting, &safeguarding_notice, &safeguarding_unsent };
const size_t safeguarding_nops = LEN(safeguarding_ops);
