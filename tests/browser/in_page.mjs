/*
 * What is measured inside a page.  Each function is sent to the browser whole, so it
 * uses nothing from outside itself, changes nothing that a later check looks at, and
 * answers with plain lists: empty when all is well.
 */

/* One h1, a title, a language, a main, a name for every field and button. */
export function bones() {
	const bad = [], html = document.documentElement;
	const h1 = document.querySelectorAll('h1').length;
	if (h1 !== 1) bad.push(`${h1} h1`);
	if (document.title.trim().length < 3) bad.push('no title');
	if (!/^[a-z]{2}/.test(html.lang)) bad.push('no lang');
	if (document.querySelectorAll('main').length !== 1) bad.push('not one main');
	const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
	for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) bad.push(`id ${id} twice`);
	for (const a of document.querySelectorAll('a[href^="#"]')) {
		const id = decodeURIComponent(a.getAttribute('href').slice(1));
		if (id && !document.getElementById(id)) bad.push(`#${id} leads nowhere`);
	}
	for (const e of document.querySelectorAll('input, select, textarea')) {
		if (['hidden', 'submit', 'button', 'image', 'reset'].includes(e.type)) continue;
		const named = [...(e.labels || [])].some(l => l.textContent.trim()) || e.getAttribute('aria-label')
			|| (e.getAttribute('aria-labelledby') || '').split(/\s+/).some(id => id && document.getElementById(id));
		if (!named) bad.push(`no label: ${e.name || e.id}`);
	}
	for (const e of document.querySelectorAll('button, a[href]'))
		if (!e.textContent.trim() && !e.getAttribute('aria-label') && !e.querySelector('img[alt]:not([alt=""])'))
			bad.push(`no words: ${e.outerHTML.slice(0, 80)}`);
	if (document.querySelector('[style], style, [onclick], [onload]')) bad.push('inline style or script');
	return bad;
}

/*
 * What a page is made of, as axe judges it: of each element, the line of elements it stands in,
 * with their classes, colours, letters, attributes (not what these say, but whether they say
 * something) and, of what can be pressed, the size where that is small.  One number for each sort,
 * and in window.__marks the first element of it.
 */
export function marks() {
	const known = new Map(), found = new Map();
	const number = text => {
		let a = 0xdeadbeef, b = 0x41c6ce57;
		for (let i = 0; i < text.length; i++) {
			a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
			b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
		}
		return (b >>> 0) * 2097152 + (a >>> 11);
	};
	const says = a => /^(class|style|role|type|lang|dir|aria-(?!label|describedby|controls|owns|details))/.test(a.name)
		? `${a.name}=${a.value.trim()}` : `${a.name}${a.value.trim() ? '' : '='}`;
	const line = e => {
		if (!e) return 0;
		if (!known.has(e)) {
			const s = getComputedStyle(e);
			known.set(e, number([line(e.parentElement), e.tagName, ...[...e.attributes].map(says), s.color, s.backgroundColor,
				s.backgroundImage, s.opacity, s.fontSize, s.fontWeight, s.textDecorationLine, s.textShadow, s.position,
				s.display, s.visibility, s.filter, s.mixBlendMode].join()));
		}
		return known.get(e);
	};
	for (const e of document.querySelectorAll('*')) {
		if (e.ownerSVGElement) continue;
		const words = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
		const r = e.matches('a[href], button, input, select, textarea, summary') && e.getBoundingClientRect();
		const small = r && r.width && r.height && Math.min(r.width, r.height) < 24;
		const mark = number([line(e), words, small && [Math.round(r.width), Math.round(r.height)]].join());
		if (!found.has(mark)) found.set(mark, e);
	}
	window.__marks = found;
	return [...found.keys()];
}

/* What sticks out sideways.  A thing inside its own scroller may be wide. */
export function overflow() {
	const width = document.documentElement.clientWidth, bad = [];
	if (document.scrollingElement.scrollWidth > width + 1) bad.push(`page is ${document.scrollingElement.scrollWidth} px wide in ${width}`);
	const scrolls = e => { for (; e && e !== document.body; e = e.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX)) return true; return false; };
	for (const e of document.body.querySelectorAll('*')) {
		const r = e.getBoundingClientRect();
		if (r.width && r.height && (r.right > width + 1 || r.left < -1) && bad.length < 6 && !scrolls(e)
			&& !e.closest('.nhsuk-u-visually-hidden, .nhsuk-skip-link, svg') && getComputedStyle(e).position !== 'absolute')
			bad.push(`${e.tagName.toLowerCase()}.${e.className} ${Math.round(r.left)}..${Math.round(r.right)}`);
		/* words cut off by a box that hides what does not fit */
		const s = getComputedStyle(e);
		if (/hidden|clip/.test(s.overflowX) && e.scrollWidth > e.clientWidth + 2 && e.clientWidth > 8 && e.textContent.trim()
			&& !e.closest('.nhsuk-u-visually-hidden, select, svg') && !s.clipPath.startsWith('inset') && bad.length < 6)
			bad.push(`cut off: ${e.tagName.toLowerCase()}.${e.className}`);
	}
	return bad;
}

