/* Serves the gallery on loopback with the product's own headers.  node serve_gallery.mjs FILES [PORT] */
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { page, names } from './gallery.mjs';

export const CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const TYPES = { '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

/* `spoil(name, html)` may change a page before it is sent: the self test's sabotage. */
export function serve(files, port = 0, spoil = (name, html) => html, extra = {}) {
	const index = JSON.parse(fs.readFileSync(path.join(files, 'index.json')));
	const asset = name => '/assets/' + index[name];
	const known = new Set(Object.values(index)), packed = new Map();       /* packing is slow: once */
	/* `spoil` sees what stands after ~ in the address */
	const server = http.createServer((request, reply) => {
		const url = new URL(request.url, 'http://x'), name = url.pathname.slice(1) || 'ward';
		if (url.pathname.startsWith('/assets/')) {
			const file = url.pathname.slice(8);
			if (!known.has(file)) return reply.writeHead(404).end();
			const type = TYPES[path.extname(file)], plain = fs.readFileSync(path.join(files, file));
			const squeeze = type !== 'font/woff2';
			reply.writeHead(200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable',
				...squeeze && { 'content-encoding': 'br' } });
			if (squeeze && !packed.has(file)) packed.set(file, zlib.brotliCompressSync(plain));
			return reply.end(squeeze ? packed.get(file) : plain);
		}
		if (extra[url.pathname]) return reply.writeHead(200, { 'content-type': extra[url.pathname][0] }).end(extra[url.pathname][1]);
		const [base, ...rest] = name.split('~');
		if (!names.includes(base)) return reply.writeHead(404, { 'content-type': 'text/plain' }).end('no such page');
		/* the product's own cookie: LANGUAGE.SIZE.SCHEME */
		const [lang = '', size = '', scheme = ''] = (/display=([^;]*)/.exec(request.headers.cookie || '')?.[1] || '').split('.');
		const html = page(base, { asset, dir: lang === 'ar' ? 'rtl' : 'ltr', scheme, size, easy: lang === 'easy' });
		reply.writeHead(rest[0] === 'gone' ? 410 : 200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': CSP,
			'content-encoding': 'br' });
		/* what is weighed is packed as the product packs it; what is spoilt, only so that it is packed */
		const quality = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: rest.length ? 1 : 11 } };
		reply.end(zlib.brotliCompressSync(spoil(rest.join('~'), html), quality));
	});
	return new Promise(done => server.listen(port, '127.0.0.1', () => done(server)));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
	const server = await serve(process.argv[2], Number(process.argv[3] || 8099));
	console.log(`http://127.0.0.1:${server.address().port}/`);
}
