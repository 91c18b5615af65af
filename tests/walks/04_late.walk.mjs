export const title = 'A promise runs late, rises one rung by itself, and is broken; a meeting cannot close over it';
export const cites = 'SM-C5';

export async function walk({ ann, fay, mo, eve, house, ids }) {
	const { matter } = await ann.does('matter.raise', { ward: 'oak', said: 'There are no visits on Sundays', naming: 'named' });
	await fay.does('matter.pass', { matter, to: ids.CMT });
	await house.days(15);
	const ledger = async state => (await house.must('ann', 'promise.list', { matter, state })).promises.length;
	if (await ledger('late') !== 1) throw new Error('it is not late');
	await eve.sees('forum.queue', { forum: ids.EMT }, 'There are no visits on Sundays');
	await ann.sees('matter.read', { matter }, 'EMT');

	const meeting = (await house.must('mo', 'meeting.schedule', { forum: ids.CMT, day: house.date(0) })).id;
	await mo.does('meeting.open', { meeting });
	await mo.refused('meeting.close', { meeting, notes: 'We did not get to it.' }, { field: 'meeting' });
	await mo.refused('matter.reply', { matter, words: 'Not yet, we wait for the rules', not_yet_until: '2020-01-01' }, { field: 'not_yet_until' });
	await mo.does('matter.reply', { matter, words: 'Not yet, because we wait for the rules', not_yet_until: house.date(7) });
	await mo.does('meeting.close', { meeting, notes: 'We said not yet, because.' });
	await ann.sees('matter.read', { matter }, 'Not yet, because we wait for the rules');

	await house.days(40);
	if (await ledger('broken') !== 1) throw new Error('it is not broken');
	await eve.does('decision.record', { matter, outcome: 'yes', reason: 'Sunday visits begin again' });
	await ann.sees('matter.read', { matter }, 'Sunday visits begin again');
	if (await ledger('open') !== 0) throw new Error('a promise was forgotten');
}
