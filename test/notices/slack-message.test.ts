import { describe, expect, it } from 'vitest';
import { firstMessage, reply } from '../../src/notices/slack-message.js';
import { aNotice, wellEnded } from '../support/a-notice.js';

const at = '2026-11-23T03:04:20.000Z';
const later = '2026-11-23T03:09:20.000Z';
const notice = aNotice({ writtenAt: at, impact: 'errors 9.8 % now' });
const ended = {
  ...wellEnded,
  incidentClosed: true,
  report: '.runback/reports/1.md',
  monitoredUntil: '2026-11-23T04:10:00.000Z',
} as const;

const textsOf = ({ blocks }: { readonly blocks: readonly Readonly<Record<string, unknown>>[] }): string[] =>
  blocks.flatMap((block) => (block as { text?: { text?: string } }).text?.text ?? []);

describe('the first message of an incident', () => {
  it('has the runbook’s words, the state card and a button for each verb that would be taken', () => {
    const [template, card] = textsOf(firstMessage(notice));
    expect(template?.split('\n')).toEqual([
      '🔴 *ROLLBACK IN PROGRESS*',
      '*Incident:* 5xx since v1.2.3',
      '*Severity:* SEV1',
      '*Action:* Rolling back from v1.2.3 to v1.2.2',
      '*ETA:* 9 min',
      '*Impact:* errors 9.8 % now',
      'Updates every 5 minutes in this thread.',
    ]);
    expect(card).toBe('🔴 applylens-api prod · errors 9.8 % now\nv1.2.3 → v1.2.2');
    expect(firstMessage(notice).text).toBe('🔴 applylens-api prod · errors 9.8 % now');
    const [actions] = firstMessage(notice).blocks.filter(({ type }) => type === 'actions');
    expect(actions).toMatchObject({
      elements: [
        { action_id: 'runback/pause', value: '{"environment":"prod","service":"applylens-api","run":"run-1"}' },
        { action_id: 'runback/abort', style: 'danger' },
      ],
    });
  });

  it('says that updates come more seldom where people were waited for long', () => {
    const since = (waitingSince: string) => textsOf(firstMessage({ ...notice, waitsFor: 'approval', waitingSince }))[0];
    expect(since('2026-11-23T01:04:00.000Z')).toContain('Updates every 30 minutes in this thread.');
    expect(since('2026-11-23T01:05:00.000Z')).toContain('Updates every 5 minutes in this thread.');
  });

  it('leaves out what is not known', () => {
    const { eta: _, impact: __, ...rest } = notice;
    expect(textsOf(firstMessage(rest))[0]).not.toMatch(/ETA|Impact|undefined/);
  });

  it.each([
    '<!channel> fire',
    '@channel fire',
    '<@U123> and <https://evil.example|click>',
    '*bold* _it_ `code` ~x~ &amp;',
  ])('calls nobody and marks nothing up for a reason of %s', (reason) => {
    const message = firstMessage({ ...notice, reason, card: [reason] });
    const texts = [message.text, ...textsOf(message)];
    for (const text of texts) {
      expect(text).not.toMatch(/<[!@#h]|(^|\s)@channel|\*bold\*|_it_|`code`/);
      expect(text.replaceAll(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
    }
  });
});

describe('a reply in the thread', () => {
  it('says that it is complete in the runbook’s words, once it was verified', () => {
    expect(textsOf(reply({ ...notice, kind: 'closed', ended }, at))[0]?.split('\n')).toEqual([
      '✅ *ROLLBACK COMPLETE*',
      '*Resolution:* Rolled back to v1.2.2',
      '*Status:* System stable',
      '*Verification:* All checks passing',
      '*Next Steps:*',
      '  - Root cause analysis',
      '  - Fix and re-deploy',
      '  - Postmortem draft: .runback/reports/1.md',
      'Incident closed. Monitoring until 04:10 UTC.',
    ]);
  });

  it('never says so of another outcome: it says what is so, and the next step', () => {
    const failed = {
      ...ended,
      outcome: 'NOT_RECOVERED',
      headline: 'errors are still 8.9 %',
      recovered: false,
    } as const;
    const next = { sentence: 'go back', command: 'runback undo applylens-api --env prod' };
    const [text] = textsOf(reply({ ...notice, kind: 'closed', ended: { ...failed, next } }, at));
    expect(text).toContain('errors are still 8.9 %\n*Next:* go back: runback undo applylens-api --env prod');
    expect(text).not.toMatch(/COMPLETE|stable|closed/);
  });

  it('says when it was written, where it could not be posted then', () => {
    const { blocks } = reply({ ...notice, kind: 'update', says: 'following' }, later);
    expect(JSON.stringify(blocks)).toContain('written 03:04:20 UTC, could not be posted before');
    expect(JSON.stringify(reply({ ...notice, kind: 'update', says: 'following' }, at))).not.toContain('written');
  });

  it('brings the buttons where people are waited for', () => {
    const asked = reply({ ...notice, kind: 'asked', says: 'Waiting for approval', verbs: ['approve', 'reject'] }, at);
    expect(JSON.stringify(asked.blocks)).toContain('runback/approve');
  });
});
