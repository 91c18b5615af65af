/* Serves the gallery on loopback with the product's own headers.  node serve_gallery.mjs FILES [PORT] */
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import { page, names } from './gallery.mjs';

export const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

/* `spoil(name, html)` may change a page before it is sent: the self test's sabotage. */
export function serve(files, port = 0, spoil = (name, html) => html) {
	const index = JSON.parse(fs.readFileSync(path.join(files, 'index.json')));
	const asset = name => '/assets/' + index[name];
	const known = new Set(Object.values(index));
	const server = http.createServer((request, reply) => {
		const url = new URL(request.url, 'http://x'), name = url.pathname.slice(1) || 'ward';
		if (url.pathname.startsWith('/assets/')) {
			const file = url.pathname.slice(8);
			if (!known.has(file)) return reply.writeHead(404).end();
			reply.writeHead(200, { 'content-type': TYPES[path.extname(file)] });
			return reply.end(fs.readFileSync(path.join(files, file)));
		}
		const [base, ...rest] = name.split('~');
		if (!names.includes(base)) return reply.writeHead(404, { 'content-type': 'text/plain' }).end('no such page');
		const q = url.searchParams;
		const html = page(base, { asset, dir: q.get('lang') === 'ar' ? 'rtl' : 'ltr', scheme: q.get('scheme') || '',
			size: q.get('size') || '', easy: q.get('easy') === '1' });
		reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP });
		reply.end(spoil(rest.join('~'), html));
	});
	return new Promise(done => server.listen(port, '127.0.0.1', () => done(server)));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
	const server = await serve(process.argv[2], Number(process.argv[3] || 8099));
	console.log(`http://127.0.0.1:${server.address().port}/`);
}
