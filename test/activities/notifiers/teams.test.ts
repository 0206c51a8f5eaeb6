import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellChannel } from '../../../activities/notifiers/index.js';
import { startTeamsDouble, type TeamsDouble } from '../../../sandbox/teams/teams-double.js';
import { faultShape } from '../../../sandbox/web-double.js';
import type { Notice } from '../../../src/notice.js';
import { aNotice, wellEnded } from '../../support/a-notice.js';
import { anEntry } from '../../support/an-entry.js';

let double: TeamsDouble;
beforeEach(async () => {
  double = await startTeamsDouble({ port: 0 });
  vi.stubEnv('TEAMS_WEBHOOK', double.webhook);
});
afterEach(() => double.close());
afterAll(() => vi.unstubAllEnvs());

const entry = anEntry({ channels: { Teams: 'env:TEAMS_WEBHOOK' }, timings: { httpTimeout: 500 } });
const incident = 'incident/prod/applylens-api/applylens-api-prod:123';
const tell = (given: Partial<Notice> = {}) =>
  tellChannel({ entry, incident, channel: 'Teams', notice: aNotice(given) });
const fault = (given: object) => double.faults.inject(faultShape.parse(given));

describe('Teams', () => {
  it('is told that it begins, what is asked and how it ended, in the runbook’s words', async () => {
    await tell();
    await tell({ kind: 'asked', says: 'Waiting for approval from 1 approver (not olga)' });
    await tell({ kind: 'closed', ended: wellEnded });
    const [begun, asked, closed] = double.messages();
    expect(begun?.split('\n')).toEqual([
      'applylens-api prod: ROLLBACK IN PROGRESS 🔴',
      'Incident: 5xx since v1.2.3',
      'Severity: SEV1',
      'Action: Rolling back from v1.2.3 to v1.2.2',
      'ETA: 9 min',
      '🔴 applylens-api prod · errors 9.8 % now',
      'v1.2.3 → v1.2.2',
    ]);
    expect(asked).toMatch(/^applylens-api prod: Waiting for approval from 1 approver \(not olga\)\n/);
    expect(closed).toMatch(/ROLLBACK COMPLETE ✅\nResolution: Rolled back to v1\.2\.2\nStatus: System stable/);
  });

  it('hears nothing of what only brings a card up to date', async () => {
    await tell({ kind: 'changed' });
    await tell({ kind: 'update', says: 'following' });
    expect(double.requests()).toEqual([]);
  });

  it('takes what people wrote as text, however long', async () => {
    const nasty = `<at>everyone</at> **bold** [free](https://evil.example) ${'x'.repeat(5_000)}`;
    await tell({ reason: nasty, card: Array.from({ length: 10 }, () => nasty), says: nasty });
    expect(double.messages()[0]).toContain('‹at›everyone‹/at› ∗∗bold∗∗ [free] (https://evil.example)');
    expect(double.messages()[0]).not.toMatch(/<at>|\*\*|\]\(/);
  });

  it('that is down, slow or too busy is told again later; one that refuses is not', async () => {
    for (const what of ['down', 'hang', 'error', 'rate-limit']) {
      fault({ fault: what });
      await expect(tell(), what).rejects.toMatchObject({ type: 'ChannelUnavailable' });
    }
    vi.stubEnv('TEAMS_WEBHOOK', `${double.webhook}-wrong`);
    await expect(tell()).rejects.toMatchObject({
      type: 'ChannelRefused',
      message: expect.stringMatching(/401 The signature is not right.*Check channels\.Teams/),
    });
    expect(double.messages()).toEqual([]);
  });
});
