import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ECSClient, StopTaskCommand } from '@aws-sdk/client-ecs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAccess } from '../../activities/aws-clients.js';
import type { DowngradeEnd } from '../../activities/database-activities.js';
import type { CatalogueEntry } from '../../src/catalogue/entry.js';
import { checkDatabaseTask } from '../../src/cli/check/database-task.js';
import type { Assessment } from '../../src/database/assessment.js';
import type { Waypoint } from '../../src/database/standing.js';
import { awsSettingsOf, until } from '../support/a-sandbox.js';
import { aDatabaseInTask, assessed, type DatabaseInTask, plotted, runOf, withTask } from './a-database-in-task.js';

const longest = 240_000;
let world: DatabaseInTask;
let assessment: Assessment;
let path: readonly Waypoint[];

const assess = (entry: CatalogueEntry, runKey: string) => assessed(world, entry, runKey);
const plot = (entry: CatalogueEntry, runKey: string) => plotted(world, entry, runKey, assessment);

const takeBack = (
  runKey: string,
  attempt: Parameters<DatabaseInTask['ask']>[1] = {},
  entry = world.inTask,
): Promise<DowngradeEnd> =>
  world.ask(
    ({ downgradeDatabase }) => downgradeDatabase({ entry, run: runOf(runKey), from: world.from, assessment, path }),
    attempt,
  );

const stands = (entry: CatalogueEntry, runKey: string) =>
  world.ask(({ readStanding }) => readStanding({ entry, run: runOf(runKey), from: world.from, path }));

const asItWas = { state: 'on the path', done: 0 };
const back = { state: 'on the path', done: 1 };

beforeAll(async () => {
  world = await aDatabaseInTask();
  assessment = await assess(world.inTask, 'first');
  const { ask, inTask: entry, from, to } = world;
  await ask(({ rehearseDatabase }) => rehearseDatabase({ entry, run: runOf('first'), from, to, assessment }));
  path = await plot(world.inTask, 'first');
}, longest);
afterAll(() => world?.close());

