import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { gatherPrevention } from '../../activities/prevention.js';
import { tokens as githubTokens } from '../../sandbox/github/refusals.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';
import { aProduction, type Production } from './a-production.js';

let production: Production;
beforeAll(async () => {
  vi.stubEnv('RUNBACK_GITHUB_TOKEN', githubTokens.write);
  production = await aProduction();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await production.stop();
});

/** The production of the sandbox stands for staging too: what ran there is known. */
const asked = (given: Partial<Production['entry']> = {}) => {
  const { environment: _, ...entry } = production.entry;
  const { kind, aws, ecs, release } = entry;
  return { ...production.entry, staging: { environment: 'staging', kind, aws, ecs, release }, ...given };
};
const gather = (input: Parameters<ReturnType<typeof gatherPrevention>>[0]) =>
  gatherPrevention({ aws: production.aws })(input);
const release = { version: '1.2.2', commit: 'def456', taskDefinition: 'arn:of-production' };

describe('what shows whether a recommendation was kept', () => {
  it('is how long the release had run in staging, and the check runs of its commit', async () => {
    const facts = await gather({ entry: asked(), release, deployedAt: new Date().toISOString() });
    expect(facts.staging).toMatchObject({
      state: 'known',
      value: { environment: 'staging', ranMs: expect.any(Number) },
    });
    expect(facts.checkRuns).toEqual({
      state: 'known',
      value: { commit: 'def456', total: 3, open: 0, failed: [] },
    });
  });

  it('is not seen where staging never had it', async () => {
    const never = { version: '9.9.9', commit: '999999', taskDefinition: 'arn:of-production' };
    const { staging } = await gather({ entry: asked(), release: never, deployedAt: new Date().toISOString() });
    expect(staging).toMatchObject({ state: 'known', value: { ranMs: 'not seen', lookedBackTo: expect.any(String) } });
  });

  it('is unknown of each source on its own', async () => {
    production.sandbox.aws.faults.add({
      fault: 'error',
      operation: 'ecs:ListServiceDeployments',
      code: 'AccessDeniedException',
      times: 5,
    });
    const facts = await gather({ entry: asked(), release, deployedAt: new Date().toISOString() });
    expect(facts.staging).toMatchObject({ state: 'unknown', why: expect.stringContaining('AccessDenied') });
    expect(facts.checkRuns.state).toBe('known');
  });

  it('is not connected where the catalogue has neither', async () => {
    const { github: _, staging: __, ...entry } = asked();
    expect(await gather({ entry, release })).toEqual({
      staging: { state: 'not connected' },
      checkRuns: { state: 'not connected' },
    });
  });
});

describe('the catalogue', () => {
  const service = (environments: string) => `
services:
  api:
    prod:
      aws: { region: us-east-1 }
      ecs: { cluster: c, service: api }
      release: { version: environment V, commit: environment C }
      version: { url: 'http://v', fields: { version: version } }
      health: { url: 'http://h', expect: { status: ok } }
    ${environments}
environments:
  prod: { kind: production }
  stage: { kind: staging }
  stage2: { kind: staging }
`;
  const stagingOf = (environments: string) => {
    const found = readCatalogue(service(environments)).find('api', 'prod');
    return 'entry' in found ? found.entry.staging?.environment : found.refused;
  };

  it('gives a service its one staging environment, and none where there are two', () => {
    expect(stagingOf('stage: { extends: api.prod }')).toBe('stage');
    expect(stagingOf('stage: { extends: api.prod }\n    stage2: { extends: api.prod }')).toBeUndefined();
    expect(stagingOf('')).toBeUndefined();
  });
});
