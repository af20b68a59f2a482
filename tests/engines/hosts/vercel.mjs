// @vercel/routing-utils turns vercel.json into the anchored expressions that production uses. How a query condition is
// compared, that $1 is the first group and that the query is added to the target is Vercel's documentation.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const { getTransformedRoutes } = createRequire(import.meta.url)('@vercel/routing-utils');

export default async function load(folder) {
  const { $schema, ...config } = JSON.parse(fs.readFileSync(path.join(folder, 'vercel.json'), 'utf8'));
  const { routes, error } = getTransformedRoutes(config);
  if (error) throw new Error(JSON.stringify(error));
  const rules = routes.map((route) => ({ ...route, expression: new RegExp(route.src) }));
  return ({ path: asked, query }) => {
    const values = new URLSearchParams(query);
    const met = ({ key, value }) => values.getAll(key).some((given) => new RegExp(`^(?:${value})$`).test(given));
    const found = rules.find((rule) => rule.expression.test(asked) && (rule.has ?? []).every(met));
    if (!found) return null;
    const groups = found.expression.exec(asked);
    const place = found.headers.Location.replace(/\$(\d)/g, (_, number) => groups[number]);
    return { status: found.status, location: query ? place + (place.includes('?') ? '&' : '?') + query : place };
  };
}
