/*
 * Tests the gate itself: the gallery must pass whole, and for every check a page spoilt
 * in one way must fail that check and be named.  A gate that cannot fail is no gate.
 *
 *   node tests/browser/self_test.mjs FILES [--pictures DIR]      FILES: made by tools/assetc
 */
import fs from 'node:fs';
import { serve } from './serve_gallery.mjs';
import { names } from './gallery.mjs';
import { run } from './run.mjs';

const main = '<main class="nhsuk-main-wrapper" id="main">';
const into = text => html => html.replace(main, main + text);
const READ_ME = '<p>Can you read me?</p>';
/* name of the spoiling -> page, the check that must notice, a word of its complaint, what is spoilt */
const SPOILT = {
	/* judged whole and first: what axe knows by it must not hide what is spoilt in the same places */
	'nothing': ['ward', '', '', into(READ_ME)],
	'two-h1': ['ward', 'bones', '2 h1', into('<h1>Again</h1>')],
	'no-title': ['ward', 'bones', 'no title', html => html.replace(/<title>.*<\/title>/, '<title></title>')],
	'no-lang': ['ward', 'bones', 'no lang', html => html.replace(/<html lang="\w+"/, '<html')],
	'no-label': ['record', 'bones', 'no label', html => html.replace(/<label[^>]*for="n0".*?<\/label>/s, '')],
	'dead-anchor': ['ward', 'bones', 'leads nowhere', into('<p><a href="#nowhere-at-all">Go</a></p>')],
	'invalid': ['ward', 'valid HTML', 'line', into('<p><div>No</div></p>')],
	'inline-style': ['ward', 'no complaint from the browser', 'style', into('<p style="color:red">No</p>')],
	'inline-script': ['ward', 'no complaint from the browser', 'script', into('<script>console.log(1)</script>')],
	'far-picture': ['ward', 'no complaint from the browser', 'example.invalid', into('<img src="https://example.invalid/x.png" alt="">')],
	'axe': ['ward', 'axe', 'image-alt', into('<img src="/assets/none.svg">')],
	'contrast': ['ward', 'cream colours', 'color-contrast', into('<p class="spoil-faint">Can you read me?</p>')],
	'small-target': ['record', 'targets', 'spoilt', into('<p><button class="spoil-small" type="button">spoilt</button></p>')],
	'trap': ['record', 'keyboard', 'never reached', into('<p><button id="spoil-trap" type="button">Trap</button></p>')],
	'no-focus': ['ward', 'keyboard', 'no visible focus', into('<p><a class="spoil-nofocus" href="#main">Hidden focus</a></p>')],
	'order': ['ward', 'keyboard', 'out of order', into('<p><a href="#main">One</a> <a href="#main" tabindex="2">Two</a></p>')],
	'wide': ['ward', '320 px', 'wide', into('<p class="spoil-wide">Wide</p>')],
	'wide-zoom': ['ward', '400 % zoom', 'wide', into('<p class="spoil-wide">Wide</p>')],
	'stuck': ['ward', '400 % zoom', 'stuck', into('<div class="spoil-stuck">Stuck</div>')],
	'big-letters': ['ward', 'letters of 200 %', 'wide', into('<p class="spoil-letters">Letters</p>')],
	'edgeless': ['record', 'forced colours', 'no edge', into('<p><button class="spoil-edgeless" type="button">Flat</button></p>')],
	'paper': ['ward', 'paper', 'heading', into('<p class="spoil-noprint">x</p>')],
	'script-only': ['ward', 'script off', 'can be read', into(`<p class="spoil-needs-script">${'Only with script. '.repeat(40)}</p>`)],
	'not-rtl': ['ward', 'right to left', 'dir=ltr', html => html.replace('dir="rtl"', 'dir="ltr"')],
	'not-easy': ['ward', 'easy mode', 'class easy', html => html.replace(' class="easy"', '')],
	/* the same element as in `nothing`, in other colours, on another ground, or smaller, in one look only */
	'faint-dark': ['ward', 'dark colours', 'color-contrast', into(READ_ME + '<p id="spoil-dark"></p>')],
	'faint-ground': ['ward', 'contrast colours', 'color-contrast', into(READ_ME + '<p id="spoil-ground"></p>')],
	'faint-rtl': ['ward', 'right to left', 'color-contrast', into(READ_ME + '<p id="spoil-rtl"></p>')],
	'faint-easy': ['ward', 'easy mode', 'color-contrast', into(READ_ME + '<p id="spoil-easy"></p>')],
	'small-easy': ['parts', 'easy mode', 'target-size', into('<p id="spoil-press"></p>')],
	'mute-rtl': ['ward', 'right to left', 'image-alt', html => into(html.includes('dir="rtl"') ? '<img src="/assets/none.svg">' : '')(html)],
	'gone': ['ward', 'status', '410', html => html],
};
const CSS = `.spoil-faint{color:#f0e6c8}.spoil-small{block-size:12px;inline-size:12px;min-inline-size:0;padding:0;overflow:hidden;font-size:4px}
.spoil-nofocus:focus{outline:0!important;box-shadow:none!important;background:none!important;color:inherit!important;text-decoration:underline!important}
.spoil-nofocus{color:inherit!important}.spoil-wide{inline-size:700px}.spoil-stuck{position:fixed;inset-block-end:0;inset-inline:0;block-size:150px;background:#fff}
html.size-200 .spoil-letters{inline-size:1000px}.spoil-edgeless{border:0!important;min-block-size:44px}@media print{h1{display:none!important}}
html:has(link[href*="dark"]):has(#spoil-dark) main>p,[dir=rtl]:has(#spoil-rtl) main>p,.easy:has(#spoil-easy) main>p{background:#fff;color:#bbb}
html:has(link[href*="contrast"]):has(#spoil-ground) main{background:#777}
.easy:has(#spoil-press) .nhsuk-button{min-inline-size:0;min-block-size:0;inline-size:12px;block-size:12px;padding:0;margin:0;overflow:hidden;font-size:4px;line-height:1;border:0;box-shadow:none}
body:not(.js-enabled) .spoil-needs-script{display:none}`;
const JS = `document.getElementById('spoil-trap')?.addEventListener('keydown', e => { if (e.key === 'Tab') e.preventDefault(); });`;

