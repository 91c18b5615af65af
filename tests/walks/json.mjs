/* The JSON door: each step is one call of the operation it names. */
export class Json {
	constructor(house) { this.house = house; }
	as(who) {
		const { house } = this;
		return {
			does: (op, words) => house.must(who, op, words),
			/* Refused, with the field to mend when one is named. */
			refused: async (op, words, why = {}) => {
				const got = await house.run(who, op, words);
				if (got.status < 400 || got.status >= 500) throw new Error(`${op} as ${who || 'nobody'} was not refused: ${got.status} ${JSON.stringify(got.out)}`);
				if (why.field && !(got.out.errors ?? []).some(e => e.field === why.field)) throw new Error(`${op}: no word about ${why.field}: ${JSON.stringify(got.out)}`);
				if (!got.out.detail && !got.out.title) throw new Error(`${op}: refused without a word`);
			},
			sees: async (op, words, ...texts) => {
				const got = JSON.stringify(await house.must(who, op, words));
				for (const t of texts) if (!got.includes(JSON.stringify(t).slice(1, -1))) throw new Error(`${op} as ${who || 'nobody'} does not show "${t}": ${got.slice(0, 1500)}`);
			},
			sees_not: async (op, words, ...texts) => {
				const got = JSON.stringify((await house.run(who, op, words)).out);
				for (const t of texts) if (got.includes(t)) throw new Error(`${op} as ${who || 'nobody'} shows "${t}"`);
			},
		};
	}
	async stop() {}
}