/* Anything stuck to the screen that would cover a third of a small one (2.4.11). */
export function stuck() {
	return [...document.body.querySelectorAll('*')].filter(e => {
		const s = getComputedStyle(e), r = e.getBoundingClientRect();
		return /fixed|sticky/.test(s.position) && r.height > innerHeight / 3 && r.width > innerWidth / 2;
	}).map(e => `stuck: ${e.tagName.toLowerCase()}.${e.className}`);
}

/* Big buttons are at least 60 px, every other button and field at least 24. */
export function targets() {
	const bad = [];
	const size = (e, least) => {
		const label = /^(checkbox|radio)$/.test(e.type) ? null : e;
		const r = (label || e.labels?.[0] || e).getBoundingClientRect();
		if (r.width && r.height && (r.width < least - 0.5 || r.height < least - 0.5))
			bad.push(`${e.tagName.toLowerCase()} “${(e.textContent || e.name).trim().slice(0, 30)}” ${Math.round(r.width)}x${Math.round(r.height)} < ${least}`);
	};
	for (const e of document.querySelectorAll('.w-big, .w-button-big')) size(e, 60);
	for (const e of document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary')) size(e, 24);
	return bad;
}

/*
 * Before the walk by keyboard: numbers every tab stop in document order, keeps how it
 * looks unfocused, and listens.  `walked` reads what was heard.
 */
export function before_walk() {
	const open = e => e.checkVisibility({ visibilityProperty: true });
	const look = e => [e, ...(e.labels || [])].flatMap(x => [null, '::before', '::after'].map(p => {
		const s = getComputedStyle(x, p);
		const ring = s.outlineStyle === 'none' || s.outlineWidth === '0px' || /, 0\)$|transparent/.test(s.outlineColor) ? '' : s.outline;
		return [ring, s.boxShadow, s.backgroundColor, s.borderTopColor,
			s.borderBottomColor, s.borderTopWidth, s.color, s.textDecorationLine, s.clipPath, s.position].join();
	})).join(';');
	const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(e =>
		!e.disabled && e.type !== 'hidden' && e.tabIndex >= 0 && open(e)
		&& (e.tagName !== 'SUMMARY' || e.parentElement.querySelector('summary') === e));
	const group = e => e.type === 'radio' ? `${e.form ? [...document.forms].indexOf(e.form) : ''}/${e.name}` : '';
	const stops = all.filter(e => {
		if (e.type !== 'radio') return true;
		const same = all.filter(o => group(o) === group(e)), on = same.find(o => o.checked);
		return e === (on || same[0]);
	});
	const walk = { seen: [], bad: [], stops: stops.length };
	const unfocused = stops.map(look);
	document.addEventListener('focusin', event => {
		const e = event.target, i = stops.indexOf(e);
		if (i < 0) { if (!all.includes(e) && e.tabIndex >= 0 && !/auto|scroll/.test(getComputedStyle(e).overflowX + getComputedStyle(e).overflowY)) walk.bad.push(`unlisted stop ${e.tagName}`); return; }
		walk.seen.push(i);
		if (look(e) === unfocused[i]) walk.bad.push(`no visible focus: ${e.tagName.toLowerCase()} “${(e.textContent || e.name || '').trim().slice(0, 40)}”`);
		const r = e.getBoundingClientRect();
		const at = document.elementFromPoint(Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1), Math.min(Math.max(r.top + Math.min(r.height, innerHeight) / 2, 0), innerHeight - 1));
		if (at && r.top >= 0 && r.bottom <= innerHeight && /fixed|sticky/.test(getComputedStyle(at).position) && !at.contains(e) && !e.contains(at)) walk.bad.push(`focus is covered: ${(e.textContent || e.name).trim().slice(0, 40)}`);
	}, true);
	window.__walk = { walk, stops };
	if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
	/* begin at the very top, also where script moved the starting point */
	const top = document.createElement('span');
	top.tabIndex = -1;
	document.body.prepend(top);
	top.focus();
	top.remove();
	/* dates and times have stops inside themselves; so has a box that scrolls */
	return stops.length + 6 * document.querySelectorAll('[type=date], [type=time], [type=datetime-local], audio, video').length
		+ [...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)).length;
}

