/*
 * Whom the gate walks about as, where each begins, and the states that no link leads to
 * (a refused form, an empty search).  Pages that a link leads to are found by walking.
 */

/* Lines "key login password"; what follows is for people. */
function read_people(text) {
	return text.split('\n').map(l => l.trim()).filter(l => l && !l.startsWith('#')).map(l => {
		const [key, login, password] = l.split(/\s+/);
		return { key, login, password };
	});
}

async function sign_in(page, base, person) {
	await page.goto(new URL('/sign-in', base).href);
	await page.fill('main input[name=login]', person.login);
	await page.fill('main input[name=password]', person.password);
	await page.click('main form button[type=submit], main form button:not([type])');
	await page.waitForLoadState('load');
	if (new URL(page.url()).pathname === '/sign-in') throw new Error(`${person.key} cannot sign in`);
}

export function book(people_text) {
	const people = [{ key: 'visitor' }, ...read_people(people_text)];
	return {
		people, sign_in,
		starts: ['/'],
		/* /leave goes away on purpose; the rest are the same page with other letters or colours */
		skip: [/^\/leave/, /^\/display\?lang/, /^\/assets\//, /^\/api\//],
		/* reached by a code on paper, or through evidence or a long file that somebody sent in */
		from_paper: [/^\/p\//, /^\/files\//, /^\/imports\//],
		states: [
			{ as: 'visitor', name: 'sign-in refused', path: '/sign-in', act: async page => {
				await page.fill('main input[name=login]', 'nobody');
				await page.fill('main input[name=password]', 'wrong');
				await page.press('main input[name=password]', 'Enter');
			} },
			{ as: 'visitor', name: 'sign in to see this', path: '/matters/1', status: [404] },
			{ as: 'visitor', name: 'not there', path: '/there-is-no-such-page', status: [404] },
		],
		weigh: [['/', '/']],
	};
}
