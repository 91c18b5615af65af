import fs from 'node:fs';
import { spawnSync } from 'node:child_process';

export const title = 'Without a name: a receipt of words, an answer, a reply, and nothing that links them';
export const cites = 'CW-1';

export async function walk({ ann, nobody, fay, house, ids }) {
	const before = new Set((await house.must('fay', 'matter.list', { unit: ids.Oak })).matters.map(m => m.id));
	const { receipt } = await nobody.does('matter.raise', { ward: 'oak', said: 'I am afraid of the night shift' });
	if (!/^([a-z]+ ){5}[a-z]+$/.test(receipt)) throw new Error(`no receipt of six words: ${receipt}`);
	const { receipt: hers } = await ann.does('matter.raise', { ward: 'oak', said: 'So am I, and I will not say who I am', naming: 'unlinkable' });
	const found = (await house.must('fay', 'matter.list', { unit: ids.Oak })).matters.filter(m => !before.has(m.id));
	const matter = found.find(m => m.words.startsWith('I am afraid')).id;

	await fay.does('matter.reply', { matter, words: 'A second nurse is there at night from today' });
	await nobody.refused('matter.follow', { receipt: 'acorn actor album alley amber angel' }, { field: 'receipt' });
	await nobody.sees('matter.follow', { receipt: receipt.toUpperCase().replaceAll(' ', ', ') }, 'A second nurse is there at night from today');
	await nobody.does('matter.follow', { receipt, words: 'Thank you, it is better' });
	await fay.sees('matter.read', { matter }, 'Thank you, it is better');
	await ann.sees_not('matter.list', { mine: 1 }, 'So am I');

	/* Open the database and look: no author, no hour, no trace of Ann beside it. */
	const ask = sql => house.engine === 'sqlite'
		? spawnSync('python3', ['-c', 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1])\nfor r in c.execute(sys.argv[2]): print("|".join("" if v is None else str(v) for v in r))', house.db.slice(7), sql], { encoding: 'utf8' })
		: spawnSync('psql', ['-qAt', '-d', house.db.slice(9), '-c', sql], { encoding: 'utf8' });
	const rows = sql => { const r = ask(sql); if (r.status) throw new Error(r.stderr); return r.stdout.trim(); };
	const none = (what, sql) => { const got = rows(sql); if (got !== '0') throw new Error(`${what}: ${got}`); };
	none('an author', 'SELECT COUNT(*) FROM matter WHERE naming = 3 AND (author IS NOT NULL OR author_name <> \'\' OR typed_by IS NOT NULL)');
	none('an hour', 'SELECT COUNT(*) FROM matter WHERE naming = 3 AND raised_at % 86400 <> 0');
	none('a who or an hour in its steps', 'SELECT COUNT(*) FROM matter_step s JOIN matter m ON m.id = s.matter WHERE m.naming = 3 AND s.kind IN (1, 15) AND (s.who IS NOT NULL OR s.at % 86400 <> 0)');
	none('a line in the audit record', 'SELECT COUNT(*) FROM audit a JOIN matter m ON m.id = a.thing WHERE m.naming = 3 AND a.op IN (\'matter.raise\', \'matter.follow\')');
	none('a notice', 'SELECT COUNT(*) FROM notice n JOIN matter m ON m.id = n.matter WHERE m.naming = 3');
	if (rows('SELECT SUM(n) FROM audit_count WHERE op = \'matter.raise\'') !== '2') throw new Error('they were not even counted');
	if (house.engine === 'sqlite')
		for (const f of ['w.db', 'w.db-wal', 'log'].filter(f => fs.existsSync(`${house.dir}/${f}`))) {
			const bytes = fs.readFileSync(`${house.dir}/${f}`);
			for (const secret of [receipt, hers]) if (bytes.includes(secret)) throw new Error(`the receipt stands in ${f}`);
		}
}
