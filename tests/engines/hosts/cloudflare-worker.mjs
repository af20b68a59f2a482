// Runs a Worker in workerd, the runtime that Cloudflare itself uses: node cloudflare-worker.mjs PORT FOLDER
import path from 'node:path';
import { Miniflare } from 'miniflare';

const [port, folder] = process.argv.slice(2);
const worker = new Miniflare({
  modules: ['worker.mjs', 'rules.mjs'].map((name) => ({ type: 'ESModule', path: path.join(folder, name) })),
  modulesRoot: folder,
  host: '127.0.0.1',
  port: Number(port),
  compatibilityDate: '2025-01-01',
  cf: false,
  outboundService: () => new Response(null, { status: 404 }),
});
await worker.ready;
process.on('SIGTERM', () => worker.dispose().then(() => process.exit()));
