export const title = 'On paper: attendance, matters and hand votes are typed in later, and marked as such';
export const cites = 'SM-B1 SM-C2';

export async function walk({ fay, ann, cal, house, ids }) {
	const meeting = (await house.must('fay', 'meeting.list', { forum: ids['Oak ward meeting'], state: 'planned' })).meetings.pop().id;
	await house.days(4);
	await fay.does('meeting.open', { meeting });
	await fay.does('meeting.attend', { meeting, constituency: 'service_user', count: 6, paper: true });
	const { matter } = await house.must('fay', 'matter.raise', { ward: 'oak', said: 'More walks in the wood', source: 'paper', constituency: 'service_user' });
	await cal.refused('matter.raise', { ward: 'oak', said: 'I write for another', source: 'paper' });
	await house.must('fay', 'meeting.outcome', { meeting, matter, outcome: 'noted', words: 'Most of us want it', yes: 5, no: 1, paper: true });
	await fay.does('meeting.close', { meeting, notes: 'Typed in from the sheet.' });
	const got = await house.must('ann', 'meeting.read', { meeting });
	const item = got.agenda.find(i => i.matter === matter);
	if (!item.paper || item.yes !== 5 || item.no !== 1) throw new Error(JSON.stringify(item));
	await fay.sees('meeting.read', { meeting }, 'Most of us want it');
	const read = await house.must('fay', 'matter.read', { matter });
	if (read.matter.source !== 'paper') throw new Error('it is not marked as typed in');
	await ann.sees('meeting.read', { meeting }, 'Typed in from the sheet.');
}
