/*
 * rooms/label: one table from keys to messages.  See label.h.  It decides nothing and
 * keeps nothing.
 */
#include "rooms/label/label.h"

#include "gen/words_gen.h"

struct named { enum label_of of; str key; struct msg words; };

static const struct named table[] = {
	{ LABEL_TOPIC, STR_INIT("environment"), MSG_label_topic_environment },
	{ LABEL_TOPIC, STR_INIT("food"), MSG_label_topic_food },
	{ LABEL_TOPIC, STR_INIT("activities"), MSG_label_topic_activities },
	{ LABEL_TOPIC, STR_INIT("staff"), MSG_label_topic_staff },
	{ LABEL_TOPIC, STR_INIT("safety"), MSG_label_topic_safety },
	{ LABEL_TOPIC, STR_INIT("care"), MSG_label_topic_care },
	{ LABEL_TOPIC, STR_INIT("medicine"), MSG_label_topic_medicine },
	{ LABEL_TOPIC, STR_INIT("leave"), MSG_label_topic_leave },
	{ LABEL_TOPIC, STR_INIT("visits"), MSG_label_topic_visits },
	{ LABEL_TOPIC, STR_INIT("information"), MSG_label_topic_information },
	{ LABEL_TOPIC, STR_INIT("privacy"), MSG_label_topic_privacy },
	{ LABEL_TOPIC, STR_INIT("money"), MSG_label_topic_money },
	{ LABEL_TOPIC, STR_INIT("other"), MSG_label_topic_other },
	{ LABEL_KIND, STR_INIT("concern"), MSG_label_kind_concern },
	{ LABEL_KIND, STR_INIT("idea"), MSG_label_kind_idea },
	{ LABEL_KIND, STR_INIT("question"), MSG_label_kind_question },
	{ LABEL_KIND, STR_INIT("thanks"), MSG_label_kind_thanks },
	{ LABEL_KIND, STR_INIT("recommendation"), MSG_label_kind_recommendation },
	{ LABEL_KIND, STR_INIT("complaint"), MSG_label_kind_complaint },
	{ LABEL_STATE, STR_INIT("raised"), MSG_label_state_raised },
	{ LABEL_STATE, STR_INIT("heard"), MSG_label_state_heard },
	{ LABEL_STATE, STR_INIT("passed"), MSG_label_state_passed },
	{ LABEL_STATE, STR_INIT("decided"), MSG_label_state_decided },
	{ LABEL_STATE, STR_INIT("doing"), MSG_label_state_doing },
	{ LABEL_STATE, STR_INIT("done"), MSG_label_state_done },
	{ LABEL_STATE, STR_INIT("settled"), MSG_label_state_settled },
	{ LABEL_STATE, STR_INIT("judged"), MSG_label_state_judged },
	{ LABEL_STATE, STR_INIT("joined"), MSG_label_state_joined },
	{ LABEL_OUTCOME, STR_INIT("yes"), MSG_label_outcome_yes },
	{ LABEL_OUTCOME, STR_INIT("partly"), MSG_label_outcome_partly },
	{ LABEL_OUTCOME, STR_INIT("not_now"), MSG_label_outcome_not_now },
	{ LABEL_OUTCOME, STR_INIT("no"), MSG_label_outcome_no },
	{ LABEL_VERDICT, STR_INIT("fixed"), MSG_label_verdict_fixed },
	{ LABEL_VERDICT, STR_INIT("partly"), MSG_label_verdict_partly },
	{ LABEL_VERDICT, STR_INIT("not"), MSG_label_verdict_not },
	{ LABEL_NAMING, STR_INIT("named"), MSG_label_naming_named },
	{ LABEL_NAMING, STR_INIT("facilitator"), MSG_label_naming_facilitator },
	{ LABEL_NAMING, STR_INIT("unlinkable"), MSG_label_naming_unlinkable },
	{ LABEL_SOURCE, STR_INIT("web"), MSG_label_source_web },
	{ LABEL_SOURCE, STR_INIT("kiosk"), MSG_label_source_kiosk },
	{ LABEL_SOURCE, STR_INIT("meeting"), MSG_label_source_meeting },
	{ LABEL_SOURCE, STR_INIT("paper"), MSG_label_source_paper },
	{ LABEL_SOURCE, STR_INIT("phone"), MSG_label_source_phone },
	{ LABEL_SOURCE, STR_INIT("helper"), MSG_label_source_helper },
	{ LABEL_SOURCE, STR_INIT("import"), MSG_label_source_import },
	{ LABEL_SOURCE, STR_INIT("survey"), MSG_label_source_survey },
	{ LABEL_STEP, STR_INIT("raised"), MSG_label_step_raised },
	{ LABEL_STEP, STR_INIT("heard"), MSG_label_step_heard },
	{ LABEL_STEP, STR_INIT("settled"), MSG_label_step_settled },
	{ LABEL_STEP, STR_INIT("passed"), MSG_label_step_passed },
	{ LABEL_STEP, STR_INIT("decided"), MSG_label_step_decided },
	{ LABEL_STEP, STR_INIT("action_set"), MSG_label_step_action_set },
	{ LABEL_STEP, STR_INIT("progress"), MSG_label_step_progress },
	{ LABEL_STEP, STR_INIT("action_done"), MSG_label_step_action_done },
	{ LABEL_STEP, STR_INIT("told_back"), MSG_label_step_told_back },
	{ LABEL_STEP, STR_INIT("verdict"), MSG_label_step_verdict },
	{ LABEL_STEP, STR_INIT("asked_again"), MSG_label_step_asked_again },
	{ LABEL_STEP, STR_INIT("not_yet"), MSG_label_step_not_yet },
	{ LABEL_STEP, STR_INIT("ran_late"), MSG_label_step_ran_late },
	{ LABEL_STEP, STR_INIT("joined"), MSG_label_step_joined },
	{ LABEL_STEP, STR_INIT("said_more"), MSG_label_step_said_more },
	{ LABEL_STEP, STR_INIT("brought_back"), MSG_label_step_brought_back },
	{ LABEL_PROMISE, STR_INIT("open"), MSG_label_promise_open },
	{ LABEL_PROMISE, STR_INIT("kept"), MSG_label_promise_kept },
	{ LABEL_PROMISE, STR_INIT("late"), MSG_label_promise_late },
	{ LABEL_PROMISE, STR_INIT("broken"), MSG_label_promise_broken },
	{ LABEL_ACTION, STR_INIT("open"), MSG_label_action_open },
	{ LABEL_ACTION, STR_INIT("doing"), MSG_label_action_doing },
	{ LABEL_ACTION, STR_INIT("done"), MSG_label_action_done },
	{ LABEL_ITEM, STR_INIT("settled"), MSG_label_item_settled },
	{ LABEL_ITEM, STR_INIT("passed"), MSG_label_item_passed },
	{ LABEL_ITEM, STR_INIT("carried"), MSG_label_item_carried },
	{ LABEL_ITEM, STR_INIT("noted"), MSG_label_item_noted },
	{ LABEL_ITEM, STR_INIT("decided"), MSG_label_item_decided },
	{ LABEL_LADDER, STR_INIT("coercion"), MSG_label_ladder_coercion },
	{ LABEL_LADDER, STR_INIT("educating"), MSG_label_ladder_educating },
	{ LABEL_LADDER, STR_INIT("informing"), MSG_label_ladder_informing },
	{ LABEL_LADDER, STR_INIT("consultation"), MSG_label_ladder_consultation },
	{ LABEL_LADDER, STR_INIT("engagement"), MSG_label_ladder_engagement },
	{ LABEL_LADDER, STR_INIT("co-design"), MSG_label_ladder_co_design },
	{ LABEL_LADDER, STR_INIT("co-production"), MSG_label_ladder_co_production },
	{ LABEL_MEETING, STR_INIT("planned"), MSG_label_meeting_planned },
	{ LABEL_MEETING, STR_INIT("open"), MSG_label_meeting_open },
	{ LABEL_MEETING, STR_INIT("closed"), MSG_label_meeting_closed },
	{ LABEL_MEETING, STR_INIT("cancelled"), MSG_label_meeting_cancelled },
	{ LABEL_HOW, STR_INIT("in_person"), MSG_label_how_in_person },
	{ LABEL_HOW, STR_INIT("online"), MSG_label_how_online },
	{ LABEL_HOW, STR_INIT("apologies"), MSG_label_how_apologies },
	{ LABEL_FORUM, STR_INIT("ward_meeting"), MSG_label_forum_ward_meeting },
	{ LABEL_FORUM, STR_INIT("community_meeting"), MSG_label_forum_community_meeting },
	{ LABEL_FORUM, STR_INIT("council"), MSG_label_forum_council },
	{ LABEL_FORUM, STR_INIT("team"), MSG_label_forum_team },
	{ LABEL_FORUM, STR_INIT("panel"), MSG_label_forum_panel },
	{ LABEL_FORUM, STR_INIT("network"), MSG_label_forum_network },
	{ LABEL_FORUM, STR_INIT("group"), MSG_label_forum_group },
	{ LABEL_FORUM, STR_INIT("advisory"), MSG_label_forum_advisory },
	{ LABEL_FORUM, STR_INIT("board"), MSG_label_forum_board },
	{ LABEL_PLACE, STR_INIT("org"), MSG_label_place_org },
	{ LABEL_PLACE, STR_INIT("region"), MSG_label_place_region },
	{ LABEL_PLACE, STR_INIT("service"), MSG_label_place_service },
	{ LABEL_PLACE, STR_INIT("site"), MSG_label_place_site },
	{ LABEL_PLACE, STR_INIT("ward"), MSG_label_place_ward },
	{ LABEL_PLACE, STR_INIT("department"), MSG_label_place_department },
	{ LABEL_OFTEN, STR_INIT("as_now"), MSG_label_often_as_now },
	{ LABEL_OFTEN, STR_INIT("when_called"), MSG_label_often_when_called },
	{ LABEL_OFTEN, STR_INIT("weekly"), MSG_label_often_weekly },
	{ LABEL_OFTEN, STR_INIT("fortnightly"), MSG_label_often_fortnightly },
	{ LABEL_OFTEN, STR_INIT("three_weeks"), MSG_label_often_three_weeks },
	{ LABEL_OFTEN, STR_INIT("four_weeks"), MSG_label_often_four_weeks },
	{ LABEL_OFTEN, STR_INIT("monthly"), MSG_label_often_monthly },
	{ LABEL_OFTEN, STR_INIT("two_months"), MSG_label_often_two_months },
	{ LABEL_OFTEN, STR_INIT("quarterly"), MSG_label_often_quarterly },
	{ LABEL_NTH, STR_INIT("first"), MSG_label_nth_first },
	{ LABEL_NTH, STR_INIT("second"), MSG_label_nth_second },
	{ LABEL_NTH, STR_INIT("third"), MSG_label_nth_third },
	{ LABEL_NTH, STR_INIT("fourth"), MSG_label_nth_fourth },
	{ LABEL_NTH, STR_INIT("last"), MSG_label_nth_last },
	{ LABEL_ROLE, STR_INIT("service_user"), MSG_label_role_service_user },
	{ LABEL_ROLE, STR_INIT("carer"), MSG_label_role_carer },
	{ LABEL_ROLE, STR_INIT("expert"), MSG_label_role_expert },
	{ LABEL_ROLE, STR_INIT("peer_worker"), MSG_label_role_peer_worker },
	{ LABEL_ROLE, STR_INIT("volunteer"), MSG_label_role_volunteer },
	{ LABEL_ROLE, STR_INIT("governor"), MSG_label_role_governor },
	{ LABEL_ROLE, STR_INIT("staff"), MSG_label_role_staff },
	{ LABEL_ROLE, STR_INIT("helper"), MSG_label_role_helper },
	{ LABEL_ROLE, STR_INIT("facilitator"), MSG_label_role_facilitator },
	{ LABEL_ROLE, STR_INIT("manager"), MSG_label_role_manager },
	{ LABEL_ROLE, STR_INIT("executive"), MSG_label_role_executive },
	{ LABEL_ROLE, STR_INIT("auditor"), MSG_label_role_auditor },
	{ LABEL_ROLE, STR_INIT("admin"), MSG_label_role_admin },
	{ LABEL_ROLE, STR_INIT("member"), MSG_label_role_member },
	{ LABEL_ROLE, STR_INIT("chair"), MSG_label_role_chair },
	{ LABEL_ROLE, STR_INIT("secretary"), MSG_label_role_secretary },
};

