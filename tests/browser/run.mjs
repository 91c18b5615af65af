/*
 * The browser gate.  It starts no server: it looks at one that runs already.
 *
 *   tests/browser/run BASE [--people FILE] [--routes FILE] [--pages FILE] [--only TEXT] [--pictures DIR] [--most N]
 *
 * --routes FILE: what `waggle routes` prints; then every page of the house must have been seen.
 * FILE of people: lines "key login password", as `waggle demo --people` prints them.
 * The pages are found by walking the links each person is shown, each address pattern in
 * up to two states a person, and by what pages.mjs adds.  Prints ok / not ok and "N passed, N failed".
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { AXE, DESK, gate, weigh, picture_name } from './checks.mjs';

/* The headless shell is the same engine without a window, and lighter. */
const WAIT = 20000;             /* milliseconds; one that takes longer does not answer */
export const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium-headless-shell';
export const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--in-process-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions',
	'--force-color-profile=srgb', '--font-render-hinting=none'];
const LOOKS = { plain: '', noscript: '', ar: 'ar.100.', easy: 'easy.100.', cream: '.100.cream', dark: '.100.dark', contrast: '.100.contrast' };

/*
 * One browser.  Each lane (so many states are looked at at once) has one page in each look, and
 * people take turns in it by their cookies: the house keeps nothing else in a browser, and a new
 * context is dearer than a visit.
 */
export class House {
	constructor(browser, base, sign_in, pictures) {
		Object.assign(this, { browser, base, sign_in, pictures, doors: new Map(), seats: new Map(),
			sheets: new Map(), start: '/', visited: new Set(), looks: new Set(), spent: new Map(), in_vain: 0,
			judged: new Map(), elements: [0, 0] });
	}
	/* Adds up where the seconds go. */
	async timed(what, work) {
		const began = performance.now();
		try { return await work(); } finally {
			const [n, ms] = this.spent.get(what) || [0, 0];
			this.spent.set(what, [n + 1, ms + performance.now() - began]);
		}
	}
	door(as) {
		if (!this.doors.has(as.key)) this.doors.set(as.key, (async () => {
			if (!as.login) return undefined;
			const context = await this.browser.newContext(), page = await context.newPage();
			await this.sign_in(page, this.base, as);
			const kept = await context.storageState();
			await context.close();
			return kept;
		})());
		return this.doors.get(as.key);
	}
	/* What axe has judged in a look, and found well. */
	known(look) {
		if (!this.judged.has(look)) this.judged.set(look, new Set());
		return this.judged.get(look);
	}
	async seat(lane, kind) {
		const name = `${lane}/${kind}`;
		if (!this.seats.has(name)) {
			const context = await this.browser.newContext({ javaScriptEnabled: kind !== 'noscript',
				reducedMotion: 'reduce', viewport: null });
			if (kind === 'plain') await context.addInitScript({ content: AXE });
			const page = await context.newPage();
			page.setDefaultTimeout(WAIT);
			page.cdp = await context.newCDPSession(page);
			this.seats.set(name, { context, page });
			await this.size(page, DESK);
		}
		return this.seats.get(name);
	}
	/* The lane's page in this look, in which this person now sits; nothing of the last one is left. */
	async page(lane, key, kind) {
		const seat = await this.seat(lane, kind);
		if (seat.key !== key) {
			const kept = await this.door(this.people.find(p => p.key === key));
			await seat.context.clearCookies();
			await seat.page.cdp.send('Network.clearBrowserCache');
			await seat.context.addCookies([...kept?.cookies || [],
				...LOOKS[kind] ? [{ name: 'display', value: LOOKS[kind], url: this.base }] : []]);
			seat.key = key;
		}
		return seat.page;
	}
	/*
	 * The size of the page's window.  All of it is laid out at that size; but where nobody wants a
	 * picture it is drawn at a twentieth of it, as drawing was a fifth of what the gate cost.
	 */
	async size(page, size) {
		if (page.size === size) return;
		page.size = size;
		if (this.pictures) await page.setViewportSize(size);
		else await page.cdp.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1, mobile: false, scale: 0.05 });
	}
	async give(page) {
		page.removeAllListeners();
		await page.emulateMedia({ media: null, forcedColors: null });
	}
	/* The address of a colour scheme's stylesheet, as the site itself names it. */
	sheet(scheme) {
		if (!this.sheets.has(scheme)) this.sheets.set(scheme, (async () => {
			const text = await (await ask(new URL(this.start, this.base), `display=${LOOKS[scheme]}`)).text();
			return /<link rel="stylesheet" href="([^"]+)"/.exec(text)[1];
		})());
		return this.sheets.get(scheme);
	}
	async picture(page, state, kind) {
		if (!this.pictures) return;
		/* two frames after a change of size, or the picture is of the old one */
		await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
		await page.screenshot({ path: path.join(this.pictures, picture_name(state, kind)), fullPage: true,
			animations: 'disabled' }).catch(() => {});
	}
}

