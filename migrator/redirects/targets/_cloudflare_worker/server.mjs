// Runs the worker in Node, whose Request, Response and URL follow the same standards: node server.mjs PORT WORKER
import http from 'node:http';
import { pathToFileURL } from 'node:url';

const [port, script] = process.argv.slice(2);
const { default: worker } = await import(pathToFileURL(script));
globalThis.fetch = async () => new Response(null, { status: 404 }); // the worker passes on what is not its own

http
  .createServer({ maxHeaderSize: 128 * 1024, keepAliveTimeout: 60_000 }, async (request, response) => {
    try {
      const raw = Buffer.from(request.url, 'latin1');
      const target = raw.toString('latin1').replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
      const url = /^https?:\/\//i.test(target) ? target : `http://${request.headers.host}${target}`;
      const answer = await worker.fetch(new Request(url, { headers: { host: request.headers.host } }));
      const body = Buffer.from(await answer.arrayBuffer());
      response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'content-length': body.length });
      response.end(body);
    } catch {
      response.writeHead(400, { 'content-length': 0 }).end();
    }
  })
  .listen(Number(port), '127.0.0.1');
