import { describe, expect, it } from 'vitest';
import { refusalOf } from '../src/message-rules.js';
import { atGate, proven, running, withOperator } from './support/a-message-state.js';

describe('whether a message counts, by how far its name is proven', () => {
  it('refuses a claimed name where approvals must be authenticated, with the command to use', () => {
    const strict = { ...atGate, identity: 'authenticated' } as const;
    for (const verb of ['approve', 'reject'] as const) {
      expect(refusalOf(verb, { by: 'ann' }, strict)).toBe(
        `the name "ann" is only claimed, and this service demands a proven one: RUNBACK_TOKEN=… runback ${verb} applylens-api --env prod`,
      );
      expect(refusalOf(verb, { by: 'ann' }, strict, proven('approver'))).toBeUndefined();
    }
  });

  it('lets only an approver or an admin answer, where the roles are known', () => {
    expect(refusalOf('approve', { by: 'ann' }, atGate, proven('operator'))).toMatch(
      /ann holds operator; .* needs approver/,
    );
    expect(refusalOf('reject', { by: 'vic' }, atGate, proven('viewer'))).toMatch(/vic holds viewer/);
    expect(refusalOf('approve', { by: 'ann' }, atGate, proven('admin'))).toBeUndefined();
    expect(refusalOf('approve', { by: 'olga' }, atGate, proven('admin'))).toMatch(/asked for this rollback/);
  });

  it('takes break-glass from who asked, but only from an admin where the roles are known', () => {
    const glass = { by: 'olga', breakGlass: 'alone at night' };
    expect(refusalOf('approve', glass, atGate)).toBeUndefined();
    expect(refusalOf('approve', glass, atGate, proven('approver'))).toMatch(/break-glass needs admin/);
    expect(refusalOf('approve', glass, atGate, proven('admin'))).toBeUndefined();
    expect(refusalOf('approve', glass, { ...atGate, identity: 'authenticated' })).toMatch(/only claimed/);
    expect(refusalOf('approve', glass, running)).toMatch(/nothing waits for approval/);
  });

  it('takes the undo of a rollback for security from a proven admin only', () => {
    const undo = { by: 'ann', action: 'undo' } as const;
    const { notToUndo: _nothing, ...changed } = running;
    const forSecurity = { ...changed, isAboutSecurity: true } as const;
    for (const who of [undefined, proven(), proven('operator', 'approver')])
      expect(refusalOf('decide', undo, forSecurity, who)).toMatch(/only an admin .* runback undo applylens-api/);
    expect(refusalOf('decide', undo, forSecurity, proven('admin'))).toBeUndefined();
    expect(refusalOf('decide', undo, changed)).toBeUndefined();
  });

  it('takes a decision by a claimed name where that is enough, and else only one to stop', () => {
    const strict = { ...withOperator, identity: 'authenticated' } as const;
    expect(refusalOf('decide', { by: 'ann', action: 'retry' }, strict)).toBe(
      'the name "ann" is only claimed, and this service demands a proven one: RUNBACK_TOKEN=… runback decide applylens-api --env prod',
    );
    expect(refusalOf('decide', { by: 'ann', action: 'retry' }, strict, proven('operator'))).toBeUndefined();
    expect(refusalOf('decide', { by: 'ann', action: 'abort' }, strict)).toBeUndefined();
    expect(refusalOf('abort', { by: 'ann', reason: 'x' }, strict)).toBeUndefined();
    expect(refusalOf('confirm', { by: 'ann', item: 'backup-plan' }, { ...strict, openItems: ['backup-plan'] })).toMatch(
      /RUNBACK_TOKEN=… runback confirm/,
    );
  });
});
