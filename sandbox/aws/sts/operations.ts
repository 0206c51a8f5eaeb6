import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { account } from '../identifiers.js';
import { type Operations, operation } from '../operation.js';

const assumeRoleShape = z.object({
  RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
});

/** Every role may be assumed by everybody; the credentials that are given do not end by themselves. */
export function stsOperations(now: () => number): Operations {
  const sessions = new Map<string, { readonly Arn: string; readonly AssumedRoleId: string }>();
  return {
    GetCallerIdentity: operation(z.object({}), (_, caller) => {
      const session = sessions.get(caller.accessKeyId);
      return {
        UserId: session?.AssumedRoleId ?? caller.accessKeyId,
        Account: account,
        Arn: session?.Arn ?? caller.arn,
      };
    }),

    AssumeRole: operation(assumeRoleShape, ({ RoleArn, RoleSessionName, DurationSeconds }) => {
      const role = RoleArn.slice(RoleArn.lastIndexOf('/') + 1);
      const AccessKeyId = `ASIA${random(8)}`;
      const session = {
        AssumedRoleId: `AROA${random(8)}:${RoleSessionName}`,
        Arn: `arn:aws:sts::${RoleArn.split(':')[4]}:assumed-role/${role}/${RoleSessionName}`,
      };
      sessions.set(AccessKeyId, session);
      return {
        Credentials: {
          AccessKeyId,
          SecretAccessKey: randomBytes(30).toString('base64'),
          SessionToken: randomBytes(96).toString('base64'),
          Expiration: new Date(now() + DurationSeconds * 1000).toISOString(),
        },
        AssumedRoleUser: session,
      };
    }),
  };
}

const random = (bytes: number): string => randomBytes(bytes).toString('hex').toUpperCase();
