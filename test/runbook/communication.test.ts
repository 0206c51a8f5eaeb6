import { describe, expect, it } from 'vitest';
import { plainText, rollbackComplete, rollbackInProgress, statusPageText } from '../../src/runbook/communication.js';
import { escalationPage } from '../../src/runbook/escalation.js';
import { anEntry } from '../support/a-situation.js';

describe('the runbook’s messages', () => {
  it('say that a rollback is in progress, without promising what nobody does', () => {
    const during = { incident: '5xx since v1.2.3', severity: 'SEV1', from: 'v1.2.3', to: 'v1.2.2' } as const;
    expect(plainText(rollbackInProgress(during)).split('\n')).toEqual([
      '🔴 ROLLBACK IN PROGRESS',
      'Incident: 5xx since v1.2.3',
      'Severity: SEV1',
      'Action: Rolling back from v1.2.3 to v1.2.2',
    ]);
    const more = { eta: '10 minutes', impact: 'logins fail', updates: 'in this thread' };
    const told = plainText(rollbackInProgress({ ...during, ...more })).split('\n');
    expect(told.slice(4)).toEqual([
      'ETA: 10 minutes',
      'Impact: logins fail',
      'Updates every 5 minutes in this thread.',
    ]);
  });

  it.each([
    ['approval', 'ROLLBACK WAITS FOR APPROVAL', ', once it is approved'],
    ['the operator', 'ROLLBACK WAITS FOR THE OPERATOR', ', once a person has decided'],
    ['resume', 'ROLLBACK PAUSED', ', once it is resumed'],
  ] as const)('say what it waits for while it waits for %s', (waitsFor, headline, condition) => {
    const during = { incident: '5xx', severity: 'SEV1', from: 'v1.2.3', to: 'v1.2.2', waitsFor } as const;
    const lines = plainText(rollbackInProgress(during)).split('\n');
    expect([lines[0], lines[3]]).toEqual([`🔴 ${headline}`, `Action: Rolling back from v1.2.3 to v1.2.2${condition}`]);
  });

  it('call the system stable, a postmortem written and a monitor running only when it is so', () => {
    const complete = rollbackComplete({
      to: 'v1.2.2',
      recovered: true,
      checksPassed: 7,
      checksMade: 7,
      report: 'https://reports/1.md',
      incidentClosed: true,
      monitoredUntil: '2026-11-23T04:09:00.000Z',
    });
    const proven = plainText(complete).split('\n');
    expect(proven).toContain('Status: System stable');
    expect(proven).toContain('Verification: All checks passing');
    expect(proven).toContain('  - Postmortem draft: https://reports/1.md');
    expect(proven.at(-1)).toBe('Incident closed. Monitoring until 04:09 UTC.');
    const unproven = plainText(
      rollbackComplete({
        to: 'v1.2.2',
        recovered: false,
        checksPassed: 0,
        checksMade: 0,
        incidentClosed: false,
      }),
    );
    expect(unproven).toContain('Status: not verified as recovered');
    expect(unproven).not.toMatch(/stable|All checks|ostmortem|Monitoring/);
  });

  it('tell customers of the end only when it has ended', () => {
    const times = { from: '2025-10-17T14:00:00.000Z', until: '2025-10-17T14:15:00.000Z' };
    expect(statusPageText({ resolved: true, ...times })).toBe(
      'Service Degradation Resolved: We experienced elevated error rates between 14:00-14:15 UTC. The issue has been resolved by rolling back a recent deployment. All systems are now operating normally. We apologize for any inconvenience.',
    );
    expect(statusPageText({ resolved: false, ...times })).not.toContain('operating normally');
  });
});

describe('the page of the escalation', () => {
  const facts = {
    entry: anEntry(),
    rollbackId: 'rollback/prod/applylens-api',
    why: '5xx since v1.2.3',
    lastedMs: 1_800_000,
    at: '2026-11-23T03:34:00.000Z',
  };

  it('says what is so and prepares the runbook’s four actions', () => {
    const { summary, details } = escalationPage({ ...facts, reason: 'not restored in time' });
    expect(summary).toBe(
      'Rollback of applylens-api prod: traffic is not restored after 30 min. Asked for because: 5xx since v1.2.3',
    );
    expect(details).toMatchObject({
      rollback: 'rollback/prod/applylens-api',
      look: 'runback status applylens-api --env prod',
      'Page Engineering Manager': 'this page, to the engineering manager',
      'contact on-call line': '+1-555-0123',
    });
    expect(summary).not.toContain('of requests fail');
    expect(Object.keys(details)).toEqual(
      expect.arrayContaining([
        'Consider full outage response',
        'Evaluate database restore from backup',
        'Prepare customer communication',
      ]),
    );
  });

  it('keeps to one line of at most 1,024 characters, whatever the reason was', () => {
    const { summary } = escalationPage({ ...facts, reason: 'workflow task keeps failing', why: 'x\n'.repeat(4_000) });
    expect(summary.length).toBeLessThanOrEqual(1_024);
    expect(summary).not.toContain('\n');
  });
});