/* Lines "GET /matters/{matter} ...", as `waggle routes` prints them -> [[regex, pattern]]. */
export function read_routes(text) {
	return [...(text || '').matchAll(/^GET\s+(\/\S*)/gm)].map(m => m[1]).filter(r => !r.startsWith('/api/'))
		.sort((a, b) => a.split('{').length - b.split('{').length)
		.map(r => [new RegExp(`^${r.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]*\}/g, '[^/]+')}$`), r.replace(/\{[^}]*\}/g, '{}')]);
}

/* "/matters/17/steps" -> "/matters/{}/steps"; a query counts by its names. */
export function pattern(url, routes = []) {
	const u = new URL(url), known = routes.find(([is]) => is.test(u.pathname));
	return (known ? known[1] : u.pathname.split('/').map(w => /^\d+$|^[0-9a-f]{8,}$|\d{4}-\d\d/i.test(w) ? '{}' : w).join('/'))
		+ [...new Set(u.searchParams.keys())].sort().map(k => `?${k}`).join('');
}

/* Not packed: on one machine unpacking costs more than sending. */
const ask = (url, cookie) => fetch(url, { headers: { cookie, 'accept-encoding': 'identity' }, signal: AbortSignal.timeout(WAIT) });

/*
 * Walks the links a person is shown.  Of each pattern some are read, for their links; and
 * of those, each that offers other links or forms is another state, to be looked at.
 * A page that offers this person just what it offered another is looked at once.
 */
const READ_EACH = 14, STATES_EACH = 2;
/* Sheets and pictures lead nowhere, and drawing them is dear. */
const DRAWN = /\.(png|pdf|svg)$/, DRAWN_EACH = 2;
async function find_pages(house, person, book, out) {
	const read = new Map(), looks = new Map(), states = [], lost = new Map(), kept = await house.door(person);
	const queue = [], asked = new Set(), cookie = (kept?.cookies || []).map(c => `${c.name}=${c.value}`).join('; ');
	const add = url => {
		const where = pattern(url, book.routes), n = read.get(where) || 0;
		if (asked.has(url) || n >= (DRAWN.test(new URL(url).pathname) ? DRAWN_EACH : READ_EACH) || (book.skip || []).some(s => s.test(new URL(url).pathname + new URL(url).search))) return;
		asked.add(url);
		read.set(where, n + 1);
		queue.push(url);
	};
	for (const s of person.starts || book.starts) add(new URL(s, house.base).href);
	while (queue.length) {
		const url = queue.shift(), reply = await ask(url, cookie), where = pattern(url, book.routes);
		const type = reply.headers.get('content-type') || '';
		if (reply.status !== 200) { lost.set(where, [...lost.get(where) || [], `${reply.status} ${new URL(url).pathname}`]); continue; }
		house.visited.add(where.split('?')[0]);
		if (!type.startsWith('text/html')) { await reply.arrayBuffer(); continue; }
		const text = await reply.text(), links = [...text.matchAll(/<a\s[^>]*?href="([^"]+)"/g)].map(m => {
			const next = new URL(m[1].replaceAll('&amp;', '&'), reply.url);
			next.hash = '';
			return next;
		}).filter(next => next.origin === new URL(house.base).origin);
		const shape = [...links.map(l => pattern(l.href, book.routes)), ...[...text.matchAll(/data-op="([^"]+)"|class="(w-[a-z-]+)/g)].map(m => m[1] || m[2])];
		for (const [, src] of text.matchAll(/<img\s[^>]*?src="([^"]+)"/g)) house.visited.add(pattern(new URL(src.replaceAll('&amp;', '&'), reply.url), book.routes).split('?')[0]);
		const look = [...new Set(shape)].sort().join(), before = looks.get(where) || [];
		const known = house.looks.has(`${where} ${look}`);
		house.looks.add(`${where} ${look}`);
		if (!known && !before.includes(look) && before.length < STATES_EACH) {
			states.push({ as: person.key, name: before.length ? `${where} (${before.length + 1})` : where, url, room: /<body[^>]*w-room/.test(text) });
			looks.set(where, [...before, look]);
		}
		for (const next of links) add(next.href);
		states.push(...refusals(house, person, where, url, text));
	}
	for (const [where, bad] of lost) out(`${person.key} ${where}`, [['a link that leads there', [...bad.slice(0, 2), ...bad.length > 2 ? [`${bad.length - 2} more`] : []]]]);
	return states;
}

