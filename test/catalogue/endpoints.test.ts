import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyEndpoints } from '../../src/catalogue/endpoints.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';

const text = readFileSync(new URL('../../runback.yaml', import.meta.url), 'utf8');
const [applyLens] = readCatalogue(text).entries();
if (applyLens === undefined) throw new Error('runback.yaml has no entry');

it('lets every URL of an origin lead elsewhere and keeps path and query', () => {
  const moved = applyEndpoints(applyLens, { 'https://api.applylens.io': 'http://127.0.0.1:9' });
  expect([moved.versionProbe.url, moved.healthProbe.url, ...moved.smoke.map(({ url }) => url)]).toEqual([
    'http://127.0.0.1:9/version',
    'http://127.0.0.1:9/health',
    'http://127.0.0.1:9/agents/inbox.triage/predict',
    'http://127.0.0.1:9/agents/inbox.search/search?q=meeting',
    'http://127.0.0.1:9/auth/login',
  ]);
});

it('leaves the URLs of other origins and everything that is no URL', () => {
  const moved = applyEndpoints(applyLens, { 'https://api.applylens': 'http://127.0.0.1:9' });
  expect(moved).toEqual(applyLens);
});

it('makes `aws` the endpoint of AWS', () => {
  const moved = applyEndpoints(applyLens, { aws: 'http://127.0.0.1:9' });
  expect(moved.aws).toEqual({ region: 'us-east-1', endpoint: 'http://127.0.0.1:9' });
});
