import { expect, it } from 'vitest';
import { withoutUrl } from '../../activities/database/url.js';
import { until } from '../../sandbox/processes/until.js';
import type { Status } from '../../src/status.js';
import { type RunningRollback, texts, withRollbacks } from '../support/a-rollback-service.js';
import { aSecretWorld, secrets } from '../support/a-secret-world.js';
import { askedWithDatabase } from '../support/scripted-database.js';
import { ways } from '../support/secret-ways.js';
import { approvalBy } from '../support/signed.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
/** Python, git and two databases, on a machine that is busy. */
const withinMs = 180_000;

it.each(ways)(
  'no URL and no password of a database is written anywhere: $name',
  async (way) => {
    const world = await aSecretWorld(way);
    const seen: string[] = [];
    try {
      await withRollbacks(temporal, world.script, async ({ start }) => {
        const run = await start(askedWithDatabase());
        const { phase, waiting } = await eventually(run, (status) => status.phase.startsWith('waiting for'));
        if (phase === 'waiting for approval') {
          for (const by of ['ann', 'ben']) await run.say('approve', approvalBy(by));
          await eventually(
            run,
            ({ outcome, phase: now }) => outcome !== undefined || now === 'waiting for the operator',
          );
        }
        const status = await run.status();
        if (status.outcome === undefined) await run.say('abort', { by: 'ann', reason: 'enough' });
        const report = await run.report();
        seen.push(JSON.stringify([waiting, status, report]));
        expect(texts(report)).toMatch(way.says);
        for await (const { workflowId, runId } of temporal.client.workflow.list())
          seen.push(decoded(await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory()));
      });
      seen.push(...world.written());
    } finally {
      await world.close();
      for await (const { workflowId } of temporal.client.workflow.list({ query: 'ExecutionStatus = "Running"' }))
        await temporal.client.workflow
          .getHandle(workflowId)
          .terminate('the test is over')
          .catch(() => undefined);
    }
    expect(seen.length).toBeGreaterThan(3);
    for (const secret of secrets(world))
      expect(seen.filter((text) => text.includes(secret)).map(around(secret))).toEqual([]);
  },
  withinMs,
);

it('takes a URL out in every spelling', () => {
  const url = 'postgresql://app:a%2Fb@db:5432/x';
  expect(withoutUrl(`${url} postgresql+psycopg://app:a%2Fb@db:5432/x password=a/b`, url)).toBe(
    '… postgresql+psycopg://… password=…',
  );
  expect(withoutUrl('nothing in it', 'postgresql://db/x')).toBe('nothing in it');
});

const eventually = (run: RunningRollback, fact: (status: Status) => boolean): Promise<Status> =>
  until('the status waited for did not come', withinMs, async () => {
    const status = await run.status();
    return fact(status) ? status : undefined;
  });

/** Payloads are bytes in a history: what they say in plain text. */
const decoded = (history: unknown): string =>
  JSON.stringify(history, (_, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString() : value));

const around = (secret: string) => (text: string) => {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 200), at);
};
