/*
 * trim-styles UNDRAWN SHEET...: takes out of each stylesheet, in place, the selectors
 * that need a class beginning with a line of UNDRAWN.  A class inside :not() or :has()
 * is not needed for a match and is left alone.
 */
import fs from 'node:fs';
import postcss from 'postcss';

const [undrawn, ...sheets] = process.argv.slice(2);
const stems = fs.readFileSync(undrawn, 'utf8').split('\n').map(l => l.trim()).filter(l => l && !l.startsWith('#'));
const drop = new RegExp(`\\.(?:${stems.map(s => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`);

function needed(selector) {
	let bare = selector, before;
	do {
		before = bare;
		bare = bare.replace(/:(?:not|has)\((?:[^()]|\([^()]*\))*\)/g, '');
	} while (bare !== before);
	return !drop.test(bare);
}

for (const sheet of sheets) {
	const root = postcss.parse(fs.readFileSync(sheet, 'utf8'));
	root.walkRules(rule => {
		const kept = rule.selectors.filter(needed);
		if (!kept.length) rule.remove();
		else if (kept.length < rule.selectors.length) rule.selectors = kept;
	});
	root.walkAtRules(at => { if (at.nodes && !at.nodes.length) at.remove(); });
	fs.writeFileSync(sheet, root.toString());
}
