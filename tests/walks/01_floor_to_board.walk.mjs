export const title = 'From floor to board';
export const cites = 'SM-B1 SM-C5 SM-B2';

export async function walk({ ann, bea, cal, fay, mo, nobody, house, ids }) {
	/* A service user says something on the ward page. */
	const { matter } = await ann.does('matter.raise', { ward: 'oak', said: 'The tea is always cold in the morning', topic: 'food', naming: 'named' });
	await ann.refused('matter.raise', { ward: 'oak', said: '   ' }, { field: 'said' });

	/* It is on the next fortnightly ward meeting's agenda, and nobody of another ward sees it. */
	const next = (await house.must('fay', 'meeting.list', { forum: ids['Oak ward meeting'], state: 'planned' })).meetings.pop().id;
	await fay.sees('meeting.read', { meeting: next }, 'The tea is always cold in the morning');
	await bea.sees_not('matter.read', { matter }, 'The tea is always cold');
	await nobody.sees_not('matter.read', { matter }, 'The tea is always cold');

	/* The meeting is held: who was there by constituency, some only counted. */
	await fay.refused('meeting.open', { meeting: next }, { field: 'meeting' });
	await house.days(1);
	await ann.refused('meeting.open', { meeting: next });
	await fay.does('meeting.open', { meeting: next });
	await fay.does('meeting.attend', { meeting: next, constituency: 'service_user', count: 4 });
	await fay.does('meeting.attend', { meeting: next, constituency: 'staff', count: 2 });
	await fay.does('meeting.outcome', { meeting: next, matter, outcome: 'passed', words: 'The urn is broken and the ward cannot pay', to: ids.CMT });
	await fay.does('meeting.close', { meeting: next, notes: 'We talked about the tea.' });
	await ann.sees('meeting.read', { meeting: next }, 'We talked about the tea.');

	/* The CMT sees a promise with a date, and decides "partly" with a reason. */
	await mo.sees('forum.queue', { forum: ids.CMT }, 'The tea is always cold in the morning');
	await mo.refused('decision.record', { matter, outcome: 'partly' }, { field: 'reason' });
	await cal.refused('decision.record', { matter, outcome: 'yes', reason: 'I want it' });
	await mo.does('decision.record', { matter, outcome: 'partly', reason: 'We buy one urn now and one next year' });
	const { id: action } = await mo.does('action.set', { matter, what: 'Buy an urn for Oak', owner_name: 'Estates', due: house.date(10) });
	await ann.sees('matter.read', { matter }, 'We buy one urn now and one next year', 'Buy an urn for Oak');

	/* Done with evidence; only the person says whether it helped; only then "we did". */
	await bea.refused('action.done', { action, words: 'Not mine' });
	await mo.does('action.done', { action, words: 'The urn stands in the day room' });
	await fay.does('matter.summary', { matter, summary: 'The morning tea was cold', ok: true });
	await nobody.sees('poster.read', { unit: 'oak' }, 'The morning tea was cold');
	await cal.refused('matter.verdict', { matter, verdict: 'fixed' });
	await ann.does('matter.verdict', { matter, verdict: 'fixed', words: 'It is hot now' });
	await nobody.sees('poster.read', { unit: 'oak' }, 'The urn stands in the day room');
	await nobody.sees('matter.read', { matter }, 'The morning tea was cold');
	await nobody.sees_not('matter.read', { matter }, 'The tea is always cold in the morning', 'It is hot now');
}
