export const title = 'A meeting that never happened: which of 200 wards have lapsed, met without quorum, or sent things late';
export const cites = 'SM-B1 CW-8';

export async function walk({ fay, adi, house, ids }) {
	for (let i = 0; i < 198; i++) {
		const unit = (await house.must('adi', 'unit.new', { name: `Ward ${i}`, kind: 'ward', parent: house.root })).id;
		await house.must('adi', 'forum.new', { name: `Ward ${i} meeting`, unit, kind: 'ward_meeting', cadence: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU', starts: '2026-03-03', quorum: 3, agenda_days: 2, notes_days: 7 });
	}
	await house.days(1);
	const meeting = (await house.must('fay', 'meeting.list', { forum: ids['Oak ward meeting'], state: 'planned' })).meetings.pop().id;
	await fay.does('meeting.open', { meeting });
	await fay.does('meeting.attend', { meeting, constituency: 'staff', count: 1 });
	await fay.does('meeting.close', { meeting });
	house.day += 35; house.set_clock();
	await house.agreed();
	const got = await house.must('adi', 'forum.monitor', {});
	const text = JSON.stringify(got);
	if (!(got.lapsed >= 199)) throw new Error(`lapsed: ${text.slice(0, 400)}`);
	if (!(got.without_quorum >= 1)) throw new Error(`inquorate: ${text.slice(0, 400)}`);
	await adi.sees('forum.monitor', {}, 'Ward 0 meeting');
	const mine = await house.run('ann', 'forum.new', { name: 'Mine', unit: ids.Oak, kind: 'x' });
	if (mine.status !== 403) throw new Error(`a service user set up a forum: ${mine.status}`);
}
