/*
 * rooms/demo: who lives, works and visits at Brackenwick.  All of them are made up.  Those
 * with a login can be tried; the others speak, come to meetings and do what they promised.
 */
#include "rooms/demo/demo_in.h"

#include <string.h>

#include "rooms/person/person.h"

const struct demo_guest demo_guests[] = {
	{ "ann", "Ann", "a service user on Heron: say something, see what became of it, say if it helped" },
	{ "cal", "Cal", "a carer, and one of two chairs of the People's Council: its agenda and its queue" },
	{ "fay", "Fay", "manager of Heron: run the ward meeting, pass things on, show the posters" },
	{ "mo", "Mo", "chair of Tarn View's Clinical Management Team: answer by the promised day, with a reason" },
	{ "eve", "Eve", "executive, chair of the Executive Management Team: what is late, and the quarter's report" },
	{ "lee", "Lee", "Expert by Experience, chair of the People's Council and the Advisory Board" },
	{ "adi", "Adi", "administrator: people, roles, places" },
	{ "ray", "Ray", "auditor: reads everything, changes nothing" },
	{ "hal", "Hal", "helper on Heron: types in paper sheets and what others say" },
	{ "nur", "Nur", "a service user on Compass who reads Arabic: pages from right to left" },
	{ "pip", "Pip", "a service user on Heron who likes easy read" },
};
const size_t demo_nguests = LEN(demo_guests), demo_nfirst = 5;

enum { P_ORG = 0, P_FERNHOPE, P_TARN, P_QUAY, P_HERON = 8, P_COMPASS = 14 };

static const struct one named[] = {
	{ STR_INIT("ann"), STR_INIT("Ann"), { 0 }, "service_user", ROLE_SERVICE_USER, P_HERON },
	{ STR_INIT("pip"), STR_INIT("Pip"), { 0 }, "service_user", ROLE_SERVICE_USER, P_HERON, true },
	{ STR_INIT("cal"), STR_INIT("Cal"), { 0 }, "carer", ROLE_CARER, P_HERON },
	{ STR_INIT("fay"), STR_INIT("Fay"), { 0 }, "lead", ROLE_MANAGER, P_HERON },
	{ STR_INIT("hal"), STR_INIT("Hal"), { 0 }, "volunteer", ROLE_HELPER, P_HERON },
	{ STR_INIT("nur"), STR_INIT("نور"), STR_INIT("ar"), "service_user", ROLE_SERVICE_USER, P_COMPASS },
	{ STR_INIT("mo"), STR_INIT("Mo"), { 0 }, "staff", ROLE_STAFF, P_TARN },
	{ STR_INIT("tom"), STR_INIT("Tom"), { 0 }, "staff", ROLE_STAFF, P_FERNHOPE },
	{ STR_INIT("ines"), STR_INIT("Ines"), { 0 }, "staff", ROLE_STAFF, P_QUAY },
	{ STR_INIT("eve"), STR_INIT("Eve"), { 0 }, "staff", ROLE_EXECUTIVE, P_ORG },
	{ STR_INIT("kit"), STR_INIT("Kit"), { 0 }, "staff", ROLE_EXECUTIVE, P_ORG },
	{ STR_INIT("lee"), STR_INIT("Lee"), { 0 }, "expert", ROLE_EXPERT, P_ORG },
	{ { 0 }, STR_INIT("Marta"), { 0 }, "expert", ROLE_EXPERT, P_ORG },
	{ { 0 }, STR_INIT("Desmond"), { 0 }, "expert", ROLE_EXPERT, P_ORG },
	{ STR_INIT("joy"), STR_INIT("Joy"), { 0 }, "expert", ROLE_EXPERT, P_ORG },
	{ STR_INIT("oba"), STR_INIT("Oba"), { 0 }, "staff", ROLE_STAFF, P_ORG },
	{ STR_INIT("gus"), STR_INIT("Gus"), { 0 }, "governor", ROLE_GOVERNOR, P_ORG },
	{ STR_INIT("adi"), STR_INIT("Adi"), { 0 }, "staff", ROLE_ADMIN, P_ORG },
	{ STR_INIT("ray"), STR_INIT("Ray"), { 0 }, "staff", ROLE_AUDITOR, P_ORG },
	{ { 0 }, STR_INIT("Bernadette"), { 0 }, "lead", ROLE_MANAGER, P_FERNHOPE },
	{ { 0 }, STR_INIT("Solomon"), { 0 }, "lead", ROLE_MANAGER, P_TARN },
	{ { 0 }, STR_INIT("Wiktoria"), { 0 }, "lead", ROLE_MANAGER, P_QUAY },
	{ { 0 }, STR_INIT("Phoebe"), { 0 }, "staff", ROLE_STAFF, P_ORG },
	{ { 0 }, STR_INIT("Callum"), { 0 }, "staff", ROLE_STAFF, P_ORG },
	{ { 0 }, STR_INIT("Yusuf"), { 0 }, "governor", ROLE_GOVERNOR, P_ORG },
};