static const struct { str key; struct msg words; } groups[] = {
	{ STR_INIT("service_user"), MSG_label_constituency_service_user },
	{ STR_INIT("carer"), MSG_label_constituency_carer },
	{ STR_INIT("staff"), MSG_label_constituency_staff },
	{ STR_INIT("expert"), MSG_label_constituency_expert },
	{ STR_INIT("peer_worker"), MSG_label_constituency_peer_worker },
	{ STR_INIT("volunteer"), MSG_label_constituency_volunteer },
	{ STR_INIT("governor"), MSG_label_constituency_governor },
};

str
label(const struct lang *l, enum label_of of, str key)
{
	for (size_t i = 0; i < LEN(table); i++)
		if (table[i].of == of && str_eq(table[i].key, key))
			return words_get(l, table[i].words);
	return key;
}

str
label_people(const struct lang *l, struct arena *mem, str constituency, int64_t n)
{
	str count = words_number(l, mem, n);

	for (size_t i = 0; i < LEN(groups); i++)
		if (str_eq(groups[i].key, constituency))
			return str_fmt(mem, "%.*s %.*s", STR_ARG(count),
			    STR_ARG(words_plural(l, groups[i].words, n)));
	return str_fmt(mem, "%.*s %.*s", STR_ARG(count), STR_ARG(constituency));
}

