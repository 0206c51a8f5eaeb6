import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/plan.js';
import type { ChecklistItemName } from '../../src/rollback.js';
import { type ChecklistFacts, checklist, fillChecklist } from '../../src/runbook/pre-rollback-checklist.js';
import { anEntry, aRequest, aSeries, aSituation, now, type SituationGiven } from '../support/a-situation.js';

const filled = (seen: SituationGiven = {}, given: Partial<ChecklistFacts> & { target?: string } = {}) => {
  const situation = aSituation(seen);
  const entry = given.entry ?? anEntry();
  const request = aRequest(given.target === undefined ? {} : { target: { version: given.target } });
  return fillChecklist({
    situation,
    plan: makePlan({ situation, entry, request, now }),
    entry,
    request,
    at: now,
    ...given,
  });
};
const itemOf = (items: ReturnType<typeof filled>, name: ChecklistItemName) => items.find(({ item }) => item === name);

describe('the pre-rollback checklist', () => {
  it('has the runbook’s six items in their order', () => {
    expect(checklist.map(({ title }) => title)).toEqual([
      'Verify Issue',
      'Check Status',
      'Communicate',
      'Create Incident',
      'Identify Version',
      'Backup Plan',
    ]);
  });

  it('is filled with what can be proven, and says of the rest that it is not connected', () => {
    const items = filled();
    expect(items.map(({ item, state }) => `${item} ${state}`)).toEqual([
      'verify-issue done',
      'check-status done',
      'communicate not connected',
      'create-incident not connected',
      'identify-version done',
      'backup-plan not connected',
    ]);
    for (const { evidence } of items) expect(evidence).toBeTruthy();
    expect(itemOf(items, 'identify-version')).toMatchObject({
      how: 'automatic',
      by: 'runback',
      at: now,
      evidence: 'v1.2.3 (abc123, :124) → v1.2.2 (def456, :121): ran 26 h without trouble',
    });
  });

  it('leaves the issue open when it could not be verified', () => {
    const calm = { now: aSeries([0, 0, 0, 0, 0]), beforeDeployment: 0 };
    expect(itemOf(filled({ errorRate: { state: 'known', value: calm } }), 'verify-issue')?.state).toBe('open');
    const blind = itemOf(filled({ errorRate: { state: 'unknown', why: 'connection refused' } }), 'verify-issue');
    expect(blind).toMatchObject({ state: 'open', evidence: 'the error rate could not be read: connection refused' });
    expect(itemOf(filled({ errorRate: { state: 'not connected' } }), 'verify-issue')?.state).toBe('not connected');
  });

  it('shows the figures of recovery beside targets and health, with the link to the dashboard', () => {
    const entry = anEntry({ dashboard: 'https://grafana.applylens.io/d/system-health' });
    const figures = (recoveryNow: SituationGiven['recoveryNow']) =>
      itemOf(filled(recoveryNow === undefined ? {} : { recoveryNow }, { entry }), 'check-status')?.evidence;
    const measured = { successRate: 0.902, p95Seconds: 0.94 };
    expect(figures({ state: 'known', value: measured })).toMatch(
      /4 of 4 tasks running · .* · errors 9.8 % · success 90 % · P95 0.9 s · https:\/\/grafana.applylens.io\/d\/system-health$/,
    );
    expect(figures({ state: 'known', value: { successRate: null } })).toContain(' · success not measured · ');
    expect(figures({ state: 'unknown', why: 'timeout' })).toContain(' · success rate and P95 unknown: timeout · ');
    expect(figures(undefined)).not.toContain('success');
  });

  it('does not call the status checked when neither targets nor health could be read', () => {
    const unread = { state: 'unknown', why: 'throttled' } as const;
    const item = itemOf(filled({ targetGroups: unread, healthEndpoint: unread }), 'check-status');
    expect(item?.state).toBe('open');
    expect(item?.evidence).toContain('targets unknown: throttled · health unknown: throttled');
  });

  it('leaves the versions open when there is no target', () => {
    expect(itemOf(filled({}, { target: '9.9.9' }), 'identify-version')?.state).toBe('open');
  });

  it('leaves to a person what the policy leaves to a person, with the evidence found', () => {
    const entry = anEntry({ policy: { confirmByPerson: ['verify-issue'] } });
    const item = itemOf(filled({}, { entry }), 'verify-issue');
    expect(item).toMatchObject({
      state: 'open',
      evidence: 'errors 9.8 % for 5 of 5 minutes (limit 5 %, previous hour 0.2 %); 0.2 % before the newest deployment',
    });
    expect(item?.how).toBeUndefined();
  });

  it('counts a page that was sent as the incident', () => {
    const item = itemOf(filled({}, { paged: 'paged the engineering manager at 03:04 UTC' }), 'create-incident');
    expect(item).toMatchObject({ state: 'done', evidence: 'paged the engineering manager at 03:04 UTC' });
  });
});
