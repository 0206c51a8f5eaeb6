import { describe, expect, it } from 'vitest';
import type { BackingServices, ClusterHealth, DatabaseAnswer } from '../../src/backing-services.js';
import type { Fact } from '../../src/rollback.js';
import { judgeBackingServices } from '../../src/runbook/health-checks.js';

const known = <T>(value: T): Fact<T> => ({ state: 'known', value });
const unknown = { state: 'unknown', why: 'connection refused' } as const;
const where = 'applylens at db.applylens.io';
const well = known<DatabaseAnswer>({ selectOne: 'answered', where, tookMs: 4, inRecovery: false });
const reader = known<DatabaseAnswer>({ selectOne: 'answered', where, tookMs: 4, inRecovery: true });
const full = known<DatabaseAnswer>({ selectOne: 'refused', where, why: 'too many connections' });
const cluster = (status: ClusterHealth['status'], unassignedShards = 0) => known({ status, unassignedShards });

const judged = (name: string, now: BackingServices, before?: BackingServices) => {
  const { verdict, evidence } = judgeBackingServices(now, before).find((check) => check.name === name) ?? {};
  return `${verdict}: ${evidence}`;
};

describe('database connectivity', () => {
  it.each<[string, BackingServices['database'], BackingServices['database'], string]>([
    ['answers SELECT 1', well, undefined, `passed: ${where} answered SELECT 1 in 4 ms`],
    ['is in recovery', reader, well, `failed: ${where} is in recovery and takes no writes: a reader, or not promoted`],
    ['refuses', full, well, `failed: ${where} does not answer SELECT 1: too many connections`],
    [
      'refused before too',
      full,
      full,
      `failed: ${where} does not answer SELECT 1: too many connections (so it was before the rollback)`,
    ],
    ['cannot be reached', unknown, well, 'could not measure: connection refused'],
    [
      'could not be reached before either',
      unknown,
      unknown,
      'could not measure: connection refused (so it was before the rollback)',
    ],
    ['is not named', undefined, undefined, 'not configured: the catalogue names none'],
    [
      'only tasks reach',
      { state: 'not connected' },
      undefined,
      'not configured: only tasks reach the database (alembic.runner: ecs-task): the catalogue names no url of it for the worker',
    ],
  ])('of a database that %s', (_, now, before, expected) => {
    expect(judged('Database connectivity', { database: now }, { database: before })).toBe(expected);
  });
});

describe("Elasticsearch's cluster", () => {
  it.each<[string, BackingServices['elasticsearch'], BackingServices['elasticsearch'], string]>([
    ['green passes', cluster('green'), cluster('yellow', 5), 'passed: the cluster is green'],
    [
      'a new yellow is not yet',
      cluster('yellow', 5),
      cluster('green'),
      'not yet: the cluster is yellow, unassigned shards: 5; green before the rollback',
    ],
    [
      'yellow as before passes, and is said',
      cluster('yellow', 5),
      cluster('yellow', 5),
      'passed: the cluster is yellow, unassigned shards: 5; yellow before the rollback',
    ],
    [
      'yellow that was red passes',
      cluster('yellow', 1),
      cluster('red', 7),
      'passed: the cluster is yellow, unassigned shards: 1; red before the rollback',
    ],
    [
      'yellow of which nothing is known before could not be measured',
      cluster('yellow'),
      unknown,
      'could not measure: the cluster is yellow; what it was before the rollback is not known',
    ],
    [
      'red never passes',
      cluster('red', 7),
      cluster('red', 7),
      'failed: the cluster is red, unassigned shards: 7; red before the rollback',
    ],
    ['unreachable could not be measured', unknown, cluster('green'), 'could not measure: connection refused'],
    ['not named is not configured', undefined, undefined, 'not configured: the catalogue names none'],
  ])('%s', (_, now, before, expected) => {
    expect(judged('Elasticsearch', { elasticsearch: now }, { elasticsearch: before })).toBe(expected);
  });
});
