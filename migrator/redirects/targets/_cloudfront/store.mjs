// Stands in for the module "cloudfront": the key value store is the emitted file.
import fs from 'node:fs';

const rows = JSON.parse(fs.readFileSync(process.env.MIGRATOR_STORE, 'utf8')).data;
const store = new Map(rows.map(({ key, value }) => [key, value]));

export default {
  kvs: () => ({
    get: async (key) => {
      if (!store.has(key)) throw new Error('KeyNotFound');
      return store.get(key);
    },
  }),
};
