// What can go wrong between a person or an alert and a running rollback, told in one sentence each.
import { isGrpcDeadlineError, isGrpcServiceError } from '@temporalio/client';
import { type FailureSentence, sentenceOf } from '../failures.js';

export type TroubleKind =
  | 'bad input'
  | 'not found'
  | 'nothing open'
  | 'refused'
  | 'no answer'
  | 'no worker'
  | 'temporal not reached'
  | 'unexpected';

/** An expected failure: its message is a whole sentence for people, `problems` one sentence per wrong field. */
export class Trouble extends Error {
  override readonly name = 'Trouble';

  constructor(
    readonly kind: TroubleKind,
    sentence: FailureSentence | string,
    readonly problems: readonly string[] = [],
  ) {
    super(typeof sentence === 'string' ? sentence : sentenceOf(sentence));
  }
}

/** Milliseconds after which Temporal counts as not reached. */
export const temporalAnswersWithin = 5_000;

export const temporalNotReached = (attempted: string, reason: string): Trouble =>
  new Trouble('temporal not reached', {
    attempted,
    cameBack: `Temporal was not reached within ${temporalAnswersWithin / 1000} s (${reason})`,
    next: 'Check TEMPORAL_ADDRESS and that Temporal runs; rollbacks that run already go on without this command. Without Temporal, roll back by the runbook',
    heading: 'Rollback Procedures',
  });

const grpcCodes = { permissionDenied: 7, unavailable: 14, unauthenticated: 16 };

const causes = (error: unknown): Error[] => (error instanceof Error ? [error, ...causes(error.cause)] : []);

const grpcCause = (error: unknown): { code: number; details: string } | undefined =>
  causes(error).find((each) => isGrpcServiceError(each));

/** Whether a call's time ran out before an answer came. */
export const isDeadline = (error: unknown): boolean => causes(error).some((each) => isGrpcDeadlineError(each));

/** Turns a failed call to Temporal into trouble; what is trouble already stays as it is. */
export const troubleOf = (attempted: string, error: unknown): Trouble => {
  if (error instanceof Trouble) return error;
  if (isDeadline(error)) return temporalNotReached(attempted, 'no answer');
  const grpc = grpcCause(error);
  if (grpc?.code === grpcCodes.unavailable) return temporalNotReached(attempted, grpc.details);
  if (grpc?.code === grpcCodes.permissionDenied || grpc?.code === grpcCodes.unauthenticated) {
    const next = 'Check TEMPORAL_API_KEY, the TLS settings and the namespace';
    return new Trouble('temporal not reached', { attempted, cameBack: `Temporal denied it: ${grpc.details}`, next });
  }
  const cameBack = grpc?.details ?? (error instanceof Error ? error.message : String(error));
  return new Trouble('unexpected', {
    attempted,
    cameBack,
    next: 'Try again, then look at Temporal with its own tools',
  });
};
