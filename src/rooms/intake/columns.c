/*
 * rooms/intake: which column is what.  Names are matched without regard to case, blanks and
 * signs; a mapping file outranks them.  Themes coded as columns (1 in the row) give the topic.
 */
#include "rooms/intake/intake_in.h"

#include "base/json.h"

#include <string.h>

struct names { const char *at[12]; };

static const struct names words_names = { { "fftanswer", "comment", "comments", "feedback", "answer", "text", "said",
	"words", "response", "whatpeoplesaid", NULL } };
static const struct names day_names = { { "date", "day", "when", "submitted", "created", "responsedate", NULL } };
static const struct names key_names = { { "commentid", "id", "reference", "ref", "responseid", NULL } };
static const struct names question_names = { { "fftquestion", "question", NULL } };
static const struct names hold_names = { { "personidentifiableinfo", "identifiable", "containspersonaldata", NULL } };
static const struct names place_names[3] = {
	{ { "servicetype1", "directorate", "division", "region", NULL } },
	{ { "servicetype2", "service", "site", "locality", NULL } },
	{ { "ward", "team", "unit", "place", "department", NULL } },
};

/* Themes of the Friends and Family Test as NHS England's coders name them. */
static const struct { const char *name, *topic; } themes[] = {
	{ "cleanlinesstidinessinfectioncontrol", "environment" }, { "environmentfacilities", "environment" },
	{ "parking", "environment" }, { "servicelocation", "environment" }, { "sensoryexperience", "environment" },
	{ "electronicentertainment", "activities" }, { "activitiesaccesstofreshair", "activities" },
	{ "fooddrinkprovisionfacilities", "food" }, { "staffmannerpersonalattributes", "staff" },
	{ "numberdeploymentofstaff", "staff" }, { "staffresponsiveness", "staff" }, { "staffcontinuity", "staff" },
	{ "competencetraining", "staff" }, { "feelingsafe", "safety" }, { "safeguardingconcerns", "safety" },
	{ "supplyingunderstandingmedication", "medicine" }, { "painmanagement", "medicine" },
	{ "unspecifiedcommunication", "information" }, { "stafflisteningunderstandinginvolvingpatients", "information" },
	{ "informationdirectlyfromstaffduringcare", "information" }, { "informationprovisionguidance", "information" },
	{ "beingkeptinformedclarityconsistencyofinformation", "information" }, { "contactingservices", "information" },
	{ "patientrecords", "privacy" }, { "equalitydiversityinclusion", "privacy" },
	{ "interactionwithfamilycarers", "visits" }, { "careplans", "care" }, { "discharge", "care" },
	{ "impactoftreatmentcare", "care" }, { "timelinessofcare", "care" }, { "diagnosistriage", "care" },
	{ "mentalhealthact", "leave" }, { "fundinguseoffinancialresources", "money" },
};

static str
plain(struct arena *mem, str s)
{
	char  *p = arena_take(mem, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] - 'A' + 'a') : s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0)
			p[n++] = c;
	}
	return (str){ p, n };
}

static int
by_names(struct arena *mem, const struct csv_row *header, const struct names *names)
{
	for (size_t k = 0; names->at[k] != NULL; k++)
		for (size_t i = 0; i < header->n; i++)
			if (str_eq(plain(mem, header->at[i]), str_of(names->at[k])))
				return (int)i;
	return INTAKE_NONE;
}

static void
by_themes(struct arena *mem, const struct csv_row *header, struct intake_columns *c)
{
	for (size_t i = 0; i < header->n && c->ntopics < INTAKE_TOPICS; i++)
		for (size_t k = 0; k < LEN(themes); k++)
			if (str_eq(plain(mem, header->at[i]), str_of(themes[k].name))) {
				c->topics[c->ntopics].column = (int)i;
				c->topics[c->ntopics++].topic = themes[k].topic;
			}
}

