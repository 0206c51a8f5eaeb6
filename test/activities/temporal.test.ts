import { describe, expect, it } from 'vitest';
import { createRegisteredSearchAttributes } from '../../activities/search-attributes.js';
import { describeRollback, requestOfRunning } from '../../activities/temporal.js';
import { until } from '../support/a-sandbox.js';
import { aTemporal, temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

const begin = (workflowId: string) =>
  temporal.client.workflow.start('rollback', { workflowId, taskQueue: 'nobody-polls', args: [{}] });
const seen = (workflowId: string, runId: string) =>
  describeRollback({ temporal: temporal.client })({ workflowId, runId });

describe('a rollback seen from outside', () => {
  it('runs, and has no report yet', async () => {
    const handle = await begin('rollback/prod/runs');
    const running = await seen(handle.workflowId, handle.firstExecutionRunId);
    expect(running).toMatchObject({ status: 'RUNNING' });
    expect(running).not.toHaveProperty('outcome');
  });

  it('has no report after it was terminated', async () => {
    const handle = await begin('rollback/prod/terminated');
    await handle.terminate('by a person');
    const terminated = await seen(handle.workflowId, handle.firstExecutionRunId);
    expect(terminated).toMatchObject({ status: 'TERMINATED' });
    expect(terminated).not.toHaveProperty('outcome');
  });

  it('may be unknown to Temporal', async () => {
    await expect(seen('rollback/prod/never', '00000000-0000-0000-0000-000000000000')).resolves.toMatchObject({
      status: 'NOT_FOUND',
    });
  });
});

describe('asking a running rollback', () => {
  const ask = (workflowId: string) =>
    requestOfRunning({ temporal: temporal.client })({
      workflowId,
      request: { service: 'applylens-api', environment: 'prod', reason: '5xx' },
      messageId: 'm-1',
    });

  it('learns that it is gone when there is none', async () => {
    await expect(ask('rollback/prod/never')).resolves.toEqual({ answer: 'gone' });
  });

  it('learns that it is gone when it has ended', async () => {
    const handle = await begin('rollback/prod/ended');
    await handle.terminate('by a person');
    await expect(ask(handle.workflowId)).resolves.toEqual({ answer: 'gone' });
  });

  it('is tried again while nobody answers', async () => {
    const handle = await begin('rollback/prod/silent');
    await expect(ask(handle.workflowId)).rejects.toMatchObject({ type: 'TemporalUnavailable', nonRetryable: false });
  });
});

describe('search attributes', () => {
  it('are used only as far as the namespace has them as keywords', async () => {
    const { namespace } = temporal.client.options;
    const read = () => createRegisteredSearchAttributes(temporal.client).read();
    const { operatorService } = temporal.client.connection;
    await expect(read()).resolves.toContain('RunbackFrom');
    await operatorService.removeSearchAttributes({ namespace, searchAttributes: ['RunbackFrom', 'RunbackTo'] });
    const text = 1;
    await operatorService.addSearchAttributes({ namespace, searchAttributes: { RunbackTo: text } });
    const left = await until(read, (names) => !names.includes('RunbackFrom') && !names.includes('RunbackTo'));
    expect(left).toContain('RunbackService');
  });

  it('are none when Temporal does not answer', async () => {
    const closed = await aTemporal();
    await closed.stop();
    await expect(createRegisteredSearchAttributes(closed.client).read()).resolves.toEqual([]);
  });
});
