/*
 * The browser's door, without script: each step goes to the page where the form of the
 * operation stands, fills in its fields by name, and sends it.
 */
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS } from '../browser/run.mjs';

const PAGES = {          /* where the form of an operation stands */
	'matter.raise': w => (w.source ? `/wards/${w.ward}/write-down` : `/wards/${w.ward}/say`),
	'matter.pass': w => `/matters/${w.matter}/pass`, 'matter.settle': w => `/matters/${w.matter}/settle`,
	'matter.reply': w => `/matters/${w.matter}/reply`, 'matter.summary': w => `/matters/${w.matter}/words`,
	'matter.join': w => `/matters/${w.matter}/join`, 'matter.verdict': w => `/matters/${w.matter}/verdict`,
	'matter.sort': w => `/forums/${w.forum}/sort`, 'matter.ask_again': w => `/matters/${w.matter}/again`, 'matter.follow': () => '/follow',
	'decision.record': w => `/matters/${w.matter}/decide`, 'action.set': w => `/matters/${w.matter}/action`,
	'action.progress': w => `/actions/${w.action}/progress`, 'action.done': w => `/actions/${w.action}`,
	'meeting.open': w => `/meetings/${w.meeting}`, 'meeting.close': w => `/meetings/${w.meeting}/close`,
	'meeting.attend': w => `/meetings/${w.meeting}/who`, 'meeting.agenda': w => `/meetings/${w.meeting}`,
	'meeting.notes': w => `/meetings/${w.meeting}/notes`, 'meeting.cancel': w => `/meetings/${w.meeting}`,
	'meeting.outcome': w => (w.matter ? `/meetings/${w.meeting}/matters/${w.matter}` : `/meetings/${w.meeting}/items/${w.item}`),
};
const READ = {           /* where what an operation reads is shown */
	'matter.read': w => `/matters/${w.matter}`, 'meeting.read': w => `/meetings/${w.meeting}`,
	'forum.queue': w => `/forums/${w.forum}/queue`, 'forum.read': w => `/forums/${w.forum}`,
	'forum.report': w => `/forums/${w.forum}/report`, 'forum.monitor': () => '/monitor',
	'promise.list': w => '/promises?' + new URLSearchParams(w), 'matter.list': w => '/matters?' + new URLSearchParams(w),
	'poster.read': w => `/wards/${w.unit}/poster`, 'ward.read': w => `/wards/${w.ward}`,
};

/* What is asked of a form in one go; each is sent to the browser whole. */
const in_form = {
	/* Of several forms of one operation, one whose hidden words fit, with most of the fields. */
	choose: ([op, words]) => {
		const forms = [...document.querySelectorAll(`form[data-op="${op}"]`)];
		const fits = f => Object.entries(words).every(([k, v]) => {
			const hidden = f.querySelector(`input[type=hidden][name="${k}"]`);
			return !hidden || hidden.value === String(v);
		});
		const known = f => Object.keys(words).filter(k => f.querySelector(`[name="${k}"], [name="${k}-day"]`)).length;
		return forms.reduce((best, f, i) => (fits(f) && (best < 0 || known(f) > known(forms[best])) ? i : best), -1);
	},
	fill: ([op, at, words]) => {
		const form = document.querySelectorAll(`form[data-op="${op}"]`)[at], bad = [];
		const all = name => [...form.querySelectorAll(`[name="${name}"]`)];
		const write = (e, value) => { if (e.checkVisibility()) e.value = value; else bad.push(`${e.name} cannot be seen`); };
		const tick = (name, list, value) => {
			const e = list.find(x => x.value === String(value));
			if (e) e.checked = true; else bad.push(`${name} offers no ${value}`);
		};
		for (const [name, value] of Object.entries(words)) {
			const [y, m, d] = String(value).split('-').map(Number), fields = all(name), kind = fields[0]?.type;
			if (all(`${name}-day`).length) for (const [k, v] of [['day', d], ['month', m], ['year', y]]) write(all(`${name}-${k}`)[0], v);
			else if (kind === undefined || kind === 'hidden' || kind === 'submit') continue;
			else if (kind === 'radio') tick(name, fields, value);
			else if (kind === 'checkbox' && fields.length > 1) for (const v of [].concat(value)) tick(name, fields, v);
			else if (kind === 'checkbox') fields[0].checked = !!value;
			else if (kind === 'select-one') {
				write(fields[0], String(value));
				if (fields[0].value !== String(value)) bad.push(`${name} offers no ${value}`);
			} else write(fields[0], Array.isArray(value) ? value.join(',') : String(value));
		}
		return bad;
	},
};

