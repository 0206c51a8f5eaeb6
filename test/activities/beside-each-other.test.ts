import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readBesideEachOther } from '../../activities/beside-each-other.js';
import { anEntry, arn, aSituation } from '../support/a-situation.js';
import { aWebServer, json, type WebServer } from './a-web-server.js';

let prometheus: WebServer;
let asked: string[];

beforeEach(async () => {
  asked = [];
  prometheus = await aWebServer((_, response, body) => {
    const query = new URLSearchParams(body).get('query') ?? '';
    asked.push(query);
    const value = query.startsWith('requests') ? 500 : query.includes('1.2.3') ? 0.12 : 0.1;
    const result = [{ metric: {}, value: [0, String(value)] }];
    return json(response, 200, { status: 'success', data: { resultType: 'vector', result } });
  });
});
afterEach(() => prometheus.close());

const { service, releases } = aSituation();
const [first] = service.deployments;
if (first === undefined) throw new Error('the night has a deployment');
const older = { ...first, id: 'ecs-svc/121', status: 'ACTIVE', taskDefinition: arn(121) } as const;
const read = (deployments: typeof service.deployments, by = 'version') => {
  const of = (what: string) => `${what}{${by}="{{${by}}}"}[{{window}}]`;
  const queries = {
    errorRate: 'e',
    requests: 'r',
    releaseErrorRate: of('errors'),
    releaseRequests: of('requests'),
  };
  const entry = anEntry({ prometheus: { url: prometheus.url, queries } });
  return readBesideEachOther(entry, { ...service, deployments }, releases, AbortSignal.timeout(5_000));
};

describe('two releases that serve', () => {
  it('are measured each by itself', async () => {
    expect(await read([first, older])).toEqual({
      state: 'known',
      value: {
        newer: { taskDefinition: arn(124), requests: 500, errors: 60 },
        older: { taskDefinition: arn(121), requests: 500, errors: 50 },
      },
    });
    expect(asked).toContain('requests{version="1.2.3"}[60s]');
    expect(asked).toContain('errors{version="1.2.2"}[60s]');
  });

  it('are not asked for where one serves alone', async () => {
    expect(await read([first])).toBeUndefined();
    expect(await read([first, { ...older, running: 0 }])).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('are unknown where the query cannot tell them apart', async () => {
    const sameVersion = { ...older, taskDefinition: arn(123) };
    expect(await read([first, sameVersion])).toMatchObject({ state: 'unknown', why: expect.stringContaining('tell') });
    expect(await read([first, sameVersion], 'revision')).toMatchObject({ state: 'known' });
  });
});