describe('a database that only tasks reach', { timeout: longest }, () => {
  it('is assessed and plotted as from the worker, and AWS understands every call', async () => {
    expect(world.inTask.database?.url).toBeUndefined();
    const fromHere = await assess(world.here, 'from here');
    expect(fromHere.rehearsed?.testsBefore.state).toBeDefined();
    expect({ ...assessment, at: fromHere.at, rehearsed: fromHere.rehearsed }).toEqual(fromHere);
    expect(assessment).toMatchObject({ from: ['0018_consent_log'], to: ['0017_email_thread'], refusals: [] });
    expect(assessment.losses).toContainEqual(expect.objectContaining({ table: 'consent_log', rows: 1204 }));
    expect(path).toEqual(await plot(world.here, 'from here'));
    expect(world.sandbox.violations).toEqual([]);
  });

  it('is read by one task although the answer of RunTask was lost', async () => {
    world.sandbox.aws.faults.add({ fault: 'drop-answer', operation: 'ecs:RunTask' });
    expect(await stands(world.inTask, 'lost-answer')).toEqual(asItWas);
    expect(world.tasksOf('lost-answer', 'look')).toHaveLength(1);
  });

  it('goes on with the task of a worker that died in the middle of it, and never starts another beside it', async () => {
    const release = await world.hold('consent_log');
    const shutdown = new AbortController();
    const dying = takeBack('taken-over', { cancelled: { by: shutdown.signal, as: 'WORKER_SHUTDOWN' } });
    await world.waits('taken-over');
    shutdown.abort();
    await expect(dying).rejects.toThrow('WORKER_SHUTDOWN');
    const [begun] = world.tasksOf('taken-over', 'move');
    expect(begun?.lastStatus).not.toBe('STOPPED');
    const next = takeBack('taken-over', { attempt: 2 });
    await until(
      () => begun?.lastStatus,
      (status) => status === 'STOPPED',
      { within: 60_000 },
    );
    expect(world.tasksOf('taken-over', 'move')).toHaveLength(1);
    const end = await next;
    await release();
    expect(end).toMatchObject({ standing: asItWas, sqlstate: '55P03', begun: true });
    expect(end.blockers.map(({ application }) => application)).toEqual(['monthly report']);
  });

  it('is where it was when somebody stops the task in the middle of the DDL, and says who was asked', async () => {
    const release = await world.hold('consent_log');
    const ending = takeBack('stopped');
    await world.waits('stopped');
    const [task] = world.tasksOf('stopped', 'move');
    const client = new ECSClient(awsSettingsOf(world.sandbox));
    await client.send(new StopTaskCommand({ cluster: world.inTask.ecs.cluster, task: task?.arn, reason: 'by hand' }));
    const end = await ending;
    await release();
    client.destroy();
    expect(end).toMatchObject({ standing: asItWas, begun: true });
    expect(end.says).toMatch(/ended with exit 143, somebody stopped it: by hand/);
  });

  it('stops its task at an abort, and says where the database stands then', async () => {
    const release = await world.hold('consent_log');
    const abort = new AbortController();
    const ending = takeBack('aborted', { cancelled: { by: abort.signal, as: 'CANCELLED' } });
    await world.waits('aborted');
    abort.abort();
    const end = await ending;
    await release();
    expect(end).toMatchObject({ standing: asItWas });
    expect(world.tasksOf('aborted', 'move')[0]).toMatchObject({ stoppedReason: 'Runback: it was aborted' });
  });

  it('is said not to be asked where no task finds a place, and nothing was begun', async () => {
    const { vcpus } = world.sandbox.aws.ecs;
    const { limit } = vcpus;
    vcpus.limit = 0;
    const failed = await stands(world.inTask, 'no-place').catch(({ message }: Error) => message);
    vcpus.limit = limit;
    expect(failed).toMatch(/ECS places no task: You've reached the limit on the number of vCPUs/);
    expect(failed).toMatch(/Nothing was begun/);
    expect(world.tasksOf('no-place', 'look')).toEqual([]);
  });

  it('is said not to be asked where the task cannot start', async () => {
    const { parameters } = world.sandbox.aws;
    const name = '/applylens/prod/DATABASE_URL';
    const kept = parameters.find(name);
    const value = kept?.versions.at(-1)?.value ?? '';
    parameters.remove(name);
    await expect(stands(world.inTask, 'no-secret')).rejects.toThrow(
      /the task did not start: ResourceInitializationError: unable to pull secrets.*Nothing was begun/,
    );
    parameters.put({ name, value, type: 'SecureString', at: Date.now(), by: 'arn:aws:iam::1:user/x', overwrite: true });
  });

  it.each([
    ['logs nothing', 'true', /ended with exit 0, and nothing is in \/aws\/ecs\/applylens-api/],
    ['has no such interpreter', 'python9', /ended with exit 127, and its answer is not in .*python9/],
    [
      'answers and ends with another exit',
      'ends-otherwise',
      /the task answered, but ended with exit 9: that is not believed/,
    ],
    ['has no migrations where they are looked for', 'python in /tmp', /alembic.ini is not in/],
  ])('takes nothing from a task that %s', async (name, python, why) => {
    const program = join(world.folder, 'ends-otherwise');
    writeFileSync(program, '#!/bin/sh\npython "$@"\nexit 9\n');
    chmodSync(program, 0o755);
    const [interpreter = ''] = python.split(' in ');
    const task = { python: interpreter === 'ends-otherwise' ? program : interpreter };
    const entry = withTask(world.inTask, { ...task, ...(python.includes(' in ') ? { folder: '/tmp' } : {}) });
    await expect(stands(entry, name.replaceAll(' ', '-'))).rejects.toThrow(why);
  });

  it('is not changed by an image that holds other migrations than those that were rehearsed', async () => {
    const other = { ...assessment, filesHash: 'f00d' };
    const { ask, inTask: entry, from } = world;
    const run = runOf('other-files');
    const end = await ask(({ downgradeDatabase }) => downgradeDatabase({ entry, run, from, assessment: other, path }));
    expect(end).toMatchObject({ standing: asItWas, kind: 'other-files', begun: false });
  });

  it('is taken back, as from the worker, and is done when it is asked again', async () => {
    const end = await takeBack('taken-back');
    expect(end).toMatchObject({ standing: back, begun: true, ran: ['0018_consent_log'] });
    expect(end.says).toBeUndefined();
    expect(await takeBack('taken-back', { attempt: 2 })).toMatchObject({ standing: back, ran: [] });
    expect(await stands(world.here, 'seen-from-here')).toEqual(back);
    await world.sandbox.migrate();
    expect(await takeBack('from-here', {}, world.here)).toMatchObject({ ...end, at: expect.any(String) as string });
    expect(world.sandbox.violations).toEqual([]);
  });

  it('is named by runback check with the container that would be asked, and no task is begun', async () => {
    const aws = createAwsAccess();
    const { inTask: entry, sandbox } = world;
    const before = sandbox.aws.ecs.clusters.get(entry.ecs.cluster)?.standalone.length;
    const [finding] = await checkDatabaseTask('prod', entry, aws.of(entry), AbortSignal.timeout(10_000));
    expect(finding?.outcome).toBe('reached');
    expect(finding?.evidence).toMatch(/^api of applylens-api-prod:12\d, answering in/);
    expect(await checkDatabaseTask('prod', world.here, aws.of(entry), AbortSignal.timeout(10_000))).toEqual([]);
    expect(sandbox.aws.ecs.clusters.get(entry.ecs.cluster)?.standalone).toHaveLength(before ?? -1);
    aws.close();
  });

  it('has its URL and password in nothing that ECS and the log were told', () => {
    const { aws, database } = world.sandbox;
    const [, password = ''] =
      /:([^:@]+)@/.exec(aws.parameters.find('/applylens/prod/DATABASE_URL')?.versions.at(-1)?.value ?? '') ?? [];
    expect(password).not.toBe('');
    expect(database.url).not.toContain(password);
    const tasks = [...(aws.ecs.clusters.get(world.inTask.ecs.cluster)?.standalone ?? [])].map(
      ({ standaloneRun }) => standaloneRun,
    );
    const logged = [...aws.logs.groups.values()].flatMap(({ streams }) =>
      [...streams.values()].flatMap(({ events }) => events),
    );
    expect(JSON.stringify([tasks, logged])).not.toContain(password);
  });
});
