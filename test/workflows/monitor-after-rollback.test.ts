import { expect, it } from 'vitest';
import { monitorId } from '../../src/identifiers.js';
import type { monitor } from '../../workflows/monitor.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { arn, aSituation } from '../support/a-situation.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();

it('the monitor of a rollback knows the release that was left, and pages when it is deployed again', async () => {
  let serves = arn(121);
  const readServing = async () => ({ service: { ...aSituation().service, taskDefinition: serves }, serving: [] });
  const script = { entry: { timings: { escalationLook: 1_000 } }, readServing };
  await withRollbacks(temporal, script, async ({ start, callsOf }) => {
    const { id, outcome } = await (await start()).report();
    expect(outcome).toBe('ROLLED_BACK');
    serves = arn(124);
    const { end } = await temporal.client.workflow.result<typeof monitor>(monitorId('prod', 'applylens-api', id));
    expect(end).toBe('the release we left was deployed again');
    expect(callsOf('page')).toEqual([
      expect.objectContaining({ summary: expect.stringMatching(/got the release back .*applylens-api-prod:124/) }),
    ]);
  });
});
