// What an error of the AWS SDK means: a failure of the catalogue, decided by name, code and status (the SDK never says "retryable").
import { hostname } from 'node:os';
import type { ApplicationFailure } from '@temporalio/common';
import { type FailureType, failure } from '../src/failures.js';

type AwsFailureType = Extract<
  FailureType,
  | `Aws${string}`
  | 'ClusterNotFound'
  | 'ServiceNotFound'
  | 'ServiceNotActive'
  | 'TaskDefinitionUnknown'
  | 'TaskDefinitionInactive'
  | 'FiveActiveDeployments'
>;

const byName: Readonly<Record<string, AwsFailureType>> = {
  ...all('AwsThrottled', [
    'ThrottlingException',
    'Throttling',
    'ThrottledException',
    'RequestThrottled',
    'RequestThrottledException',
    'RequestLimitExceeded',
    'TooManyRequestsException',
  ]),
  ...all('AwsCredentials', [
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    'IncompleteSignature',
    'MissingAuthenticationToken',
    'MissingAuthenticationTokenException',
    'RequestExpired',
    'AuthFailure',
    'CredentialsProviderError',
    'TokenProviderError',
  ]),
  ...all('AwsAccessDenied', ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'BlockedException']),
  ...all('AwsUnavailable', ['TimeoutError', 'AbortError', 'ServerException', 'InternalFailure', 'ServiceUnavailable']),
  ClusterNotFoundException: 'ClusterNotFound',
  ServiceNotFoundException: 'ServiceNotFound',
  ServiceNotActiveException: 'ServiceNotActive',
};

// ECS says these as ClientException or InvalidParameterException; only the text tells them apart.
const byText: readonly (readonly [RegExp, AwsFailureType])[] = [
  [/task ?definition is inactive/i, 'TaskDefinitionInactive'],
  [/unable to describe task definition/i, 'TaskDefinitionUnknown'],
  [/\b5 (active )?deployments exist/i, 'FiveActiveDeployments'],
];

const networkCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ERR_STREAM_PREMATURE_CLOSE',
  // Something between us and AWS that speaks no TLS, or shows another certificate.
  'EPROTO',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The exact command, and where it is typed; a profile that is no plain word is left out. */
const signIn = (profile = process.env.AWS_PROFILE ?? ''): string =>
  `aws sso login${/^[\w.@+-]+$/.test(profile) ? ` --profile ${profile}` : ''}`;

const next: Readonly<Record<AwsFailureType, string>> = {
  AwsThrottled: 'Runback asks again by itself; nothing is lost',
  AwsUnavailable: 'Runback reads the state and asks again by itself',
  AwsCredentials: `Renew the AWS credentials that were used on ${hostname()}: ${signIn()} there, or mend the role`,
  AwsAccessDenied: 'Allow the call to the role that was used',
  AwsRefused: 'Read what AWS says; the same call will be refused again',
  ClusterNotFound: 'Check region, account and ecs.cluster in the catalogue (runback check)',
  ServiceNotFound: 'Check region, account and ecs.service in the catalogue (runback check)',
  ServiceNotActive: 'Create the service again or correct ecs.service in the catalogue',
  TaskDefinitionUnknown: 'Choose another target; list them: aws ecs list-task-definitions --status ACTIVE',
  TaskDefinitionInactive: 'Choose another target; an INACTIVE task definition cannot be deployed',
  FiveActiveDeployments: 'Wait until older deployments have drained, or stop their tasks',
};

/** The failure to throw. Anything that AWS and the network did not say is given back as it came: a bug of ours. */
function awsFailure(error: unknown, attempted: string): ApplicationFailure | Error {
  const seen = error instanceof Error ? error : new Error(String(error));
  const type = awsFailureType(seen);
  if (type === undefined) return seen;
  return failure(type, { attempted, cameBack: `${nameOf(seen)}: ${withoutFullStop(seen.message)}`, next: next[type] });
}

/** The type in the catalogue, or undefined when the error did not come from AWS or the way there. */
export function awsFailureType(error: Error): AwsFailureType | undefined {
  const named = byName[error.name];
  if (named !== undefined) return named;
  if (networkCodes.has(codeOf(error) ?? '')) return 'AwsUnavailable';
  const status = statusOf(error);
  if (status === undefined) return undefined;
  if (status === 429) return 'AwsThrottled';
  if (status >= 500) return 'AwsUnavailable';
  const text = byText.find(([pattern]) => pattern.test(error.message));
  if (text !== undefined) return text[1];
  if (status === 401 || status === 403) return 'AwsAccessDenied';
  // A body that could not be read came from something between us and AWS.
  return error instanceof SyntaxError ? 'AwsUnavailable' : 'AwsRefused';
}

/** A failure's sentence up to what came back. */
export const withoutNext = (message: string): string =>
  Object.values(next).reduce((text, each) => text.replace(`. ${each}`, ''), message);

/** Runs a call and throws what came back as a failure of the catalogue. `attempted` is how people call it. */
export async function askAws<T>(attempted: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsFailure(error, attempted);
  }
}

function all(type: AwsFailureType, names: readonly string[]): Record<string, AwsFailureType> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

const codeOf = (error: Error): string | undefined =>
  'code' in error && typeof error.code === 'string' ? error.code : undefined;

const statusOf = (error: Error): number | undefined => {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const metadata = error.$metadata;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
};

const nameOf = (error: Error): string => (error.name === 'Error' ? (codeOf(error) ?? error.name) : error.name);

const withoutFullStop = (text: string): string => text.split('\n', 1)[0]?.replace(/\.$/, '').slice(0, 500) ?? '';
