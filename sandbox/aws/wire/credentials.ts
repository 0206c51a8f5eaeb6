import { account } from '../identifiers.js';
import type { Caller } from '../operation.js';
import { AwsRefusal } from '../refusal.js';
import type { DecodedRequest } from './protocols.js';

/**
 * Reads who asks from the Authorization header. The signature itself is not verified.
 * Access key ids that begin with EXPIRED or INVALID, or are `expired`, are answered as AWS answers such credentials (facts §8).
 * @throws AwsRefusal
 */
export function callerOf(
  authorization: string | undefined,
  { protocol }: Pick<DecodedRequest, 'protocol'>,
  expired: ReadonlySet<string>,
): Caller {
  const json = protocol === 'json';
  const status = json ? 400 : 403;
  const accessKeyId = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];
  if (accessKeyId === undefined) {
    throw new AwsRefusal(
      json ? 'MissingAuthenticationTokenException' : 'MissingAuthenticationToken',
      'Request is missing Authentication Token',
      status,
    );
  }
  if (accessKeyId.startsWith('EXPIRED') || expired.has(accessKeyId)) {
    const text = 'The security token included in the request is expired';
    throw new AwsRefusal(json ? 'ExpiredTokenException' : 'ExpiredToken', text, status);
  }
  if (accessKeyId.startsWith('INVALID')) {
    const text = 'The security token included in the request is invalid.';
    throw new AwsRefusal(json ? 'UnrecognizedClientException' : 'InvalidClientTokenId', text, status);
  }
  return { accessKeyId, arn: `arn:aws:iam::${account}:user/${accessKeyId.toLowerCase()}` };
}
