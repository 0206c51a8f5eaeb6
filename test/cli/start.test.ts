import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollbackId } from '../../src/identifiers.js';
import { finish, heardBy, type SmallWorker, smallWorkers } from '../server/small-worker.js';
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

describe('runback start', () => {
  it('starts a rollback with every field of a request, in the name of who asks', async () => {
    const more = ['--severity', 'SEV1', '--target-version', 'v1.2.2', '--since', '2026-11-23T02:56:00Z', '--act'];
    const { exit, out } = await runback(inProd('start', 'full', '--reason', '5xx', '--criteria', 'security', ...more));
    expect(exit).toBe(0);
    expect(out).toContain('Started rollback/prod/full');
    expect((await heardBy(temporal.client, 'full'))[0]?.value).toMatchObject({
      service: 'full',
      environment: 'prod',
      requestedBy: 'ann',
      severity: 'SEV1',
      target: { version: 'v1.2.2' },
      since: '2026-11-23T02:56:00Z',
      criteria: ['security'],
      act: true,
    });
  });

  it('says that it joined the rollback that runs', async () => {
    await start('joined');
    expect((await start('joined')).out).toContain('Joined rollback/prod/joined');
  });

  it('says what speaks against it to whoever was not shown the plan', async () => {
    expect((await start('doubted')).err).toBe('Against: the trigger is not met: errors 0 %');
    const again = await runback(inProd('start', 'doubted', '--reason', '5xx'), { answers: true });
    expect(again.err).not.toContain('Against: ');
  });

  it('stays with --wait until the end and exits 0 for ROLLED_BACK', async () => {
    const waiting = runback(inProd('start', 'awaited', '--reason', '5xx', '--wait', '--json'));
    const id = rollbackId('prod', 'awaited');
    await expect
      .poll(() =>
        temporal.client.workflow
          .getHandle(id)
          .describe()
          .catch(() => undefined),
      )
      .toBeDefined();
    await finish(temporal.client, id);
    const { exit, out, err } = await waiting;
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'ROLLED_BACK' });
    expect(err).toContain('acting: Following the ECS deployment');
  });

  it('shows a person the plan first, and starts nothing without their yes', async () => {
    const { exit, err } = await runback(inProd('start', 'asked', '--reason', '5xx'), { answers: false });
    expect(exit).toBe(1);
    expect(err).toContain('Roll asked prod back?');
    expect(err).toContain('Nothing was started.');
    await expect(temporal.client.workflow.getHandle(rollbackId('prod', 'asked')).describe()).rejects.toThrow();
  });

  it('shows a person the rollback that is open already, and asks whether to join it', async () => {
    await runback(inProd('start', 'busy', '--reason', '5xx'));
    const { exit, err } = await runback(inProd('start', 'busy', '--reason', 'me too'), { answers: true });
    expect(exit).toBe(0);
    expect(err).toContain('It is open already. Add your request to it?');
    expect(err).toContain('runback abort busy --env prod');
    expect(err).not.toContain('From → to');
  });

  it('exits 2 with a sentence for each wrong field, before anything is started', async () => {
    const { exit, err } = await runback(inProd('start', 'wrong', '--severity', 'SEV9', '--since', 'yesterday'));
    expect(exit).toBe(2);
    expect(err).toContain('reason: expected a text');
    expect(err).toContain('severity: expected one of SEV1, SEV2, got "SEV9"');
    expect(err).toContain('since: expected an ISO 8601 time');
  });
});

describe('in mode observe', () => {
  const catalogue = fileURLToPath(new URL('../../runback.yaml', import.meta.url));
  const startWith = async (...more: readonly string[]) => {
    process.env.RUNBACK_CATALOGUE = catalogue;
    const ran = await runback(['start', 'applylens-api-prod', '--env', 'prod', '--reason', '5xx', ...more]);
    delete process.env.RUNBACK_CATALOGUE;
    return ran;
  };

  it('starts nothing and shows the commands that would do it', async () => {
    const { exit, out, err } = await startWith();
    expect(exit).toBe(3);
    expect(err).toContain('add --act, or run these commands');
    expect(out).toContain('aws ecs update-service');
    await expect(temporal.client.workflow.getHandle(rollbackId('prod', 'applylens-api')).describe()).rejects.toThrow();
  });

  it('starts with --act, under the name that an alias stands for', async () => {
    const { exit, out } = await startWith('--act');
    expect(exit).toBe(0);
    expect(out).toContain('Started rollback/prod/applylens-api');
  });
});

describe('where approvals must be authenticated', () => {
  it('says before anybody waits how it is approved', async () => {
    process.env.RUNBACK_CATALOGUE = fileURLToPath(new URL('../../runback.yaml', import.meta.url));
    process.env.RUNBACK_OVERLAY = join(place.folder, 'strict.yaml');
    writeFileSync(process.env.RUNBACK_OVERLAY, 'environments: { prod: { policy: { identity: authenticated } } }\n');
    const { exit, err } = await runback(inProd('start', 'applylens-api', '--reason', '5xx', '--act'));
    delete process.env.RUNBACK_CATALOGUE;
    delete process.env.RUNBACK_OVERLAY;
    expect(exit).toBe(0);
    expect(err).toContain('Approvals are by token: RUNBACK_TOKEN=… runback approve applylens-api --env prod');
  });
});

describe('runback plan', () => {
  it('prints a plan and leaves no rollback behind', async () => {
    const { exit, out } = await runback(inProd('plan', 'planned', '--json'));
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ service: 'planned', target: { kind: 'chosen' } });
    await expect(temporal.client.workflow.getHandle(rollbackId('prod', 'planned')).describe()).rejects.toThrow();
  });

  it('exits 1, another outcome, when no plan could be made', async () => {
    const { exit, err } = await runback(inProd('plan', 'unplannable'));
    expect(exit).toBe(1);
    expect(err).toContain('It was the worker that asked; nothing was changed. The same from here: runback check');
  });
});

describe('when no worker answers', () => {
  it('start says that it was accepted, and exits 5', async () => {
    const { exit, out, err } = await start('silent');
    expect(exit).toBe(5);
    expect(out).toContain('Started rollback/prod/silent');
    expect(err).toContain('Accepted, but no worker answers');
  });
});

describe('runback status', () => {
  it('prints the state card, and with --json everything that is known', async () => {
    await start('seen');
    expect((await runback(inProd('status', 'seen'))).out).toContain('Following the ECS deployment');
    const { out } = await runback(inProd('status', 'seen', '--json'));
    expect(JSON.parse(out)).toMatchObject({ from: 'the run', status: { phase: 'acting' } });
  });

  it('--watch ends with the run', async () => {
    await start('watched');
    const watching = runback(inProd('status', 'watched', '--watch'));
    await finish(temporal.client, rollbackId('prod', 'watched'));
    expect(await watching).toMatchObject({ exit: 0 });
  });

  it('exits 2 where nothing ever ran', async () => {
    const { exit, err } = await runback(inProd('status', 'never'));
    expect(exit).toBe(2);
    expect(err).toContain('there is no such rollback');
    expect(err).toContain('to begin one: runback start never --env prod --reason "…"');
  });
});
