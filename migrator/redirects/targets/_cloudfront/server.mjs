// Runs the function in Node as CloudFront would: node server.mjs PORT WORK-FOLDER FOLDER-OF-EMITTED-FILES
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, work, folder] = process.argv.slice(2);
const script = path.join(work, 'function.mjs');
fs.writeFileSync(script, `${fs.readFileSync(path.join(folder, 'function.js'), 'utf8')}\nexport { handler };\n`);
process.env.MIGRATOR_STORE = path.join(folder, 'store.json');
const { handler } = await import(pathToFileURL(script));

http
  .createServer({ maxHeaderSize: 128 * 1024, keepAliveTimeout: 60_000 }, async (request, response) => {
    const target = request.url.replace(/^https?:\/\/[^/?]*/i, '').split('#')[0];
    const cut = target.indexOf('?');
    const asked = {
      uri: cut < 0 ? target : target.slice(0, cut) || '/',
      headers: { host: { value: request.headers.host } },
      rawQueryString: () => (cut < 0 ? undefined : target.slice(cut + 1)),
    };
    const answer = await handler({ request: asked });
    const sent = Object.entries(answer.headers ?? {}).map(([name, header]) => [name, header.value]);
    const headers = answer.statusCode ? Object.fromEntries(sent) : {};
    response.writeHead(answer.statusCode ?? 404, { ...headers, 'content-length': 0 }).end();
  })
  .listen(Number(port), '127.0.0.1');
