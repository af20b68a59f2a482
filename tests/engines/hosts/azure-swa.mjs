// The server that `swa start` runs (Azure's own command line): node azure-swa.mjs PORT FOLDER-OF-EMITTED-FILES
// Started by itself: `swa start` asks the registry for news, and leaves this server running when it is stopped.
import http from 'node:http';

const [port, folder] = process.argv.slice(2);
// A plain object: the server copies the environment for each line it does not log, several hundred times a request.
process.env = {
  SWA_CLI_HOST: '127.0.0.1',
  SWA_CLI_PORT: port,
  SWA_CLI_APP_SSL: 'false',
  SWA_CLI_DEBUG: 'silent',
  SWA_CLI_APP_LOCATION: folder,
  SWA_CLI_OUTPUT_LOCATION: folder,
  SWA_RUNTIME_CONFIG_LOCATION: folder,
};

// It ends at a path that no JavaScript can decode (/%zz, /%E9, ///): say 500 for it, and let it live.
const { createServer } = http;
http.createServer = (handler) =>
  createServer({ maxHeaderSize: 128 * 1024, keepAliveTimeout: 60_000 }, async (request, response) => {
    try {
      await handler(request, response);
    } catch (error) {
      console.error(request.url, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'Content-Length': 0 }).end();
    }
  });

await import('@azure/static-web-apps-cli/dist/msha/server.js');
