import { hostname } from 'node:os';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { askAws, awsFailureType } from '../../activities/aws-errors.js';
import { failureTypes } from '../../src/failures.js';

const anError = (
  name: string,
  { message = 'said so', status, code }: { message?: string; status?: number; code?: string } = {},
) =>
  Object.assign(new Error(message), {
    name,
    ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }),
    ...(code === undefined ? {} : { code }),
  });

const table: [string, Error, keyof typeof failureTypes][] = [
  ['throttling, which ECS does not model', anError('ThrottlingException', { status: 400 }), 'AwsThrottled'],
  ['a status of 429', anError('Unknown', { status: 429 }), 'AwsThrottled'],
  ['a fault of the server', anError('ServerException', { status: 500 }), 'AwsUnavailable'],
  ['a gateway that answers with HTML', anError('SyntaxError', { status: 503 }), 'AwsUnavailable'],
  ['a reset connection', anError('Error', { code: 'ECONNRESET' }), 'AwsUnavailable'],
  ['a proxy that speaks no TLS', anError('Error', { code: 'EPROTO' }), 'AwsUnavailable'],
  ['a certificate that is no longer valid', anError('Error', { code: 'CERT_HAS_EXPIRED' }), 'AwsUnavailable'],
  ['no free port on this machine', anError('Error', { code: 'EADDRNOTAVAIL' }), 'AwsUnavailable'],
  ['a time-out', anError('TimeoutError'), 'AwsUnavailable'],
  ['a name that does not resolve', anError('Error', { code: 'ENOTFOUND' }), 'AwsUnavailable'],
  ['an expired token', anError('ExpiredTokenException', { status: 400 }), 'AwsCredentials'],
  ['an unknown token of a query service', anError('InvalidClientTokenId', { status: 403 }), 'AwsCredentials'],
  ['no credentials at all', anError('CredentialsProviderError'), 'AwsCredentials'],
  ['a missing permission', anError('AccessDeniedException', { status: 400 }), 'AwsAccessDenied'],
  ['a 403 of an unknown name', anError('Whatever', { status: 403 }), 'AwsAccessDenied'],
  ['an unknown cluster', anError('ClusterNotFoundException', { status: 400 }), 'ClusterNotFound'],
  ['an unknown service', anError('ServiceNotFoundException', { status: 400 }), 'ServiceNotFound'],
  [
    'an INACTIVE task definition',
    anError('ClientException', { status: 400, message: 'TaskDefinition is inactive' }),
    'TaskDefinitionInactive',
  ],
  [
    'an unknown task definition',
    anError('ClientException', { status: 400, message: 'Unable to describe task definition.' }),
    'TaskDefinitionUnknown',
  ],
  [
    'a sixth deployment',
    anError('InvalidParameterException', {
      status: 400,
      message: '5 active deployments exist, unable to create new deployment.',
    }),
    'FiveActiveDeployments',
  ],
  ['any other refusal', anError('InvalidParameterException', { status: 400, message: 'No.' }), 'AwsRefused'],
];

describe('an error of AWS', () => {
  it.each(table)('is told apart: %s', (_, error, type) => {
    expect(awsFailureType(error)).toBe(type);
  });

  it('says of expired credentials on which host they are renewed, and with which command', async () => {
    const expired = askAws('DescribeServices of api', () => Promise.reject(anError('ExpiredTokenException')));
    await expect(expired).rejects.toThrow(new RegExp(` on ${hostname()}: aws sso login(?: --profile \\S+)? there`));
  });

  it('says what was attempted, what came back and what to do next', async () => {
    const failing = askAws('UpdateService of api', () =>
      Promise.reject(anError('ThrottlingException', { status: 400, message: 'Rate exceeded.' })),
    );
    await expect(failing).rejects.toThrow(
      'UpdateService of api: ThrottlingException: Rate exceeded. Runback asks again by itself; nothing is lost',
    );
  });

  it.each([['ExpiredTokenException'], ['AccessDeniedException']])(
    'says neither whose it is nor that anything goes on: %s',
    async (name) => {
      const failing = askAws('DescribeServices', () => Promise.reject(anError(name, { status: 400, message: 'No.' })));
      await expect(failing).rejects.toThrow(/^DescribeServices: \w+: No\. (?!.*(worker|by itself))/);
    },
  );

  it.each(table)('is retried only where waiting can help: %s', async (_, error, type) => {
    const thrown: unknown = await askAws('asking', () => Promise.reject(error)).catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(ApplicationFailure);
    expect(thrown).toMatchObject({ type, nonRetryable: failureTypes[type] !== 'transient' });
  });

  it('is not made of a bug of ours', async () => {
    const bug = new TypeError('x is undefined');
    await expect(askAws('asking', () => Promise.reject(bug))).rejects.toBe(bug);
  });
});
