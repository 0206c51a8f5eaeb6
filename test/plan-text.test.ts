import { describe, expect, it } from 'vitest';
import { makePlan } from '../src/plan.js';
import { planText } from '../src/plan-text.js';
import { anEntry, aRequest, aSituation, now } from './support/a-situation.js';

describe('a plan on the terminal', () => {
  it('is read once and understood', () => {
    const plan = makePlan({ situation: aSituation(), entry: anEntry(), request: aRequest(), now });
    const [image] = plan.differs ?? [];
    expect(planText(plan, now)).toEqual([
      'applylens-api · prod   03:04:20 UTC',
      '',
      'Wrong now         errors 9.8 % now (12 % at worst, 0.2 % before)',
      '                  began 02:57 UTC, 2 min after the deployment of v1.2.3 (limit 5 %)',
      'From → to         v1.2.3 (abc123, :124) → v1.2.2 (def456, :121)',
      '                  ran 26 h without trouble',
      '                  v1.2.3 (bad123, :123) passed over: its deployment failed on 16 October',
      '                  v1.2.1 (999fff, :122) passed over: held since 22 November (rolled back from, "login loop")',
      'For               errors 9.8 % for 5 of 5 minutes (limit 5 %, previous hour 0.2 %)',
      '                  began 2 min after the deployment of v1.2.3',
      '                  errors were 0.2 % just before the deployment',
      'Against           nothing found',
      'Suspect           the deployment of v1.2.3 at 02:55 UTC, 2 min before the trouble began',
      `Differs           ${image}`,
      'Ways              1 automatic             passed over: no deployment is in progress: the newest one is SUCCESSFUL',
      '                  2 script                passed over: not connected',
      '                  3 ecs-task   ≈ 7 min    2 rounds × (start 35 s + health 2 × 10 s) + drain 5 min',
      '                  4 canary                passed over: the catalogue names no canary',
      'Would revert us   circuit breaker with rollback is on: switched off for our deployment, restored afterwards',
      'Slowest part      deregistration delay 300 s; 30 s would save 4.5 min (`runback check`)',
      'Not connected     Slack · schema heads',
      'Changed so far    nothing',
      '',
      "Start it          runback start applylens-api --env prod --reason 'trouble since v1.2.3'",
      ...['By hand', '', ''].map((label, index) => label.padEnd(18) + plan.methods[2]?.commands[index]),
    ]);
  });

  it('says why nothing can be done, and what to do', () => {
    const request = aRequest({ target: { version: '9.9.9' } });
    const lines = planText(makePlan({ situation: aSituation(), entry: anEntry(), request, now }), now);
    expect(lines.join('\n')).toContain('9.9.9 is not among the 4 releases looked at');
    expect(lines.slice(-2)).toEqual([
      'No way is open: mend what stands above, or name a target:',
      'runback plan applylens-api --env prod --target-version VERSION',
    ]);
  });

  it('recalls the runbook’s decision rule where something speaks against it', () => {
    const situation = aSituation({ errorRate: { state: 'not connected' } });
    const lines = planText(makePlan({ situation, entry: anEntry(), request: aRequest(), now }), now);
    expect(lines.join('\n')).toContain('The runbook       If unsure, rollback. We can always re-deploy after fixing.');
  });

  it('says that it is old', () => {
    const plan = makePlan({ situation: aSituation(), entry: anEntry(), request: aRequest(), now });
    expect(planText(plan, '2026-11-23T03:14:20.000Z')[0]).toBe(
      'applylens-api · prod   03:04:20 UTC, 10 min ago: production may look different by now',
    );
  });
});
