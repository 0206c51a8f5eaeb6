import { describe, expect, it } from 'vitest';
import { type ServicesAsked, servicesOn, type VersionsFolder } from '../../activities/database/services-on.js';
import { readCatalogue } from '../../src/catalogue/read-catalogue.js';
import { fitOf } from '../../src/database/services-on.js';
import type { ReleaseName } from '../../src/rollback.js';

const folder = (...revisions: string[]): VersionsFolder => ({
  heads: revisions.slice(-1),
  revisions: revisions.map((revision) => ({ revision })),
});
const folders: Readonly<Record<string, VersionsFolder>> = {
  newer: folder('0017', '0018'),
  older: folder('0016'),
  elsewhere: folder('a', 'b'),
};
const release = (commit?: string): ReleaseName => ({
  version: '1.0.0',
  taskDefinition: 'arn:aws:ecs:us-east-1:1:task-definition/x:7',
  ...(commit === undefined ? {} : { commit }),
});

async function seen(running: ServicesAsked['running']) {
  const other = { service: 'billing' } as ServicesAsked['beside'][number];
  const asked = { itself: { service: 'api', from: release('newer') }, beside: [other], running };
  const folderAt = async (commit: string) => {
    const found = folders[commit];
    if (found === undefined) throw new Error('the repository does not know it');
    return found;
  };
  return servicesOn(asked, { down: ['0018'], target: folder('0016', '0017'), folderAt });
}

describe('every service on a database', () => {
  it('is listed with each release that it runs, and what that needs', async () => {
    const services = await seen(async () => [release('newer'), release('older')]);
    expect(services).toMatchObject([
      { service: 'api', runs: expect.stringContaining('1.0.0'), fit: 'goes back' },
      { service: 'billing', runs: expect.stringContaining('1.0.0'), fit: 'needs newer', why: '0018' },
      { service: 'billing', fit: 'fits' },
    ]);
  });

  it.each<[string, ServicesAsked['running'], RegExp]>([
    ['ECS does not say', () => Promise.reject(new Error('AccessDenied')), /AccessDenied/],
    ['its release does not say its commit', async () => [release()], /does not say its commit/],
    ['its commit is of another repository', async () => [release('abc')], /does not know it/],
    ['its migrations are of another branch', async () => [release('elsewhere')], /does not know its migrations b/],
  ])('is not known to fit where %s', async (_, running, why) => {
    expect((await seen(running))[1]).toMatchObject({ fit: 'not known', why: expect.stringMatching(why) });
  });

  it('fits where its own heads are among those of the target', () => {
    const between = { down: ['0018'], target: ['0016', '0017'] };
    expect(fitOf({ heads: ['0017'], revisions: ['0016', '0017'] }, between)).toEqual({ fit: 'fits' });
  });
});

describe('the catalogue', () => {
  it('knows which services stand on one database', async () => {
    const { readFile } = await import('node:fs/promises');
    const catalogue = readCatalogue(
      await readFile('runback.yaml', 'utf8'),
      'services: { billing: { prod: { extends: applylens-api, aliases: [], ecs: { cluster: c, service: billing-prod, family: billing, targetGroups: [billing] }, canary: null } } }',
    );
    const beside = catalogue.entries().find(({ service }) => service === 'applylens-api')?.database?.beside;
    expect(beside).toMatchObject([{ service: 'billing', ecs: { service: 'billing-prod' } }]);
  });
});