export function walked() {
	const { walk, stops } = window.__walk, bad = [...new Set(walk.bad)];
	const name = i => `${stops[i].tagName.toLowerCase()} “${(stops[i].textContent || stops[i].name || '').trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
	const first = [];
	for (const i of walk.seen) { if (first.includes(i)) { if (first.length < stops.length) bad.push(`comes back to ${name(i)} before the end`); break; } first.push(i); }
	for (let k = 1; k < first.length; k++) if (first[k] < first[k - 1]) { bad.push(`out of order: ${name(first[k])} after ${name(first[k - 1])}`); break; }
	const missed = stops.map((_, i) => i).filter(i => !first.includes(i));
	for (const i of missed.slice(0, 4)) bad.push(`never reached: ${name(i)}`);
	return bad;
}

/* Forced colours: what can be pressed has an edge; pictures that carry words stay. */
export function edges() {
	const bad = [];
	for (const e of document.querySelectorAll('button, .nhsuk-button, .w-big, input:not([type=hidden]):not([type=file]):not([type=radio]):not([type=checkbox]), select, textarea')) {
		const s = getComputedStyle(e);
		if (!e.checkVisibility() || e.closest('.nhsuk-header')) continue;
		if (parseFloat(s.borderTopWidth) < 1 || s.borderTopStyle === 'none' || s.borderTopColor === s.backgroundColor)
			bad.push(`no edge: ${e.tagName.toLowerCase()} “${(e.textContent || e.name).trim().slice(0, 30)}”`);
	}
	return bad;
}

/* On paper: dark words on white, the heading there, nothing wider than the sheet. */
export function paper() {
	const bad = [], light = c => { const [r, g, b, a = 1] = (c.match(/[\d.]+/g) || []).map(Number); return a === 0 ? 1 : (0.299 * r + 0.587 * g + 0.114 * b) / 255; };
	const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!/, 0\)$|transparent/.test(c)) return light(c); } return 1; };
	const h1 = document.querySelector('h1');
	if (!h1?.checkVisibility()) bad.push('the heading is not printed');
	for (const e of document.querySelectorAll('main h1, main h2, main p, main li, main td, main th, main dt, main dd')) {
		if (!e.checkVisibility() || !e.textContent.trim() || !e.getClientRects().length) continue;
		const a = light(getComputedStyle(e).color), b = ground(e);
		if (Math.abs(a - b) < 0.45) { bad.push(`faint on paper: “${e.textContent.trim().slice(0, 40)}”`); break; }
		if (b < 0.55) { bad.push(`dark ground on paper: “${e.textContent.trim().slice(0, 40)}”`); break; }
	}
	for (const e of document.querySelectorAll('.w-strip, .nhsuk-skip-link')) if (e.checkVisibility()) bad.push(`printed: .${e.className}`);
	if (document.scrollingElement.scrollWidth > document.documentElement.clientWidth + 1) bad.push('wider than the sheet');
	return bad;
}

/* The words somebody can read in <main>, and whether every form can be sent. */
export function readable() {
	const bad = [], main = document.querySelector('main');
	for (const f of document.querySelectorAll('form'))
		if (!f.closest('details:not([open])') && ![...f.querySelectorAll('button, input[type=submit]')].some(b => (b.type === 'submit') && b.checkVisibility())) bad.push(`form ${f.getAttribute('action')} cannot be sent`);
	for (const e of main.querySelectorAll('input:not([type=hidden]), select, textarea'))
		if (!e.checkVisibility() && !e.closest('details:not([open])')) bad.push(`hidden field ${e.name}`);
	/* buttons that only script can press may be missing without it */
	const extra = [...main.querySelectorAll('button[type=button]')].filter(b => b.checkVisibility()).reduce((n, b) => n + b.innerText.length + 1, 0);
	return { letters: main.innerText.replace(/\s+/g, ' ').trim().length - extra, bad };
}

/* Easy mode: lines of at most about 60 letters, and letters at least 19 px. */
export function easy() {
	const bad = [];
	if (!document.documentElement.classList.contains('easy')) bad.push('html has no class easy');
	for (const p of document.querySelectorAll('main p')) {
		const s = getComputedStyle(p);
		if (!p.checkVisibility() || !p.getClientRects().length) continue;
		const probe = document.createElement('span');
		probe.style.cssText = 'position:absolute;visibility:hidden;inline-size:61ch';
		p.append(probe);
		const most = probe.getBoundingClientRect().width;
		probe.remove();
		if (p.getBoundingClientRect().width > most + 1) { bad.push(`line too long: “${p.textContent.trim().slice(0, 40)}”`); break; }
		if (parseFloat(s.fontSize) < 17.5) { bad.push(`small letters (${s.fontSize}): “${p.textContent.trim().slice(0, 40)}”`); break; }
	}
	return bad;
}

/* A refusal: one summary at the top that leads to each wrong field, and a title that says so. */
export function refused() {
	const bad = [], links = [...document.querySelectorAll('.nhsuk-error-summary a')];
	if (document.querySelectorAll('.nhsuk-error-summary').length !== 1) bad.push('no error summary, or two');
	for (const e of document.querySelectorAll('.nhsuk-error-message'))
		if (!links.some(a => e.closest('.nhsuk-form-group').querySelector(`[id="${a.getAttribute('href').slice(1)}"]`))) bad.push(`nothing in the summary leads to “${e.textContent.trim().slice(0, 50)}”`);
	if (document.title.trim().startsWith(document.querySelector('h1')?.textContent.trim())) bad.push(`the title does not begin with the trouble: ${document.title}`);
	return bad;
}