export class Browser {
	constructor(house, browser) { Object.assign(this, { house, browser, contexts: {} }); }
	static launch() { return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, '--disable-remote-fonts'] }); }
	async page(who) {
		if (!this.contexts[who]) {
			const context = await this.browser.newContext({ javaScriptEnabled: false, baseURL: this.house.base });
			this.contexts[who] = await context.newPage();
			this.contexts[who].setDefaultTimeout(30000);
		}
		return this.contexts[who];
	}
	/* A session ends overnight; people sign in again. */
	async goto(who, at) {
		const page = await this.page(who);
		let r = await page.goto(at);
		if (who && (await page.locator('header a[href^="/sign-in"]').count())) {
			await this.sign_in(page, who);
			r = await page.goto(at);
		}
		return [page, r.status()];
	}
	/* The form is sent without looking at it: the browser gate looks at it as everybody. */
	async sign_in(page, who) {
		const { request } = page.context(), headers = { origin: this.house.base, connection: 'close' };
		const form = await (await request.get('/sign-in', { headers })).text();
		const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(m => [m[1], m[2]]);
		const got = await request.post('/sign-in', { maxRedirects: 0, headers,
			form: { ...Object.fromEntries(hidden), login: who, password: this.house.password() } });
		if (got.status() !== 303) throw new Error(`${who} cannot sign in: ${got.status()}`);
	}
	async signed_in(who) {
		if (!who) return;
		const page = await this.page(who);
		const cookies = await page.context().cookies();
		if (!cookies.some(c => c.name === 'waggle')) await this.sign_in(page, who);
	}
	/* Opens what is folded (as a person would), and writes into the fields that can be seen. */
	async fill(page, op, at, words) {
		const shut = page.locator('main details:not([open]) > summary');
		for (let i = 0; i < 10 && await shut.count(); i++) await shut.first().click();
		const bad = await page.evaluate(in_form.fill, [op, at, words]);
		if (bad.length) throw new Error(`${op} on ${page.url()}: ${bad.join('; ')}`);
	}
	async send(who, op, words) {
		await this.signed_in(who);
		const [page, status] = await this.goto(who, PAGES[op](words));
		if (status >= 400) return { page, status };
		let at = await page.evaluate(in_form.choose, [op, words]);
		if (at < 0) return { page, status: 403, none: true };
		const form = () => page.locator(`form[data-op="${op}"]`).nth(at);
		if (op === 'matter.follow' && Object.keys(words).length > 1 && !(await form().locator('[name=words]').count())) {
			/* First the receipt, then what there is to say. */
			await this.fill(page, op, at, { receipt: words.receipt });
			await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), form().locator('button').last().click()]);
			await page.waitForLoadState();
			at = 0;
		}
		await this.fill(page, op, at, words);
		const button = Object.entries(words).map(([k, v]) => `button[name="${k}"][value="${v}"]`).join(', ');
		const chosen = button && (await form().locator(button).count()) ? form().locator(button).first() : form().locator('button[type=submit], button:not([type])').last();
		const [reply] = await Promise.all([page.waitForResponse(r => r.request().isNavigationRequest() && r.request().method() === 'POST'), chosen.click()]);
		await page.waitForLoadState();
		return { page, status: reply.status() };
	}
	as(who) {
		const door = this;
		return {
			does: async (op, words) => {
				const { page, status, none } = await door.send(who, op, words);
				if (none) throw new Error(`${who} finds no form for ${op} on ${page.url()}`);
				if (status >= 400) throw new Error(`${op} as ${who || 'nobody'}: ${status} ${(await page.locator('main').innerText()).slice(0, 600)}`);
				return door.learnt(page, op, words);
			},
			refused: async (op, words, why = {}) => {
				const { page, status } = await door.send(who, op, words);
				if (status < 400 || status >= 500) throw new Error(`${op} as ${who || 'nobody'} was not refused: ${status}`);
				if (status === 422 && why.field) {
					if (!(await page.locator('.nhsuk-error-summary').count())) throw new Error(`${op}: no error summary`);
					const typed = Object.entries(words).find(([k, v]) => typeof v === 'string' && v.length > 12 && k !== 'receipt');
					if (typed && !(await page.content()).includes(typed[1].slice(0, 12))) throw new Error(`${op}: what was typed is lost`);
				}
			},
			sees: async (op, words, ...texts) => {
				await door.signed_in(who);
				let page;
				if (op === 'matter.follow') ({ page } = await door.send(who, op, words));
				else { let status; [page, status] = await door.goto(who, READ[op](words)); if (status >= 400) throw new Error(`${op} as ${who}: ${status}`); }
				const got = await page.locator('body').innerText();
				for (const t of texts) if (!got.includes(t)) throw new Error(`${page.url()} as ${who || 'nobody'} does not show "${t}": ${got.slice(0, 1500)}`);
			},
			sees_not: async (op, words, ...texts) => {
				await door.signed_in(who);
				const [page] = await door.goto(who, READ[op](words));
				const got = await page.content();
				for (const t of texts) if (got.includes(t)) throw new Error(`${page.url()} as ${who || 'nobody'} shows "${t}"`);
			},
		};
	}
	/* What the page after a step tells: ids in its links, the receipt. */
	async learnt(page, op, words) {
		const id = async (start) => {
			const links = await page.locator(`main a[href^="${start}"]`).evaluateAll(as => as.map(a => a.getAttribute('href')));
			const ids = links.map(l => l.slice(start.length).match(/^\d+/)?.[0]).filter(Boolean).map(Number);
			return ids[ids.length - 1];
		};
		const receipt = page.locator('.w-receipt');
		if (op === 'matter.raise') {
			const got = (await receipt.count()) ? { receipt: (await receipt.innerText()).trim() } : { matter: await id('/matters/') };
			return got;
		}
		if (op === 'action.set') {
			const got = await this.house.must('adi', 'matter.read', { matter: words.matter }).catch(() => null);
			const last = got?.actions?.[got.actions.length - 1]?.id;
			return { id: last ?? await id('/actions/') };
		}
		return {};
	}
	async stop() { for (const p of Object.values(this.contexts)) await p.context().close(); }
}