/* For each ward: who leads, two of the staff, four who stay there, one who is close to them. */
static const char *const of_wards[WARDS][8] = {
	{ "Grace", "Tunde", "Ellen", "Barnaby", "Rosalind", "Kwame", "Ivy", "Maureen" },
	{ "Owen", "Sunita", "Craig", "Delia", "Marcus", "Tilly", "Stanley", "Geoffrey" },
	{ "Hannah", "Piotr", "Leanne", "Arthur", "Chidi", "Bronwyn", "Neil", "Philippa" },
	{ "Samuel", "Aoife", "Ravi", "Doris", "Luke", "Farida", "Gwen", "Trevor" },
	{ "", "Kelechi", "Siobhan", "Edwin", "Martha", "", "", "Lorraine" },
	{ "Imogen", "Babak", "Donna", "Cyril", "Anneka", "Jerome", "Hetty", "Winston" },
	{ "Duncan", "Marisol", "Keith", "Florence", "Ahmed", "Sheila", "Rory", "Colette" },
	{ "Beatriz", "Norman", "Chantelle", "Percy", "Olive", "Dmitri", "Nadine", "Alastair" },
	{ "Fergus", "Blessing", "Ian", "Cecily", "Tobias", "Eunice", "Harvey", "Josephine" },
	{ "Magda", "Rashid", "Pauline", "Vernon", "Skye", "Clive", "Agatha", "Bertram" },
	{ "Layla", "Hamid", "Rebecca", "أمينة", "زينب", "یوسف", "Karim", "فاطمہ" },
	{ "Joan", "Emeka", "Lucy", "Horace", "Minnie", "Declan", "Saffron", "Rosemary" },
};

static struct one
of_ward(size_t ward, size_t i)
{
	static const struct { const char *group; enum role role; } as[8] = {
		{ "lead", ROLE_MANAGER }, { "staff", ROLE_STAFF }, { "staff", ROLE_STAFF },
		{ "service_user", ROLE_SERVICE_USER }, { "service_user", ROLE_SERVICE_USER },
		{ "service_user", ROLE_SERVICE_USER }, { "service_user", ROLE_SERVICE_USER },
		{ "carer", ROLE_CARER },
	};

	str  name = str_of(of_wards[ward][i]);
	bool urdu = str_has(name, STR("ی")) || str_has(name, STR("ہ")), far = (unsigned char)name.p[0] >= 0x80;

	return (struct one){ .name = name, .lang = urdu ? STR("ur") : far ? STR("ar") : STR(""),
		.group = as[i].group, .role = as[i].role, .place = 1 + SITES + ward };
}

size_t
demo_people(struct one *ret_at)
{
	size_t n = 0;

	for (size_t i = 0; i < LEN(named); i++)
		ret_at[n++] = named[i];
	for (size_t w = 0; w < WARDS; w++)
		for (size_t i = 0; i < LEN(of_wards[w]); i++)
			if (of_wards[w][i][0] != '\0')
				ret_at[n++] = of_ward(w, i);
	return n;
}

size_t
demo_login(const struct demo *d, const char *login)
{
	for (size_t i = 0; i < d->npeople; i++)
		if (d->people[i].login.n > 0 && str_eq(d->people[i].login, str_of(login)))
			return i;
	return NOBODY;
}

/* One of that group at that place; the dice say which.  NOBODY: none. */
size_t
demo_pick(const struct demo *d, size_t place, const char *group, uint64_t dice_)
{
	size_t at[PEOPLE_MAX], n = 0;

	for (size_t i = 0; i < d->npeople; i++)
		if (d->people[i].place == place && strcmp(d->people[i].group, group) == 0)
			at[n++] = i;
	return n > 0 ? at[dice_ % n] : NOBODY;
}
