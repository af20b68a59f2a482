// Puts a hosting service's own rule engine behind a socket: node serve.mjs HOST PORT FOLDER-OF-EMITTED-FILES
// HOST.mjs exports a function that reads the folder and returns ({host, path, query}) → {status, location} or null,
// or, with `middleware`, a (request, response, next) of its own.
import http from 'node:http';

const [host, port, folder] = process.argv.slice(2);
const { default: load, middleware } = await import(`./${host}.mjs`);
const answer = await load(folder);

// An engine that throws where nobody listens (superstatic does, on odd escapes) answers nothing: say 500 for it.
const waiting = new Set();
process.on('uncaughtException', (error) => {
  console.error(error);
  for (const response of waiting) {
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'Content-Length': 0 }).end();
  }
});

http
  .createServer({ maxHeaderSize: 128 * 1024, keepAliveTimeout: 60_000 }, async (request, response) => {
    if (middleware) {
      waiting.add(response);
      response.on('close', () => waiting.delete(response)).on('finish', () => waiting.delete(response));
      const missing = (status) => response.writeHead(status, { 'Content-Length': 0 }).end();
      try {
        decodeURI(request.url); // superstatic does the same where nothing catches the error
        answer(request, response, () => missing(404));
      } catch {
        missing(400);
      }
      return;
    }
    const url = Buffer.from(request.url, 'latin1').toString('utf8').replace(/^https?:\/\/[^/?]*/i, '').split('#')[0];
    const cut = url.indexOf('?');
    const path = (cut < 0 ? url : url.slice(0, cut)) || '/';
    const query = cut < 0 ? '' : url.slice(cut + 1);
    const found = await answer({ host: request.headers.host, path, query });
    const headers = found?.location === undefined ? {} : { Location: found.location };
    response.writeHead(found?.status ?? 404, { ...headers, 'Content-Length': 0 }).end();
  })
  .listen(Number(port), '127.0.0.1');
