export const title = 'Joining duplicates keeps every voice; each is told of every step';
export const cites = 'CW-8';

export async function walk({ ann, cal, bea, fay, house }) {
	const { matter: a } = await ann.does('matter.raise', { ward: 'oak', said: 'The night lights are too bright', naming: 'named' });
	const { matter: c } = await cal.does('matter.raise', { ward: 'oak', said: 'My brother cannot sleep for the lights', naming: 'named' });
	await cal.refused('matter.join', { matter: c, into: a });
	await fay.refused('matter.join', { matter: a, into: a }, { field: 'into' });
	await fay.does('matter.join', { matter: c, into: a });
	await fay.sees('matter.read', { matter: a }, 'The night lights are too bright', 'My brother cannot sleep for the lights');
	await fay.does('matter.settle', { matter: a, words: 'The lights go down at ten' });
	await ann.sees('matter.read', { matter: a }, 'The lights go down at ten');
	await cal.sees('matter.read', { matter: c }, 'My brother cannot sleep for the lights', 'The lights go down at ten');
	await bea.sees_not('matter.read', { matter: a }, 'The lights go down at ten');
	await cal.does('matter.verdict', { matter: c, verdict: 'fixed' });
	const got = await house.must('fay', 'matter.read', { matter: a });
	if (got.matter.voices !== 2 || got.matter.verdict !== 'fixed') throw new Error(JSON.stringify(got.matter));
}
