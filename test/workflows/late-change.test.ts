import { expect, it } from 'vitest';
import type { Activities } from '../../activities/activities.js';
import { aBadCanary } from '../support/a-bad-canary.js';
import { withRollbacks } from '../support/a-rollback-service.js';
import { scripted } from '../support/scripted-activities.js';
import { temporalOfThisFile } from '../support/temporal.js';

const temporal = temporalOfThisFile();
const good = scripted().activities;

it('looks at breaker and alarms once more at the end where the change was sent twice and may arrive late', async () => {
  const found: boolean[] = [];
  await withRollbacks(
    temporal,
    {
      startEcsDeployment: async (input) => ({ ...(await good.startEcsDeployment(input)), mayComeAgain: true }) as never,
      restoreDeploymentSettings: async () => {
        found.push(true);
        return { at: new Date().toISOString(), changed: true };
      },
    },
    async ({ start }) => {
      const report = await (await start()).report();
      expect(report.outcome).toBe('ROLLED_BACK');
      expect(found).toHaveLength(2);
      expect(report.timeline.filter(({ text }) => text.startsWith('put back'))).toHaveLength(2);
      expect(report.settingsChanged.every(({ putBackAt }) => putBackAt !== undefined)).toBe(true);
    },
  );
});

it('looks at what scales the canary once more at the end where it was suspended twice', async () => {
  const stopCanaryTasks: Activities['stopCanaryTasks'] = async (input) =>
    ({ ...(await good.stopCanaryTasks(input)), mayComeAgain: true }) as never;
  await withRollbacks(temporal, aBadCanary({ stopCanaryTasks }), async ({ start, callsOf }) => {
    const report = await (await start()).report();
    expect(report.outcome).toBe('ROLLED_BACK');
    expect(callsOf('restoreCanaryScaling')).toHaveLength(2);
  });
});