const spoil = (name, html) => {
	if (!name) return html;
	const [, , , change] = SPOILT[name];
	html = change(html).replace('</head>', '<link rel="stylesheet" href="/spoil.css"></head>');
	return html.replace('</body>', '<script src="/spoil.js"></script></body>');
};

async function main_() {
	const [files, ...rest] = process.argv.slice(2), pictures = rest[0] === '--pictures' ? rest[1] : undefined;
	if (pictures) fs.mkdirSync(pictures, { recursive: true });
	const server = await serve(files, 0, spoil, { '/spoil.css': ['text/css', CSS], '/spoil.js': ['text/javascript', JS] });
	const base = `http://127.0.0.1:${server.address().port}/`;
	let passed = 0, failed = 0;
	const people = [{ key: 'visitor' }], book = { people, starts: ['/ward'], sign_in: async () => {} };
	try {
		const whole = await run({ base, pictures, book: { ...book, starts: names.map(n => `/${n}`), weigh: [['/ward', '/poster']] } });
		passed += whole.passed;
		failed += whole.failed;
		const heard = [], states = Object.entries(SPOILT).map(([name, [page, check]]) => ({ as: 'visitor', name: `spoilt ${name}.`, path: `/${page}~${name}`, check }));
		await run({ base, book: { ...book, states }, only: 'spoilt', say: line => heard.push(line) });
		for (const [name, [, check, word]] of Object.entries(SPOILT).filter(([, [, check]]) => check)) {
			const caught = heard.some(l => l.startsWith('not ok') && l.includes(`spoilt ${name}.: ${check}:`) && l.includes(word));
			if (caught) passed++; else failed++;
			console.log(`${caught ? 'ok' : 'not ok'} the gate sees a page spoilt by ${name} (${check})`);
			if (!caught) for (const l of heard.filter(l => l.includes(`spoilt ${name}.`))) console.log(`#   ${l}`);
		}
	} finally { server.close(); server.closeAllConnections(); }
	console.log(`${passed} passed, ${failed} failed`);
	process.exit(failed ? 1 : 0);
}
main_();
