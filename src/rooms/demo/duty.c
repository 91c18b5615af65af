/*
 * rooms/demo/duty: somebody is on call for safeguarding all through the year, reads what the
 * phrase screen raised and closes it; on the last day a few alerts wait.  Our own words.
 */
#include "rooms/demo/demo_in.h"

#include "rooms/matter/matter.h"
#include "rooms/safeguarding/safeguarding.h"

static err
on_call(struct demo *d, const char *login, const char *rung, const char *weeks)
{
	void *out;

	return demo_do(d, HOUSE, &safeguarding_rota_add, WORDS(W("unit", demo_n(d, d->places[ORG])),
	    W("person", demo_n(d, d->people[demo_login(d, login)].id)), W("rung", str_of(rung)),
	    W("day", day_to_iso(d->want->mem, d->today)), W("from", STR("00:00")), W("until", STR("00:00")),
	    W("weeks", str_of(weeks))), &out);
}

err
demo_duty(struct demo *d, bool last)
{
	TRY(on_call(d, "mo", "1", last ? "1" : "52"));
	return on_call(d, "eve", "2", last ? "1" : "52");
}

/* Most of what the screen raises is no danger; a person finds that out, the machine never does. */
err
demo_answer_alerts(struct demo *d)
{
	size_t                   who = demo_login(d, "mo");
	const struct alert_list *list;
	void                    *out;

	TRY(demo_do(d, who, &safeguarding_alerts, (struct words){ 0 }, &out));
	list = out;
	for (size_t i = 0; i < list->n; i++) {
		str id = demo_n(d, list->at[i].id);

		if (list->at[i].state >= ALERT_SEEN)
			continue;
		TRY(demo_do(d, who, &safeguarding_acknowledge, WORDS(W("alert", id)), &out));
		TRY(demo_do(d, who, &safeguarding_close, WORDS(W("alert", id),
		    W("words", STR("Read it and asked on the ward. Nobody was in danger."))), &out));
	}
	return OK;
}

err
demo_last_alerts(struct demo *d)
{
	void *out;

	TRY(demo_duty(d, true));
	TRY(demo_do(d, demo_login(d, "ann"), &matter_raise, WORDS(W("unit", demo_n(d, d->places[d->people[demo_login(d, "ann")].place])),
	    W("said", STR("I do not feel safe at night. Can somebody come and talk to me?")), W("help_now", STR("1"))),
	    &out));
	return demo_do(d, demo_login(d, "ann"), &matter_raise, WORDS(W("unit", demo_n(d, d->places[d->people[demo_login(d, "ann")].place])),
	    W("said", STR("My friend says she cannot go on and has hidden tablets.")), W("naming", STR("unlinkable"))), &out);
}
