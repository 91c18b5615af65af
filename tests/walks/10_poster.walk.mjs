import fs from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';

export const title = 'A poster on the wall: every code on it opens its story';
export const cites = 'SM-B2 SM-B5 CW-1';

/* Prints a paper, and reads its codes as a phone would. */
async function codes_on(house, at) {
	const got = await fetch(house.base + at);
	if (got.status !== 200 || got.headers.get('content-type') !== 'application/pdf') throw new Error(`${at}: ${got.status}`);
	const dir = fs.mkdtempSync('/tmp/walk-poster-');
	try {
		fs.writeFileSync(path.join(dir, 'p.pdf'), Buffer.from(await got.arrayBuffer()));
		execFileSync('pdftoppm', ['-r', '90', '-gray', path.join(dir, 'p.pdf'), path.join(dir, 'p')]);
		return fs.readdirSync(dir).filter(f => f.endsWith('.pgm')).flatMap(f =>
			execFileSync('zbarimg', ['-q', '--raw', path.join(dir, f)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim().split('\n'));
	} finally {
		fs.rmSync(dir, { recursive: true });
	}
}

export async function walk({ ann, fay, nobody, house, ids }) {
	const { matter } = await house.must('ann', 'matter.raise', { ward: 'oak', said: 'My lamp is broken and so am I', topic: 'environment', naming: 'named' });
	const { matter: other } = await house.must('ann', 'matter.raise', { ward: 'oak', said: 'Not for the wall', topic: 'food', naming: 'named' });

	/* Nothing yet: one kind page, whose code opens the ward. */
	const empty = await codes_on(house, '/wards/oak/poster.pdf');
	if (empty.length !== 1 || empty[0] !== `${house.base}/wards/oak`) throw new Error(`the empty poster has ${empty}`);

	/* Settled, worded for everybody, judged: it is on the wall. */
	await fay.does('matter.settle', { matter, words: 'Two new lamps are in the lounge' });
	await fay.does('matter.settle', { matter: other, words: 'A quiet answer' });
	await nobody.sees_not('poster.read', { unit: 'oak' }, 'Two new lamps');
	await fay.does('matter.summary', { matter, summary: 'The lounge is too dark to read in', ok: true });
	await ann.does('matter.verdict', { matter, verdict: 'fixed' });
	for (const paper of ['poster.pdf', 'poster.pdf?paper=a3&easy=1']) {
		const codes = await codes_on(house, `/wards/oak/${paper}`);
		if (codes.length < 2) throw new Error(`${paper}: only ${codes}`);
		for (const code of codes) {
			const page = await fetch(code), text = await page.text();
			if (page.status !== 200) throw new Error(`${paper}: ${code} gives ${page.status}`);
			if (code.includes('/p/') && !text.includes('The lounge is too dark to read in')) throw new Error(`${code} is not its story`);
			if (text.includes('so am I') || text.includes('Not for the wall')) throw new Error(`${code} shows words nobody approved`);
		}
	}

	/* A page that is not there, a size that cannot be, a ward that is not. */
	for (const [at, status] of [['poster.png?page=40', 404], ['poster.png?width=99999', 422], ['poster.pdf?paper=a0', 422]]) {
		const got = await fetch(`${house.base}/wards/oak/${at}`);
		if (got.status !== status) throw new Error(`${at}: ${got.status}, not ${status}`);
	}
	if ((await fetch(`${house.base}/wards/nowhere/poster.pdf`)).status !== 404) throw new Error('a poster of nowhere');
}