/*
 * Forms that take words, sent empty but for a bell in the last box, which no field takes: how a
 * refusal looks, once for each operation.  Without the bell a form whose words may be left out
 * would be done, and the matter would be another one for the next look at it.
 */
function refusals(house, person, where, url, text) {
	const found = [];
	for (const [form, op] of text.matchAll(/<form[^>]*method="post"[^>]*data-op="([^"]+)"[^>]*>.*?<\/form>/gs)) {
		if (house.looks.has(`refused ${op}`) || !/<textarea|<input[^>]*type="(text|file)"/.test(form)) continue;
		house.looks.add(`refused ${op}`);
		found.push({ as: person.key, name: `${where}, ${op} sent empty`, url, act: page => Promise.all([
			page.waitForNavigation({ waitUntil: 'load' }),
			page.locator(`main form[data-op="${op}"]`).first().evaluate(f => {
				for (const e of f.querySelectorAll('textarea, input:not([type=hidden], [type=radio], [type=checkbox])')) e.value = '';
				const boxes = f.querySelectorAll('textarea, input[type=text]');
				if (boxes.length) boxes[boxes.length - 1].value = '\x07';
				f.requestSubmit(f.querySelector('button:not([type=button])'));
			})]) });
	}
	return found;
}

async function each(list, wide, work) {
	let at = 0;
	await Promise.all(Array.from({ length: wide }, async (_, lane) => { while (at < list.length) await work(list[at++], lane); }));
}

export async function run({ base, book, pictures, only, most = 400, wide = 2, say = console.log }) {
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
	const house = new House(browser, base, book.sign_in, pictures), started = Date.now();
	let passed = 0, failed = 0, n = 0;
	house.people = book.people;
	house.start = book.starts[0];
	const out = (name, results) => {
		const wrong = results.filter(([, bad]) => bad.length);
		passed += results.length - wrong.length;
		failed += wrong.length;
		if (!wrong.length) say(`ok ${++n} ${name} (${results.length < 3 ? results.map(r => r[0]).join(', ') : `${results.length} checks`})`);
		for (const [check, bad] of wrong) say(`not ok ${++n} ${name}: ${check}: ${bad.slice(0, 5).join('; ')}`);
	};
	try {
		let states = [];
		for (const person of book.people) {
			try { states.push(...await house.timed('find pages', () => find_pages(house, person, book, out))); }
			catch (e) { out(person.key, [['signs in and walks about', [String(e).split('\n')[0]]]]); }
		}
		for (const s of book.states || []) states.push({ ...s, url: new URL(s.path, base).href });
		states = states.filter(s => !only || `${s.as} ${s.name}`.includes(only)).slice(0, most);
		say(`# ${states.length} page-states, ${book.people.length} people`);
		await each(states, wide, async (s, lane) => out(`${s.as} ${s.name}`, await gate(house, s, lane)));
		for (const [first, second] of book.weigh || [])
			out('weight', await weigh(browser, new URL(first, base).href, new URL(second, base).href)
				.catch(e => [['could be weighed', [String(e).split('\n')[0]]]]));
		for (const [, route] of book.routes || [])
			if (!only && !house.visited.has(route) && ![...book.skip || [], ...book.from_paper || []].some(k => k.test(route))) out(`route ${route}`, [['somebody is led there', ['no link that was shown leads there']]]);
		if (!states.length) out('pages', [['there are some', ['none was found']]]);
		say(`# in other looks than the first axe judged ${house.elements[0]} sorts of elements, met ${house.elements[1]} times`);
		for (const [what, [times, ms]] of house.spent) say(`#   ${what}: ${times} times, ${Math.round(ms / 1000)} s`);
		say(`# ${Math.round((Date.now() - started) / 1000)} s`);
	} finally { await browser.close(); }
	say(`${passed} passed, ${failed} failed`);
	return { passed, failed };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const [base, ...rest] = process.argv.slice(2), option = {};
	if (!base || base.startsWith('--')) { console.error('usage: tests/browser/run BASE [--people FILE] [--routes FILE] [--pages FILE] [--only TEXT] [--pictures DIR] [--most N] [--wide N]'); process.exit(2); }
	for (let i = 0; i < rest.length; i += 2) option[rest[i].replace(/^--/, '')] = rest[i + 1];
	if (option.pictures) fs.mkdirSync(option.pictures, { recursive: true });
	const pages = await import(option.pages ? pathToFileURL(path.resolve(option.pages)) : './pages.mjs');
	const book = pages.book(option.people ? fs.readFileSync(option.people, 'utf8') : '');
	book.routes = read_routes(option.routes && fs.readFileSync(option.routes, 'utf8'));
	const { failed } = await run({ base, book, pictures: option.pictures, only: option.only,
		most: Number(option.most || 400), wide: Number(option.wide || 2) });
	process.exit(failed ? 1 : 0);
}
