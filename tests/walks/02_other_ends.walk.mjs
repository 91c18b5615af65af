export const title = 'Settled on the floor; passed on as a set; declined, asked again, and brought back';
export const cites = 'SM-C4 SM-D2 SM-C5';

export async function walk({ ann, fay, mo, cora, eve, house, ids }) {
	const { matter: chair } = await ann.does('matter.raise', { ward: 'oak', said: 'A chair in the day room broke', naming: 'named' });
	await ann.refused('matter.settle', { matter: chair, words: 'I did it' });
	await fay.refused('matter.settle', { matter: chair }, { field: 'words' });
	await fay.does('matter.settle', { matter: chair, words: 'We took it out and brought another' });
	await ann.sees('matter.read', { matter: chair }, 'We took it out and brought another');

	/* Thirty-one environment matters go to the People's Council as a set. */
	const set = [];
	for (let i = 0; i < 31; i++) set.push((await house.must('ann', 'matter.raise', { ward: 'oak', said: `Paint the wall number ${i}`, topic: 'environment', naming: 'named' })).matter);
	const ward = ids['Oak ward meeting'];
	await house.must('adi', 'forum.route', { forum: ward, to: ids["People's Council"], topic: 'environment' });
	await ann.refused('matter.sort', { forum: ward, matters: set, what: 'pass', to: ids["People's Council"], words: 'All of the building' });
	await fay.refused('matter.sort', { forum: ward, matters: set.slice(0, 1), what: 'join', words: 'All of the building' }, { field: 'matters' });
	await fay.refused('matter.sort', { forum: ward, matters: set, what: 'settle' }, { field: 'words' });
	await fay.does('matter.sort', { forum: ward, matters: set, what: 'pass', to: ids["People's Council"], words: 'All of the building' });
	await ann.sees('matter.read', { matter: set[30] }, 'All of the building');
	await cora.sees('forum.queue', { forum: ids["People's Council"] }, 'Paint the wall number 0', 'Paint the wall number 30');

	/* Declined with a reason; asked again; later brought back on its review date. */
	const { matter: dog } = await ann.does('matter.raise', { ward: 'oak', said: 'Could we have a dog on the ward?', naming: 'named' });
	await fay.does('matter.pass', { matter: dog, to: ids.CMT });
	await mo.refused('decision.record', { matter: dog, outcome: 'no', reason: 'Because of the rules', review: '2020-01-01' }, { field: 'review' });
	await mo.does('decision.record', { matter: dog, outcome: 'no', reason: 'The rules do not allow it yet' });
	await ann.refused('matter.ask_again', { matter: dog }, { field: 'words' });
	await ann.does('matter.ask_again', { matter: dog, words: 'A visiting dog would do' });
	await mo.sees('forum.queue', { forum: ids.CMT }, 'Could we have a dog on the ward?');
	await mo.does('decision.record', { matter: dog, outcome: 'not_now', reason: 'We ask the insurer first', review: house.date(5) });
	await house.days(6);
	await mo.sees('forum.queue', { forum: ids.CMT }, 'Could we have a dog on the ward?');
	await eve.sees('promise.list', { forum: ids.CMT }, 'CMT');
}