/* A name that the mapping gives must be a column: else which, and what there is. */
static err
mapped(struct cx *cx, const struct csv_row *header, const struct json *name, int *ret)
{
	struct buf b = { .mem = cx->mem };

	if (name == NULL)
		return OK;
	for (size_t i = 0; i < header->n; i++)
		if (name->kind == JSON_KIND_STR && str_eq(plain(cx->mem, header->at[i]), plain(cx->mem, name->text))) {
			*ret = (int)i;
			return OK;
		}
	buf_addf(&b, "%.*s", STR_ARG(name->text));
	(void)cx_fail_n(cx, ERR_INPUT, "import.no_column", STR("mapping"), name->line);
	cx->why.text = cx->whys[0].text = buf_str(&b);
	return ERR_INPUT;
}

static err
by_mapping(struct cx *cx, const struct csv_row *header, str text, struct intake_columns *c)
{
	const struct json *top, *place;
	struct json_fault  fault;

	if (!json_parse(cx->mem, text, &top, &fault) || top->kind != JSON_KIND_MAP)
		return cx_fail_n(cx, ERR_INPUT, "import.mapping", STR("mapping"), fault.line);
	TRY(mapped(cx, header, json_get(top, STR("words")), &c->words));
	TRY(mapped(cx, header, json_get(top, STR("day")), &c->day));
	TRY(mapped(cx, header, json_get(top, STR("key")), &c->key));
	TRY(mapped(cx, header, json_get(top, STR("question")), &c->question));
	TRY(mapped(cx, header, json_get(top, STR("hold_back")), &c->hold));
	place = json_get(top, STR("place"));
	if (place != NULL && place->kind == JSON_KIND_LIST) {
		c->place[0] = c->place[1] = c->place[2] = INTAKE_NONE;
		for (size_t i = 0; i < place->n && i < 3; i++)
			TRY(mapped(cx, header, &place->at[i], &c->place[i]));
	} else if (place != NULL) {
		c->place[0] = c->place[1] = c->place[2] = INTAKE_NONE;
		TRY(mapped(cx, header, place, &c->place[2]));
	}
	if (json_get(top, STR("month_first")) != NULL)
		c->month_first = json_get(top, STR("month_first"))->yes;
	return OK;
}

err
intake_match(struct cx *cx, const struct csv_row *header, str mapping, struct intake_columns *ret)
{
	struct intake_columns c = { .words = by_names(cx->mem, header, &words_names),
		.day = by_names(cx->mem, header, &day_names), .key = by_names(cx->mem, header, &key_names),
		.question = by_names(cx->mem, header, &question_names), .hold = by_names(cx->mem, header, &hold_names),
		.kind = INTAKE_NONE };

	for (int i = 0; i < 3; i++)
		c.place[i] = by_names(cx->mem, header, &place_names[i]);
	by_themes(cx->mem, header, &c);
	if (mapping.n > 0)
		TRY(by_mapping(cx, header, mapping, &c));
	if (c.words == INTAKE_NONE)
		return cx_fail(cx, ERR_INPUT, "import.no_words", STR("file"));
	*ret = c;
	return OK;
}

static str
cell(const struct csv_row *row, int column)
{
	return column == INTAKE_NONE || (size_t)column >= row->n ? ((str){ 0 }) : str_trim(row->at[column]);
}

