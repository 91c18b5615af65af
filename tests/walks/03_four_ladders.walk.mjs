export const title = 'Community meeting to Clinical Governance; councils to the EMT; advisory board to the board';
export const cites = 'SM-B2 SM-B3 SM-B5 SM-C5 CY-2c';

export async function walk({ ann, fay, cora, mo, eve, house, ids }) {
	const ways = [['Community meeting', 'Clinical Governance', mo], ['Patient Council', 'EMT', eve], ["People's Council", 'EMT', eve], ['Advisory board', 'Board', eve]];
	for (const [from, to, decider] of ways) {
		const said = `Said at the ${from.replace("'", '')}`;
		const { matter } = await house.must('ann', 'matter.raise', { ward: 'oak', said, naming: 'named' });
		await house.must('fay', 'matter.pass', { matter, to: ids[from] });
		await fay.refused('matter.pass', { matter, to: ids[to] });                 /* it is theirs now */
		await cora.does('matter.pass', { matter, to: ids[to], words: 'We recommend it' });
		await decider.sees('forum.queue', { forum: ids[to] }, said);
		await decider.does('decision.record', { matter, outcome: 'yes', reason: `Agreed by the ${to}` });
		await ann.sees('matter.read', { matter }, `Agreed by the ${to}`);
	}
	/* An executive at the Patient Council is counted. */
	const meeting = (await house.must('cora', 'meeting.schedule', { forum: ids['Patient Council'], day: house.date(0) })).id;
	await cora.does('meeting.open', { meeting });
	await house.must('cora', 'meeting.attend', { meeting, person: house.ids.eve });
	await house.must('cora', 'meeting.attend', { meeting, constituency: 'service_user', count: 5 });
	await cora.does('meeting.close', { meeting, notes: 'Eve came and listened.' });
	const { meeting: held } = await house.must('cora', 'meeting.read', { meeting });
	if (held.leaders !== 1 || held.there !== 6 || held.lived !== 5) throw new Error(`counted wrong: ${JSON.stringify(held)}`);
}
