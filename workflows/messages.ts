// Every message exists as an Update and as a Signal of the same name, `alert` as a Signal only (design §4).
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { MessageName } from '../src/identifiers.js';
import type { Plan } from '../src/plan-shape.js';
import type { Report } from '../src/report.js';
import type { Status } from '../src/status.js';

export interface Said {
  readonly said: string;
  /** Of `request`: whether the running rollback is the one that was asked for. */
  readonly answer?: 'joined' | 'differs';
}

export const updateOf = (name: Exclude<MessageName, 'alert'>) => defineUpdate<Said, [unknown]>(name);
export const signalOf = (name: MessageName) => defineSignal<[unknown]>(name);

export const statusQuery = defineQuery<Status>('status');
export const planQuery = defineQuery<Plan | null>('plan');
export const reportQuery = defineQuery<Report | null>('report');

/** From the rollback to its escalation workflow. */
export const restoredSignal = defineSignal<[string]>('restored');
export const closedSignal = defineSignal<[string]>('closed');
/** From the escalation workflow to the rollback. */
export const escalatedSignal = defineSignal<[unknown]>('escalated');
