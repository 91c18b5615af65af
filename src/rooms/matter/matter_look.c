/* rooms/matter: how its states look: keys for labels, classes of tags.  Decides nothing. */
#include "rooms/matter/matter_view.h"

#include "gen/words_gen.h"

str matter_state_key(const struct matter_row *m)          { return str_of(matter_states[m->state]); }
str matter_outcome_key(const struct matter_row *m)        { return str_of(outcomes[m->outcome]); }
str matter_step_key(const struct matter_step *s)          { return str_of(step_kinds[s->kind]); }
str matter_decided_key(const struct matter_decision *d)   { return str_of(outcomes[d->outcome]); }

str
matter_action_key(const struct matter_action *a)
{
	static const char *const keys[] = { "", "open", "doing", "done" };

	return str_of(keys[a->state & 3]);
}

str matter_short(struct page *pg, str words)              { return label_short(pg->mem, words); }

str
matter_tag_class(const struct matter_row *m)
{
	switch ((enum matter_state)m->state) {
	case MATTER_PASSED: return STR("nhsuk-tag--yellow");
	case MATTER_DOING:  return STR("nhsuk-tag--blue");
	case MATTER_DONE:
	case MATTER_SETTLED:
	case MATTER_JUDGED: return STR("nhsuk-tag--green");
	case MATTER_ANY:
	case MATTER_RAISED:
	case MATTER_HEARD:
	case MATTER_DECIDED:
	case MATTER_JOINED: break;
	}
	return STR("nhsuk-tag--grey");
}

str
matter_step_class(const struct matter_page *p, const struct matter_step *s)
{
	if (s->kind == STEP_RAN_LATE)
		return STR("w-story__step--late");
	return s == &p->steps[p->nsteps - 1] ? STR("w-story__step--now") : STR("");
}

day
matter_step_day(struct page *pg, const struct matter_step *s)
{
	return pg->zone == NULL ? stamp_utc_day(s->at) : zone_day(pg->zone, s->at);
}

str
matter_room_words(struct page *pg, str room)
{
	struct buf b = { .mem = pg->mem };

	while (room.n > 0) {
		str     one = str_trim(str_cut(&room, ',')), key = str_cut(&one, ' ');
		int64_t n = 0;

		if (str_to_int(one, &n))
			buf_add(&b, b.n ? STR(", ") : STR(""));
		buf_add(&b, label_people(pg->lang, pg->mem, key, n));
	}
	return buf_str(&b);
}

bool
matter_typed(const struct matter_page *p)
{
	str s = p->matter.source;

	return str_eq(s, STR("paper")) || str_eq(s, STR("phone")) || str_eq(s, STR("helper")) ||
	    str_eq(s, STR("import"));
}

bool
matter_any_right(const struct matter_page *p)
{
	return p->may_decide || p->may_pass || p->may_settle || p->may_set_action || p->may_reply || p->may_moderate;
}

struct options
matter_route_options(struct page *pg, const struct matter_page *p)
{
	struct option *at = arena_take(pg->mem, (p->nroutes + 1) * sizeof *at);

	for (size_t i = 0; i < p->nroutes; i++)
		at[i] = (struct option){ .label = p->routes[i].name, .chosen = i == 0,
			.value = str_fmt(pg->mem, "%lld", (long long)p->routes[i].forum) };
	return (struct options){ at, p->nroutes };
}

/* A box each: the words, then where they come from and the day they wait for. */
static struct options
boxes(struct page *pg, const struct matter_waiting *list)
{
	struct option *at = arena_take(pg->mem, (list->n + 1) * sizeof *at);

	for (size_t i = 0; i < list->n; i++) {
		const struct matter_row *m = &list->at[i];
		str topic = label(pg->lang, LABEL_TOPIC, m->topic);

		at[i] = (struct option){ .value = str_fmt(pg->mem, "%lld", (long long)m->id),
			.label = m->words.n > 0 ? matter_short(pg, m->words) : topic,
			.hint = str_fmt(pg->mem, "%.*s · %.*s", STR_ARG(topic), STR_ARG(m->unit_name)) };
	}
	return (struct options){ at, list->n };
}

static struct options
routes(struct page *pg, const struct matter_waiting *list)
{
	struct option *at = arena_take(pg->mem, (list->nroutes + 1) * sizeof *at);
	size_t         n = 0;

	at[n++] = (struct option){ .label = words_get(pg->lang, MSG_meeting_usual_one) };
	for (size_t i = 0; i < list->nroutes; i++)
		at[n++] = (struct option){ .label = list->routes[i].name,
			.value = str_fmt(pg->mem, "%lld", (long long)list->routes[i].forum) };
	return (struct options){ at, n };
}

/* What can be done with many: nothing goes up from the top, and joining is for who moderates. */
static struct options
whats(struct page *pg, const struct matter_waiting *list)
{
	struct option *at = arena_take(pg->mem, 3 * sizeof *at);
	size_t         n = 0;

	if (list->nroutes > 0)
		at[n++] = (struct option){ .value = STR("pass"), .label = words_get(pg->lang, MSG_matter_sort_pass) };
	at[n++] = (struct option){ .value = STR("settle"), .label = words_get(pg->lang, MSG_matter_sort_settle) };
	if (list->may_moderate)
		at[n++] = (struct option){ .value = STR("join"), .label = words_get(pg->lang, MSG_matter_sort_join),
			.hint = words_get(pg->lang, MSG_matter_sort_join_hint) };
	return (struct options){ at, n };
}

void
matter_sort_options(struct page *pg, struct matter_sort_page *v)
{
	v->matters = boxes(pg, v->list);
	v->routes = routes(pg, v->list);
	v->whats = whats(pg, v->list);
	v->topics = label_options(pg, LABEL_TOPIC, matter_topics, words_get(pg->lang, MSG_label_any));
}
