// The bad release, and what people do or do not do about it: how many the policy asks, and how long it waits for them.
import { badRelease } from './bad-release.js';
import type { Scenario } from './scenario.js';

const asks = (name: string, approvals: number, more: object = {}): Scenario => ({
  ...badRelease,
  name,
  settings: { policy: { mode: 'act', approvals }, ...more },
});

export const approval = asks('approval', 1);
export const nobodyAnswers = asks('nobody-answers', 1);
export const breakGlass = asks('break-glass', 2);

/** What a machine asks for is never done without a person here. */
export const approvalTimeout: Scenario = {
  ...badRelease,
  name: 'approval-timeout',
  settings: { policy: { mode: 'propose', approvals: 1 }, timings: { gateEndsAfter: '20 minutes' } },
};

export const chatDown: Scenario = { ...badRelease, name: 'chat-down' };
/** Whose credentials expire, and when, is for `POST /credentials`. */
export const escalates: Scenario = { ...badRelease, name: 'escalation' };
