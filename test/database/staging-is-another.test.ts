import type { RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provedAnother } from '../../activities/database/staging-is-another.js';
import { type ADatabase, type AlembicProject, anAlembicProject, signal } from './an-alembic-project.js';

let projects: readonly [AlembicProject, AlembicProject];
let production: ADatabase;
beforeAll(async () => {
  projects = await Promise.all([anAlembicProject(), anAlembicProject()]);
  production = await projects[0].aDatabase();
});
afterAll(() => Promise.all(projects.map((each) => each.close())));

/** RDS knows staging's instance at that endpoint, or fails. */
const rdsWith = (port: number | undefined) => () =>
  ({
    send: async () => {
      if (port === undefined) throw new Error('not allowed');
      return { DBInstances: [{ Endpoint: { Address: '127.0.0.1', Port: port } }] };
    },
  }) as unknown as RDSClient;

const proved = (staging: ADatabase, { isNamed = false, port = undefined as number | undefined, reachedBy = '' } = {}) =>
  provedAnother({
    database: { name: 'applylens', ...production.reference },
    staging: {
      ...staging.reference,
      ...(reachedBy === '' ? {} : { reachedBy }),
      ...(isNamed ? { rds: { kind: 'instance', id: 'applylens-staging' } as const } : {}),
    },
    rds: rdsWith(port),
    applicationName: 'runback test',
    signal,
  });

describe('a rehearsal', () => {
  it('is refused where the URL of staging leads to the server of production, whatever database it names', async () => {
    for (const staging of [production, await projects[0].aDatabase()])
      await expect(proved(staging)).rejects.toThrow(
        /staging's own database: it leads to the server of production's database applylens\. Nothing was copied/,
      );
  });

  it('goes on a server of its own', async () => {
    expect(await proved(await projects[1].aDatabase())).toBeUndefined();
  });

  it('is refused where the URL does not lead to the instance that the catalogue names', async () => {
    const staging = await projects[1].aDatabase();
    const port = Number(new URL(staging.url).port);
    expect(await proved(staging, { isNamed: true, port })).toBeUndefined();
    await expect(proved(staging, { isNamed: true, port: 1 })).rejects.toThrow(
      /leads to 127.0.0.1:\d+, and the instance applylens-staging is at 127.0.0.1:1\. Nothing was copied/,
    );
    expect(await proved(staging, { isNamed: true, port: 1, reachedBy: '127.0.0.1' })).toBeUndefined();
  });

  it('is refused where only tasks reach production, the server has its system identifier and RDS does not tell them apart', async () => {
    const staging = await projects[1].aDatabase();
    const [row] = await staging.run('select system_identifier::text as id from pg_control_system()');
    const port = Number(new URL(staging.url).port);
    const byTask = (more: object) =>
      provedAnother({
        ...{ database: { name: 'applylens' }, staging: { ...staging.reference, ...more }, rds: rdsWith(port) },
        ...{ productionIs: String(row?.id), applicationName: 'runback test', signal },
      });
    await expect(byTask({})).rejects.toThrow(/has the system identifier of production: that it is another one/);
    expect(await byTask({ rds: { kind: 'instance', id: 'applylens-staging' } })).toBeUndefined();
  });

  it('goes on with what AWS does not tell, and says it', async () => {
    expect(await proved(await projects[1].aDatabase(), { isNamed: true })).toMatch(
      /whether staging's URL leads to its instance applylens-staging is not known: .*not allowed/,
    );
  });
});