/* 02/06/2021, 2.6.2021, 2021-06-02, 2021-06-02T10:00: day first unless the mapping says otherwise. */
static bool
read_day(str s, bool month_first, day *ret)
{
	int64_t v[3] = { 0 };
	size_t  n = 0;
	char    iso[12];

	for (size_t i = 0; i < s.n && n < 3; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			v[n] = v[n] * 10 + (s.p[i] - '0');
		else if (s.p[i] == 'T' || s.p[i] == ' ')
			break;
		else
			n++;
		if (v[n < 3 ? n : 2] > 9999)
			return false;
	}
	if (n != 2)
		return false;
	if (v[0] < 1000) {
		int64_t y = v[2] < 100 ? v[2] + 2000 : v[2], d = month_first ? v[1] : v[0], m = month_first ? v[0] : v[1];

		v[0] = y;
		v[1] = m;
		v[2] = d;
	}
	if (v[1] > 99 || v[2] > 99)
		return false;
	for (int i = 0; i < 4; i++)
		iso[3 - i] = (char)('0' + (v[0] /= i ? 10 : 1) % 10);
	iso[4] = iso[7] = '-';
	iso[5] = (char)('0' + v[1] / 10);
	iso[6] = (char)('0' + v[1] % 10);
	iso[8] = (char)('0' + v[2] / 10);
	iso[9] = (char)('0' + v[2] % 10);
	return day_from_iso((str){ iso, 10 }, ret);
}

static const char *
topic_of(const struct intake_columns *c, const struct csv_row *row)
{
	for (size_t i = 0; i < c->ntopics; i++) {
		str v = cell(row, c->topics[i].column);

		if (v.n > 0 && !str_eq(v, STR("0")))
			return c->topics[i].topic;
	}
	return "other";
}

/* "What was good?" brings thanks; "What could we do better?" brings ideas and worries. */
static const char *
kind_of(str question)
{
	if (str_has(question, STR("good")) || str_has(question, STR("well")))
		return "thanks";
	return str_has(question, STR("better")) ? "idea" : "concern";
}

/* The same row has the same key, whatever file it stands in. */
static str
key_of(struct arena *mem, const struct intake_columns *c, const struct csv_row *row, const struct intake_row *r)
{
	str id = cell(row, c->key);

	if (id.n > 0)
		return str_fmt(mem, "id %.*s", STR_ARG(id));
	return str_fmt(mem, "row %lld %.*s %.*s %.*s", (long long)r->day.n, STR_ARG(r->place[1]), STR_ARG(r->place[2]),
	    STR_ARG(r->words));
}

void
intake_understand(struct arena *mem, const struct intake_columns *c, const struct csv_row *row, day today,
    struct intake_row *ret)
{
	struct intake_row r = { .line = row->line, .words = cell(row, c->words), .question = cell(row, c->question) };
	str               hold = cell(row, c->hold), when = cell(row, c->day);

	for (int i = 0; i < 3; i++)
		r.place[i] = cell(row, c->place[i]);
	r.mended = text_mend(mem, r.words, &r.words);
	r.day = today;
	if (row->n == 1 && r.words.n == 0)
		r.why = "import.why_empty_line";
	else if (r.words.n == 0)
		r.why = "import.why_blank";
	else if (r.words.n > 4000)
		r.why = "import.why_long";
	else if (!str_is_plain(r.words))
		r.why = "import.why_strange";
	else if (hold.n > 0 && !str_eq(hold, STR("0")) && !str_eq(hold, STR("No")))
		r.why = "import.why_person";
	else if (when.n > 0 && !read_day(when, c->month_first, &r.day))
		r.why = "import.why_date";
	else if (r.day.n > today.n)
		r.why = "import.why_future";
	r.kind = kind_of(r.question);
	r.topic = topic_of(c, row);
	r.key = key_of(mem, c, row, &r);
	*ret = r;
}

str
intake_said_columns(struct arena *mem, const struct csv_row *header, const struct intake_columns *c)
{
	const struct { const char *what; int column; } at[] = { { "words", c->words }, { "day", c->day },
		{ "key", c->key }, { "question", c->question }, { "place", c->place[0] }, { "place", c->place[1] },
		{ "place", c->place[2] } };
	struct buf b = { .mem = mem };

	for (size_t i = 0; i < LEN(at); i++)
		if (at[i].column != INTAKE_NONE)
			buf_addf(&b, "%s%s: %.*s", b.n ? "; " : "", at[i].what, STR_ARG(header->at[at[i].column]));
	return buf_str(&b);
}
