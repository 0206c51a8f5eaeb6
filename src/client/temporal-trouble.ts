// Failed calls to Temporal as trouble that says what was attempted, what came back and what to do next.
import { isGrpcCancelledError, isGrpcDeadlineError, isGrpcServiceError } from '@temporalio/client';
import { sentenceOf } from '../failures.js';
import { Trouble } from './trouble.js';

/** Milliseconds after which Temporal counts as not reached. */
export const temporalAnswersWithin = 5_000;

export const temporalNotReached = (attempted: string, reason: string): Trouble =>
  new Trouble(
    'temporal not reached',
    sentenceOf({
      attempted,
      cameBack: `Temporal was not reached in time (${reason})`,
      next: 'Check TEMPORAL_ADDRESS and that Temporal runs; without Temporal, roll back by hand',
      heading: 'Rollback Procedures',
    }),
  );

const grpcCodes = { permissionDenied: 7, unavailable: 14, unauthenticated: 16 };

const causes = (error: unknown): Error[] => (error instanceof Error ? [error, ...causes(error.cause)] : []);

const grpcCause = (error: unknown): { code: number; details: string } | undefined =>
  causes(error).find((each) => isGrpcServiceError(each));

/** Whether a call's time ran out before an answer came; Temporal's side may notice first, and cancels. */
export const isDeadline = (error: unknown): boolean =>
  causes(error).some((each) => isGrpcDeadlineError(each) || isGrpcCancelledError(each));

/** Turns a failed call to Temporal into trouble; what is trouble already stays as it is. */
export const troubleOf = (attempted: string, error: unknown): Trouble => {
  if (error instanceof Trouble) return error;
  if (isDeadline(error)) return temporalNotReached(attempted, 'no answer');
  const grpc = grpcCause(error);
  if (grpc?.code === grpcCodes.unavailable) return temporalNotReached(attempted, grpc.details);
  if (grpc?.code === grpcCodes.permissionDenied || grpc?.code === grpcCodes.unauthenticated) {
    const next = 'Check TEMPORAL_API_KEY, the TLS settings and the namespace';
    return new Trouble(
      'temporal not reached',
      sentenceOf({ attempted, cameBack: `Temporal denied it: ${grpc.details}`, next }),
    );
  }
  const cameBack = grpc?.details ?? (error instanceof Error ? error.message : String(error));
  return new Trouble(
    'unexpected',
    sentenceOf({
      attempted,
      cameBack,
      next: 'Try again, then look at Temporal with its own tools',
    }),
  );
};
