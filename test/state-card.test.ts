import { describe, expect, it } from 'vitest';
import type { Verb } from '../src/identifiers.js';
import { stateCard } from '../src/state-card.js';
import type { Status } from '../src/status.js';
import { aStatus } from './support/a-situation.js';

const now = '2026-11-23T03:06:10.000Z';
const card = (given: Partial<Status> = {}) => stateCard(aStatus(given), now);
const everything: Partial<Status> = {
  told: ['#incidents 03:04', 'PagerDuty PD-4711 03:04'],
  dashboard: 'https://grafana.applylens.io/d/system-health',
};

describe('the state card', () => {
  it('says what is wrong, the way, what is done, who is needed, what escalates and how to stop', () => {
    expect(card(everything)).toEqual([
      '🔴 applylens-api prod · errors 9.8 % at 03:04 UTC (12 % at worst, 0.2 % before)',
      'v1.2.3 → v1.2.2 (ran 26 h without trouble)',
      'Following the ECS deployment: 3 of 4 tasks on v1.2.2, since 2 min, usually 6 min (13 min left)',
      'Nobody is needed now',
      'Escalates to the engineering manager at 03:34 UTC (in 28 min) unless traffic is restored',
      'Told: #incidents 03:04 · PagerDuty PD-4711 03:04',
      'To stop: runback abort applylens-api --env prod --reason "…"  (now 3 tasks v1.2.2, 1 task v1.2.3; the deployment is followed to its end at v1.2.2, no further step is taken)',
      'Look: https://grafana.applylens.io/d/system-health',
    ]);
  });

  it('leads to the page where it can be answered, before the figures', () => {
    const page = 'https://runback.example.com/prod/applylens-api';
    expect(card({ ...everything, page }).at(-1)).toBe(`Look: ${page} · https://grafana.applylens.io/d/system-health`);
  });

  it('asks for approval, and says until when and what happens then', () => {
    const lines = card({
      phase: 'waiting for approval',
      changed: false,
      times: { acceptedAt: '2026-11-23T03:04:00.000Z' },
      waiting: {
        what: 'approval',
        why: 'the policy asks for approval',
        from: '1 approver (not dana)',
        since: '2026-11-23T03:05:10.000Z',
        until: '2026-11-23T03:10:00.000Z',
        then: 'goes ahead',
      },
      legalVerbs: ['approve', 'reject', 'pause', 'abort', 'note'],
    });
    expect(lines).toEqual([
      '🔴 applylens-api prod · errors 9.8 % now (12 % at worst, 0.2 % before)',
      'v1.2.3 → v1.2.2 (ran 26 h without trouble)',
      '⏸ Waiting for approval since 60 s, from 1 approver (not dana): the policy asks for approval',
      'If nobody answers by 03:10 UTC (in 4 min): goes ahead',
      'Escalates to the engineering manager at 03:34 UTC (in 28 min) unless traffic is restored',
      'Approve: runback approve applylens-api --env prod        Reject: runback reject applylens-api --env prod  (nothing has been changed, nothing will be)',
      'To stop: runback abort applylens-api --env prod --reason "…"  (nothing has been changed, nothing will be)',
    ]);
  });

  it('shows how to approve where only a proven name counts', () => {
    const waiting = {
      what: 'approval',
      why: 'the policy asks',
      from: '1 approver',
      since: now,
      byToken: true,
    } as const;
    const lines = card({ phase: 'waiting for approval', waiting, legalVerbs: ['approve', 'reject', 'abort'] });
    expect(lines.join('\n')).toContain(
      'Approve: RUNBACK_TOKEN=… runback approve applylens-api --env prod        Reject: RUNBACK_TOKEN=… runback reject',
    );
  });

  it('asks the operator to decide', () => {
    const lines = card({
      phase: 'waiting for the operator',
      waiting: {
        what: 'the operator',
        why: 'AWS says ExpiredToken',
        from: 'an operator',
        since: '2026-11-23T03:05:10.000Z',
        until: '2026-11-24T03:05:10.000Z',
        then: 'ends as FAILED_SAFE',
        byItself: 'AWS answers the worker again',
      },
      legalVerbs: ['decide', 'pause', 'abort', 'note'],
    });
    expect(lines).toContain('⏸ Waiting for the operator since 60 s: AWS says ExpiredToken');
    expect(lines).toContain(
      'Goes on by itself as soon as AWS answers the worker again. If nobody answers by 03:05 UTC: ends as FAILED_SAFE',
    );
    expect(lines).toContain(
      'Decide: runback decide applylens-api --env prod --action retry|choose-target|proceed|abort',
    );
  });

  it('says which methods were tried in vain, the newest two', () => {
    const attempt = (result: 'failed' | 'refused' | 'out-of-time' | 'claimed', reason: string) =>
      ({ method: 'ecs-task', result, reason, startedAt: now, endedAt: now }) as const;
    const tried = (...attempts: Status['attempts']) => card({ attempts }).filter((line) => line.startsWith('Tried'));
    expect(tried(attempt('claimed', '4 of 4 tasks'))).toEqual([]);
    expect(tried(attempt('failed', 'the tasks\ndo not start'))).toEqual([
      'Tried: ecs-task failed: the tasks do not start',
    ]);
    expect(tried(attempt('failed', 'one'), attempt('refused', 'two'), attempt('out-of-time', 'three'))).toEqual([
      'Tried: ecs-task refused: two · ecs-task out of its time: three (and 1 before)',
    ]);
  });

  it('shows the end of a run with its times', () => {
    const lines = card({
      phase: 'closing',
      outcome: 'ROLLED_BACK',
      headline: 'v1.2.2 serves everything and production recovered',
      serving: [{ release: '1.2.2', taskDefinition: 'applylens-api-prod:121', tasks: 4 }],
      times: {
        acceptedAt: '2026-11-23T03:04:00.000Z',
        firstChangeAt: '2026-11-23T03:04:10.000Z',
        restoredAt: '2026-11-23T03:09:00.000Z',
        verifiedAt: '2026-11-23T03:24:00.000Z',
      },
      legalVerbs: ['note'],
    });
    expect(lines).toEqual([
      '✅ applylens-api prod · ROLLED_BACK: v1.2.2 serves everything and production recovered',
      'v1.2.3 → v1.2.2 (ran 26 h without trouble)',
      'Serving now: 4 tasks v1.2.2',
      'Accepted 03:04 UTC · first change +10 s · restored +5 min · verified +20 min',
      'Read it: runback report applylens-api --env prod',
    ]);
  });

  it('shows a pause, an abort, an escalation that came and one that is over', () => {
    const since = '2026-11-23T03:06:00.000Z';
    expect(card({ paused: { by: 'dana', since } })).toContain(
      '⏸ Paused by dana since 10 s: no next change until resumed',
    );
    expect(card({ aborting: { by: 'dana', reason: 'wrong service' }, legalVerbs: ['note'] }).at(-1)).toContain(
      'Being stopped by dana: wrong service (now 3 tasks v1.2.2, 1 task v1.2.3;',
    );
    expect(card({ escalated: 'paged the engineering manager' })).toContain('Escalated: paged the engineering manager');
    const restored = card({
      times: { acceptedAt: '2026-11-23T03:04:00.000Z', restoredAt: '2026-11-23T03:06:00.000Z' },
    });
    expect(restored).toContain('Escalates no more: traffic was restored at 03:06 UTC');
    expect(restored[0]).toMatch(/^🟡/);
    expect(card({ escalatesAt: '2026-11-23T03:06:00.000Z' })).toContain(
      'Escalation to the engineering manager was due at 03:06 UTC',
    );
  });

  it('offers no verb that would be refused now', () => {
    const verbs: readonly Verb[] = ['approve', 'reject', 'decide', 'resume', 'abort'];
    for (const verb of verbs) {
      const without = card({ legalVerbs: verbs.filter((each) => each !== verb), phase: 'waiting for approval' });
      expect(without.join('\n')).not.toContain(`runback ${verb} `);
    }
    expect(card({ legalVerbs: ['note'] }).join('\n')).not.toContain('runback');
  });

  it('never has more than ten lines, nor a line broken by what people wrote', () => {
    const lines = card({
      ...everything,
      doing: 'one\ntwo\u0007\n🔴 three',
      escalated: 'paged\nthe manager',
      waiting: { what: 'nothing', why: 'a\nb', from: 'nobody', since: now, until: now, then: 'measures\nagain' },
      legalVerbs: ['decide', 'abort'],
      told: ['x'.repeat(5_000)],
      attempts: [{ method: 'ecs-task', result: 'failed', reason: 'a\nb', startedAt: now, endedAt: now }],
    });
    expect(lines.length).toBeLessThanOrEqual(10);
    for (const line of lines) {
      expect(line).not.toMatch(/[\n\u0007]/);
      expect(line.length).toBeLessThan(700);
    }
    expect(lines.at(-1)).toContain('grafana');
  });
});
