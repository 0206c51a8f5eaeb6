import { describe, expect, it } from 'vitest';
import {
  approvalsNeeded,
  approvalsThatCount,
  type Requester,
  requesterInDoubt,
  requesterOf,
} from '../src/requester.js';
import { aRequest } from './support/a-run.js';
import { anEntry } from './support/an-entry.js';

const strict = anEntry({ policy: { approvals: 1, identity: 'authenticated' } });
const lax = anEntry({ policy: { approvals: 1 } });
const olga: Requester = { by: 'olga', kind: 'person', identity: 'claimed' };
const proven: Requester = { ...olga, identity: 'authenticated' };

describe('who asked', () => {
  it('is the person who says so, or a machine, which is nobody', () => {
    expect(requesterOf(aRequest({ requestedBy: 'olga' }), 'claimed')).toEqual(olga);
    expect(requesterOf(aRequest(), 'claimed')).toEqual({ kind: 'person', identity: 'claimed' });
    expect(
      requesterOf(aRequest({ requestedBy: 'pipeline', trigger: { kind: 'deployment' } }), 'authenticated'),
    ).toEqual({ kind: 'machine', identity: 'authenticated' });
  });

  it.each([
    ['names are taken as they are said', lax, olga, 1],
    ['it is proven', strict, proven, 1],
    ['it is only claimed where names have to be proven', strict, olga, 2],
    ['nobody proves that it was a machine', strict, { kind: 'machine', identity: 'claimed' }, 2],
  ] as const)('costs approvals where %s', (_, entry, requester, expected) => {
    expect(approvalsNeeded(entry, requester)).toBe(expected);
    expect(requesterInDoubt(entry, requester) === undefined).toBe(expected === 1);
  });

  it('is said with the command that proves it', () => {
    expect(requesterInDoubt(strict, olga)).toBe(
      'that olga asked is only claimed: one more approver is needed, unless somebody asks for the same by token: RUNBACK_TOKEN=… runback start applylens-api --env prod --reason "…"',
    );
    expect(requesterInDoubt(strict, { kind: 'person', identity: 'claimed' })).toMatch(/a person without a name/);
  });

  it('never counts as an approver, however early he approved', () => {
    const given = ['ann', 'OLGA'].map((by) => ({ decision: 'approve', at: '2026-11-23T03:04:00Z', by }) as const);
    expect(approvalsThatCount(given, proven).map(({ by }) => by)).toEqual(['ann']);
    expect(approvalsThatCount(given, { kind: 'machine', identity: 'authenticated' })).toHaveLength(2);
  });
});
