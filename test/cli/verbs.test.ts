import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heardBy, type SmallWorker, smallWorkers } from '../server/small-worker.js';
import { aTemporal, type TestTemporal } from '../support/temporal.js';
import { enterEmptyPlace } from './a-place.js';
import { runback } from './a-terminal.js';

let temporal: TestTemporal;
let worker: SmallWorker;
let place: ReturnType<typeof enterEmptyPlace>;

beforeAll(async () => {
  temporal = await aTemporal();
  worker = await smallWorkers(temporal)();
  place = enterEmptyPlace({ TEMPORAL_ADDRESS: temporal.address });
});
afterAll(async () => {
  place.leave();
  await worker.stop();
  await temporal.stop();
});

const inProd = (command: string, service: string, ...more: readonly string[]) => [
  command,
  service,
  '--env',
  'prod',
  ...more,
];
const start = (service: string) => runback(inProd('start', service, '--reason', '5xx since v1.2.3'));

describe('a verb', () => {
  it('says what production will look like, then what the rollback answered', async () => {
    await start('aborted');
    const { exit, out, err } = await runback(inProd('abort', 'aborted', '--reason', 'wrong service', '--by', 'bob'));
    expect(err).toContain('Production now: 3 tasks v1.2.2, 1 task v1.2.3');
    expect(out).toBe('abort taken from bob');
    expect(exit).toBe(0);
  });

  it('is not sent when a person at the terminal does not say yes, and is with --yes', async () => {
    await start('unsure');
    expect(await runback(inProd('pause', 'unsure'), { answers: false })).toMatchObject({ exit: 1 });
    expect(await runback(inProd('pause', 'unsure', '--yes'), { answers: false })).toMatchObject({ exit: 0 });
    const heard = await heardBy(temporal.client, 'unsure');
    expect(heard.filter(({ name }) => name === 'pause')).toHaveLength(1);
  });

  it('exits 3 when the rollback refuses it', async () => {
    await start('refusing');
    const { exit, err } = await runback(inProd('approve', 'refusing'));
    expect(exit).toBe(3);
    expect(err).toContain('approve refused: nothing waits for approval');
  });

  it.each([
    ['a confirmation', ['confirm', 'verbs', 'backup-plan', '--evidence', 'snapshot of today']],
    ['a rejection', ['reject', 'verbs', '--comment', 'not this one']],
    ['a decision', ['decide', 'verbs', '--action', 'choose-target', '--target-tag', 'prod-v1.2.1']],
    ['a note', ['note', 'verbs', 'the', 'flag', 'is', 'off']],
    ['a resumption', ['resume', 'verbs']],
  ])('sends %s', async (_, args) => {
    await start('verbs');
    const { exit, out } = await runback([...args, '--env', 'prod', '--json']);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ answered: true, said: `${args[0]} taken from ann` });
  });

  it('exits 2 for a wrong value, before it is sent', async () => {
    const { exit, err } = await runback(inProd('decide', 'verbs', '--action', 'dance'));
    expect(exit).toBe(2);
    expect(err).toContain('action: expected one of retry');
  });
});

describe('a guard', () => {
  it('is asked for by its deployment, and shown', async () => {
    const { exit, out } = await runback(inProd('guard', 'guarded', '--deployment', 'ecs-svc/9'));
    expect([exit, out.split('\n')]).toEqual([
      0,
      [
        'guard/prod/guarded/9 guards it',
        'Guard of v1.2.3 (ecs-svc/9) of guarded prod: how far it is could not be read, not evaluated yet',
      ],
    ]);
  });

  it('of the newest deployment is followed to where it is guarded, however often it is asked for', async () => {
    for (const _ of ['once', 'again']) {
      const { exit, out } = await runback(inProd('guard', 'newest', '--json'));
      expect(exit).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ id: 'guard/prod/newest/7', status: { deployment: { id: 'ecs-svc/7' } } });
    }
  });

  it('exits 1 where there is nothing to guard, and 2 for what is no deployment', async () => {
    const nothing = await runback(inProd('guard', 'idle'));
    expect([nothing.exit, nothing.out]).toEqual([1, 'Nothing is guarded: none is in progress']);
    const wrong = await runback(inProd('guard', 'guarded', '--deployment', '../9'));
    expect(wrong).toMatchObject({
      exit: 2,
      err: expect.stringContaining('deployment: expected the id of a deployment'),
    });
  });
});
