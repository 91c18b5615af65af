/*
 * The browser's door, without script: each step goes to the page where the form of the
 * operation stands, fills in its fields by name, and sends it.
 */
import { chromium } from 'playwright-core';
import { FLAGS } from '../browser/run.mjs';

const PAGES = {          /* where the form of an operation stands */
	'matter.raise': w => (w.source ? `/wards/${w.ward}/write-down` : `/wards/${w.ward}/say`),
	'matter.pass': w => `/matters/${w.matter}/pass`, 'matter.settle': w => `/matters/${w.matter}/settle`,
	'matter.reply': w => `/matters/${w.matter}/reply`, 'matter.summary': w => `/matters/${w.matter}/words`,
	'matter.join': w => `/matters/${w.matter}/join`, 'matter.verdict': w => `/matters/${w.matter}/verdict`,
	'matter.ask_again': w => `/matters/${w.matter}/again`, 'matter.follow': () => '/follow',
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

export class Browser {
	constructor(house, browser) { Object.assign(this, { house, browser, contexts: {} }); }
	static launch() { return chromium.launch({ executablePath: '/usr/bin/chromium', args: [...FLAGS, '--disable-remote-fonts'] }); }
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
		const { request } = page.context();
		const form = await (await request.get('/sign-in')).text();
		const hidden = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(m => [m[1], m[2]]);
		const got = await request.post('/sign-in', { maxRedirects: 0, headers: { origin: this.house.base },
			form: { ...Object.fromEntries(hidden), login: who, password: this.house.password() } });
		if (got.status() !== 303) throw new Error(`${who} cannot sign in: ${got.status()}`);
	}
	async signed_in(who) {
		if (!who) return;
		const page = await this.page(who);
		const cookies = await page.context().cookies();
		if (!cookies.some(c => c.name === 'waggle')) await this.sign_in(page, who);
	}
	async fill(form, words) {
		for (const [name, value] of Object.entries(words)) {
			if (await form.locator(`[name="${name}-day"]`).count()) {
				const [y, m, d] = String(value).split('-');
				for (const [k, v] of [['day', d], ['month', m], ['year', y]]) await form.locator(`[name="${name}-${k}"]`).fill(String(Number(v)));
				continue;
			}
			const fields = form.locator(`[name="${name}"]`);
			const n = await fields.count();
			if (!n) continue;
			const kind = await fields.first().evaluate(e => (e.tagName === 'SELECT' ? 'select' : e.type));
			if (kind === 'hidden') continue;
			if (kind === 'radio') await form.locator(`[name="${name}"][value="${value}"]`).check();
			else if (kind === 'checkbox' && n > 1) for (const v of [].concat(value)) await form.locator(`[name="${name}"][value="${v}"]`).check();
			else if (kind === 'checkbox') await fields.first().setChecked(!!value);
			else if (kind === 'select') await fields.first().selectOption(String(value));
			else await fields.first().fill(Array.isArray(value) ? value.join(',') : String(value));
		}
	}
	async open_details(page) {
		const shut = page.locator('main details:not([open]) > summary');
		for (let i = 0; i < 10 && await shut.count(); i++) await shut.first().click();
	}
	async send(who, op, words) {
		await this.signed_in(who);
		const [page, status] = await this.goto(who, PAGES[op](words));
		if (status >= 400) return { page, status };
		const forms = page.locator(`form[data-op="${op}"]`);
		const named = [];
		for (const f of await forms.all()) {
			let fits = true;
			for (const [k, v] of Object.entries(words)) {
				const h = f.locator(`input[type=hidden][name="${k}"]`);
				if (await h.count() && await h.first().inputValue() !== String(v)) fits = false;
			}
			if (fits) named.push(f);
		}
		if (!named.length) return { page, status: 403, none: true };
		/* Of several forms of one operation, the one that has most of the fields. */
		let best = named[0], most = -1;
		for (const f of named) {
			let n = 0;
			for (const k of Object.keys(words)) n += (await f.locator(`[name="${k}"], [name="${k}-day"]`).count()) > 0;
			if (n > most) [best, most] = [f, n];
		}
		if (op === 'matter.follow' && !(await best.locator('[name=words]').count()) && Object.keys(words).length > 1) {
			/* First the receipt, then what there is to say. */
			await this.fill(best, { receipt: words.receipt });
			await Promise.all([page.waitForResponse(r => r.request().method() === 'POST'), best.locator('button').last().click()]);
			await page.waitForLoadState();
			best = page.locator(`form[data-op="${op}"]`).first();
		}
		await this.open_details(page);
		await this.fill(best, words);
		const button = Object.entries(words).map(([k, v]) => `button[name="${k}"][value="${v}"]`).join(', ');
		const chosen = button && (await best.locator(button).count()) ? best.locator(button).first() : best.locator('button[type=submit], button:not([type])').last();
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