static str
group_of(const struct lang *l, str constituency, int64_t n)
{
	for (size_t i = 0; i < LEN(groups); i++)
		if (str_eq(groups[i].key, constituency))
			return words_plural(l, groups[i].words, n);
	return constituency;
}

str label_one(const struct lang *l, str constituency)          { return group_of(l, constituency, 1); }
str label_constituency(const struct lang *l, str constituency) { return group_of(l, constituency, 2); }

str
label_short(struct arena *mem, str words)
{
	size_t n = 120;

	if (words.n <= n)
		return words;
	while (n > 60 && words.p[n] != ' ')
		n--;
	while (n > 0 && ((unsigned char)words.p[n] & 0xC0) == 0x80)
		n--;
	return str_fmt(mem, "%.*s…", (int)n, words.p);
}

str
label_step(const struct lang *l, struct arena *mem, str kind, str who)
{
	struct fill f = { "who", who };

	return words_fill(mem, label(l, LABEL_STEP, kind), &f, 1);
}

static size_t
count_of(const char *const *keys)
{
	size_t n = 0;

	while (keys[n] != NULL)
		n++;
	return n;
}

static struct options
options_of(struct page *pg, const char *const *keys, str any, int of)
{
	struct option *at = arena_take(pg->mem, (count_of(keys) + 1) * sizeof *at);
	size_t         n = 0;

	for (size_t i = 0; keys[i] != NULL; i++) {
		str key = str_of(keys[i]);

		if (key.n == 0 && any.n == 0)
			continue;
		at[n].value = key;
		at[n++].label = key.n == 0 ? any : of < 0 ? label_constituency(pg->lang, key)
		    : label(pg->lang, (enum label_of)of, key);
	}
	return (struct options){ at, n };
}

struct options
label_options(struct page *pg, enum label_of of, const char *const *keys, str any)
{
	return options_of(pg, keys, any, (int)of);
}

struct options
label_constituencies(struct page *pg, const char *const *keys, str any)
{
	return options_of(pg, keys, any, -1);
}
