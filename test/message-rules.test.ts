import { describe, expect, it } from 'vitest';
import { legalActions, legalVerbs, type MessageState, refusalOf } from '../src/message-rules.js';
import type { TargetRequest } from '../src/rollback.js';
import { atGate, running, withOperator } from './support/a-message-state.js';
import { arn } from './support/a-situation.js';

const withReleases: MessageState = {
  ...withOperator,
  releases: [
    { version: '1.2.3', commit: 'abc123', taskDefinition: arn(124) },
    { version: '1.2.2', commit: 'def456', taskDefinition: arn(121) },
  ],
  serves: arn(124),
};
const choose = (target: TargetRequest) => ({ by: 'ann', action: 'choose-target', target }) as const;

describe('whether a message counts', () => {
  it('lets another person approve', () => {
    expect(refusalOf('approve', { by: 'ann' }, atGate)).toBeUndefined();
  });

  it('does not let the requester approve', () => {
    expect(refusalOf('approve', { by: 'olga' }, atGate)).toMatch(/olga asked for this rollback/);
  });

  it('lets the requester reject', () => {
    expect(refusalOf('reject', { by: 'olga' }, atGate)).toBeUndefined();
  });

  it('lets anybody approve what a machine asked for', () => {
    const { requestedBy: _nobody, ...askedByMachine } = atGate;
    expect(refusalOf('approve', { by: 'olga' }, askedByMachine)).toBeUndefined();
  });

  it('counts nobody twice', () => {
    expect(refusalOf('approve', { by: 'ann' }, { ...atGate, approvedBy: ['ann'] })).toMatch(/nobody counts twice/);
  });

  it('refuses an approval when nothing waits for one, naming the phase', () => {
    expect(refusalOf('approve', { by: 'ann' }, running)).toMatch(/phase "acting"/);
  });

  it('knows a person however the name is written', () => {
    expect(refusalOf('approve', { by: ' OLGA ' }, atGate)).toMatch(/asked for this rollback/);
    expect(refusalOf('approve', { by: 'Ann' }, { ...atGate, approvedBy: ['ann'] })).toMatch(/nobody counts twice/);
  });

  it('refuses whatever is meant for another run', () => {
    expect(refusalOf('approve', { by: 'ann', run: 'run-0' }, atGate)).toBe(
      'it is meant for another run (run-0), which is over; look at this one first: runback status applylens-api --env prod',
    );
    expect(refusalOf('abort', { by: 'ann', reason: 'x', run: 'run-0' }, running)).toMatch(/another run/);
    expect(refusalOf('approve', { by: 'ann', run: 'run-1' }, atGate)).toBeUndefined();
  });

  it('takes a decision only where the run waits for the operator', () => {
    expect(refusalOf('decide', { by: 'ann', action: 'retry' }, withOperator)).toBeUndefined();
    expect(refusalOf('decide', { by: 'ann', action: 'retry' }, running)).toMatch(/nothing waits for the operator/);
  });

  it('takes decide abort at any time before closing', () => {
    expect(refusalOf('decide', { by: 'ann', action: 'abort' }, running)).toBeUndefined();
    expect(refusalOf('decide', { by: 'ann', action: 'abort' }, { ...running, phase: 'closing' })).toMatch(/closing/);
  });

  it('undoes only what was changed', () => {
    const undo = { by: 'ann', action: 'undo' } as const;
    expect(refusalOf('decide', undo, withOperator)).toMatch(/nothing was changed: there is nothing to undo/);
    const { notToUndo: _notToUndo, ...changed } = running;
    expect(refusalOf('decide', undo, changed)).toBeUndefined();
    expect(refusalOf('decide', undo, { ...changed, phase: 'closing' })).toMatch(/runback undo/);
  });

  it('offers the decisions that would be taken now', () => {
    expect(legalActions({ ...withOperator, methods: ['ecs-task'] })).toEqual([
      'retry',
      'choose-target',
      'proceed',
      'abort',
    ]);
    const { notToUndo: _notToUndo, ...changed } = withOperator;
    expect(legalActions({ ...changed, hindered: 'script' })).toEqual([
      ...['retry', 'skip', 'use-method', 'choose-target', 'proceed', 'undo', 'abort'],
    ]);
  });

  it('skips only the method that waits, and uses only one that the policy allows', () => {
    expect(refusalOf('decide', { by: 'ann', action: 'skip' }, withOperator)).toMatch(
      /neither a method nor the database waits/,
    );
    expect(refusalOf('decide', { by: 'ann', action: 'skip' }, { ...withOperator, hindered: 'script' })).toBeUndefined();
    const use = { by: 'ann', action: 'use-method' } as const;
    expect(refusalOf('decide', use, withOperator)).toMatch(/needs a method; the policy allows automatic, ecs-task/);
    expect(refusalOf('decide', { ...use, method: 'script' }, withOperator)).toMatch(/not script/);
    expect(refusalOf('decide', { ...use, method: 'ecs-task' }, withOperator)).toBeUndefined();
  });

  it('wants a target with choose-target', () => {
    expect(refusalOf('decide', { by: 'ann', action: 'choose-target' }, withOperator)).toMatch(/needs a target/);
  });

  it('refuses a target that the last look did not see, and lists the newest releases', () => {
    expect(refusalOf('decide', choose({ version: '9.9.9' }), withReleases)).toBe(
      'v9.9.9 is not among the 2 releases looked at: the newest are v1.2.3 (abc123, :124), v1.2.2 (def456, :121); "retry" looks again',
    );
    expect(refusalOf('decide', choose({ version: 'v1.2.2' }), withReleases)).toBeUndefined();
  });

  it('refuses the target that serves now, and lists the others', () => {
    expect(refusalOf('decide', choose({ commit: 'abc123' }), withReleases)).toBe(
      'abc123 serves now; the newest others are v1.2.2 (def456, :121)',
    );
  });

  it('leaves a target to the plan where production was not looked at yet', () => {
    expect(refusalOf('decide', choose({ version: '9.9.9' }), withOperator)).toBeUndefined();
  });

  it('refuses a confirmation while no gate is open', () => {
    const confirm = { by: 'ann', item: 'backup-plan' } as const;
    expect(refusalOf('confirm', confirm, { ...running, openItems: ['backup-plan'] })).toBe(
      'no gate is open that the item could count at; the run is in phase "acting"',
    );
  });

  it('pauses once and resumes once', () => {
    expect(refusalOf('pause', { by: 'ann' }, { ...running, paused: true })).toMatch(/paused already/);
    expect(refusalOf('resume', { by: 'ann' }, running)).toMatch(/not paused/);
  });

  it('confirms only an open item', () => {
    expect(
      refusalOf('confirm', { by: 'ann', item: 'backup-plan' }, { ...atGate, openItems: ['backup-plan'] }),
    ).toBeUndefined();
    expect(refusalOf('confirm', { by: 'ann', item: 'backup-plan' }, atGate)).toMatch(/not open/);
  });
});

describe('the verbs that are offered', () => {
  it('are those that would be taken', () => {
    expect(legalVerbs(running)).toEqual(['pause', 'abort', 'note']);
    expect(legalVerbs(atGate)).toEqual(['approve', 'reject', 'pause', 'abort', 'note']);
    expect(legalVerbs(withOperator)).toEqual(['decide', 'pause', 'abort', 'note']);
    expect(legalVerbs({ ...running, paused: true, aborting: true })).toEqual(['resume', 'note']);
    expect(legalVerbs({ ...running, phase: 'closing' })).toEqual(['note']);
  });
});
