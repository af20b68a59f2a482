// superstatic is what Firebase's own command line serves with. It is mounted here without its files and compression;
// re2 is not installed, so it takes JavaScript's expressions instead.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const { default: superstatic } = createRequire(import.meta.url)('superstatic');

export default async function load(folder) {
  const { hosting } = JSON.parse(fs.readFileSync(path.join(folder, 'firebase.json'), 'utf8'));
  return superstatic({ config: { ...hosting, public: path.join(folder, hosting.public) }, cwd: folder });
}
export const middleware = true;
