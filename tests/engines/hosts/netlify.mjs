// netlify-redirector is the engine itself; @netlify/redirect-parser reads files as a deploy does. That the query
// is passed on to a target without one is Netlify's documentation, and what its own command line does.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { parseAllRedirects } from '@netlify/redirect-parser';

const redirector = createRequire(import.meta.url)('netlify-redirector');

export default async function load(folder) {
  const toml = path.join(folder, 'netlify.toml');
  const { redirects, errors } = await parseAllRedirects({
    redirectsFiles: [path.join(folder, '_redirects')],
    ...(fs.existsSync(toml) && { netlifyConfigPath: toml }),
  });
  if (errors.length) throw new Error(errors.join('\n'));
  const rules = redirects.map(({ from, query, conditions, ...rest }) => ({ ...rest, origin: from, params: query, conditions: {} }));
  const matcher = await redirector.parseJSON(JSON.stringify(rules), { jwtSecret: '', jwtRoleClaim: '' });
  return ({ host, path, query }) => {
    const nothing = () => '';
    const found = matcher.match({ scheme: 'http', host, path, query, headers: {}, cookieValues: {}, getHeader: nothing, getCookie: nothing });
    if (!found) return null;
    if (found.status === 200) return null; // a rewrite: the file that is there, or none
    if (found.status >= 400) return { status: found.status };
    const [address, fragment] = found.to.split(/(?=#)/);
    const passed = query && !address.includes('?') ? `?${query}` : '';
    return { status: found.status, location: address + passed + (fragment ?? '') };
  };
}
