// How a run stands when something is said to it, and who says it.
import type { MessageState, Speaker } from '../../src/message-rules.js';

export const running: MessageState = {
  service: 'applylens-api',
  environment: 'prod',
  runs: ['run-1'],
  phase: 'acting',
  gateOpen: false,
  waitingForOperator: false,
  paused: false,
  aborting: false,
  requestedBy: 'olga',
  approvedBy: [],
  openItems: [],
  identity: 'claimed',
  releases: [],
  notToUndo: 'nothing was changed: there is nothing to undo',
  methods: ['automatic', 'ecs-task'],
};
export const atGate: MessageState = { ...running, phase: 'waiting for approval', gateOpen: true };
export const withOperator: MessageState = { ...running, phase: 'waiting for the operator', waitingForOperator: true };

export const proven = (...roles: ('viewer' | 'operator' | 'approver' | 'admin')[]): Speaker => ({
  identity: 'authenticated',
  roles,
});
