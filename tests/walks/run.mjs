/*
 * Walks every scenario through both doors on both engines; prints ok / not ok and, last,
 * "N passed, N failed".   node run.mjs BUILD [NAME...]
 */
import fs from 'node:fs';
import path from 'node:path';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { House } from './house.mjs';
import { Json } from './json.mjs';
import { Browser } from './browser.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const [build = 'build', ...only] = process.argv.slice(2);
const waggle = path.resolve(build, 'waggle');
const engines = process.env.WAGGLE_TEST_ONLY === 'sqlite' ? ['sqlite'] : ['sqlite', 'postgres'];
const doors = (process.env.WALK_DOORS ?? 'json,browser').split(',');

/* Below those that the system hands out, or a suite beside us has it first. */
const free_port = () => new Promise((ok, no) => {
	const port = 12000 + Math.floor(Math.random() * 20000);
	const s = net.createServer().listen(port, '127.0.0.1', () => s.close(() => ok(port)));
	s.on('error', e => e.code === 'EADDRINUSE' ? ok(free_port()) : no(e));
});

let passed = 0, failed = 0;
/* Moving in and furnishing is done once for each engine; every walk begins with a copy. */
async function furnished(engine) {
	const house = new House(waggle, engine, await free_port());
	try {
		await house.start();
		await house.furnish();
		await house.rest();
	} catch (e) { await house.stop(); throw e; }
	return house;
}

async function one(like, file, engine, door_name, browser) {
	const { title, cites, walk } = await import(path.join(here, file));
	const name = `${title} (${cites}) [${engine}, ${door_name}]`, began = Date.now();
	const house = new House(waggle, engine, await free_port(), like);
	let door;
	try {
		await house.start();
		door = door_name === 'json' ? new Json(house) : new Browser(house, browser);
		const people = Object.fromEntries(['ann', 'bea', 'cal', 'fay', 'mo', 'eve', 'cora', 'adi'].map(w => [w, door.as(w)]));
		await walk({ ...people, nobody: door.as(''), house, ids: house.ids });
		passed++;
		console.log(`ok - ${name}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
	} catch (e) {
		failed++;
		console.log(`not ok - ${name}\n# ${String(e.stack ?? e).split('\n').slice(0, 8).join('\n# ')}`);
	}
	await door?.stop();
	await house.stop();
}

const walks = fs.readdirSync(here).filter(f => f.endsWith('.walk.mjs') && (!only.length || only.some(o => f.includes(o)))).sort();
const browser = doors.includes('browser') ? await Browser.launch() : undefined;
const likes = Object.fromEntries(await Promise.all(engines.map(async e => [e, await furnished(e)])));
const todo = walks.flatMap(f => engines.flatMap(e => doors.map(d => [f, e, d])));
await Promise.all([0, 1].map(async () => { while (todo.length) { const [f, e, d] = todo.shift(); await one(likes[e], f, e, d, browser); } }));
for (const house of Object.values(likes)) await house.stop();
await browser?.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
