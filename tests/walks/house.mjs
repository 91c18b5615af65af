/*
 * One provider for one walk: a fresh database, the real program serving it, people with
 * roles, and a clock that the walk moves. It knows the program only from outside.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';

const LIB = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'].map(d => `${d}/faketime/libfaketimeMT.so.1`)
	.find(f => fs.existsSync(f));
const NOON = Date.UTC(2026, 2, 2, 12) / 1000;           /* Monday 2 March 2026 */
const PASSWORD = 'a long enough word';

export class House {
	/* `like`: a house that was furnished and has stopped; this one begins as its copy. */
	constructor(waggle, engine, port, like) {
		Object.assign(this, { waggle, engine, port, like, day: 0, base: `http://127.0.0.1:${port}`,
			tokens: { ...like?.tokens },
			ids: { ...like?.ids }, root: like?.root, known: like?.known, noon: like?.rested ?? NOON, began: Date.now() });
		this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'waggle-walk.'));
		this.db = engine === 'sqlite' ? `sqlite:${this.dir}/w.db` : this.fresh_postgres();
		if (like && engine === 'sqlite') fs.copyFileSync(`${like.dir}/w.db`, `${this.dir}/w.db`);
		this.set_clock();
	}
	fresh_postgres() {
		const info = process.env.WAGGLE_TEST_PG;
		if (!info) throw new Error('WAGGLE_TEST_PG is not set');
		const name = `walk_${process.pid}_${this.port}`;
		this.psql = sql => spawnSync('psql', ['-qAt', '-d', info, '-c', sql], { encoding: 'utf8' });
		const made = this.psql(`CREATE DATABASE ${name}${this.like ? ` TEMPLATE ${this.like.pg_name}` : ''}`);
		if (made.status !== 0) throw new Error(made.stderr);
		this.pg_name = name;
		this.within = info.replace(/dbname=\S+/, `dbname=${name}`);
		/* The database's clock counts, so it stands where the walk's does: its name is found in "walk" first. */
		this.on_postgres(`ALTER DATABASE ${name} SET search_path = walk, pg_catalog`);
		if (!this.like) this.on_postgres(`CREATE SCHEMA walk; CREATE TABLE walk.ahead (seconds BIGINT); INSERT INTO walk.ahead VALUES (0);
			CREATE FUNCTION walk.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
			$$ SELECT pg_catalog.clock_timestamp() + (SELECT seconds FROM walk.ahead) * INTERVAL '1 second' $$`);
		return `postgres:${this.within}`;
	}
	on_postgres(sql) {
		const did = spawnSync('psql', ['-qAt', '-v', 'ON_ERROR_STOP=1', '-d', this.within, '-c', sql], { encoding: 'utf8' });
		if (did.status !== 0) throw new Error(did.stderr);
	}
	/*
	 * The clock stands where the walk put it, and goes on from there.  A server that calls
	 * PostgreSQL may read no folder of ours but its own of that library, so there it lies.
	 */
	set_clock() {
		fs.mkdirSync(`${this.dir}/.postgresql`, { recursive: true });
		const offset = Math.round(this.noon + this.day * 86400 - Date.now() / 1000);
		const clock = `${this.dir}/.postgresql/clock`;
		/* in one step: who reads an empty clock stands in the real year */
		fs.writeFileSync(`${clock}.next`, `${offset >= 0 ? '+' : ''}${offset}\n`);
		fs.renameSync(`${clock}.next`, clock);
		if (this.within) this.on_postgres(`UPDATE walk.ahead SET seconds = ${offset}`);
	}
	/* Beside PostgreSQL there are two clocks to move, and a program that looks between them takes a while to see. */
	async agreed() {
		for (let i = 0; i < 400; i++) {
			const said = await fetch(this.base + '/healthz').then(r => r.headers.get('date'), () => null);
			if (said && new Date(said).toISOString().slice(0, 10) === this.date(0)) return;
			await new Promise(r => setTimeout(r, 50));
		}
		throw new Error(`the program does not see that it is ${this.date(0)}`);
	}
	env() {
		return { ...process.env, WAGGLE_DB: this.db, WAGGLE_LISTEN: `127.0.0.1:${this.port}`, LD_PRELOAD: LIB,
			HOME: this.dir, FAKETIME_TIMESTAMP_FILE: `${this.dir}/.postgresql/clock`, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
			FAKETIME_FORCE_MONOTONIC_FIX: '0' /* or every wait of a thread ends at once */ };
	}
	cli(...words) {
		const got = spawnSync(this.waggle, words, { env: this.env(), cwd: this.dir, encoding: 'utf8' });
		if (got.status !== 0) throw new Error(`waggle ${words.join(' ')}: ${got.stdout}${got.stderr}`);
		return got.stdout;
	}
	async start() {
		if (!LIB) throw new Error('libfaketime is not installed (script/setup test)');
		if (!this.like) this.move_in();
		this.server = spawn(this.waggle, ['serve'], { env: this.env(), cwd: this.dir,
			stdio: ['ignore', 'ignore', fs.openSync(`${this.dir}/log`, 'w')] });
		for (let i = 0; i < 200; i++) {
			if (await fetch(this.base + '/healthz').then(r => r.ok, () => false)) return;
			await new Promise(r => setTimeout(r, 50));
		}
		throw new Error('the program does not answer: ' + fs.readFileSync(`${this.dir}/log`, 'utf8').slice(-2000));
	}
	move_in() {
		this.cli('migrate');
		fs.writeFileSync(`${this.dir}/word`, PASSWORD + '\n');
		this.root = this.made('unit.new', 'name=St Test', 'kind=site');
		for (const name of ['Oak', 'Elm']) this.ids[name] = this.made('unit.new', `name=${name}`, 'kind=ward', 'open_to_all=1', `parent=${this.root}`);
		this.person('adi', 'Adi', 'staff', this.root, 'admin');
		this.person('ann', 'Ann', 'service_user', this.ids.Oak, 'service_user');
		this.person('bea', 'Bea', 'service_user', this.ids.Elm, 'service_user');
		this.person('cal', 'Cal', 'carer', this.ids.Oak, 'carer');
		this.person('fay', 'Fay', 'staff', this.ids.Oak, 'facilitator');
		this.person('mo', 'Mo', 'staff', this.root, 'staff');
		this.person('eve', 'Eve', 'staff', this.root, 'executive');
		this.person('cora', 'Cora', 'expert', this.root, 'expert');
	}
	made(op, ...words) {
		return JSON.parse(this.cli('run', op, ...words, '--as', 'house', '--json')).id;
	}
	person(login, name, constituency, unit, role) {
		this.ids[login] = this.made('person.add', `login=${login}`, `name=${name}`, `constituency=${constituency}`, `unit=${unit}`, `role=${role}`, `secret=${PASSWORD}`);
		this.tokens[login] = this.token(login);
	}
	token(login) {
		const out = this.cli('token', 'new', '--person', login, '--name', 'walk', '--days', '900');
		return out.match(/wgl_\S+|[A-Za-z0-9_-]{40,}/)[0];
	}
	async api(who, method, at, body, key) {
		const headers = { accept: 'application/json' };
		if (this.tokens[who]) headers.authorization = `Bearer ${this.tokens[who]}`;
		if (body) headers['content-type'] = 'application/json';
		if (key) headers['idempotency-key'] = key;
		const r = await fetch(`${this.base}/api/v1${at}`, { method, headers, body: body && JSON.stringify(body) });
		const text = await r.text();
		return { status: r.status, out: text ? JSON.parse(text) : {} };
	}
	async spec() {
		if (this.known) return this.known;
		const doc = await (await fetch(`${this.base}/api/v1/openapi.json`)).json();
		this.known = {};
		for (const [at, methods] of Object.entries(doc.paths))
			for (const [method, op] of Object.entries(methods))
				if (op.operationId) this.known[op.operationId] = { at, method: method.toUpperCase() };
		return this.known;
	}
	/* One operation by its name, whatever its address. */
	async run(who, op, words = {}, key) {
		const { at, method } = (await this.spec())[op] ?? (() => { throw new Error(`no operation ${op}`); })();
		const left = { ...words };
		const url = at.replace('/api/v1', '').replace(/\{(\w+)\}/g, (_, n) => { const v = left[n]; delete left[n]; return encodeURIComponent(v); });
		if (method === 'GET') {
			const q = new URLSearchParams(Object.entries(left).map(([k, v]) => [k, String(v)])).toString();
			return this.api(who, 'GET', url + (q ? `?${q}` : ''));
		}
		return this.api(who, 'POST', url, left, key);
	}
	async must(who, op, words) {
		const got = await this.run(who, op, words);
		if (got.status >= 300) throw new Error(`${op} as ${who}: ${got.status} ${JSON.stringify(got.out)}`);
		return got.out;
	}
	/* Days pass; each day the timers run. */
	async days(n) {
		for (let i = 0; i < n; i++) {
			this.day++;
			this.set_clock();
			await this.agreed();
			for (const op of ['meeting.tick', 'promise.tick', 'decision.tick']) await this.must('adi', op, {});
		}
	}
	date(in_days) {
		return new Date((NOON + (this.day + in_days) * 86400) * 1000).toISOString().slice(0, 10);
	}
	async forum(name, words) { return this.ids[name] = (await this.must('adi', 'forum.new', { name, ...words })).id; }
	async seat(login, role, forum) { await this.must('adi', 'role.grant', { person: this.ids[login], role, forum }); }
	/* St Test: two wards and every forum that source 000 names, each passing upward. */
	async furnish() {
		const site = this.root;
		const weekly = (day, more = '') => ({ cadence: `FREQ=WEEKLY;${more}BYDAY=${day}`, starts: '2026-02-16', clock: '14:30' });
		const up = async (name, days, to, more = {}) => this.forum(name, { unit: site, kind: 'team', promise_days: days, ...(to ? { passes_to: this.ids[to] } : {}), ...more });
		await up('Board', 60);
		await up('EMT', 28, 'Board');
		await up('Clinical Governance', 28, 'EMT');
		await up('CMT', 14, 'EMT', weekly('WE'));
		await up("People's Council", 28, 'EMT');
		await up('Patient Council', 28, 'EMT');
		await up('Advisory board', 60, 'Board');
		await up('Community meeting', 28, 'Clinical Governance');
		for (const w of ['Oak', 'Elm'])
			await this.forum(`${w} ward meeting`, { unit: this.ids[w], kind: 'ward_meeting', promise_days: 14, quorum: 3, passes_to: this.ids.CMT, ...weekly('TU', 'INTERVAL=2;') });
		for (const f of ['CMT', 'Clinical Governance']) await this.seat('mo', 'chair', this.ids[f]);
		for (const f of ['EMT', 'Board', 'Advisory board']) await this.seat('eve', 'chair', this.ids[f]);
		for (const f of ["People's Council", 'Patient Council', 'Community meeting', 'Advisory board']) await this.seat('cora', 'chair', this.ids[f]);
		await this.must('adi', 'meeting.tick', {});
	}
	password() { return PASSWORD; }
	async stop() {
		await this.rest();
		if (this.pg_name) this.psql(`DROP DATABASE IF EXISTS ${this.pg_name} WITH (FORCE)`);
		fs.rmSync(this.dir, { recursive: true, force: true });
	}
	async rest() {
		this.rested = NOON + Math.ceil((Date.now() - this.began) / 1000);
		if (this.server) {
			const gone = new Promise(r => this.server.once('exit', r));
			this.server.kill('SIGTERM');
			await Promise.race([gone, new Promise(r => setTimeout(r, 5000))]);
			this.server.kill('SIGKILL');
			this.server = undefined;
		}
	}
}
