/*
 * The gate: what must be true of every page, in every state, for every role.
 * `gate(house, state)` looks at one page-state and answers [name, complaints] pairs.
 * Pages are only read; a state's own `act` may send a form that will be refused.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import * as look from './in_page.mjs';

const require = createRequire(import.meta.url);
export const AXE = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const SCHEMES = ['cream', 'dark', 'contrast'];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/* The three rules that nhsuk-frontend's own markup trips are off; so is what is taste. */
const html = new HtmlValidate({
	root: true, extends: ['html-validate:standard', 'html-validate:a11y'],
	rules: { 'no-redundant-role': 'off', 'no-implicit-button-type': 'off', 'prefer-native-element': 'off',
		'no-inline-style': 'error', 'aria-label-misuse': ['error', { allowAnyNamable: true }], 'no-unknown-elements': 'error' },
});

/* Several looks of in_page.mjs in one go. */
const ask = (page, ...looks) => page.evaluate(`[${looks.map(l => `(${l})()`).join()}]`);

/* `marks`: only of the elements that these numbers stand for. */
async function axe(page, rules, marks) {
	if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE);
	const run = rules ? { type: 'rule', values: rules } : { type: 'tag', values: TAGS };
	const found = await page.evaluate(([runOnly, marks]) => window.axe.run(
		marks ? { include: marks.map(m => window.__marks.get(m)) } : document,
		{ runOnly, preload: false, resultTypes: ['violations'] }), [run, marks]);
	return found.violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(n => `${n.target.join(' ')}${
		n.any[0]?.data?.contrastRatio ? ` ${n.any[0].data.contrastRatio}` : ''}`).join(' | ')}`);
}

/*
 * In a look other than the first, axe judges each sort of element (in_page.mjs: marks) once.
 * What was complained of is complained of each time.
 */
async function judged(house, look_, page, judge) {
	const known = house.known(look_), marks = await page.evaluate(look.marks), fresh = marks.filter(m => !known.has(m));
	house.elements = [house.elements[0] + fresh.length, house.elements[1] + marks.length];
	if (!fresh.length) return [];
	const bad = await house.timed(`judging ${look_}`, () => judge(fresh));
	if (!bad.length) for (const m of fresh) known.add(m);
	return bad;
}

async function valid(text) {
	const report = await html.validateString(text);
	return report.results.flatMap(r => r.messages).filter(m => m.severity === 2)
		.map(m => `${m.ruleId} (line ${m.line}): ${m.message}`).slice(0, 8);
}

/* Real keys.  They are not waited for one by one: the browser takes them in their order. */
async function walk(page) {
	const stops = await page.evaluate(look.before_walk), sent = [];
	for (let i = 0; i < stops + 2; i++)
		for (const type of ['rawKeyDown', 'keyUp'])
			sent.push(page.cdp.send('Input.dispatchKeyEvent', { type, key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 }));
	await Promise.all(sent);
	const bad = await page.evaluate(look.walked);
	await page.evaluate(() => { document.activeElement?.blur(); scrollTo(0, 0); });
	return bad;
}

export const DESK = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };

/* Opens a state in a look; `heard` collects what the browser complained of. */
async function open(house, state, kind, lane) {
	const page = await house.page(lane, state.as, kind), heard = [];
	page.on('console', m => m.type() === 'error' && heard.push(m.text().slice(0, 200)));
	page.on('pageerror', e => heard.push(String(e).slice(0, 200)));
	page.on('requestfailed', r => heard.push(`${r.url()} ${r.failure()?.errorText}`));
	if (kind === 'plain' || kind === 'noscript') await house.size(page, DESK);
	let reply = await page.goto(state.url, { waitUntil: 'load' });
	if (state.act) {
		page.on('response', r => { if (r.request().isNavigationRequest()) reply = r; });
		await state.act(page);
		await page.waitForLoadState('load');
	}
	return { page, reply, heard };
}

/* All of it, but for the self test's spoilt pages: of these the one check that must notice. */
const asks = (state, ...checks) => !state.check || checks.includes(state.check);

const want = state => state.status || (state.act ? [200, 400, 409, 422] : [200]);

/* A refused form or an error page is told to the console by the browser itself. */
const heard_well = (heard, state) => heard.filter(h => !(/status of 4\d\d/.test(h) && want(state).some(s => s >= 400)));

async function desk(house, state, out, lane) {
	const { page, reply, heard } = await house.timed('load', () => open(house, state, 'plain', lane));
	try {
		const [bones, targets, { letters }] = await ask(page, look.bones, look.targets, look.readable);
		out.push(['status', want(state).includes(reply.status()) ? [] : [`${reply.status()}`]]);
		out.push(['no complaint from the browser', heard_well(heard, state)]);
		out.push(['valid HTML', await house.timed('valid HTML', async () => valid(await reply.text()))]);
		out.push(['bones', bones]);
		if (reply.status() === 422) out.push(['the refusal is told', await page.evaluate(look.refused)]);
		out.push(['targets', targets]);
		await house.picture(page, state, 'desk');
		if (asks(state, 'axe')) out.push(['axe', await house.timed('axe', () => axe(page))]);
		if (asks(state, 'keyboard')) out.push(['keyboard', await house.timed('keyboard', () => walk(page))]);
		if (asks(state, '320 px', '400 % zoom', 'letters of 200 %')) await house.timed('narrow', () => narrow(house, page, state, out));
		if (asks(state, 'forced colours', 'paper')) await house.timed('forced colours, paper', () => inked(house, page, state, out));
		if (asks(state, ...SCHEMES.map(name => `${name} colours`))) await house.timed('colours', () => colours(house, page, state, out));
		return letters;
	} finally { await house.give(page); }
}

/* 320 px; 400 % of 1280x900 (which is 320x225); and letters of 200 % on a tablet. */
async function narrow(house, page, state, out) {
	await house.size(page, PHONE);
	out.push(['320 px', await page.evaluate(look.overflow)]);
	await house.picture(page, state, 'phone');
	await house.size(page, { width: 320, height: 225 });
	out.push(['400 % zoom', (await ask(page, look.overflow, look.stuck)).flat()]);
	await house.size(page, { width: 820, height: 1180 });
	await house.picture(page, state, 'tablet');
	const [, wide] = await ask(page, () => document.documentElement.classList.add('size-200'), look.overflow,
		() => document.documentElement.classList.remove('size-200'));
	out.push(['letters of 200 %', wide]);
}

/* Colours of the reader's own, and ink on paper. */
async function inked(house, page, state, out) {
	await page.emulateMedia({ forcedColors: 'active' });
	out.push(['forced colours', await page.evaluate(look.edges)]);
	await house.picture(page, state, 'forced');
	await Promise.all([page.emulateMedia({ forcedColors: 'none', media: 'print' }),
		house.size(page, { width: 794, height: 1123 })]);
	out.push(['paper', await page.evaluate(look.paper)]);
	await house.picture(page, state, 'paper');
	await Promise.all([page.emulateMedia({ forcedColors: null, media: null }), house.size(page, DESK)]);
}

/* At the desk's width and at a phone's; it begins with that at which the page was left, as laying it out is dear. */
async function at_both(house, page, work) {
	const small = page.size.width === PHONE.width, bad = [];
	if (small) bad.push(...await page.evaluate(look.overflow));
	if (small) await house.size(page, DESK);
	bad.push(...await work());
	if (!small) await house.size(page, PHONE);
	if (!small) bad.push(...await page.evaluate(look.overflow));
	return bad;
}

async function noscript(house, state, out, lane, letters) {
	const { page } = await open(house, state, 'noscript', lane);
	try {
		const seen = await page.evaluate(look.readable);
		if (seen.letters < letters * 0.95) seen.bad.push(`only ${seen.letters} of ${letters} letters can be read`);
		out.push(['script off', seen.bad]);
	} finally { await house.give(page); }
}

async function arabic(house, state, out, lane) {
	const { page, heard } = await open(house, state, 'ar', lane);
	try {
		const bad = await at_both(house, page, async () => {
			const [[dir, lang], ...found] = await ask(page, () => [document.documentElement.dir, document.documentElement.lang],
				look.bones, look.overflow);
			if (dir !== 'rtl' || !lang.startsWith('ar')) found.push(`html is dir=${dir} lang=${lang}`);
			await house.picture(page, state, 'ar');
			return [...found.flat(), ...await judged(house, 'right to left', page, fresh => axe(page, undefined, fresh))];
		});
		out.push(['right to left', [...heard_well(heard, state), ...bad]]);
	} finally { await house.give(page); }
}

async function easy(house, state, out, lane) {
	const { page } = await open(house, state, 'easy', lane);
	try {
		out.push(['easy mode', await at_both(house, page, async () => {
			const bad = (await ask(page, look.bones, look.overflow, ...state.room ? [] : [look.easy])).flat();
			await house.picture(page, state, 'easy');
			return [...bad, ...await judged(house, 'easy mode', page, fresh => axe(page, undefined, fresh))];
		})]);
	} finally { await house.give(page); }
}

/*
 * The same page in other colours: only the stylesheet is another, so only that is changed.  A page
 * of elements that were all judged in these colours is not drawn in them again (but for a picture).
 */
async function colours(house, page, state, out) {
	const known = house.known('colours'), marks = await page.evaluate(look.marks), before = out.length;
	if (!house.pictures && marks.every(m => known.has(m))) {
		house.elements[1] += marks.length * SCHEMES.length;
		out.push(...SCHEMES.map(name => [`${name} colours`, []]));
		return;
	}
	for (const name of SCHEMES) await scheme(house, page, state, name, out);
	if (out.slice(before).every(([, bad]) => !bad.length)) for (const m of marks) known.add(m);
}

async function scheme(house, page, state, name, out) {
	const sheet = await house.sheet(name);
	await page.evaluate(async href => {
		const link = document.querySelector('link[rel=stylesheet]');
		await new Promise((done, fail) => { link.onload = done; link.onerror = fail; link.href = href; });
	}, sheet);
	await house.picture(page, state, name);
	out.push([`${name} colours`, await judged(house, `${name} colours`, page, async fresh => {
		const bad = await axe(page, ['color-contrast', 'link-in-text-block'], fresh);
		await page.emulateMedia({ media: 'print' });
		bad.push(...await page.evaluate(look.paper));
		await page.emulateMedia({ media: null });
		return bad;
	})]);
}

/* A server that does not answer is not waited for on every page. */
const BEARS = 3;
export async function gate(house, state, lane) {
	const out = [];
	if (house.in_vain >= BEARS) return [['could be looked at', [`not tried: ${BEARS} pages were waited for in vain`]]];
	try {
		const letters = await desk(house, state, out, lane);
		if (asks(state, 'script off')) await house.timed('script off', () => noscript(house, state, out, lane, letters));
		if (asks(state, 'right to left')) await house.timed('right to left', () => arabic(house, state, out, lane));
		if (asks(state, 'easy mode')) await house.timed('easy mode', () => easy(house, state, out, lane));
	} catch (e) {
		house.in_vain += e.name === 'TimeoutError';
		out.push(['could be looked at', [String(e.stack || e).split('\n').slice(0, 3).join(' ')]]);
	}
	return out;
}

/* What a first and a second visit cost on the wire. */
export async function weigh(browser, first, second) {
	const context = await browser.newContext(), page = await context.newPage();
	const cdp = await context.newCDPSession(page);
	let bytes = 0;
	await cdp.send('Network.enable');
	cdp.on('Network.loadingFinished', e => { bytes += e.encodedDataLength; });
	const one = async url => { bytes = 0; await page.goto(url, { waitUntil: 'networkidle' }); return bytes; };
	const a = await one(first), b = await one(second);
	await context.close();
	return [['first visit', a, 60 * 1024], ['second visit', b, 10 * 1024]].map(([name, n, most]) =>
		[`${name}: ${(n / 1024).toFixed(1)} KB of ${most / 1024}`, n > most ? ['too heavy'] : []]);
}

export function picture_name(state, kind) {
	return `${state.as}-${state.name}-${kind}.png`.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 120);
}
export const join = path.join;
