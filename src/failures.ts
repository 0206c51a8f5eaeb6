// The one catalogue of failures (design §14): a stable type, whether a retry can help, and whether only a person can mend it.
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';

/** `transient` is retried, `person` waits for somebody to mend the cause, `final` is not tried again as it is. */
export type Remedy = 'transient' | 'person' | 'final';

export const failureTypes = {
  InvalidRequest: 'final',
  UnknownService: 'final',
  AwsThrottled: 'transient',
  AwsUnavailable: 'transient',
  AwsCredentials: 'person',
  AwsAccessDenied: 'person',
  AwsRefused: 'final',
  ClusterNotFound: 'person',
  ServiceNotFound: 'person',
  ServiceNotActive: 'person',
  TaskDefinitionUnknown: 'final',
  TaskDefinitionInactive: 'final',
  FiveActiveDeployments: 'person',
  ControllerNotSupported: 'final',
  GithubRefused: 'final',
  GithubUnavailable: 'transient',
  PagingRefused: 'final',
  PagingUnavailable: 'transient',
  ChannelRefused: 'final',
  ChannelUnavailable: 'transient',
  DatabaseUnavailable: 'transient',
  DatabaseRefused: 'person',
  MigrationsRefused: 'person',
  SourceUnavailable: 'transient',
  SecretMissing: 'person',
  StoreUnavailable: 'transient',
  TemporalUnavailable: 'transient',
  NotYet: 'transient',
} as const satisfies Record<string, Remedy>;

export type FailureType = keyof typeof failureTypes;

export interface FailureSentence {
  readonly attempted: string;
  readonly cameBack: string;
  readonly next: string;
  /** The runbook heading that covers it. */
  readonly heading?: string;
}

export const sentenceOf = ({ attempted, cameBack, next, heading }: FailureSentence): string =>
  `${attempted}: ${cameBack}. ${next}${heading === undefined ? '' : ` (Runbook › ${heading})`}`;

/** The failure that an activity throws: retried by Temporal only where waiting can help, after `afterMs` where that is known. */
export const failure = (type: FailureType, sentence: FailureSentence, afterMs?: number): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message: sentenceOf(sentence),
    nonRetryable: failureTypes[type] !== 'transient',
    ...(afterMs === undefined ? {} : { nextRetryDelay: afterMs }),
    ...(type === 'NotYet' ? { category: ApplicationFailureCategory.BENIGN } : {}),
  });

/** How what was thrown can be mended; undefined for what the catalogue does not know: a bug of ours. */
export const remedyOf = (error: unknown): Remedy | undefined =>
  error instanceof ApplicationFailure && isFailureType(error.type) ? failureTypes[error.type] : undefined;

export const isFailureType = (type: unknown): type is FailureType =>
  typeof type === 'string' && Object.hasOwn(failureTypes, type);
