// A rollback to v1.2.2 that did not help, everything having been read and nothing told.
import type { Trouble } from '../../../src/runbook/troubleshooting-failed-rollbacks/trouble.js';
import type { LoggedError, StoppedTasks, TroubleEvidence } from '../../../src/trouble-evidence.js';
import { anEntry, arn, now } from '../../support/a-situation.js';
import { noEvidence } from '../../support/good-answers.js';

export const known = <T>(value: T) => ({ state: 'known', value }) as const;

export const aTrouble = (
  evidence: Partial<TroubleEvidence> = {},
  given: Partial<Omit<Trouble, 'evidence'>> = {},
): Trouble => ({
  entry: anEntry({ parameters: { path: '/applylens/prod/' }, logs: { group: '/aws/ecs/applylens-api' } }),
  release: { version: '1.2.2', taskDefinition: arn(121) },
  servesAlone: false,
  evidence: { ...noEvidence(now), ...evidence },
  before: known(0.002),
  schema: { state: 'not connected' },
  ...given,
});

export const stoppedBy = (stoppedReason: string, given: Partial<StoppedTasks> = {}): StoppedTasks => ({
  tasks: 3,
  ofTarget: true,
  stoppedReason,
  at: now,
  ...given,
});

export const logged = (text: string, given: Partial<LoggedError> = {}): LoggedError => ({
  text,
  times: 12,
  tasks: 3,
  of: 'the target',
  firstAt: now,
  lastAt: now,
  ...given,
});

export const logsOf = (...errors: LoggedError[]) => known({ errors, lines: 40, toTheEnd: true });
