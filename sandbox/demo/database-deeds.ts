// What people do about a database in the demo.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { parse } from 'yaml';
import { rollbackId } from '../../src/identifiers.js';
import { runningFolder } from '../../src/running.js';
import { until } from '../processes/until.js';
import type { Stage } from './acts.js';
import type { Deed } from './deeds.js';
import { control, post } from './peoples-deeds.js';
import { watchRun } from './watched-run.js';

const within = 120_000;
const service = 'applylens-api';

const server = ({ stack }: Stage, path: string): URL => new URL(path, stack().server.addresses.http);

export async function ask(
  stage: Stage,
  who: 'developer' | 'olga' | 'pedro',
  path: string,
  body: object,
): Promise<void> {
  const { tokens } = stage.stack();
  const token = who === 'developer' ? tokens?.developer : tokens?.people[who];
  const answer = await fetch(server(stage, path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? ''}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
}

/** By somebody who may approve, and may not approve this. */
export const isAskedForWithDatabase =
  (order?: 'application-first'): Deed =>
  (stage) => ({
    title: 'Asked for',
    play: async () => {
      const reason = 'v1.2.3 fails on its own migration';
      const database = order === undefined ? {} : { order };
      await ask(stage, 'developer', '/rollbacks', { service, environment: 'prod', reason, database });
      return order === undefined
        ? 'developer: the release, and its schema with it'
        : 'developer: the release first, and its schema after it';
    },
  });

export const isApprovedByTwo: Deed = (stage, run) => ({
  title: 'Approved by two',
  play: async () => {
    for (const who of ['olga', 'pedro'] as const) await ask(stage, who, `/rollbacks/prod/${service}/approve`, {});
    return run().seen(({ approvals }) => {
      const by = approvals.flatMap((each) => (each.decision === 'approve' ? [each.by ?? 'somebody'] : []));
      return by.length < 2 ? undefined : by.join(', ');
    }, 'two approvals');
  },
});

export const isApprovedByOne: Deed = (stage, run) => ({
  title: 'Approved',
  play: async () => {
    await ask(stage, 'olga', `/rollbacks/prod/${service}/approve`, {});
    return run().seen(({ approvals }) => approvals.find(({ decision }) => decision === 'approve')?.by, 'an approval');
  },
});

export const isRejectedBecause =
  (comment: string): Deed =>
  (stage) => ({
    title: 'Rejected',
    play: async () => {
      await ask(stage, 'olga', `/rollbacks/prod/${service}/reject`, { comment });
      return `olga: ${comment}`;
    },
  });

export const isRejected = isRejectedBecause('v1.2.2 does not run on that schema: start again with the database');

export const isDoubted: Deed = (_, run) => ({
  title: 'Doubted',
  play: () => run().seen(({ waiting }) => (waiting?.what === 'approval' ? waiting.why : undefined), 'a doubt'),
});

/** The database is locked for one run, whichever service it is of. */
export const otherServiceAsks: Deed = (stage) => ({
  title: 'Another service asks',
  play: async () => {
    const begun = new Date().toISOString();
    const other = `${service}-2`;
    const reason = 'it shares the database, and fails as well';
    await post(control(stage, '/deploy'), { service: `${other}-prod` });
    await ask(stage, 'developer', '/rollbacks', { service: other, environment: 'prod', reason, database: {} });
    const { waiting, doing } = await watchRun(stage.client(), rollbackId('prod', other), begun).asks();
    return waiting?.why ?? doing;
  },
});

export const snapshotsFail: Deed = (stage) => ({
  title: 'Snapshots fail',
  play: async () => {
    await post(control(stage, '/rds'), { instance: 'applylens-prod', snapshots: 'fail' });
    return 'RDS begins every snapshot, and fails half way';
  },
});

/** An open transaction of somebody else, until the worker was killed. */
let held: Client | undefined;

export async function urlFileOfProduction(): Promise<string> {
  const overlay = parse(await readFile(join(runningFolder(), 'sandbox.overlay.yaml'), 'utf8')) as Overlay;
  return overlay.databases.applylens.prod.url.replace(/^file:/, '');
}

async function onProduction(applicationName: string): Promise<Client> {
  const file = await urlFileOfProduction();
  const client = new Client({
    connectionString: (await readFile(file, 'utf8')).trim(),
    application_name: applicationName,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

interface Overlay {
  readonly databases: { readonly applylens: { readonly prod: { readonly url: string } } };
}

export const tableIsHeld: Deed = () => ({
  title: 'A table is held',
  play: async () => {
    held = await onProduction('weekly report');
    await held.query('begin; select count(*) from emails');
    return 'a report reads the emails in a transaction that stays open';
  },
});

/** Its own backend waits for the lock, and goes on without it. */
export const workerIsKilledInDdl: Deed = (stage) => ({
  title: 'Worker killed',
  play: async () => {
    const waiting = "select pid from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'alter table%'";
    // Inside its transaction the report would see one moment only.
    const watching = await onProduction('demo');
    const pid = await until('the downgrade did not begin', within, async () => {
      const { rows } = await watching.query<{ pid: number }>(waiting);
      return rows[0]?.pid;
    });
    await watching.end();
    process.kill(stage.stack().worker.pid, 'SIGKILL');
    await held?.query('rollback');
    await held?.end();
    await stage.stack().startWorkerAgain();
    return `in the middle of ALTER TABLE, which backend ${pid} goes on with; another worker starts`;
  },
});
